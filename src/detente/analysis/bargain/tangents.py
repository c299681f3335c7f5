"""The Nash product by tangents of the logarithm.

A tangent lies above the logarithm, so the optimum of each program bounds the product; tangents are
laid at what each program takes, until the best product found meets the bound.
"""

from __future__ import annotations

from math import log

from detente.analysis.bargain import choose
from detente.analysis.bargain.model import MARGIN, Model
from detente.analysis.bargain.result import Best, Package
from detente.analysis.bargain.search import Search
from detente.core.streams import Floats
from detente.core.table import TOLERANCE

GAP = 1e-6
"""How close the best Nash product must come to its bound, in logarithm."""

ROUNDS = 60
"""Rounds of tangents at most."""

STRICT = 1e-5
"""On the scale of 0 to 100: from here on a program counts a party as gaining."""


class Tangents:
    """The largest product of gains, sought with what other programs have found."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.point, self.seen = search.point, search.seen
        self.utility: dict[int, int] = {}

    def best(self, ideal: Floats) -> Best:
        """The largest product of gains; where not all can gain, of as many as possible."""
        model = self.search.model(0.6)
        winners = [p for p in self.search.parties if ideal[p] > TOLERANCE]
        # Where one package lets all gain who can gain at all, nobody has to be left out.
        if not winners or any((gains[winners] > TOLERANCE).all() for gains in self.seen.values()):
            wins: dict[int, int | None] = dict.fromkeys(winners)
            most, sure = len(winners), True
        else:
            wins, most, sure = self._winners(model, winners)
        logs = {p: self._logarithm(model, p, wins[p], float(ideal[p])) for p in winners}
        for gains in list(self.seen.values()):
            self._touch(model, logs, wins, gains)
        objective = dict.fromkeys(logs.values(), 1.0)
        # No party gains more than its best, whatever the programs come to.
        bound = float(sum(sorted((log(ideal[p]) for p in winners), reverse=True)[:most]))
        package, value = self._top(most)
        for _ in range(ROUNDS if winners else 0):
            before = len(self.seen)
            found = self.search.ask(model, objective)
            bound = min(bound, found.bound)
            package, value = self._top(most)
            done = found.package is None or not found.proved
            if done or bound - value < GAP:
                break
            assert found.package is not None
            self._touch(model, logs, wins, self.seen[found.package])
            if len(self.seen) == before and bound - value < 10 * GAP:
                break
        if not winners:
            bound = value
        close = bound - value <= 10 * GAP
        bound = max(bound, value)
        best = self.search.told(package, value, bound, proved=False)
        return Best(best.package, best.utilities, value, bound, proved=sure and close)

    def _top(self, most: int) -> tuple[Package, float]:
        """The best product so far, of those in which most parties gain."""

        def key(package: Package) -> tuple[int, float]:
            gains = self.seen[package]
            return min(most, int((gains > TOLERANCE).sum())), choose.product(gains)

        package = max(self.seen, key=key)
        return package, choose.product(self.seen[package])

    def _winners(self, model: Model, parties: list[int]) -> tuple[dict[int, int | None], int, bool]:
        """A variable for each party that is 1 only where it gains; how many can at once."""
        linear = model.linear
        wins: dict[int, int | None] = {}
        objective: dict[int, float] = {}
        for p in parties:
            one = linear.variable(whole=True)
            at = model.scaled(p, float(self.point[p]))
            linear.at_least({**model.terms[p], one: -STRICT}, at - MARGIN / 10)
            wins[p] = one
            objective[one] = 1.0
        found = self.search.ask(model, objective)
        most = max(int((gains > TOLERANCE).sum()) for gains in self.seen.values())
        linear.at_least(objective, most - 0.5)
        return wins, most, found.proved and found.bound < most + 0.5

    def _logarithm(self, model: Model, party: int, wins: int | None, ideal: float) -> int:
        """A variable that can rise to the logarithm of a gain (0 for one who does not win)."""
        high = log(ideal) + MARGIN
        linear = model.linear
        self.utility[party] = model.utility(party)
        if wins is None:
            result = linear.variable(min(high, log(TOLERANCE)), high)
        else:
            # Wherever the party does not win, its logarithm is left out: 0.
            result = linear.variable(min(0.0, log(TOLERANCE)), max(0.0, high))
            linear.at_least({result: -1.0, wins: high}, 0.0)
        for at in (ideal, ideal / 2, ideal / 4, ideal / 16):
            self._tangent(model, party, result, wins, at)
        return result

    def _touch(
        self, model: Model, logs: dict[int, int], wins: dict[int, int | None], gains: Floats
    ) -> None:
        for p, result in logs.items():
            steepest = float(model.spread[p]) * 1e-5
            self._tangent(model, p, result, wins[p], max(float(gains[p]), steepest))

    def _tangent(self, model: Model, party: int, result: int, wins: int | None, at: float) -> None:
        """The logarithm lies below its tangent, where the party wins at all."""
        row, away = self.search.gain(model, party, 1 / at, {result: -1.0}, self.utility[party])
        height = log(at) - 1.0
        if wins is None:
            model.linear.at_least(row, away - height)
            return
        # Who does not win keeps a logarithm of 0, so the row must let 0 through at no gain.
        spare = max(0.0, -height)
        row[wins] = -spare
        model.linear.at_least(row, away - height - spare)
