"""What becomes of wrong work: is it ever accepted, what does it cost, and does it have a name?"""

import collections
import re

import numpy as np

import habits
import students

TOLERANCE = 1e-5


def print_unit(printing, value):
    """Half a unit of the last place that a print leaves, for each entry."""
    value = np.abs(np.asarray(value, float))
    if printing.kind == "decimals":
        return np.full(value.shape, 0.5 * 10.0 ** -printing.quality)
    if printing.kind == "digits":
        place = np.floor(np.log10(np.where(value > 0, value, 1)))
        return 0.5 * 10.0 ** (place - printing.quality + 1)
    return np.zeros(value.shape)


def off(value, right, printing):
    """The largest difference in terms of the tolerance at the submitted precision; infinite for another shape."""
    value, right = np.asarray(value, float), np.asarray(right, float)
    if value.shape != right.shape or not np.isfinite(value).all():
        return np.inf
    typical = np.sqrt(np.mean(right ** 2))
    allowed = TOLERANCE * np.maximum(np.abs(right), typical) + print_unit(printing, right)
    with np.errstate(all="ignore"):
        ratio = np.where(value == right, 0, np.abs(value - right) / allowed)
    return float(np.max(ratio, initial=0))


FACTS = re.compile(
    r".*\.(factor|factor-2|factor-half|factor-N|factor-1/N|sign|permuted|entry.*|entries-exchanged"
    r"|factor\.axis.*|off-by.*|multiple\..*|times\..*|over\..*|squared|root|exponential|logarithm"
    r"|reciprocal|complement)")


def is_fact(note):
    """Whether a name says no more than what is true of the numbers: one is wrong, all have one factor."""
    return bool(FACTS.fullmatch(note))


class Truth:
    """Which parts of one problem are wrong, and of their own or because an earlier one is."""

    def __init__(self, module, problem, givens, asked, slip, work, computing, printing):
        exact = next(habits.computings())
        right = students.Work(module, problem, givens, asked, exact)
        # Who rounds on the way is not wrong by that.
        honest = students.Work(module, problem, givens, asked, computing)
        # The right derivation, going on from the student's own answers.
        own = students.Work(module, problem, givens, asked, exact, going_on_from=work.answers)
        self.wrong, self.own = [], []
        for part in asked:
            far = min(
                off(work.answers[part], right.answers[part], printing),
                off(work.answers[part], honest.answers[part], printing))
            near = off(work.answers[part], own.before[part], printing)
            if far > 10:
                self.wrong.append(part)
                if near > 10:
                    self.own.append(part)
        self.is_clear = all(
            far > 10 or far < 1
            for far in (off(work.answers[p], right.answers[p], printing) for p in asked))
        # Where a second slip acts, the derivation with the first one alone does not explain the numbers.
        order = [name for name, _ in module.PROBLEMS[problem]["lines"] if name in slip]
        first = {name: slip[name] for name in order[:1]}
        alone = students.Work(
            module, problem, givens, asked, exact, first, going_on_from=work.answers)
        second = [p for p in asked if off(work.answers[p], alone.before[p], printing) > 10]
        self.second = second[0] if second and second[0] != (self.wrong or [None])[0] else None


def kind_of(slip_id, lines, asked):
    if slip_id.startswith("two-"):
        return "two slips"
    if slip_id.startswith("misread-"):
        return "misread forward"
    return "asked step" if set(lines) & set(asked) else "unasked step"


def slips(course, all_inputs, run_batch, parallel, shows):
    """Every slip, printed in four ways, at every inputs."""
    by_name = {p.name: p for p in habits.printings()}
    exact = next(habits.computings())
    rounding = {c.name: c for c in habits.computings()}
    pairs = [
        (exact, by_name["repr"]), (exact, by_name["%.5f"]), (exact, by_name["%.4g"]),
        (exact, by_name["%.3g"]), (rounding["every step at 4 decimals"], by_name["%.4f"]),
    ]
    modules = {i.derivation: students.derivation(i.derivation, course.derivations) for i in all_inputs}
    most = max(len(p["slips"]) for m in modules.values() for p in m.PROBLEMS.values())

    def run(job):
        number, (computing, printing) = job
        facts, texts = [], []
        for inputs in all_inputs:
            module = modules[inputs.derivation]
            asked = students.asked(course.definitions[inputs.derivation])
            work = {}
            for problem in asked:
                known = module.PROBLEMS[problem]["slips"]
                if number >= len(known):
                    continue
                name, lines, _ = known[number]
                try:
                    one = students.Work(
                        module, problem, inputs.givens[problem], asked[problem], computing, lines)
                    truth = Truth(
                        module, problem, inputs.givens[problem], asked[problem], lines, one, computing, printing)
                except (ValueError, IndexError, FloatingPointError, np.linalg.LinAlgError):
                    continue
                if not all(np.isfinite(v).all() for v in one.answers.values()):
                    continue
                work[problem] = one
                facts.append((inputs, problem, name, lines, asked[problem], truth, one))
            if work:
                texts.append((inputs, students.answers_text(work, printing)))
        rows = run_batch(f"w{number:03}-{pairs.index(job[1])}", texts)
        return [(computing, printing, fact, rows) for fact in facts]

    jobs = [(number, pair) for number in range(most) for pair in pairs]
    tally = Tally(shows)
    for found in parallel(run, jobs):
        for computing, printing, fact, rows in found:
            tally.add(computing, printing, fact, rows)
    tally.print()


class Tally:
    def __init__(self, shows):
        self.shows = shows
        self.counts = collections.Counter()
        self.names = collections.defaultdict(collections.Counter)
        self.costs = collections.defaultdict(collections.Counter)
        self.examples = collections.defaultdict(list)

    def add(self, computing, printing, fact, rows):
        inputs, problem, slip, lines, asked, truth, work = fact
        # What a derivation hands in under another shape shows a shape, not a slip; what nobody can see is no slip.
        if not truth.wrong or not truth.is_clear:
            self.counts["not visible"] += 1
            return
        precision = "full" if printing.kind == "full" else printing.name
        kind = kind_of(slip, lines, asked)
        row = lambda part: rows[(inputs.assignment, inputs.student, f"{problem}.{part}")]
        where = f"{inputs.assignment} {inputs.student} {problem} {slip} [{computing.name}, {printing.name}]"
        for part in truth.wrong:
            verdict = row(part)["verdict"]
            self.counts["wrong parts"] += 1
            self.counts[f"wrong {precision}: {verdict}"] += 1
            if verdict == "correct":
                self.show("ACCEPTED", f"{where} {part}: {row(part)['why']}")
            if verdict == "incorrect":
                note = row(part)["note"]
                self.counts[f"incorrect ({kind})"] += 1
                if note and note != "all-zeros":
                    self.counts[f"named ({kind})"] += 1
                    # What is known of one wrong number depends on its digits; none of it is another name.
                    general = note.replace(".entry-digits", ".entry")
                    self.names[(inputs.derivation, problem, slip, part)][general] += 1
                elif printing.kind == "full":
                    self.show("UNNAMED", f"{where} {part}")
        first = truth.wrong[0]
        if kind == "two slips":
            for part in [truth.second] if truth.second in truth.wrong else []:
                self.counts["second slips"] += 1
                if row(part)["verdict"] in ("correct", "carried"):
                    self.counts["second slips accepted"] += 1
                    self.show("SECOND", f"{where} {part}: {row(part)['verdict']}: {row(part)['why']}")
            return
        if slip.endswith("@shape"):
            return
        lost = [p for p in asked if row(p)["verdict"] in ("incorrect", "imprecise", "malformed")]
        cost = "exactly its own part" if lost == [first] else (
            "nothing" if not lost else "another part" if len(lost) == 1 else "more")
        step = "asked step" if truth.own == [first] and kind == "asked step" else (
            "unasked step" if kind in ("unasked step", "misread forward") else "asked step, spread")
        self.costs[(step, precision)][cost] += 1
        if cost != "exactly its own part":
            whys = "; ".join(f"{p} {row(p)['verdict']}: {row(p)['why'][:200]}" for p in lost)
            self.show(f"COST {step}", f"{where}: {cost}: first {first}; lost {whys}")

    def show(self, what, text):
        if self.shows:
            self.examples[what].append(text)

    def print(self):
        for what, texts in sorted(self.examples.items()):
            for text in texts:
                print(f"{what}: {text}")
        print()
        for name, count in sorted(self.counts.items()):
            print(f"{name}: {count}")
        for (step, precision), costs in sorted(self.costs.items()):
            total = sum(costs.values())
            print(f"cost, {step}, {precision}: {total}: " + ", ".join(
                f"{cost} {100 * n / total:.2f} %" for cost, n in sorted(costs.items())))
        odd = {k: v for k, v in self.names.items() if len(v) > 1}
        named = sum(sum(v.values()) for v in self.names.values())
        minority = sum(sum(v.values()) - max(v.values()) for v in odd.values())
        formulas = [[n for note, n in v.items() if not is_fact(note)] for v in odd.values()]
        otherwise = sum(sum(counts) - max(counts) for counts in formulas if counts)
        print(
            f"names: {named}; other than for most inputs {minority} ({100 * minority / max(named, 1):.2f} %), "
            f"facts aside {otherwise} ({100 * otherwise / max(named, 1):.2f} %)")
        if self.shows:
            for key, notes in sorted(odd.items()):
                print("ODD NAME:", *key, dict(notes))
