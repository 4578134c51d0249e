"""The assignments once more, in Python: forwards in numpy, differentiated by the autograd package.

Nothing here reads a formula of an assignment: only its given numbers. What autograd finds in double
precision is what the references are compared with.
"""
from pathlib import Path

import autograd.numpy as np
import yaml
from autograd import grad


def givens(assignment, root):
    """The given numbers of an assignment by problem, as arrays."""
    text = (Path(root) / "assignments" / assignment / "assignment.yaml").read_text()
    return {
        problem["id"]: {name: np.array(value, dtype=float) for name, value in problem["given"].items()}
        for problem in yaml.safe_load(text)["problems"]
    }


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


def convnet_layers(root):
    given = givens("convnet-layers", root)
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


def backprop_by_hand(root):
    given = givens("backprop-by-hand", root)
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


ASSIGNMENTS = {"convnet-layers": convnet_layers, "backprop-by-hand": backprop_by_hand}
