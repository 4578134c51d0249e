"""Writes the answers of a student who rounds every step to four decimals, for Tests/Data/rounded/assignment.yaml.

    python rounded_attention.py ROOT
"""
import json
import sys
from pathlib import Path

import numpy as np
import yaml


def four(values):
    return np.round(values, 4)


def answers(X, Wq, Wk, Wv, Wo, T):
    root = np.sqrt(3)
    Q, K, V = four(X @ Wq), four(X @ Wk), four(X @ Wv)
    S = four(four(Q @ K.T) / root)
    e = four(np.exp(S)) * np.tril(np.ones(S.shape))
    P = four(e / four(e.sum(axis=1, keepdims=True)))
    O = four(P @ V)
    Y = four(X + four(O @ Wo))
    E = four(Y - T)
    dY = four(E / 5)
    dO = four(dY @ Wo.T)
    dP = four(dO @ V.T)
    dS = four(P * four(dP - four(four(P * dP).sum(axis=1, keepdims=True))))
    return {
        "S": S, "P": P, "Y": Y, "L": four(four(four(E**2).sum()) / 10), "dL_dY": dY, "dL_dV": four(P.T @ dO),
        "dL_dP": dP, "dL_dS": dS, "dL_dQ": four(four(dS @ K) / root), "dL_dK": four(four(dS.T @ Q) / root)}


def main(root):
    folder = Path(root) / "Tests/Data/rounded"
    problem = yaml.safe_load((folder / "assignment.yaml").read_text())["problems"][0]
    found = answers(**{name: np.array(value) for name, value in problem["given"].items()})
    lines = ",\n".join(f'"p.{name}": {json.dumps(value.tolist())}' for name, value in found.items())
    (folder / "answers.json").write_text("{" + lines + "}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
