"""Validates the pipelines of docs/ci.md, and tries the matcher on real errors: pipelines.py NABLA ROOT"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

nabla, root = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
checker = str(pathlib.Path(sys.executable).parent / "check-jsonschema")
page = (root / "docs/ci.md").read_text()
gitlab, github = re.findall(r"```yaml\n(.*?)```", page, re.S)
matcher = json.loads("".join(line[2:] + "\n" for line in page[page.index("> {"):].splitlines() if line.startswith("> ") and line != "> END"))

with tempfile.TemporaryDirectory() as folder:
    for text, name, schema in ((gitlab, ".gitlab-ci.yml", "vendor.gitlab-ci"), (github, "grade.yml", "vendor.github-workflows")):
        file = pathlib.Path(folder, name)
        file.write_text(text)
        done = subprocess.run([checker, "--builtin-schema", schema, str(file)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[:2000]
        file.write_text(text.replace("script:", "scripts:").replace("runs-on:", "runs_on:"))
        assert subprocess.run([checker, "--builtin-schema", schema, str(file)], capture_output=True).returncode, name
    work = pathlib.Path(folder, "submissions/convnet-layers/someone")
    work.mkdir(parents=True)
    answers = '{"linear": {"dL_db": [1, nan, 3]}}'
    (work / "answers.json").write_text(answers)
    done = subprocess.run(
        [nabla, "grade", str(work), "--assignments", str(root / "assignments"), "--no-store"], cwd=folder, capture_output=True, text=True)
    pattern = matcher["problemMatcher"][0]["pattern"][0]
    found = [m for m in (re.match(pattern["regexp"], line) for line in done.stderr.splitlines()) if m]
    assert len(found) == 1, done.stderr
    file, line, column, severity, message = (found[0][pattern[k]] for k in ("file", "line", "column", "severity", "message"))
    assert file.endswith("answers.json") and (line, column, severity) == ("1", str(answers.index("nan") + 1), "error") and "nan" in message, found
print("pipelines: two are valid by their schemas, and the matcher finds an error's place")
