"""What goes wrong in a line whatever it computes: one entry, one sign, one digit."""

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
