"""Hands in the right answers as numpy writes them, in every type, byte order and memory order.

    python numpy_files.py NABLA ROOT
"""
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from homework import ASSIGNMENTS

ASSIGNMENT = "softmax-and-convolution"
WHOLE = {"convolution.size", "convolution.y", "convolution.dL_dx", "convolution.dL_dK"}


def grade(nabla, root, folder):
    run = subprocess.run(
        [nabla, "grade", folder, "--assignment", ASSIGNMENT, "--student", "s", "--assignments", f"{root}/assignments",
         "--no-store", "--reports", f"{folder}/../reports", "--format", "json"], capture_output=True, text=True)
    return {row["part"]: row["verdict"] for row in json.loads(run.stdout)}, run


def main(nabla, root):
    answers = {f"{p}.{q}": np.asarray(v, float) for p, d in ASSIGNMENTS[ASSIGNMENT](root).items() for q, v in d.items()}
    count = 0
    with tempfile.TemporaryDirectory() as base:
        for order, endian, kind in itertools.product("CF", "<>", ["f8", "f4", "f2", "i8", "i4", "i2", "u2"]):
            chosen = {n: v for n, v in answers.items() if kind[0] == "f" or n in WHOLE}
            folder = Path(base, f"{order}{'le' if endian == '<' else 'be'}{kind}")
            folder.mkdir()
            for name, value in chosen.items():
                np.save(folder / f"{name}.npy", np.array(value, dtype=endian + kind, order=order))
            verdicts, run = grade(nabla, root, folder)
            wrong = [n for n in chosen if verdicts[n] != "correct"]
            # Half precision may lose what cancels, or a thousand beside one.
            assert len(wrong) <= (2 if kind == "f2" else 0), f"{folder.name}: {wrong} {run.stderr}"
            count += 1
        for save in (np.savez, np.savez_compressed):
            folder = Path(base, save.__name__)
            folder.mkdir()
            save(folder / "answers.npz", **answers)
            verdicts, run = grade(nabla, root, folder)
            assert set(verdicts.values()) == {"correct"}, run.stderr
            whole = (folder / "answers.npz").read_bytes()
            for cut in (10, 100, len(whole) // 2, len(whole) - 10):
                (folder / "answers.npz").write_bytes(whole[:cut])
                verdicts, run = grade(nabla, root, folder)
                assert "correct" not in verdicts.values() and run.returncode == 2
            damaged = bytearray(whole)
            for place in range(60, len(damaged), 97):
                damaged[place] ^= 0x55
            (folder / "answers.npz").write_bytes(bytes(damaged))
            _, run = grade(nabla, root, folder)
            assert run.returncode in (1, 2), run.returncode
        odd = {"complex": np.ones(3, complex), "text": np.array(["a", "b"]), "truth": np.ones(3, bool), "empty": np.ones(0),
               "nan": np.array([1.0, np.nan, 2.0]), "objects": np.array([1, "x"], dtype=object),
               "records": np.zeros(2, dtype=[("a", "f8")])}
        for name, value in odd.items():
            folder = Path(base, name)
            folder.mkdir()
            np.save(folder / "softmax-regression.dl_db.npy", value, allow_pickle=True)
            verdicts, run = grade(nabla, root, folder)
            assert verdicts["softmax-regression.dl_db"] == "malformed", name
            assert "dl_db.npy: error:" in run.stderr, run.stderr
    print(f"numpy: {count} types and orders read, 2 archives, {len(odd)} others refused")


if __name__ == "__main__":
    main(*sys.argv[1:])
