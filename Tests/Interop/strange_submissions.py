"""Hands in strange bytes and reads what comes of it with strict XML readers.

    python strange_submissions.py NABLA ROOT
"""
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.parsers import expat

import lxml.etree
from read_reports import READERS, check_shape

COUNT = 120


def strange(rng):
    alphabet = ["\x1b[31m", "\x00", "]]>", "<b>", "&amp;", "\ufffe", "\u202e", "é", "日本", "🎓", "[", "]", "{", "}", ",", "1.5",
                "nan", '"p"', "\r", "\n", "\t", "-", "\ud7ff"]
    text = "".join(rng.choice(alphabet) for _ in range(rng.randrange(60)))
    data = text.encode("utf-8", "surrogatepass")
    return data if rng.random() < 0.7 else data + bytes(rng.randrange(256) for _ in range(30))


def main(nabla, root):
    rng = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder, "submissions", "backprop-by-hand")
        for number in range(COUNT):
            student = base / f"s{number} <&'\"> é"
            student.mkdir(parents=True)
            body = strange(rng)
            if number % 3 == 0:
                body = b'{"hinge.p": [1, ' + body.replace(b"]", b"").replace(b'"', b"").replace(b"{", b"") + b"x]}"
            (student / "answers.json").write_bytes(body)
            (student / "numbers.S1.csv").write_bytes(strange(rng))
        run = subprocess.run(
            [nabla, "grade", str(base), "--assignments", f"{root}/assignments", "--no-store",
             "--reports", f"{folder}/reports"], capture_output=True)
        assert run.returncode == 0, f"exit status {run.returncode}"
        assert b"\x1b" not in run.stdout + run.stderr and b"\x00" not in run.stdout + run.stderr
        files = sorted(Path(folder, "reports").rglob("*.xml"))
        assert len(files) == COUNT, len(files)
        for path in files:
            raw = path.read_bytes()
            expat.ParserCreate().Parse(raw, True)
            lxml.etree.fromstring(raw)
            _, want = check_shape(path)
            assert want["tests"] == 22
            for reader in READERS:
                assert reader(path)["tests"] == 22
    print(f"strange input: {COUNT} submissions, every report well-formed")


if __name__ == "__main__":
    main(*sys.argv[1:])
