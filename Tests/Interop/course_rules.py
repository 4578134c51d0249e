"""Random courses, handed in, graded and added up; every score and total is worked out once more with fractions.

    python course_rules.py NABLA PROJECT

Due times, extensions, grace, last moments, attempts, best or latest, bonus parts, groups with dates, slip days, excuses,
decisions, void attempts, weights and what is left out: from the rules of docs/policies.md and docs/course.md alone.
"""
import csv
import io
import itertools
import json
import math
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

NABLA = sys.argv[1]
BEGIN = datetime(2026, 10, 1, 12, 0, tzinfo=timezone.utc)
DAY = 86_400


def written(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Assignment:
    def __init__(self, name, generator, index):
        self.name = name
        self.points = [generator.choice(["1", "2", "0.5", "3.25"]) for _ in range(generator.randint(2, 5))]
        self.bonus = generator.random() < 0.4
        self.due = BEGIN + timedelta(days=14 * index, hours=generator.randint(0, 20))
        self.per_day = generator.choice([0, 10, 25, 33])
        self.grace = generator.choice([0, 3600, 7200])
        self.until = generator.choice([None, 2 * DAY, 5 * DAY])
        self.limit = generator.choice([None, 1, 2, 3])
        self.latest = generator.random() < 0.3
        self.group_work = generator.random() < 0.4

    @property
    def maximum(self):
        return sum(Fraction(p) for p in (self.points[:-1] if self.bonus else self.points))

    def yaml(self):
        late = f"per-day: {self.per_day}%, grace: {self.grace}s" + (f", until: {self.until // DAY}d" if self.until else "")
        lines = [f"title: {self.name}", f"due: {written(self.due)}", f"late: {{{late}}}",
                 f"count: {'latest' if self.latest else 'best'}", f"group-work: {str(self.group_work).lower()}"]
        if self.limit:
            lines.append(f"attempts: {self.limit}")
        lines += ["problems:", "  - id: p", "    given: {x: [1.2345, 2.7654]}", "    parts:"]
        for i, points in enumerate(self.points):
            bonus = ", bonus: true" if self.bonus and i == len(self.points) - 1 else ""
            lines.append(f"      - {{id: q{i}, reference: {i + 2}.25 * x + {i}.125, points: {points}{bonus}}}")
        return "\n".join(lines) + "\n"

    def answers(self, right):
        return json.dumps({"p": {
            f"q{i}": [(i + 2.25) * x + i + 0.125 for x in (1.2345, 2.7654)] if i in right else [88.123457, -31.98765]
            for i in range(len(self.points))}})


class Attempt:
    def __init__(self, right, time):
        self.right, self.time, self.void = right, time, False


def earned(assignment, attempt, decided):
    total = Fraction(0)
    for i, points in enumerate(assignment.points):
        total += decided.get(i, Fraction(points) if i in attempt.right else Fraction(0))
    return total


def standing(assignment, attempts, extension, decided, slip):
    """(score or None, slip days spent): the rules of docs/policies.md."""
    own = assignment.due + timedelta(days=extension)
    used, able, any_left = 0, [], False
    for attempt in attempts:
        if attempt.void:
            continue
        any_left = True
        late = (attempt.time - own).total_seconds()
        if late > 0 and assignment.until and late > assignment.until:
            continue
        used += 1
        if assignment.limit and used > assignment.limit:
            continue
        days = 0 if late <= assignment.grace else math.ceil(late / DAY)
        points = earned(assignment, attempt, decided)

        def cost(count):
            return min(points, round_millionths(assignment.maximum * min(Fraction(1), Fraction(assignment.per_day, 100) * count)))

        if late <= 0:
            days = 0
        least = cost(max(0, days - slip))
        spent = next(k for k in range(0, min(slip, days) + 1) if cost(days - k) == least)
        able.append((points - least, spent))
    if not any_left:
        return None, 0
    if not able:
        return Fraction(0), 0
    if assignment.latest:
        return able[-1]
    best = max(score for score, _ in able)
    return next(entry for entry in able if entry[0] == best)


def round_millionths(number):
    return Fraction(math.floor(number * 1_000_000 + Fraction(1, 2)), 1_000_000)


def total(scheme, points, scores):
    parts = []
    for category in scheme:
        kept = []
        for name in category["assignments"]:
            state, score = scores[name]
            if state == "excused":
                continue
            kept.append((points[name], (score or Fraction(0)) / points[name]))
        if not kept:
            continue
        keep = max(1, len(kept) - category["drop"])
        mean = lambda chosen: sum(w * s for w, s in chosen) / sum(w for w, _ in chosen)
        parts.append((category["weight"], max(mean(c) for c in itertools.combinations(kept, keep))))
    return None if not parts else sum(w * s for w, s in parts) / sum(w for w, _ in parts) * 100


def check(seed):
    generator = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)

        def run(*arguments, ok=(0, 1)):
            result = subprocess.run([NABLA, *arguments], cwd=folder, capture_output=True, text=True)
            assert result.returncode in ok, (arguments, result.returncode, result.stdout, result.stderr)
            return result.stdout

        assignments = [Assignment(f"a{i}", generator, i) for i in range(4)]
        for assignment in assignments:
            path = folder / "assignments" / assignment.name
            path.mkdir(parents=True)
            (path / "assignment.yaml").write_text(assignment.yaml())
        slip = generator.randint(0, 6)
        covered = generator.choice([None, ["a0", "a2"]])
        scheme = [{"weight": 60, "drop": generator.randint(0, 1), "assignments": ["a0", "a1", "a2"]},
                  {"weight": 40, "drop": 0, "assignments": ["a3"]}]
        days = f"{{days: {slip}, assignments: [{', '.join(covered)}]}}" if covered else str(slip)
        (folder / "course.yaml").write_text(
            f"slip-days: {days}\ntotals:\n  decimals: 6\n  categories:\n" + "".join(
                f"    - {{title: C{i}, weight: {c['weight']}, drop-lowest: {c['drop']}, "
                f"assignments: [{', '.join(c['assignments'])}]}}\n" for i, c in enumerate(scheme)))

        students = [f"s{i:02}" for i in range(24)]
        change = BEGIN + timedelta(days=20)
        groups, extensions, excused, rows = {}, {}, {}, []
        for i, student in enumerate(students):
            first, second = f"g{i // 3}", f"g{(i + 1) // 3}"
            moves = generator.random() < 0.3
            groups[student] = lambda moment, a=first, b=second, m=moves: b if m and moment >= change else a
            extensions[student] = {a.name: generator.choice([0, 0, 0, 1, 3]) for a in assignments}
            excused[student] = {a.name for a in assignments if generator.random() < 0.05}
            rows.append({
                "student": student,
                "group": f"{first} until {written(change)}; {second} from {written(change)}" if moves else first,
                "extension": "; ".join(f"{a}={d}d" for a, d in extensions[student].items() if d),
                "excused": "; ".join(sorted(excused[student])),
            })
        with open(folder / "roster.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

        attempts = {(s, a.name): [] for s in students for a in assignments}
        for assignment in assignments:
            parts = range(len(assignment.points))
            if assignment.group_work:
                # One hands in for all who have nothing of their own, once.
                download, times, by_group = folder / f"{assignment.name}-mails", {}, {}
                download.mkdir()
                for student in students:
                    by_group.setdefault(groups[student](assignment.due), []).append(student)
                for members in by_group.values():
                    if generator.random() < 0.2:
                        continue
                    leader = members[0]
                    attempt = Attempt({i for i in parts if generator.random() < 0.7},
                                      assignment.due + timedelta(seconds=generator.randint(-2 * DAY, 6 * DAY)))
                    (download / leader).mkdir()
                    (download / leader / "answers.json").write_text(assignment.answers(attempt.right))
                    times[leader] = written(attempt.time)
                    for member in members:
                        attempts[member, assignment.name].append(attempt)
                table = folder / f"{assignment.name}-times.csv"
                table.write_text("student,submitted at\n" + "".join(f"{s},{t}\n" for s, t in times.items()))
                run("collect", str(download), "--as", "folder", "--assignment", assignment.name, "--times", str(table))
                run("grade", f"submissions/{assignment.name}", "--quiet")
                continue
            for _ in range(generator.randint(1, 4)):
                place_of = folder / "round" / assignment.name
                shutil.rmtree(folder / "round", ignore_errors=True)
                times = {}
                for student in students:
                    own = attempts[student, assignment.name]
                    if generator.random() < 0.35:
                        continue
                    start = own[-1].time if own else assignment.due - timedelta(days=3)
                    attempt = Attempt({i for i in parts if generator.random() < 0.6},
                                      start + timedelta(seconds=generator.randint(3600, 3 * DAY)))
                    # The same work twice is one attempt.
                    if own and own[-1].right == attempt.right:
                        continue
                    (place_of / student).mkdir(parents=True)
                    (place_of / student / "answers.json").write_text(assignment.answers(attempt.right))
                    times[student] = written(attempt.time)
                    own.append(attempt)
                if not times:
                    continue
                (folder / "times.csv").write_text(
                    "student,submitted at\n" + "".join(f"{s},{t}\n" for s, t in times.items()))
                run("grade", "round", "--submitted-at", "times.csv", "--quiet")

        decided = {key: {} for key in attempts}
        for student, name in generator.sample([key for key, own in attempts.items() if own], 8):
            assignment = next(a for a in assignments if a.name == name)
            part, points = generator.randrange(len(assignment.points)), generator.choice(["0", "0.75", "2"])
            run("adjust", student, f"{name}.p.q{part}", "--points", points, "--because", "b", "--by", "x")
            decided[student, name][part] = Fraction(points)
        voided = [key for key, own in attempts.items() if own and not
                  next(a for a in assignments if a.name == key[1]).group_work]
        for student, name in generator.sample(voided, min(6, len(voided))):
            number = generator.randrange(len(attempts[student, name]))
            run("void", f"{name}/{student}/{number + 1}", "--because", "b", "--by", "x")
            attempts[student, name][number].void = True

        listed = list(csv.DictReader(io.StringIO(run("scores", "--by", "student", "--format", "csv"))))
        found = {(row["student"], row["assignment"]): row for row in listed}
        totals = {row["student"]: row["total"]
                  for row in csv.DictReader(io.StringIO(run("totals", "--format", "csv")))}
        compared = 0
        for student in students:
            left, scores = slip, {}
            order = sorted(assignments, key=lambda a: (
                a.due + timedelta(days=extensions[student][a.name]) if attempts[student, a.name] else datetime.max.replace(
                    tzinfo=timezone.utc), a.name))
            for assignment in order:
                name = assignment.name
                if name in excused[student]:
                    scores[name] = ("excused", None)
                else:
                    days = left if covered is None or name in covered else 0
                    score, spent = standing(
                        assignment, attempts[student, name], extensions[student][name], decided[student, name], days)
                    left -= spent
                    scores[name] = ("missing" if score is None else "graded", score)
                state, score = scores[name]
                row = found[student, name]
                assert row["state"] == state, (seed, student, name, row, scores[name])
                if score is not None:
                    assert abs(Fraction(row["score"]) - score) < Fraction(1, 10**6), (seed, student, name, row, float(score))
                    assert Fraction(row["points"]) == assignment.maximum
                compared += 1
            expected = total(scheme, {a.name: a.maximum for a in assignments}, scores)
            ours = totals[student]
            assert (expected is None) == (ours == ""), (seed, student, ours, expected)
            if expected is not None:
                assert abs(Fraction(ours) - expected) <= Fraction(1, 10**6), (seed, student, ours, float(expected))
        return compared


if __name__ == "__main__":
    count = sum(check(seed) for seed in range(12))
    print(f"course rules: {count} scores and {12 * 24} totals are those of an independent computation")
