"""Fills a gradebook with a large course: four assignments of 25 parts, 10,000 students, one attempt each.

    python3 make_gradebook.py NABLA ASSIGNMENTS FOLDER

A first submission is graded by NABLA, so that the tables are its own; the others are added as rows.
"""
import json
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

STUDENTS, PARTS = 10_000, 25
WHY = "4 of 12 entries are wrong: only row 0 is right, worst at [1, 2]; the residual P - t multiplies x"


def main(nabla, assignments, folder):
    folder = Path(folder)
    answers = folder / "submissions" / "linear-classifier" / "first"
    answers.mkdir(parents=True, exist_ok=True)
    (answers / "answers.json").write_text("{}")
    book = folder / "gradebook.sqlite"
    subprocess.run([nabla, "grade", answers, "--assignments", assignments, "--gradebook", book,
                    "--reports", folder / "reports"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    random.seed(1)
    base = sqlite3.connect(book)
    attempt = base.execute("SELECT max(id) FROM attempt").fetchone()[0]
    grading = base.execute("SELECT max(id) FROM grading").fetchone()[0]
    definition = base.execute("SELECT definition FROM grading").fetchone()[0]
    attempts, gradings, parts = [], [], []
    for number in range(4):
        for student in range(STUDENTS):
            attempt, grading = attempt + 1, grading + 1
            skill = random.random()
            attempts.append((attempt, f"assignment-{number}", f"student-{student:05d}", 1, f"{attempt:064x}"))
            gradings.append((grading, attempt, definition, "0.1.0"))
            for part in range(PARTS):
                right = random.random() < 0.3 + 0.6 * skill
                left = random.random() < 0.05
                verdict = "missing" if left else "correct" if right else "incorrect"
                note = f"part{part}.sign" if verdict == "incorrect" and random.random() < 0.4 else None
                parts.append((grading, part, f"problem{part // 5}.part{part}", 2_000_000,
                              2_000_000 if verdict == "correct" else 0, verdict, note, 0.125, 1e-5, "[1, 2]",
                              0.5, 0.375, WHY if verdict == "incorrect" else "no difference"))
    base.executemany("INSERT INTO attempt (id, assignment, student, number, submission) VALUES (?,?,?,?,?)", attempts)
    base.executemany("INSERT INTO grading (id, attempt, definition, grader) VALUES (?,?,?,?)", gradings)
    base.executemany("""INSERT INTO part_outcome (grading, position, part, points, score, verdict, note, error, tolerance,
                     worst_index, got, wanted, why) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)""", parts)
    base.commit()
    base.close()
    print(json.dumps({"rows": len(parts), "bytes": book.stat().st_size}))


if __name__ == "__main__":
    main(*sys.argv[1:])
