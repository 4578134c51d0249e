"""Totals of random courses, worked out with fractions and by trying every choice of what is left out.

    python course_totals.py PROJECT

Writes Tests/Data/totals.json. A score counts by its share of the points there are for the student, weighed by the
assignment's points or equally; of what can be left out, the choice is the one that leaves the largest mean.
"""
import itertools
import json
import math
import random
import sys
from fractions import Fraction
from pathlib import Path


def mean(entries):
    return sum(w * s for w, s in entries) / sum(w for w, _ in entries)


def category_share(category, students_entries, missing):
    kept, bonus = [], []
    for assignment in category["assignments"]:
        entry = students_entries[assignment["id"]]
        weight = Fraction(1) if category["by"] == "equally" else Fraction(assignment["points"])
        if entry["state"] == "graded":
            share = Fraction(entry["score"]) / Fraction(entry["maximum"])
        elif entry["state"] == "missing" and missing == "zero":
            share = Fraction(0)
        else:
            continue
        (bonus if assignment["bonus"] else kept).append((weight, share))
    if not kept:
        return None
    keep = max(1, len(kept) - category["dropped"])
    best = max((list(choice) for choice in itertools.combinations(kept, keep)), key=mean)
    weight = sum(w for w, _ in best)
    return mean(best) + sum((w * s / weight for w, s in bonus), Fraction(0))


def rounded(number, decimals):
    """Halves up."""
    scaled = math.floor(number * 10 ** decimals + Fraction(1, 2))
    return str(Fraction(scaled, 10 ** decimals) if decimals == 0 else scaled / 10 ** decimals)


def course(generator):
    categories, number = [], 0
    for index in range(generator.randint(1, 4)):
        assignments = []
        for _ in range(generator.randint(1, 7)):
            number += 1
            points = generator.choice(["10", "22", "7.5", "100", "0.5", "12.25", "1"])
            assignments.append({"id": f"a{number}", "points": points, "bonus": generator.random() < 0.12})
        categories.append({
            "title": f"C{index}", "weight": generator.choice(["60", "40", "33.333333", "5", "0.5"]),
            "bonus": index > 0 and generator.random() < 0.2, "by": generator.choice(["points", "equally"]),
            "dropped": generator.choice([0, 0, 1, 2, 3]), "assignments": assignments,
        })
    scheme = {
        "out-of": generator.choice([100, 100, 20, 1000]), "decimals": generator.randint(0, 4),
        "missing": generator.choice(["zero", "blank"]), "categories": categories,
    }
    students = []
    for _ in range(3):
        entries = {}
        for category in categories:
            for assignment in category["assignments"]:
                state = generator.choices(["graded", "missing", "excused", "disputed"], [20, 3, 2, 0.4])[0]
                points = Fraction(assignment["points"])
                maximum = points if generator.random() < 0.8 else points / 2
                score = Fraction(round(float(maximum) * generator.choice([0, 0.25, 0.5, 1, generator.random()]), 2))
                score = min(Fraction(round(score * 100), 100), maximum)
                entries[assignment["id"]] = {
                    "state": state, "score": str(float(score)), "maximum": str(float(maximum)),
                }
        students.append(result(scheme, entries))
    return {**scheme, "students": students}


def result(scheme, entries):
    exact = {i: {**e, "score": Fraction(e["score"]), "maximum": Fraction(e["maximum"])} for i, e in entries.items()}
    shares = [category_share(c, exact, scheme["missing"]) for c in scheme["categories"]]
    weights = [Fraction(c["weight"]) for c in scheme["categories"]]
    counted = [(c, w, s) for c, w, s in zip(scheme["categories"], weights, shares) if s is not None]
    below = sum((w for c, w, _ in counted if not c["bonus"]), Fraction(0))
    total = None
    if below and all(entry["state"] != "disputed" for entry in entries.values()):
        total = rounded(sum(w * s for _, w, s in counted) / below * scheme["out-of"], scheme["decimals"])
    percents = [None if s is None else rounded(s * 100, 2) for s in shares]
    return {"entries": entries, "percents": percents, "total": total}


if __name__ == "__main__":
    generator = random.Random(20261129)
    courses = [course(generator) for _ in range(120)]
    path = Path(sys.argv[1]) / "Tests" / "Data" / "totals.json"
    path.write_text(json.dumps(courses, separators=(",", ":")) + "\n")
