"""Validates all assignments by the schema that the program prints: schema.py NABLA ROOT

check-jsonschema must accept every assignment that `check` accepts, and refuse what the reader refuses by its keys.
"""
import pathlib
import subprocess
import sys
import tempfile

nabla, root = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
checker = str(pathlib.Path(sys.executable).parent / "check-jsonschema")
WRONG = {
    "a misspelt key": ("title:", "titel:"), "a kind of drawing": ("draw: normal", "draw: gaussian"),
    "a negative number of points": ("parts:", "points: -1\n    parts:"), "a key of a mistake": ("says:", "tells:"),
}

with tempfile.TemporaryDirectory() as folder:
    schema = pathlib.Path(folder, "assignment.schema.json")
    schema.write_text(subprocess.run([nabla, "schema"], check=True, capture_output=True, text=True).stdout)
    subprocess.run([checker, "--check-metaschema", str(schema)], check=True, capture_output=True)
    files = sorted(root.glob("assignments/*/assignment.yaml")) + sorted(root.glob("Sources/Gallery/Assignments/*.yaml"))
    done = subprocess.run([checker, "--schemafile", str(schema), *map(str, files)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[:3000]
    subprocess.run([nabla, "handout", "convnet-layers", "--definition", folder], cwd=root, check=True, capture_output=True)
    forms = sorted(pathlib.Path(folder).glob("**/assignment.yaml"))
    done = subprocess.run([checker, "--schemafile", str(schema), *map(str, forms)], capture_output=True, text=True)
    assert forms and done.returncode == 0, done.stdout[:3000]
    text = (root / "Sources/Gallery/Assignments/layer-norm.yaml").read_text()
    for what, (right, wrong) in WRONG.items():
        assert right in text
        bad = pathlib.Path(folder, "bad.yaml")
        bad.write_text(text.replace(right, wrong, 1))
        done = subprocess.run([checker, "--schemafile", str(schema), str(bad)], capture_output=True, text=True)
        assert done.returncode != 0, what
print(f"schema: {len(files)} assignments are valid by it, {len(WRONG)} faults are not")
