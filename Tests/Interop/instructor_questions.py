"""The questions of docs/questions.md about a made-up class, answered by pandas from the exported tables.

    python instructor_questions.py NABLA PROJECT
"""
import io
import json
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pandas

ASSIGNMENTS = {"linear-classifier": "2026-11-06T23:00:00Z", "convnet-layers": "2026-11-20T23:00:00Z"}


def near(ours, theirs):
    missing = ours is None or pandas.isna(ours), theirs is None or pandas.isna(theirs)
    assert missing == (True, True) or (missing == (False, False) and abs(ours - theirs) < 1e-9), (ours, theirs)


def damaged(answers, generator, chance):
    """A copy in which some parts are wrong or left out."""
    copy = json.loads(json.dumps(answers))
    for problem in copy.values():
        for part in list(problem):
            if generator.random() < chance:
                problem[part] = None if generator.random() < 0.3 else 12345.5
    return copy


def main(nabla, project):
    generator = random.Random(11)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ASSIGNMENTS:
            (folder / "assignments" / name).mkdir(parents=True)
            text = (project / "assignments" / name / "assignment.yaml").read_text()
            # Samples stand elsewhere.
            (folder / "assignments" / name / "assignment.yaml").write_text(text.split("\nexpect:")[0] + "\n")

        def run(*arguments):
            result = subprocess.run([nabla, *arguments], cwd=folder, capture_output=True, text=True)
            assert result.returncode in (0, 1, 2), (arguments, result.stderr)
            return result.stdout

        def ask(*arguments):
            return pandas.read_csv(io.StringIO(run(*arguments, "--format", "csv")), keep_default_na=False,
                                   na_values=[""])

        (folder / "course.yaml").write_text(
            "".join(f"{line}\n" for line in [
                "due:", *[f"  {name}: {due}" for name, due in ASSIGNMENTS.items()],
                "defaults: {late: {per-day: 10%, until: 3d}}", "totals:", "  decimals: 6", "  categories:",
                "    - {title: A, weight: 30, assignments: [linear-classifier]}",
                "    - {title: B, weight: 70, assignments: [convnet-layers]}",
            ]))
        students = [f"s{i:02}" for i in range(60)]
        (folder / "roster.csv").write_text(
            "student,name,section\n" + "".join(f"{s},Name {s},{'ABC'[int(s[1:]) % 3]}\n" for s in students))
        for name, due in ASSIGNMENTS.items():
            key = json.loads((project / "submissions" / name / "all-correct" / "answers.json").read_text())
            for attempt in range(3):
                times = []
                for student in students + ["left"]:
                    if generator.random() > [0.85, 0.5, 0.3][attempt]:
                        continue
                    path = folder / "submissions" / name / student
                    path.mkdir(parents=True, exist_ok=True)
                    (path / "answers.json").write_text(json.dumps(damaged(key, generator, 0.4 - attempt / 10)))
                    late = timedelta(hours=generator.choice([-40, -3, -1, 5, 30, 100]) + attempt / 10)
                    moment = datetime.fromisoformat(due.replace("Z", "+00:00")) + late
                    times.append((student, moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")))
                (folder / "times.csv").write_text(
                    "student,submitted at\n" + "".join(f"{s},{t}\n" for s, t in times))
                for student, _ in times:
                    run("grade", f"submissions/{name}/{student}", "--submitted-at", "times.csv", "--quiet")
        run("adjust", "s01", "convnet-layers", "--points", "3", "--because", "oral", "--by", "ann")
        run("adjust", "s02", "convnet-layers.linear.dL_db", "--points", "1", "--because", "typo", "--by", "ann")
        run("adjust", "s02", "convnet-layers.linear.dL_db", "--undo", "--because", "no typo", "--by", "ben")

        table = ask("scores", "--by", "student", "--names")
        course = table[table.student.isin(students)]
        parts = ask("scores", "--attempt", "all")

        missing = ask("scores", "--state", "missing", "--by", "student")
        assert set(map(tuple, missing[["assignment", "student"]].values)) == set(
            map(tuple, course[course.attempts == 0][["assignment", "student"]].values))

        times = ask("history", "--kind", "time")
        sums = parts.dropna(subset=["attempt"]).groupby(["assignment", "student", "attempt"]).score.sum()
        for row in ask("scores", "--by", "attempts").itertuples():
            own = sums[row.assignment][row.student]
            assert row.attempts == len(own)
            near(row.best, own.max())
            order = times[(times.assignment == row.assignment) & (times.student == row.student)].sort_values("detail")
            near(row.gain, own[order.attempt.iloc[-1]] - own[order.attempt.iloc[0]])

        hardest = ask("scores", "--by", "part", "--assignment", "convnet-layers", "--sort", "mean")
        assert list(hardest["mean"]) == sorted(hardest["mean"])

        for row in ask("scores", "--by", "section").itertuples():
            own = course[(course.assignment == row.assignment) & (course.section == row.section)]
            near(row.mean, own.score.mean())
            near(row.median, own.score.median())
            assert row.missing == (own.state == "missing").sum() and row.graded == (own.state == "graded").sum()

        wide = course.assign(share=course.score / course.points).pivot(
            index="student", columns="assignment", values="share")
        correlations = json.loads(run("stats", "--format", "json"))
        near(correlations[0]["correlation"], wide.corr().iloc[0, 1])
        assert correlations[0]["students"] == len(wide.dropna())

        whole = wide.fillna(0)
        expected = 30 * whole["linear-classifier"] + 70 * whole["convnet-layers"]
        totals = ask("totals").set_index("student")
        assert set(totals.index) == set(students)
        for student in students:
            near(round(expected[student], 4), round(totals.total[student], 4))
        assert set(ask("totals", "--below", "50").student) == set(expected[expected < 50 - 1e-9].index)

        for row in ask("scores", "--by", "assignment").itertuples():
            own = course[course.assignment == row.assignment]
            near(row.mean, own.score.mean())
            assert row.late == (own.late_days.fillna(0) > 0).sum()
            near(row.attempts, own[own.attempts > 0].attempts.mean())

        late = ask("scores", "--state", "late", "--by", "student")
        assert set(late.student) == set(table[table.late_days.fillna(0) > 0].student)
        cutoff = ask("scores", "--state", "too-late", "--by", "student")
        assert len(cutoff) and cutoff.remarks.str.contains("after the last moment").all()

        decisions = ask("history", "--kind", "decision")
        assert list(decisions.by) == ["ann", "ann"] and list(decisions.undone.map(str).str.lower()) == ["false", "true"]
        assert list(ask("history", "--kind", "decision", "--undone").student) == ["s02"]
        trail = ask("history", "s02", "--assignment", "convnet-layers")
        assert (trail.kind == "attempt").sum() == len(sums.get("convnet-layers", {}).get("s02", []))

        wrong = ask("answers-of", "convnet-layers.linear.dL_db", "--verdict", "incorrect", "--names")
        counted = ask("scores", "--part", "linear.dL_db", "--verdict", "incorrect")
        assert sorted(wrong.student) == sorted(counted.student)
        # Who made a mistake, and which are the commonest.
        noted = parts[parts.note.notna()].merge(
            ask("scores", "--by", "student")[["assignment", "student", "attempt"]], on=["assignment", "student", "attempt"])
        for note, own in noted.groupby("note"):
            named = ask("scores", "--mistake", note, "--names")
            exact = named[named.note == note]
            assert sorted(zip(exact.assignment, exact.student, exact.part)) == sorted(
                zip(own.assignment, own.student, own.part)), note
            assert all(n == f"Name {s}" for n, s in zip(named.name, named.student) if s in students)
        assert list(table[table.student.isin(students)].name) == [f"Name {s}" for s in course.student]

        # Agreement beyond chance: two who share numbers that nobody else has.
        copied = json.loads((project / "submissions" / "convnet-layers" / "all-correct" / "answers.json").read_text())
        copied["linear"]["dL_dx"] = [round(generator.uniform(-3, 3), 9) for _ in copied["linear"]["dL_dx"]]
        for student in ["s10", "s40"]:
            path = folder / "copied" / "convnet-layers" / student
            path.mkdir(parents=True)
            (path / "answers.json").write_text(json.dumps(copied))
        run("grade", "copied", "--submitted-at", "2026-11-20T10:00Z", "--quiet")
        wrong_answers = ask("answers-of", "convnet-layers.linear.dL_dx", "--verdict", "incorrect", "--names")
        shared = wrong_answers.groupby("answer").student.apply(sorted)
        pairs = [tuple(own) for own in shared if len(own) == 2]
        found = ask("similar", "convnet-layers")
        assert set(zip(found.student, found.other)) == set(pairs) == {("s10", "s40")}, (found, pairs)

        # What a regrade would change, and what it did.
        before = ask("scores", "--by", "student", "--assignment", "linear-classifier").set_index("student")
        definition = folder / "assignments" / "linear-classifier" / "assignment.yaml"
        definition.write_text(definition.read_text().replace("{id: P", "{id: P, points: 4", 1)
                              if "{id: P" in definition.read_text()
                              else definition.read_text().replace("points: 2", "points: 4", 1))
        planned = ask("regrade", "linear-classifier", "--dry-run", "--allow-lower")
        done = ask("regrade", "linear-classifier", "--allow-lower")
        assert planned.equals(done)
        after = ask("scores", "--by", "student", "--assignment", "linear-classifier").set_index("student")
        moved = {s for s in before.index if before.attempts[s] > 0
                 and (before.score[s], before.points[s]) != (after.score[s], after.points[s])}
        assert set(done.student.dropna()) == moved and moved
        for row in done.dropna(subset=["from"]).drop_duplicates("student").itertuples(index=False):
            near(getattr(row, "_1"), before.score[row.student])
            near(row.to, after.score[row.student])
        runs = ask("history", "--kind", "grading", "--assignment", "linear-classifier")
        assert set(runs[runs.detail.str.startswith("again")].student) == set(before[before.attempts > 0].index)

        hidden = ask("answers-of", "convnet-layers.linear.dL_db", "--verdict", "incorrect")
        assert sorted(hidden.answer.fillna("")) == sorted(wrong.answer.fillna(""))
        assert not set(hidden.student) & set(students)
    print("interop: the instructor's questions have pandas' answers")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
