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
    "head": {
        "lines": [
            ("Q", "X @ Wq"),
            ("QK", "Q @ K.T"),
            ("dk", "float(K.shape[1])"),
            ("rd", "np.sqrt(dk)"),
            ("S", "QK / rd"),
            ("ES", "np.exp(S)"),
            ("U", "ES * M"),
            ("Z", "np.sum(U, axis=1, keepdims=True)"),
            ("A", "U / Z"),
            ("O", "A @ V"),
            ("E", "O - T"),
            ("E2", "E**2"),
            ("sumE2", "np.sum(E2)"),
            ("L", "sumE2 / 2"),
            ("dL_dO", "1 * E"),
            ("dL_dV", "A.T @ dL_dO"),
            ("dL_dA", "dL_dO @ V.T"),
            ("AG", "A * dL_dA"),
            ("dot", "np.sum(AG, axis=1, keepdims=True)"),
            ("cent", "dL_dA - dot"),
            ("dL_dS", "A * cent"),
            ("dL_dQK", "dL_dS / rd"),
            ("dL_dK", "dL_dQK.T @ Q"),
            ("dL_dQ", "dL_dQK @ K"),
            ("dL_dWq", "X.T @ dL_dQ"),
        ],
        "slips": [
            # forward, not asked
            ("Q-sign", {"Q": "bump(X @ Wq, 0, -2 * X[0, 0] * Wq[0, 0])"}, "minus times minus stayed minus in the first query"),
            ("Q-skipped", {"Q": "bump(X @ Wq, 4, -X[1, 3] * Wq[3, 1])"}, "left out the last product of a query's entry"),
            ("Q-digits", {"Q": "digits(X @ Wq, 2)"}, "two digits of the first query exchanged"),
            ("Q-rows", {"Q": "(X @ Wq)[::-1]"}, "wrote the second query first"),
            ("Q-swapped", {"Q": "swap(X @ Wq, 3, 5)"}, "exchanged two entries of the second query"),
            ("Q-input", {"Q": "1 * X[:, :3]"}, "took the inputs themselves for queries"),
            ("Q-one-sample", {"Q": "np.ones((2, 1)) * (X[:1] @ Wq)"}, "worked out one query and used it twice"),
            ("QK-values", {"QK": "Q @ V[:, :3].T"}, "compared the queries with the values instead of the keys"),
            ("QK-term", {"QK": "bump(Q @ K.T, 3, -Q[0, 2] * K[3, 2])"}, "a term lost in the product with the fourth key"),
            ("QK-key-twice", {"QK": "put(Q @ K.T, 1, Q[0] @ K[0])"}, "used the first key a second time"),
            ("QK-sign", {"QK": "neg(Q @ K.T, 5)"}, "lost the sign of a dot product"),
            ("QK-distances", {"QK": "-np.sum((Q[:, None, :] - K[None, :, :])**2, axis=2)"}, "took distances for dot products and derived as before"),
            ("QK-digits", {"QK": "digits(Q @ K.T, 8)"}, "copied a dot product with two digits exchanged"),
            ("QK-first-entry", {"QK": "np.outer(Q[:, 0], K[:, 0])"}, "multiplied the first entries only"),
            ("dk-keys", {"dk": "float(K.shape[0])"}, "took the root of the number of keys"),
            ("dk-values", {"dk": "float(V.shape[1])"}, "took the root of the values' size"),
            ("dk-queries", {"dk": "float(X.shape[0])"}, "took the root of the number of queries"),
            ("rd-no-root", {"rd": "1 * dk"}, "divided by the size, without the root"),
            ("rd-forgotten", {"rd": "1.0"}, "never scaled the scores"),
            ("rd-inverse", {"rd": "1 / np.sqrt(dk)"}, "multiplied by the root everywhere"),
            ("rd-decimal", {"rd": "1.37"}, "copied 1.73 as 1.37"),
            ("ES-entry-sign", {"ES": "put(np.exp(S), 0, np.exp(-S[0, 0]))"}, "lost a minus before pressing exp"),
            ("ES-digits", {"ES": "digits(np.exp(S), 3)"}, "two digits of an exponential exchanged"),
            ("ES-minus", {"ES": "np.exp(-S)"}, "used exp(-S) out of habit"),
            ("ES-decimal", {"ES": "times(np.exp(S), 6, 0.1)"}, "slipped the decimal point in an exponential"),
            ("U-mask-forgotten", {"U": "1 * ES"}, "forgot the mask"),
            ("U-mask-other-row", {"U": "ES * M[::-1]"}, "used each query's mask for the other one"),
            ("U-mask-inverted", {"U": "ES * (1 - M)"}, "masked the ones that may be seen"),
            ("U-mask-first-row", {"U": "ES * M[:1]"}, "used the first row of the mask for both queries"),
            ("U-mask-scores", {"U": "np.exp(S * M)"}, "set the masked scores to zero, so that their exponentials are one"),
            ("U-causal", {"U": "ES * np.tril(np.ones((2, 5)))"}, "used a causal mask although another was given"),
            ("Z-all", {"Z": "np.sum(ES, axis=1, keepdims=True)"}, "put the mask after the softmax: divided by the sum of all exponentials"),
            ("Z-columns", {"Z": "np.sum(U, axis=0, keepdims=True)"}, "normalised over the queries"),
            ("Z-whole", {"Z": "np.sum(U) + 0 * U[:, :1]"}, "one denominator for both rows"),
            ("Z-first", {"Z": "np.sum(U[:1], axis=1, keepdims=True) + 0 * U[:, :1]"}, "divided both rows by the first row's sum"),
            ("Z-mean", {"Z": "np.mean(U, axis=1, keepdims=True)"}, "divided by the mean"),
            ("Z-skipped", {"Z": "bump(np.sum(U, axis=1, keepdims=True), 1, -U[1, 0])"}, "left an exponential out of the second sum"),
            ("E-sign", {"E": "T - O"}, "target minus output"),
            ("E-plus", {"E": "O + T"}, "added the targets"),
            ("E-row", {"E": "O - T[::-1]"}, "compared with the other query's target"),
            ("E-digits", {"E": "digits(O - T, 5)"}, "two digits of an error exchanged"),
            # asked values
            ("S-by-size-once", {"S": "QK / dk"}, "divided the scores by 3 and later by its root"),
            ("S-times", {"S": "QK * rd"}, "multiplied by the root in the forward only"),
            ("S-not-scaled", {"S": "1 * QK"}, "forgot the scale in the forward but used it in the derivative"),
            ("S-entry", {"S": "bump(QK / rd, 6, 0.1)"}, "one score a tenth too large"),
            ("S-transposed@shape", {"S": "(QK / rd).T", "ES": "np.exp(S.T)", "dL_dS": "(A * cent).T", "dL_dQK": "dL_dS.T / rd"}, "a column for each query"),
            ("A-unnormalised", {"A": "1 * U"}, "did not divide by the sum"),
            ("A-sharp", {"A": "(U == np.max(U, axis=1, keepdims=True)) * 1.0"}, "put all attention on the largest score"),
            ("A-digits", {"A": "digits(U / Z, 1)"}, "two digits of an attention exchanged"),
            ("A-uniform", {"A": "M / np.sum(M, axis=1, keepdims=True)"}, "spread the attention evenly over what may be seen"),
            ("A-swapped", {"A": "swap(U / Z, 3, 4)"}, "exchanged two attentions of the first query"),
            ("O-keys", {"O": "A @ np.hstack([K, K[:, :1]])"}, "averaged the keys instead of the values"),
            ("O-product-term", {"O": "bump(A @ V, 2, -A[0, 4] * V[4, 2])"}, "stopped one value early in an output"),
            ("O-scaled", {"O": "A @ V / rd"}, "scaled the output as well"),
            ("O-sum", {"O": "M @ V"}, "added the values that may be seen, without attention"),
            ("O-sign", {"O": "neg(A @ V, 7)"}, "lost the sign of an output's entry"),
            # asked derivatives
            ("dO-mean", {"dL_dO": "E / 2"}, "kept the half"),
            ("dO-output", {"dL_dO": "1 * O"}, "lost the target"),
            ("dO-squared", {"dL_dO": "E2 / 2"}, "did not lower the power"),
            ("dO-first", {"dL_dO": "E * np.array([[1.0], [0]])"}, "derived for the first query only"),
            ("dO-entry", {"dL_dO": "neg(E, 3)"}, "one sign lost in the error"),
            ("dV-not-transposed", {"dL_dV": "(A[::-1]).T @ dL_dO"}, "paired each query's attention with the other's error"),
            ("dV-transposed@shape", {"dL_dV": "dL_dO.T @ A"}, "the values' gradient on its side"),
            ("dV-scores", {"dL_dV": "S.T @ dL_dO"}, "took the scores for the attention"),
            ("dV-U", {"dL_dV": "U.T @ dL_dO"}, "used the exponentials before the division"),
            ("dV-sum", {"dL_dV": "np.outer(np.sum(A, axis=0), np.sum(dL_dO, axis=0))"}, "summed over the queries before multiplying"),
            ("dV-first-query", {"dL_dV": "np.outer(A[0], dL_dO[0])"}, "forgot the second query in the values' gradient"),
            ("dV-mean", {"dL_dV": "A.T @ dL_dO / 2"}, "averaged over the queries"),
            ("dV-copied", {"dL_dV": "np.ones((5, 1)) * np.sum(dL_dO, axis=0)"}, "gave every value the same gradient, without its attention"),
            ("dA-V", {"dL_dA": "dL_dO @ np.hstack([K, K[:, :1]]).T"}, "went back through the keys"),
            ("dA-sign", {"dL_dA": "-(dL_dO @ V.T)"}, "lost a minus going back through the values"),
            ("dA-flipped", {"dL_dA": "dL_dO @ V[::-1].T"}, "read the values from the last to the first"),
            ("dA-entry", {"dL_dA": "bump(dL_dO @ V.T, 0, -dL_dO[0, 1] * V[0, 1])"}, "dropped one product in the attention's gradient"),
            ("dA-entry-masked-only", {"dL_dA": "neg(dL_dO @ V.T, 2)"}, "lost the sign of an entry that the mask hides later"),
            ("dA-transposed@shape", {"dL_dA": "V @ dL_dO.T", "AG": "A * dL_dA.T", "cent": "dL_dA.T - dot"}, "gave the attention's gradient with a row for each key"),
            ("dS-diagonal", {"dL_dS": "A * (1 - A) * dL_dA"}, "only the diagonal of the softmax's Jacobian"),
            ("dS-no-A", {"dL_dS": "cent * M"}, "forgot the attention in front"),
            ("dS-elementwise", {"dL_dS": "A * dL_dA"}, "dropped the sum's part of the softmax"),
            ("dS-residual", {"dL_dS": "A - dL_dA * M"}, "used P minus t as with the cross-entropy"),
            ("dS-square", {"dL_dS": "A**2 * cent"}, "the attention squared"),
            ("dS-not-masked", {"dL_dS": "(A + (1 - M)) * cent"}, "let masked scores have a gradient"),
            ("dS-scaled", {"dL_dS": "A * cent / rd"}, "put the root into this one and once more after it"),
            ("dS-digits", {"dL_dS": "digits(A * cent, 3)"}, "two digits of a score's gradient exchanged"),
            ("dS-row", {"dL_dS": "(A * cent)[::-1]"}, "handed in the two rows in the wrong order"),
            ("dK-no-root", {"dL_dK": "dL_dS.T @ Q"}, "forgot the scale in the keys' gradient"),
            ("dK-keys", {"dL_dK": "dL_dQK.T @ dL_dQK @ K"}, "multiplied by the scores' gradient twice"),
            ("dK-inputs", {"dL_dK": "dL_dQK.T @ X[:, :3]"}, "took the inputs for the queries"),
            ("dK-other-query", {"dL_dK": "dL_dQK.T @ Q[::-1]"}, "paired each row with the other query"),
            ("dK-transposed@shape", {"dL_dK": "Q.T @ dL_dQK"}, "the keys' gradient with a key a column"),
            ("dK-second-only", {"dL_dK": "np.outer(dL_dQK[1], Q[1])"}, "the last query replaced the first instead of adding to it"),
            ("dK-A", {"dL_dK": "A.T @ Q / rd"}, "used the attention as the scores' gradient"),
            ("dQ-no-root", {"dL_dQ": "dL_dS @ K"}, "forgot the scale in the queries' gradient"),
            ("dQ-values", {"dL_dQ": "dL_dQK @ V[:, :3]"}, "multiplied by the values where the keys stand"),
            ("dQ-root-twice", {"dL_dQ": "dL_dQK @ K / rd"}, "scaled the queries' gradient twice"),
            ("dQ-A", {"dL_dQ": "dL_dA @ K / rd"}, "skipped the softmax on the way to the queries"),
            ("dQ-abs", {"dL_dQ": "dL_dQK @ np.abs(K)"}, "lost the minus signs of the keys"),
            ("dQ-entry", {"dL_dQ": "swap(dL_dQK @ K, 1, 4)"}, "exchanged entries of the two queries"),
            ("dWq-transposed@shape", {"dL_dWq": "dL_dQ.T @ X"}, "wrote the weights' gradient on its side"),
            ("dWq-mean", {"dL_dWq": "X.T @ dL_dQ / 2"}, "averaged over the queries in the last step"),
            ("dWq-first", {"dL_dWq": "np.outer(X[0], dL_dQ[0])"}, "forgot the second input"),
            ("dWq-sum-first", {"dL_dWq": "np.outer(np.sum(X, axis=0), np.sum(dL_dQ, axis=0))"}, "summed inputs and gradients first"),
            ("dWq-weights", {"dL_dWq": "Wq * np.sum(dL_dQ, axis=0)"}, "multiplied by the weights instead of the inputs"),
            ("dWq-flipped", {"dL_dWq": "X[::-1].T @ dL_dQ"}, "paired inputs and queries crosswise"),
            ("dWq-root", {"dL_dWq": "X.T @ dL_dQ / rd"}, "scaled at the very end again"),
            ("dWq-digits", {"dL_dWq": "digits(X.T @ dL_dQ, 7)"}, "two digits exchanged in the weights' gradient"),
            # backward steps between
            ("AG-plus", {"AG": "A + dL_dA"}, "added where one multiplies before the sum"),
            ("dot-columns", {"dot": "np.sum(AG, axis=0, keepdims=True)"}, "summed over the queries"),
            ("dot-mean", {"dot": "np.mean(AG, axis=1, keepdims=True)"}, "took the mean for the sum"),
            ("dot-seen-mean", {"dot": "np.sum(AG, axis=1, keepdims=True) / 4"}, "averaged over what may be seen"),
            ("dot-unweighted", {"dot": "np.sum(dL_dA, axis=1, keepdims=True)"}, "forgot the attention inside the sum"),
            ("dot-plain-mean", {"dot": "np.mean(dL_dA, axis=1, keepdims=True)"}, "centred with the plain mean, as in layer norm"),
            ("dot-whole", {"dot": "np.sum(AG)"}, "one sum over both queries"),
            ("dot-skipped", {"dot": "np.sum(AG[:, 1:], axis=1, keepdims=True)"}, "began the sum with the second key"),
            ("dot-sign", {"cent": "dL_dA + dot"}, "a plus in the softmax's derivative"),
            ("cent-turned", {"cent": "dot - dL_dA"}, "subtracted the other way round"),
            ("cent-A", {"cent": "dL_dA - A * dot"}, "left an attention in the sum's part"),
            ("dQK-no-root", {"dL_dQK": "1 * dL_dS"}, "forgot the scale on the way back, for keys and queries"),
            ("dQK-size", {"dL_dQK": "dL_dS / dk"}, "divided by the size on the way back"),
            ("dQK-times", {"dL_dQK": "dL_dS * rd"}, "multiplied by the root on the way back"),
            ("dQK-sign", {"dL_dQK": "neg(dL_dS / rd, 0)"}, "lost a sign when scaling"),
            ("dQK-by-five", {"dL_dQK": "dL_dS / np.sqrt(5)"}, "divided by the root of the number of keys on the way back only"),
            # misread forwards
            ("misread-size", {"rd": "dk + 0.0", "L": "sumE2", "dL_dO": "2 * E"}, "read a division by 3 and a loss without the half"),
            ("misread-no-half", {"L": "1 * sumE2", "dL_dO": "2 * E"}, "read the sum of the squares without the half"),
            ("misread-mean-loss", {"L": "np.mean(E2) / 2", "dL_dO": "E / E.size"}, "read half the mean of the squares"),
            ("misread-mask-after", {"A": "U / np.sum(ES, axis=1, keepdims=True)", "dL_dS": "A * dL_dA - ES / np.sum(ES, axis=1, keepdims=True) * dot"}, "read the mask as applied after the softmax"),
            ("misread-columns", {"Z": "np.sum(U, axis=0, keepdims=True)", "dot": "np.sum(AG, axis=0, keepdims=True)"}, "read the softmax over the queries"),
            ("misread-base-two", {"ES": "2.0 ** S", "dL_dS": "np.log(2) * A * cent"}, "read powers of two"),
            ("misread-minus-scores", {"ES": "np.exp(-S)", "dL_dS": "-A * cent"}, "read exp(-S)"),
            ("misread-unnormalised", {"A": "1 * U", "dL_dS": "A * dL_dA"}, "read the weights U without the division"),
            ("misread-residual", {"E": "O + X - T"}, "added the input to the output, as in a residual connection, inside the error"),
            ("misread-sigmoid-attention", {"U": "M / (1 + np.exp(-S))", "A": "1 * U", "dL_dS": "A * (1 - A) * dL_dA"}, "read a sigmoid of each score"),
            # two at once
            ("two-mask-and-diagonal", {"U": "1 * ES", "dL_dS": "A * (1 - A) * dL_dA"}, "no mask, and only the diagonal of the softmax"),
            ("two-root-and-sign", {"dk": "5.0", "cent": "dL_dA + dot"}, "the root of the wrong size, and a plus in the softmax"),
            ("two-query-and-mean", {"Q": "bump(X @ Wq, 1, -X[0, 2] * Wq[2, 1])", "dL_dV": "A.T @ dL_dO / 2"}, "a product skipped in a query, and the values averaged"),
            ("two-error-and-transposed@shape", {"E": "T - O", "dL_dWq": "dL_dQ.T @ X"}, "the error's sign, and the weights on their side"),
            ("two-digits-and-scale", {"QK": "digits(Q @ K.T, 0)", "dL_dK": "dL_dS.T @ Q"}, "a dot product copied wrongly, and no scale for the keys"),
            ("two-Z-and-first", {"Z": "np.sum(ES, axis=1, keepdims=True)", "dL_dWq": "np.outer(X[0], dL_dQ[0])"}, "the mask after the softmax, and one input only"),
        ],
    },
}
