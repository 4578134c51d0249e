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
    "logistic": {
        "lines": [
            ("Xw", "X @ w"),
            ("eta", "Xw + b"),
            ("em", "np.exp(-eta)"),
            ("p", "1 / (1 + em)"),
            ("lp", "np.log(p)"),
            ("lq", "np.log(1 - p)"),
            ("ll", "y * lp + (1 - y) * lq"),
            ("sumll", "np.sum(ll)"),
            ("N", "float(len(y))"),
            ("L", "-sumll / N"),
            ("yp", "y / p"),
            ("yq", "(1 - y) / (1 - p)"),
            ("dll_dp", "yp - yq"),
            ("dL_dp", "-dll_dp / N"),
            ("slope", "p * (1 - p)"),
            ("dp_dw", "slope[:, None] * X"),
            ("dL_deta", "dL_dp * slope"),
            ("dL_dw", "X.T @ dL_deta"),
            ("dL_db", "np.sum(dL_deta)"),
        ],
        "slips": [
            # forward, not asked
            ("Xw-sign", {"Xw": "bump(X @ w, 0, -2 * X[0, 0] * w[0])"}, "a sign lost in the first sample's product"),
            ("Xw-skipped", {"Xw": "bump(X @ w, 3, -X[3, 2] * w[2])"}, "left the last product of a sample out"),
            ("Xw-swapped", {"Xw": "(X @ w)[[0, 2, 1, 3, 4]]"}, "exchanged the second and third sample's sums"),
            ("Xw-digits", {"Xw": "digits(X @ w, 4)"}, "two digits of the last sample's sum exchanged"),
            ("b-forgotten", {"eta": "1 * Xw"}, "forgot the intercept"),
            ("b-subtracted", {"eta": "Xw - b"}, "subtracted the intercept"),
            ("b-inside", {"eta": "X @ (w + b)"}, "added the intercept to each weight"),
            ("b-twice", {"eta": "Xw + 2 * b"}, "added the intercept twice"),
            ("exp-plus", {"em": "np.exp(eta)"}, "lost the minus in the exponent"),
            ("exp-digits", {"em": "digits(np.exp(-eta), 2)"}, "an exponential with two digits exchanged"),
            ("exp-entry", {"em": "put(np.exp(-eta), 1, np.exp(eta[1]))"}, "lost the minus in the exponent of the second sample"),
            ("lp-entry-skipped", {"lp": "put(np.log(p), 3, 0.0)"}, "forgot the fourth sample's logarithm"),
            ("lp-log10", {"lp": "np.log10(p)", "lq": "np.log10(1 - p)"}, "took decimal logarithms for the value"),
            ("lp-digits", {"lp": "digits(np.log(p), 0)"}, "a logarithm with two digits exchanged"),
            ("lq-of-p", {"lq": "1 - np.log(p)"}, "wrote 1 - log p for log(1 - p)"),
            ("lq-minus", {"lq": "-np.log(p)"}, "thought that log(1 - p) is minus log p"),
            ("ll-only-ones", {"ll": "y * lp"}, "left out the samples with y = 0"),
            ("ll-exchanged", {"ll": "(1 - y) * lp + y * lq"}, "exchanged y and 1 - y in the likelihood"),
            ("ll-minus", {"ll": "y * lp - (1 - y) * lq"}, "a minus between the two terms of the value"),
            ("N-three", {"N": "3.0"}, "divided by the number of weights throughout"),
            ("N-ones", {"N": "np.sum(y)"}, "divided by the number of ones"),
            # asked
            ("p-linear", {"p": "sigm(eta)**2"}, "squared the sigmoid, having the denominator of its derivative in mind"),
            ("p-digits", {"p": "digits(1 / (1 + em), 1)"}, "two digits of a probability exchanged"),
            ("p-swapped", {"p": "swap(1 / (1 + em), 0, 4)"}, "exchanged the first and last probability"),
            ("L-sign", {"L": "sumll / N"}, "forgot the minus of the loss's value"),
            ("L-sum", {"L": "-sumll"}, "forgot to divide the loss's value"),
            ("L-exp", {"L": "np.exp(sumll / N)"}, "gave the mean likelihood, without the logarithm"),
            ("dLdp-residual", {"dL_dp": "(p - y) / N"}, "gave the derivative by eta"),
            ("dLdp-no-N", {"dL_dp": "-dll_dp"}, "forgot the mean in the derivative by p"),
            ("dLdp-sign", {"dL_dp": "dll_dp / N"}, "the sign of the loss lost in the derivative by p"),
            ("dLdp-multiplied", {"dL_dp": "(p - y) * p * (1 - p) / N"}, "multiplied by p (1 - p) instead of dividing"),
            ("dLdp-entry", {"dL_dp": "neg(-dll_dp / N, 2)"}, "one sign in the list of five"),
            ("dpdw-no-X", {"dp_dw": "slope[:, None] * np.ones((5, 3))"}, "forgot the inputs in p's derivative"),
            ("dpdw-w", {"dp_dw": "slope[:, None] * w"}, "the weights instead of the inputs in p's derivative"),
            ("dpdw-no-slope", {"dp_dw": "p[:, None] * X"}, "forgot 1 - p in p's derivative"),
            ("dpdw-transposed@shape", {"dp_dw": "(slope[:, None] * X).T"}, "p's derivative with a sample a column"),
            ("dpdw-summed@shape", {"dp_dw": "X.T @ slope"}, "summed p's derivative over the samples"),
            ("dpdw-first-row", {"dp_dw": "slope[0] * X"}, "the first sample's slope for all"),
            ("dpdw-digits", {"dp_dw": "digits(slope[:, None] * X, 4)"}, "an entry of p's derivative with two digits exchanged"),
            ("deta-sign", {"dL_deta": "-dL_dp * slope"}, "the sign of the residual"),
            ("deta-no-N", {"dL_deta": "dL_dp * slope * N"}, "p - y without the mean"),
            ("deta-slope-again", {"dL_deta": "(p - y) / N * slope"}, "the sigmoid's slope once more on the residual"),
            ("deta-no-slope", {"dL_deta": "1 * dL_dp"}, "forgot the sigmoid between p and eta"),
            ("deta-rounded", {"dL_deta": "((p > 0.5) * 1.0 - y) / N"}, "used predicted classes for probabilities"),
            ("dw-mean", {"dL_dw": "X.T @ dL_deta / N"}, "divided by N again for the weights"),
            ("dw-sum-first", {"dL_dw": "np.sum(X, axis=0) * np.sum(dL_deta)"}, "summed inputs and residuals separately"),
            ("dw-not-summed@shape", {"dL_dw": "dL_deta[:, None] * X"}, "did not sum over the samples"),
            ("dw-first", {"dL_dw": "X[0] * dL_deta[0]"}, "the first sample only"),
            ("dw-flipped", {"dL_dw": "X[::-1].T @ dL_deta"}, "paired residuals and samples backwards"),
            ("dw-weights", {"dL_dw": "w * np.sum(dL_deta)"}, "multiplied the residuals by the weights"),
            ("dw-abs", {"dL_dw": "np.abs(X).T @ dL_deta"}, "lost the inputs' minus signs"),
            ("db-mean", {"dL_db": "np.mean(dL_deta)"}, "averaged the residuals once more"),
            ("db-not-summed@shape", {"dL_db": "1 * dL_deta"}, "did not sum for the intercept"),
            ("db-times-b", {"dL_db": "b * np.sum(dL_deta)"}, "kept the intercept as a factor"),
            ("db-from-w", {"dL_db": "np.sum(dL_dw)"}, "summed the weights' gradient"),
            ("db-one", {"dL_db": "1.0"}, "the derivative of b by b is one"),
            # backward steps between
            ("yp-no-division", {"yp": "y * p"}, "multiplied by p where the logarithm's derivative divides"),
            ("yp-log", {"yp": "y * lp"}, "left the logarithm when differentiating"),
            ("yp-square", {"yp": "y / p**2"}, "one over p squared for the logarithm"),
            ("yq-inner-sign", {"yq": "-(1 - y) / (1 - p)"}, "forgot the inner derivative -1 of 1 - p"),
            ("yq-p", {"yq": "(1 - y) / p"}, "divided both by p"),
            ("yq-y", {"yq": "y / (1 - p)"}, "wrote y for 1 - y"),
            ("yq-forgotten", {"yq": "0 * y"}, "dropped the second term when differentiating"),
            ("slope-plus", {"slope": "p * (1 + p)"}, "a plus in p (1 - p)"),
            ("slope-tanh", {"slope": "1 - p**2"}, "tanh's derivative for the sigmoid"),
            ("slope-square", {"slope": "(1 - p)**2"}, "squared 1 - p"),
            ("slope-eta", {"slope": "eta * (1 - eta)"}, "put eta into p (1 - p)"),
            ("slope-quotient", {"slope": "-em * p**2"}, "lost one of two minuses in the quotient rule"),
            ("slope-exp", {"slope": "em * p"}, "forgot to square the denominator in the quotient rule"),
            # misread
            ("misread-sum", {"L": "-sumll", "dL_dp": "-dll_dp"}, "read a sum of the losses"),
            ("misread-likelihood", {"L": "sumll / N", "dL_dp": "dll_dp / N"}, "read the mean log-likelihood itself"),
            ("misread-minus-b", {"eta": "Xw - b", "dL_db": "-np.sum(dL_deta)"}, "read X w - b"),
            ("misread-first-term", {"ll": "y * lp", "yq": "0.0 * y"}, "read only -y log p"),
            ("misread-tanh", {"p": "0.5 + np.tanh(eta) / 2", "slope": "(1 - np.tanh(eta)**2) / 2"}, "read (1 + tanh eta) / 2 without halving eta"),
            ("misread-squares", {"ll": "-(y - p)**2 / 2", "yp": "y - p", "yq": "0.0 * y"}, "read half the squared error"),
            ("misread-base-two", {"lp": "np.log2(p)", "lq": "np.log2(1 - p)", "dll_dp": "(yp - yq) / np.log(2)"}, "read logarithms to base two"),
            # two
            ("two-b-and-N", {"eta": "1 * Xw", "dL_dp": "-dll_dp"}, "no intercept, and no mean in the gradient"),
            ("two-sign-and-slope", {"yq": "-(1 - y) / (1 - p)", "slope": "p * (1 + p)"}, "the inner minus of log(1 - p), and a plus in the slope"),
            ("two-digits-and-sum@shape", {"p": "digits(1 / (1 + em), 3)", "dL_dw": "dL_deta[:, None] * X"}, "a probability copied wrongly, and no sum at the end"),
            ("two-product-and-mean", {"Xw": "bump(X @ w, 1, -X[1, 0] * w[0])", "dL_db": "np.mean(dL_deta)"}, "a product skipped, and the intercept's gradient averaged"),
        ],
    },
    "poisson": {
        "lines": [
            ("Xw", "X @ w"),
            ("eta", "Xw + b"),
            ("ee", "np.exp(eta)"),
            ("mu", "e * ee"),
            ("lm", "np.log(mu)"),
            ("ylm", "y * lm"),
            ("ln", "mu - ylm"),
            ("D", "np.sum(ln) / 4"),
            ("w2", "np.sum(w**2)"),
            ("R", "lambda_ / 2 * w2"),
            ("L", "D + R"),
            ("ratio", "y / mu"),
            ("dln_dmu", "1 - ratio"),
            ("dL_dmu", "dln_dmu / 4"),
            ("dmu_deta", "1 * mu"),
            ("dL_deta", "dL_dmu * dmu_deta"),
            ("data", "X.T @ dL_deta"),
            ("decay", "lambda_ * w"),
            ("dL_dw", "data + decay"),
            ("dL_db", "np.sum(dL_deta)"),
            ("dmu_de", "1 * ee"),
            ("dL_de", "dL_dmu * dmu_de"),
        ],
        "slips": [
            # forward, not asked
            ("Xw-sign", {"Xw": "bump(X @ w, 2, -2 * X[2, 1] * w[1])"}, "a sign lost in the third sample's product"),
            ("Xw-skipped", {"Xw": "bump(X @ w, 0, -X[0, 2] * w[2])"}, "the first sample's sum stops early"),
            ("Xw-decimal", {"Xw": "bump(X @ w, 3, 0.9 * X[3, 0] * w[0])"}, "slipped a decimal point in a product"),
            ("b-forgotten", {"eta": "1 * Xw"}, "the intercept left out of the predictor"),
            ("b-subtracted", {"eta": "Xw - b"}, "the intercept with the wrong sign"),
            ("offset-twice", {"eta": "Xw + b + np.log(e)"}, "added the logarithm of the exposure and multiplied by it, too"),
            ("exp-minus", {"ee": "np.exp(-eta)"}, "exp(-eta), as for the sigmoid"),
            ("exp-linear", {"ee": "1 + eta + eta**2 / 2"}, "the exponential's series, two terms"),
            ("exp-digits", {"ee": "digits(np.exp(eta), 1)"}, "an exponential with digits exchanged when copying"),
            ("exp-two", {"ee": "2 ** eta"}, "took 2 for e"),
            ("lm-eta", {"lm": "1 * eta"}, "took eta for log mu and forgot the exposure"),
            ("lm-log10", {"lm": "np.log10(mu)"}, "decimal logarithms of the counts"),
            ("lm-minus-offset", {"lm": "eta - np.log(e)"}, "subtracted the exposure's logarithm"),
            ("ylm-log-y", {"ylm": "np.log(y + 1.0) * mu"}, "exchanged the count and its expectation in the log"),
            ("ylm-skipped", {"ylm": "put(y * lm, 2, 0.0)"}, "forgot the third sample's y log mu"),
            ("ln-plus", {"ln": "mu + ylm"}, "a plus in the value of the loss"),
            ("ln-no-mu", {"ln": "-ylm"}, "left mu out of the value"),
            ("ln-factorial", {"ln": "mu - ylm + np.log(y)"}, "added log y as a part of the log of the factorial"),
            ("D-sum", {"D": "np.sum(ln)"}, "did not divide the loss by four in the value"),
            ("D-by-three", {"D": "np.sum(ln) / 3"}, "divided by the number of weights in the value"),
            ("w2-norm", {"w2": "np.sqrt(np.sum(w**2))"}, "took the norm for its square"),
            ("w2-sum", {"w2": "np.sum(np.abs(w))**2"}, "squared the sum of the magnitudes"),
            ("w2-first", {"w2": "w[0]**2"}, "penalised the first weight only in the value"),
            ("R-no-half", {"R": "lambda_ * w2"}, "no half in the penalty's value"),
            # asked
            ("mu-no-exposure", {"mu": "1 * ee"}, "forgot the exposure"),
            ("mu-divided", {"mu": "ee / e"}, "divided by the exposure"),
            ("mu-power", {"mu": "ee ** e"}, "put the exposure into the exponent"),
            ("mu-digits", {"mu": "digits(e * ee, 0)"}, "two digits of an expected count exchanged"),
            ("mu-plus", {"mu": "e + ee"}, "added the exposure"),
            ("L-no-penalty", {"L": "1 * D"}, "forgot the penalty in the value"),
            ("L-minus-penalty", {"L": "D - R"}, "subtracted the penalty in the value"),
            ("L-negative", {"L": "-D + R"}, "gave the likelihood with a penalty added"),
            ("dmu-sum", {"dL_dmu": "1 * dln_dmu"}, "forgot the mean of the loss in the gradient"),
            ("dmu-residual", {"dL_dmu": "(mu - y) / 4"}, "gave the residual by mu"),
            ("dmu-one", {"dL_dmu": "dln_dmu / 4 * 0 + 0.25"}, "took y log mu for a constant"),
            ("dmu-sign", {"dL_dmu": "-dln_dmu / 4"}, "turned the sign of the derivative by mu"),
            ("dmu-entry", {"dL_dmu": "swap(dln_dmu / 4, 0, 3)"}, "first and last exchanged in the derivative by mu"),
            ("deta-y", {"dL_deta": "(1 - y) / 4 * mu"}, "forgot to divide the count by mu"),
            ("deta-no-mu", {"dL_deta": "1 * dL_dmu"}, "forgot the exponential on the way to eta"),
            ("deta-by-four", {"dL_deta": "dL_dmu * mu / 4"}, "divided by four once more"),
            ("deta-squared", {"dL_deta": "dL_dmu * mu**2"}, "a power of mu too many"),
            ("deta-digits", {"dL_deta": "digits(dL_dmu * mu, 2)"}, "two digits of the predictor's gradient exchanged"),
            ("dw-no-decay", {"dL_dw": "1 * data"}, "forgot the penalty in the weights' gradient"),
            ("dw-minus-decay", {"dL_dw": "data - decay"}, "subtracted the decay"),
            ("dw-sum@shape", {"dL_dw": "dL_deta[:, None] * X + decay"}, "kept one row for each sample"),
            ("dw-decay-only", {"dL_dw": "1 * decay"}, "differentiated the penalty only"),
            ("dw-averaged", {"dL_dw": "(data + decay) / 4"}, "averaged the penalised gradient"),
            ("dw-exposure", {"dL_dw": "X.T @ (dL_deta * e) + decay"}, "multiplied by the exposure once more"),
            ("db-mean", {"dL_db": "np.mean(dL_deta)"}, "the mean where a sum belongs, for the intercept"),
            ("db-decay", {"dL_db": "np.sum(dL_deta) + lambda_ * b"}, "penalised the intercept in the gradient"),
            ("db-from-mu", {"dL_db": "np.sum(dL_dmu)"}, "forgot the exponential for the intercept"),
            ("db-list@shape", {"dL_db": "1 * dL_deta"}, "no sum for the intercept"),
            ("de-mu", {"dL_de": "dL_dmu * mu"}, "left the exposure as a factor"),
            ("de-log", {"dL_de": "dL_dmu / e"}, "differentiated the exposure's logarithm instead of the exposure"),
            ("de-ones", {"dL_de": "1 * dL_dmu"}, "forgot the exponential beside the exposure"),
            ("de-sum@shape", {"dL_de": "np.sum(dL_dmu * dmu_de)"}, "summed over the exposures"),
            ("de-eta", {"dL_de": "dL_dmu * eta"}, "lost the exponential and kept eta"),
            ("de-mean", {"dL_de": "dL_dmu * dmu_de / 4"}, "the mean twice in the exposures"),
            # backward steps between
            ("ratio-flipped", {"ratio": "mu / y"}, "the fraction upside down"),
            ("ratio-log", {"ratio": "y * lm"}, "left the logarithm in the derivative"),
            ("ratio-square", {"ratio": "y / mu**2"}, "differentiated one over mu"),
            ("ratio-one", {"ratio": "1 / mu"}, "forgot the count in the fraction"),
            ("dln-plus", {"dln_dmu": "1 + ratio"}, "a plus in the derivative by mu"),
            ("dln-mu", {"dln_dmu": "mu - ratio"}, "did not differentiate mu to one"),
            ("dln-no-one", {"dln_dmu": "-ratio"}, "forgot the derivative of mu itself"),
            ("dmudeta-ee", {"dmu_deta": "1 * ee"}, "forgot the exposure when differentiating the exponential"),
            ("dmudeta-power", {"dmu_deta": "eta * mu"}, "treated the exponential like a power"),
            ("dmudeta-e", {"dmu_deta": "1 * e"}, "forgot the exponential when differentiating it"),
            ("data-mean-x", {"data": "np.mean(X, axis=0) * np.sum(dL_deta)"}, "averaged the inputs first"),
            ("data-w", {"data": "w * np.sum(dL_deta)"}, "multiplied by the weights"),
            ("data-sign", {"data": "neg(X.T @ dL_deta, 1)"}, "one sign of the data's part"),
            ("data-first", {"data": "X[0] * dL_deta[0]"}, "only the first sample in the data's part"),
            ("decay-two", {"decay": "2 * lambda_ * w"}, "two lambda w"),
            ("decay-half", {"decay": "lambda_ / 2 * w"}, "half lambda w"),
            ("decay-four", {"decay": "lambda_ * w / 4"}, "averaged the decay"),
            ("decay-square", {"decay": "lambda_ * w**2"}, "did not differentiate the squares"),
            ("decay-norm", {"decay": "lambda_ * np.sum(w)"}, "summed the weights in the decay"),
            # misread
            ("misread-no-exposure", {"mu": "1 * ee", "dmu_de": "0.0 * ee"}, "did not see the exposure"),
            ("misread-sum", {"D": "np.sum(ln)", "dL_dmu": "1 * dln_dmu"}, "read a sum over the samples"),
            ("misread-no-half", {"R": "lambda_ * w2", "decay": "2 * lambda_ * w"}, "read lambda without the half"),
            ("misread-exposure-inside", {"mu": "np.exp(e * eta)", "dmu_deta": "e * mu", "dmu_de": "eta * mu"}, "read exp(e eta)"),
            ("misread-bias-decay", {"w2": "np.sum(w**2) + b**2", "dL_db": "np.sum(dL_deta) + lambda_ * b"}, "read a penalty on the intercept, too"),
            ("misread-squares", {"ln": "(mu - y)**2 / 2", "dln_dmu": "mu - y"}, "read half the squared error of the counts"),
            ("misread-log-eta", {"lm": "1 * eta", "dln_dmu": "1 + 0 * mu", "dL_deta": "dL_dmu * mu - y / 4"}, "read y eta for y log mu and let eta be a variable of its own"),
            ("misread-softplus", {"ee": "np.log(1 + np.exp(eta))", "dmu_deta": "e * sigm(eta)"}, "read a softplus for the exponential"),
            ("misread-minus-penalty", {"L": "D - R", "decay": "-lambda_ * w"}, "read the penalty with a minus"),
            # two
            ("two-b-and-decay", {"eta": "1 * Xw", "decay": "2 * lambda_ * w"}, "no intercept, and twice the decay"),
            ("two-exposure-and-mean", {"dmu_deta": "1 * ee", "dL_de": "dL_dmu * dmu_de / 4"}, "the exposure lost in one derivative, a mean too many in the other"),
            ("two-exp-and-plus", {"ee": "np.exp(-eta)", "dln_dmu": "1 + ratio"}, "a minus in the exponent, and a plus in the derivative"),
            ("two-digits-and-list@shape", {"mu": "digits(e * ee, 1)", "dL_db": "1 * dL_deta"}, "an expected count copied wrongly, and no sum for the intercept"),
        ],
    },
}
