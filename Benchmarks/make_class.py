"""Makes a class of submissions from a key.

    python3 make_class.py KEY.json FOLDER COUNT

Of ten students, seven are right to rounding noise, one loses a sign everywhere, one leaves a part out,
and one has one entry wrong.
"""
import json
import sys
from pathlib import Path

import numpy as np


def main(key_path, folder, count):
    key = json.loads(Path(key_path).read_text())
    rng = np.random.default_rng(1)
    names = [(problem, part) for problem, parts in key.items() for part in parts]
    for number in range(int(count)):
        chosen = names[rng.integers(len(names))]
        answers = {problem: {} for problem in key}
        for problem, part in names:
            value = np.array(key[problem][part], dtype=float)
            value = value * (1 + 1e-10 * rng.standard_normal(value.shape))
            if number % 10 == 7:
                value = -value
            if (problem, part) == chosen:
                if number % 10 == 8:
                    continue
                if number % 10 == 9:
                    value.reshape(-1)[rng.integers(value.size)] += 0.5
            answers[problem][part] = value.tolist()
        place = Path(folder, f"student{number:04}")
        place.mkdir(parents=True)
        (place / "answers.json").write_text(json.dumps(answers))


if __name__ == "__main__":
    main(*sys.argv[1:])
