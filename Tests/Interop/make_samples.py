"""Writes the sample submissions.

    python make_samples.py ROOT

all-correct comes from automatic differentiation in Python, single-precision from formulas in float32,
as-derived from formulas that are known to be wrong, as-printed from numbers printed on a sheet.
"""
import json
import sys
from pathlib import Path

import numpy as np
from homework import ASSIGNMENTS, givens


def listed(value):
    return np.asarray(value).tolist()


def nested(answers):
    return {problem: {part: listed(v) for part, v in parts.items()} for problem, parts in answers.items()}


def dumped(answers):
    """One part a line, so that a difference between two samples can be read."""
    problems = []
    for problem, parts in answers.items():
        lines = ",\n".join(f"    {json.dumps(part)}: {json.dumps(value)}" for part, value in parts.items())
        problems.append(f"  {json.dumps(problem)}: {{\n{lines}\n  }}")
    return "{\n" + ",\n".join(problems) + "\n}\n"


def write(folder, answers):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "answers.json").write_text(dumped(answers))


def single_convnet(root):
    """The layers' gradients as a student would program them, in float32."""
    f = np.float32
    given = {p: {n: v.astype(f) for n, v in values.items()} for p, values in givens("convnet-layers", root).items()}
    y, gt = given["softmax-loss"]["y"], int(given["softmax-loss"]["gt"])
    e = np.exp(y)
    p = e / e.sum(dtype=f)
    t = np.zeros(5, f)
    t[gt] = 1
    answers = {"softmax-loss": {"dL_dpgt": -1 / p[gt], "dpgt_dy": p[gt] * (t - p), "dL_dy": p - t}}
    W, b, x, g = (given["linear"][n] for n in "Wbxg")
    answers["linear"] = {"dL_dW": np.outer(g, x), "dL_db": g, "dL_dx": W.T @ g}
    x, W, b, g = (given["convolution"][n] for n in "xWbg")
    out, dW, dx = np.zeros((3, 3, 3), f), np.zeros_like(W), np.zeros_like(x)
    for k in range(3):
        for i in range(3):
            for j in range(3):
                at = np.s_[:, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3]
                out[k, i, j] = b[k] + (x[at] * W[k]).sum(dtype=f)
                dW[k] += g[k, i, j] * x[at]
                dx[at] += g[k, i, j] * W[k]
    answers["convolution"] = {"y": out, "dL_dW": dW, "dL_db": g.sum(axis=(1, 2), dtype=f), "dL_dx": dx}
    out, dx, _ = pooled(given["max-pool"]["x"], given["max-pool"]["g"])
    answers["max-pool"] = {"y": out, "dL_dx": dx}
    return answers


def pooled(x, g):
    """Output, gradient, and the gradient with assignment in place of accumulation."""
    out, dx, overwritten = np.zeros_like(g), np.zeros_like(x), np.zeros_like(x)
    for c, i, j in np.ndindex(g.shape):
        window = x[c, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3]
        m, n = np.unravel_index(window.argmax(), window.shape)
        out[c, i, j] = window[m, n]
        dx[c, 2 * i + m, 2 * j + n] += g[c, i, j]
        overwritten[c, 2 * i + m, 2 * j + n] = g[c, i, j]
    return out, dx, overwritten


def single_backprop(root):
    f = np.float32
    given = {p: {n: v.astype(f) for n, v in values.items()} for p, values in givens("backprop-by-hand", root).items()}
    X, W1, W2, W3, target = (given["three-layers"][n] for n in ("X", "W1", "W2", "W3", "Ygt"))
    S1 = W1 @ X
    Z1 = np.maximum(S1, f(0))
    Z2 = np.tanh(W2 @ Z1)
    Y3 = 1 / (1 + np.exp(-(W3 @ Z2)))
    dY3 = Y3 - target
    delta3 = dY3 * Y3 * (1 - Y3)
    dZ2 = W3.T @ delta3
    delta2 = dZ2 * (1 - Z2 * Z2)
    delta1 = (W2.T @ delta2) * (S1 > 0)
    answers = {"three-layers": {
        "dL_dY3": dY3, "delta3": delta3, "dL_dW3": delta3 @ Z2.T, "dL_dZ2": dZ2, "delta2": delta2,
        "dL_dW2": delta2 @ Z1.T, "delta1": delta1, "dL_dW1": delta1 @ X.T}}
    X, W1, W2, y, N, rate = (given["numbers"][n] for n in ("X", "W1", "W2", "y", "N", "rate"))
    S1 = W1 @ X
    Z1 = np.maximum(S1, f(0))
    Yout = W2 @ Z1
    delta_out = (Yout - y) / N
    delta1 = np.outer(W2, delta_out) * (S1 > 0)
    dW2, dW1 = Z1 @ delta_out, delta1 @ X.T
    W1n, W2n = W1 - rate * dW1, W2 - rate * dW2
    loss = lambda Y: ((Y - y) ** 2).sum(dtype=f) / (2 * N)
    answers["numbers"] = {
        "S1": S1, "Z1": Z1, "Yout": Yout, "L": loss(Yout), "delta_out": delta_out, "delta1": delta1, "dL_dW2": dW2,
        "dL_dW1": dW1, "W1_new": W1n, "W2_new": W2n, "L_new": loss(W2n @ np.maximum(W1n @ X, f(0)))}
    o, c, C = given["hinge"]["o"], int(given["hinge"]["c"]), given["hinge"]["C"]
    p = np.exp(o) / np.exp(o).sum(dtype=f)
    d = np.zeros(5, f)
    for k in range(5):
        if k != c and p[c] - p[k] <= C:
            d += p * ((np.arange(5) == k).astype(f) - (np.arange(5) == c) - p[k] + p[c])
    margins = np.delete(np.maximum(p - p[c] + C, f(0)), c)
    answers["hinge"] = {"p": p, "L": margins.sum(dtype=f), "dL_do": d}
    return answers


def one_slip(root):
    """One factor of the sigmoid's derivative is lost; everything after is computed correctly from there."""
    answers = nested(ASSIGNMENTS["backprop-by-hand"](root))
    given = givens("backprop-by-hand", root)["three-layers"]
    X, W1, W2, W3, target = (given[n] for n in ("X", "W1", "W2", "W3", "Ygt"))
    S1 = W1 @ X
    Z1 = np.maximum(S1, 0)
    Z2 = np.tanh(W2 @ Z1)
    Y3 = 1 / (1 + np.exp(-(W3 @ Z2)))
    delta3 = (Y3 - target) * (1 - Y3)
    dZ2 = W3.T @ delta3
    delta2 = dZ2 * (1 - Z2 * Z2)
    delta1 = (W2.T @ delta2) * (S1 > 0)
    answers["three-layers"] |= {part: listed(value) for part, value in {
        "delta3": delta3, "dL_dW3": delta3 @ Z2.T, "dL_dZ2": dZ2, "delta2": delta2, "dL_dW2": delta2 @ Z1.T,
        "delta1": delta1, "dL_dW1": delta1 @ X.T}.items()}
    return answers


def derived_convnet(root):
    """The claims: each wrong formula in place of the right one."""
    answers = nested(ASSIGNMENTS["convnet-layers"](root))
    given = givens("convnet-layers", root)
    y, gt = given["softmax-loss"]["y"], int(given["softmax-loss"]["gt"])
    p = np.exp(y) / np.exp(y).sum()
    claim = np.full(5, p[gt])
    claim[gt] -= 1
    answers["softmax-loss"] |= {"dpgt_dy": listed(np.full(5, p[gt] * (1 - p[gt]))), "dL_dy": listed(claim)}
    x, W, g = (given["convolution"][n] for n in "xWg")
    dx = np.zeros_like(x)
    dx[:, :3, :3] = np.einsum("k,ktmn->tmn", g[:, 0, 0], W)
    answers["convolution"] |= {
        "dL_dW": listed(np.einsum("k,tmn->ktmn", g[:, 0, 0], x[:, :3, :3])), "dL_db": listed(g), "dL_dx": listed(dx)}
    answers["max-pool"]["dL_dx"] = listed(pooled(given["max-pool"]["x"], given["max-pool"]["g"])[2])
    return answers


def derived_linear(root):
    answers = nested(ASSIGNMENTS["linear-classifier"](root))
    given = givens("linear-classifier", root)["softmax"]
    W, b, x, t = (given[n] for n in "Wbxt")
    s = W @ x + b
    P = np.exp(s) / np.exp(s).sum()
    answers["softmax"] |= {"dPy_db": listed(-P * P), "dL_dW": listed(np.outer(t - P, x)), "dL_db": listed(P)}
    return answers


def derived_network(root):
    answers = nested(ASSIGNMENTS["two-layer-network"](root, "as-derived"))
    given = givens("two-layer-network", root, "as-derived")["unit"]
    w, x, t = (given[n] for n in "wxt")
    e = np.exp(-w @ x)
    answers["unit"]["dE_dx"] = listed(-t * w * np.exp(e) / (1 + e))
    return answers


def derived_third(root):
    answers = nested(ASSIGNMENTS["softmax-and-convolution"](root))
    given = givens("softmax-and-convolution", root)["softmax-regression"]
    W, b, x, y = (given[n] for n in "Wbxy")
    a = W @ x + b
    yhat = np.exp(a) / np.exp(a).sum()
    answers["softmax-regression"] |= {
        "own": listed(W * (yhat * (1 - yhat))[:, None]), "dl_dW": listed(-np.outer(y * (1 - yhat), x))}
    return answers


DERIVED = {
    "convnet-layers": derived_convnet, "linear-classifier": derived_linear, "two-layer-network": derived_network,
    "softmax-and-convolution": derived_third,
}

PRINTED_CONVOLUTION = {
    "y": "109 92 72 / 108 85 74 / 110 74 79",
    "dL_dx": "4 7 10 6 3 / 9 17 25 16 8 / 11 23 34 23 11 / 7 16 24 17 8 / 2 6 9 7 3",
}

PRINTED = """
S1        0.4580 0.1205 -0.4420 0.1195 / 0.8690 0.1615 -0.1810 0.1185 / 0.7040 0.0440 0.7040 -0.0440
Z1        0.4580 0.1205 0.0000 0.1195 / 0.8690 0.1615 0.0000 0.1185 / 0.7040 0.0440 0.7040 0.0000
Yout      0.0986 0.0112 0.0634 0.0059
L         0.4916
delta_out -0.2254 -0.2472 0.2658 0.2515
delta1    -0.0045 -0.0049 0.0000 0.0050 / -0.0068 -0.0074 0.0000 0.0075 / -0.0203 -0.0222 0.0239 0.0000
dL_dW2    -0.1029 -0.2060 0.0176
dL_dW1    -0.0034 -0.0041 / -0.0050 -0.0062 / -0.0376 0.0018
W1_new    0.6017 0.0121 / 0.7025 0.4331 / 0.0188 0.8791
W2_new    0.0715 0.1330 0.0812
L_new     0.4657
"""


def printed():
    """The sheet's numbers with the digits it printed."""
    lines = []
    for line in PRINTED.strip().splitlines():
        part, rest = line.split(None, 1)
        rows = ["[" + ", ".join(row.split()) + "]" for row in rest.split(" / ")]
        text = rows[0] if len(rows) == 1 else "[" + ", ".join(rows) + "]"
        lines.append(f'    "{part}": ' + (rest if " " not in rest else text))
    return '{\n  "numbers": {\n' + ",\n".join(lines) + "\n  }\n}\n"


def blank(answers):
    return {problem: {part: None for part in parts} for problem, parts in answers.items()}


def tables(folder, answers):
    """A file a part, in turn as numpy, MATLAB and spreadsheets write them."""
    folder.mkdir(parents=True, exist_ok=True)
    styles = [
        lambda row: ",".join(repr(v) for v in row),
        lambda row: " ".join(f"{v:.18e}" for v in row),
        lambda row: "\t".join(f"{v:.15g}" for v in row),
        lambda row: ";".join(f"{v:.12f}".replace(".", ",") for v in row),
    ]
    number = 0
    for problem, parts in answers.items():
        for part, value in parts.items():
            value = np.atleast_1d(np.asarray(value, dtype=float))
            blocks = value.reshape((-1,) + value.shape[-2:]) if value.ndim > 2 else np.atleast_2d(value)[None]
            # A decimal comma in a single column could as well separate two numbers.
            style = styles[number % len(styles)] if blocks.shape[-1] > 1 else styles[0]
            end = "\r\n" if number % 3 == 2 else "\n"
            text = (end + end).join(end.join(style(row.tolist()) for row in block) for block in blocks) + end
            if number % 5 == 1:
                text = "# " + part + end + text
            if number % 4 == 3:
                text = "\ufeff" + text
            (folder / f"{problem}.{part}.csv").write_bytes(text.encode())
            number += 1


def main(root):
    submissions = Path(root) / "submissions"
    singles = {"convnet-layers": single_convnet, "backprop-by-hand": single_backprop}
    for assignment, function in ASSIGNMENTS.items():
        answers = function(root, "all-correct")
        folder = submissions / assignment
        write(folder / "all-correct", nested(answers))
        write(folder / "blank", blank(answers))
        write(folder / "as-derived", DERIVED[assignment](root) if assignment in DERIVED else nested(answers))
        if assignment not in singles:
            continue
        single = {p: {q: np.asarray(v, np.float32) for q, v in parts.items()} for p, parts in singles[assignment](root).items()}
        write(folder / "single-precision", {
            p: {q: json.loads(json.dumps(json.loads(np.array2string(
                v, separator=",", threshold=10**6, floatmode="unique", max_line_width=10**6,
                formatter={"float_kind": lambda x: str(x)}).replace("\n", "")))) for q, v in parts.items()}
            for p, parts in single.items()})
        tables(folder / "in-csv", answers)
    write(submissions / "backprop-by-hand" / "one-slip", one_slip(root))
    folder = submissions / "backprop-by-hand" / "as-printed"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "answers.json").write_text(printed())
    write(submissions / "softmax-and-convolution" / "as-printed", {"convolution": {
        part: [[int(n) for n in row.split()] for row in text.split(" / ")] for part, text in PRINTED_CONVOLUTION.items()}})


if __name__ == "__main__":
    main(sys.argv[1])
