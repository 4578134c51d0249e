"""The assignments as a course would have them: shipped numbers, other numbers, and drawn ones."""

import json
import os
import random
import shutil
import subprocess

import numpy as np
import yaml


class Dumper(yaml.SafeDumper):
    """Formulas of several lines stand in literal blocks."""


Dumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None))


def is_drawn(value):
    return isinstance(value, dict) and "draw" in value


def given_values(problem):
    return {name: np.array(value, dtype=float) for name, value in (problem.get("given") or {}).items()}


def jittered(value, generator):
    """Other numbers of the same kind: whole numbers, labels, zeros and symmetry stay."""
    array = np.array(value, dtype=float)
    if np.array_equal(array, np.round(array)):
        return value
    noise = np.array([generator.gauss(0, 0.35) for _ in range(array.size)]).reshape(array.shape)
    if array.ndim == 2 and array.shape[0] == array.shape[1] and np.array_equal(array, array.T):
        noise = (noise + noise.T) / 2
    places = max((len(str(x).partition(".")[2]) for x in array.flatten()), default=2)
    other = np.round(array * (1 + noise), max(places, 2))
    other = np.where(array == 0, 0, other)
    return other.tolist()


class Inputs:
    """One assignment with the numbers of one student."""

    def __init__(self, assignment, derivation, student, givens):
        self.assignment = assignment
        self.derivation = derivation
        self.student = student
        self.givens = givens


class Course:
    """A folder with assignments in it, and the inputs of as many students as are wanted."""

    def __init__(self, nabla, folder, sources, seed):
        self.nabla, self.folder, self.seed = nabla, folder, seed
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder + "/assignments")
        with open(folder + "/secret", "w") as file:
            file.write(f"secret of the simulator {seed:08}\n")
        os.chmod(folder + "/secret", 0o600)
        self.definitions = {}
        self.graded = {}
        for source in sources:
            name = os.path.basename(source.rstrip("/"))
            with open(source + "/assignment.yaml") as file:
                self.definitions[name] = yaml.safe_load(file)
            shutil.copytree(source, f"{folder}/assignments/{name}")

    def inputs(self, name, count):
        """The inputs of `count` students: drawn ones as handed out, others with numbers changed."""
        definition = self.definitions[name]
        problems = definition["problems"]
        draws = any(is_drawn(v) for p in problems for v in (p.get("given") or {}).values())
        if draws:
            return self.drawn(name, count)
        found = [Inputs(name, name, "s", {p["id"]: given_values(p) for p in problems})]
        generator = random.Random(f"{self.seed} {name}")
        for number in range(1, 60):
            if len(found) == count:
                break
            changed = f"{name}-{number}"
            other = json.loads(json.dumps(definition))
            for problem in other["problems"]:
                for given, value in (problem.get("given") or {}).items():
                    problem["given"][given] = jittered(value, generator)
            os.makedirs(f"{self.folder}/assignments/{changed}")
            with open(f"{self.folder}/assignments/{changed}/assignment.yaml", "w") as file:
                yaml.dump(other, file, Dumper=Dumper, sort_keys=False, width=10_000)
            if self.run("check", changed).returncode != 0:
                shutil.rmtree(f"{self.folder}/assignments/{changed}")
                continue
            givens = {p["id"]: given_values(p) for p in other["problems"]}
            found.append(Inputs(changed, name, "s", givens))
        return found

    def drawn(self, name, count):
        students = [f"d{number:03}" for number in range(count)]
        with open(f"{self.folder}/{name}.csv", "w") as file:
            file.write("student\n" + "".join(s + "\n" for s in students))
        run = self.run("handout", name, "--roster", f"{name}.csv", "--secret-file", "secret")
        assert run.returncode == 0, run.stderr
        found = []
        for student in students:
            with open(f"{self.folder}/handouts/{name}/{student}/inputs.json") as file:
                drawn = json.load(file)
            givens = {}
            for problem in self.definitions[name]["problems"]:
                own = {
                    key: value
                    for key, value in (problem.get("given") or {}).items()
                    if not is_drawn(value)
                }
                own.update(drawn.get(problem["id"], {}))
                givens[problem["id"]] = {k: np.array(v, dtype=float) for k, v in own.items()}
            found.append(Inputs(name, name, student, givens))
        return found

    def run(self, *arguments):
        return subprocess.run(
            [self.nabla, *arguments], cwd=self.folder, capture_output=True, text=True)
