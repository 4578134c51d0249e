"""Inputs that are drawn for each student, once more in Python: see docs/drawn-inputs.md."""
import hashlib
import hmac
import math
import unicodedata

import numpy as np

MOST_TRIES = 1000


class Stream:
    """HMAC-SHA256 in counter mode: four 64-bit numbers a block."""

    def __init__(self, secret, fields):
        self.secret, self.block, self.words = secret, 0, []
        self.fields = b"".join(unicodedata.normalize("NFC", f).encode() + b"\0" for f in fields)

    def next(self):
        if not self.words:
            code = hmac.new(self.secret, self.fields + str(self.block).encode(), hashlib.sha256).digest()
            self.words = [int.from_bytes(code[i : i + 8], "big") for i in range(0, 32, 8)]
            self.block += 1
        return self.words.pop(0)

    def unit(self):
        return (self.next() >> 11) * 2.0**-53

    def below(self, count):
        most = (2**64 - 1) - (2**64 - 1) % count
        while (word := self.next()) >= most:
            pass
        return word % count

    def normal(self):
        return sum(self.next() >> 16 for _ in range(12)) * 2.0**-48 - 6


def rounded(value, decimals):
    unit = 10.0**decimals
    scaled = value * unit
    whole = math.floor(abs(scaled))
    whole += 1 if abs(scaled) - whole >= 0.5 else 0
    return math.copysign(whole, scaled) / unit + 0.0


def number(rule, stream):
    kind, decimals = rule["draw"], rule.get("decimals", 2)
    if kind in ("normal", "symmetric"):
        return rounded(rule.get("mean", 0) + rule.get("deviation", 1) * stream.normal(), decimals)
    if kind in ("uniform", "positive"):
        low, high = bounds(rule)
        return rounded(low + (high - low) * stream.unit(), decimals)
    low, high = (rule["from"], rule["to"]) if kind == "integers" else (0, rule["classes"] - 1)
    return float(low + stream.below(high - low + 1))


def bounds(rule):
    low, high = (0.1, 2) if rule["draw"] == "positive" else (-1, 1)
    return rule.get("from", low), rule.get("to", high)


def entry(rule, stream, seen):
    for _ in range(MOST_TRIES):
        value = number(rule, stream)
        if value in seen:
            continue
        if "away-from" in rule and abs(value - rule["away-from"]) < rule.get("margin", 0.05):
            continue
        if rule["draw"] in ("uniform", "positive") and not bounds(rule)[0] <= value <= bounds(rule)[1]:
            continue
        return value
    raise ValueError("these constraints cannot be kept")


def stand_out(windows, value):
    size, stride, gap = windows["size"], windows.get("stride", windows["size"]), windows.get("gap", 0.05)
    for plane in value.reshape(-1, *value.shape[-2:]):
        for i in range(0, plane.shape[0] - size + 1, stride):
            for j in range(0, plane.shape[1] - size + 1, stride):
                ordered = np.sort(plane[i : i + size, j : j + size].ravel())
                if len(ordered) > 1 and ordered[-1] - ordered[-2] < gap:
                    return False
    return True


def lower_triangular(rule, n, stream):
    value = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            drawn = rule.get("mean", 0) + rule.get("deviation", 1) * stream.normal()
            value[i, j] = rounded(drawn if j < i else abs(drawn) + 0.5, rule.get("decimals", 2))
    return value


def positive_definite(rule, n, stream):
    factor = [[rule.get("deviation", 1) * stream.normal() for _ in range(n)] for _ in range(n)]
    value = np.zeros((n, n))
    for i in range(n):
        for j in range(i, n):
            product = 0.0
            for k in range(n):
                product += factor[i][k] * factor[j][k]
            value[i, j] = value[j, i] = rounded(
                product / n + (0.5 if i == j else 0), rule.get("decimals", 2))
    return value


def reflection(n, stream):
    while True:
        vector = []
        for _ in range(n):
            step = stream.below(10) - 5
            vector.append(step if step < 0 else step + 1)
        rest = sum(x * x for x in vector)
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return np.array(vector)


def orthogonal(rule, n, stream):
    v = reflection(n, stream)
    while True:
        w = reflection(n, stream)
        if v @ w and (v @ w) ** 2 != (v @ v) * (w @ w):
            break
    whole = np.eye(n, dtype=int)
    return ((v @ v) * whole - 2 * np.outer(v, v)) @ ((w @ w) * whole - 2 * np.outer(w, w)) / ((v @ v) * (w @ w))


MATRICES = {
    "lower-triangular": lower_triangular,
    "positive-definite": positive_definite,
    "orthogonal": orthogonal,
}


def tensor(rule, shape, stream):
    if rule["draw"] == "one-hot":
        classes, axis = rule["classes"], rule.get("axis", len(shape))
        labels = np.array([stream.below(classes) for _ in range(math.prod(shape))], dtype=int)
        return np.moveaxis(np.eye(classes)[labels].reshape(*shape, classes), -1, axis)
    if rule["draw"] in MATRICES:
        return MATRICES[rule["draw"]](rule, shape[0], stream)
    if rule["draw"] == "symmetric":
        value = np.zeros(shape)
        for i in range(shape[0]):
            for j in range(i, shape[0]):
                value[i, j] = value[j, i] = entry(rule, stream, set())
        return value
    values, seen = [], set()
    for _ in range(math.prod(shape)):
        values.append(entry(rule, stream, seen))
        if rule.get("distinct"):
            seen.add(values[-1])
    return np.array(values).reshape(shape)


def drawn(rule, shape, secret, fields):
    """The tensor of a rule; a 64-bit stream of its own for each list of fields."""
    stream = Stream(secret, fields)
    for _ in range(MOST_TRIES):
        value = tensor(rule, shape, stream)
        if "windows" not in rule or stand_out(rule["windows"], value):
            return value
    raise ValueError("these constraints cannot be kept")


def inputs(assignment, problem, given, secret, student, counter=0):
    """A problem's inputs as arrays, those that are drawn for a student included."""
    values = {}
    for name, value in given.items():
        if isinstance(value, dict):
            shape = [values[n].astype(int).item() if isinstance(n, str) else n for n in value.get("shape", [])]
            fields = ["nabla draw 1", assignment, problem, name, student, str(counter)]
            value = drawn(value, shape, secret, fields)
        values[name] = np.array(value, dtype=float)
    return values
