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
    "triplet": {
        "lines": [
            ("a", "W @ xa"),
            ("p", "W @ xp"),
            ("n", "W @ xn"),
            ("ap", "a - p"),
            ("ap2", "ap**2"),
            ("sp", "np.sum(ap2)"),
            ("an", "a - n"),
            ("an2", "an**2"),
            ("sn", "np.sum(an2)"),
            ("inner", "margin + sp - sn"),
            ("L", "np.maximum(0.0, inner)"),
            ("on", "float(inner > 0)"),
            ("dL_dsp", "1.0 * on"),
            ("dL_dsn", "-1.0 * on"),
            ("dsp_dp", "-2 * ap"),
            ("dL_dp", "dL_dsp * dsp_dp"),
            ("dsn_dn", "-2 * an"),
            ("dL_dn", "dL_dsn * dsn_dn"),
            ("dsp_da", "2 * ap"),
            ("dsn_da", "2 * an"),
            ("dL_da", "dL_dsp * dsp_da + dL_dsn * dsn_da"),
            ("Ga", "np.outer(dL_da, xa)"),
            ("Gp", "np.outer(dL_dp, xp)"),
            ("Gn", "np.outer(dL_dn, xn)"),
            ("dL_dW", "Ga + Gp + Gn"),
            ("dL_dxn", "W.T @ dL_dn"),
        ],
        "slips": [
            # forward, not asked
            ("p-sign", {"p": "bump(W @ xp, 0, -2 * W[0, 3] * xp[3])"}, "lost the minus of the last product of p"),
            ("p-skipped", {"p": "bump(W @ xp, 1, -W[1, 1] * xp[1])"}, "left a product out of p"),
            ("p-digits", {"p": "digits(W @ xp, 0)"}, "copied p with two digits exchanged"),
            ("p-input", {"p": "1 * xp[:2]"}, "took the positive's first two inputs for its embedding"),
            ("n-sign", {"n": "bump(W @ xn, 0, -2 * W[0, 0] * xn[0])"}, "lost the minus of the first product of n"),
            ("n-abs", {"n": "W @ np.abs(xn)"}, "lost all minus signs of the negative"),
            ("n-carry", {"n": "bump(W @ xn, 1, 0.1)"}, "n is a tenth too large in one entry"),
            ("ap-plus", {"ap": "a + p"}, "added the embeddings in the positive distance"),
            ("ap-sign-entry", {"ap": "put(a - p, 1, a[1] + p[1])"}, "minus a negative number became minus"),
            ("ap-inputs", {"ap": "(xa - xp)[:2]"}, "took the difference of the inputs, not of the embeddings"),
            ("ap2-double", {"ap2": "2 * np.abs(ap)"}, "doubled instead of squaring"),
            ("ap2-signed", {"ap2": "ap * np.abs(ap)"}, "left the minus on a square"),
            ("an-plus", {"an": "a + n"}, "added the embeddings in the negative distance"),
            ("an-positive", {"an": "p - n"}, "took the distance from the positive to the negative"),
            ("an-digits", {"an": "digits(a - n, 1)"}, "two digits of a - n exchanged"),
            ("an2-first", {"an2": "an**2 * np.array([1.0, 0])"}, "forgot the second coordinate of the negative distance"),
            ("an2-decimal", {"an2": "times(an**2, 0, 0.1)"}, "a decimal point in a square"),
            ("sn-root", {"sn": "np.sqrt(np.sum(an2))"}, "took the root of the negative distance only"),
            ("sn-mean", {"sn": "np.mean(an2)"}, "took the mean for the negative distance"),
            ("sn-square-of-sum", {"sn": "np.sum(an)**2"}, "squared the sum of the coordinates"),
            ("inner-margin-forgotten", {"inner": "sp - sn"}, "forgot the margin"),
            ("inner-turned", {"inner": "margin + sn - sp"}, "exchanged the positive and the negative distance in the hinge but derived as written"),
            ("inner-both-plus", {"inner": "margin + sp + sn"}, "added both distances"),
            ("inner-twice-margin", {"inner": "2 * margin + sp - sn"}, "added the margin to each distance"),
            # asked values
            ("a-sign", {"a": "bump(W @ xa, 0, -2 * W[0, 1] * xa[1])"}, "minus times minus in the anchor"),
            ("a-swapped", {"a": "(W @ xa)[::-1]"}, "exchanged the anchor's entries"),
            ("a-skipped", {"a": "bump(W @ xa, 1, -W[1, 3] * xa[3])"}, "the anchor's last product is missing"),
            ("a-normalised", {"a": "W @ xa / np.sqrt(np.sum((W @ xa)**2))"}, "scaled the anchor to length one"),
            ("a-digits", {"a": "digits(W @ xa, 0)"}, "the anchor with two digits exchanged"),
            ("sp-root", {"sp": "np.sqrt(np.sum(ap2))"}, "gave the distance, not its square"),
            ("sp-mean", {"sp": "np.mean(ap2)"}, "averaged the squares of the positive distance"),
            ("sp-sum-squared", {"sp": "np.sum(ap)**2"}, "squared the sum of the differences"),
            ("sp-dot", {"sp": "a @ p"}, "took the dot product for the distance"),
            ("sp-difference-of-squares", {"sp": "np.sum(a**2) + np.sum(p**2)"}, "expanded the square without the mixed term"),
            ("L-squared", {"L": "np.maximum(0.0, inner)**2"}, "squared the hinge's value"),
            ("L-min", {"L": "np.minimum(0.0, inner)"}, "took the smaller one"),
            ("L-margin-cut", {"L": "np.maximum(margin, sp - sn)"}, "took the margin as the lower limit"),
            # asked derivatives
            ("dp-no-two", {"dL_dp": "dL_dsp * -ap"}, "forgot the two for the positive"),
            ("dp-sign", {"dL_dp": "dL_dsp * 2 * ap"}, "forgot the inner minus for the positive"),
            ("dp-p", {"dL_dp": "2 * p"}, "differentiated the square of p only"),
            ("dp-distance", {"dL_dp": "dsp_dp * sp"}, "left the distance as a factor"),
            ("dp-negative", {"dL_dp": "-2 * an"}, "took the negative's difference for the positive"),
            ("dp-L", {"dL_dp": "dsp_dp * L"}, "multiplied by the loss as the chain's outer derivative"),
            ("dn-sign", {"dL_dn": "-2 * an"}, "forgot that the negative distance is subtracted"),
            ("dn-no-two", {"dL_dn": "1 * an"}, "forgot the two for the negative"),
            ("dn-zero", {"dL_dn": "0 * an"}, "thought that the negative does not count in an active triplet"),
            ("dn-n", {"dL_dn": "-2 * n"}, "differentiated the square of n only"),
            ("dn-unit", {"dL_dn": "an / np.sqrt(np.sum(an2))"}, "differentiated the distance without the square for the negative"),
            ("da-positive-only", {"dL_da": "dL_dsp * dsp_da"}, "only the pull to the positive"),
            ("da-negative-only", {"dL_da": "dL_dsn * dsn_da"}, "only the push from the negative"),
            ("da-both-plus", {"dL_da": "dsp_da + dsn_da"}, "added the push"),
            ("da-turned", {"dL_da": "2 * (p - n)"}, "the anchor's gradient with the sign turned"),
            ("da-difference", {"dL_da": "1 * (n - p)"}, "cancelled the two with a half that is not there"),
            ("da-anchor", {"dL_da": "2 * a"}, "differentiated the square of a only"),
            ("dW-anchor-only", {"dL_dW": "1 * Ga"}, "forgot that the weights are shared: the anchor only"),
            ("dW-no-negative", {"dL_dW": "Ga + Gp"}, "forgot the negative in the shared weights"),
            ("dW-mean", {"dL_dW": "(Ga + Gp + Gn) / 3"}, "averaged over the three uses of the weights"),
            ("dW-transposed@shape", {"dL_dW": "(Ga + Gp + Gn).T"}, "the shared weights' gradient on its side"),
            ("dW-minus", {"dL_dW": "Ga - Gp - Gn"}, "subtracted the others' parts"),
            ("dW-entry", {"dL_dW": "neg(Ga + Gp + Gn, 2)"}, "one sign in the shared weights' gradient"),
            ("dxn-da", {"dL_dxn": "W.T @ dL_da"}, "used the anchor's gradient for the negative's input"),
            ("dxn-abs", {"dL_dxn": "np.abs(W).T @ dL_dn"}, "the signs of W lost in the last step"),
            ("dxn-first-row", {"dL_dxn": "W[0] * dL_dn[0]"}, "only the first row of W in the last step"),
            ("dxn-swapped", {"dL_dxn": "W[::-1].T @ dL_dn"}, "rows of W exchanged in the last step"),
            # backward steps between
            ("on-inner", {"on": "1.0 * inner"}, "took the hinge's value for its slope"),
            ("on-half", {"on": "0.5"}, "halved the hinge's slope"),
            ("on-off", {"on": "0.0"}, "thought that the hinge is not active"),
            ("dsn-plus", {"dL_dsn": "1.0 * on"}, "the hinge falls with the negative distance, but a plus was written"),
            ("dsp-minus", {"dL_dsp": "-1.0 * on"}, "a minus for the positive distance"),
            ("dspp-square", {"dsp_dp": "-ap2"}, "did not lower the power of the positive distance"),
            ("dsnn-sum", {"dsn_dn": "-2 * np.sum(an) + 0 * an"}, "summed the coordinates in the derivative"),
            ("dspa-minus", {"dsp_da": "-2 * ap"}, "the same minus for the anchor as for the positive"),
            ("dsna-no-two", {"dsn_da": "1 * an"}, "a two lost in the anchor's push"),
            ("Ga-p", {"Ga": "np.outer(dL_da, xp)"}, "the positive's input in the anchor's part"),
            ("Gp-anchor", {"Gp": "np.outer(dL_dp, xa)"}, "the anchor's input in the positive's part"),
            ("Gn-sign", {"Gn": "np.outer(-dL_dn, xn)"}, "turned the negative's part"),
            ("Gn-entry", {"Gn": "bump(np.outer(dL_dn, xn), 5, 0.1)"}, "a tenth too much in the negative's part"),
            # misread
            ("misread-turned", {"inner": "margin - sp + sn", "dL_dsp": "-1.0 * on", "dL_dsn": "1.0 * on"}, "read the hinge with the distances exchanged"),
            ("misread-distances", {"sp": "np.sqrt(np.sum(ap2))", "sn": "np.sqrt(np.sum(an2))", "dsp_dp": "-ap / sp", "dsn_dn": "-an / sn", "dsp_da": "ap / sp", "dsn_da": "an / sn"}, "read distances, not their squares"),
            ("misread-squared-hinge", {"L": "np.maximum(0.0, inner)**2", "on": "2.0 * np.maximum(0.0, inner)"}, "read the hinge squared"),
            ("misread-softplus", {"L": "np.log(1 + np.exp(inner))", "on": "1 / (1 + np.exp(-inner))"}, "read a softplus for the hinge"),
            ("misread-positive-negative", {"an": "p - n", "dsn_da": "0 * an", "dL_dp": "dL_dsp * dsp_dp + dL_dsn * 2 * an"}, "read the second distance as that of p and n"),
            ("misread-half", {"sp": "np.sum(ap2) / 2", "sn": "np.sum(an2) / 2", "dsp_dp": "-ap", "dsn_dn": "-an", "dsp_da": "1 * ap", "dsn_da": "1 * an"}, "read half squared distances"),
            ("misread-mean", {"sn": "np.mean(an2)", "dsn_dn": "-an", "dsn_da": "1 * an"}, "read a mean in the second distance"),
            # two
            ("two-p-and-hinge", {"p": "bump(W @ xp, 1, 0.3)", "dL_dsn": "1.0 * on"}, "a digit of p, and a sign in the hinge"),
            ("two-n-and-shared", {"n": "W @ np.abs(xn)", "dL_dW": "1 * Ga"}, "the negative's signs, and the weights not shared"),
            ("two-a-and-transposed@shape", {"a": "bump(W @ xa, 0, 0.2)", "dL_dW": "(Ga + Gp + Gn).T"}, "a wrong anchor, and the weights on their side"),
            ("two-root-and-xn", {"sn": "np.sqrt(np.sum(an2))", "dL_dxn": "W.T @ dL_da"}, "a root, and the anchor's gradient at the negative"),
        ],
    },
    "contrastive": {
        "lines": [
            ("diff", "U - V"),
            ("diff2", "diff**2"),
            ("r", "np.sum(diff2, axis=1)"),
            ("d", "np.sqrt(r)"),
            ("gap", "margin - d"),
            ("hinge", "np.maximum(gap, 0.0)"),
            ("near", "s * d**2 / 2"),
            ("far", "(1 - s) * hinge**2 / 2"),
            ("l", "near + far"),
            ("suml", "np.sum(l)"),
            ("L", "suml / 4"),
            ("g1", "s * d"),
            ("g2", "(1 - s) * hinge"),
            ("dl_dd", "g1 - g2"),
            ("dL_dd", "dl_dd / 4"),
            ("dd_dr", "1 / (2 * d)"),
            ("dL_dr", "dL_dd * dd_dr"),
            ("dr_dU", "2 * diff"),
            ("dL_dU", "dL_dr[:, None] * dr_dU"),
            ("dL_dV", "-dL_dU"),
            ("dL_dmargin", "np.sum(g2) / 4"),
        ],
        "slips": [
            # forward, not asked
            ("diff-plus", {"diff": "U + V"}, "added the two embeddings of a pair"),
            ("diff-sign-entry", {"diff": "put(U - V, 4, U[1, 1] + V[1, 1])"}, "added in one place of the second pair"),
            ("diff-minus-minus", {"diff": "put(U - V, 2, U[0, 2] + V[0, 2])"}, "minus a negative number became minus in the first pair"),
            ("diff-rows", {"diff": "U - V[[0, 2, 1, 3]]"}, "paired the second with the third"),
            ("diff-digits", {"diff": "digits(U - V, 9)"}, "two digits of a difference exchanged"),
            ("diff2-abs", {"diff2": "np.abs(diff)"}, "summed the magnitudes"),
            ("diff2-double", {"diff2": "put(diff**2, 3, 2 * np.abs(diff[1, 0]))"}, "doubled a difference instead of squaring it"),
            ("diff2-decimal", {"diff2": "times(diff**2, 0, 0.1)"}, "a slipped decimal point in the first square"),
            ("r-skipped", {"r": "np.sum(diff2[:, :2], axis=1)"}, "left out the third coordinate"),
            ("r-mean", {"r": "np.mean(diff2, axis=1)"}, "averaged the coordinates"),
            ("r-carry", {"r": "bump(np.sum(diff2, axis=1), 3, -0.1)"}, "added up wrongly in the last pair"),
            ("gap-turned", {"gap": "d - margin"}, "the hinge the wrong way round"),
            ("gap-squared", {"gap": "margin - d**2"}, "compared the squared distance with the margin"),
            ("gap-one", {"gap": "1 - d"}, "took one for the margin"),
            ("gap-plus", {"gap": "margin + d"}, "a plus in the hinge"),
            ("hinge-no-maximum", {"hinge": "1 * gap"}, "forgot the maximum, so far pairs are pulled together"),
            ("hinge-all-zero-second", {"hinge": "put(np.maximum(gap, 0.0), 1, 0.0)"}, "thought that the second pair is beyond the margin"),
            ("near-no-square", {"near": "s * d / 2"}, "forgot the square of the similar pair's distance"),
            ("near-no-half", {"near": "s * d**2"}, "forgot the half of the similar pair"),
            ("near-all", {"near": "d**2 / 2"}, "forgot s in the value"),
            ("far-s", {"far": "s * hinge**2 / 2"}, "wrote s twice"),
            ("far-no-square", {"far": "(1 - s) * hinge / 2"}, "forgot the square of the hinge in the value"),
            ("far-no-half", {"far": "(1 - s) * hinge**2"}, "forgot the half of the others in the value"),
            ("suml-skipped", {"suml": "np.sum(l[1:])"}, "left the first pair out of the sum"),
            ("suml-similar", {"suml": "l[0]"}, "counted the similar pair only"),
            # asked values
            ("d-squared", {"d": "1 * r"}, "forgot the root"),
            ("d-half", {"d": "r / 2"}, "took half for the root"),
            ("d-digits", {"d": "digits(np.sqrt(r), 1)"}, "two digits of a distance exchanged"),
            ("d-swapped", {"d": "swap(np.sqrt(r), 0, 3)"}, "exchanged the first and the last distance"),
            ("l-exchanged", {"l": "(1 - s) * d**2 / 2 + s * hinge**2 / 2"}, "exchanged similar and dissimilar pairs in the value"),
            ("l-minus", {"l": "near - far"}, "subtracted the dissimilar part"),
            ("l-near-only", {"l": "1 * near"}, "left the dissimilar part out"),
            ("l-entry", {"l": "bump(near + far, 0, 0.1)"}, "a tenth too much in the first pair's loss"),
            ("L-sum", {"L": "1 * suml"}, "gave the sum for the mean"),
            ("L-by-active", {"L": "suml / np.sum(l > 0)"}, "divided by the pairs that have a loss"),
            # asked derivatives
            ("dd-no-mean", {"dL_dd": "1 * dl_dd"}, "forgot the mean over the pairs"),
            ("dd-beyond", {"dL_dd": "(s * d - (1 - s) * (margin - d)) / 4"}, "gave far pairs a gradient"),
            ("dd-residual", {"dL_dd": "(d - s) / 4"}, "took distance minus label"),
            ("dd-mean-twice", {"dL_dd": "dl_dd / 16"}, "divided by four twice"),
            ("dd-exchanged", {"dL_dd": "((1 - s) * d - s * hinge) / 4"}, "exchanged similar and dissimilar in the derivative"),
            ("dd-loss", {"dL_dd": "l / 4"}, "handed in the losses again"),
            ("dd-digits", {"dL_dd": "digits(dl_dd / 4, 1)"}, "two digits of the distances' gradient exchanged"),
            ("dr-no-half", {"dL_dr": "dL_dd / d"}, "no half in the root's derivative"),
            ("dr-times", {"dL_dr": "dL_dd * 2 * d"}, "differentiated the square instead of the root"),
            ("dr-r", {"dL_dr": "dL_dd / (2 * r)"}, "forgot the root in its own derivative"),
            ("dr-same", {"dL_dr": "1 * dL_dd"}, "left out the root's derivative"),
            ("dr-entry", {"dL_dr": "neg(dL_dd * dd_dr, 3)"}, "the last sign of the squared distances' gradient"),
            ("dr-power", {"dL_dr": "dL_dd * -0.5 / r**1.5"}, "differentiated one over the root"),
            ("dU-no-two", {"dL_dU": "dL_dr[:, None] * diff"}, "forgot the two of the squares"),
            ("dU-U", {"dL_dU": "dL_dr[:, None] * 2 * U"}, "differentiated the square of U only"),
            ("dU-from-d", {"dL_dU": "dL_dd[:, None] * dr_dU"}, "skipped the root on the way to U"),
            ("dU-unit-twice", {"dL_dU": "dL_dr[:, None] * dr_dU / d[:, None]"}, "divided by the distance a second time"),
            ("dU-summed@shape", {"dL_dU": "dL_dr @ dr_dU"}, "summed over the pairs"),
            ("dU-transposed@shape", {"dL_dU": "(dL_dr[:, None] * dr_dU).T"}, "the embeddings' gradient with pairs in columns"),
            ("dU-first-pair", {"dL_dU": "dL_dr[0] * dr_dU"}, "used the first pair's factor for all"),
            ("dU-squares", {"dL_dU": "dL_dr[:, None] * diff2"}, "did not lower the power"),
            ("dV-same", {"dL_dV": "1 * dL_dU"}, "forgot the inner minus"),
            ("dV-V", {"dL_dV": "dL_dr[:, None] * 2 * V"}, "differentiated the square of V only"),
            ("dV-half", {"dL_dV": "-dL_dU / 2"}, "shared the gradient between the two"),
            ("dV-entry", {"dL_dV": "neg(-dL_dU, 4)"}, "forgot to turn one sign"),
            ("dV-row", {"dL_dV": "-dL_dU[[1, 0, 2, 3]]"}, "exchanged the first two pairs"),
            ("dV-zero", {"dL_dV": "0 * V"}, "took the second embedding for a constant"),
            ("dmargin-sign", {"dL_dmargin": "-np.sum(g2) / 4"}, "gave the margin the sign of the distance"),
            ("dmargin-sum", {"dL_dmargin": "np.sum(g2)"}, "forgot the mean for the margin"),
            ("dmargin-count", {"dL_dmargin": "np.sum(g2 > 0) / 4"}, "counted the active pairs"),
            ("dmargin-all", {"dL_dmargin": "np.sum(hinge) / 4"}, "counted the similar pair for the margin, too"),
            ("dmargin-beyond", {"dL_dmargin": "np.sum((1 - s) * gap) / 4"}, "forgot the maximum for the margin"),
            ("dmargin-list@shape", {"dL_dmargin": "g2 / 4"}, "did not sum over the pairs for the margin"),
            ("dmargin-active-mean", {"dL_dmargin": "np.sum(g2) / np.sum(g2 > 0)"}, "averaged over the active pairs"),
            # backward steps between
            ("g1-two", {"g1": "2 * s * d"}, "a two that the half cancels, for the similar pair"),
            ("g1-square", {"g1": "s * d**2"}, "left the square of the similar pair"),
            ("g1-sign", {"g1": "-s * d"}, "a minus for the similar pair"),
            ("g2-square", {"g2": "(1 - s) * hinge**2 / 2"}, "left the hinge squared"),
            ("g2-slope-only", {"g2": "(1 - s) * (hinge > 0)"}, "took the slope of a hinge that is not squared"),
            ("g2-half", {"g2": "(1 - s) * hinge / 2"}, "halved the hinge's derivative"),
            ("dl-plus", {"dl_dd": "g1 + g2"}, "forgot the inner minus of margin - d"),
            ("dl-similar-only", {"dl_dd": "1 * g1"}, "only similar pairs have a gradient"),
            ("dddr-no-two", {"dd_dr": "2 / d"}, "two over the root"),
            ("dddr-root", {"dd_dr": "1 / (2 * np.sqrt(d))"}, "took the root once more"),
            ("dddr-minus", {"dd_dr": "-1 / (2 * d)"}, "a minus in the root's derivative"),
            ("drdU-turned", {"dr_dU": "2 * (V - U)"}, "exchanged U and V in the derivative"),
            ("drdU-sign", {"dr_dU": "neg(2 * diff, 1)"}, "one sign in the differences"),
            ("drdU-abs", {"dr_dU": "2 * np.abs(diff)"}, "lost the signs of the differences"),
            # misread
            ("misread-exchanged", {"near": "(1 - s) * d**2 / 2", "far": "s * hinge**2 / 2", "g1": "(1 - s) * d", "g2": "s * hinge"}, "read s = 1 as dissimilar"),
            ("misread-no-halves", {"near": "s * d**2", "far": "(1 - s) * hinge**2", "g1": "2 * s * d", "g2": "2 * (1 - s) * hinge"}, "read the loss without the halves"),
            ("misread-sum", {"L": "1 * suml", "dL_dd": "1 * dl_dd", "dL_dmargin": "np.sum(g2)"}, "read a sum over the pairs"),
            ("misread-plain-hinge", {"far": "(1 - s) * hinge", "g2": "(1 - s) * (hinge > 0)"}, "read the hinge without the square and the half"),
            ("misread-manhattan", {"diff2": "np.abs(diff)", "d": "1 * r", "dd_dr": "1.0 + 0 * d", "dr_dU": "np.sign(diff)"}, "read the sum of the magnitudes as the distance"),
            ("misread-squared-margin", {"hinge": "np.maximum(margin - d**2, 0.0)", "g2": "2 * (1 - s) * hinge * d", "dL_dmargin": "np.sum((1 - s) * hinge) / 4"}, "read max(0, margin - d^2)"),
            ("misread-linear-near", {"near": "s * d / 2", "g1": "s / 2"}, "read d without the square for similar pairs"),
            # two
            ("two-plus-and-sum", {"dl_dd": "g1 + g2", "dL_dmargin": "np.sum(g2)"}, "the inner minus, and the margin's mean"),
            ("two-diff-and-two", {"diff": "put(U - V, 2, U[0, 2] + V[0, 2])", "dL_dU": "dL_dr[:, None] * diff"}, "a sign in a difference, and no two"),
            ("two-root-and-same", {"dd_dr": "1 / d", "dL_dV": "1 * dL_dU"}, "no half of the root, and no inner minus"),
            ("two-hinge-and-list@shape", {"hinge": "1 * gap", "dL_dmargin": "g2 / 4"}, "no maximum, and no sum for the margin"),
        ],
    },
}
