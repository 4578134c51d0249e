"""Who computes nothing: what guessing, copying and inventing earn."""

import collections
import random

import numpy as np

import habits
import students


def strategies():
    """A name, and what is handed in for each part of a problem: of the right shapes, the givens, and chance."""

    def constant(value):
        return lambda right, givens, chance: {p: np.full(np.shape(v), value) for p, v in right.items()}

    def noise(scale):
        return lambda right, givens, chance: {
            p: np.vectorize(lambda _: chance.gauss(0, scale), otypes=[float])(np.zeros(np.shape(v)))
            for p, v in right.items()}

    def one_hot(right, givens, chance):
        answers = {}
        for part, value in right.items():
            flat = np.zeros(np.size(value))
            flat[chance.randrange(flat.size)] = 1
            answers[part] = flat.reshape(np.shape(value))
        return answers

    def copies(right, givens, chance):
        answers = {}
        for part, value in right.items():
            same = [g for g in givens.values() if np.shape(g) == np.shape(value)]
            answers[part] = chance.choice(same) if same else np.zeros(np.shape(value))
        return answers

    def tiled(right, givens, chance):
        pool = np.concatenate([np.ravel(g) for g in givens.values()] or [np.zeros(1)])
        return {p: np.resize(pool, np.size(v)).reshape(np.shape(v)) for p, v in right.items()}

    def small_integers(right, givens, chance):
        return {
            p: np.vectorize(lambda _: chance.randrange(-2, 3), otypes=[float])(np.zeros(np.shape(v)))
            for p, v in right.items()}

    def same_everywhere(right, givens, chance):
        value = chance.gauss(0, 1)
        return {p: np.full(np.shape(v), value) for p, v in right.items()}

    for value in (0, 1, -1, 0.5, 1e-9, 1e9, 0.25):
        yield f"{value:g} everywhere", constant(value), "%.17g"
    for scale in (1, 0.1, 0.01, 1e-4):
        yield f"noise of {scale:g}", noise(scale), "%.17g"
        yield f"noise of {scale:g}, one digit", noise(scale), "%.1g"
    yield "noise, one decimal", noise(1), "%.1f"
    yield "noise, no decimals", noise(3), "%.0f"
    yield "zeros as 0e0", constant(0), "%.0e"
    yield "zeros as 0.0", constant(0), "%.1f"
    yield "one-hot", one_hot, "%.1f"
    yield "copies of givens", copies, "%.17g"
    yield "givens, tiled", tiled, "%.17g"
    yield "small whole numbers", small_integers, "%.0f"
    yield "one number in all parts", same_everywhere, "%.17g"


def cheats(course, all_inputs, run_batch, rounds):
    """The share of the points that each strategy earns; parts that it happens to get right by themselves too."""
    exact = next(habits.computings())
    for name, make, form in strategies():
        earned = possible = 0
        worst = collections.Counter()
        for number in range(rounds):
            chance = random.Random(f"{course.seed} {name} {number}")
            texts = []
            for inputs in all_inputs:
                module = students.derivation(inputs.derivation, course.derivations)
                asked = students.asked(course.definitions[inputs.derivation])
                work = {}
                for problem in asked:
                    right = students.Work(module, problem, inputs.givens[problem], asked[problem], exact)
                    right.answers = make(right.answers, inputs.givens[problem], chance)
                    work[problem] = right
                printing = habits.Printing(name, lambda v: habits.nested(v, lambda x: habits.plain(form % x)))
                texts.append((inputs, students.answers_text(work, printing)))
            for key, row in run_batch(f"c{number}", texts).items():
                earned += row["score"] or 0
                possible += row["points"]
                if row["score"]:
                    worst[f"{key[0]}: {key[2]} {row['verdict']}"] += row["score"]
        most = ", ".join(f"{part} {points:g}" for part, points in worst.most_common(3))
        print(f"| {name} | {possible:g} | {100 * earned / possible:.3f} % | {most} |")
