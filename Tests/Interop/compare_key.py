"""Compares what `nabla key` prints with what the autograd package finds.

    python compare_key.py NABLA ROOT

Every part must agree to 1e-10 of its largest entry.
"""
import json
import subprocess
import sys

import numpy as np
from homework import ASSIGNMENTS

BAR = 1e-10
STUDENT = "all-correct"


def main(nabla, root):
    worst, parts = 0.0, 0
    for assignment, answers in ASSIGNMENTS.items():
        printed = subprocess.run(
            [nabla, "key", assignment, "--student", STUDENT, "--assignments", f"{root}/assignments",
             "--secret-file", f"{root}/submissions/samples.secret", "--gradebook", "/nonexistent"],
            check=True, capture_output=True, text=True).stdout
        key = json.loads(printed)
        right = answers(root, STUDENT)
        assert {p: set(q) for p, q in key.items()} == {p: set(q) for p, q in right.items()}, "parts differ"
        for problem, values in right.items():
            for part, value in values.items():
                got, want = np.array(key[problem][part]), np.array(value)
                assert got.shape == want.shape, f"{problem}.{part}: {got.shape}, not {want.shape}"
                error = np.max(np.abs(got - want)) / np.max(np.abs(want))
                worst, parts = max(worst, error), parts + 1
                assert error <= BAR, f"{assignment} {problem}.{part}: off by {error:.1e}"
    print(f"key: {parts} parts agree with autograd, the worst to {worst:.1e} of its largest entry")


if __name__ == "__main__":
    main(*sys.argv[1:])
