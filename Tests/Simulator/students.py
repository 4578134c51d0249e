"""A student's work: the lines of a derivation, evaluated in order, each as the student's habit has it."""

import importlib.util
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
RESERVED = {"lambda": "lambda_"}


def derivation(name, folder=HERE + "/derivations"):
    path = f"{folder}/{name.replace('-', '_')}.py"
    if not os.path.exists(path):
        return None
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scalar(value):
    return value if np.ndim(value) else float(value)


class Work:
    """What one student hands in for one problem: the numbers used later, and those handed in."""

    def __init__(self, module, problem, givens, asked, computing, slip=None, going_on_from=None):
        lines = dict(slip or {})
        names = {"np": np, **getattr(module, "HELPERS", {})}
        names.update({RESERVED.get(k, k): scalar(computing.given(v)) for k, v in givens.items()})
        self.steps, self.answers, self.before = {}, {}, {}
        with np.errstate(all="ignore"):
            for name, expression in module.PROBLEMS[problem]["lines"]:
                value = eval(lines.get(name, expression), names)
                value = np.asarray(value, dtype=float)
                isAsked = name in asked
                if isAsked and going_on_from is not None:
                    # What would be right given the earlier answers, which go on whatever it is.
                    self.before[name] = value
                    value = np.asarray(going_on_from[name], dtype=float)
                used = np.asarray((computing.asked if isAsked else computing.unasked)(value))
                names[name] = used if used.ndim else float(used)
                self.steps[name] = used
                if isAsked:
                    self.answers[name] = value if computing.hands_in_full else used


def asked(definition):
    return {p["id"]: {part["id"]: part.get("points", 1) for part in p["parts"]} for p in definition["problems"]}


def answers_text(work, printing):
    """`answers.json` of a submission: parts by problem."""
    problems = []
    for problem, one in work.items():
        parts = ",\n    ".join(f'"{name}": {printing.text(value)}' for name, value in one.answers.items())
        problems.append(f'"{problem}": {{\n    {parts}\n  }}')
    return "{\n  " + ",\n  ".join(problems) + "\n}\n"
