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
    "cell": {
        "lines": [
            ("Wfu", "Wf @ u"),
            ("zf", "Wfu + bf"),
            ("ef", "np.exp(-zf)"),
            ("f", "1 / (1 + ef)"),
            ("Wiu", "Wi @ u"),
            ("zi", "Wiu + bi"),
            ("ei", "np.exp(-zi)"),
            ("i", "1 / (1 + ei)"),
            ("Wou", "Wo @ u"),
            ("zo", "Wou + bo"),
            ("eo", "np.exp(-zo)"),
            ("o", "1 / (1 + eo)"),
            ("Wku", "Wk @ u"),
            ("zk", "Wku + bk"),
            ("k", "np.tanh(zk)"),
            ("kept", "f * cp"),
            ("added", "i * k"),
            ("c", "kept + added"),
            ("tc", "np.tanh(c)"),
            ("h", "o * tc"),
            ("E", "h - y"),
            ("E2", "E**2"),
            ("sumE2", "np.sum(E2)"),
            ("L", "sumE2 / 2"),
            ("dL_dh", "1 * E"),
            ("dL_do", "dL_dh * tc"),
            ("dL_dtc", "dL_dh * o"),
            ("dtc", "1 - tc**2"),
            ("dL_dc", "dL_dtc * dtc"),
            ("dL_dcp", "dL_dc * f"),
            ("dL_df", "dL_dc * cp"),
            ("sf", "f * (1 - f)"),
            ("dL_dbf", "dL_df * sf"),
            ("dL_di", "dL_dc * k"),
            ("si", "i * (1 - i)"),
            ("dL_dzi", "dL_di * si"),
            ("dL_dWi", "np.outer(dL_dzi, u)"),
            ("dL_dk", "dL_dc * i"),
            ("dk", "1 - k**2"),
            ("dL_dzk", "dL_dk * dk"),
            ("dL_dWk", "np.outer(dL_dzk, u)"),
            ("so", "o * (1 - o)"),
            ("dL_dzo", "dL_do * so"),
            ("gf", "Wf.T @ dL_dbf"),
            ("gi", "Wi.T @ dL_dzi"),
            ("go", "Wo.T @ dL_dzo"),
            ("gk", "Wk.T @ dL_dzk"),
            ("dL_du", "gf + gi + go + gk"),
        ],
        "slips": [
            # forward, not asked
            ("Wfu-sign", {"Wfu": "bump(Wf @ u, 0, -2 * Wf[0, 1] * u[1])"}, "minus times minus stayed minus for the forget gate"),
            ("Wfu-skipped", {"Wfu": "bump(Wf @ u, 2, -Wf[2, 4] * u[4])"}, "left out the last input in the forget gate"),
            ("zf-no-bias", {"zf": "1 * Wfu"}, "forgot the forget gate's bias"),
            ("zf-minus-bias", {"zf": "Wfu - bf"}, "subtracted the forget gate's bias"),
            ("zf-wrong-bias", {"zf": "Wfu + bi"}, "took the input gate's bias for the forget gate"),
            ("zf-one-more", {"zf": "Wfu + bf + 1"}, "added one to the forget bias, as some libraries do"),
            ("ef-plus", {"ef": "np.exp(zf)"}, "lost the minus in the forget gate's sigmoid"),
            ("ef-entry", {"ef": "put(np.exp(-zf), 1, np.exp(zf[1]))"}, "lost the minus of one exponent of the forget gate"),
            ("f-tanh", {"f": "np.tanh(zf)"}, "took tanh for the forget gate but the sigmoid's derivative"),
            ("f-digits", {"f": "digits(1 / (1 + ef), 1)"}, "two digits of the forget gate exchanged"),
            ("f-no-one", {"f": "1 / (0.1 + ef)"}, "wrote 0.1 for the one in a sigmoid"),
            ("f-linear", {"f": "0.5 + zf / 4"}, "approximated the forget gate by a line"),
            ("Wiu-sign", {"Wiu": "bump(Wi @ u, 1, -2 * Wi[1, 2] * u[2])"}, "a sign lost in the input gate's second row"),
            ("Wiu-swapped", {"Wiu": "swap(Wi @ u, 0, 2)"}, "two rows of the input gate exchanged"),
            ("Wiu-digits", {"Wiu": "digits(Wi @ u, 1)"}, "two digits of the input gate's product exchanged"),
            ("zi-no-bias", {"zi": "1 * Wiu"}, "forgot the input gate's bias"),
            ("zi-bias-entry", {"zi": "put(Wiu + bi, 2, Wiu[2])"}, "forgot one bias of the input gate"),
            ("ei-two", {"ei": "2.0 ** (-zi)"}, "used 2 for e in the input gate"),
            ("i-coupled", {"i": "1 - f"}, "took one minus the forget gate, as in a GRU"),
            ("i-forget", {"i": "1 * f"}, "used the forget gate in both places"),
            ("i-entry", {"i": "bump(1 / (1 + ei), 0, 0.1)"}, "read one input gate a tenth too large"),
            ("Wou-row", {"Wou": "put(Wo @ u, 1, Wo[0] @ u)"}, "used the first row of the output gate twice"),
            ("Wou-carry", {"Wou": "bump(Wo @ u, 2, 0.1)"}, "added wrongly by a tenth in the output gate"),
            ("zo-minus-bias", {"zo": "Wou - bo"}, "the output gate's bias subtracted"),
            ("eo-plus", {"eo": "np.exp(zo)"}, "lost the minus in the output gate's sigmoid"),
            ("o-all-equal", {"o": "np.mean(1 / (1 + eo)) + 0 * zo"}, "took one output gate for all units"),
            ("o-digits", {"o": "digits(1 / (1 + eo), 2)"}, "an output gate with two digits exchanged"),
            ("Wku-other", {"Wku": "Wi @ u"}, "used the input gate's weights for the candidate"),
            ("Wku-term", {"Wku": "bump(Wk @ u, 0, -Wk[0, 3] * u[3])"}, "skipped the fourth product of the candidate"),
            ("zk-no-bias", {"zk": "1 * Wku"}, "forgot the candidate's bias"),
            ("k-sigmoid", {"k": "sigm(zk)"}, "used the sigmoid for the candidate and tanh's derivative"),
            ("k-linear", {"k": "1 * zk"}, "forgot the candidate's tanh"),
            ("k-sign", {"k": "neg(np.tanh(zk), 1)"}, "lost the minus of the second candidate"),
            ("k-degrees", {"k": "np.tan(zk * np.pi / 180)"}, "pressed tan, in degrees, instead of tanh"),
            ("kept-input", {"kept": "i * cp"}, "used the input gate to keep the old cell"),
            ("kept-plus", {"kept": "f + cp"}, "added the forget gate"),
            ("kept-complement", {"kept": "(1 - f) * cp"}, "kept one minus f of the old cell, but derived as written"),
            ("kept-sign", {"kept": "neg(f * cp, 1)"}, "lost the minus of the second old cell"),
            ("added-k-only", {"added": "1 * k"}, "added the candidate without its gate"),
            ("added-complement", {"added": "(1 - f) * k"}, "let the forget gate decide about the candidate"),
            ("added-cp", {"added": "i * cp"}, "gated the old cell twice"),
            ("added-digits", {"added": "digits(i * k, 0)"}, "the first product i k copied wrongly"),
            ("tc-sigmoid", {"tc": "sigm(c)"}, "squashed the cell with a sigmoid"),
            ("tc-none", {"tc": "1 * c"}, "forgot the tanh of the cell"),
            ("tc-old", {"tc": "np.tanh(cp)"}, "used the old cell in the output"),
            ("tc-cubic", {"tc": "c - c**3 / 3"}, "used two terms of the series for tanh"),
            ("E-sign", {"E": "y - h"}, "target minus output"),
            ("E-c", {"E": "c - y"}, "compared the cell with the target"),
            ("E-no-target", {"E": "1 * h"}, "forgot the target"),
            # asked values
            ("c-minus", {"c": "kept - added"}, "subtracted the candidate"),
            ("c-old", {"c": "cp + added"}, "forgot the forget gate in the cell"),
            ("c-product", {"c": "kept * added"}, "multiplied the two parts of the cell"),
            ("c-squashed", {"c": "np.tanh(kept + added)"}, "gave the cell after the tanh and squashed it again later"),
            ("c-entry", {"c": "swap(kept + added, 0, 1)"}, "two cells exchanged"),
            ("c-digits", {"c": "digits(kept + added, 2)"}, "two digits of a cell exchanged"),
            ("h-no-gate", {"h": "1 * tc"}, "forgot the output gate"),
            ("h-cell", {"h": "o * c"}, "left the tanh out of the output only"),
            ("h-outside", {"h": "np.tanh(o * c)"}, "took the tanh of the gated cell"),
            ("h-input-gate", {"h": "i * tc"}, "used the input gate for the output"),
            ("h-sign", {"h": "neg(o * tc, 0)"}, "lost a sign of the output"),
            # asked derivatives
            ("do-no-tanh", {"dL_do": "dL_dh * c"}, "took the cell instead of its tanh"),
            ("do-ones", {"dL_do": "1 * dL_dh"}, "forgot the factor of the output gate"),
            ("do-own", {"dL_do": "dL_dh * o"}, "multiplied by the gate itself"),
            ("do-dtanh", {"dL_do": "dL_dh * (1 - tc**2)"}, "took the derivative of the tanh where its value belongs"),
            ("do-gate", {"dL_do": "dL_dh * tc * o * (1 - o)"}, "included the sigmoid's derivative already"),
            ("do-two", {"dL_do": "2 * dL_dh * tc"}, "kept a two from the square for the output gate"),
            ("dc-no-gate", {"dL_dc": "dL_dh * dtc"}, "forgot the output gate on the way to the cell"),
            ("dc-product-rule", {"dL_dc": "dL_dtc * dtc + dL_do"}, "added the output gate's part by a product rule"),
            ("dc-digits", {"dL_dc": "digits(dL_dtc * dtc, 0)"}, "the cell's gradient with two digits exchanged"),
            ("dc-linear", {"dL_dc": "1 * dL_dtc"}, "forgot the tanh's derivative at the cell"),
            ("dc-sum@shape", {"dL_dc": "np.sum(dL_dtc * dtc)"}, "summed the cell's gradient over the units"),
            ("dcp-input", {"dL_dcp": "dL_dc * i"}, "sent the cell's gradient back through the input gate"),
            ("dcp-cp", {"dL_dcp": "dL_dc * cp"}, "multiplied by the old cell itself"),
            ("dcp-all", {"dL_dcp": "1 * dL_dc"}, "forgot the forget gate on the way back"),
            ("dcp-gate-too", {"dL_dcp": "dL_dc * f * (1 - f)"}, "differentiated the forget gate on the way to the old cell"),
            ("dcp-complement", {"dL_dcp": "dL_dc * (1 - f)"}, "sent back what is forgotten"),
            ("dcp-minus", {"dL_dcp": "-dL_dc * f"}, "a minus on the way to the old cell"),
            ("df-new-cell", {"dL_df": "dL_dc * c"}, "took the new cell for the old one"),
            ("df-k", {"dL_df": "dL_dc * k"}, "took the candidate for the old cell"),
            ("df-f", {"dL_df": "dL_dc * f"}, "multiplied by the forget gate itself"),
            ("df-ones", {"dL_df": "1 * dL_dc"}, "forgot the old cell"),
            ("df-sign", {"dL_df": "neg(dL_dc * cp, 1)"}, "lost the minus of the old cell's second entry"),
            ("dbf-no-sigmoid", {"dL_dbf": "1 * dL_df"}, "forgot the sigmoid's derivative for the bias"),
            ("dbf-bias", {"dL_dbf": "dL_df * sf * bf"}, "multiplied by the bias"),
            ("dbf-outer@shape", {"dL_dbf": "np.outer(dL_df * sf, u)", "gf": "np.sum(Wf * dL_dbf, axis=0)"}, "gave the weights' gradient for the bias"),
            ("dbf-sum@shape", {"dL_dbf": "np.sum(dL_df * sf)", "gf": "np.sum(Wf, axis=0) * dL_dbf"}, "added up the bias's gradient"),
            ("dbf-digits", {"dL_dbf": "digits(dL_df * sf, 2)"}, "the forget bias's gradient with two digits exchanged"),
            ("dWi-transposed@shape", {"dL_dWi": "np.outer(u, dL_dzi)"}, "the outer product the other way round"),
            ("dWi-no-u", {"dL_dWi": "np.outer(dL_dzi, np.ones(5))"}, "forgot the input of the input gate's weights"),
            ("dWi-weights", {"dL_dWi": "dL_dzi[:, None] * Wi"}, "multiplied by the weights and not by the input"),
            ("dWi-bare-gate", {"dL_dWi": "np.outer(dL_di, u)"}, "forgot the input gate's sigmoid"),
            ("dWi-entry", {"dL_dWi": "neg(np.outer(dL_dzi, u), 4)"}, "one sign in the input gate's matrix"),
            ("dWi-row", {"dL_dWi": "np.outer(dL_dzi, u)[[0, 2, 1]]"}, "rows of the input gate's matrix exchanged"),
            ("dWk-no-u", {"dL_dWk": "np.outer(dL_dzk, np.ones(5))"}, "forgot the input of the candidate's weights"),
            ("dWk-squared-u", {"dL_dWk": "np.outer(dL_dzk, u**2)"}, "squared the input"),
            ("dWk-i-again", {"dL_dWk": "np.outer(dL_dzk * i, u)"}, "multiplied by the input gate twice"),
            ("dWk-transposed@shape", {"dL_dWk": "np.outer(u, dL_dzk)"}, "the candidate's matrix on its side"),
            ("dWk-from-i", {"dL_dWk": "np.outer(dL_dzi, u)"}, "handed in the input gate's matrix again"),
            ("dWk-digits", {"dL_dWk": "digits(np.outer(dL_dzk, u), 3)"}, "an entry of the candidate's matrix with two digits exchanged"),
            ("du-no-output-gate", {"dL_du": "gf + gi + gk"}, "forgot that the output gate sees the input, too"),
            ("du-candidate-only", {"dL_du": "1 * gk"}, "thought that gates are constants"),
            ("du-no-forget", {"dL_du": "gi + go + gk"}, "forgot the forget gate's way to the input"),
            ("du-minus-forget", {"dL_du": "-gf + gi + go + gk"}, "subtracted what comes through the forget gate"),
            ("du-mean", {"dL_du": "(gf + gi + go + gk) / 4"}, "averaged over the four ways"),
            ("du-last-two@shape", {"dL_du": "(gf + gi + go + gk)[3:]"}, "gave the input's part only"),
            ("du-entry", {"dL_du": "swap(gf + gi + go + gk, 1, 4)"}, "two entries of the input's gradient exchanged"),
            # backward steps between
            ("dh-entry", {"dL_dh": "neg(E, 1)"}, "the second error's sign"),
            ("dh-square", {"dL_dh": "E2 / 2"}, "did not differentiate the square"),
            ("dtc-input", {"dL_dtc": "dL_dh * i"}, "the input gate for the output gate on the way back"),
            ("dtanh-no-square", {"dtc": "1 - tc"}, "one minus tanh, without the square"),
            ("dtanh-sigmoid", {"dtc": "tc * (1 - tc)"}, "the sigmoid's derivative for the cell's tanh"),
            ("dtanh-c", {"dtc": "1 - c**2"}, "put the cell into 1 - t^2 instead of its tanh"),
            ("dtanh-plus", {"dtc": "1 + tc**2"}, "a plus in tanh's derivative"),
            ("dtanh-twice", {"dtc": "1 - np.tanh(tc)**2"}, "took the tanh twice"),
            ("sf-no-complement", {"sf": "1 * f"}, "forgot (1 - f)"),
            ("sf-z", {"sf": "zf * (1 - zf)"}, "put the pre-activation into s (1 - s)"),
            ("sf-tanh", {"sf": "1 - f**2"}, "tanh's derivative for the forget gate"),
            ("sf-plus", {"sf": "f * (1 + f)"}, "a plus in the sigmoid's derivative"),
            ("di-i", {"dL_di": "dL_dc * i"}, "multiplied by the input gate where the candidate belongs"),
            ("di-cp", {"dL_di": "dL_dc * cp"}, "the old cell where the candidate belongs"),
            ("di-zk", {"dL_di": "dL_dc * zk"}, "the candidate before its tanh"),
            ("si-tanh", {"si": "1 - i**2"}, "tanh's derivative for the input gate"),
            ("si-f", {"si": "f * (1 - f)"}, "the forget gate's slope for the input gate"),
            ("si-square", {"si": "i * (1 - i)**2"}, "a square in the input gate's slope"),
            ("dk-k", {"dL_dk": "dL_dc * k"}, "the candidate where the input gate belongs"),
            ("dk-f", {"dL_dk": "dL_dc * f"}, "the forget gate for the candidate"),
            ("dtanhk-sigmoid", {"dk": "k * (1 - k)"}, "the sigmoid's derivative for the candidate"),
            ("dtanhk-no-square", {"dk": "1 - k"}, "no square in the candidate's slope"),
            ("dtanhk-z", {"dk": "1 - zk**2"}, "the pre-activation in the candidate's slope"),
            ("dzk-sign", {"dL_dzk": "neg(dL_dk * dk, 2)"}, "the third sign of the candidate's gradient"),
            ("so-z", {"so": "zo * (1 - zo)"}, "the output gate's pre-activation in its slope"),
            ("so-c", {"so": "o * (1 - c)"}, "misread the o as a c in the slope"),
            ("dzo-slope-forgotten", {"dL_dzo": "1 * dL_do"}, "forgot the output gate's slope"),
            ("gf-other-weights", {"gf": "Wi.T @ dL_dbf"}, "went back through the wrong weights at the forget gate"),
            ("gi-df", {"gi": "Wi.T @ dL_di"}, "forgot the slope on the input gate's way to u"),
            ("go-entry", {"go": "bump(Wo.T @ dL_dzo, 0, 0.1)"}, "a tenth too much on the output gate's way"),
            ("gk-summed", {"gk": "np.sum(Wk, axis=0) * np.sum(dL_dzk)"}, "summed the columns and the gradients before multiplying"),
            ("gk-abs", {"gk": "np.abs(Wk).T @ dL_dzk"}, "lost the signs of the candidate's weights"),
            # misread forwards
            ("misread-no-cell-tanh", {"tc": "1 * c", "dtc": "1 + 0 * c"}, "read h = o c"),
            ("misread-candidate-sigmoid", {"k": "sigm(zk)", "dk": "k * (1 - k)"}, "read a sigmoid for the candidate"),
            ("misread-coupled", {"added": "(1 - f) * k", "dL_df": "dL_dc * (cp - k)", "dL_di": "0 * dL_dc", "dL_dk": "dL_dc * (1 - f)"}, "read the candidate's share as one minus the forget gate"),
            ("misread-forget-complement", {"kept": "(1 - f) * cp", "dL_dcp": "dL_dc * (1 - f)", "dL_df": "-dL_dc * cp"}, "read f as the share that is forgotten"),
            ("misread-no-half", {"L": "1 * sumE2", "dL_dh": "2 * E"}, "read the sum of the squares without the half"),
            ("misread-mean-loss", {"L": "sumE2 / 6", "dL_dh": "E / 3"}, "read half the mean of the squares"),
            ("misread-tanh-outside", {"tc": "1 * c", "h": "np.tanh(o * tc)", "dL_do": "dL_dh * (1 - h**2) * tc", "dL_dtc": "dL_dh * (1 - h**2) * o", "dtc": "1 + 0 * c"}, "read h = tanh(o c)"),
            ("misread-peephole", {"zo": "Wou + bo + cp", "dL_dcp": "dL_dc * f + dL_do * o * (1 - o)"}, "let the output gate see the old cell"),
            ("misread-minus-bf", {"zf": "Wfu - bf", "dL_dbf": "-dL_df * sf", "gf": "-Wf.T @ dL_dbf"}, "read Wf u - bf"),
            ("misread-forget-tanh", {"f": "np.tanh(zf)", "sf": "1 - f**2"}, "read tanh for the forget gate"),
            ("misread-plus-target", {"E": "h + y"}, "read h + y"),
            ("misread-minus-candidate", {"c": "kept - added", "dL_di": "-dL_dc * k", "dL_dk": "-dL_dc * i"}, "read c = f cp - i k"),
            # two at once
            ("two-bias-and-slope", {"zf": "1 * Wfu", "dk": "k * (1 - k)"}, "no forget bias, and the wrong slope of the candidate"),
            ("two-gate-and-transposed@shape", {"o": "digits(1 / (1 + eo), 0)", "dL_dWi": "np.outer(u, dL_dzi)"}, "an output gate copied wrongly, and a matrix on its side"),
            ("two-error-and-way", {"dL_dh": "2 * E", "dL_du": "gi + go + gk"}, "a two kept, and the forget gate's way forgotten"),
            ("two-sign-and-tanh", {"ei": "np.exp(zi)", "dtc": "1 - tc"}, "the input gate's minus, and no square in tanh's slope"),
            ("two-row-and-old-cell", {"Wku": "bump(Wk @ u, 1, -Wk[1, 0] * u[0])", "dL_df": "dL_dc * c"}, "a product skipped in the candidate, and the new cell for the old one"),
        ],
    },
}
