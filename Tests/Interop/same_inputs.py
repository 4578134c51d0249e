"""Compares the inputs that `nabla handout` draws with those of draws.py.

    python same_inputs.py NABLA ROOT

Every number must be the same to the last bit, of the project's own assignment and of one that uses each
kind and constraint.
"""
import json
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import draws
import numpy as np
import yaml

STUDENTS = [f"student {n}" for n in range(60)] + ["René", "名前", "o'brien"]
SECRET = b"another secret, for tests"


def main(nabla, root):
    count, again = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "secret").write_bytes(SECRET + b"\n")
        (work / "roster.csv").write_text("student\n" + "".join(f'"{s}"\n' for s in STUDENTS))
        for definition in (Path(root) / "assignments/two-layer-network", Path(root) / "Tests/Data/drawn"):
            subprocess.run(
                [nabla, "handout", str(definition), "--roster", "roster.csv", "--secret-file", "secret",
                 "--output", f"out-{definition.name}", "--gradebook", "gradebook.sqlite"], check=True, cwd=work, capture_output=True)
            with sqlite3.connect(work / "gradebook.sqlite") as book:
                counters = dict(book.execute(
                    "SELECT student, counter FROM handout WHERE assignment = ?", [definition.name]))
            problems = yaml.safe_load((definition / "assignment.yaml").read_text())["problems"]
            for student in STUDENTS:
                handed_out = json.loads((work / f"out-{definition.name}" / student / "inputs.json").read_text())
                again += counters[student] > 0
                for problem in problems:
                    want = draws.inputs(
                        definition.name, problem["id"], problem["given"], SECRET, student, counters[student])
                    for name, value in want.items():
                        got = np.array(handed_out[problem["id"]][name], dtype=float)
                        assert got.shape == value.shape and np.array_equal(got, value), f"{student} {name}"
                        count += value.size
    print(f"draws: {count} numbers as Python draws them, for {len(STUDENTS)} students, {again} sets drawn again")


if __name__ == "__main__":
    main(*sys.argv[1:])
