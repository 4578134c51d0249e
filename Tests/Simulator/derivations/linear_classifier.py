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
    "softmax": {
        "lines": [
            ("Wx", "W @ x"),
            ("s", "Wx + b"),
            ("es", "np.exp(s)"),
            ("Z", "np.sum(es)"),
            ("P", "es / Z"),
            ("Py", "np.sum(t * P)"),
            ("L", "-np.log(Py)"),
            ("same", "np.eye(3)"),
            ("ds_dW", "same[:, :, None] * x[None, None, :]"),
            ("ds_db", "np.eye(3)"),
            ("tmP", "t - P"),
            ("dPy_ds", "Py * tmP"),
            ("dPy_dW", "np.outer(dPy_ds, x)"),
            ("dPy_db", "dPy_ds"),
            ("dL_dPy", "-1 / Py"),
            ("dL_dP", "dL_dPy * t"),
            ("dL_ds", "dL_dPy * dPy_ds"),
            ("dL_dW", "np.outer(dL_ds, x)"),
            ("dL_db", "dL_ds"),
        ],
        "slips": [
            # forward, not asked
            ("product-sign", {"Wx": "bump(W @ x, 0, -2 * W[0, 1] * x[1])"}, "minus times minus came out as minus in the first score"),
            ("product-term-skipped", {"Wx": "bump(W @ x, 1, -W[1, 3] * x[3])"}, "stopped one term too early in the second row"),
            ("product-digits", {"Wx": "digits(W @ x, 2)"}, "copied the third score with two digits the wrong way round"),
            ("product-swapped", {"Wx": "swap(W @ x, 0, 1)"}, "wrote the first two scores into each other's places"),
            ("product-carry", {"Wx": "bump(W @ x, 2, 0.1)"}, "forgot to carry a one when adding up"),
            ("product-row-sum", {"Wx": "W.sum(axis=1) * x.sum()"}, "summed the row and the input first and multiplied the sums"),
            ("product-abs", {"Wx": "np.abs(W) @ x"}, "lost the minus signs of the weights"),
            ("bias-forgotten", {"s": "Wx"}, "forgot to add the bias"),
            ("bias-twice", {"s": "Wx + 2 * b"}, "added the bias when multiplying and again afterwards"),
            ("bias-subtracted", {"s": "Wx - b"}, "subtracted the bias by habit"),
            ("bias-multiplied", {"s": "Wx * b"}, "multiplied by the bias"),
            ("bias-one-entry", {"s": "put(Wx + b, 1, Wx[1])"}, "left the bias out of the second score"),
            ("exp-forgotten", {"es": "s"}, "normalised the scores themselves"),
            ("exp-minus", {"es": "np.exp(-s)"}, "used exp(-s) as in the sigmoid"),
            ("exp-one-entry", {"es": "times(np.exp(s), 0, 10)"}, "slipped the decimal point in one exponential"),
            ("exp-digits", {"es": "digits(np.exp(s), 2)"}, "mistyped one exponential from the calculator"),
            ("exp-linear", {"es": "1 + s + s**2 / 2"}, "used a short series for the exponential"),
            ("exp-negative-entry", {"es": "put(np.exp(s), 2, np.exp(-s[2]))"}, "lost the minus sign of a score on the calculator"),
            ("exp-27", {"es": "2.7 ** s"}, "took 2.7 for e"),
            ("sum-missing-last", {"Z": "np.sum(es[:-1])"}, "left the last class out of the denominator"),
            ("sum-plus-one", {"Z": "1 + np.sum(es)"}, "kept the one of the sigmoid's denominator"),
            ("sum-max", {"Z": "np.max(es)"}, "divided by the largest exponential"),
            ("sum-mean", {"Z": "np.mean(es)"}, "divided by the mean of the exponentials"),
            ("sum-exp-of-sum", {"Z": "np.exp(np.sum(s))"}, "took the exponential of the sum"),
            ("sum-root-of-squares", {"Z": "np.sqrt(np.sum(es**2))"}, "divided by the norm"),
            ("sum-carry", {"Z": "np.sum(es) - 0.1"}, "added up wrongly by a tenth"),
            ("true-first", {"Py": "P[0]"}, "took the first class for the true one"),
            ("true-middle", {"Py": "P[1]"}, "counted the classes wrongly and read off the second"),
            ("true-complement", {"Py": "1 - np.sum(t * P)"}, "used the probability of all other classes"),
            # asked values
            ("not-normalised", {"P": "es"}, "forgot to divide by the sum"),
            ("scores-as-P", {"P": "s"}, "handed in the scores"),
            ("log-probabilities", {"P": "-np.log(es / Z)"}, "gave the negative logarithms of the probabilities"),
            ("P-two-swapped", {"P": "swap(es / Z, 1, 2)"}, "wrote two probabilities in each other's places"),
            ("P-digits", {"P": "digits(es / Z, 0)"}, "two digits exchanged in the first probability"),
            ("P-one-wrong", {"P": "bump(es / Z, 1, 0.02)"}, "read the second probability wrongly"),
            ("P-last-complement", {"P": "put(es / Z, 2, 1 - es[0] / Z)"}, "took the last one as one minus the first"),
            # derivatives asked for
            ("ds_dW-no-delta", {"ds_dW": "np.ones((3, 3, 1)) * x"}, "thought that every score depends on every row"),
            ("ds_dW-only-x@shape", {"ds_dW": "x"}, "said that the derivative of W x by W is x"),
            ("ds_dW-matrix@shape", {"ds_dW": "np.outer(np.ones(3), x)"}, "gave a matrix with x in each row"),
            ("ds_dW-axes@shape", {"ds_dW": "np.transpose(same[:, :, None] * x, (2, 0, 1))"}, "put the axes of the denominator first"),
            ("ds_dW-weights", {"ds_dW": "same[:, :, None] * W[None, :, :]"}, "wrote the weights where the input belongs"),
            ("ds_dW-sign", {"ds_dW": "-same[:, :, None] * x"}, "a minus sign from nowhere"),
            ("ds_dW-one-sign", {"ds_dW": "neg(same[:, :, None] * x, 17)"}, "lost the sign of one entry when copying"),
            ("ds_dW-anti", {"ds_dW": "same[::-1, :, None] * x"}, "filled the blocks along the other diagonal"),
            ("ds_dW-one-block", {"ds_dW": "same[:, :, None] * x * t[:, None, None]"}, "kept only the block of the true class"),
            ("ds_db-ones", {"ds_db": "np.ones((3, 3))"}, "thought that the derivative of a sum is one everywhere"),
            ("ds_db-vector@shape", {"ds_db": "np.ones(3)"}, "gave a vector of ones for the matrix"),
            ("ds_db-bias", {"ds_db": "np.diag(b)"}, "put the bias on the diagonal"),
            ("ds_db-minus", {"ds_db": "-np.eye(3)"}, "moved the bias to the other side in the head"),
            ("ds_db-zero-entry", {"ds_db": "put(np.eye(3), 4, 0)"}, "missed one entry of the diagonal"),
            ("ds_db-x", {"ds_db": "np.eye(3) * x[:3]"}, "gave the bias an input as if it were a weight"),
            ("dPy_dW-no-Py", {"dPy_dW": "np.outer(tmP, x)"}, "forgot the probability in front"),
            ("dPy_dW-no-x", {"dPy_dW": "np.outer(dPy_ds, np.ones(4))"}, "forgot the last factor of the chain, x"),
            ("dPy_dW-transposed@shape", {"dPy_dW": "np.outer(x, dPy_ds)"}, "took the outer product the wrong way round"),
            ("dPy_dW-own-row", {"dPy_dW": "np.outer(Py * tmP * t, x)"}, "differentiated by the true class's weights only"),
            ("dPy_dW-one-entry-sign", {"dPy_dW": "neg(np.outer(dPy_ds, x), 6)"}, "one sign lost in the table"),
            ("dPy_db-no-Py", {"dPy_db": "tmP"}, "wrote t - P, as in the loss"),
            ("dPy_db-x", {"dPy_db": "dPy_ds * x[:3]"}, "multiplied by the input in the bias's derivative too"),
            ("dPy_db-sum", {"dPy_db": "np.sum(dPy_ds) + 0 * b + Py"}, "summed over the classes first"),
            ("dPy_db-own-only", {"dPy_db": "t * Py * (1 - Py)"}, "thought that only the true class's bias matters"),
            ("dPy_db-diagonal", {"dPy_db": "P * (1 - P)"}, "used the diagonal of the softmax's derivative"),
            ("dL_dP-no-minus", {"dL_dP": "-dL_dPy * t"}, "lost the minus of the loss"),
            ("dL_dP-residual", {"dL_dP": "P - t"}, "wrote the derivative by the scores here"),
            ("dL_dP-all", {"dL_dP": "-1 / P"}, "differentiated the logarithm of every probability"),
            ("dL_dP-no-reciprocal", {"dL_dP": "-t * Py"}, "multiplied by the probability instead of dividing"),
            ("dL_dP-log", {"dL_dP": "-t * np.log(Py)"}, "kept the logarithm and only took the target out"),
            ("dL_dP-just-t", {"dL_dP": "-t"}, "differentiated the loss as if it were -t P"),
            ("dL_dP-scalar-spread", {"dL_dP": "dL_dPy * np.ones(3)"}, "gave the derivative by the true probability to all classes"),
            ("dL_dP-squared", {"dL_dP": "-t / Py**2"}, "differentiated one over P instead of log P"),
            ("dL_ds-sign", {"dL_ds": "tmP"}, "wrote t - P"),
            ("dL_ds-sum", {"dL_ds": "P + t"}, "added the target instead of subtracting it"),
            ("dL_ds-no-target", {"dL_ds": "P"}, "forgot to take off the one at the true class"),
            ("dL_ds-diagonal", {"dL_ds": "dL_dP * P * (1 - P)"}, "used p (1 - p) for each class, without the cross terms"),
            ("dL_ds-wrong-class", {"dL_ds": "P - np.array([0, 1, 0])"}, "subtracted the one at the second class"),
            ("dL_ds-scores", {"dL_ds": "s - t"}, "took the scores for the probabilities"),
            ("dL_ds-times-Py", {"dL_ds": "Py * (P - t)"}, "left the probability in that cancels"),
            ("dL_ds-twice-jacobian", {"dL_ds": "(np.diag(P) - np.outer(P, P)) @ (P - t)"}, "multiplied P - t by the softmax's derivative again"),
            ("dL_ds-one-digit", {"dL_ds": "bump(dL_dPy * dPy_ds, 0, 0.01)"}, "one digit wrong in the first entry"),
            ("dL_ds-digits", {"dL_ds": "digits(dL_dPy * dPy_ds, 1)"}, "two digits exchanged in the second entry"),
            ("dL_dW-transposed@shape", {"dL_dW": "np.outer(x, dL_ds)"}, "wrote x times the residual, the axes reversed"),
            ("dL_dW-dP", {"dL_dW": "np.outer(dL_dP, x)"}, "skipped the softmax in the chain"),
            ("dL_dW-weights", {"dL_dW": "dL_ds[:, None] * W"}, "multiplied by W, as for the input"),
            ("dL_dW-ones", {"dL_dW": "np.outer(dL_ds, np.ones(4))"}, "repeated the residual and forgot the input"),
            ("dL_dW-dPy", {"dL_dW": "dPy_dW"}, "handed in the derivative of the probability again"),
            ("dL_dW-minus-dPy", {"dL_dW": "-dPy_dW"}, "only put a minus in front and forgot one over Py"),
            ("dL_dW-sum-x", {"dL_dW": "np.outer(dL_ds, np.ones(4)) * np.sum(x)"}, "summed the input over its entries"),
            ("dL_dW-entries-swapped", {"dL_dW": "swap(np.outer(dL_ds, x), 1, 2)"}, "two entries of the first row exchanged"),
            ("dL_dW-decimal", {"dL_dW": "times(np.outer(dL_ds, x), 5, 0.1)"}, "slipped the decimal point in one entry"),
            ("dL_db-sum@shape", {"dL_db": "np.sum(dL_ds)"}, "summed the residual into one number"),
            ("dL_db-times-b", {"dL_db": "dL_ds * b"}, "put the bias where the input stands in the weights' derivative"),
            ("dL_db-ones", {"dL_db": "np.ones(3)"}, "said that the derivative by the bias is one"),
            ("dL_db-from-P", {"dL_db": "dL_dP"}, "took the derivative by the probabilities"),
            ("dL_db-row-sums", {"dL_db": "np.sum(dL_dW, axis=1)"}, "summed the rows of the weights' derivative"),
            ("dL_db-minus", {"dL_db": "-dL_ds"}, "turned the sign for the bias"),
            # intermediate backward lines
            ("delta-complement", {"same": "1 - np.eye(3)"}, "mixed up equal and unequal indices"),
            ("tmP-sign", {"tmP": "P - t"}, "wrote the softmax residual with the usual sign of the loss"),
            ("tmP-one", {"tmP": "1 - P"}, "took one for the target in all classes"),
            ("tmP-own-only", {"tmP": "t * (1 - P)"}, "dropped the terms of the other classes"),
            ("tmP-plus", {"tmP": "t + P"}, "a plus between delta and probability"),
            ("dPy_ds-square", {"dPy_ds": "Py**2 * tmP"}, "squared the probability by the quotient rule"),
            ("dPy_ds-P", {"dPy_ds": "P * tmP"}, "each class's own probability in front"),
            ("dPy_ds-quotient", {"dPy_ds": "es * t / Z"}, "only the first term of the quotient rule"),
            ("dPy_ds-diagonal-sign", {"dPy_ds": "Py * (t + P) - 2 * t * Py * P"}, "a plus for the other classes, p (1 - p) for the own one"),
            ("dL_dPy-log", {"dL_dPy": "np.log(Py)"}, "thought that the derivative of log is log"),
            ("dL_dPy-value", {"dL_dPy": "-Py"}, "forgot to take the reciprocal"),
            ("dL_dPy-square", {"dL_dPy": "-1 / Py**2"}, "used the rule for one over p"),
            ("dL_dPy-epsilon", {"dL_dPy": "-1 / (Py + 0.01)"}, "added a small number to avoid a division by zero, but too large a one"),
            # misread forwards
            ("misread-sigmoid", {"es": "np.exp(-s)", "P": "1 / (1 + es)", "dPy_ds": "t * P * (1 - P)"}, "took sigmoids for the softmax"),
            ("misread-log2", {"L": "-np.log2(Py)", "dL_dPy": "-1 / (Py * np.log(2))"}, "read the logarithm as base two"),
            ("misread-log10", {"L": "-np.log10(Py)", "dL_dPy": "-1 / (Py * np.log(10))"}, "used the log key of the calculator, base ten"),
            ("misread-base-2", {"es": "2.0 ** s", "dPy_ds": "np.log(2) * Py * tmP"}, "softmax with powers of two"),
            ("misread-minus-b", {"s": "Wx - b", "ds_db": "-np.eye(3)", "dPy_db": "-dPy_ds", "dL_db": "-dL_ds"}, "read W x - b"),
            ("misread-mean", {"L": "-np.log(Py) / 3", "dL_dPy": "-1 / (3 * Py)"}, "averaged the loss over the classes"),
            ("misread-label-middle", {"Py": "P[1]", "tmP": "np.array([0, 1, 0]) - P", "dL_dP": "dL_dPy * np.array([0, 1, 0])"}, "read the target as the second class throughout"),
            ("misread-label-first", {"Py": "P[0]", "tmP": "np.array([1, 0, 0]) - P", "dL_dP": "dL_dPy * np.array([1, 0, 0])"}, "read the target from the other end"),
            ("misread-one-minus", {"L": "1 - Py", "dL_dPy": "-1 + 0 * Py"}, "took one minus the probability for the loss"),
            ("misread-squares", {"L": "0.5 * np.sum((P - t)**2)", "dL_dP": "P - t", "dL_ds": "P * (dL_dP - np.sum(P * dL_dP))"}, "used half the squared error for the loss"),
            ("misread-binary", {"L": "-np.sum(t * np.log(P) + (1 - t) * np.log(1 - P))", "dL_dP": "-t / P + (1 - t) / (1 - P)", "dL_ds": "P * (dL_dP - np.sum(P * dL_dP))"}, "used the binary cross-entropy of every class"),
            ("misread-exp-minus", {"es": "np.exp(-s)", "dPy_ds": "-Py * tmP"}, "defined softmax with exp(-s)"),
            ("misread-plus-log", {"L": "np.log(Py)", "dL_dPy": "1 / Py"}, "took the log-likelihood, without the minus, for the loss"),
            ("misread-linear-normalise", {"es": "s", "P": "s / Z", "dPy_ds": "(t - Py) / Z"}, "normalised the scores by their sum, without an exponential"),
            ("misread-no-normalisation", {"P": "es", "dPy_ds": "Py * t"}, "took the exponentials for the probabilities and differentiated those"),
            ("misread-squared-log", {"L": "np.log(Py)**2", "dL_dPy": "2 * np.log(Py) / Py"}, "read the minus as a square of the logarithm"),
            # two at once
            ("two-bias-and-sign", {"s": "Wx", "tmP": "P - t"}, "no bias in the scores, and P - t for t - P"),
            ("two-sum-and-reciprocal", {"Z": "1 + np.sum(es)", "dL_dPy": "-Py"}, "a one in the denominator, and no reciprocal"),
            ("two-Py-and-transposed@shape", {"dPy_dW": "np.outer(x, dPy_ds)", "dL_dP": "-dL_dPy * t"}, "the outer product turned round, and the minus lost"),
            ("two-exp-and-db", {"es": "np.exp(-s)", "dL_db": "dL_ds * b"}, "exp(-s), and the bias as a factor"),
            ("two-digit-and-sign", {"P": "digits(es / Z, 1)", "dL_ds": "-dL_dPy * dPy_ds"}, "copied a probability wrongly and lost a sign later"),
            ("two-term-and-x", {"Wx": "bump(W @ x, 1, -W[1, 0] * x[0])", "dL_dW": "np.outer(dL_ds, np.ones(4))"}, "a term skipped in a score, and no input in the last step"),
            ("two-true-and-delta", {"Py": "P[0]", "same": "np.ones((3, 3))"}, "the wrong class's probability, and no delta in the scores' derivative"),
            ("two-minus-plus", {"dL_dPy": "1 / Py", "dL_db": "-dL_ds"}, "two signs, of which one cancels in the bias only"),
        ],
    },
}
