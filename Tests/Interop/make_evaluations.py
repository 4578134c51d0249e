"""Writes Tests/Data/evaluations.json: formulas, inputs, and what numpy makes of them.

    python make_evaluations.py ROOT
"""
import json
import math
import sys
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20)
I = {
    "a": np.round(rng.normal(size=(3, 4)), 2), "b": np.round(rng.normal(size=(3, 4)), 2),
    "c": np.round(rng.normal(size=(4, 2)), 2), "q": np.round(rng.normal(size=(4, 4)), 2),
    "u": np.round(rng.normal(size=4), 2), "v": np.round(rng.normal(size=3), 2),
    "p": np.round(rng.uniform(0.2, 3, size=(3, 4)), 2), "x": np.round(rng.normal(size=(2, 5, 5)), 2),
    "w": np.round(rng.normal(size=(3, 2, 2, 2)), 2), "labels": np.array([2.0, 0.0, 1.0]), "z": np.array(0.7),
}
globals().update(I)
sizes = {"n": 2, "k": 3}


def softmax(x, axis):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


lse = lambda x, axis: np.log(np.exp(x).sum(axis))
sig = lambda x: 1 / (1 + np.exp(-x))


def conv():
    y = np.zeros((3, 2, 2))
    for f, i, j in np.ndindex(y.shape):
        y[f, i, j] = v[f] + (x[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2] * w[f]).sum()
    return y


def scattered(overwrite):
    y = np.zeros((2, 5, 5))
    for c_, i, m, j, n_ in np.ndindex(2, 2, 3, 2, 3):
        value = 10 * i + j + m * n_ + 1
        at = (c_, 2 * i + m, 2 * j + n_)
        y[at] = value if overwrite else y[at] + value
    return y


pool = np.array([[[x[c_, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3].max() for j in range(2)] for i in range(2)] for c_ in range(2)])

CASES = {
    # operators and precedence
    "a + b * 2 - b / p": a + b * 2 - b / p, "-a^2": -(a**2), "2^-1": 0.5, "2^3^2": 512.0, "-2^2": -4.0, "(-z)^3": (-z) ** 3,
    "p^z": p**z, "p^-2": p**-2.0, "a - b - p": a - b - p, "12 / 3 / 2": 2.0, "+a": a, "a^0": np.ones((3, 4)),
    "a^2.0": a**2.0, "a^2^2": a**4, "(-1)^labels": (-1.0) ** labels, "a^-3.0": a**-3.0, "(0 * v)^labels": (0 * v) ** labels,
    "a < b": (a < b) * 1.0, "a >= b": (a >= b) * 1.0, "a == a": np.ones((3, 4)), "a != b": (a != b) * 1.0,
    "a <= 0": (a <= 0) * 1.0, "a > 0": (a > 0) * 1.0,
    "a @ c": a @ c, "a @ u": a @ u, "v @ a": v @ a, "u @ u": u @ u, "a @ a.T": a @ a.T,
    # broadcasting, slices
    "a + u": a + u, "a * reshape(v, [3, 1])": a * v[:, None], "a[1]": a[1], "a[:, 1:3]": a[:, 1:3], "a[0, 2]": a[0, 2],
    "x[1, 2:, :3]": x[1, 2:, :3], "(a @ c)[k - 1, n - 1]": (a @ c)[2, 1], "a[n][k]": a[2][3], "[z, 2 * z]": np.array([z, 2 * z]),
    "[u, a[0]]": np.array([u, a[0]]), "[1, 2, 3][1]": 2.0,
    # entry by entry
    "exp(a)": np.exp(a), "expm1(a)": np.expm1(a), "log(p)": np.log(p), "log1p(p)": np.log1p(p), "sqrt(p)": np.sqrt(p), "abs(a)": np.abs(a),
    "sign(a)": np.sign(a), "sin(a)": np.sin(a), "cos(a)": np.cos(a), "tanh(a)": np.tanh(a), "sigmoid(a)": sig(a),
    "softplus(a)": np.log1p(np.exp(a)), "relu(a)": np.maximum(a, 0), "maximum(a, b)": np.maximum(a, b), "minimum(a, 0.1)": np.minimum(a, 0.1),
    "where(a > 0, log(a), -1)": np.where(a > 0, np.log(np.abs(a)), -1), "where(z > 0, u, 0)": u,
    "sigmoid(800) + sigmoid(-800)": 1.0, "softplus(-1000)": 0.0, "softplus(1000)": 1000.0,
    "erf(a)": np.vectorize(math.erf)(a), "silu(a)": a * sig(a), "logsigmoid(a)": np.log(sig(a)),
    "gelu(a, approximate=false)": a * (1 + np.vectorize(math.erf)(a / np.sqrt(2))) / 2,
    "gelu(a, approximate=true)": a / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (a + 0.044715 * a**3))),
    "gelu(-9 + 0 * z, approximate=false)": -9 * math.erfc(9 / np.sqrt(2)) / 2, "logsigmoid(-1000)": -1000.0,
    # Without cancellation far below 0: (1 + tanh u) / 2 is 1 / (1 + e^(-2u)).
    "1e7 * gelu(-5 + 0 * z, approximate=true)": -5e7 / (1 + np.exp(2 * np.sqrt(2 / np.pi) * (5 + 0.044715 * 125))),
    "logaddexp(a, b)": np.logaddexp(a, b), "logaddexp(1000, 1000)": 1000 + np.log(2), "clip(a, -0.5, u)": np.clip(a, -0.5, u),
    "2 * pi * z": 2 * np.pi * z, "floor(3 * a)": np.floor(3 * a), "round(2 * a)": np.round(2 * a), "stop_gradient(a)": a,
    "round([0.5, 1.5, -0.5, 2.5])": np.array([0.0, 2.0, 0.0, 2.0]), "floor([-0.5, -2])": np.array([-1.0, -2.0]),
    # masks
    "softmax(q, axis=1, where=tril(ones([4, 4])))": np.where(np.tril(q * 0 + 1) > 0, np.exp(q), 0) / (np.tril(q * 0 + 1) * np.exp(q)).sum(1, keepdims=True),
    "softmax(u, where=[1, 0, 1, 0])": np.exp(u) * [1, 0, 1, 0] / (np.exp(u) * [1, 0, 1, 0]).sum(),
    "softmax([1000, 0, 999], where=[0, 1, 1])": np.array([0.0, np.exp(-999), 1.0]),
    "logsumexp(a, axis=1, where=a > -0.9)": np.log((np.exp(a) * (a > -0.9)).sum(1)),
    "logsumexp(a, axis=0, keepdims=true, where=v[:, None] > -5)": lse(a, 0)[None, :],
    "sum(a, axis=1, where=a > 0)": (a * (a > 0)).sum(1), "mean(a, where=a > 0)": a[a > 0].mean(), "min(a, where=b > 0)": a[b > 0].min(),
    "max(a, axis=0, where=[[1], [0], [1]])": a[[0, 2]].max(0), "prod(p, where=p < 1)": p[p < 1].prod(),
    "y[i] = sum[j < 3 if j > i](sum(a[j], where=b[0] > 0)) for i < 3": np.array([a[i + 1 :][:, b[0] > 0].sum() for i in range(3)]),
    "y[i] = sum[j < 3 if j >= i](sum(a[j], where=a[j] < b[i]))": np.array([sum(a[j][a[j] < b[i]].sum() for j in range(i, 3)) for i in range(3)]),
    "y[i] = sum(a[i], where=a[i] < 0)": (a * (a < 0)).sum(1),
    # numbers of the data as indices
    "q[labels]": q[[2, 0, 1]], "a[:, labels]": a[:, [2, 0, 1]], "x[0, labels, 1:3]": x[0][[2, 0, 1], 1:3], "u[labels]": u[[2, 0, 1]],
    "y[i] = a[i, labels[i]]": a[[0, 1, 2], [2, 0, 1]], "y[i,j] = q[labels[i], j] * 2": 2 * q[[2, 0, 1]], "a[argmax(v)]": a[v.argmax()],
    "-sum[i](log(p[i, labels[i]]))": -np.log(p[[0, 1, 2], [2, 0, 1]]).sum(), "w[:, :, argmax(u[0:2])]": w[:, :, u[:2].argmax()],
    # square matrices
    "inv(q @ q.T + eye(4))": np.linalg.inv(q @ q.T + np.eye(4)),
    "solve(a @ a.T + eye(3), v)": np.linalg.solve(a @ a.T + np.eye(3), v), "solve(a @ a.T + eye(3), a)": np.linalg.solve(a @ a.T + np.eye(3), a),
    "det(a @ a.T)": np.linalg.det(a @ a.T), "logdet(a @ a.T)": np.linalg.slogdet(a @ a.T)[1],
    "det([[0, 2], [3, 1]])": -6.0, "inv([[0, 2], [4, 0]])": np.array([[0, 0.25], [0.5, 0]]), "det(a[:, 0:3] - a[:, 0:3])": 0.0,
    "trace(a @ a.T)": np.trace(a @ a.T), "cholesky(a @ a.T)": np.linalg.cholesky(a @ a.T),
    "det(x @ transpose(x, [0, 2, 1]) / 20 + eye(5))": np.linalg.det(x @ x.transpose(0, 2, 1) / 20 + np.eye(5)),
    "y[i] = det(x[i] @ x[i].T / 20 + eye(5))": np.array([np.linalg.det(x[i] @ x[i].T / 20 + np.eye(5)) for i in range(2)]),
    # reductions
    "var(a, ddof=0)": a.var(), "var(a, ddof=1, axis=1)": a.var(1, ddof=1), "std(x, ddof=1, axis=[0, 2])": x.std((0, 2), ddof=1),
    "std(a, ddof=0, axis=0, keepdims=true)": a.std(0, keepdims=True), "sum(a, axis=-1)": a.sum(-1), "max(x, axis=[-1, 0])": x.max((-1, 0)),
    "sum(a)": a.sum(), "sum(a, axis=0)": a.sum(0), "sum(x, axis=[0, 2])": x.sum((0, 2)), "sum(a, axis=1, keepdims=true)": a.sum(1, keepdims=True),
    "mean(a)": a.mean(), "mean(a, axis=1)": a.mean(1), "prod(p, axis=0)": p.prod(0), "max(a)": a.max(), "max(a, axis=1)": a.max(1),
    "min(a, axis=0)": a.min(0), "norm(a)": np.sqrt((a**2).sum()), "norm(a, axis=1)": np.sqrt((a**2).sum(1)),
    # along an axis
    "softmax(u)": softmax(u, 0), "softmax(a, axis=0)": softmax(a, 0), "softmax(a, axis=1)": softmax(a, 1),
    "log_softmax(a, axis=1)": np.log(softmax(a, 1)), "logsumexp(a, axis=0)": lse(a, 0), "logsumexp(x, axis=1)": lse(x, 1),
    "logsumexp(a, axis=1, keepdims=true)": lse(a, 1)[:, None], "argmax(u)": float(u.argmax()), "argmax(a, axis=1)": a.argmax(1) * 1.0,
    "log_softmax([0, 1000])": np.array([-1000.0, 0.0]), "softmax([0, 1000])": np.array([0.0, 1.0]),
    # the logarithm of 0 is never selected
    "softmax(log([0, 1, 3]))": np.array([0, 0.25, 0.75]), "logsumexp(log([0, 1, 3]))": np.log(4), "logaddexp(log(0), a)": a,
    "exp(logsumexp(log(zeros(3))))": 0.0, "softmax(log(zeros(2)))": np.zeros(2), "exp(logaddexp(log(0), log(0)))": 0.0,
    "max(log([0, 1, 3]))": np.log(3), "y[i] = logsumexp(where(q > 0, log(abs(q)), log(0))[i])": np.log(np.where(q > 0, q, 0).sum(1)),
    "cumsum(u)": u.cumsum(), "cumsum(a, axis=0)": a.cumsum(0), "cumsum(x, axis=-2)": x.cumsum(-2), "softmax(x, axis=-1)": softmax(x, -1),
    "sort(u)": np.sort(u), "sort(a, axis=0)": np.sort(a, 0), "sort(x, axis=-1)": np.sort(x, -1), "y[i] = sort(a[i])[1]": np.sort(a, 1)[:, 1],
    "sum(v * sort(v))": (v * np.sort(v)).sum(),
    # sums of products by letters
    'einsum("ij,jk->ik", a, c)': a @ c, 'einsum("ij->ji", a)': a.T, 'einsum("ii->", q)': np.trace(q),
    'einsum("ii->i", q)': np.diag(q), 'einsum("ij->", a)': a.sum(), 'einsum("ij,ij->j", a, b)': (a * b).sum(0),
    'einsum("i,j->ji", v, u)': np.outer(u, v), 'einsum("cij, fcij -> f", x[:, 0:2, 0:2], w)': np.einsum("cij,fcij->f", x[:, :2, :2], w),
    'einsum("ij,jk,lk->il", a, c, c)': a @ c @ c.T, 'einsum("fcij,cab,iab,j->fb", w, x, x, v[0:2])': np.einsum("fcij,cab,iab,j->fb", w, x, x, v[:2]),
    'y[i] = einsum("j,jk->k", a[i], c)[1]': (a @ c)[:, 1], 'y[i] = einsum("k,k->", a[i], b[i]) * v[i]': (a * b).sum(1) * v,
    # shapes and constants
    "concat(u, v)": np.concatenate([u, v]), "concat(a, b, axis=1)": np.concatenate([a, b], 1), "concat(a, q, axis=0)": np.concatenate([a, q], 0),
    "stack(a, b)": np.stack([a, b]), "stack(a, b, axis=1)": np.stack([a, b], 1), "stack(a, b, axis=-1)": np.stack([a, b], -1),
    "repeat(u, 3)": u.repeat(3), "repeat(a, 2, axis=0)": a.repeat(2, 0), "repeat(x, 2, axis=-1)": x.repeat(2, -1),
    "roll(u, 1)": np.roll(u, 1), "roll(a, -1, axis=1)": np.roll(a, -1, 1), "roll(x, 7, axis=2)": np.roll(x, 7, 2), "roll(a, 0, axis=0)": a,
    "tril(q)": np.tril(q), "triu(x)": np.triu(x), "transpose(x, [0, 2, 1])": x.transpose(0, 2, 1), "transpose(w, [3, 1, 0, 2])": w.transpose(3, 1, 0, 2),
    "a[:, None]": a[:, None], "v[:, None] * u": v[:, None] * u, "x[None, 1, :, None]": x[None, 1, :, None], "u[None] + v[:, None]": u[None] + v[:, None],
    "y[i,j] = (v[:, None] * u[None, :])[i, j]": np.outer(v, u),
    "reshape(x, [2, -1])": x.reshape(2, -1), "reshape(a, [-1])": a.ravel(),
    "x @ x": x @ x, "x @ x[0]": x @ x[0], "x[1] @ x": x[1] @ x, "x @ x[0, 0]": x @ x[0, 0], "x[0, 0] @ x": x[0, 0] @ x,
    "reshape(w, [3, 2, 2, 2]) @ w[0]": w @ w[0], "w[:, 0:1] @ w": w[:, 0:1] @ w,
    "y[i] = (roll(a, 1, axis=0) @ c)[i, 1]": (np.roll(a, 1, 0) @ c)[:, 1], "y[i] = concat(a[i], u)[i]": np.array([a[i][i] for i in range(3)]),
    "std = 2 * z\nvar = std^2\nvar + std": 4 * z * z + 2 * z,
    "outer(v, u)": np.outer(v, u), "diag(v)": np.diag(v), "diag(q)": np.diag(q), "transpose(a)": a.T, "a.T": a.T, "x.T": x.T,
    "reshape(a, [2, 6])": a.reshape(2, 6), "flip(a)": a[::-1, ::-1], "flip(x, axis=[1, 2])": x[:, ::-1, ::-1], "flip(a, axis=0)": a[::-1],
    "pad(a, 1)": np.pad(a, 1), "pad(x, [0, 1, 2])": np.pad(x, ((0, 0), (1, 1), (2, 2))), "one_hot(labels, 3)": np.eye(3)[[2, 0, 1]],
    "one_hot(n, 4)": np.eye(4)[2], "zeros([2, k])": np.zeros((2, 3)), "zeros_like(u)": np.zeros(4), "ones(k)": np.ones(3),
    "ones_like(a)": np.ones((3, 4)), "eye(k)": np.eye(3), "size(a)": 12.0, "size(x, axis=2)": 5.0, "sum(u) / size(u)": u.mean(),
    # index style
    "y[i,j] = a[i,j] * 2 + i - j": a * 2 + np.arange(3)[:, None] - np.arange(4),
    "y[j,i] = a[i,j]": a.T, "y[i] = sum[j](a[i,j] * u[j])": a @ u, "sum[i,j](a[i,j])": a.sum(), "y[i] = max[j](a[i,j])": a.max(1),
    "y[j] = mean[i](a[i,j])": a.mean(0), "y[i] = prod[j](p[i,j])": p.prod(1), "y[i] = min[j < 2](a[i,j])": a[:, :2].min(1),
    "y[i] = sum[j if j != i](q[i,j])": q.sum(1) - np.diag(q), "sum[i,j if i < j](q[i,j] * log(q[i,j] * q[i,j]))": np.triu(q * np.log(q * q), 1).sum(),
    "y[i] = sum[j if a[i,j] > 0](log(a[i,j]))": np.where(a > 0, np.log(np.abs(a)), 0).sum(1),
    "y[i] = logsumexp(a[i])": lse(a, 1), "y[i] = softmax(a[i])[2]": softmax(a, 1)[:, 2], "y[i] = (a[i] @ c)[n - 1]": (a @ c)[:, 1],
    "y[i] = softmax(u)[i] * u[i]": softmax(u, 0) * u, "y[i,j] = where(i == j, 1, q[i,j])": np.where(np.eye(4) > 0, 1, q),
    "y[f,i,j] = v[f] + sum[t,m,o](x[t, 2*i + m, 2*j + o] * w[f,t,m,o])": conv(),
    "y[c0,i,j] = max[m < 3, o < 3](x[c0, i*n + m, j*n + o])": pool,
    "y = zeros_like(x)\ny[c0, 2*i + m, 2*j + o] += 10*i + j + m*o + 1 for i < 2, j < 2, m < 3, o < 3": scattered(False),
    "y = zeros_like(x)\ny[c0, 2*i + m, 2*j + o] = 10*i + j + m*o + 1 for i < 2, j < 2, m < 3, o < 3": scattered(True),
    "y = zeros_like(q)\ny[i,i] += u[i]": np.diag(u), "y = zeros_like(u)\ny[i] = 1 if u[i] > 0": (u > 0) * 1.0,
    "y = zeros_like(u)\ny[0] += sum(a)": np.array([a.sum(), 0, 0, 0]), "y = u\ny += 1": u + 1,
    "y[i] = u[3 - i] + 0 * u[i]": u[::-1], "y[i] = sum[j](a[j, i] * (j + 1))": (a * np.arange(1, 4)[:, None]).sum(0),
    "h = a @ c   # a comment\nsum(h *\n  h)": ((a @ c) ** 2).sum(),
}
# Which sizes ranges may be inferred to be, as in a forward.
FORWARD = {k for k in CASES if k.startswith(("y[f", "y[c0"))}


def main(root):
    cases = [{"formula": f, "forward": f in FORWARD, "shape": list(np.shape(r)), "value": np.asarray(r, float).ravel().tolist()}
             for f, r in CASES.items()]
    inputs = {name: {"shape": list(np.shape(t)), "value": np.asarray(t, float).ravel().tolist()} for name, t in I.items()}
    lines = ",\n".join("    " + json.dumps(c) for c in cases)
    given = ",\n".join(f"    {json.dumps(n)}: {json.dumps(t)}" for n, t in inputs.items())
    text = f'{{\n  "sizes": {json.dumps(sizes)},\n  "inputs": {{\n{given}\n  }},\n  "cases": [\n{lines}\n  ]\n}}\n'
    Path(root, "Tests/Data/evaluations.json").write_text(text)


if __name__ == "__main__":
    main(sys.argv[1])
