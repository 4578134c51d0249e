"""Compares the keys of the gallery with what the autograd package finds: gallery.py NABLA ROOT

Each forward is written once more here, in numpy. A part whose id is `dL_dX` is differentiated by autograd; any other part is a
value of the forward. Nothing here reads a formula of an assignment: only its numbers, and what is asked for.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import autograd.numpy as np
import yaml
from autograd import jacobian
from autograd.scipy.special import erf

BAR = 1e-10


def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def lse(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


sig = lambda x: 1 / (1 + np.exp(-x))
softplus = lambda x: np.log(1 + np.exp(x))
relu = lambda x: np.where(x > 0, x, 0.0)


class Values(dict):
    """Values of a forward; one that is set free keeps the value it is given."""

    def __init__(self, given, free=None, value=None, partial=False):
        super().__init__(given)
        self.free, self.fixed, self.partial = free, value, partial
        self.rows = {}
        if free in given:
            self[free] = value

    def let(self, name, value):
        self[name] = self.fixed if name == self.free else value
        return self[name]

    def step(self, name, value):
        """One step of a recursion: what is set free changes it where it is computed, and what is computed from it later."""
        rows = self.rows.setdefault(name, [])
        if name == self.free:
            own = self.fixed[len(rows)]
            value = own if self.partial else value + (own - getval(own))
        rows.append(value)
        self[name] = np.array(rows)
        return value


def getval(x):
    return x._value if hasattr(x, "_value") else x


def attention(v):
    S = v.let("S", v["Q"] @ v["K"].T / np.sqrt(3))
    E = np.exp(S) * np.tril(np.ones((4, 4)))
    P = v.let("P", E / np.sum(E, axis=1, keepdims=True))
    v.let("L", np.sum(v["G"] * (P @ v["V"])))


def multi_head_attention(v):
    Q, K = v.let("Q", v["X"] @ v["Wq"]), v.let("K", v["X"] @ v["Wk"])
    V = v.let("V", v["X"] @ v["Wv"])
    heads = [softmax(Q[h] @ K[h].T / np.sqrt(2)) @ V[h] for h in range(2)]
    C = v.let("C", np.concatenate(heads, axis=1))
    v.let("L", np.sum(v["G"] * (C @ v["Wo"])))


def normed(axis, biased=1e-5):
    def forward(v):
        X = v["X"]
        m = np.mean(X, axis=axis, keepdims=True)
        s = np.sqrt(np.mean((X - m) ** 2, axis=axis, keepdims=True) + biased)
        h = v.let("h", (X - m) / s)
        v.let("L", np.sum(v["g"] * (v["gamma"] * h + v["beta"])))

    return forward


def rms_norm(v):
    r = np.sqrt(np.mean(v["X"] ** 2, axis=1, keepdims=True) + 1e-6)
    v.let("L", np.sum(v["g"] * v["gamma"] * v["X"] / r))


def group_norm(v):
    Z = np.reshape(v["X"], (4, 2, 3))
    d = Z - np.mean(Z, axis=2, keepdims=True)
    h = np.reshape(d / np.sqrt(np.mean(d**2, axis=2, keepdims=True) + 1e-5), (4, 6))
    v.let("L", np.sum(v["g"] * (v["gamma"] * h + v["beta"])))


def naive(v):
    v.let("J", -np.sum(v["t"] * np.log(softmax(v["U"] @ v["v"]))))


def sampled(v):
    v.let("J", -np.log(sig(v["uo"] @ v["v"])) - np.sum(np.log(sig(-(v["N"] @ v["v"])))))


def residual(v):
    s = v.let("s", v["W1"] @ v["x"])
    v.let("L", np.sum(v["g"] * (v["x"] + v["W2"] @ softplus(s))))


def gelu(v):
    v.let("y", v["x"] * (1 + erf(v["x"] / np.sqrt(2))) / 2)


def gated(v):
    a, b = v.let("a", v["V"] @ v["x"]), v.let("b", v["W"] @ v["x"])
    v.let("L", np.sum(v["g"] * a * sig(a) * b))


def dropout(v):
    s = v.let("s", v["W"] @ v["x"])
    h = v.let("h", np.tanh(s))
    v.let("L", np.sum(v["g"] * v["m"] * h / 0.75))


def smoothed(v):
    S = v.let("S", v["X"] @ v["W"] + v["b"])
    q = 0.9 * v["t"] + 0.1 / 5
    v.let("L", -np.sum(q * np.log(softmax(S))) / 4)


def focal(v):
    p = sig(v["x"])
    pt = v.let("pt", np.where(np.array(v["y"]) == 1, p, 1 - p))
    v.let("L", np.sum(-((1 - pt) ** 2) * np.log(pt)))


def infonce(v):
    S = v.let("S", v["A"] @ v["B"].T / 0.5)
    v.let("L", -sum(np.log(softmax(S[i])[i]) for i in range(4)) / 4)


def triplet(v):
    a, p, n = v["a"], v["p"], v["n"]
    v.let("L", relu(6 + np.sum((a - p) ** 2) - np.sum((a - n) ** 2)))


def elbo(v):
    z = v.let("z", v["m"] + np.exp(v["u"] / 2) * v["e"])
    KL = v.let("KL", np.sum(v["m"] ** 2 + np.exp(v["u"]) - v["u"] - 1) / 2)
    R = v.let("R", np.sum((v["W"] @ z - v["t"]) ** 2) / 2)
    v.let("E", R + KL)


def normal(v):
    s = v.let("s", np.exp(v["r"]))
    v.let("L", sum(np.log(2 * np.pi * s) / 2 + (x - v["mu"]) ** 2 / (2 * s) for x in v["x"]))


def ridge(v):
    J = lambda w: np.mean((v["X"] @ w - v["y"]) ** 2) / 2 + v["lambda"] / 2 * np.sum(w**2)
    v.let("J", J(v["w"]))
    if v.free is None:
        g = jacobian(J)(v["w"])
        v["Hv"] = jacobian(jacobian(J))(v["w"]) @ v["v"]
        v["w_new"] = v["w"] - v["rate"] * g


def component(v):
    R = v.let("R", np.outer(v["X"] @ v["w"], v["w"]))
    v.let("J", np.sum((v["X"] - R) ** 2))


def logistic(v):
    y = np.array(v["y"])

    def loss(w, s=None):
        s = v["X"] @ w + v["b"] if s is None else s
        p = sig(s)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    s = v.let("s", v["X"] @ v["w"] + v["b"])
    v.let("L", loss(v["w"], s))


def bilinear(v):
    v.let("f", np.dot(v["a"], v["X"] @ v["b"]))


def quadratic(v):
    v.let("y", v["A"] @ v["x"])
    v.let("f", np.dot(v["x"], v["A"] @ v["x"]))


def frobenius(v):
    v.let("f", np.sum((v["A"] @ v["X"] - v["B"]) ** 2))


def trace(v):
    v.let("f", np.trace(v["A"] @ v["X"] @ v["B"]))


def unit(v):
    v.let("u", v["x"] / np.sqrt(np.sum(v["x"] ** 2)))


def hinge(v):
    m = v.let("m", np.array(v["y"]) * (v["X"] @ v["w"] + v["b"]))
    v.let("J", np.sum(v["w"] ** 2) / 2 + 2 * np.sum(relu(1 - m)))


def recurrent(v):
    v.step("a", np.zeros(3))
    h = v.step("h", v["start"])
    for x in v["x"][1:]:
        h = v.step("h", np.tanh(v.step("a", v["U"] @ x + v["V"] @ h)))
    v.let("L", np.sum(v["g"] * v["h"]))
    if v.free is None:
        v["direct"] = v["g"]


def lstm_over_time(v):
    h, c = v.step("h", v["h_start"]), v.step("c", v["c_start"])
    for x in v["x"]:
        a = v.step("a", v["W"] @ np.concatenate([x, h]) + v["b"])
        i, f, o, k = sig(a[:2]), sig(a[2:4]), sig(a[4:6]), np.tanh(a[6:])
        c = v.step("c", f * c + i * k)
        h = v.step("h", o * np.tanh(c))
    v.let("L", np.sum(v["g"] * v["h"]))


def gru_over_time(v):
    h = v.step("h", v["h_start"])
    for x in v["x"]:
        z = v.step("z", sig(v["Wz"] @ x + v["Uz"] @ h))
        r = v.step("r", sig(v["Wr"] @ x + v["Ur"] @ h))
        k = v.step("k", np.tanh(v["Wk"] @ x + v["Uk"] @ (r * h)))
        h = v.step("h", (1 - z) * h + z * k)
    v.let("L", np.sum(v["g"] * v["h"]))


def ctc(v):
    """Sums over the paths by hand: which places may follow which is written out."""
    P = softmax(v["Z"])
    places, before = [0, 1, 0, 2, 0], [[0], [0, 1], [1, 2], [1, 2, 3], [3, 4]]
    row = v.step("alpha", np.array([P[0][0], P[0][1], 0.0, 0.0, 0.0]))
    for p in P[1:]:
        row = v.step("alpha", np.array([p[k] * sum(row[r] for r in b) for k, b in zip(places, before)]))
    v.let("L", -np.log(row[4] + row[3]))


def lstm(v):
    u = np.concatenate([v["x"], v["h"]])
    ai, af, ao, ak = (v.let("a" + k, v["W" + k] @ u) for k in "ifok")
    c = v.let("c", sig(af) * v["c0"] + sig(ai) * np.tanh(ak))
    v.let("L", np.sum(v["g"] * sig(ao) * np.tanh(c)))


def gru(v):
    az = v.let("az", v["Wz"] @ v["x"] + v["Uz"] @ v["h"])
    ar = v.let("ar", v["Wr"] @ v["x"] + v["Ur"] @ v["h"])
    q = v.let("q", sig(ar) * v["h"])
    ak = v.let("ak", v["Wk"] @ v["x"] + v["Uk"] @ q)
    z = sig(az)
    v.let("L", np.sum(v["g"] * ((1 - z) * v["h"] + z * np.tanh(ak))))


def dilated(v):
    rows = [[np.sum(v["W"] * v["x"][i : i + 5 : 2, j : j + 3 : 2]) for j in range(4)] for i in range(3)]
    v.let("L", sum(v["g"][i][j] * rows[i][j] for i in range(3) for j in range(4)))


def transposed(v):
    y = 0
    for i in range(3):
        for j in range(2):
            y = y + np.pad(v["x"][i, j] * v["W"], ((2 * i, 4 - 2 * i), (2 * j, 2 - 2 * j)), "constant")
    y = v.let("y", y)
    v.let("L", np.sum(v["g"] * y))


def optimizers(v):
    v.let("L", np.sum((v["A"] @ v["w"] - v["b"]) ** 2) / 2)
    if v.free is None:
        g = v["A"].T @ (v["A"] @ v["w"] - v["b"])
        v["w_momentum"] = v["w"] - 0.1 * (0.9 * v["v"] + g)
        v["s1"] = 0.9 * v["s"] + 0.1 * g**2
        v["w_rmsprop"] = v["w"] - 0.1 * g / (np.sqrt(v["s1"]) + 1e-8)
        v["m1"], v["q1"] = 0.9 * v["m"] + 0.1 * g, 0.999 * v["q"] + 0.001 * g**2
        v["w_adam"] = v["w"] - 0.1 * v["m1"] / (1 - 0.9**3) / (np.sqrt(v["q1"] / (1 - 0.999**3)) + 1e-8)


def reinforce(v):
    Z = v.let("Z", v["S"] @ v["Th"].T)
    v.let("J", np.mean((v["R"] - v["b"]) * np.sum(v["A"] * np.log(softmax(Z)), axis=1)))


def td(v):
    # The weights of the target are those that were given, whatever is differentiated.
    d = v.let("d", v["r"] + 0.9 * getval(np.dot(v["w"], v["fn"])) - np.dot(v["w"], v["f"]))
    v.let("E", d**2 / 2)


def kalman(v):
    P = v["B"] @ v["B"].T
    S = v.let("S", v["h"] @ P @ v["h"] + v["R"])
    e = v["z"] - v["h"] @ v["m"]
    K = v["K"] = P @ v["h"] / S
    v["m1"], v["P1"] = v["m"] + K * e, (np.eye(3) - np.outer(K, v["h"])) @ P
    v.let("L", (np.log(2 * np.pi * S) + e**2 / S) / 2)


def hmm(v):
    a = v.step("a", v["p"] + v["E"][0])
    for k in (1, 2, 3):
        a = v.step("a", np.array([lse(a + v["T"][:, j]) for j in range(3)]) + v["E"][k])
    v.let("L", lse(a))


def crf(v):
    F = v["U"][0][:, None] + v["U"][1][None, :] + v["T"]
    v["Q"] = np.exp(F - lse(F))
    v.let("L", lse(F) - np.sum(np.outer(v["t0"], v["t1"]) * F))


def kinetics(v):
    p = v.let("p", v["V"] * v["s"] / (v["K"] + v["s"]))
    v.let("E", np.sum((p - v["r"]) ** 2) / 2)


def classifier(v):
    S = v.let("S", v["X"] @ v["W"] + v["b"])
    P = v["P"] = softmax(S)
    v.let("L", -np.sum(v["T"] * np.log(P)) / 4)


def distillation(v):
    p, q = softmax(v["s"] / 3), softmax(v["u"] / 3)
    K = v.let("K", 9 * np.sum(q * (np.log(q) - np.log(p))))
    H = v.let("H", -np.sum(v["t"] * np.log(softmax(v["s"]))))
    v.let("L", 0.4 * H + 0.6 * K)


def gaussian(v):
    S = v.let("S", v["B"] @ v["B"].T + np.eye(3))
    e = v["x"] - v["mu"]
    v.let("L", 1.5 * np.log(2 * np.pi) + np.log(np.linalg.det(S)) / 2 + np.dot(e, np.linalg.inv(S) @ e) / 2)


def closed_ridge(v):
    v.let("w", np.linalg.inv(v["X"].T @ v["X"] + v["lambda"] * np.eye(3)) @ (v["X"].T @ v["y"]))


def log_determinant(v):
    sign, logarithm = np.linalg.slogdet(v["S"])
    v.let("f", logarithm + v["u"] @ v["S"] @ v["v"])


def sandwich(v):
    v.let("Y", v["A"] @ v["X"] @ v["B"])


def trimmed(v):
    e = v.let("e", (v["x"] - v["m"]) ** 2)
    v.let("L", np.sum(np.sort(e)[:4]))


FORWARDS = {
    "attention.head": attention, "multi-head-attention.heads": multi_head_attention, "layer-norm.norm": normed(1),
    "batch-norm.norm": normed(0), "rms-norm.norm": rms_norm, "group-norm.norm": group_norm, "word2vec.naive": naive,
    "word2vec.sampled": sampled, "residual-block.block": residual, "gated-activations.gelu": gelu,
    "gated-activations.gated": gated, "dropout.layer": dropout, "label-smoothing.loss": smoothed, "focal-loss.loss": focal,
    "contrastive.infonce": infonce, "contrastive.triplet": triplet, "variational-autoencoder.elbo": elbo,
    "gaussian-likelihood.normal": normal, "least-squares.ridge": ridge, "principal-components.component": component,
    "logistic-regression.model": logistic, "matrix-calculus.bilinear": bilinear, "matrix-calculus.quadratic": quadratic,
    "matrix-calculus.frobenius": frobenius, "matrix-calculus.trace": trace, "matrix-calculus.unit": unit, "svm.hinge": hinge,
    "recurrent-network.steps": recurrent, "lstm.cell": lstm_over_time, "gru.cell": gru_over_time, "ctc.loss": ctc, "lstm-step.cell": lstm, "gru-step.cell": gru,
    "strided-convolutions.dilated": dilated, "strided-convolutions.transposed": transposed, "optimizers.step": optimizers,
    "policy-gradient.reinforce": reinforce, "policy-gradient.td": td, "kalman-step.update": kalman,
    "sequence-models.hmm": hmm, "sequence-models.crf": crf, "enzyme-kinetics.fit": kinetics,
    "cross-entropy.model": classifier, "gaussian-likelihood.vector": gaussian, "least-squares.closed": closed_ridge, "knowledge-distillation.loss": distillation,
    "symmetric-matrices.log-determinant": log_determinant, "symmetric-matrices.sandwich": sandwich,
    "symmetric-matrices.trimmed": trimmed,
}


def value(forward, given, name, free=None, at=None, partial=False):
    v = Values(given, free, at, partial)
    forward(v)
    return v[name]


def meant(gradient, convention):
    """What is meant by a derivative by a symmetric matrix."""
    if convention == "entries":
        return gradient
    both = gradient + gradient.T
    return both / 2 if convention == "symmetric" else both - np.diag(np.diag(gradient))


def main(nabla, root):
    files = sorted(pathlib.Path(root, "Sources/Gallery/Assignments").glob("*.yaml"))
    worst, parts, seen = 0.0, 0, set()
    with tempfile.TemporaryDirectory() as folder:
        run = lambda *a: subprocess.run([nabla, *a], cwd=folder, check=True, capture_output=True, text=True).stdout
        secret = pathlib.Path(folder, "secret")
        secret.write_text("a secret for the gallery")
        secret.chmod(0o600)
        for file in files:
            name = file.stem
            run("new", name, "--from", name)
            run("handout", name, "--student", "ada", "--secret-file", "secret", "--output", f"{folder}/out/{name}")
            inputs = json.loads(pathlib.Path(folder, "out", name, "inputs.json").read_text())
            key = json.loads(run("key", name, "--student", "ada"))
            for problem in yaml.safe_load(file.read_text())["problems"]:
                full = f"{name}.{problem['id']}"
                forward = FORWARDS[full]
                seen.add(full)
                given = {k: np.array(x, float) for k, x in inputs[problem["id"]].items()}
                for part in problem["parts"]:
                    got = np.array(key[problem["id"]][part["id"]])
                    if "derivative" in part and part["derivative"]["of"] != "grad":
                        of, by = part["derivative"]["of"], part["derivative"]["wrt"]
                        twice = isinstance(by, list)
                        if twice:
                            assert by[0] == by[1]
                            by = by[0]
                        at = value(forward, given, by)
                        partial = part["derivative"].get("partial", False)
                        one = lambda x: value(forward, given, of, by, x, partial)
                        want = (jacobian(jacobian(one)) if twice else jacobian(one))(at)
                        if "take" in part:
                            want = np.diag(want)
                        want = meant(want, part["derivative"].get("convention", "entries"))
                        if part["derivative"].get("layout") == "flattened":
                            want = want.reshape(np.size(value(forward, given, of)), np.size(at))
                    else:
                        want = value(forward, given, part["id"])
                    want = np.array(want)
                    assert got.shape == want.shape, f"{full}.{part['id']}: {got.shape}, not {want.shape}"
                    error = np.max(np.abs(got - want)) / max(np.max(np.abs(want)), 1e-300)
                    assert error <= BAR, f"{full}.{part['id']}: off by {error:.1e}"
                    worst, parts = max(worst, error), parts + 1
    assert seen == set(FORWARDS), set(FORWARDS) - seen
    print(f"gallery: {parts} parts of {len(files)} assignments agree with autograd, the worst to {worst:.1e}")


if __name__ == "__main__":
    main(str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2])
