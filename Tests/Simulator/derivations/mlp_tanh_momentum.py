import numpy as np


def _flat(a):
    return np.array(a, float).reshape(-1)


def _back(f, a):
    return f.reshape(np.shape(a)) if np.ndim(a) else float(f[0])


def bump(a, at, by):
    """a with `by` added to the entry number `at`, counted row by row."""
    f = _flat(a)
    f[at] += by
    return _back(f, a)


def put(a, at, value):
    """a with one entry replaced."""
    f = _flat(a)
    f[at] = value
    return _back(f, a)


def neg(a, at):
    """a with the sign of one entry changed."""
    f = _flat(a)
    f[at] = -f[at]
    return _back(f, a)


def times(a, at, factor):
    """a with one entry multiplied."""
    f = _flat(a)
    f[at] *= factor
    return _back(f, a)


def swap(a, p, q):
    """a with two entries exchanged."""
    f = _flat(a)
    f[p], f[q] = f[q], f[p]
    return _back(f, a)


def digits(a, at):
    """a with two neighbouring digits of one entry exchanged, as when copying it with four decimals."""
    f = _flat(a)
    text = list("%.4f" % abs(f[at]))
    order = [k for k in range(len(text) - 1) if text[k] != "." and text[k + 1] != "." and text[k] != text[k + 1]]
    if order:
        k = order[0]
        text[k], text[k + 1] = text[k + 1], text[k]
    f[at] = (-1 if f[at] < 0 else 1) * float("".join(text))
    return _back(f, a)


def sigm(z):
    return 1 / (1 + np.exp(-np.asarray(z, float)))


HELPERS = {"bump": bump, "put": put, "neg": neg, "times": times, "swap": swap, "digits": digits, "sigm": sigm}



PROBLEMS = {
    "step": {
        "lines": [
            ("XW", "X @ W1"),
            ("A", "XW + b1"),
            ("H", "np.tanh(A)"),
            ("HW", "H @ W2"),
            ("Y", "HW + b2"),
            ("E", "Y - T"),
            ("E2", "E**2"),
            ("sumE2", "np.sum(E2)"),
            ("N", "float(len(X))"),
            ("L", "sumE2 / (2 * N)"),
            ("dL_dY", "E / N"),
            ("dL_dW2", "H.T @ dL_dY"),
            ("dL_dH", "dL_dY @ W2.T"),
            ("H2", "H**2"),
            ("slope", "1 - H2"),
            ("dL_dA", "dL_dH * slope"),
            ("dL_dW1", "X.T @ dL_dA"),
            ("dL_db1", "np.sum(dL_dA, axis=0)"),
            ("mV1", "momentum * V1"),
            ("rG1", "rate * dL_dW1"),
            ("V1_new", "mV1 - rG1"),
            ("W1_new", "W1 + V1_new"),
            ("mV2", "momentum * V2"),
            ("rG2", "rate * dL_dW2"),
            ("V2_new", "mV2 - rG2"),
            ("W2_new", "W2 + V2_new"),
        ],
        "slips": [
            # forward, not asked
            ("XW-sign", {"XW": "bump(X @ W1, 0, -2 * X[0, 0] * W1[0, 0])"}, "a sign lost in the first hidden product"),
            ("XW-skipped", {"XW": "bump(X @ W1, 9, -X[2, 2] * W1[2, 1])"}, "left the third input out once"),
            ("XW-digits", {"XW": "digits(X @ W1, 6)"}, "two digits of a hidden sum exchanged"),
            ("XW-rows", {"XW": "(X @ W1)[[0, 1, 3, 2, 4]]"}, "exchanged the third and fourth sample's sums"),
            ("XW-moved", {"XW": "X @ (W1 + V1)"}, "evaluated at the weights plus the velocity, as Nesterov does"),
            ("XW-reversed", {"XW": "X[:, ::-1] @ W1"}, "took the inputs from right to left"),
            ("b1-forgotten", {"A": "1 * XW"}, "forgot the hidden bias"),
            ("b1-minus", {"A": "XW - b1"}, "subtracted the hidden bias"),
            ("b1-first-row", {"A": "XW + np.eye(5)[:, :1] * b1"}, "added the hidden bias to the first sample only"),
            ("b1-last-unit", {"A": "XW + b1 * np.array([1.0, 1, 1, 0])"}, "forgot the last unit's bias"),
            ("b1-order", {"A": "XW + b1[::-1]"}, "added the hidden biases in the reverse order"),
            ("HW-sign", {"HW": "bump(H @ W2, 0, -2 * H[0, 2] * W2[2, 0])"}, "a sign lost in the first output"),
            ("HW-skipped", {"HW": "bump(H @ W2, 5, -H[2, 0] * W2[0, 1])"}, "left the first hidden unit out of an output"),
            ("HW-A", {"HW": "A @ W2"}, "multiplied the pre-activations by the output weights"),
            ("HW-digits", {"HW": "digits(H @ W2, 3)"}, "two digits of an output sum exchanged"),
            ("HW-units", {"HW": "H[:, ::-1] @ W2"}, "took the hidden units in the wrong order"),
            ("HW-columns", {"HW": "(H @ W2)[:, ::-1]"}, "exchanged the two outputs"),
            ("b2-forgotten", {"Y": "1 * HW"}, "forgot the output bias"),
            ("b2-minus", {"Y": "HW - b2"}, "subtracted the output bias"),
            ("b2-swapped", {"Y": "HW + b2[::-1]"}, "exchanged the output biases"),
            ("Y-tanh", {"Y": "np.tanh(HW + b2)"}, "took the tanh of the output, too, and forgot it later"),
            ("E-sign", {"E": "T - Y"}, "target minus output"),
            ("E-plus", {"E": "Y + T"}, "added the target to the output"),
            ("E-shifted", {"E": "Y - T[[1, 2, 3, 4, 0]]"}, "compared each sample with the next one's target"),
            ("E-entry", {"E": "put(Y - T, 4, Y[2, 0] + T[2, 0])"}, "a plus for a minus in the third sample"),
            ("E-first-output", {"E": "(Y - T) * np.array([1.0, 0])"}, "forgot the second output's error"),
            ("E2-signed", {"E2": "E * np.abs(E)"}, "kept the minus signs of squared errors"),
            ("E2-abs", {"E2": "np.abs(E)"}, "summed magnitudes in the value"),
            ("E2-double", {"E2": "put(E**2, 0, 2 * E[0, 0])"}, "doubled the first error instead of squaring it"),
            ("sum-skipped", {"sumE2": "np.sum(E2[:4])"}, "forgot the last sample in the sum"),
            ("sum-squared", {"sumE2": "np.sum(E)**2"}, "squared the sum of the errors"),
            ("N-two", {"N": "2.0"}, "took the two outputs for N"),
            ("N-three", {"N": "float(X.shape[1])"}, "took the number of inputs for N"),
            # asked values
            ("H-sigmoid", {"H": "sigm(A)"}, "used the sigmoid and tanh's derivative"),
            ("H-none", {"H": "1 * A"}, "forgot the tanh"),
            ("H-half", {"H": "np.tanh(A / 2)"}, "used tanh of half the sum, which is the sigmoid's relative"),
            ("H-tan", {"H": "np.tan(A * np.pi / 180)"}, "pressed tan, in degrees, instead of tanh"),
            ("H-digits", {"H": "digits(np.tanh(A), 11)"}, "two digits of a hidden unit exchanged"),
            ("H-sign", {"H": "neg(np.tanh(A), 5)"}, "lost the sign of a hidden unit"),
            ("H-swapped", {"H": "swap(np.tanh(A), 2, 14)"}, "two hidden units exchanged"),
            ("H-relu", {"H": "np.maximum(A, 0.0)"}, "used relu in the forward"),
            ("H-series", {"H": "A - A**3 / 3"}, "used the first terms of the series"),
            ("L-no-half", {"L": "sumE2 / N"}, "forgot the half in the value"),
            ("L-no-N", {"L": "sumE2 / 2"}, "forgot the mean in the value"),
            ("L-times", {"L": "sumE2 / 2 * N"}, "typed the fraction without brackets"),
            ("L-root", {"L": "np.sqrt(sumE2 / (2 * N))"}, "took the root of the loss"),
            # asked derivatives
            ("dY-no-N", {"dL_dY": "1 * E"}, "forgot the mean in the derivative"),
            ("dY-two", {"dL_dY": "2 * E / N"}, "kept the two of the square"),
            ("dY-half", {"dL_dY": "E / (2 * N)"}, "kept the half"),
            ("dY-output", {"dL_dY": "Y / N"}, "lost the target in the derivative"),
            ("dY-square", {"dL_dY": "E2 / (2 * N)"}, "did not lower the power of the error"),
            ("dY-row", {"dL_dY": "E[[1, 0, 2, 3, 4]] / N"}, "exchanged the first two samples' errors"),
            ("dY-digits", {"dL_dY": "digits(E / N, 2)"}, "two digits of an error exchanged"),
            ("dY-mean-error", {"dL_dY": "np.ones((5, 1)) * np.mean(E, axis=0) / N"}, "averaged the errors before going back"),
            ("dW2-transposed@shape", {"dL_dW2": "dL_dY.T @ H", "rG2": "rate * dL_dW2.T"}, "the output weights' gradient on its side"),
            ("dW2-A", {"dL_dW2": "A.T @ dL_dY"}, "used the pre-activations for the output weights"),
            ("dW2-N-again", {"dL_dW2": "H.T @ dL_dY / N"}, "divided by N again for the output weights"),
            ("dW2-first", {"dL_dW2": "np.outer(H[0], dL_dY[0])"}, "the first sample only for the output weights"),
            ("dW2-slope", {"dL_dW2": "(1 - H**2).T @ dL_dY"}, "tanh's derivative where its value belongs"),
            ("dW2-sums", {"dL_dW2": "np.outer(np.sum(H, axis=0), np.sum(dL_dY, axis=0))"}, "summed over the samples before multiplying"),
            ("dW2-weights", {"dL_dW2": "W2 * np.sum(dL_dY, axis=0)"}, "multiplied by the output weights themselves"),
            ("dW2-sign", {"dL_dW2": "neg(H.T @ dL_dY, 3)"}, "one sign in the output weights' gradient"),
            ("dW2-reversed", {"dL_dW2": "H[::-1].T @ dL_dY"}, "paired hidden rows and errors backwards"),
            ("dH-updated", {"dL_dH": "dL_dY @ (W2 + momentum * V2 - rate * dL_dW2).T"}, "went back through the weights after the step"),
            ("dH-abs", {"dL_dH": "dL_dY @ np.abs(W2).T"}, "lost the output weights' signs"),
            ("dH-first-output", {"dL_dH": "np.outer(dL_dY[:, 0], W2[:, 0])"}, "only the first output sends something back"),
            ("dH-swapped", {"dL_dH": "dL_dY[:, ::-1] @ W2.T"}, "exchanged the outputs on the way back"),
            ("dH-bias", {"dL_dH": "dL_dY @ (W2 + b2).T"}, "let the bias take part on the way back"),
            ("dH-row-sums", {"dL_dH": "np.outer(np.sum(dL_dY, axis=1), np.sum(W2, axis=1))"}, "summed errors and weights over the outputs first"),
            ("dH-transposed@shape", {"dL_dH": "W2 @ dL_dY.T", "dL_dA": "dL_dH.T * slope"}, "the hidden gradient with a sample a column"),
            ("dH-gradient-step", {"dL_dH": "dL_dY @ (W2 - rate * dL_dW2).T"}, "went back through weights after a plain step"),
            ("dA-no-slope", {"dL_dA": "1 * dL_dH"}, "forgot tanh's derivative"),
            ("dA-H", {"dL_dA": "dL_dH * H"}, "multiplied by the hidden units themselves"),
            ("dA-sigmoid", {"dL_dA": "dL_dH * H * (1 - H)"}, "the sigmoid's derivative for tanh"),
            ("dA-step", {"dL_dA": "dL_dH * (A > 0)"}, "relu's derivative for tanh"),
            ("dA-entry", {"dL_dA": "bump(dL_dH * slope, 7, 0.1)"}, "one entry of the pre-activations' gradient a tenth too large"),
            ("dA-slope-squared", {"dL_dA": "dL_dH * slope**2"}, "tanh's derivative twice"),
            ("dA-mean", {"dL_dA": "dL_dH * slope / N"}, "divided by N at the hidden layer again"),
            ("dW1-transposed@shape", {"dL_dW1": "dL_dA.T @ X", "rG1": "rate * dL_dW1.T"}, "the hidden weights' gradient on its side"),
            ("dW1-mean", {"dL_dW1": "X.T @ dL_dA / N"}, "divided by N again for the hidden weights"),
            ("dW1-first", {"dL_dW1": "np.outer(X[0], dL_dA[0])"}, "the first sample only for the hidden weights"),
            ("dW1-sums", {"dL_dW1": "np.outer(np.sum(X, axis=0), np.sum(dL_dA, axis=0))"}, "summed inputs and gradients over the samples first"),
            ("dW1-weights", {"dL_dW1": "W1 * np.sum(dL_dA, axis=0)"}, "multiplied by the hidden weights instead of the inputs"),
            ("dW1-no-slope", {"dL_dW1": "X.T @ dL_dH"}, "took the hidden units' gradient for the hidden weights"),
            ("dW1-digits", {"dL_dW1": "digits(X.T @ dL_dA, 8)"}, "two digits of the hidden weights' gradient exchanged"),
            ("dW1-abs", {"dL_dW1": "np.abs(X).T @ dL_dA"}, "lost the signs of the inputs"),
            ("db1-mean", {"dL_db1": "np.mean(dL_dA, axis=0)"}, "averaged for the hidden bias"),
            ("db1-axis@shape", {"dL_db1": "np.sum(dL_dA, axis=1)"}, "summed over the units for the bias"),
            ("db1-matrix@shape", {"dL_db1": "1 * dL_dA"}, "did not sum for the hidden bias"),
            ("db1-no-slope", {"dL_db1": "np.sum(dL_dH, axis=0)"}, "forgot tanh for the bias"),
            ("db1-times-b", {"dL_db1": "b1 * np.sum(dL_dA, axis=0)"}, "kept the bias as a factor in its gradient"),
            ("db1-first", {"dL_db1": "dL_dA[0]"}, "the first sample's gradient for the bias"),
            ("db1-from-W1", {"dL_db1": "np.sum(dL_dW1, axis=0)"}, "summed the weights' gradient for the bias"),
            ("W1-plain", {"W1_new": "W1 - rG1"}, "forgot the velocity in the step"),
            ("W1-uphill", {"W1_new": "W1 - V1_new"}, "subtracted the new velocity"),
            ("W1-velocity-only", {"W1_new": "1 * V1_new"}, "gave the velocity as the new weights"),
            ("W1-rate-velocity", {"W1_new": "W1 + rate * V1_new"}, "multiplied the velocity by the rate again"),
            ("W1-old-velocity", {"W1_new": "W1 + V1"}, "moved by the old velocity"),
            ("W1-wrong-gradient", {"W1_new": "W1 + mV1 + rG1"}, "a plus before the gradient of the hidden weights"),
            ("W1-decayed", {"W1_new": "momentum * W1 + V1_new"}, "multiplied the weights by the momentum, too"),
            ("W2-plain", {"W2_new": "W2 - rG2"}, "no velocity in the output weights' step"),
            ("W2-double", {"W2_new": "W2 + V2_new - rG2"}, "subtracted the gradient twice"),
            ("W2-minus", {"W2_new": "W2 - V2_new"}, "went the other way with the output weights"),
            ("W2-entry", {"W2_new": "neg(W2 + V2_new, 1)"}, "one sign of the new output weights"),
            ("W2-velocity-twice", {"W2_new": "W2 + mV2 + V2_new"}, "added the old velocity's share twice"),
            # backward steps between
            ("H2-A", {"H2": "A**2"}, "put the pre-activations into one minus the square"),
            ("H2-none", {"H2": "1 * H"}, "one minus tanh without the square"),
            ("H2-doubled", {"H2": "2 * H"}, "doubled instead of squaring in the slope"),
            ("H2-tanh-again", {"H2": "np.tanh(H)**2"}, "took the tanh again in the slope"),
            ("slope-plus", {"slope": "1 + H2"}, "a plus in tanh's slope"),
            ("slope-minus", {"slope": "H2 - 1"}, "the slope with its sign turned"),
            ("slope-inverse", {"slope": "1 / (1 + A**2)"}, "the arc tangent's derivative"),
            ("slope-first-row", {"slope": "(1 - H2[:1]) * np.ones((5, 1))"}, "used the first sample's slopes for all"),
            ("mV1-rate", {"mV1": "rate * V1"}, "exchanged rate and momentum for the hidden velocity"),
            ("mV1-complement", {"mV1": "(1 - momentum) * V1"}, "took one minus the momentum for the hidden velocity"),
            ("mV1-none", {"mV1": "1 * V1"}, "forgot the momentum's factor for the hidden velocity"),
            ("rG1-momentum", {"rG1": "momentum * dL_dW1"}, "multiplied the hidden gradient by the momentum"),
            ("rG1-none", {"rG1": "1 * dL_dW1"}, "forgot the rate for the hidden weights"),
            ("rG1-averaged", {"rG1": "(1 - momentum) * rate * dL_dW1"}, "weighted the hidden gradient with one minus the momentum"),
            ("rG1-decimal", {"rG1": "0.04 * dL_dW1"}, "slipped the rate's decimal point"),
            ("mV2-complement", {"mV2": "(1 - momentum) * V2"}, "took one minus the momentum for the output velocity"),
            ("mV2-digits", {"mV2": "digits(momentum * V2, 6)"}, "two digits of an output velocity exchanged"),
            ("mV2-squared", {"mV2": "momentum**2 * V2"}, "applied the momentum twice"),
            ("rG2-none", {"rG2": "1 * dL_dW2"}, "forgot the rate for the output weights"),
            ("rG2-mean", {"rG2": "rate * dL_dW2 / N"}, "divided the step by N"),
            ("V2-plus", {"V2_new": "mV2 + rG2"}, "a plus in the new output velocity"),
            ("V2-rate-outside", {"V2_new": "rate * (mV2 - dL_dW2)"}, "put the rate outside the brackets"),
            # misread
            ("misread-no-half", {"L": "sumE2 / N", "dL_dY": "2 * E / N"}, "read the mean without the half"),
            ("misread-sum", {"N": "1.0"}, "read half the sum, without the mean"),
            ("misread-sigmoid", {"H": "sigm(A)", "slope": "H - H2"}, "read a sigmoid for tanh"),
            ("misread-linear", {"H": "1 * A", "slope": "1.0 + 0 * H2"}, "did not see the tanh"),
            ("misread-tanh-output", {"Y": "np.tanh(HW + b2)", "dL_dW2": "H.T @ (dL_dY * (1 - Y**2))", "dL_dH": "(dL_dY * (1 - Y**2)) @ W2.T"}, "read a tanh on the output as well"),
            ("misread-minus-b1", {"A": "XW - b1", "dL_db1": "-np.sum(dL_dA, axis=0)"}, "read X W1 - b1"),
            ("misread-all-entries", {"L": "np.mean(E2) / 2", "dL_dY": "E / E.size"}, "read half the mean of all entries"),
            ("misread-sine", {"H": "np.sin(A)", "slope": "np.cos(A)"}, "read a sine for tanh"),
            ("misread-nesterov", {"XW": "X @ (W1 + momentum * V1)"}, "evaluated the hidden layer ahead, at W1 plus momentum times velocity"),
            ("misread-skip", {"H": "np.tanh(A) + A", "slope": "2 - np.tanh(A)**2"}, "read a skip connection around the tanh"),
            # two
            ("two-b1-and-rate", {"A": "1 * XW", "rG2": "1 * dL_dW2"}, "no hidden bias, and no rate for the output weights"),
            ("two-error-and-slope", {"E": "T - Y", "slope": "1 - H"}, "the error's sign, and no square in the slope"),
            ("two-digits-and-velocity", {"H": "digits(np.tanh(A), 0)", "mV1": "(1 - momentum) * V1"}, "a hidden unit copied wrongly, and one minus the momentum"),
            ("two-N-and-early", {"L": "sumE2 / 2", "dL_dH": "dL_dY @ (W2 - rate * dL_dW2).T"}, "no mean in the value, and updated weights used too early"),
            ("two-b2-and-matrix@shape", {"Y": "1 * HW", "dL_db1": "1 * dL_dA"}, "no output bias, and no sum for the hidden one"),
            ("two-product-and-mean", {"HW": "bump(H @ W2, 1, -H[0, 3] * W2[3, 1])", "dL_dW1": "X.T @ dL_dA / N"}, "a product skipped, and N twice"),
        ],
    },
}
