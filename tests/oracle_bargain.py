"""A second opinion on deals: every package one by one, from the definitions, without NumPy."""

from __future__ import annotations

from itertools import product
from math import hypot, log

from detente.core.domain import Domain
from detente.core.logic import All, Formula, Is, Not

TOL = 1e-9
Vector = tuple[float, ...]


class Oracle:
    """All lawful packages of a domain with their utilities, and questions about them."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        names = [axis.name for axis in domain.issues]
        self.utilities: dict[tuple[str, ...], Vector] = {}
        self.lawful: list[tuple[str, ...]] = []
        self.worth = [w.tolist() for w in domain.worth]
        self.base = domain.base.tolist()
        for choice in product(*(axis.options for axis in domain.issues)):
            outcome = dict(zip(names, choice, strict=True))
            self.utilities[choice] = self.utility(choice)
            if not any(broken(link.broken, outcome) for link in domain.links):
                self.lawful.append(choice)
        self.values = [self.utilities[c] for c in self.lawful]

    def utility(self, choice: tuple[str, ...]) -> Vector:
        places = [a.options.index(o) for a, o in zip(self.domain.issues, choice, strict=True)]
        return tuple(
            self.base[p] + sum(w[p][k] for w, k in zip(self.worth, places, strict=True))
            for p in range(len(self.domain.parties))
        )

    def low(self) -> Vector:
        return tuple(min(column) for column in zip(*self.values, strict=True))

    def high(self) -> Vector:
        return tuple(max(column) for column in zip(*self.values, strict=True))

    def pareto(self) -> dict[Vector, int]:
        """Unbeaten vectors (rounded) and how many packages have each."""
        counts: dict[Vector, int] = {}
        for u in self.values:
            key = tuple(round(x, 6) + 0.0 for x in u)
            counts[key] = counts.get(key, 0) + 1
        return {u: n for u, n in counts.items() if not any(beats(v, u) for v in counts)}

    def eligible(self, point: Vector) -> list[Vector]:
        return [u for u in self.values if all(x >= d - TOL for x, d in zip(u, point, strict=True))]

    def solutions(self, point: Vector) -> dict[str, tuple[float, set[Vector], int]]:
        """By name: the value, the vectors that have it, and how many packages do."""
        room = self.eligible(point)
        if not room:
            return {}
        gains = {u: tuple(x - d for x, d in zip(u, point, strict=True)) for u in room}
        best = [max(column) for column in zip(*gains.values(), strict=True)]

        def shares(u: Vector) -> Vector:
            pairs = zip(gains[u], best, strict=True)
            return tuple(sorted(g / b if b > TOL else 1.0 for g, b in pairs))

        def nash(u: Vector) -> Vector:
            strict = [g for g in gains[u] if g > TOL]
            return (float(len(strict)), sum(log(g) for g in strict))

        keys = {
            "utilitarian": lambda u: (sum(u),),
            "egalitarian": lambda u: tuple(sorted(gains[u])),
            "nash": nash,
            "kalai_smorodinsky": shares,
        }
        found = {}
        for name, key in keys.items():
            winners = self.top(room, key)
            value = key(winners[0])[1 if name == "nash" else 0]
            found[name] = (value, set(winners), len(winners))
        return found

    def top(self, room: list[Vector], key) -> list[Vector]:
        left = room
        for level in range(len(key(room[0]))):
            most = max(key(u)[level] for u in left)
            left = [u for u in left if key(u)[level] >= most - 1e-8]
        return left

    def nearest(self, point: Vector) -> float:
        """The least distance to the line from the point to everybody's best, of unbeaten ones."""
        room = self.eligible(point)
        gains = [tuple(x - d for x, d in zip(u, point, strict=True)) for u in room]
        ideal = [max(column) for column in zip(*gains, strict=True)]
        unbeaten = [g for g in gains if not any(beats(h, g) for h in gains)]
        length = sum(x * x for x in ideal)

        def away(g: Vector) -> float:
            along = sum(a * b for a, b in zip(g, ideal, strict=True)) / length if length else 0.0
            return hypot(*(a - along * b for a, b in zip(g, ideal, strict=True)))

        return min(away(g) for g in unbeaten)

    def fewest(self, thresholds: Vector) -> int | None:
        short = [sum(x < t - TOL for x, t in zip(u, thresholds, strict=True)) for u in self.values]
        return min(short, default=None)

    def concession(self, thresholds: Vector) -> float | None:
        if not self.values:
            return None
        width = [
            h - x if h - x > TOL else 1.0 for h, x in zip(self.high(), self.low(), strict=True)
        ]
        return min(
            sum(max(0.0, t - x) / w for x, t, w in zip(u, thresholds, width, strict=True))
            for u in self.values
        )

    def possible(self, thresholds: dict[str, float], links: set[str]) -> bool:
        """Is there a package that keeps only these thresholds and links?"""
        names = [axis.name for axis in self.domain.issues]
        kept = [link for link in self.domain.links if link.id in links]
        asked = [(self.domain.parties.index(p), t) for p, t in thresholds.items()]
        return any(
            all(u[p] >= t - TOL for p, t in asked)
            and not any(broken(x.broken, dict(zip(names, c, strict=True))) for x in kept)
            for c, u in self.utilities.items()
        )


def beats(v: Vector, u: Vector) -> bool:
    """Is v better for somebody and worse for nobody?"""
    return all(a >= b - TOL for a, b in zip(v, u, strict=True)) and any(
        a > b + TOL for a, b in zip(v, u, strict=True)
    )


def broken(formula: Formula, outcome: dict[str, str]) -> bool:
    """Truth of a formula, spelt out here rather than taken from the product."""
    if isinstance(formula, Is):
        return outcome[formula.issue] in formula.options
    if isinstance(formula, Not):
        return not broken(formula.part, outcome)
    parts = [broken(part, outcome) for part in formula.parts]
    return all(parts) if isinstance(formula, All) else any(parts)
