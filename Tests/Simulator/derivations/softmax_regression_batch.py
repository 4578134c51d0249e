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



def softmax_rows_gradient(P, G, axis=1):
    """The gradient through a softmax along an axis."""
    return P * (G - np.sum(P * G, axis=axis, keepdims=True))


HELPERS["softmax_rows_gradient"] = softmax_rows_gradient

PROBLEMS = {
    "batch": {
        "lines": [
            ("XW", "X @ W"),
            ("S", "XW + b"),
            ("ES", "np.exp(S)"),
            ("Z", "np.sum(ES, axis=1, keepdims=True)"),
            ("P", "ES / Z"),
            ("PT", "np.sum(T * P, axis=1)"),
            ("lnPT", "np.log(PT)"),
            ("total", "-np.sum(lnPT)"),
            ("N", "float(len(X))"),
            ("D", "total / N"),
            ("sq", "W**2"),
            ("ssq", "np.sum(sq)"),
            ("R", "lambda_ / 2 * ssq"),
            ("L", "D + R"),
            ("inv", "1 / P"),
            ("picked", "-T * inv"),
            ("dL_dP", "picked / N"),
            ("res", "P - T"),
            ("dL_dS", "res / N"),
            ("XtG", "X.T @ dL_dS"),
            ("decay", "lambda_ * W"),
            ("dL_dW", "XtG + decay"),
            ("dL_db", "np.sum(dL_dS, axis=0)"),
            ("dL_dX", "dL_dS @ W.T"),
        ],
        "slips": [
            # forward, not asked
            ("XW-sign", {"XW": "bump(X @ W, 0, -2 * X[0, 0] * W[0, 0])"}, "lost a sign in the first product of the first score"),
            ("XW-term-skipped", {"XW": "bump(X @ W, 7, -X[2, 4] * W[4, 1])"}, "stopped after four terms in a score of the third sample"),
            ("XW-digits", {"XW": "digits(X @ W, 5)"}, "copied a score with two digits exchanged"),
            ("XW-wrong-row", {"XW": "put(X @ W, 3, X[0] @ W[:, 0])"}, "used the first sample once more for the second sample's first score"),
            ("XW-rows-exchanged", {"XW": "(X @ W)[[1, 0, 2, 3]]"}, "wrote the first two samples' scores in each other's rows"),
            ("XW-entry", {"XW": "bump(X @ W, 10, 1.0)"}, "forgot to carry a one in the last sample"),
            ("b-forgotten", {"S": "XW"}, "forgot the bias"),
            ("b-first-row-only", {"S": "XW + np.array([[1.0], [0], [0], [0]]) * b"}, "added the bias to the first row only"),
            ("b-subtracted", {"S": "XW - b"}, "subtracted the bias"),
            ("b-reversed", {"S": "XW + b[::-1]"}, "took the biases in the wrong order"),
            ("exp-one-minus", {"ES": "put(np.exp(S), 4, np.exp(-S[1, 1]))"}, "lost the minus of one score on the calculator"),
            ("exp-digits", {"ES": "digits(np.exp(S), 8)"}, "two digits of one exponential exchanged"),
            ("exp-two", {"ES": "2.0 ** S"}, "typed 2 instead of e for all of them and never noticed"),
            ("Z-columns", {"Z": "np.sum(ES, axis=0, keepdims=True)"}, "summed the exponentials down the columns"),
            ("Z-everything", {"Z": "np.sum(ES) + 0 * ES[:, :1]"}, "divided by the sum over the whole batch"),
            ("Z-first-row", {"Z": "np.sum(ES[:1], axis=1, keepdims=True) + 0 * ES[:, :1]"}, "used the first sample's denominator for all"),
            ("Z-missing-class", {"Z": "np.sum(ES[:, 1:], axis=1, keepdims=True)"}, "left the first class out of the denominators"),
            ("Z-plus-one", {"Z": "1 + np.sum(ES, axis=1, keepdims=True)"}, "added the one of a sigmoid to the denominators"),
            ("Z-norm", {"Z": "np.sqrt(np.sum(ES**2, axis=1, keepdims=True))"}, "took the length of the rows"),
            ("PT-shifted-label", {"PT": "np.sum(np.roll(T, 1, axis=1) * P, axis=1)"}, "counted the classes from one and was off by one"),
            ("PT-first-sample-class", {"PT": "P @ T[0]"}, "used the first sample's class for all samples"),
            ("PT-complement", {"PT": "1 - np.sum(T * P, axis=1)"}, "used the probability that the class is wrong"),
            ("ln-one-sample", {"lnPT": "put(np.log(PT), 2, 0.0)"}, "forgot the third sample's logarithm"),
            ("ln-log10", {"lnPT": "put(np.log(PT), 0, np.log10(PT[0]))"}, "pressed log instead of ln for the first sample"),
            ("total-plus", {"total": "np.sum(lnPT)"}, "forgot the minus of the cross-entropy"),
            ("total-product", {"total": "-np.prod(lnPT)"}, "multiplied the logarithms because probabilities multiply"),
            ("N-classes", {"N": "float(T.shape[1])"}, "divided by the number of classes throughout"),
            ("N-features", {"N": "float(X.shape[1])"}, "took the number of features for N"),
            ("N-entries", {"N": "float(T.size)"}, "averaged over all entries of T"),
            ("ssq-weights-summed", {"ssq": "np.sum(W)**2"}, "squared the sum instead of summing the squares"),
            ("ssq-root", {"ssq": "np.sqrt(np.sum(sq))"}, "took the norm, not its square"),
            ("ssq-first-row", {"ssq": "np.sum(sq[0])"}, "summed the squares of the first row of W only"),
            ("sq-abs", {"sq": "np.abs(W)"}, "penalised the magnitudes in the loss only"),
            ("sq-negative", {"sq": "W * np.abs(W)"}, "kept the signs when squaring"),
            ("R-no-half", {"R": "lambda_ * ssq"}, "forgot the half in the penalty's value"),
            ("R-mean", {"R": "lambda_ / 2 * ssq / W.size"}, "averaged the penalty over the weights but not in the gradient"),
            # asked values
            ("P-no-division", {"P": "ES"}, "left out the normalisation"),
            ("P-sigmoid", {"P": "sigm(S)"}, "used a sigmoid for each class and kept the residual"),
            ("P-digits", {"P": "digits(ES / Z, 7)"}, "two digits of a probability exchanged"),
            ("P-last-row", {"P": "swap(ES / Z, 9, 10)"}, "exchanged two probabilities of the last sample"),
            ("D-sum", {"D": "total"}, "forgot to divide the cross-entropy by the number of samples"),
            ("D-one-over-classes", {"D": "total / 3"}, "averaged the value over the classes"),
            ("L-no-penalty", {"L": "D"}, "forgot the penalty in the loss"),
            ("L-minus-penalty", {"L": "D - R"}, "subtracted the penalty"),
            ("L-lambda-inside", {"L": "(D + R) / N"}, "averaged the penalty as well, after the mean was already taken"),
            # intermediate backward
            ("inv-square", {"inv": "-1 / P**2"}, "differentiated one over P"),
            ("inv-log", {"inv": "np.log(P)"}, "left the logarithm as it is when differentiating"),
            ("inv-P", {"inv": "P"}, "forgot the reciprocal"),
            ("picked-plus", {"picked": "T * inv"}, "lost the minus of the loss in the derivative by P"),
            ("picked-all", {"picked": "-inv"}, "differentiated the logarithms of all classes"),
            ("picked-complement", {"picked": "-T * inv + (1 - T) / (1 - P)"}, "used the binary cross-entropy's derivative"),
            ("picked-one-sample", {"picked": "-T * inv * np.array([[1.0], [0], [0], [0]])"}, "filled in the first sample only"),
            ("res-sign", {"res": "T - P"}, "wrote target minus probability"),
            ("res-plus", {"res": "P + T"}, "added the target"),
            ("res-no-target", {"res": "P"}, "forgot the one of the true class"),
            ("res-true-only", {"res": "T * (P - 1)"}, "kept the residual at the true class only"),
            ("res-diagonal", {"res": "-T * (1 - P) * P"}, "differentiated the true class's probability by its own score and forgot the logarithm"),
            ("res-shifted", {"res": "P - np.roll(T, -1, axis=1)"}, "subtracted the one a class too early"),
            ("res-scores", {"res": "S - T"}, "used scores for probabilities in the residual"),
            ("res-squared", {"res": "(P - T) * P * (1 - P)"}, "treated the loss as a squared error through a sigmoid"),
            ("decay-twice", {"decay": "2 * lambda_ * W"}, "did not let the two cancel with the half"),
            ("decay-half", {"decay": "lambda_ / 2 * W"}, "left the half and forgot the two of the square"),
            ("decay-lambda", {"decay": "lambda_ + 0 * W"}, "differentiated lambda W instead of lambda W squared"),
            ("decay-per-N", {"decay": "lambda_ * W / N"}, "divided the penalty by the number of samples too"),
            ("decay-minus", {"decay": "-lambda_ * W"}, "thought of decay as a subtraction"),
            ("XtG-own-row", {"XtG": "np.outer(X[0], dL_dS[0])"}, "only the first sample's outer product"),
            ("XtG-mean-x", {"XtG": "np.outer(np.mean(X, axis=0), np.sum(dL_dS, axis=0))"}, "averaged the inputs and summed the residuals before multiplying"),
            ("XtG-twice-N", {"XtG": "X.T @ dL_dS / N"}, "divided by the number of samples a second time"),
            ("XtG-flipped", {"XtG": "X[::-1].T @ dL_dS"}, "paired the samples with the residuals in the reverse order"),
            ("XtG-sign", {"XtG": "neg(X.T @ dL_dS, 6)"}, "one sign in the product table"),
            # asked derivatives
            ("dP-no-N", {"dL_dP": "picked"}, "forgot the mean in the derivative by P"),
            ("dP-residual", {"dL_dP": "(P - T) / N"}, "gave the residual instead"),
            ("dP-only-T", {"dL_dP": "-T / N"}, "took -T for the derivative of -T log P"),
            ("dS-no-N", {"dL_dS": "res"}, "forgot the mean in the residual"),
            ("dS-jacobian-again", {"dL_dS": "softmax_rows_gradient(P, res / N)"}, "sent the residual through the softmax once more"),
            ("dS-jacobian-plus", {"dL_dS": "P * (dL_dP + np.sum(P * dL_dP, axis=1, keepdims=True))"}, "a plus inside the softmax's Jacobian"),
            ("dS-multiplied-N", {"dL_dS": "res * N"}, "multiplied by N instead of dividing"),
            ("dS-digits", {"dL_dS": "digits(res / N, 4)"}, "two digits of one entry exchanged"),
            ("dW-no-decay", {"dL_dW": "XtG"}, "forgot the penalty's part"),
            ("dW-transposed@shape", {"dL_dW": "(XtG + decay).T"}, "wrote it with a row a class"),
            ("dW-from-P", {"dL_dW": "X.T @ dL_dP + decay"}, "skipped the softmax"),
            ("dW-abs-decay", {"dL_dW": "XtG + np.abs(decay)"}, "took the penalty's derivative to be positive always"),
            ("dW-decay-row", {"dL_dW": "XtG + decay * np.array([[1.0], [1], [1], [1], [0]])"}, "took the last row of W for a bias without decay"),
            ("db-mean", {"dL_db": "np.mean(dL_dS, axis=0)"}, "averaged over the samples again"),
            ("db-axis@shape", {"dL_db": "np.sum(dL_dS, axis=1)"}, "summed over the classes, zeros throughout"),
            ("db-not-summed@shape", {"dL_db": "dL_dS"}, "forgot to sum over the samples"),
            ("db-decay", {"dL_db": "np.sum(dL_dS, axis=0) + lambda_ * b"}, "decayed the bias too"),
            ("db-times-b", {"dL_db": "b * np.sum(dL_dS, axis=0)"}, "kept the bias as a factor"),
            ("db-first-sample", {"dL_db": "dL_dS[0]"}, "gave the first sample's residual only"),
            ("db-minus", {"dL_db": "-np.sum(dL_dS, axis=0)"}, "gave the direction of the step"),
            ("dX-scaled", {"dL_dX": "dL_dS @ W.T / N"}, "divided by N once more at the end"),
            ("dX-transposed@shape", {"dL_dX": "W @ dL_dS.T"}, "columns for samples"),
            ("dX-decay", {"dL_dX": "dL_dS @ (W + decay).T"}, "put the decayed weights in"),
            ("dX-true-column", {"dL_dX": "T @ W.T / N"}, "used the targets instead of the residuals"),
            ("dX-from-P", {"dL_dX": "dL_dP @ W.T"}, "went from the probabilities straight to the inputs"),
            ("dX-sign", {"dL_dX": "neg(dL_dS @ W.T, 13)"}, "lost a sign in the third row"),
            ("dX-summed@shape", {"dL_dX": "np.sum(dL_dS @ W.T, axis=0)"}, "summed over the samples as for the bias"),
            # misread forwards
            ("misread-sum-loss", {"N": "1.0"}, "read the loss as a sum over the samples"),
            ("misread-no-half", {"R": "lambda_ * ssq", "decay": "2 * lambda_ * W"}, "read the penalty without the half"),
            ("misread-bias-decay", {"R": "lambda_ / 2 * (ssq + np.sum(b**2))", "dL_db": "np.sum(dL_dS, axis=0) + lambda_ * b"}, "penalised the bias as well"),
            ("misread-whole-matrix", {"Z": "np.sum(ES)", "dL_dS": "P * (dL_dP - np.sum(P * dL_dP))"}, "took the softmax over the whole matrix of scores"),
            ("misread-minus-b", {"S": "XW - b", "dL_db": "-np.sum(dL_dS, axis=0)"}, "read X W - b"),
            ("misread-l1", {"sq": "np.abs(W)", "decay": "lambda_ / 2 * np.sign(W)"}, "read the penalty as a sum of magnitudes"),
            ("misread-base-ten", {"lnPT": "np.log10(PT)", "inv": "1 / (P * np.log(10))", "dL_dS": "res / N / np.log(10)"}, "took all logarithms to base ten, derivatives too"),
            ("misread-penalty-averaged", {"R": "lambda_ / 2 * ssq / N", "decay": "lambda_ * W / N"}, "read the penalty inside the mean"),
            ("misread-squared-error", {"PT": "np.sum((P - T)**2, axis=1)", "lnPT": "-PT", "picked": "2 * (P - T)", "dL_dS": "softmax_rows_gradient(P, dL_dP)"}, "used the squared error of the probabilities"),
            ("misread-norm-penalty", {"ssq": "np.sqrt(np.sum(sq))", "decay": "lambda_ / 2 * W / ssq"}, "read the norm, not its square, in the penalty"),
            ("misread-sigmoids", {"P": "1 / (1 + np.exp(-S))", "dL_dS": "dL_dP * P * (1 - P)"}, "read independent sigmoids with -log of the true one"),
            # two at once
            ("two-b-and-decay", {"S": "XW", "decay": "2 * lambda_ * W"}, "no bias in the scores, and a two in the decay"),
            ("two-N-and-sign", {"D": "total", "res": "T - P"}, "a sum for the mean in the value, and the residual's sign"),
            ("two-Z-and-penalty", {"Z": "np.sum(ES[:, :2], axis=1, keepdims=True)", "L": "D - R"}, "a class missing below, and the penalty subtracted"),
            ("two-digits-and-db", {"P": "digits(ES / Z, 1)", "dL_db": "np.mean(dL_dS, axis=0)"}, "a probability copied wrongly, and a mean for the sum"),
            ("two-inv-and-transposed@shape", {"inv": "P", "dL_dW": "(XtG + decay).T"}, "no reciprocal, and the weights' gradient on its side"),
            ("two-XW-and-dX", {"XW": "bump(X @ W, 2, -X[0, 1] * W[1, 2])", "dL_dX": "dL_dS @ np.abs(W).T"}, "a term skipped in the scores, and the signs of W lost at the end"),
        ],
    },
}
