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
    "norm": {
        "lines": [
            ("rowsum", "np.sum(X, axis=1, keepdims=True)"),
            ("n", "float(X.shape[1])"),
            ("m", "rowsum / n"),
            ("C", "X - m"),
            ("C2", "C**2"),
            ("ssq", "np.sum(C2, axis=1, keepdims=True)"),
            ("v", "ssq / n"),
            ("ve", "v + eps"),
            ("q", "np.sqrt(ve)"),
            ("H", "C / q"),
            ("GH", "gamma * H"),
            ("Y", "GH + beta"),
            ("E", "Y - T"),
            ("E2", "E**2"),
            ("sumE2", "np.sum(E2)"),
            ("L", "sumE2 / 2"),
            ("dL_dY", "1 * E"),
            ("YH", "dL_dY * H"),
            ("dL_dgamma", "np.sum(YH, axis=0)"),
            ("dL_dbeta", "np.sum(dL_dY, axis=0)"),
            ("dL_dH", "dL_dY * gamma"),
            ("HC", "np.sum(dL_dH * C, axis=1, keepdims=True)"),
            ("dL_dq", "-HC / q**2"),
            ("dq_dv", "1 / (2 * q)"),
            ("dL_dv", "dL_dq * dq_dv"),
            ("direct", "dL_dH / q"),
            ("dv_dC", "2 * C / n"),
            ("through_v", "dL_dv * dv_dC"),
            ("dL_dC", "direct + through_v"),
            ("mC", "np.mean(dL_dC, axis=1, keepdims=True)"),
            ("dL_dX", "dL_dC - mC"),
        ],
        "slips": [
            # forward, not asked
            ("sum-sign", {"rowsum": "bump(np.sum(X, axis=1, keepdims=True), 0, -2 * X[0, 1])"}, "added 1.15 instead of subtracting it in the first row"),
            ("sum-skipped", {"rowsum": "bump(np.sum(X, axis=1, keepdims=True), 1, -X[1, 4])"}, "left the last number of the second row out of its sum"),
            ("sum-carry", {"rowsum": "bump(np.sum(X, axis=1, keepdims=True), 2, 1.0)"}, "carried a one too many in the third row"),
            ("m-columns", {"m": "np.mean(X, axis=0, keepdims=True)"}, "took the means of the columns, as in batch norm"),
            ("m-overall", {"m": "np.mean(X) + 0 * rowsum"}, "took one mean of all numbers"),
            ("m-by-three", {"m": "rowsum / 3"}, "divided the row sums by the number of samples"),
            ("m-not-divided", {"m": "rowsum"}, "subtracted the sum and not the mean"),
            ("m-median", {"m": "np.median(X, axis=1, keepdims=True)"}, "took the middle number of each row"),
            ("m-digits", {"m": "digits(rowsum / n, 0)"}, "exchanged two digits of the first mean"),
            ("m-swapped", {"m": "swap(rowsum / n, 1, 2)"}, "used the means of the second and third row for each other"),
            ("C-plus", {"C": "X + m"}, "added the mean"),
            ("C-reversed", {"C": "m - X"}, "subtracted the numbers from the mean"),
            ("C-one-entry", {"C": "put(X - m, 7, X[1, 2])"}, "forgot to centre one number of the second row"),
            ("C-sign-entry", {"C": "neg(X - m, 12)"}, "lost the sign of a centred number"),
            ("C-not-centred", {"C": "1 * X"}, "did not subtract the mean at all"),
            ("C-digits", {"C": "digits(X - m, 3)"}, "two digits of a centred number exchanged"),
            ("C2-abs", {"C2": "np.abs(C)"}, "took magnitudes for squares in the variance"),
            ("C2-doubled", {"C2": "2 * C"}, "doubled all centred numbers instead of squaring them"),
            ("C2-raw", {"C2": "X**2"}, "squared the raw numbers"),
            ("C2-one-double", {"C2": "put(C**2, 0, 2 * C[0, 0])"}, "doubled one number instead of squaring it"),
            ("C2-decimal", {"C2": "times(C**2, 11, 10)"}, "slipped the decimal point in one square"),
            ("ssq-skipped", {"ssq": "bump(np.sum(C2, axis=1, keepdims=True), 0, -C2[0, 2])"}, "missed a square in the first row's sum"),
            ("ssq-square-of-sum", {"ssq": "np.sum(np.abs(C), axis=1, keepdims=True)**2"}, "squared the sum of the magnitudes"),
            ("n-three", {"n": "float(X.shape[0])"}, "took the number of samples for n everywhere"),
            ("ve-minus", {"ve": "v - eps"}, "subtracted eps"),
            ("ve-eps-lost", {"ve": "1 * v"}, "forgot eps"),
            ("ve-eps-squared", {"ve": "v + eps**2"}, "squared eps because the variance is a square"),
            ("ve-times", {"ve": "v * (1 + eps)"}, "took eps as a relative amount"),
            ("ve-row", {"ve": "put(v + eps, 1, v[1, 0])"}, "forgot eps in the second row"),
            ("q-no-root", {"q": "1 * ve"}, "divided by the variance, without the root"),
            ("q-outside", {"q": "np.sqrt(v) + eps"}, "added eps after the root"),
            ("q-square", {"q": "ve**2"}, "squared instead of taking the root"),
            ("q-half", {"q": "ve / 2"}, "took half for the root"),
            ("q-cube-root", {"q": "put(np.sqrt(ve), 2, np.cbrt(ve[2, 0]))"}, "pressed the cube root key once"),
            ("q-digits", {"q": "digits(np.sqrt(ve), 1)"}, "exchanged two digits of a root"),
            ("GH-transposed-order", {"GH": "gamma[::-1] * H"}, "multiplied by gamma in the reverse order"),
            ("GH-forgotten", {"GH": "1 * H"}, "forgot gamma in the output"),
            ("GH-positive", {"GH": "np.abs(gamma) * H"}, "lost the minus of the third gamma"),
            ("GH-first-row", {"GH": "gamma * H * np.array([[1.0], [1], [0]]) + H * np.array([[0.0], [0], [1]])"}, "forgot gamma in the last sample"),
            ("Y-no-beta", {"Y": "1 * GH"}, "forgot beta"),
            ("Y-minus-beta", {"Y": "GH - beta"}, "subtracted beta"),
            ("Y-beta-inside", {"Y": "gamma * (H + beta)"}, "added beta before gamma was multiplied"),
            ("Y-entry", {"Y": "bump(GH + beta, 6, 0.1)"}, "one entry of the output a tenth too large"),
            ("E-sign", {"E": "T - Y"}, "wrote target minus output"),
            ("E-plus", {"E": "Y + T"}, "added the targets"),
            ("E-H", {"E": "H - T"}, "compared H with the targets"),
            ("E2-cross", {"E2": "Y**2 - T**2"}, "squared each and subtracted"),
            ("E2-unsigned", {"E2": "E * np.abs(E)"}, "kept minus signs when squaring"),
            ("sum-first-column", {"sumE2": "np.sum(E2[:, 1:])"}, "forgot the first column in the loss"),
            ("sum-rows-mean", {"sumE2": "np.sum(np.mean(E2, axis=1))"}, "averaged over the features in the loss"),
            # asked values
            ("v-not-divided", {"v": "1 * ssq"}, "forgot to divide the sum of the squares"),
            ("v-ddof", {"v": "ssq / (n - 1)"}, "divided by n - 1"),
            ("v-deviation", {"v": "np.sqrt(ssq / n)"}, "gave the standard deviation"),
            ("v-flat@shape", {"v": "(ssq / n)[:, 0]", "ve": "v[:, None] + eps", "dL_dv": "(dL_dq * dq_dv)[:, 0]", "through_v": "dL_dv[:, None] * dv_dC"}, "dropped the axis of one"),
            ("v-digits", {"v": "digits(ssq / n, 2)"}, "two digits of the third variance exchanged"),
            ("v-with-eps", {"v": "ssq / n + eps", "ve": "1 * v"}, "counted eps as a part of the variance"),
            ("H-raw", {"H": "X / q"}, "divided the numbers without centring them"),
            ("H-times", {"H": "C * q"}, "multiplied by the root"),
            ("H-first-root", {"H": "C / q[0]"}, "used the first row's root for all"),
            ("H-entries", {"H": "swap(C / q, 3, 4)"}, "two normalised numbers exchanged"),
            ("H-sign", {"H": "neg(C / q, 10)"}, "forgot the minus of one normalised number"),
            ("L-no-half", {"L": "1 * sumE2"}, "forgot the half in the loss's value"),
            ("L-mean", {"L": "np.mean(E2) / 2"}, "averaged over all entries in the value"),
            ("L-root", {"L": "np.sqrt(sumE2)"}, "gave the length of the error"),
            ("L-quarter", {"L": "sumE2 / 4"}, "halved twice"),
            # asked derivatives
            ("dY-two", {"dL_dY": "2 * E"}, "kept the two of the square and forgot the half"),
            ("dY-half", {"dL_dY": "E / 2"}, "kept the half and forgot the two"),
            ("dY-averaged", {"dL_dY": "E / len(E)"}, "divided the error by the number of samples"),
            ("dY-squared", {"dL_dY": "E2 / 2"}, "did not lower the power"),
            ("dY-no-target", {"dL_dY": "1 * Y"}, "lost the target when differentiating"),
            ("dY-entry", {"dL_dY": "swap(E, 2, 8)"}, "two errors exchanged when copying"),
            ("dgamma-axis@shape", {"dL_dgamma": "np.sum(YH, axis=1)"}, "summed each row"),
            ("dgamma-matrix@shape", {"dL_dgamma": "1 * YH"}, "did not sum over the samples"),
            ("dgamma-mean", {"dL_dgamma": "np.mean(YH, axis=0)"}, "averaged gamma's gradient over the samples"),
            ("dgamma-C", {"dL_dgamma": "np.sum(dL_dY * C, axis=0)"}, "took the centred numbers, not the normalised ones"),
            ("dgamma-Y", {"dL_dgamma": "np.sum(dL_dY * Y, axis=0)"}, "multiplied by the output"),
            ("dgamma-product-of-sums", {"dL_dgamma": "np.sum(dL_dY, axis=0) * np.sum(H, axis=0)"}, "summed both factors first"),
            ("dgamma-gamma", {"dL_dgamma": "np.sum(dL_dY * gamma * H, axis=0)"}, "left gamma standing"),
            ("dgamma-row-skipped", {"dL_dgamma": "np.sum(YH[:2], axis=0)"}, "forgot the last sample in gamma's gradient"),
            ("dbeta-mean", {"dL_dbeta": "np.mean(dL_dY, axis=0)"}, "averaged beta's gradient"),
            ("dbeta-gamma", {"dL_dbeta": "np.sum(dL_dY * gamma, axis=0)"}, "multiplied beta's gradient by gamma"),
            ("dbeta-ones", {"dL_dbeta": "np.ones(5)"}, "the derivative of beta by itself is one"),
            ("dbeta-count", {"dL_dbeta": "3 + 0 * beta"}, "a one for each sample"),
            ("dbeta-axis@shape", {"dL_dbeta": "np.sum(dL_dY, axis=1)"}, "beta's gradient along the wrong axis"),
            ("dbeta-scalar@shape", {"dL_dbeta": "np.sum(dL_dY)"}, "summed everything into one number"),
            ("dbeta-times-beta", {"dL_dbeta": "beta * np.sum(dL_dY, axis=0)"}, "kept beta as a factor"),
            ("dH-no-gamma", {"dL_dH": "1 * dL_dY"}, "forgot gamma on the way back"),
            ("dH-divided", {"dL_dH": "dL_dY / gamma"}, "divided by gamma on the way back"),
            ("dH-summed-gamma", {"dL_dH": "dL_dY * np.sum(gamma)"}, "summed gamma, as for a matrix product"),
            ("dH-beta", {"dL_dH": "dL_dY * gamma + beta"}, "kept beta in the derivative"),
            ("dH-sign", {"dL_dH": "neg(dL_dY * gamma, 2)"}, "forgot that the third gamma is negative in the first row"),
            ("dv-no-half", {"dL_dv": "dL_dq / q"}, "the root's derivative without the half"),
            ("dv-is-dq", {"dL_dv": "1 * dL_dq"}, "stopped at the root"),
            ("dv-sign", {"dL_dv": "-dL_dq * dq_dv"}, "lost the minus of one over q"),
            ("dv-power", {"dL_dv": "-HC / (2 * q)"}, "used the power -1/2 instead of -3/2"),
            ("dv-power-of-v", {"dL_dv": "-HC / (2 * v**1.5)"}, "left eps out of the power"),
            ("dv-power-five", {"dL_dv": "-HC / (2 * q**5)"}, "raised the power instead of lowering it"),
            ("dv-summed@shape", {"dL_dv": "np.sum(dL_dq * dq_dv)"}, "summed the variances' gradient over the samples"),
            ("dv-three-halves", {"dL_dv": "-1.5 * HC / q**3"}, "took the exponent -3/2 for the factor"),
            ("dC-direct-only", {"dL_dC": "1 * direct"}, "took the variance for a constant"),
            ("dC-no-direct", {"dL_dC": "1 * through_v"}, "only the way through the variance"),
            ("dC-minus", {"dL_dC": "direct - through_v"}, "subtracted the way through the variance"),
            ("dC-centred", {"dL_dC": "direct + through_v - np.mean(direct, axis=1, keepdims=True)"}, "subtracted the mean here already, and then again"),
            ("dX-no-mean", {"dL_dX": "1 * dL_dC"}, "took the mean for a constant"),
            ("dX-columns", {"dL_dX": "dL_dC - np.mean(dL_dC, axis=0)"}, "subtracted the mean over the samples"),
            ("dX-plus", {"dL_dX": "dL_dC + mC"}, "added the mean's part"),
            ("dX-sum", {"dL_dX": "dL_dC - np.sum(dL_dC, axis=1, keepdims=True)"}, "forgot the 1/n of the mean"),
            ("dX-diagonal", {"dL_dX": "dL_dC * (1 - 1 / n)"}, "differentiated each centred number by its own number only"),
            ("dX-mean-only", {"dL_dX": "0 * X - mC"}, "kept the mean's part only"),
            ("dX-digits", {"dL_dX": "digits(dL_dC - mC, 9)"}, "two digits of an answer exchanged"),
            ("dX-transposed@shape", {"dL_dX": "(dL_dC - mC).T"}, "handed the input's gradient in with samples in columns"),
            # backward steps between
            ("YH-gamma-row", {"YH": "dL_dY * H[[0, 2, 1]]"}, "multiplied the errors by another sample's H"),
            ("YH-plus", {"YH": "dL_dY + H"}, "added instead of multiplying"),
            ("YH-sign", {"YH": "neg(dL_dY * H, 5)"}, "a sign in one product for gamma"),
            ("HC-not-summed", {"HC": "dL_dH * C", "dL_dv": "np.mean(dL_dq * dq_dv, axis=1, keepdims=True)"}, "averaged over the features where one sums"),
            ("HC-H", {"HC": "np.sum(dL_dH * H, axis=1, keepdims=True)"}, "took H for C in the sum"),
            ("HC-X", {"HC": "np.sum(dL_dH * X, axis=1, keepdims=True)"}, "took the raw X in the sum"),
            ("HC-first", {"HC": "dL_dH[:, :1] * C[:, :1]"}, "took the first feature's term only"),
            ("HC-columns", {"HC": "np.sum(dL_dH * C, axis=0)[:3, None]"}, "summed down the columns and used the first three"),
            ("HC-term", {"HC": "np.sum((dL_dH * C)[:, :4], axis=1, keepdims=True)"}, "stopped one feature early"),
            ("dq-no-square", {"dL_dq": "-HC / q"}, "one over q differentiated to minus one over q"),
            ("dq-times", {"dL_dq": "-HC * q**2"}, "multiplied by the square of the root"),
            ("dq-by-v", {"dL_dq": "-HC / v"}, "used v for q squared and lost eps"),
            ("droot-two-over", {"dq_dv": "2 / q"}, "two over the root"),
            ("droot-v", {"dq_dv": "1 / (2 * v)"}, "forgot the root in its derivative"),
            ("droot-q", {"dq_dv": "1 / q**2"}, "one over the argument, like a logarithm"),
            ("direct-no-q", {"direct": "1 * dL_dH"}, "forgot one over q in the direct part"),
            ("direct-times-q", {"direct": "dL_dH * q"}, "multiplied the direct part by q"),
            ("direct-ve", {"direct": "dL_dH / ve"}, "divided the direct part by the variance"),
            ("dvC-no-two", {"dv_dC": "C / n"}, "forgot the two of the squares in the variance"),
            ("dvC-no-n", {"dv_dC": "2 * C"}, "forgot the mean in the variance's derivative"),
            ("dvC-X", {"dv_dC": "2 * X / n"}, "differentiated the raw squares"),
            ("dvC-samples", {"dv_dC": "2 * C / 3"}, "divided by the samples in the variance's derivative"),
            ("dvC-ddof", {"dv_dC": "2 * C / (n - 1)"}, "n - 1 in the variance's derivative only"),
            ("dvC-H", {"dv_dC": "2 * H / n"}, "wrote H for C in the variance's derivative"),
            ("dvC-diagonal-first", {"dv_dC": "2 * C / n * np.array([1.0, 0, 0, 0, 0])"}, "only the first number counts in the variance"),
            ("mC-overall", {"mC": "np.mean(dL_dC)"}, "one mean over everything"),
            ("mC-by-three", {"mC": "np.sum(dL_dC, axis=1, keepdims=True) / 3"}, "divided the last mean by the number of samples"),
            ("mC-row", {"mC": "swap(np.mean(dL_dC, axis=1, keepdims=True), 0, 1)"}, "exchanged the first two means at the end"),
            # misread forwards
            ("misread-variance-ddof", {"v": "ssq / (n - 1)", "dv_dC": "2 * C / (n - 1)"}, "read the variance with n - 1, and derived that"),
            ("misread-eps-outside", {"ve": "1 * v", "q": "np.sqrt(ve) + eps", "dq_dv": "1 / (2 * np.sqrt(ve))"}, "read sqrt(v) + eps"),
            ("misread-no-root", {"q": "1 * ve", "dq_dv": "1.0 + 0 * q"}, "read a division by v + eps"),
            ("misread-beta-inside", {"Y": "gamma * (H + beta)", "dL_dgamma": "np.sum(dL_dY * (H + beta), axis=0)", "dL_dbeta": "gamma * np.sum(dL_dY, axis=0)"}, "read gamma times the sum of H and beta"),
            ("misread-sum-of-squares", {"v": "1 * ssq", "dv_dC": "2 * C"}, "read v as the sum of the squares"),
            ("misread-rms", {"C": "1 * X", "mC": "0 * q"}, "read a root mean square norm without centring"),
            ("misread-no-half", {"L": "1 * sumE2", "dL_dY": "2 * E"}, "read the sum of the squares without the half"),
            ("misread-mean-loss", {"L": "np.mean(E2) / 2", "dL_dY": "E / E.size"}, "read half the mean of the squares"),
            ("misread-minus-beta", {"Y": "GH - beta", "dL_dbeta": "-np.sum(dL_dY, axis=0)"}, "read gamma H - beta"),
            ("misread-columns", {"rowsum": "np.sum(X, axis=0, keepdims=True)", "m": "rowsum / 3", "mC": "np.mean(dL_dC, axis=0, keepdims=True)"}, "centred the columns and scaled the rows"),
            ("misread-mean-deviation", {"C2": "np.abs(C)", "dv_dC": "np.sign(C) / n"}, "read the mean of the magnitudes for v"),
            # two at once
            ("two-mean-and-constant", {"rowsum": "bump(np.sum(X, axis=1, keepdims=True), 0, -2 * X[0, 1])", "dL_dX": "1 * dL_dC"}, "a sign in a row's sum, and the mean as a constant"),
            ("two-ddof-and-gamma", {"v": "ssq / (n - 1)", "dL_dH": "1 * dL_dY"}, "n - 1, and gamma forgotten on the way back"),
            ("two-eps-and-mean", {"ve": "1 * v", "dL_dbeta": "np.mean(dL_dY, axis=0)"}, "eps forgotten, and beta's gradient averaged"),
            ("two-beta-and-half", {"Y": "1 * GH", "dL_dv": "dL_dq / q"}, "beta forgotten, and the half of the root"),
            ("two-digits-and-sign", {"q": "digits(np.sqrt(ve), 2)", "through_v": "-dL_dv * dv_dC"}, "a root copied wrongly, and a sign later"),
            ("two-error-and-matrix@shape", {"E": "T - Y", "dL_dgamma": "1 * YH"}, "the error's sign, and no sum for gamma"),
        ],
    },
}
