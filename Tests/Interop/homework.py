"""The assignments once more, in Python: forwards in numpy, differentiated by the autograd package.

Nothing here reads a formula of an assignment: only its given numbers. What autograd finds in double
precision is what the references are compared with.
"""
from pathlib import Path

import autograd.numpy as np
import draws
import yaml
from autograd import grad, jacobian


def givens(assignment, root, student=None):
    """The given numbers of an assignment by problem, as arrays; drawn ones are the student's."""
    text = (Path(root) / "assignments" / assignment / "assignment.yaml").read_text()
    return {
        problem["id"]: draws.inputs(assignment, problem["id"], problem["given"], sample_secret(root), student)
        for problem in yaml.safe_load(text)["problems"]
    }


def sample_secret(root):
    return (Path(root) / "submissions" / "samples.secret").read_bytes().strip()


def softmax(v):
    e = np.exp(v - np.max(v))
    return e / np.sum(e)


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def relu(v):
    return np.where(v > 0, v, 0.0)


def convolve(x, W, b, s):
    """Window by window, as a picture in a book would have it."""
    channels, height, _ = W.shape[1:]
    places = (x.shape[1] - height) // s + 1
    rows = []
    for k in range(W.shape[0]):
        for i in range(places):
            for j in range(places):
                window = x[:, i * s : i * s + height, j * s : j * s + height]
                rows.append(np.sum(window * W[k]) + b[k])
    return np.reshape(np.stack(rows), (W.shape[0], places, places))


def max_pool(x, size, s):
    places = (x.shape[1] - size) // s + 1
    rows = []
    for c in range(x.shape[0]):
        for i in range(places):
            for j in range(places):
                rows.append(np.max(x[c, i * s : i * s + size, j * s : j * s + size]))
    return np.reshape(np.stack(rows), (x.shape[0], places, places))


def convnet_layers(root, student=None):
    given = givens("convnet-layers", root, student)
    answers = {}

    y, gt = given["softmax-loss"]["y"], int(given["softmax-loss"]["gt"])
    answers["softmax-loss"] = {
        "dL_dpgt": grad(lambda p: -np.log(p))(softmax(y)[gt]),
        "dpgt_dy": grad(lambda v: softmax(v)[gt])(y),
        "dL_dy": grad(lambda v: -np.log(softmax(v)[gt]))(y),
    }

    W, b, x, g = (given["linear"][n] for n in "Wbxg")
    loss = lambda W, b, x: np.sum(g * (np.dot(W, x) + b))
    answers["linear"] = {
        "dL_dW": grad(loss, 0)(W, b, x), "dL_db": grad(loss, 1)(W, b, x), "dL_dx": grad(loss, 2)(W, b, x),
    }

    x, W, b, gc = (given["convolution"][n] for n in "xWbg")
    s = int(given["convolution"]["s"])
    loss = lambda x, W, b: np.sum(gc * convolve(x, W, b, s))
    answers["convolution"] = {
        "y": convolve(x, W, b, s),
        "dL_dW": grad(loss, 1)(x, W, b), "dL_db": grad(loss, 2)(x, W, b), "dL_dx": grad(loss, 0)(x, W, b),
    }

    x, gp, s = given["max-pool"]["x"], given["max-pool"]["g"], int(given["max-pool"]["s"])
    answers["max-pool"] = {
        "y": max_pool(x, 3, s), "dL_dx": grad(lambda x: np.sum(gp * max_pool(x, 3, s)))(x),
    }
    return answers


def backprop_by_hand(root, student=None):
    given = givens("backprop-by-hand", root, student)
    answers = {}

    X, W1, W2, W3, target = (given["three-layers"][n] for n in ("X", "W1", "W2", "W3", "Ygt"))
    half_square = lambda Y: 0.5 * np.sum((Y - target) ** 2)
    from_S3 = lambda S3: half_square(sigmoid(S3))
    from_Z2 = lambda Z2: from_S3(np.dot(W3, Z2))
    from_S2 = lambda S2: from_Z2(np.tanh(S2))
    from_S1 = lambda S1: from_S2(np.dot(W2, relu(S1)))
    S1 = np.dot(W1, X)
    S2 = np.dot(W2, relu(S1))
    S3 = np.dot(W3, np.tanh(S2))
    answers["three-layers"] = {
        "dL_dY3": grad(half_square)(sigmoid(S3)),
        "delta3": grad(from_S3)(S3),
        "dL_dW3": grad(lambda W: from_S3(np.dot(W, np.tanh(S2))))(W3),
        "dL_dZ2": grad(from_Z2)(np.tanh(S2)),
        "delta2": grad(from_S2)(S2),
        "dL_dW2": grad(lambda W: from_S2(np.dot(W, relu(S1))))(W2),
        "delta1": grad(from_S1)(S1),
        "dL_dW1": grad(lambda W: from_S1(np.dot(W, X)))(W1),
    }

    X, W1, W2, y = (given["numbers"][n] for n in ("X", "W1", "W2", "y"))
    N, rate = float(given["numbers"]["N"]), float(given["numbers"]["rate"])
    square = lambda Y: np.sum((Y - y) ** 2) / (2 * N)
    loss = lambda W1, W2: square(np.dot(W2, relu(np.dot(W1, X))))
    S1 = np.dot(W1, X)
    dW1, dW2 = grad(loss, 0)(W1, W2), grad(loss, 1)(W1, W2)
    W1_new, W2_new = W1 - rate * dW1, W2 - rate * dW2
    answers["numbers"] = {
        "S1": S1, "Z1": relu(S1), "Yout": np.dot(W2, relu(S1)), "L": loss(W1, W2),
        "delta_out": grad(square)(np.dot(W2, relu(S1))),
        "delta1": grad(lambda S: square(np.dot(W2, relu(S))))(S1),
        "dL_dW2": dW2, "dL_dW1": dW1, "W1_new": W1_new, "W2_new": W2_new, "L_new": loss(W1_new, W2_new),
    }

    o, c, margin = given["hinge"]["o"], int(given["hinge"]["c"]), float(given["hinge"]["C"])

    def hinge(o):
        p = softmax(o)
        return np.sum(np.array([0.0]) + sum(relu(p[j] - p[c] + margin) for j in range(len(o)) if j != c))

    answers["hinge"] = {"p": softmax(o), "L": hinge(o), "dL_do": grad(hinge)(o)}
    return answers


def linear_classifier(root, student=None):
    given = givens("linear-classifier", root, student)["softmax"]
    W, b, x, t = (given[n] for n in "Wbxt")
    scores = lambda W, b: np.dot(W, x) + b
    Py = lambda W, b: np.sum(t * softmax(scores(W, b)))
    loss = lambda W, b: -np.log(Py(W, b))
    s = scores(W, b)
    return {"softmax": {
        "P": softmax(s), "ds_dW": jacobian(scores, 0)(W, b), "ds_db": jacobian(scores, 1)(W, b),
        "dPy_dW": grad(Py, 0)(W, b), "dPy_db": grad(Py, 1)(W, b),
        "dL_dP": grad(lambda P: -np.log(np.sum(t * P)))(softmax(s)),
        "dL_ds": grad(lambda v: -np.log(np.sum(t * softmax(v))))(s),
        "dL_dW": grad(loss, 0)(W, b), "dL_db": grad(loss, 1)(W, b)}}


def columns_softmax(Z):
    e = np.exp(Z - np.max(Z, axis=0))
    return e / np.sum(e, axis=0)


def two_layer_network(root, student=None):
    given = givens("two-layer-network", root, student)
    answers = {}
    w, x, t = (given["unit"][n] for n in "wxt")
    E = lambda w, x, t: -t * np.log(sigmoid(np.sum(w * x)))
    answers["unit"] = {"dE_dt": grad(E, 2)(w, x, float(t)), "dE_dx": grad(E, 1)(w, x, t), "dE_dw": grad(E, 0)(w, x, t)}

    x, W1, W2, t = (given["network"][n] for n in ("x", "W1", "W2", "t"))
    from_z2 = lambda z2: -np.sum(t * np.log(softmax(z2)))
    from_y1 = lambda y1: from_z2(np.dot(W2, y1))
    from_z1 = lambda z1: from_y1(sigmoid(z1))
    z1 = np.dot(W1, x)
    y1 = sigmoid(z1)
    z2 = np.dot(W2, y1)
    answers["network"] = {
        "dy2_dz2": jacobian(softmax)(z2), "dE_dz2": grad(from_z2)(z2), "dE_dy1": grad(from_y1)(y1),
        "dE_dW2": grad(lambda W: from_z2(np.dot(W, y1)))(W2), "dy1_dz1": jacobian(sigmoid)(z1),
        "dE_dz1": grad(from_z1)(z1), "dE_dW1": grad(lambda W: from_z1(np.dot(W, x)))(W1)}

    for problem in ("minibatch", "weight-decay"):
        X, W1, W2, T, strength = (given[problem][n] for n in ("X", "W1", "W2", "T", "lambda"))

        def E(W1, W2):
            Y2 = columns_softmax(np.dot(W2, sigmoid(np.dot(W1, X))))
            decay = strength / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2)) if problem == "weight-decay" else 0.0
            return -np.sum(T * np.log(Y2)) / X.shape[1] + decay

        answers[problem] = {"dE_dW1": grad(E, 0)(W1, W2), "dE_dW2": grad(E, 1)(W1, W2)}
    return answers


def log_softmax(v):
    shifted = v - np.max(v)
    return shifted - np.log(np.sum(np.exp(shifted)))


def soft_threshold(w, level):
    return np.sign(w) * np.maximum(np.abs(w) - level, 0)


def softmax_and_convolution(root, student=None):
    given = givens("softmax-and-convolution", root, student)
    answers = {}
    W, b, x, y = (given["softmax-regression"][n] for n in "Wbxy")
    yhat = lambda W, b: softmax(np.dot(W, x) + b)
    loss = lambda W, b: -np.sum(y * np.log(yhat(W, b)))
    J = jacobian(yhat, 0)(W, b)
    answers["softmax-regression"] = {
        "dl_dyhat": grad(lambda p: -np.sum(y * np.log(p)))(yhat(W, b)), "dyhat_dW": J,
        "own": np.array([J[i, i] for i in range(3)]), "dl_dW": grad(loss, 0)(W, b), "dl_db": grad(loss, 1)(W, b)}

    W, b, b1000, x, y = (given["confident-and-wrong"][n] for n in ("W", "b", "b1000", "x", "y"))
    loss = lambda W, b: -np.sum(y * log_softmax(np.dot(W, x) + b))
    answers["confident-and-wrong"] = {
        "l": loss(W, b), "dl_dW": grad(loss)(W, b), "l_1000": loss(W, b1000), "dl_dW_1000": grad(loss)(W, b1000)}

    x, y = (float(given["chain-rule"][n]) for n in "xy")
    f = lambda x, y: (x ** 2 + sigmoid(y)) / (3 * x + y - sigmoid(x))
    answers["chain-rule"] = {"f": f(x, y), "df_dx": grad(f, 0)(x, y), "df_dy": grad(f, 1)(x, y)}

    x, g = (given["pooling"][n] for n in "xg")
    pools = {
        "max": np.max, "average": np.mean, "l2": lambda w: np.sqrt(np.sum(w * w)),
    }
    windows = lambda x, pool: np.reshape(
        np.stack([pool(x[0, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]) for i in range(3) for j in range(3)]), (1, 3, 3))
    answers["pooling"] = {f"y_{n}": windows(x, pool) for n, pool in pools.items()}
    for n, pool in pools.items():
        answers["pooling"][f"dL_dx_{n}"] = grad(lambda x: np.sum(g * windows(x, pool)))(x)

    x, K, g = (given["convolution"][n] for n in "xKg")
    convolved = lambda x, K: convolve(x[None], K[None, None], np.zeros(1), 1)[0]
    loss = lambda x, K: np.sum(g * convolved(x, K))
    y = convolved(x, K)
    answers["convolution"] = {
        "size": np.array(y.shape, float), "y": y, "dL_dx": grad(loss, 0)(x, K), "dL_dK": grad(loss, 1)(x, K)}

    squares = given["optimisation"]
    A, c, w, v = (squares[n] for n in "Acwv")
    rate, momentum, strength = (float(squares[n]) for n in ("rate", "momentum", "lambda"))
    df = grad(lambda w: 0.5 * np.sum((np.dot(A, w) - c) ** 2))(w)
    answers["optimisation"] = {
        "df_dw": df, "w_gradient_descent": w - rate * df, "w_momentum": w + (momentum * v - rate * df)}

    S, labels = given["top-k-error"]["S"], given["top-k-error"]["labels"].astype(int)
    order = np.argsort(-S, axis=1)
    missed = lambda k: float(np.mean([labels[i] not in order[i, :k] for i in range(len(labels))]))
    answers["top-k-error"] = {"top1": missed(1), "top2": missed(2)}

    P, Y = given["t-sne"]["P"], given["t-sne"]["Y"]
    off = 1 - np.eye(5)
    p = P / np.sum(P)

    def similarities(Y):
        k = off / (1 + np.sum((Y[:, None] - Y[None]) ** 2, axis=2))
        return k / np.sum(k)

    def C(Y):
        q = similarities(Y)
        return np.sum(off * p * (np.log(p + np.eye(5)) - np.log(q + np.eye(5))))

    answers["t-sne"] = {"Q": similarities(Y), "C": C(Y), "dC_dY": grad(C)(Y)}
    answers["proximal-gradient"] = {
        "df_dw": df, "prox": soft_threshold(w, strength * rate), "w_step": soft_threshold(w - rate * df, strength * rate)}
    return answers


ASSIGNMENTS = {
    "linear-classifier": linear_classifier,
    "two-layer-network": two_layer_network,
    "softmax-and-convolution": softmax_and_convolution,
    "convnet-layers": convnet_layers,
    "backprop-by-hand": backprop_by_hand,
}
