import numpy as np
from lines import _flat, _back, bump, put, neg, times, swap, digits, sigm


HELPERS = {"bump": bump, "put": put, "neg": neg, "times": times, "swap": swap, "digits": digits, "sigm": sigm}


def windows(x, k, s, dil=1, pad=0, off=0, fill=0.0, room=0):
    """[c, i, j, m, n]: the entries x[c, off + i s + m dil, off + j s + n dil] of a padded x; `room` more at the end."""
    x, k, s = np.asarray(x, float), int(k), int(s)
    z = np.pad(x, ((0, 0), (pad, pad + room), (pad, pad + room)), constant_values=fill)
    n = (z.shape[1] - off - dil * (k - 1) - 1) // s + 1
    at = off + s * np.arange(n)[:, None] + dil * np.arange(k)
    return z[:, at[:, None, :, None], at[None, :, None, :]]


def scatter(G, size, s, dil=1, pad=0, off=0):
    """[c, size, size]: what belongs to the places of the windows, added up; what is outside is dropped."""
    size, s = int(size), int(s)
    out = np.zeros((G.shape[0], size, size))
    for i in range(G.shape[1]):
        for j in range(G.shape[2]):
            for m in range(G.shape[3]):
                for n in range(G.shape[4]):
                    a, b = off + i * s + m * dil - pad, off + j * s + n * dil - pad
                    if 0 <= a < size and 0 <= b < size:
                        out[:, a, b] += G[:, i, j, m, n]
    return out


def overwrite(G, size, s):
    """As scatter, but later windows replace what earlier ones wrote (zeros are not written)."""
    out = np.zeros((G.shape[0], int(size), int(size)))
    for i in range(G.shape[1]):
        for j in range(G.shape[2]):
            for m in range(G.shape[3]):
                for n in range(G.shape[4]):
                    at = (slice(None), i * int(s) + m, j * int(s) + n)
                    v = G[:, i, j, m, n]
                    out[at] = np.where(v != 0, v, out[at])
    return out


def nearest(win, y):
    """1 where a window holds the entry that was read off as y."""
    d = np.abs(win - np.asarray(y)[..., None, None])
    return (d == d.min(axis=(3, 4), keepdims=True)) * 1.0


def nz(a, k):
    """the place of the entry number k among those that are not 0"""
    return int(np.flatnonzero(np.asarray(a))[k])


def negnz(a, k):
    return neg(a, nz(a, k))


def movenz(a, k, by):
    """the k-th entry that is not 0 is written `by` places further on"""
    f, p = _flat(a), nz(a, k)
    v = f[p]
    f[p] = 0
    f[(p + by) % len(f)] += v
    return _back(f, a)


def conv(w, W):
    """[k, i, j] of one channel's windows [i, j, m, n] and kernels [k, m, n]"""
    return np.einsum("ijmn,kmn->kij", w, W)


def corr(g, w):
    """[k, m, n]: upstream [k, i, j] with the windows [i, j, m, n]"""
    return np.einsum("kij,ijmn->kmn", g, w)


def spread(g, W):
    """[t, i, j, m, n]: each output's gradient times the weights, summed over output channels"""
    return np.einsum("kij,ktmn->tijmn", g, W)


def only(a, *at):
    """a, and 0 outside a[at]"""
    out = np.zeros(np.shape(a))
    out[at] = np.asarray(a, float)[at]
    return out


HELPERS.update({"windows": windows, "scatter": scatter, "overwrite": overwrite, "nearest": nearest, "nz": nz, "negnz": negnz,
                "movenz": movenz, "conv": conv, "corr": corr, "spread": spread, "only": only, "slice": slice})


PROBLEMS = {
    "softmax-loss": {
        "lines": [
            ("ey", "np.exp(y)"),
            ("Z", "np.sum(ey)"),
            ("p", "ey / Z"),
            ("t", "np.eye(5)[int(gt)]"),
            ("pgt", "np.sum(t * p)"),
            ("L", "-np.log(pgt)"),
            ("dL_dpgt", "-1 / pgt"),
            ("num", "np.sum(t * ey)"),
            ("first", "t * ey / Z"),
            ("ZZ", "Z**2"),
            ("second", "num * ey / ZZ"),
            ("dpgt_dy", "first - second"),
            ("dL_dy", "dL_dpgt * dpgt_dy"),
        ],
        "slips": [
            # forward
            ("exp-forgotten", {"ey": "y"}, "normalised the scores without exponentials"),
            ("exp-minus", {"ey": "np.exp(-y)"}, "typed exp(-y), as for a sigmoid"),
            ("exp-sign-lost", {"ey": "put(np.exp(y), 1, np.exp(-y[1]))"}, "lost the minus sign of the second score"),
            ("exp-sign-lost-last", {"ey": "put(np.exp(y), 4, np.exp(-y[4]))"}, "lost the minus sign of the last score"),
            ("exp-minus-outside", {"ey": "np.sign(y) * np.exp(np.abs(y))"}, "pulled the minus sign out of the exponential"),
            ("exp-2.7", {"ey": "2.7 ** y"}, "took 2.7 for e"),
            ("exp-series", {"ey": "1 + y + y**2 / 2"}, "broke off the series of the exponential after the square"),
            ("exp-digits", {"ey": "digits(np.exp(y), 2)"}, "copied the largest exponential with two digits exchanged"),
            ("exp-decimal", {"ey": "times(np.exp(y), 3, 0.1)"}, "slipped the decimal point of the fourth exponential"),
            ("exp-two-swapped", {"ey": "swap(np.exp(y), 0, 1)"}, "wrote the first two exponentials in each other's places"),
            ("exp-square", {"ey": "y**2"}, "squared the scores to make them positive"),
            ("Z-last-missing", {"Z": "np.sum(ey[:-1])"}, "left the last class out of the sum"),
            ("Z-first-missing", {"Z": "np.sum(ey[1:])"}, "started the sum at class one"),
            ("Z-others-only", {"Z": "np.sum(ey) - ey[int(gt)]"}, "summed over the other classes only, which gives the odds"),
            ("Z-exp-of-sum", {"Z": "np.exp(np.sum(y))"}, "took the exponential of the sum for the sum of exponentials"),
            ("Z-norm", {"Z": "np.sqrt(np.sum(ey**2))"}, "divided by the Euclidean norm"),
            ("Z-mean", {"Z": "np.mean(ey)"}, "divided by the mean"),
            ("Z-adding-error", {"Z": "np.sum(ey) + 0.1"}, "was off by a tenth when adding up"),
            ("Z-log", {"Z": "np.log(np.sum(ey))"}, "wrote the log-sum-exp into the denominator"),
            ("p-digits", {"p": "digits(ey / Z, 2)"}, "copied the true class's probability with two digits exchanged"),
            ("p-not-divided", {"p": "ey"}, "forgot to divide by the sum"),
            ("pgt-round", {"pgt": "np.round(np.sum(t * p), 1)"}, "rounded the probability of the true class to one decimal"),
            ("pgt-complement", {"pgt": "1 - np.sum(t * p)"}, "used the probability of missing the true class"),
            ("pgt-label-from-one", {"pgt": "p[int(gt) - 1]"}, "counted classes from one when reading off the probability"),
            ("pgt-next", {"pgt": "p[(int(gt) + 1) % 5]"}, "read off one class too late"),
            ("pgt-score", {"pgt": "np.sum(t * y)"}, "put the true class's score where its probability belongs"),
            # asked and backward
            ("dL_dpgt-value", {"dL_dpgt": "-np.log(pgt)"}, "handed in the loss itself"),
            ("dL_dpgt-square", {"dL_dpgt": "-1 / pgt**2"}, "used the rule for one over p"),
            ("dL_dpgt-no-reciprocal", {"dL_dpgt": "-pgt"}, "wrote -p for the derivative of -log p"),
            ("dL_dpgt-residual", {"dL_dpgt": "pgt - 1"}, "gave the derivative by the score of the true class"),
            ("dL_dpgt-digits", {"dL_dpgt": "digits(-1 / pgt, 0)"}, "two digits exchanged in the first answer"),
            ("dL_dpgt-of-log", {"dL_dpgt": "-1 / np.log(pgt)"}, "took the reciprocal of the logarithm"),
            ("num-all", {"num": "np.sum(ey)"}, "took the whole sum for the numerator in the quotient rule"),
            ("num-p", {"num": "pgt"}, "wrote the probability for the exponential in the second term"),
            ("first-all", {"first": "ey / Z"}, "differentiated the numerator for every class, as if each were the true one"),
            ("first-no-exp", {"first": "t / Z"}, "differentiated the exponential to one"),
            ("first-score", {"first": "t * y * ey / Z"}, "brought the exponent down as in a power rule"),
            ("first-dropped", {"first": "0 * y"}, "dropped the first term of the quotient rule"),
            ("ZZ-not-squared", {"ZZ": "Z"}, "forgot the square in the quotient rule"),
            ("ZZ-doubled", {"ZZ": "2 * Z"}, "doubled the denominator instead of squaring it"),
            ("ZZ-sum-of-squares", {"ZZ": "np.sum(ey**2)"}, "squared each exponential before adding up"),
            ("second-constant", {"second": "num / ZZ"}, "forgot that the sum's derivative is the exponential"),
            ("second-whole-Z", {"second": "num * Z / ZZ + 0 * y"}, "took the derivative of the sum to be the sum"),
            ("dpgt_dy-plus", {"dpgt_dy": "first + second"}, "a plus in the quotient rule"),
            ("dpgt_dy-reversed", {"dpgt_dy": "second - first"}, "the quotient rule the wrong way round"),
            ("dpgt_dy-sigmoid", {"dpgt_dy": "p * (1 - p)"}, "used p (1 - p) for each class"),
            ("dpgt_dy-diagonal-only", {"dpgt_dy": "t * pgt * (1 - pgt)"}, "kept the diagonal of the Jacobian and put zeros for the other classes"),
            ("dpgt_dy-no-front", {"dpgt_dy": "t - p"}, "forgot the factor of the probability"),
            ("dpgt_dy-own-front", {"dpgt_dy": "p * (t - p)"}, "each class's own probability in front"),
            ("dpgt_dy-cross-sign", {"dpgt_dy": "pgt * np.abs(t - p)"}, "forgot the minus of the other classes"),
            ("dpgt_dy-entry", {"dpgt_dy": "bump(first - second, 3, 0.05)"}, "wrote a wrong digit in the fourth class"),
            ("dpgt_dy-neg-one", {"dpgt_dy": "neg(first - second, 0)"}, "lost the minus of the first class"),
            ("dpgt_dy-one-minus-others", {"dpgt_dy": "pgt * (t - (1 - t) * (1 - p) - t * p)"}, "multiplied by 1 - p in the other classes too"),
            ("dpgt_dy-jacobian@shape", {"dpgt_dy": "np.diag(p) - np.outer(p, p)"}, "gave the Jacobian of all probabilities"),
            ("dpgt_dy-number@shape", {"dpgt_dy": "pgt * (1 - pgt)"}, "gave one number, for the true class only"),
            ("dpgt_dy-label-from-one", {"dpgt_dy": "pgt * (np.eye(5)[int(gt) - 1] - p)"}, "put the one at the class before"),
            ("dL_dy-minus", {"dL_dy": "-dL_dpgt * dpgt_dy"}, "dropped the minus when multiplying -1/p in"),
            ("dL_dy-no-target", {"dL_dy": "p"}, "forgot to take the one off"),
            ("dL_dy-target-added", {"dL_dy": "p + t"}, "added the one hot vector"),
            ("dL_dy-chain-forgotten", {"dL_dy": "dpgt_dy"}, "forgot to multiply by the loss's derivative"),
            ("dL_dy-upstream-only", {"dL_dy": "dL_dpgt * t"}, "skipped the softmax in the chain"),
            ("dL_dy-divided", {"dL_dy": "dpgt_dy / dL_dpgt"}, "divided by the upstream derivative"),
            ("dL_dy-scores", {"dL_dy": "y - t"}, "took the scores for the probabilities"),
            ("dL_dy-mean", {"dL_dy": "(p - t) / 5"}, "divided by the number of classes"),
            ("dL_dy-times-p", {"dL_dy": "(p - t) * p"}, "multiplied by the probability once more"),
            ("dL_dy-label-next", {"dL_dy": "p - np.eye(5)[(int(gt) + 1) % 5]"}, "subtracted the one from the class after"),
            ("dL_dy-true-zero", {"dL_dy": "p * (1 - t)"}, "thought that the true class needs no gradient"),
            ("dL_dy-swapped", {"dL_dy": "swap(dL_dpgt * dpgt_dy, 3, 4)"}, "exchanged the last two entries when copying"),
            ("dL_dy-log", {"dL_dy": "np.log(p) - t"}, "put log-probabilities into p - t"),
            ("dL_dy-true-only@shape", {"dL_dy": "pgt - 1"}, "gave only the true class's entry"),
            # misread
            ("misread-label-from-one", {"t": "np.eye(5)[int(gt) - 1]"}, "took gt to count the classes from one, throughout"),
            ("misread-label-from-the-end", {"t": "np.eye(5)[-1]"}, "took the last class for the true one, throughout"),
            ("misread-sigmoid", {"ey": "np.exp(-y)", "Z": "1 + ey", "p": "1 / Z", "first": "t * p", "second": "t * p**2"}, "read the softmax as a sigmoid of each score"),
            ("misread-log10", {"L": "-np.log10(pgt)", "dL_dpgt": "-1 / (pgt * np.log(10))"}, "read log as the calculator's base ten and derived for that"),
            ("misread-log2", {"L": "-np.log2(pgt)", "dL_dpgt": "-1 / (pgt * np.log(2))"}, "measured the loss in bits"),
            ("misread-plus-log", {"L": "np.log(pgt)", "dL_dpgt": "1 / pgt"}, "read the loss as the logarithm, not the negative one"),
            ("misread-one-minus", {"L": "1 - pgt", "dL_dpgt": "-1.0 + 0 * pgt"}, "took one minus the probability for the loss"),
            ("misread-square", {"L": "(1 - pgt)**2", "dL_dpgt": "-2 * (1 - pgt)"}, "took the squared error of the probability for the loss"),
            ("misread-exp-minus", {"ey": "np.exp(-y)", "first": "-t * ey / Z", "second": "-num * ey / ZZ"}, "read exp(-y) in the softmax, and differentiated with the inner minus"),
            ("misread-base-2", {"ey": "2.0 ** y", "first": "np.log(2) * t * ey / Z", "second": "np.log(2) * num * ey / ZZ"}, "read powers of two"),
            ("misread-normalised-scores", {"ey": "y", "first": "t / Z", "second": "num / ZZ"}, "read p as each score over the sum of scores"),
            ("misread-squares", {"ey": "y**2", "first": "2 * t * y / Z", "second": "2 * num * y / ZZ"}, "read p as squares over the sum of squares"),
            ("misread-plus-one", {"Z": "1 + np.sum(ey)"}, "thought of a sixth class of score 0 in the denominator, throughout the quotient rule"),
            ("misread-temperature", {"ey": "np.exp(y / 2)", "first": "0.5 * t * ey / Z", "second": "0.5 * num * ey / ZZ"}, "softmax at temperature two"),
            # two
            ("two-Z-and-minus", {"Z": "np.sum(ey[:-1])", "dL_dpgt": "1 / pgt"}, "a class left out of the sum, and the minus of the loss lost"),
            ("two-exp-and-target", {"ey": "put(np.exp(y), 1, np.exp(-y[1]))", "dL_dy": "p"}, "a sign lost in an exponent, and no one taken off at the end"),
            ("two-label-and-plus", {"pgt": "p[int(gt) - 1]", "dpgt_dy": "first + second"}, "the probability of the class before, and a plus in the quotient rule"),
            ("two-ZZ-and-reciprocal", {"ZZ": "Z", "dL_dpgt": "-pgt"}, "no square in the denominator, and no reciprocal in the logarithm's derivative"),
            ("two-digits-and-swap", {"dL_dpgt": "digits(-1 / pgt, 0)", "dL_dy": "swap(p - t, 0, 1)"}, "digits exchanged in the first answer, entries exchanged in the last"),
        ],
    },

    "linear": {
        "lines": [
            ("Wx", "W @ x"),
            ("y", "Wx + b"),
            ("L", "np.sum(g * y)"),
            ("dL_dy", "g"),
            ("dL_dW", "np.outer(dL_dy, x)"),
            ("dL_db", "dL_dy"),
            ("terms", "W * dL_dy[:, None]"),
            ("dL_dx", "np.sum(terms, axis=0)"),
        ],
        "slips": [
            ("upstream-minus", {"dL_dy": "-g"}, "turned the sign of the upstream gradient, as in a descent step"),
            ("upstream-y", {"dL_dy": "g * y"}, "differentiated g y by leaving y in"),
            ("upstream-swapped", {"dL_dy": "swap(g, 0, 2)"}, "copied g with its outer entries exchanged"),
            ("upstream-sign-lost", {"dL_dy": "neg(g, 1)"}, "copied the second entry of g without its minus"),
            ("upstream-plain-y", {"dL_dy": "y"}, "took the output for the upstream gradient"),
            ("upstream-first-only", {"dL_dy": "put(put(g, 1, 0), 2, 0)"}, "used the first entry of g and dropped the others"),
            ("upstream-total", {"dL_dy": "np.sum(g) * np.ones(3)"}, "summed g before sending it back"),
            ("upstream-digit", {"dL_dy": "bump(g, 2, 0.09)"}, "copied -0.89 as -0.80"),
            ("dL_dW-transposed@shape", {"dL_dW": "np.outer(x, dL_dy)"}, "wrote x gT for g xT"),
            ("dL_dW-x@shape", {"dL_dW": "x"}, "said that the derivative of W x by W is x"),
            ("dL_dW-no-g", {"dL_dW": "np.outer(np.ones(3), x)"}, "gave x in every row and forgot g"),
            ("dL_dW-no-x", {"dL_dW": "np.outer(dL_dy, np.ones(5))"}, "gave g in every column and forgot x"),
            ("dL_dW-times-W", {"dL_dW": "np.outer(dL_dy, x) * W"}, "left the weight in the product"),
            ("dL_dW-W", {"dL_dW": "W * dL_dy[:, None]"}, "took the weights where the input belongs"),
            ("dL_dW-with-y", {"dL_dW": "np.outer(y, x)"}, "used the output in place of its gradient"),
            ("dL_dW-column-wrong", {"dL_dW": "np.outer(dL_dy, x[::-1])"}, "wrote the columns in reverse order"),
            ("dL_dW-entry-sign", {"dL_dW": "neg(np.outer(dL_dy, x), 5)"}, "minus times minus came out as minus in the second row"),
            ("dL_dW-entry-sign-2", {"dL_dW": "neg(np.outer(dL_dy, x), 14)"}, "minus times minus came out as minus in the last entry"),
            ("dL_dW-entry-digits", {"dL_dW": "digits(np.outer(dL_dy, x), 4)"}, "two digits exchanged in the table"),
            ("dL_dW-rows-swapped", {"dL_dW": "np.outer(dL_dy, x)[[0, 2, 1]]"}, "exchanged two rows"),
            ("dL_dW-decimal", {"dL_dW": "times(np.outer(dL_dy, x), 7, 10)"}, "slipped the decimal point with x = -0.06"),
            ("dL_dW-sum@shape", {"dL_dW": "np.sum(dL_dy) * x"}, "summed over the outputs"),
            ("dL_dW-plus-b", {"dL_dW": "np.outer(dL_dy, x) + b[:, None]"}, "kept the bias when differentiating"),
            ("dL_dW-abs", {"dL_dW": "np.outer(np.abs(dL_dy), x)"}, "dropped the minus signs of g"),
            ("dL_db-ones", {"dL_db": "np.ones(3)"}, "said that the derivative by b is one and forgot g"),
            ("dL_db-sum@shape", {"dL_db": "np.sum(dL_dy)"}, "summed g into one number"),
            ("dL_db-b", {"dL_db": "dL_dy * b"}, "multiplied by the bias"),
            ("dL_db-b-itself", {"dL_db": "b"}, "handed in the bias"),
            ("dL_db-matrix@shape", {"dL_db": "np.diag(dL_dy)"}, "wrote the gradient on the diagonal of a matrix"),
            ("dL_db-mean", {"dL_db": "dL_dy / 3"}, "divided by the number of outputs for the bias"),
            ("dL_db-x-sum", {"dL_db": "dL_dy * np.sum(x)"}, "summed the rows of the weights' gradient"),
            ("dL_db-squared", {"dL_db": "dL_dy * g"}, "multiplied by the upstream gradient twice"),
            ("terms-no-g", {"terms": "W"}, "added up the columns of W without g"),
            ("terms-x", {"terms": "W * dL_dy[:, None] * x"}, "kept x in the derivative by x"),
            ("terms-entry-sign", {"terms": "neg(W * dL_dy[:, None], 0)"}, "a sign wrong in the first product"),
            ("terms-one-missing", {"terms": "put(W * dL_dy[:, None], 13, 0)"}, "skipped one product of the fourth column"),
            ("terms-row-order", {"terms": "W * dL_dy[::-1, None]"}, "paired the rows of W with g from the bottom up"),
            ("terms-W-copied", {"terms": "swap(W, 1, 2) * dL_dy[:, None]"}, "copied two weights of the first row into each other's places"),
            ("terms-W-sign-copied", {"terms": "neg(W, 8) * dL_dy[:, None]"}, "copied a weight of the second row with the wrong sign"),
            ("dL_dx-not-summed@shape", {"dL_dx": "terms"}, "did not add the outputs' shares up"),
            ("dL_dx-row-sums@shape", {"dL_dx": "np.sum(terms, axis=1)"}, "added up rows instead of columns"),
            ("dL_dx-mean", {"dL_dx": "np.mean(terms, axis=0)"}, "averaged the outputs' shares"),
            ("dL_dx-last-row", {"dL_dx": "terms[-1]"}, "kept the last output's share only, each overwriting the one before"),
            ("dL_dx-first-two", {"dL_dx": "terms[0] + terms[1]"}, "forgot the third output"),
            ("dL_dx-bias", {"dL_dx": "np.sum(terms, axis=0) + np.sum(b)"}, "carried the bias along"),
            ("dL_dx-digits", {"dL_dx": "digits(np.sum(terms, axis=0), 1)"}, "two digits exchanged in the second entry"),
            ("dL_dx-swapped", {"dL_dx": "swap(np.sum(terms, axis=0), 2, 3)"}, "wrote two entries in each other's places"),
            ("dL_dx-minus", {"dL_dx": "-np.sum(terms, axis=0)"}, "a minus from nowhere before WT g"),
            ("dL_dx-max", {"dL_dx": "np.max(terms, axis=0)"}, "took the largest share, as in pooling"),
            ("dL_dx-add-error", {"dL_dx": "bump(np.sum(terms, axis=0), 4, 1)"}, "carried a one too many in the last sum"),
            # misread
            ("misread-no-g", {"L": "np.sum(y)", "dL_dy": "np.ones(3)"}, "read the loss as the sum of y"),
            ("misread-target", {"L": "0.5 * np.sum((y - g)**2)", "dL_dy": "y - g"}, "read g as a target with half the squared error"),
            ("misread-target-no-half", {"L": "np.sum((y - g)**2)", "dL_dy": "2 * (y - g)"}, "read g as a target with the squared error"),
            ("misread-mean", {"L": "np.mean(g * y)", "dL_dy": "g / np.size(g)"}, "read the mean of g y"),
            ("misread-minus-b", {"y": "Wx - b", "dL_db": "-1.0 * dL_dy"}, "read W x - b"),
            ("misread-no-bias", {"y": "Wx", "dL_db": "0.0 * dL_dy"}, "overlooked the bias, so the loss does not depend on it"),
            ("misread-relu", {"L": "np.sum(g * np.maximum(y, 0))", "dL_dy": "g * (y > 0)"}, "thought of a layer with a relu"),
            ("misread-sigmoid", {"L": "np.sum(g * sigm(y))", "dL_dy": "g * sigm(y) * (1 - sigm(y))"}, "thought of a layer with a sigmoid"),
            ("misread-tanh", {"L": "np.sum(g * np.tanh(y))", "dL_dy": "g * (1 - np.tanh(y)**2)"}, "thought of a layer with a tanh"),
            ("misread-scaled", {"Wx": "W @ x / np.sqrt(5)", "dL_dW": "np.outer(dL_dy, x) / np.sqrt(5)", "terms": "W * dL_dy[:, None] / np.sqrt(5)"}, "divided the product by the root of the number of inputs, as in attention"),
            # two
            ("two-transposed-and-ones@shape", {"dL_dW": "np.outer(x, dL_dy)", "dL_db": "np.ones(3)"}, "x gT for g xT, and ones for the bias"),
            ("two-swap-and-sign", {"dL_dy": "swap(g, 0, 1)", "dL_dx": "-np.sum(terms, axis=0)"}, "g copied with two entries exchanged, and a minus before WT g"),
            ("two-entry-and-missing", {"dL_dW": "neg(np.outer(dL_dy, x), 6)", "terms": "put(W * dL_dy[:, None], 12, 0)"}, "a sign in the table, and a product skipped in WT g"),
            ("two-no-x-and-mean", {"dL_dW": "np.outer(dL_dy, np.ones(5))", "dL_dx": "np.mean(terms, axis=0)"}, "no x in the weights' gradient, and the mean of the columns"),
        ],
    },

    "convolution": {
        "lines": [
            ("win", "windows(x, 3, s)"),
            ("y0", "conv(win[0], W[:, 0])"),
            ("y1", "conv(win[1], W[:, 1])"),
            ("ysum", "y0 + y1"),
            ("y", "ysum + b[:, None, None]"),
            ("L", "np.sum(g * y)"),
            ("dL_dy", "g"),
            ("dW0", "corr(dL_dy, win[0])"),
            ("dW1", "corr(dL_dy, win[1])"),
            ("dL_dW", "np.stack([dW0, dW1], axis=1)"),
            ("grows", "np.sum(dL_dy, axis=2)"),
            ("dL_db", "np.sum(grows, axis=1)"),
            ("gW", "spread(dL_dy, W)"),
            ("dL_dx", "scatter(gW, 7, s)"),
        ],
        "slips": [
            # forward, not asked
            ("win-stride-1", {"win": "windows(x, 3, 1)[:, :3, :3]"}, "moved the kernel by one place, and remembered the stride only on the way back"),
            ("win-off-by-one", {"win": "windows(x, 3, s, off=1, room=1)"}, "started the windows at row and column one"),
            ("win-padded", {"win": "windows(x, 3, s, pad=1)[:, :3, :3]"}, "put a border of zeros around x and used the first places"),
            ("win-last-repeated", {"win": "windows(x, 3, s)[:, [0, 1, 1]]"}, "used the second row of windows for the third one again"),
            ("win-stride-rows-only", {"win": "windows(x, 3, 1)[:, [0, 2, 4]][:, :, :3]"}, "moved by two from row to row, but by one from column to column"),
            ("win-transposed", {"win": "np.swapaxes(windows(x, 3, s), 3, 4)"}, "wrote the windows with rows for columns"),
            ("win-places-transposed", {"win": "np.swapaxes(windows(x, 3, s), 1, 2)"}, "moved down first and then to the right"),
            ("win-flipped", {"win": "windows(x, 3, s)[..., ::-1, ::-1]"}, "turned the windows by a half turn, as in signal processing"),
            ("win-flipped-rows", {"win": "windows(x, 3, s)[..., ::-1, :]"}, "read the windows from the bottom up"),
            ("win-channels-swapped", {"win": "windows(x, 3, s)[::-1]"}, "took the channels in the wrong order"),
            ("win-first-channel-twice", {"win": "windows(x, 3, s)[[0, 0]]"}, "read both channels from the first"),
            ("win-2-by-2", {"win": "windows(x, 3, s) * np.outer([1, 1, 0], [1, 1, 0])"}, "stopped the sums at m, n = 1"),
            ("win-dilated", {"win": "windows(x, 3, 1, dil=2)"}, "put the stride on m and n: x[i + m s, j + n s]"),
            ("win-copy-sign", {"win": "windows(neg(x, 9), 3, s)"}, "copied an entry of the second row with the wrong sign"),
            ("win-copy-swapped", {"win": "windows(swap(x, 22, 23), 3, s)"}, "copied two neighbours of x in the wrong order"),
            ("win-copy-rows", {"win": "windows(x[:, [0, 2, 1, 3, 4, 5, 6]], 3, s)"}, "exchanged the second and third rows when copying x"),
            ("win-copy-decimal", {"win": "windows(times(x, 64, 10), 3, s)"}, "slipped the decimal point of an entry of the second channel"),
            ("win-first-only", {"win": "np.broadcast_to(windows(x, 3, s)[:, :1, :1], (2, 3, 3, 3, 3))"}, "used the first window everywhere"),
            ("y0-other-kernel", {"y0": "conv(win[0], W[:, 1])"}, "took the second channel's kernels for the first channel"),
            ("y0-first-filter", {"y0": "conv(win[0], W[[0, 0, 0], 0])"}, "used filter 0 for all output channels"),
            ("y0-flipped", {"y0": "conv(win[0], W[:, 0, ::-1, ::-1])", "y1": "conv(win[1], W[:, 1, ::-1, ::-1])"}, "flipped the kernel in the forward pass only"),
            ("y0-transposed", {"y0": "conv(win[0], np.swapaxes(W[:, 0], 1, 2))", "y1": "conv(win[1], np.swapaxes(W[:, 1], 1, 2))"}, "read the kernels by columns"),
            ("y0-sign", {"y0": "neg(conv(win[0], W[:, 0]), 4)"}, "lost a minus in the middle of the first sum"),
            ("y0-term-missing", {"y0": "bump(conv(win[0], W[:, 0]), 0, -win[0, 0, 0, 2, 2] * W[0, 0, 2, 2])"}, "left the last product out at the first place"),
            ("y0-product-sign", {"y0": "bump(conv(win[0], W[:, 0]), 13, -2 * win[0, 1, 1, 0, 1] * W[1, 0, 0, 1])"}, "one product with the wrong sign"),
            ("y0-digits", {"y0": "digits(conv(win[0], W[:, 0]), 20)"}, "copied an interim sum with two digits exchanged"),
            ("y1-forgotten", {"y1": "0 * g"}, "forgot the second input channel"),
            ("y1-first-channel", {"y1": "conv(win[0], W[:, 1])"}, "slid the second kernels over the first channel"),
            ("y1-first-kernel", {"y1": "conv(win[1], W[:, 0])"}, "slid the first kernels over the second channel"),
            ("y1-copy", {"y1": "conv(win[1], neg(W, 12)[:, 1])"}, "lost the sign of a weight in the second channel"),
            ("y1-elementwise-corner", {"y1": "conv(win[1], W[:, 1]) - np.einsum('ij,k->kij', win[1][:, :, 1, 1], W[:, 1, 1, 1])"}, "left the centre of the kernel out for the second channel"),
            ("ysum-minus", {"ysum": "y0 - y1"}, "subtracted the second channel"),
            ("ysum-mean", {"ysum": "(y0 + y1) / 2"}, "averaged the channels"),
            ("ysum-product", {"ysum": "y0 * y1"}, "multiplied the channels' sums"),
            ("ysum-max", {"ysum": "np.maximum(y0, y1)"}, "took the larger of the two channels"),
            ("ysum-carry", {"ysum": "bump(y0 + y1, 10, 1)"}, "carried a one too many when adding the channels"),
            # y
            ("y-no-bias", {"y": "ysum"}, "forgot the bias in the output"),
            ("y-bias-minus", {"y": "ysum - b[:, None, None]"}, "subtracted the bias in the output"),
            ("y-bias-by-column", {"y": "ysum + b"}, "added the bias along the columns, as broadcasting does"),
            ("y-bias-by-row", {"y": "ysum + b[:, None]"}, "added the bias along the rows"),
            ("y-bias-twice", {"y": "ysum + 2 * b[:, None, None]"}, "added the bias once for each input channel"),
            ("y-bias-nine", {"y": "ysum + 9 * b[:, None, None]"}, "put the bias inside the sum over the window"),
            ("y-bias-first-place", {"y": "ysum + only(b[:, None, None] + 0 * g, slice(None), 0, 0)"}, "added the bias at the first place only"),
            ("y-transposed", {"y": "np.swapaxes(ysum, 1, 2) + b[:, None, None]"}, "wrote the output with rows for columns"),
            ("y-channels-last@shape", {"y": "(ysum + b[:, None, None]).reshape(9, 3)", "L": "np.sum(g.reshape(9, 3) * y)"}, "laid the output out as a table of nine rows"),
            ("y-one-entry", {"y": "bump(ysum + b[:, None, None], 7, 0.3)"}, "added up one output wrongly"),
            ("y-two-swapped", {"y": "swap(ysum + b[:, None, None], 3, 4)"}, "two outputs in each other's places"),
            ("y-channel-sum@shape", {"y": "np.sum(ysum + b[:, None, None], axis=0)"}, "added the output channels up as well"),
            ("y-relu", {"y": "np.maximum(ysum + b[:, None, None], 0)"}, "applied a relu out of habit"),
            # upstream
            ("upstream-y", {"dL_dy": "g * y"}, "kept y when differentiating g y"),
            ("upstream-ones", {"dL_dy": "np.ones((3, 3, 3))"}, "forgot g and sent ones back"),
            ("upstream-transposed", {"dL_dy": "np.swapaxes(g, 1, 2)"}, "copied g with rows for columns"),
            ("upstream-channels", {"dL_dy": "np.swapaxes(g, 0, 2)"}, "took the last axis of g for the channels"),
            ("upstream-one-sign", {"dL_dy": "neg(g, 10)"}, "copied one entry of g without its minus"),
            ("upstream-mean", {"dL_dy": "g / 9"}, "divided by the number of places"),
            # dW
            ("dW0-flipped", {"dW0": "corr(dL_dy, win[0])[:, ::-1, ::-1]", "dW1": "corr(dL_dy, win[1])[:, ::-1, ::-1]"}, "flipped the kernel's gradient, as one does for the input"),
            ("dW0-no-stride", {"dW0": "corr(dL_dy, windows(x, 3, 1)[0, :3, :3])", "dW1": "corr(dL_dy, windows(x, 3, 1)[1, :3, :3])"}, "slid g over x without spreading it by the stride"),
            ("dW0-g-flipped", {"dW0": "corr(dL_dy[:, ::-1, ::-1], win[0])", "dW1": "corr(dL_dy[:, ::-1, ::-1], win[1])"}, "convolved x with a flipped g"),
            ("dW0-first-place", {"dW0": "dL_dy[:, :1, :1] * win[0, 0, 0]"}, "kept one place of the sum in the first channel"),
            ("dW0-last-row", {"dW0": "corr(only(dL_dy, slice(None), slice(0, 2)), win[0])"}, "left the last row of outputs out in the first channel"),
            ("dW0-g-sum", {"dW0": "np.sum(dL_dy, axis=(1, 2))[:, None, None] * np.sum(win[0], axis=(0, 1))"}, "multiplied the sum of g by the sum of the windows"),
            ("dW1-first-channel", {"dW1": "corr(dL_dy, win[0])"}, "used the first channel of x for the second kernels too"),
            ("dW1-transposed", {"dW1": "np.swapaxes(corr(dL_dy, win[1]), 1, 2)"}, "exchanged m and n in the second channel"),
            ("dW1-sign", {"dW1": "neg(corr(dL_dy, win[1]), 5)"}, "lost a sign in the second channel"),
            ("dW1-first-filter-g", {"dW1": "corr(dL_dy[[0, 0, 0]], win[1])"}, "used the first channel of g for all filters"),
            ("dL_dW-mean", {"dL_dW": "np.stack([dW0, dW1], axis=1) / 9"}, "averaged over the places"),
            ("dL_dW-axes@shape", {"dL_dW": "np.stack([dW0, dW1], axis=0)"}, "put the input channel first"),
            ("dL_dW-channels-summed@shape", {"dL_dW": "dW0 + dW1"}, "added the input channels up"),
            ("dL_dW-swapped", {"dL_dW": "np.stack([dW1, dW0], axis=1)"}, "wrote the input channels in the wrong order"),
            ("dL_dW-times-W", {"dL_dW": "np.stack([dW0, dW1], axis=1) * W"}, "left the weights in the product"),
            ("dL_dW-entry", {"dL_dW": "swap(np.stack([dW0, dW1], axis=1), 20, 21)"}, "two entries exchanged in the middle filter"),
            ("dL_dW-minus", {"dL_dW": "-np.stack([dW0, dW1], axis=1)"}, "gave the step of the descent, with a minus"),
            ("dL_dW-filters-summed@shape", {"dL_dW": "np.sum(np.stack([dW0, dW1], axis=1), axis=0)"}, "added the output channels' shares up, as for the input"),
            # db
            ("grows-columns", {"grows": "dL_dy[:, :, 0]"}, "took only the first column of g"),
            ("grows-last-missing", {"grows": "dL_dy[:, :, 0] + dL_dy[:, :, 1]"}, "left the last column of g out"),
            ("grows-over-channels", {"grows": "np.sum(dL_dy, axis=0)"}, "summed over the channels first"),
            ("grows-sign", {"grows": "neg(np.sum(dL_dy, axis=2), 3)"}, "lost the minus of a row sum"),
            ("dL_db-no-sum@shape", {"dL_db": "dL_dy"}, "said that the bias gets g itself"),
            ("dL_db-rows@shape", {"dL_db": "grows"}, "stopped after the sum over the columns"),
            ("dL_db-mean", {"dL_db": "np.mean(dL_dy, axis=(1, 2))"}, "averaged the bias's gradient over the places"),
            ("dL_db-all@shape", {"dL_db": "np.sum(grows)"}, "summed over the channels too"),
            ("dL_db-nine", {"dL_db": "9.0 * np.ones(3)"}, "counted the places and forgot g"),
            ("dL_db-ones", {"dL_db": "np.ones(3)"}, "thought that the bias's derivative is one"),
            ("dL_db-times-b", {"dL_db": "np.sum(grows, axis=1) * b"}, "multiplied by the bias"),
            ("dL_db-first", {"dL_db": "dL_dy[:, 0, 0]"}, "used the first place only for the bias"),
            ("dL_db-digit", {"dL_db": "bump(np.sum(grows, axis=1), 1, -0.1)"}, "added up one channel of g wrongly"),
            # dx
            ("gW-flipped", {"gW": "spread(dL_dy, W[..., ::-1, ::-1])"}, "flipped the kernel although the adding up does that already"),
            ("gW-kernel-transposed", {"gW": "spread(dL_dy, np.swapaxes(W, 2, 3))"}, "transposed the kernels on the way back"),
            ("gW-channels-swapped", {"gW": "spread(dL_dy, W[:, ::-1])"}, "gave each input channel the other one's kernels"),
            ("gW-first-filter", {"gW": "spread(dL_dy[:1], W[:1])"}, "let only output channel 0 send a gradient back"),
            ("gW-mean-filters", {"gW": "spread(dL_dy, W) / 3"}, "averaged over the output channels"),
            ("gW-no-g", {"gW": "spread(np.ones((3, 3, 3)), W)"}, "forgot the upstream gradient for the input"),
            ("gW-filters-reversed", {"gW": "spread(dL_dy[::-1], W)"}, "paired the filters with g in the wrong order"),
            ("gW-first-place", {"gW": "only(spread(dL_dy, W), slice(None), 0, 0)"}, "sent back the first output only"),
            ("gW-weight-sign", {"gW": "spread(dL_dy, neg(W, 45))"}, "copied a weight of the last filter with the wrong sign"),
            ("gW-last-column", {"gW": "only(spread(dL_dy, W), slice(None), slice(0, 3), slice(0, 2))"}, "forgot the last column of outputs"),
            ("dL_dx-stride-1", {"dL_dx": "scatter(gW, 7, 1)"}, "added the shares up with stride one"),
            ("dL_dx-overwritten", {"dL_dx": "overwrite(gW, 7, s)"}, "overwrote the shares of overlapping windows"),
            ("dL_dx-no-overlap", {"dL_dx": "scatter(gW[..., :2, :2], 7, s)"}, "gave each window only the places that no later window holds"),
            ("dL_dx-stride-3", {"dL_dx": "scatter(gW, 7, 3)"}, "moved by the kernel's width on the way back"),
            ("dL_dx-small@shape", {"dL_dx": "scatter(gW, 5, 1)"}, "forgot to spread g by the stride, so that the input came out 5 by 5"),
            ("dL_dx-padded@shape", {"dL_dx": "scatter(gW, 9, s, pad=-1)"}, "kept the border of zeros of the full convolution"),
            ("dL_dx-off", {"dL_dx": "scatter(gW, 7, s, off=1)"}, "shifted the result by one row and column"),
            ("dL_dx-channels-summed@shape", {"dL_dx": "np.sum(scatter(gW, 7, s), axis=0)"}, "added the input channels up at the end"),
            ("dL_dx-transposed", {"dL_dx": "np.swapaxes(scatter(gW, 7, s), 1, 2)"}, "wrote the image with rows for columns"),
            ("dL_dx-averaged", {"dL_dx": "scatter(gW, 7, s) / np.maximum(scatter(np.ones((2, 3, 3, 3, 3)), 7, s), 1)"}, "averaged where windows overlap"),
            ("dL_dx-entry", {"dL_dx": "neg(scatter(gW, 7, s), 16)"}, "lost the sign of one entry of the image's gradient"),
            ("dL_dx-swap", {"dL_dx": "swap(scatter(gW, 7, s), 57, 58)"}, "two neighbours exchanged in the second channel"),
            ("dL_dx-times-x", {"dL_dx": "scatter(gW, 7, s) * x"}, "left x in the product"),
            # misread
            ("misread-flipped", {"y0": "conv(win[0], W[:, 0, ::-1, ::-1])", "y1": "conv(win[1], W[:, 1, ::-1, ::-1])", "dW0": "corr(dL_dy, win[0])[:, ::-1, ::-1]", "dW1": "corr(dL_dy, win[1])[:, ::-1, ::-1]", "gW": "spread(dL_dy, W[..., ::-1, ::-1])"}, "took it for a convolution proper, with the kernel flipped"),
            ("misread-stride-1", {"win": "windows(x, 3, 1)[:, :3, :3]", "dL_dx": "scatter(gW, 7, 1)"}, "read steps of one, and used the first places"),
            ("misread-padded", {"win": "windows(x, 3, s, pad=1)[:, :3, :3]", "dL_dx": "scatter(gW, 7, s, pad=1)"}, "read a padding of one, and used the first places"),
            ("misread-dilated", {"win": "windows(x, 3, 1, dil=2)", "dL_dx": "scatter(gW, 7, 1, dil=2)"}, "read x[i + m s, j + n s], a dilated convolution"),
            ("misread-from-one", {"win": "windows(x, 3, s, off=1, room=1)", "dL_dx": "scatter(gW, 7, s, off=1)"}, "read indices from one, with zeros beyond the border"),
            ("misread-no-bias", {"y": "ysum", "dL_db": "0 * b"}, "overlooked the bias everywhere"),
            ("misread-minus-bias", {"y": "ysum - b[:, None, None]", "dL_db": "-np.sum(grows, axis=1)"}, "read the bias with a minus"),
            ("misread-bias-per-channel", {"y": "ysum + 2 * b[:, None, None]", "dL_db": "2 * np.sum(grows, axis=1)"}, "read the bias inside the sum over the input channels"),
            ("misread-bias-in-sum", {"y": "ysum + 18 * b[:, None, None]", "dL_db": "18 * np.sum(grows, axis=1)"}, "read the bias inside the whole sum over t, m, n"),
            ("misread-mean", {"ysum": "(y0 + y1) / 18", "dW0": "corr(dL_dy, win[0]) / 18", "dW1": "corr(dL_dy, win[1]) / 18", "gW": "spread(dL_dy, W) / 18"}, "read the mean over the window for the sum"),
            ("misread-relu", {"y": "np.maximum(ysum + b[:, None, None], 0)", "dL_dy": "g * (y > 0)"}, "read a layer with a relu behind it"),
            ("misread-target", {"L": "0.5 * np.sum((y - g)**2)", "dL_dy": "y - g"}, "took g for the target of a squared error"),
            ("misread-loss-mean", {"L": "np.mean(g * y)", "dL_dy": "g / 27"}, "read the loss as the mean of g y"),
            ("misread-channels", {"y0": "conv(win[1], W[:, 0])", "y1": "conv(win[0], W[:, 1])", "dW0": "corr(dL_dy, win[1])", "dW1": "corr(dL_dy, win[0])", "gW": "spread(dL_dy, W[:, ::-1])"}, "read the kernel's channels in reverse order throughout"),
            ("misread-kernel-transposed", {"y0": "conv(win[0], np.swapaxes(W[:, 0], 1, 2))", "y1": "conv(win[1], np.swapaxes(W[:, 1], 1, 2))", "dW0": "np.swapaxes(corr(dL_dy, win[0]), 1, 2)", "dW1": "np.swapaxes(corr(dL_dy, win[1]), 1, 2)", "gW": "spread(dL_dy, np.swapaxes(W, 2, 3))"}, "read W[k,t,n,m] throughout"),
            ("misread-bias-by-column", {"y": "ysum + b", "dL_db": "np.sum(dL_dy, axis=(0, 1))"}, "read the bias as one for each column"),
            # two
            ("two-channel-and-mean", {"y1": "conv(win[0], W[:, 1])", "dL_db": "np.mean(dL_dy, axis=(1, 2))"}, "the wrong channel in the output, and a mean for the bias"),
            ("two-copy-and-flip", {"win": "windows(neg(x, 16), 3, s)", "gW": "spread(dL_dy, W[..., ::-1, ::-1])"}, "an entry of x copied wrongly, and the kernel flipped on the way back"),
            ("two-bias-and-stride", {"y": "ysum", "dL_dx": "scatter(gW, 7, 1)"}, "no bias in the output, and no stride on the way back"),
            ("two-sign-and-overwrite", {"dW0": "neg(corr(dL_dy, win[0]), 0)", "dL_dx": "overwrite(gW, 7, s)"}, "a sign in the kernels' gradient, and overlapping shares overwritten"),
            ("two-g-and-db@shape", {"dL_dy": "neg(g, 0)", "dL_db": "dL_dy"}, "a sign in g, and the bias's gradient not summed"),
            ("two-ysum-and-dW", {"ysum": "y0 - y1", "dL_dW": "np.stack([dW1, dW0], axis=1)"}, "the channels subtracted, and exchanged in the kernels' gradient"),
        ],
    },

    "max-pool": {
        "lines": [
            ("win", "windows(x, 3, s)"),
            ("rowmax", "win.max(axis=4)"),
            ("y", "rowmax.max(axis=3)"),
            ("L", "np.sum(g * y)"),
            ("dL_dy", "g"),
            ("hit", "nearest(win, y)"),
            ("routed", "dL_dy[..., None, None] * hit"),
            ("dL_dx", "scatter(routed, 7, s)"),
        ],
        "slips": [
            # forward, not asked
            ("win-stride-1", {"win": "windows(x, 3, 1)[:, :3, :3]"}, "moved the window by one place, and remembered the stride when adding up"),
            ("win-no-overlap-left", {"win": "windows(x, 3, s)[..., 1:]", "hit": "np.pad(nearest(win, y), ((0, 0), (0, 0), (0, 0), (0, 0), (1, 0)))"}, "left out of each window the column that it shares with the one before"),
            ("win-transposed-places", {"win": "np.swapaxes(windows(x, 3, s), 1, 2)"}, "went through the windows column by column"),
            ("win-copy-sign", {"win": "windows(neg(x, 7), 3, s)"}, "copied the 1.61 of the first channel with a minus"),
            ("win-copy-large", {"win": "windows(neg(x, 26), 3, s)"}, "overlooked the minus of -3.02"),
            ("win-copy-sign-second", {"win": "windows(neg(x, 71), 3, s)"}, "overlooked the minus of -2.39 in the second channel"),
            ("win-copy-decimal", {"win": "windows(times(x, 50, 10), 3, s)"}, "slipped the decimal point of an entry of the second channel"),
            ("win-copy-rows", {"win": "windows(x[:, [0, 1, 2, 4, 3, 5, 6]], 3, s)"}, "exchanged two rows when copying the image"),
            ("win-last-repeated", {"win": "windows(x, 3, s)[:, :, [0, 1, 1]]"}, "used the middle windows again for the last column"),
            ("win-first-channel", {"win": "windows(x, 3, s)[[0, 0]]"}, "pooled the first channel twice"),
            ("win-channels-swapped", {"win": "windows(x, 3, s)[::-1]"}, "took the second channel first"),
            ("win-off", {"win": "windows(x, 3, s, off=1, room=1, fill=-9)"}, "started the windows at row and column one"),
            ("win-abs", {"win": "np.abs(windows(x, 3, s))"}, "compared magnitudes and dropped the signs"),
            ("rowmax-first-row", {"rowmax": "win.max(axis=4)[..., :2]"}, "compared the first two rows of each window only"),
            ("rowmax-last-column", {"rowmax": "win[..., :2].max(axis=4)"}, "compared the first two columns of each window only"),
            ("rowmax-columns-only", {"rowmax": "win[..., 0]"}, "took the first entry of each row for the largest"),
            ("rowmax-min", {"rowmax": "win.min(axis=4)"}, "took the smallest of each row and then the largest of those"),
            ("rowmax-mean", {"rowmax": "win.mean(axis=4)"}, "averaged each row of the window first"),
            ("rowmax-second-row-overlooked", {"rowmax": "win.max(axis=4)[..., [0, 2]]"}, "overlooked the middle row of each window"),
            # y
            ("y-mean-rows", {"y": "rowmax.mean(axis=3)"}, "averaged the largest entries of the rows"),
            ("y-sum-rows", {"y": "rowmax.sum(axis=3)"}, "added the largest entries of the rows up"),
            ("y-last-row", {"y": "rowmax[..., -1]"}, "kept the largest of the last row only, forgetting the earlier ones"),
            ("y-centre", {"y": "win[..., 1, 1]"}, "read off the centre of each window"),
            ("y-first", {"y": "win[..., 0, 0]"}, "read off the corner of each window, which is a stride without pooling"),
            ("y-minmax", {"y": "rowmax.min(axis=3)"}, "took the smallest of the rows' largest entries"),
            ("y-one-second-largest", {"y": "put(rowmax.max(axis=3), 4, np.sort(win[0, 1, 1].ravel())[-2])"}, "overlooked the largest entry of the middle window"),
            ("y-one-second-largest-b", {"y": "put(rowmax.max(axis=3), 9, np.sort(win[1, 0, 0].ravel())[-2])"}, "overlooked the 2.40 in the corner of the second channel"),
            ("y-swapped", {"y": "swap(rowmax.max(axis=3), 0, 2)", "hit": "nearest(win, rowmax.max(axis=3))"}, "wrote two of the outputs in each other's places"),
            ("y-transposed", {"y": "np.swapaxes(rowmax.max(axis=3), 1, 2)", "hit": "nearest(win, rowmax.max(axis=3))"}, "wrote the outputs with rows for columns"),
            ("y-channels@shape", {"y": "rowmax.max(axis=3).max(axis=0)"}, "pooled over the channels too"),
            ("y-flat@shape", {"y": "rowmax.max(axis=3).reshape(2, 9)", "L": "np.sum(g.reshape(2, 9) * y)", "hit": "nearest(win, rowmax.max(axis=3))"}, "handed the outputs in as two rows of nine"),
            ("y-digits", {"y": "digits(rowmax.max(axis=3), 5)"}, "copied an output with two digits exchanged"),
            # upstream
            ("upstream-ones", {"dL_dy": "np.ones((2, 3, 3))"}, "forgot the upstream gradient"),
            ("upstream-y", {"dL_dy": "g * y"}, "kept y in the derivative of g y"),
            ("upstream-transposed", {"dL_dy": "np.swapaxes(g, 1, 2)"}, "read g with rows for columns"),
            ("upstream-channels", {"dL_dy": "g[::-1]"}, "took the channels of g in the wrong order"),
            ("upstream-sign", {"dL_dy": "neg(g, 3)"}, "lost the minus of -0.12"),
            ("upstream-first-channel", {"dL_dy": "g[[0, 0]]"}, "used the first channel of g for both"),
            ("upstream-mean", {"dL_dy": "g / 9"}, "divided by the size of the window"),
            ("upstream-swap", {"dL_dy": "swap(g, 9, 10)"}, "copied two entries of g in the wrong order"),
            # hit and routing
            ("hit-everywhere", {"hit": "np.ones((2, 3, 3, 3, 3))"}, "gave the gradient to every entry of the window"),
            ("hit-average", {"hit": "np.ones((2, 3, 3, 3, 3)) / 9"}, "spread the gradient evenly, as for average pooling"),
            ("hit-complement", {"hit": "1 - nearest(win, y)"}, "gave it to all but the largest"),
            ("hit-transposed", {"hit": "np.swapaxes(nearest(win, y), 3, 4)"}, "exchanged row and column of the largest entry"),
            ("hit-flipped", {"hit": "nearest(win, y)[..., ::-1, ::-1]"}, "flipped the window as one flips a kernel"),
            ("hit-corner", {"hit": "only(np.ones((2, 3, 3, 3, 3)), slice(None), slice(None), slice(None), 0, 0)"}, "put the gradient in the first corner of the window"),
            ("hit-centre", {"hit": "only(np.ones((2, 3, 3, 3, 3)), slice(None), slice(None), slice(None), 1, 1)"}, "put the gradient in the centre of the window"),
            ("hit-min", {"hit": "(win == win.min(axis=(3, 4), keepdims=True)) * 1.0"}, "sent it to the smallest entry"),
            ("hit-positive", {"hit": "(win > 0) * 1.0"}, "gave it to all positive entries, as for a relu"),
            ("hit-row", {"hit": "(win == rowmax[..., None]) * 1.0"}, "marked the largest entry of each row of the window"),
            ("hit-column", {"hit": "(win == win.max(axis=3, keepdims=True)) * 1.0"}, "marked the largest entry of each column of the window"),
            ("hit-shared", {"hit": "win / np.sum(win, axis=(3, 4), keepdims=True)"}, "shared it out in proportion to the entries"),
            ("hit-softmax", {"hit": "np.exp(win) / np.sum(np.exp(win), axis=(3, 4), keepdims=True)"}, "shared it out as by a softmax"),
            ("hit-off-by-one", {"hit": "np.roll(nearest(win, y), 1, axis=4)"}, "counted the columns of the window from one"),
            ("hit-absolute", {"hit": "(np.abs(win) == np.abs(win).max(axis=(3, 4), keepdims=True)) * 1.0"}, "looked for the largest magnitude when sending it back"),
            ("routed-first-window", {"routed": "only(dL_dy[..., None, None] * hit, slice(None), 0, 0)"}, "sent the first window's gradient back only"),
            ("routed-last-row-missing", {"routed": "only(dL_dy[..., None, None] * hit, slice(None), slice(0, 2))"}, "forgot the last row of windows"),
            ("routed-minus", {"routed": "-dL_dy[..., None, None] * hit"}, "a minus from nowhere on the way back"),
            ("routed-no-g-second", {"routed": "np.stack([dL_dy[0, ..., None, None] * hit[0], hit[1]])"}, "forgot g in the second channel"),
            # dx
            ("dL_dx-overwritten", {"dL_dx": "overwrite(routed, 7, s)"}, "kept the last window's share where windows have the same largest entry"),
            ("dL_dx-first-kept", {"dL_dx": "overwrite(routed[:, ::-1, ::-1, ::-1, ::-1], 7, s)[:, ::-1, ::-1]"}, "kept the first window's share where windows have the same largest entry"),
            ("dL_dx-averaged", {"dL_dx": "scatter(routed, 7, s) / np.maximum(scatter(hit, 7, s), 1)"}, "averaged the shares of windows with the same largest entry"),
            ("dL_dx-stride-1", {"dL_dx": "scatter(routed, 7, 1)"}, "added up with steps of one"),
            ("dL_dx-stride-3", {"dL_dx": "scatter(routed, 7, 3)"}, "laid the windows side by side without overlap"),
            ("dL_dx-output-size@shape", {"dL_dx": "dL_dy * np.sum(hit, axis=(3, 4))"}, "left the gradient at the size of the output"),
            ("dL_dx-local@shape", {"dL_dx": "np.sum(routed, axis=(1, 2))"}, "added the windows up without moving them"),
            ("dL_dx-9-by-9@shape", {"dL_dx": "scatter(routed, 9, 3)"}, "wrote the windows next to each other in a 9 by 9 table"),
            ("dL_dx-transposed", {"dL_dx": "np.swapaxes(scatter(routed, 7, s), 1, 2)"}, "wrote the image's gradient with rows for columns"),
            ("dL_dx-off", {"dL_dx": "scatter(routed, 7, s, off=1)"}, "shifted everything by one place"),
            ("dL_dx-entry-sign", {"dL_dx": "negnz(scatter(routed, 7, s), 2)"}, "lost one minus in the table"),
            ("dL_dx-entry-moved", {"dL_dx": "movenz(scatter(routed, 7, s), 4, 1)"}, "wrote one gradient a column too far to the right"),
            ("dL_dx-entry-moved-row", {"dL_dx": "movenz(scatter(routed, 7, s), 6, 7)"}, "wrote one gradient a row too low"),
            ("dL_dx-entry-missing", {"dL_dx": "put(scatter(routed, 7, s), nz(scatter(routed, 7, s), 1), 0)"}, "forgot one of the gradients"),
            ("dL_dx-times-x", {"dL_dx": "scatter(routed, 7, s) * x"}, "multiplied by the input"),
            ("dL_dx-indicator", {"dL_dx": "(scatter(hit, 7, s) > 0) * 1.0"}, "marked the largest entries by ones and stopped"),
            ("dL_dx-channels-swapped", {"dL_dx": "scatter(routed, 7, s)[::-1]"}, "wrote the channels in the wrong order"),
            # misread
            ("misread-average", {"y": "win.mean(axis=(3, 4))", "hit": "np.full((2, 3, 3, 3, 3), 1 / 9)"}, "read average pooling throughout"),
            ("misread-sum", {"y": "win.sum(axis=(3, 4))", "hit": "np.ones((2, 3, 3, 3, 3))"}, "read a sum over the window"),
            ("misread-min", {"rowmax": "win.min(axis=4)", "y": "rowmax.min(axis=3)"}, "read minimum pooling throughout"),
            ("misread-2-by-2", {"win": "windows(x, 2, s)"}, "read windows of 2 by 2 throughout"),
            ("misread-stride-1", {"win": "windows(x, 3, 1)[:, :3, :3]", "dL_dx": "scatter(routed, 7, 1)"}, "read windows that start at row i, column j"),
            ("misread-stride-3", {"win": "windows(x, 3, 3, room=2, fill=-9)", "dL_dx": "scatter(routed, 7, 3)"}, "read windows without overlap, cut off at the border"),
            ("misread-padded", {"win": "windows(x, 3, s, pad=1, fill=-9)[:, :3, :3]", "dL_dx": "scatter(routed, 7, s, pad=1)"}, "read windows that start one row above the image"),
            ("misread-from-one", {"win": "windows(x, 3, s, off=1, room=1, fill=-9)", "dL_dx": "scatter(routed, 7, s, off=1)"}, "counted the windows from row and column one throughout"),
            ("misread-l2", {"y": "np.sqrt(np.sum(win**2, axis=(3, 4)))", "hit": "win / y[..., None, None]"}, "read l2 pooling"),
            ("misread-relu", {"y": "np.maximum(rowmax.max(axis=3) - 1, 0)", "hit": "nearest(win, y + 1) * (y > 0)[..., None, None]"}, "cut the outputs off at a threshold of one"),
            ("misread-logsumexp", {"y": "np.log(np.sum(np.exp(win), axis=(3, 4)))", "hit": "np.exp(win - y[..., None, None])"}, "read a soft maximum, the logarithm of the sum of exponentials"),
            ("misread-target", {"L": "0.5 * np.sum((y - g)**2)", "dL_dy": "y - g"}, "read g as a target"),
            ("misread-mean-loss", {"L": "np.mean(g * y)", "dL_dy": "g / 18"}, "read the mean for the sum in the loss"),
            ("misread-second-largest", {"y": "np.sort(win.reshape(2, 3, 3, 9), axis=3)[..., -2]"}, "read the second largest entry"),
            ("misread-range", {"y": "win.max(axis=(3, 4)) - win.min(axis=(3, 4))", "hit": "nearest(win, win.max(axis=(3, 4))) - nearest(win, win.min(axis=(3, 4)))"}, "read the largest less the smallest entry"),
            ("misread-rows-then-mean", {"y": "rowmax.mean(axis=3)", "hit": "(win == rowmax[..., None]) / 3"}, "read the mean of the rows' largest entries"),
            # two
            ("two-copy-and-overwrite", {"win": "windows(neg(x, 7), 3, s)", "dL_dx": "overwrite(routed, 7, s)"}, "an entry copied with a minus, and shares overwritten"),
            ("two-overlooked-and-sign", {"y": "put(rowmax.max(axis=3), 0, np.sort(win[0, 0, 0].ravel())[-2])", "dL_dy": "neg(g, 8)"}, "the largest entry of the first window overlooked, and a sign of g turned"),
            ("two-column-and-move", {"rowmax": "win[..., :2].max(axis=4)", "dL_dx": "movenz(scatter(routed, 7, s), 3, 1)"}, "the last column of windows not compared, and a gradient written next to its place"),
            ("two-g-and-average", {"dL_dy": "g[::-1]", "hit": "np.ones((2, 3, 3, 3, 3)) / 9"}, "the channels of g exchanged, and the gradient spread evenly"),
            ("two-y-and-dx@shape", {"y": "swap(rowmax.max(axis=3), 1, 2)", "dL_dx": "dL_dy"}, "two outputs exchanged, and g handed in for the input's gradient"),
        ],
    },
}
