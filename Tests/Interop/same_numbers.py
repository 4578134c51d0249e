"""Compares files of numbers, or folders of such files, as numbers.

    python same_numbers.py MADE KEPT

Libraries round the last digit differently from machine to machine, so 1e-6 is allowed: a sample in
single precision may differ by that.
"""
import json
import sys
from pathlib import Path

NUMERIC = 1e-6


def same(a, b, where):
    if isinstance(a, dict):
        assert isinstance(b, dict) and a.keys() == b.keys(), f"{where}: other keys"
        for key in a:
            same(a[key], b[key], f"{where}.{key}")
    elif isinstance(a, list):
        assert isinstance(b, list) and len(a) == len(b), f"{where}: other length"
        for position, (x, y) in enumerate(zip(a, b)):
            same(x, y, f"{where}[{position}]")
    elif isinstance(a, float) or isinstance(b, float):
        assert abs(a - b) <= NUMERIC * max(1, abs(a)), f"{where}: {a} and {b}"
    else:
        assert a == b, f"{where}: {a!r} and {b!r}"


def compare(made, kept):
    if made.suffix == ".secret":
        assert made.read_bytes() == kept.read_bytes(), f"{kept}: other bytes"
    elif made.suffix == ".json":
        same(json.loads(made.read_text()), json.loads(kept.read_text()), kept.name)
    else:
        assert len(made.read_bytes().split()) == len(kept.read_bytes().split()), f"{kept}: other cells"


def main(made, kept):
    made, kept = Path(made), Path(kept)
    files = [made] if made.is_file() else sorted(p for p in made.rglob("*") if p.is_file())
    for file in files:
        compare(file, kept if made.is_file() else kept / file.relative_to(made))
    print(f"data: {len(files)} file{'s' if len(files) != 1 else ''} as their script makes them")


if __name__ == "__main__":
    main(*sys.argv[1:])
