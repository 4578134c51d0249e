"""Asks the gradebook of a made-up class, and works the answers out from its views with numpy, scipy and pandas.

    python3 gradebook_questions.py NABLA PROJECT
"""
import csv
import io
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas
from scipy import stats

ASSIGNMENT = "linear-classifier"
NAMES = ["Last, First \"Nick\"", "two\nlines", "\u00cbm\u00f6ji \U0001F600", "=cmd()", "+1", "-x", "@me", "'Name", "n" * 300]
IDS = ["00123", "1e5", "-7", "0x1F", "12345678901234567890", "NULL", "nan"]


def wrong(value):
    return [wrong(inner) for inner in value] if isinstance(value, list) else value * random.gauss(1, 0.5) + 0.01


def make_class(folder, key, count):
    for number in range(count):
        answers = {}
        for problem, parts in key.items():
            for part, value in parts.items():
                chance = random.random()
                if chance > 0.1:
                    answers[f"{problem}.{part}"] = value if chance > 0.4 - number / count / 4 else wrong(value)
        path = folder / "submissions" / ASSIGNMENT / f"s{number:03d}"
        path.mkdir(parents=True)
        (path / "answers.json").write_text(json.dumps(answers))


def near(ours, theirs, what):
    if ours is None or theirs is None or np.isnan(theirs):
        assert ours is None and (theirs is None or np.isnan(theirs)), (what, ours, theirs)
    else:
        assert abs(ours - theirs) <= 1e-12 * max(1, abs(theirs)), (what, ours, theirs)


def check_statistics(answer, book):
    frame = pandas.read_sql("SELECT student, part, position, score, verdict, note FROM score", sqlite3.connect(book))
    table = frame.pivot(index="student", columns="position", values="score").to_numpy()
    totals = table.sum(axis=1)
    near(answer["totals"]["mean"], totals.mean(), "mean")
    near(answer["totals"]["median"], np.median(totals), "median")
    near(answer["totals"]["deviation"], totals.std(ddof=1), "deviation")
    count = table.shape[1]
    near(answer["alpha"], count / (count - 1) * (1 - table.var(axis=0, ddof=1).sum() / totals.var(ddof=1)), "alpha")
    for position, part in enumerate(answer["parts"]):
        column = table[:, position]
        near(part["mean"], column.mean(), part["part"])
        near(part["median"], np.median(column), part["part"])
        near(part["deviation"], column.std(ddof=1), part["part"])
        near(part["discrimination"], stats.pearsonr(column, totals - column).statistic, part["part"])
        verdicts = frame[frame.position == position].verdict
        near(part["share_correct"], (verdicts == "correct").mean(), part["part"])
        near(part["share_missing"], (verdicts == "missing").mean(), part["part"])
    notes = frame[frame.verdict.isin(["incorrect", "malformed"])].dropna(subset=["note"])
    expected = notes.groupby(["part", "note"]).size().to_dict()
    assert {(m["part"], m["note"]): m["students"] for m in answer["mistakes"]} == expected
    return totals


def plain(cell):
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def check_exports(ask, folder, totals):
    with open(folder / "roster.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["student", "name", "email", "canvas id", "participant", "sid", "github"])
        for number, name in enumerate(NAMES):
            identity = IDS[number] if number < len(IDS) else str(number)
            writer.writerow([f"s{number:03d}", name, f"m{number}@example.org", identity, 100 + number, identity, name])
        writer.writerow(["nobody", "No Body", "nobody@example.org", "99", 99, "99", ""])
    columns = {"canvas": ("Student", 1), "moodle": (None, 0), "moodle-worksheet": ("Full name", 0),
               "csv": ("name", 0)}
    for target, (column, skipped) in columns.items():
        text = ask("export", ASSIGNMENT, "--to", target)
        rows = list(csv.DictReader(io.StringIO(text, newline="")))[skipped:]
        frame = pandas.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)[skipped:]
        assert len(rows) == len(frame) == len(NAMES) + 1, target
        if column in ("Student", "Full name", "name"):
            assert [plain(row[column]) for row in rows[:-1]] == NAMES, target
            assert [plain(cell) for cell in frame[column][:-1]] == NAMES, target
        if target == "canvas":
            assert [plain(row["ID"]) for row in rows[:len(IDS)]] == IDS, target
        score = next(name for name in rows[0] if name in ("Grade", "score")
                     or target in ("canvas", "moodle") and name == list(rows[0])[5 if target == "canvas" else 2])
        scores = [row[score] for row in rows]
        assert scores[-1] == "", target
        assert [float(cell) for cell in scores[:-1]] == list(totals[:len(NAMES)]), target


def main(nabla, project):
    random.seed(5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def ask(*arguments):
            run = subprocess.run([nabla, *arguments, "--assignments", f"{project}/assignments", "--gradebook",
                                  folder / "g.sqlite", *(["--roster", folder / "roster.csv"]
                                                         if (folder / "roster.csv").exists() else [])],
                                 capture_output=True, check=True)
            return run.stdout.decode()

        key = json.loads(subprocess.run([nabla, "key", ASSIGNMENT, "--assignments", f"{project}/assignments"],
                                        capture_output=True, check=True).stdout)
        make_class(folder, key, 80)
        ask("grade", str(folder / "submissions"), "--reports", str(folder / "reports"))
        totals = check_statistics(json.loads(ask("stats", ASSIGNMENT, "--format", "json")), folder / "g.sqlite")
        check_exports(ask, folder, totals)
    print("interop: the gradebook's statistics are numpy's and scipy's, its exports csv's and pandas'")


if __name__ == "__main__":
    main(*sys.argv[1:])
