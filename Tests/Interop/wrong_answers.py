"""Writes wrong answers as students compute them, with what each mistake may rightly be called.

    python wrong_answers.py ROOT

Each answer is a program of its own with one thing wrong in it; nothing here knows how mistakes are looked for.
"""
import json
import sys
from pathlib import Path

import draws
import numpy as np
import yaml

SECRET = b"wrong answers on purpose"
STUDENTS = [f"student-{n}" for n in range(8)]


def softmax(v, axis=-1):
    e = np.exp(v - v.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def classifier(X, W, b, T, **more):
    strength = more["lambda"]
    n = len(X)
    P = softmax(X @ W + b)
    dS = (P - T) / n
    dW = X.T @ dS + strength * W
    yield "mean over the batch lost", "dL_dS", P - T, "factor-N|divisor-lost"
    yield "target lost", "dL_dS", P / n, "term-lost.T|forward.*"
    yield "target minus prediction", "dL_dS", (T - P) / n, "sign"
    yield "softmax over the samples", "dL_dS", (softmax(X @ W + b, axis=0) - T) / n, "forward.axis.softmax"
    yield "scores for probabilities", "dL_dS", (X @ W + b - T) / n, "S-for-P|forward.function-lost.softmax"
    yield "divided by the classes", "dL_dS", (P - T) / 3, "factor-2|axis.size"
    yield "bias left out", "dL_dS", (softmax(X @ W) - T) / n, "forward.term-lost.b"
    yield "transposed", "dL_dS", dS.T, "transposed|shape.transposed"
    yield "column by column", "dL_dS", dS.ravel(order="F").reshape(dS.shape), "column-major"
    yield "regulariser lost", "dL_dW", X.T @ dS, "term-lost.2-with-lambda-W"
    yield "regulariser doubled", "dL_dW", X.T @ dS + 2 * strength * W, "term-doubled.2-with-lambda-W"
    yield "regulariser halved", "dL_dW", X.T @ dS + strength * W / 2, "term-halved.2-with-lambda-W"
    yield "regulariser subtracted", "dL_dW", X.T @ dS - strength * W, "term-sign.2-with-lambda-W"
    yield "weights in place of the penalty", "dL_dW", X.T @ dS + W, "factor-lost.lambda"
    yield "data lost", "dL_dW", strength * W, "term-lost.1-with-X-dL_dS|multiple.W"
    yield "transposed gradient", "dL_dW", dW.T, "transposed|shape.transposed"
    yield "first sample only", "dL_dW", np.outer(X[0], dS[0]) + strength * W, "one-sample.first"
    yield "last sample only", "dL_dW", np.outer(X[-1], dS[-1]) + strength * W, "one-sample.last"
    yield "mean again", "dL_dW", X.T @ dS / n + strength * W, "term-over-N.1-with-X-dL_dS"
    yield "penalty over the batch", "dL_dW", X.T @ dS + strength * W / n, "term-over-N.2-with-lambda-W"
    yield "penalty of magnitudes", "dL_dW", X.T @ dS + strength * np.sign(W), "forward.magnitude.W"
    yield "bias penalised", "dL_db", dS.sum(axis=0) + strength * b, "forward.term-also.b"
    yield "sum over the batch left out", "dL_db", dS, "sum-lost|function-lost.sum|value.dL_dS|other.dL_dS"
    yield "mean for sum", "dL_db", dS.mean(axis=0), "mean-for-sum|factor-1/N"
    yield "last sample for the sum", "dL_db", dS[-1], "one-sample.last"
    yield "sign", "dL_db", -dS.sum(axis=0), "sign"


def network(X, W1, W2, G):
    n = X.shape[1]
    Z = W1 @ X
    H = np.maximum(Z, 0)
    Q = W2 @ H
    Y = np.tanh(Q)
    dY = (Y - G) / n
    dQ = dY * (1 - Y**2)
    dH = W2.T @ dQ
    dZ = dH * (Z > 0)
    yield "factor two of the square", "dL_dY", 2 * dY, "factor-2"
    yield "mean lost", "dL_dY", Y - G, "factor-N|divisor-lost.*"
    yield "mean over the outputs", "dL_dY", (Y - G) / 3, "factor|other-size.*"
    yield "mean over the units", "dL_dY", (Y - G) / 5, "other-size.*|factor"
    yield "sign of the residual", "dL_dY", -dY, "sign"
    yield "activation lost in the forward", "dL_dY", (Q - G) / n, "Q-for-Y|forward.function-lost.tanh"
    yield "derivative of tanh lost", "dL_dQ", dY, "factor-lost.2-with-Y|value.dL_dY|other.dL_dY|multiple.dL_dY"
    yield "square lost", "dL_dQ", dY * (1 - Y), "power-lost.Y"
    yield "plus for minus", "dL_dQ", dY * (1 + Y**2), "term-sign.2-with-Y"
    yield "brackets lost", "dL_dQ", dY * 1 - Y**2, "brackets-lost.*"
    yield "added", "dL_dQ", dY + (1 - Y**2), "added.*"
    yield "cube for square", "dL_dQ", dY * (1 - Y**3), "power-3.Y"
    yield "before for after the activation", "dL_dQ", dY * (1 - Q**2), "Q-for-Y"
    yield "derivative twice", "dL_dQ", dY * (1 - Y**2) ** 2, "factor-twice.2-with-Y"
    yield "derivative of the sigmoid", "dL_dQ", dY * Y * (1 - Y), "back.tanh-sigmoid-rule.Y"
    yield "before relu for after", "dL_dW2", dQ @ Z.T, "Z-for-H|forward.function-lost.relu"
    yield "activation's derivative lost on the way", "dL_dW2", dY @ H.T, "dL_dY-for-dL_dQ|Y-for.*"
    yield "first sample", "dL_dW2", np.outer(dQ[:, 0], H[:, 0]), "one-sample.first"
    yield "last sample", "dL_dW2", np.outer(dQ[:, -1], H[:, -1]), "one-sample.last"
    yield "summed before the product", "dL_dW2", np.outer(dQ.sum(axis=1), H.sum(axis=1)), "summed-first.dL_dQ.H"
    yield "transposed", "dL_dW2", (dQ @ H.T).T, "transposed|shape.transposed"
    yield "mean twice", "dL_dW2", dQ @ H.T / n, "factor-1/N"
    yield "from before the activation", "dL_dH", W2.T @ dY, "dL_dY-for-dL_dQ"
    yield "relu mask lost", "dL_dZ", dH, "factor-lost.2-with-Z|value.dL_dH|other.dL_dH"
    yield "mask of the gradient", "dL_dZ", dH * (dH > 0), "dL_dH-for-Z"
    yield "mask reversed", "dL_dZ", dH * (Z <= 0), "condition-reversed"
    yield "leaky mask", "dL_dZ", dH * np.where(Z > 0, 1, 0.1), "back.relu-leaky.H"
    yield "multiplied by the activation", "dL_dZ", dH * H, "back.relu-value.H"
    yield "mask lost on the way", "dL_dW1", dH @ X.T, "dL_dH-for-dL_dZ"
    yield "stale weights", "dL_dH", (W2 - 0.1 * dQ @ H.T).T @ dQ, ""
    yield "gradient with the sign of a step", "dL_dW1", -(dZ @ X.T), "sign"


def convolve(x, W, b):
    out = np.zeros((3, 3, 3))
    for k, i, j in np.ndindex(3, 3, 3):
        out[k, i, j] = b[k] + np.sum(x[:, 2 * i : 2 * i + 3, 2 * j : 2 * j + 2] * W[k])
    return out


def convolution(x, W, b, g, s):
    dW, dx = np.zeros_like(W), np.zeros_like(x)
    over, flipped, dense = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    turned = W[:, :, ::-1, ::-1]
    for k, i, j in np.ndindex(3, 3, 3):
        at = np.s_[:, 2 * i : 2 * i + 3, 2 * j : 2 * j + 2]
        dW[k] += g[k, i, j] * x[at]
        dx[at] += g[k, i, j] * W[k]
        flipped[at] += g[k, i, j] * turned[k]
        dense[:, i : i + 3, j : j + 2] += g[k, i, j] * W[k]
    yield "true convolution", "y", convolve(x, turned, b), "rotated.W"
    yield "bias lost", "y", convolve(x, W, 0 * b), "term-lost.b"
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    yield "padding added", "y", convolve(padded, W, b), "window-before.x"
    yield "windows from one", "y", convolve(padded[:, 2:, 2:], W, b), "window-after.x"
    yield "windows too small", "y", convolve(x, W * np.outer([1, 1, 0], [1, 0]), b), "window-smaller"
    yield "bias in the sum", "y", convolve(x, W, 12 * b), "term-inside.b"
    yield "bias by column", "y", convolve(x, W, 0 * b) + b, "index-j-for-k.b|index-j-for-k"
    yield "bias by row", "y", convolve(x, W, 0 * b) + b[:, None], "index-i-for-k.b|index-i-for-k"
    late = np.zeros_like(W)
    for k, i, j in np.ndindex(3, 3, 3):
        late[k] += g[k, i, j] * padded[:, 2 * i + 2 : 2 * i + 5, 2 * j + 2 : 2 * j + 4]
    yield "windows from one on the way back", "dL_dW", late, "window-after.x"
    yield "first window only", "dL_dW", np.einsum("k,tmn->ktmn", g[:, 0, 0], x[:, :3, :2]), "sum-lost.ij"
    yield "first row of windows only", "dL_dW", sum(
        np.einsum("k,tmn->ktmn", g[:, 0, j], x[:, :3, 2 * j : 2 * j + 2]) for j in range(3)), "sum-lost.i"
    yield "turned", "dL_dW", dW[:, :, ::-1, ::-1], "rotated"
    yield "mean over places", "dL_dW", dW / 9, "mean-for-sum"
    yield "upstream unsummed", "dL_db", g, "sum-lost|value.g"
    yield "mean over places of the bias", "dL_db", g.mean(axis=(1, 2)), "mean-for-sum"
    yield "summed over one axis", "dL_db", g.sum(axis=2), "sum-lost.*"
    yield "summed over rows only", "dL_db", g[:, :, 0].sum(axis=1), "sum-lost.j"
    yield "kernel turned", "dL_dx", flipped, "rotated.W"
    yield "stride forgotten", "dL_dx", dense, "stride-lost"
    first = np.zeros_like(x)
    first[:, :3, :2] = np.einsum("k,ktmn->tmn", g[:, 0, 0], W)
    yield "first window's input only", "dL_dx", first, "sum-lost.ij"
    yield "sign", "dL_dx", -dx, "sign"


def pooling(x, g):
    dx, over, spread = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    for c, i, j in np.ndindex(g.shape):
        window = x[c, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3]
        m, n = np.unravel_index(window.argmax(), window.shape)
        dx[c, 2 * i + m, 2 * j + n] += g[c, i, j]
        over[c, 2 * i + m, 2 * j + n] = g[c, i, j]
        spread[c, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += g[c, i, j]
    if not np.array_equal(dx, over):
        yield "overwritten", "dL_dx", over, "accumulation-lost"
    yield "given to all", "dL_dx", spread, "factor-lost..*with-x.*"
    yield "shared by all", "dL_dx", spread / 9, "forward.mean-for-max"
    yield "upstream lost", "dL_dx", (dx != 0) * 1.0, ""


def normalisation(X, gamma, g):
    C = X - X.mean(axis=1, keepdims=True)
    r = np.sqrt((C**2).mean(axis=1, keepdims=True) + 0.01)
    h = C / r
    u = g * gamma
    m = u.mean(axis=1, keepdims=True)
    q = h * (u * h).mean(axis=1, keepdims=True)
    yield "sums throughout", "dL_dX", (u - 5 * m - 5 * q) / r, "sum-for-mean"
    yield "scale lost", "dL_dh", g, "factor-lost.gamma|value.g"
    yield "statistics taken for constants", "dL_dX", u / r, "terms-lost.*"
    yield "mean taken for constant", "dL_dX", (u - q) / r, "term-lost.2.*"
    yield "variance taken for constant", "dL_dX", (u - m) / r, "term-lost.3.*"
    yield "scale of the root lost", "dL_dX", u - m - q, "divisor-lost.r"
    yield "sums for means", "dL_dX", (u - 5 * m - q) / r, "sum-for-mean"
    yield "sign of a term", "dL_dX", (u - m + q) / r, "term-sign.3.*"
    yield "upstream without scale", "dL_dX", (g - g.mean(axis=1, keepdims=True) - h * (g * h).mean(
        axis=1, keepdims=True)) / r, "g-for-dL_dh"
    yield "centred for normalised", "dL_dgamma", (g * C).sum(axis=0), "C-for-h|forward.divisor-lost.r"
    yield "mean over samples", "dL_dgamma", (g * h).mean(axis=0), "mean-for-sum"
    yield "scale's gradient summed over features", "dL_dgamma", (g * h).sum(axis=1), "axis.sum|shape"


def jacobian(s):
    p = softmax(s)
    yield "diagonal only", "dp_ds", np.diag(p), "term-lost.2-with-p"
    yield "diagonal lost", "dp_ds", -np.outer(p, p), "term-lost.1-with-p"
    yield "sign of the product", "dp_ds", np.diag(p) + np.outer(p, p), "term-sign.2-with-p"
    yield "sigmoid's derivative", "dp_ds", np.diag(p * (1 - p)), "back.rows-diagonal.p"
    yield "sign", "dp_ds", np.outer(p, p) - np.diag(p), "sign"
    yield "scores for probabilities", "dp_ds", np.diag(s) - np.outer(s, s), "s-for-p.all"
    yield "three times", "dp_ds", 3 * (np.diag(p) - np.outer(p, p)), "factor"


def attention(S, M, V, Q):
    M = np.asarray(M)
    B = softmax(S)
    A = np.exp(S) * M / np.sum(np.exp(S) * M, axis=1, keepdims=True)
    yield "mask lost", "A", softmax(S), "mask-lost.softmax"
    yield "mask after the softmax", "A", softmax(S) * M, "mask-after.softmax"
    yield "masked to zero", "A", softmax(S * M), "mask-as-factor.softmax"
    yield "mask added", "A", softmax(S + M), "mask-added.softmax"
    yield "not normalised", "A", np.exp(S) * M, "exp-for-softmax"
    yield "each key by itself", "A", sigmoid(S) * M, "sigmoid-for-softmax"
    yield "softmax over the queries", "A", np.exp(S) * M / np.sum(np.exp(S) * M, axis=0), "axis.softmax"
    yield "values and attention of two classes", "L", -np.sum(
        Q * np.log(B) + (1 - Q) * np.log(1 - B)), "two-classes.*"
    yield "one minus", "O", (1 - A) @ V, "complement.*"


def training(H, W, T, rate, v, momentum):
    rate, momentum = float(rate), float(momentum)
    dY = H @ W - T
    dW = H.T @ dY
    step = momentum * v - rate * dW
    yield "updated too early", "dL_dH", dY @ (W + step).T, "W_new-for-W"
    yield "rate over all", "v_new", rate * (momentum * v - dW), "factor-over-all.rate"
    yield "one minus the momentum", "v_new", (1 - momentum) * v - rate * dW, "complement.momentum"


def ranking(s, c):
    c = int(c)
    def loss(c, power=1):
        p = softmax(s)
        return sum(max(0, p[j] - p[c] + 0.3) ** power for j in range(5) if j != c)
    yield "class from one", "L", loss(c - 1), "label-before.c"
    yield "squared hinge", "L", loss(c, 2), "squared-hinge"
    yield "squared after the sum", "q", np.sum(s) ** 2, "square-of-sum.s"
    yield "root of the sum", "q", np.sqrt(np.sum(s**2)), "root-added.s"
    yield "class from one", "u", softmax(s) - np.eye(5)[c - 1], "label-before.c"


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def recurrence(a, w, u, v):
    yield "gates exchanged", "c", sigmoid(w) * u + sigmoid(a) * v, "exchanged.*"
    yield "tanh throughout", "h", np.tanh(a) * np.tanh(w), "tanh-for-sigmoid"


def gated(a, h, w, d, U, V, R):
    z, r = sigmoid(a), sigmoid(w)
    n = np.tanh(U @ (r * h))
    c = (1 - z) * n + z * h
    kept = np.maximum(R, 0)
    penalty = 0.1 * ((U**2).sum() + (V**2).sum())
    yield "gate after the matrix", "k", r * (U @ h), "factor-beside.*"
    yield "gate within the matrix", "dl_dh", U.T @ (r * d), "factor-within.r"
    yield "no transposes", "dm_dh", U @ d + V @ a, "transposed.all"
    yield "one minus lost", "c", z * n + z * h, "complement-lost.*"
    yield "the other gate", "c", (1 - r) * n + r * h, "r-for-z.all|w-for-a"
    yield "activation of the state", "c", np.tanh(c), "step.tanh-of.c"
    yield "sigmoid of the state", "c", sigmoid(c), "step.sigmoid-of.c"
    yield "mean over all entries", "e", kept.mean() + penalty, "mean-of-all.*"
    yield "penalties of magnitudes", "e", kept.sum() / 5 + 0.1 * (
        np.abs(U).sum() + np.abs(V).sum()), "magnitude.all"
    yield "norms that are not squared", "e", kept.sum() / 5 + 0.1 * (
        np.sqrt((U**2).sum()) + np.sqrt((V**2).sum())), "root-added.all"
    yield "squared", "e", (kept**2).sum() / 5 + penalty, "squared-hinge"
    yield "deviation for variance", "f", np.sqrt((R**2).mean(axis=0)), "root-added.R"


def elastic(X, w, v, y, s, T, alpha, lam, rate, momentum):
    r = X @ w - y

    def loss(alpha):
        return (r**2).sum() / 10 + lam * (alpha * np.abs(w).sum() + (1 - alpha) / 2 * (w**2).sum())

    def slope(alpha):
        return X.T @ r / 5 + lam * (alpha * np.sign(w) + (1 - alpha) * w)

    p = sigmoid(s)
    own, other = T * np.log(p), (1 - T) * np.log(1 - p)
    entropy = -(own + other).sum() / 5
    yield "one minus alpha for alpha", "L", loss(1 - alpha), "complement-exchanged.alpha"
    yield "one minus alpha for alpha", "dL_dw", slope(1 - alpha), "complement-exchanged.alpha"
    yield "rate and momentum exchanged", "v_new", rate * v - momentum * slope(alpha), "exchanged.momentum.rate"
    yield "base 2", "B", entropy / np.log(2), "base-2.log.all"
    yield "mean over all entries", "B", -(own + other).mean(), "factor|mean-of-all.*"
    yield "one of two terms", "B", -own.sum() / 5, "term-lost.2.*"
    yield "a sign within the sum", "B", -(own - other).sum() / 5, "term-sign.2.*"
    yield "weight at the other term", "J", lam * entropy + loss(alpha), "factor-at-other-term.lam"


PROBLEMS = [classifier, network, convolution, pooling, normalisation, jacobian, attention, training, ranking, recurrence, gated, elastic]


def main(root):
    root = Path(root)
    text = (root / "Tests/Data/slips/assignment.yaml").read_text()
    given = {problem["id"]: problem["given"] for problem in yaml.safe_load(text)["problems"]}
    cases = []
    for student in STUDENTS:
        for problem in PROBLEMS:
            values = draws.inputs("slips", problem.__name__, given[problem.__name__], SECRET, student)
            for kind, part, answer, notes in problem(**values):
                cases.append({
                    "student": student, "part": f"{problem.__name__}.{part}", "kind": kind, "notes": notes,
                    "answer": np.asarray(answer).tolist()})
    lines = ",\n".join(json.dumps(case) for case in cases)
    (root / "Tests/Data/wrong-answers.json").write_text(f"[\n{lines}\n]\n")
    print(f"{len(cases)} wrong answers of {len({c['part'] + c['kind'] for c in cases})} kinds")


if __name__ == "__main__":
    main(*sys.argv[1:])
