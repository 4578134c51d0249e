"""How people compute and how they print: what each habit does to steps, and to what is handed in."""

import math
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np


def by_decimals(places, rounding=ROUND_HALF_EVEN):
    unit = Decimal(1).scaleb(-places)

    def one(x):
        return float(Decimal(repr(float(x))).quantize(unit, rounding=rounding)) if abs(x) < 1e15 else x

    return lambda value: np.vectorize(one, otypes=[float])(value)


def by_digits(digits, cut=False):
    def one(x):
        if x == 0 or not abs(x) < 1e300:
            return float(x)
        exponent = math.floor(math.log10(abs(x))) - digits + 1
        unit = Decimal(1).scaleb(exponent)
        return float(Decimal(repr(float(x))).quantize(unit, rounding=ROUND_DOWN if cut else ROUND_HALF_EVEN))

    return lambda value: np.vectorize(one, otypes=[float])(value)


def single(value):
    return np.asarray(value, dtype=np.float32).astype(float)


def exact(value):
    return value


class Computing:
    """What happens to a step once it is computed.

    `given`, `asked` and `unasked` give the number that is used from there on; `kept` is what is handed in: the number that is
    used, or the one before it was rounded.
    """

    def __init__(self, name, asked=exact, unasked=exact, hands_in_full=False, kind="steps", given=exact):
        self.name, self.asked, self.unasked, self.given = name, asked, unasked, given
        self.hands_in_full, self.kind = hands_in_full, kind


def computings():
    yield Computing("exactly", kind="exact")
    yield Computing("in single precision", single, single, kind="exact", given=single)
    for places in (3, 4, 5, 6):
        rounded = by_decimals(places)
        cut = by_decimals(places, ROUND_DOWN)
        yield Computing(f"every step at {places} decimals", rounded, rounded)
        yield Computing(f"every step cut to {places} decimals", cut, cut)
        yield Computing(f"asked steps at {places} decimals", rounded)
        yield Computing(f"unasked steps at {places} decimals", exact, rounded)
        yield Computing(f"in full from {places}-decimal copies", rounded, exact, True)
        yield Computing(f"in full from steps at {places} decimals", rounded, rounded, True)
    for digits in (3, 4, 5, 6):
        rounded = by_digits(digits)
        yield Computing(f"every step at {digits} digits", rounded, rounded)
        yield Computing(f"every step cut to {digits} digits", *(2 * [by_digits(digits, cut=True)]))
        yield Computing(f"in full from {digits}-digit copies", rounded, exact, True)


def plain(text):
    """JSON takes neither a bare point nor a plus."""
    text = text.replace("+", "")
    if text.startswith("."):
        text = "0" + text
    if text.startswith("-."):
        text = "-0" + text[1:]
    return text


def stripped(text):
    return text.rstrip("0").rstrip(".") if "." in text else text


class Printing:
    """How a number is written; `quality` is the decimals or digits that are left, as a person would say."""

    def __init__(self, name, text, kind="full", quality=None):
        self.name, self.text, self.kind, self.quality = name, text, kind, quality


def nested(value, text):
    if np.ndim(value) == 0:
        return text(float(value))
    return "[" + ", ".join(nested(one, text) for one in value) + "]"


def printings():
    def add(name, one, kind="full", quality=None):
        return Printing(name, lambda value: nested(value, one), kind, quality)

    yield add("repr", lambda x: repr(x))
    yield add("%.17g", lambda x: "%.17g" % x)
    yield add("%.10g", lambda x: "%.10g" % x)
    yield add("%.18e", lambda x: plain("%.18e" % x))
    yield add("15 decimals", lambda x: "%.15f" % x)
    yield Printing("float32 repr", lambda v: nested(v, lambda x: str(np.float32(x))))
    yield Printing("float32 tolist", lambda v: nested(v, lambda x: repr(float(np.float32(x)))))
    for places in (3, 4, 5, 6, 8):
        down = by_decimals(places, ROUND_DOWN)
        floor = by_decimals(places, ROUND_FLOOR)
        up = by_decimals(places, ROUND_HALF_UP)
        yield add(f"%.{places}f", lambda x, p=places: f"%.{p}f" % x, "decimals", places)
        yield add(f"round {places}", lambda x, p=places: repr(round(x, p)), "decimals", places)
        yield add(f"round half up {places}", lambda x, u=up, p=places: f"%.{p}f" % u(x), "decimals", places)
        yield add(f"cut {places}", lambda x, d=down, p=places: f"%.{p}f" % d(x), "decimals", places)
        yield add(f"cut {places}, stripped", lambda x, d=down, p=places: stripped(f"%.{p}f" % d(x)), "decimals", places)
        yield add(f"floor {places}", lambda x, d=floor, p=places: f"%.{p}f" % d(x), "decimals", places)
        yield Printing(
            f"float32 round {places} tolist",
            lambda v, p=places: nested(np.round(np.asarray(v, np.float32), p).astype(float), repr),
            "decimals", places)
        yield Printing(
            f"one long number among {places} decimals",
            lambda v, p=places: one_long(v, lambda x: repr(round(x, p))), "decimals", places)
    for digits in (3, 4, 5, 6, 8):
        yield add(f"%.{digits}g", lambda x, d=digits: plain(f"%.{d}g" % x), "digits", digits)
        yield add(f"%.{digits - 1}e", lambda x, d=digits: plain(f"%.{d - 1}e" % x), "digits", digits)
        cut = by_digits(digits, cut=True)
        yield add(f"cut to {digits} digits", lambda x, c=cut: repr(float(c(x))), "digits", digits)


def one_long(value, text):
    """A notebook in which one cell was printed in full."""
    first = [True]

    def one(x):
        if first[0] and x != round(x, 3):
            first[0] = False
            return repr(x)
        return text(x)

    return nested(value, one)
