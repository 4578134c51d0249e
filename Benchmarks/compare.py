"""Measures the command beside Python and numpy, in turn, in one run; prints medians and ratios.

    python3 compare.py NABLA [ROUNDS]
"""
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def seconds(command):
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def wrecked(value):
    """The same with every number off by something else."""
    if isinstance(value, dict):
        return {key: wrecked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [wrecked(inner) for inner in value]
    return value * (1 + random.gauss(0, 0.3)) + 0.01


def report(name, ours, theirs, peer):
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"{name}: {1000 * a:.1f} ms, {peer} {1000 * b:.1f} ms, ratio {a / b:.2f} (median of {len(ours)})")


def main(nabla, rounds=15):
    rounds = int(rounds)
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        common = ["--assignments", f"{ROOT}/assignments"]
        one = [nabla, "grade", f"{ROOT}/submissions/convnet-layers/all-correct", *common,
               "--gradebook", f"{folder}/one.sqlite", "--reports", f"{folder}/one"]
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(seconds(one))
            theirs.append(seconds([sys.executable, "-c", "import numpy"]))
        report("grade one submission, whole process", ours, theirs, "python3 -c 'import numpy'")

        key = Path(folder, "key.json")
        key.write_bytes(subprocess.run([nabla, "key", "convnet-layers", *common], check=True, capture_output=True).stdout)
        students = Path(folder, "class", "convnet-layers")
        subprocess.run([sys.executable, HERE / "make_class.py", key, students, "500"], check=True)
        floor = Path(folder, "floor")
        compiled = shutil.which("cc") and subprocess.run(["cc", "-O2", HERE / "floor.c", "-lsqlite3", "-o", floor]).returncode == 0
        ours, theirs, least = [], [], []
        for number in range(max(3, rounds // 2)):
            ours.append(seconds([nabla, "grade", students, *common, "--gradebook", f"{folder}/{number}.sqlite",
                                 "--reports", f"{folder}/reports{number}"]))
            if compiled:
                least.append(float(subprocess.run([floor, students, f"{folder}/f{number}.sqlite", f"{folder}/f{number}"],
                                                  check=True, capture_output=True).stdout))
            out = subprocess.run([sys.executable, HERE / "numpy_peer.py", key, students, f"{folder}/peer{number}"],
                                 check=True, capture_output=True).stdout
            theirs.append(float(out))
        report("grade, store and report 500 submissions, whole process", ours, theirs, "numpy without start-up")
        if least:
            report("the same", ours, least, "reading, storing and writing alone, in C")

        every = sorted(p.name for p in Path(ROOT, "assignments").iterdir())
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(seconds([nabla, "check", *every, *common]))
            theirs.append(seconds([sys.executable, "-c", "import numpy"]))
        report("check all assignments, whole process", ours, theirs, "python3 -c 'import numpy'")

        for assignment in ("backprop-by-hand", "softmax-and-convolution"):
            printed = subprocess.run([nabla, "key", assignment, *common], check=True, capture_output=True).stdout
            answers = json.loads(printed)
            for name, change in (("right", lambda v: v), ("wrong", wrecked)):
                path = Path(folder, "one", assignment, name)
                path.mkdir(parents=True)
                (path / "answers.json").write_text(json.dumps(change(answers)))
            ours, theirs = [], []
            for _ in range(rounds):
                for times, name in ((ours, "wrong"), (theirs, "right")):
                    times.append(seconds([nabla, "grade", f"{folder}/one/{assignment}/{name}", *common, "--no-store",
                                          "--reports", f"{folder}/diagnosed"]))
            report(f"grade a submission of {assignment} that is wrong everywhere", ours, theirs, "one that is right")

        gradebook(nabla, Path(folder, "large"), rounds)


def gradebook(nabla, folder, rounds):
    """Questions to a gradebook with a million rows of parts."""
    folder.mkdir()
    subprocess.run([sys.executable, HERE / "make_gradebook.py", nabla, f"{ROOT}/assignments", folder], check=True,
                   stdout=subprocess.DEVNULL)
    book = folder / "gradebook.sqlite"
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(seconds([nabla, "scores", "--student", "student-04711", "--gradebook", book]))
        theirs.append(seconds([nabla, "--version"]))
    report("one student's scores of a million, whole process", ours, theirs, "the command's start")
    if subprocess.run([sys.executable, "-c", "import pandas"], capture_output=True).returncode != 0:
        print("statistics of 10,000 students: skipped, there is no pandas here")
        return
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(seconds([nabla, "stats", "assignment-1", "--gradebook", book]))
        out = subprocess.run([sys.executable, HERE / "pandas_peer.py", book, "assignment-1"], check=True,
                             capture_output=True).stdout
        theirs.append(float(out))
    report("statistics of 10,000 students, whole process", ours, theirs, "pandas without start-up")


if __name__ == "__main__":
    main(*sys.argv[1:])
