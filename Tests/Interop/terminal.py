"""What people see on a terminal: terminal.py NABLA ROOT

Tables fit the width, verdicts are coloured unless NO_COLOR says otherwise, and work of more than a second has a line with rate
and time left, which is gone at the end. Where output goes elsewhere there is neither.
"""

import fcntl
import os
import pathlib
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios

nabla, root = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
def on_terminal(folder, arguments, width, **environment):
    """All that a command writes on a terminal of a width, and its status."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    surroundings = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS")}
    process = subprocess.Popen(
        [nabla, *arguments], cwd=folder, stdin=follower, stdout=follower, stderr=follower,
        env={**surroundings, "TERM": "xterm", **environment})
    os.close(follower)
    seen = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(leader)
    return seen.decode(), process.wait()


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(root / "assignments", folder / "assignments")
        shutil.copytree(root / "submissions", folder / "submissions")
        sample = ["grade", "submissions/convnet-layers/as-derived", "--no-store"]
        for width in (60, 80, 120):
            text, _ = on_terminal(folder, sample, width)
            lines = re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()
            # A sentence may end with a word that is longer than its column.
            assert max(map(len, lines)) <= width, (width, max(lines, key=len))
        text, _ = on_terminal(folder, sample, 100)
        assert "\x1b[31mincorrect\x1b[0m" in text and "\x1b[32mcorrect\x1b[0m" in text
        text, _ = on_terminal(folder, sample, 100, NO_COLOR="1")
        assert "\x1b" not in text
        text, _ = on_terminal(folder, sample, 100, COLUMNS="50")
        assert max(map(len, re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines())) <= 50
        answers = (root / "submissions/linear-classifier/as-derived/answers.json").read_text()
        for number in range(4000):
            student = folder / f"class/linear-classifier/s{number}"
            student.mkdir(parents=True)
            (student / "answers.json").write_text(answers)
        text, _ = on_terminal(folder, ["grade", "class", "--quiet"], 80)
        lines = re.findall(r"\r\x1b\[K([^\r\x1b]+)", text)
        assert lines, text
        for line in lines:
            assert re.fullmatch(r"grading: [0-9]+ of 4000, [0-9]+ a second, [0-9]+ s left", line), line
        assert text.rindex("\r\x1b[K") > text.rindex(lines[-1]), "the line stays"
        piped = subprocess.run([nabla, "grade", "class", "--quiet"], cwd=folder, capture_output=True, text=True)
        assert "\x1b" not in piped.stdout + piped.stderr and "s left" not in piped.stderr
        print(f"terminal: tables fit, colours follow NO_COLOR, and progress was told {len(lines)} times")


main()
