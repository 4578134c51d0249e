"""Grades simulated students and prints what became of them.

    simulate.py NABLA honest|slips|cheats [--students N] [--seed N] [--only ASSIGNMENTS] [--show] [--dump FILE]

`honest` fails if right mathematics is rejected, or steps rounded at four digits too often.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

import numpy as np

import cheats
import habits
import students
import wrong
from course import Course

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))


class Batch:
    """Submissions that are graded in one run of the command."""

    def __init__(self, course, name):
        self.course, self.name = course, name
        self.folder = f"{course.folder}/batches/{name}"
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, inputs, text):
        folder = f"{self.folder}/{inputs.assignment}/{inputs.student}"
        os.makedirs(folder)
        with open(folder + "/answers.json", "w") as file:
            file.write(text)

    def grade(self):
        run = self.course.run(
            "grade", self.folder, "--no-store", "--format", "json", "--secret-file", "secret",
            "--reports", f"{self.folder}-reports", "--jobs", "1", "--feedback", "full")
        shutil.rmtree(f"{self.folder}-reports", ignore_errors=True)
        try:
            rows = json.loads(run.stdout)
        except ValueError:
            sys.exit(f"{self.name}: {run.stderr[:2000]}")
        for row in rows:
            self.course.graded[self.name, row["assignment"], row["student"], row["part"]] = row
        return {(row["assignment"], row["student"], row["part"]): row for row in rows}


def parallel(work, items):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, items))


def honest(course, all_inputs):
    """Every way of computing, printed in full and by its own digits; and every way of printing."""
    exact = next(habits.computings())
    full = next(habits.printings())
    pairs = [(exact, printing) for printing in habits.printings()]
    for computing in list(habits.computings())[1:]:
        pairs.append((computing, full))
        own = [p for p in habits.printings() if p.name in own_prints(computing)]
        pairs += [(computing, printing) for printing in own]

    def run(numbered):
        number, (computing, printing) = numbered
        batch = Batch(course, f"h{number:03}")
        for inputs in all_inputs:
            batch.add(inputs, students.answers_text(works(course, inputs, computing), printing))
        rows = batch.grade()
        counts = collections.Counter(row["verdict"] for row in rows.values())
        examples = [
            f"{computing.name}, {printing.name}: {' '.join(key)}: {row['verdict']}: {row['why']}"
            for key, row in rows.items() if row["verdict"] != "correct"
        ]
        return computing, printing, counts, examples

    table = parallel(run, list(enumerate(pairs)))
    print("| computed | printed | parts | incorrect | imprecise | malformed | disputed | carried |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    sums = collections.defaultdict(collections.Counter)
    for computing, printing, counts, _ in table:
        total = sum(counts.values())
        cells = [str(counts[v]) for v in ("incorrect", "imprecise", "malformed", "disputed", "carried")]
        print(f"| {computing.name} | {printing.name} | {total} | " + " | ".join(cells) + " |")
        sums[group(computing, printing)].update(counts)
    if course.shows:
        for *_, examples in table:
            print("\n".join(examples))
    print()
    failed = []
    for name, counts in sums.items():
        total = sum(counts.values())
        shares = ", ".join(f"{v} {100 * n / total:.2f} %" for v, n in sorted(counts.items()))
        print(f"{name}: {total} parts: {shares}")
        allowed = 0 if name.startswith("right") and ", 3 " not in name else 0.0075
        if "3" not in name.split() and counts["incorrect"] > allowed * total:
            failed.append(f"{name}: {counts['incorrect']} of {total} parts are failed")
    if failed:
        sys.exit("; ".join(failed))


def own_prints(computing):
    """The prints of who rounds on the way: the digits of the steps."""
    words = computing.name.split()
    if "decimals" in words:
        places = words[words.index("decimals") - 1]
        return {f"cut {places}"} if "cut" in words else {f"%.{places}f", f"round {places}"}
    if "digits" in words:
        digits = words[words.index("digits") - 1]
        return {f"cut to {digits} digits"} if "cut" in words else {f"%.{digits}g"}
    return set()


def group(computing, printing):
    if computing.kind == "exact":
        return "right mathematics, " + ("in full" if printing.kind == "full" else f"{printing.quality} {printing.kind}")
    coarse = any(f" {n} " in f" {computing.name} ".replace("-", " ") for n in (3,))
    return "steps rounded, " + ("3" if coarse else "4 or more")


def works(course, inputs, computing, slips=None):
    module = students.derivation(inputs.derivation, course.derivations)
    asked = students.asked(course.definitions[inputs.derivation])
    return {
        problem: students.Work(
            module, problem, inputs.givens[problem], asked[problem], computing,
            (slips or {}).get(problem))
        for problem in asked
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("nabla")
    parser.add_argument("what", choices=["honest", "slips", "cheats"])
    parser.add_argument("--students", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only")
    parser.add_argument("--out", default=os.path.join(tempfile.gettempdir(), "nabla-simulator"))
    parser.add_argument("--derivations", default=HERE + "/derivations")
    parser.add_argument("--assignments", action="append", default=[PROJECT + "/assignments", HERE + "/assignments"])
    parser.add_argument("--show", action="store_true", help="list every part that is not correct")
    parser.add_argument("--dump", help="a file for every verdict, as JSON lines")
    arguments = parser.parse_args()
    sources = [
        f"{folder}/{name}"
        for folder in arguments.assignments
        for name in sorted(os.listdir(folder))
        if (not arguments.only or name in arguments.only.split(","))
        and students.derivation(name, arguments.derivations)
    ]
    course = Course(os.path.abspath(arguments.nabla), arguments.out, sources, arguments.seed)
    course.derivations = arguments.derivations
    course.shows = arguments.show
    all_inputs = [one for name in course.definitions for one in course.inputs(name, arguments.students)]
    try:
        simulate(arguments, course, all_inputs)
    finally:
        if arguments.dump:
            with open(arguments.dump, "w") as file:
                for key in sorted(course.graded):
                    print(json.dumps([list(key), course.graded[key]]), file=file)


def simulate(arguments, course, all_inputs):
    if arguments.what == "honest":
        return honest(course, all_inputs)

    def run_batch(name, texts):
        batch = Batch(course, name)
        for inputs, text in texts:
            batch.add(inputs, text)
        rows = batch.grade()
        shutil.rmtree(batch.folder)
        return rows

    if arguments.what == "cheats":
        return cheats.cheats(course, all_inputs, run_batch, 3)
    wrong.slips(course, all_inputs, run_batch, parallel, arguments.show)


main()
