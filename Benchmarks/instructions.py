"""Counts the instructions that a submission takes, which do not depend on what else a machine does.

    python3 instructions.py NABLA [--record | --check]

Prints millions of instructions by valgrind's callgrind, of one thread: what 100 more submissions of a class take, and
whole commands. --record writes them to instructions.json; --check fails where one differs from these by more than
1 %: of the same compiler and libraries the counts are the same to some thousands.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BASELINE = HERE / "instructions.json"
ALLOWED = 0.01


def count(command, **more):
    """The instructions of a command, in millions."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", *map(str, command)],
            env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}, capture_output=True, text=True, **more)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if not found:
        sys.exit(f"callgrind counted nothing: {run.stderr[-500:]}")
    return int(found[1]) / 1e6


def measure(nabla):
    common = ["--assignments", f"{ROOT}/assignments"]
    with tempfile.TemporaryDirectory() as folder:
        # Some releases of valgrind cannot read the debug information of Swift.
        stripped = Path(folder, "nabla")
        subprocess.run(["strip", "-o", stripped, nabla], check=True)
        key = Path(folder, "key.json")
        key.write_bytes(subprocess.run([nabla, "key", "convnet-layers", *common], check=True, capture_output=True).stdout)
        students = Path(folder, "all")
        subprocess.run([sys.executable, HERE / "make_class.py", key, students, "200"], check=True)
        names = sorted(p.name for p in students.iterdir())
        lines = [
            '{"assignment": "convnet-layers", "student": "%s", "answers": %s}\n'
            % (name, (students / name / "answers.json").read_text()) for name in names]
        found = {}
        for kind in ("stored and reported", "not stored"):
            counts = []
            for size in (100, 200):
                place = Path(folder, f"{len(found)}-{size}", "convnet-layers")
                place.mkdir(parents=True)
                for name in names[:size]:
                    shutil.copytree(students / name, place / name)
                options = ["--reports", f"{folder}/reports{len(found)}-{size}"]
                if kind == "not stored":
                    options += ["--no-store"]
                else:
                    options += ["--gradebook", f"{folder}/{size}.sqlite"]
                counts.append(count([stripped, "grade", place, *common, "--jobs", "1", *options]))
            found[f"a submission of a class, {kind}"] = (counts[1] - counts[0]) / 100
        counts = [
            count([stripped, "grade", "--stream", *common, "--jobs", "1"], input="".join(lines[:size]))
            for size in (100, 200)]
        found["a line of a stream"] = (counts[1] - counts[0]) / 100
        found["one submission, whole process"] = count(
            [stripped, "grade", students / names[0], "--student", "s", "--assignment", "convnet-layers", *common,
             "--no-store", "--reports", f"{folder}/one"])
        every = sorted(p.name for p in Path(ROOT, "assignments").iterdir())
        found["check of all assignments"] = count([stripped, "check", *every, *common])
        found["start"] = count([stripped, "--version"])
    return {name: round(value, 3) for name, value in found.items()}


def main(nabla, mode=None):
    found = measure(nabla)
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    worst = 0
    for name, value in found.items():
        change = value / known[name] - 1 if name in known else None
        worst = max(worst, abs(change or 0))
        print(f"{name}: {value:.3f} million" + (f", {100 * change:+.2f} %" if change is not None else ""))
    if mode == "--record":
        BASELINE.write_text(json.dumps(found, indent=1) + "\n")
    if mode == "--check" and (worst > ALLOWED or set(found) != set(known)):
        sys.exit(f"differs by more than {100 * ALLOWED:.0f} %; if that is meant, 'make bench-record' writes it down")


if __name__ == "__main__":
    main(*sys.argv[1:])
