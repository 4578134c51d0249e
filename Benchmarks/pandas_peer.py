"""The statistics of one assignment from a gradebook with pandas; prints the seconds without start-up.

    python3 pandas_peer.py GRADEBOOK ASSIGNMENT
"""
import sqlite3
import sys
import time

import pandas


def main(book, assignment):
    begin = time.perf_counter()
    frame = pandas.read_sql("SELECT student, part, points, score, verdict, note FROM score WHERE assignment = ?",
                            sqlite3.connect(book), params=[assignment])
    table = frame.pivot(index="student", columns="part", values="score")
    totals = table.sum(axis=1)
    count = table.shape[1]
    result = [table.mean(), table.median(), table.std(),
              {part: table[part].corr(totals - table[part]) for part in table},
              count / (count - 1) * (1 - table.var().sum() / totals.var()),
              frame.groupby("part")["verdict"].value_counts(),
              frame[frame.verdict == "incorrect"].groupby(["part", "note"]).size().nlargest(10)]
    assert len(result) == 7
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main(*sys.argv[1:])
