"""The same verdicts on every machine: library functions one unit in the last place off change no verdict that is not marked.

    library_functions.py NABLA PROJECT DUMP

DUMP is what `simulate.py honest --dump` has written. The same students are graded again with the functions of
library_functions.c in place of the library's, once upward and once downward. A verdict may change only where the worst
entry lies within one per cent of what is allowed, which the gradebook's view `score` marks as `near`.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NABLA, PROJECT, DUMP = sys.argv[1], Path(sys.argv[2]), sys.argv[3]


def rows(path):
    with open(path) as file:
        return {tuple(key): row for key, row in map(json.loads, file)}


def is_near(row):
    error, allowed = row.get("error"), row.get("tolerance")
    return error is not None and allowed and abs(error / allowed - 1) <= 0.01


def main():
    compiler = next((name for name in ("cc", "clang", "gcc") if shutil.which(name)), None)
    if compiler is None:
        return print("library functions: not tried, there is no C compiler here")
    with tempfile.TemporaryDirectory() as place:
        library = f"{place}/off.so"
        subprocess.run([compiler, "-O1", "-fno-builtin", "-shared", "-fPIC", "-o", library,
                        str(PROJECT / "Tests/Interop/library_functions.c"), "-ldl", "-lm"], check=True)
        expected = rows(DUMP)
        for sign in "+-":
            wrapper = Path(place) / "nabla"
            wrapper.write_text(f"#!/bin/sh\nULP={sign} LD_PRELOAD={library} exec {NABLA} \"$@\"\n")
            wrapper.chmod(0o755)
            subprocess.run(
                [sys.executable, str(PROJECT / "Tests/Simulator/simulate.py"), str(wrapper), "honest", "--students", "1",
                 "--out", f"{place}/course", "--dump", f"{place}/dump"], check=True, stdout=subprocess.DEVNULL)
            found = rows(f"{place}/dump")
            assert found.keys() == expected.keys()
            moved = sum(found[key]["error"] != row["error"] for key, row in expected.items())
            assert moved > 1000, "the functions were not the library's other ones"
            changed = [key for key, row in expected.items()
                       if (row["verdict"], row["score"]) != (found[key]["verdict"], found[key]["score"])]
            bad = [key for key in changed if not is_near(expected[key]) and not is_near(found[key])]
            for key in bad[:10]:
                print(key, expected[key]["verdict"], found[key]["verdict"], expected[key]["error"],
                      expected[key]["tolerance"], expected[key]["why"], found[key]["why"])
            near = sum(map(is_near, expected.values()))
            print(f"library functions one unit {'up' if sign == '+' else 'down'}: {moved} of {len(expected)} differences moved, "
                  f"{len(changed)} verdicts changed, {len(bad)} of them not marked; {near} are marked")
            assert not bad


if __name__ == "__main__":
    os.environ.pop("LD_PRELOAD", None)
    main()
