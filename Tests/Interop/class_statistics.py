"""Statistics of a made-up class by numpy and scipy: Tests/Data/statistics.json.

    python3 class_statistics.py FOLDER

The class has what makes formulas go wrong: a part that everybody has right, one of two values, halves.
"""
import json
import random
import sys
from pathlib import Path

import numpy as np
from scipy import stats


def main(folder):
    random.seed(20261120)
    points = [1, 2, 0.5, 3, 1]
    rows = []
    for _ in range(37):
        skill = random.random()
        rows.append([p * random.choice([0, 1, 1 / 3, 0.5]) if random.random() > skill else p for p in points[:-1]]
                    + [points[-1]])
    # Scores are exact to a millionth.
    table = np.round(np.array(rows), 6)
    totals = table.sum(axis=1)
    parts = []
    for k in range(len(points)):
        rest = totals - table[:, k]
        varies = table[:, k].std() > 1e-12 and rest.std() > 1e-12
        parts.append({
            "mean": float(np.mean(table[:, k])), "median": float(np.median(table[:, k])),
            "deviation": float(np.std(table[:, k], ddof=1)),
            "discrimination": float(stats.pearsonr(table[:, k], rest).statistic) if varies else None,
        })
    count = len(points)
    alpha = count / (count - 1) * (1 - table.var(axis=0, ddof=1).sum() / totals.var(ddof=1))
    data = {
        "points": points, "scores": table.tolist(), "parts": parts, "alpha": float(alpha),
        "totals": {"mean": float(totals.mean()), "median": float(np.median(totals)),
                   "deviation": float(totals.std(ddof=1)), "least": float(totals.min()),
                   "most": float(totals.max())},
    }
    path = Path(folder, "Tests/Data/statistics.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
