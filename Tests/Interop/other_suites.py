"""Write down what public test suites say of inputs, one line each.

    python3 other_suites.py KIND FOLDER > Tests/Data/suites/KIND.tsv

KIND is json (nst/JSONTestSuite, test_parsing/), csv (maxogden/csv-spectrum) or yaml (yaml/yaml-test-suite, src/);
FOLDER is a checkout. Columns: the case, what the suite says of it, what this project's reader says (`?` until
`NABLA_RECORD=1 make test` writes it), and the input with everything but printable ASCII as \\xNN; `N*X` at its start
repeats X.
"""
import json, re, sys
from pathlib import Path

def line(data):
    if len(data) > 5000:
        for size in range(1, 20):
            if data == data[:size] * (len(data) // size):
                return f"{len(data) // size}*{line(data[:size])}"
            if data[:-1] == data[:size] * (len(data[:-1]) // size):
                return f"{len(data[:-1]) // size}*{line(data[:size])}"
        raise ValueError("too long")
    return "".join(chr(b) if 32 <= b < 127 and b != 92 else f"\\x{b:02X}" for b in data)

kind, folder = sys.argv[1], Path(sys.argv[2])
rows = []
if kind == "json":
    for file in sorted((folder / "test_parsing").glob("*.json")):
        rows.append((file.stem, file.name[0], line(file.read_bytes())))
elif kind == "csv":
    for file in sorted((folder / "csvs").glob("*.csv")):
        wanted = json.loads((folder / "json" / f"{file.stem}.json").read_text())
        cells = [list(wanted[0])] + [list(row.values()) for row in wanted] if wanted else []
        rows.append((file.stem, json.dumps(cells), line(file.read_bytes())))
else:
    import yaml
    marks = {"␣": " ", "»": "\t", "↵": "", "∎": "", "←": "\r", "⇔": "\ufeff"}
    for file in sorted((folder / "src").glob("*.yaml")):
        shared = {}
        for number, case in enumerate(yaml.safe_load(file.read_text())):
            shared.update(case)
            text = re.sub("—*»", "\t", shared["yaml"])
            for mark, plain in marks.items():
                text = text.replace(mark, plain)
            rows.append((f"{file.stem}-{number}", "n" if shared.get("fail") else "y", line(text.encode())))
for name, verdict, data in rows:
    print(name, verdict, "?", data, sep="\t")
