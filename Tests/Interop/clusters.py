"""Grades a class on Spark, one process killed on the way, and compares with a plain batch: clusters.py NABLA ROOT

The commands are those of docs/scale.md, read out of the page. Where there is GNU parallel, its command is tried too.
"""
import contextlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

nabla, root = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
count = int(sys.argv[3]) if len(sys.argv) > 3 else 20_000
page = (root / "docs/scale.md").read_text()
piped, framed = re.findall(r"```python\n(.*?)```", page, re.S)
secret = root / "submissions/samples.secret"


def run(*command, status=(0, 1, 2), **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    assert done.returncode in status, (command[:3], done.returncode, done.stderr[-2000:])
    return done.stdout


def answers_on_one_line(folder):
    """A sample's answers, as they are written; None where they are not one file of JSON."""
    file = folder / "answers.json"
    if not file.is_file() or len(list(folder.iterdir())) > 1:
        return None
    return re.sub(r"\s*\n\s*", " ", file.read_text()).strip()


def dump(book):
    """All rows about submissions and how they were graded, without row ids and times of grading."""
    database = sqlite3.connect(book)
    questions = [
        "SELECT hash, assignment, title, hex(text) FROM definition",
        "SELECT * FROM policy",
        "SELECT * FROM definition_part",
        "SELECT sha256, hex(bytes) FROM content",
        """SELECT a.assignment, a.student, a.number, a.submission, a.inputs, t.submitted_at, f.name, f.sha256
           FROM attempt AS a LEFT JOIN submission_time AS t ON t.attempt = a.id LEFT JOIN attempt_file AS f ON f.attempt = a.id""",
        """SELECT a.assignment, a.student, a.number, g.definition, g.grader, g.run, p.position, p.part, p.points, p.score,
             p.verdict, p.note, p.error, p.tolerance, p.worst_index, p.got, p.wanted, p.why, p.bonus
           FROM grading AS g JOIN attempt AS a ON a.id = g.attempt JOIN part_outcome AS p ON p.grading = g.id""",
    ]
    return [sorted(map(repr, database.execute(question))) for question in questions]


@contextlib.contextmanager
def quiet(log):
    """Keeps what Spark says of killed processes in a file, and shows its end if something fails."""
    errors = os.dup(2)
    with open(log, "w") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    except BaseException:
        os.write(errors, log.read_bytes()[-4000:])
        raise
    finally:
        os.dup2(errors, 2)
        os.close(errors)


def on_spark(place, submissions, wanted):
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    spark = (SparkSession.builder.master("local[2,3]").config("spark.ui.enabled", "false")
             .config("spark.ui.showConsoleProgress", "false").getOrCreate())
    for text, name in ((piped, "outcomes"), (framed, "outcomes-of-a-frame")):
        shutil.rmtree("killed", ignore_errors=True)
        exec(text.replace("/shared/assignments", str(place / "assignments")), {"spark": spark})
        assert pathlib.Path("killed").exists()
        outcomes = sorted(str(path) for path in pathlib.Path(name).glob("part-*"))
        told = run(nabla, "import", *outcomes, "--gradebook", f"{name}.sqlite")
        assert told.startswith(f"{submissions} stored, 0 on record already, 1 could not"), told
        assert dump(f"{name}.sqlite") == wanted, name
    spark.stop()


def main(place):
    (place / "bin").mkdir()
    (place / "bin/nabla").symlink_to(nabla)
    os.environ["PATH"] = f"{place / 'bin'}:{os.environ['PATH']}"
    os.environ["NABLA_SECRET"] = secret.read_text().strip()
    os.chdir(place)
    shutil.copytree(root / "assignments", "assignments")

    key = run(nabla, "key", "convnet-layers")
    pathlib.Path("key.json").write_text(key)
    run(sys.executable, root / "Benchmarks/make_class.py", "key.json", "class/convnet-layers", count)
    for sample in sorted((root / "submissions").glob("*/*/")):
        answers = answers_on_one_line(sample)
        if answers is not None:
            folder = pathlib.Path("class", sample.parent.name, sample.name)
            folder.mkdir(parents=True)
            (folder / "answers.json").write_text(answers)
    folders = sorted(pathlib.Path("class").glob("*/*"))
    assert len(folders) > count + 3
    with open("handed-in.jsonl", "w") as lines:
        for folder in folders:
            names = json.dumps({"assignment": folder.parent.name, "student": folder.name})
            lines.write(f"{names[:-1]}, \"answers\": {(folder / 'answers.json').read_text()}}}\n")
        lines.write('{"assignment": "no-such", "student": "nobody", "answers": {}}\n')
    run(nabla, "grade", "class", "--gradebook", "batch.sqlite")
    wanted = dump("batch.sqlite")

    # The first process that starts is killed once it has written an outcome.
    (place / "bin/nabla").unlink()
    script = place / "bin/nabla"
    script.write_text(f"""#!/bin/sh
exec 3<&0
if mkdir '{place}/killed' 2>/dev/null; then
  '{nabla}' "$@" <&3 > '{place}/killed/out' &
  while [ ! -s '{place}/killed/out' ] && kill -0 $!; do sleep 0.01; done
  kill -9 $!
  cat '{place}/killed/out'
  exit 137
fi
exec '{nabla}' "$@" <&3
""")
    script.chmod(0o755)

    with quiet(place / "spark.log"):
        on_spark(place, len(folders), wanted)
    print(f"clusters: {len(folders)} submissions on Spark, by pipe and by data frame, a process killed each time, "
          "make the gradebook of a plain batch")

    (place / "bin/nabla").unlink()
    (place / "bin/nabla").symlink_to(nabla)
    if shutil.which("parallel"):
        command = next(line for line in page.splitlines() if line.startswith("parallel "))
        # Small blocks, so that there is more than one.
        run("sh", "-c", command.replace("64M", "8M"))
        run(nabla, "import", "outcomes.jsonl", "--gradebook", "parallel.sqlite")
        assert dump("parallel.sqlite") == wanted
        print("clusters: GNU parallel makes the same gradebook")


with tempfile.TemporaryDirectory() as folder:
    main(pathlib.Path(folder).resolve())
