"""Positions on a line, slowly and plainly, from the equations: loops over actors, no arrays."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb

TINY = 1e-12


@dataclass(frozen=True)
class Actor:
    x: float
    salience: float
    clout: float

    @property
    def weight(self) -> float:
        return self.salience * self.clout


def mean(actors: list[Actor]) -> float:
    return sum(a.weight * a.x for a in actors) / sum(a.weight for a in actors)


def median(actors: list[Actor]) -> float:
    """The held position with the least weighted sum of distances; of ties the lowest."""

    def far(x: float) -> float:
        return sum(a.weight * abs(a.x - x) for a in actors)

    held = sorted({a.x for a in actors})
    least = min(far(x) for x in held)
    scale = max(1e-300, sum(a.weight for a in actors) * (held[-1] - held[0]))
    return next(x for x in held if far(x) <= least + TINY * scale)


def wins(actors: list[Actor], one: float, two: float) -> float:
    """Equation 31."""
    votes = [a.weight * (abs(a.x - two) - abs(a.x - one)) for a in actors]
    total = sum(abs(v) for v in votes)
    return sum(v for v in votes if v > 0) / total if total > 0 else 0.0


def expects(actors, i, j, p, middle, span, r, q):
    """What i expects from challenging j."""
    d = abs(actors[i].x - actors[j].x) / span
    m = abs(actors[i].x - middle) / span
    good, bad = 2 - 4 * max(0.0, 0.5 - 0.5 * d) ** r, 2 - 4 * (0.5 + 0.5 * d) ** r
    quo = 2 - 4 * 0.5**r
    reach = 0.25 * (m + d)
    drift = 2 - 4 * (0.5 - reach if m < d - TINY else 0.5 + reach) ** r
    s = actors[j].salience
    return s * (p * good + (1 - p) * bad) + (1 - s) * good - q * quo - (1 - q) * drift


def exponents(security: list[float]) -> list[float]:
    top, low = max(security), min(security)
    if top - low <= TINY:
        return [1.0] * len(security)
    risks = [(2 * s - top - low) / (top - low) for s in security]
    return [(1 - risk / 3) / (1 + risk / 3) for risk in risks]


def expected(actors, rules, span):
    """The table of what each expects from challenging each other, after the second pass."""
    n, middle = len(actors), median(actors)
    q = rules.q

    def table(r):
        return [
            [
                expects(actors, i, j, wins(actors, actors[i].x, actors[j].x), middle, span, r[i], q)
                if i != j
                else 0.0
                for j in range(n)
            ]
            for i in range(n)
        ]

    r = [1.0] * n
    if rules.risk:
        first = table(r)
        rows = [sum(row) for row in first]
        columns = [sum(row[j] for row in first) for j in range(n)]
        r = exponents(columns if rules.received else rows)
    return table(r), r


def moved(actors: list[Actor], rules, start: float) -> list[float]:
    """Where everybody stands after one round."""
    if rules.code2014:
        return moved_2014(actors, start)
    n = len(actors)
    span = max(a.x for a in actors) - min(a.x for a in actors) if rules.moving else start
    if max(a.x for a in actors) - min(a.x for a in actors) <= TINY * start:
        return [a.x for a in actors]
    table, _ = expected(actors, rules, span)
    places = []
    for j in range(n):
        offers = []
        for i in range(n):
            a, b, gap = table[i][j], table[j][i], actors[i].x - actors[j].x
            if abs(gap) <= TINY * start or a <= TINY:
                continue
            if b > TINY:
                if rules.conflict and a > b + TINY:
                    offers.append((0, a, gap, actors[i].x))
            elif a > -b + TINY:
                offers.append((1, a, gap * min(1.0, max(0.0, -b / a)), actors[i].x))
            else:
                offers.append((2, a, gap, actors[i].x))
        places.append(actors[j].x + chosen(offers, rules.choice, start))
    return places


def chosen(offers, choice, start) -> float:
    if not offers:
        return 0.0
    if choice == "category":
        first = min(kind for kind, *_ in offers)
        offers = [offer for offer in offers if offer[0] == first]
    if choice == "enforce":
        best = max(a for _, a, *_ in offers)
        offers = [offer for offer in offers if offer[1] >= best - TINY]
        return min(offers, key=lambda o: (round(abs(o[2]), 12), o[3]))[2]
    best = min(abs(move) for _, _, move, _ in offers)
    offers = [offer for offer in offers if abs(offer[2]) <= best + TINY * start]
    return min(offers, key=lambda o: (-round(o[1], 12), o[3]))[2]


def moved_2014(actors: list[Actor], span: float) -> list[float]:
    n = len(actors)

    def chances(r):
        def behind(i, j):
            total = 0.0
            for k, a in enumerate(actors):
                far_i = (abs(a.x - actors[i].x) / span) ** r[k]
                far_j = (abs(a.x - actors[j].x) / span) ** r[k]
                total += max(0.0, a.weight * (far_j - far_i))
            return total

        sides = [[behind(i, j) for j in range(n)] for i in range(n)]
        # each ordered pair counts the votes for both of its sides
        votes = 2 * sum(sum(row) for row in sides)
        return [[side / votes if votes > 0 else 0.0 for side in row] for row in sides]

    def table(p, r):
        return [
            [expects(actors, i, j, p[i][j], 0.0, span, r, 1.0) if i != j else 0.0 for j in range(n)]
            for i in range(n)
        ]

    first = table(chances([1.0] * n), 1.0)
    r = exponents([sum(row[j] for row in first) for j in range(n)])
    p = chances(r)
    places = []
    for i in range(n):
        seen = table(p, r[i])
        conflicts, compromises = [], []
        for j in range(n):
            gap, a, b = actors[j].x - actors[i].x, seen[i][j], seen[j][i]
            if abs(gap) <= TINY * span:
                continue
            if a > TINY and b > a + TINY:
                conflicts.append((abs(gap), -actors[j].x, gap))
            elif a < 0 and b > TINY and b > -a + TINY:
                meet = (-a * actors[i].x + b * actors[j].x) / (b - a)
                compromises.append((meet, -actors[j].x, gap * -a / b))
        offers = conflicts or compromises
        places.append(actors[i].x + (min(offers)[2] if offers else 0.0))
    return places


def run(actors: list[Actor], rules, rounds: int) -> list[list[Actor]]:
    start = max(a.x for a in actors) - min(a.x for a in actors)
    states = [actors]
    for _ in range(rounds):
        now = states[-1]
        places = moved(now, rules, start) if start > 0 else [a.x for a in now]
        states.append([Actor(x, a.salience, a.clout) for x, a in zip(places, now, strict=True)])
    return states


def powers(units: list[int], quota: int) -> tuple[list[Fraction], list[Fraction]]:
    """Shapley-Shubik and Banzhaf's swings, by going through all coalitions."""
    n = len(units)
    shapley, swings = [], []
    for i in range(n):
        others = [k for k in range(n) if k != i]
        turn, count = Fraction(0), 0
        for size in range(n):
            for group in combinations(others, size):
                have = sum(units[k] for k in group)
                if have < quota <= have + units[i]:
                    turn += Fraction(1, n * comb(n - 1, size))
                    count += 1
        shapley.append(turn)
        swings.append(Fraction(count, 2 ** (n - 1)))
    return shapley, swings


def condorcet(actors: list[Actor], steps: int = 20_000) -> dict[float, float]:
    """The long run of challenges, by walking it: shares of time each position stands."""
    held = sorted({a.x for a in actors})
    chance = {x: 1 / len(held) for x in held}
    for _ in range(steps):
        after = dict.fromkeys(held, 0.0)
        for stands in held:
            for rival in held:
                p = wins(actors, rival, stands) if rival != stands else 1.0
                after[rival] += chance[stands] * p / len(held)
                after[stands] += chance[stands] * (1 - p) / len(held)
        if max(abs(after[x] - chance[x]) for x in held) < 1e-15:
            break
        chance = after
    return chance
