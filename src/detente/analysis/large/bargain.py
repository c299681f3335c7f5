"""The four bargaining solutions of one reading as mixed integer programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import inf, log

from detente.analysis.large.milp_consent import MARGIN, Best, Consents
from detente.analysis.large.milp_model import Model, Outcome, listed
from detente.analysis.solutions import NAMES
from detente.core.consent import Sheet, Terms
from detente.core.order import shares
from detente.core.reading import Draws

STRICT = 1e-5
"""Value points from which on a party counts as gaining strictly."""

GAP = 1e-6
"""How close the best Nash product found must come to its proven bound, in logarithm."""

ROUNDS = 40
"""Rounds of cuts after which the Nash product is left with the bound proved so far."""

SPARE = 0.01
"""Value points left above the best a party can have, so that rounding cannot cut it off."""

FINEST = 1e-4
"""Value points: where an order tells outcomes apart by less, no program is sure to see it."""

STEEPEST = 1e-3
"""Gain below which no tangent of the logarithm is laid: steeper ones would blur the program."""


@dataclass
class Found:
    """What one reading's programs found: outcomes, and solutions not proved to be the best."""

    outcomes: list[Outcome] = field(default_factory=list)
    gaps: dict[str, float] = field(default_factory=dict)

    def keep(self, best: Best, name: str, value: float | None = None) -> Outcome | None:
        """Note an outcome, and the gap to the bound where it is not proved to be the best."""
        if best.outcome is not None:
            self.outcomes.append(best.outcome)
        if not best.proved:
            gap = inf if value is None else best.bound - value
            self.gaps[name] = max(self.gaps.get(name, 0.0), gap)
        return best.outcome


class Bargain:
    """The bargaining solutions of one reading.

    Parties whose gain counts are ``parties``; in each solution all of them gain finitely.
    """

    def __init__(self, model: Model, one: Draws, terms: Terms, parties: Sequence[str]) -> None:
        self.base = Consents(model, one, terms)
        self.parties = tuple(parties)
        self.full = self.base.fork()
        for party in self.parties:
            self.full.gain(party)
        self.found = Found()

    def run(self) -> Found:
        """All four solutions, with what each party could have at best."""
        full = self.full
        ideal = {party: self._ideal(party) for party in self.parties}
        if -inf in ideal.values():  # some party gains finitely in no deal: there is no solution
            return self.found
        for party, gain in full.gains.items():
            if ideal[party] < inf:
                full.linear.high[gain] = min(full.linear.high[gain], ideal[party] + SPARE)
        best = full.best(dict.fromkeys(full.gains.values(), 1.0))
        self.found.keep(best, "utilitarian", self._score(best, sum))
        if best.outcome is not None:
            self._leximin("egalitarian", dict.fromkeys(self.parties, 1.0))
            self._leximin(
                "kalai_smorodinsky", {p: 1 / b for p, b in ideal.items() if MARGIN < b < inf}
            )
            self._nash()
        return self._owned_up()

    def _owned_up(self) -> Found:
        """What was found, with nothing called proved where an order is too fine for programs."""
        table = self.base.table
        people = (table.actor[a] for p in self.parties for a in table.deciders(p))
        if any(actor.order is not None and min(shares(actor.order)) < FINEST for actor in people):
            self.found.gaps |= {name: self.found.gaps.get(name, inf) for name in NAMES}
        return self.found

    def _gains(self, outcome: Outcome) -> list[float]:
        """The parties' gains, exactly, from the outcome itself."""
        sheet = Sheet(self.base.one, self.base.table, listed(self.base.model.grid, [outcome]))
        gains = (sheet.flat(sheet.party_gain(p, self.base.terms)) for p in self.parties)
        return [float(gain[0, 0]) for gain in gains]

    def _score(self, best: Best, score: Callable[[list[float]], float]) -> float | None:
        return None if best.outcome is None else float(score(self._gains(best.outcome)))

    def _ideal(self, party: str) -> float:
        """The best a party could gain in any deal, whatever the others get."""
        alone = self.base.fork()
        best = alone.best({alone.gain(party): 1.0})
        gain = self.parties.index(party)
        value = self._score(best, lambda gains: gains[gain])
        self.found.keep(best, "kalai_smorodinsky", value)
        if value is None:
            return -inf if best.proved else inf
        return value if best.proved else best.bound

    def _leximin(self, name: str, scale: Mapping[str, float]) -> None:
        """Best for whoever has least, then for the least two together, and so on.

        The sum of the k smallest is the largest k t - sum of max(0, t - gain) (Ogryczak & Tamir
        2003, Inf. Process. Lett. 85:117); maximising these sums one after another gives the
        lexicographic max-min on any finite set.
        """
        program = self.full.fork()
        linear = program.linear
        floor = max(self._least(scale, self._gains(o), 1) for o in self._complete())
        for count in range(1, len(scale) + 1):
            for party, factor in scale.items():
                gain = program.gains[party]
                linear.low[gain] = max(linear.low[gain], (floor - MARGIN) / factor)
            highest = max(linear.high[program.gains[p]] * s for p, s in scale.items())
            level = linear.variable(floor - MARGIN, highest)
            objective = {level: float(count)}
            for party, factor in scale.items():
                short = linear.variable(0.0, highest - floor + 1.0)
                linear.at_least({short: 1.0, level: -1.0, program.gains[party]: factor}, 0.0)
                objective[short] = -1.0
            best = program.best(objective)
            value = self._score(best, partial(self._least, scale, count=count))
            self.found.keep(best, name, value)
            if value is None:
                break
            floor = value if count == 1 else floor
            linear.at_least(objective, value - MARGIN * max(1.0, *scale.values()))

    def _complete(self) -> list[Outcome]:
        """The outcomes found so far in which every party's gain is finite."""
        return [o for o in dict.fromkeys(self.found.outcomes) if min(self._gains(o)) > -inf]

    def _least(self, scale: Mapping[str, float], gains: Sequence[float], count: int) -> float:
        """The sum of the smallest few of the scaled gains."""
        named = dict(zip(self.parties, gains, strict=True))
        return sum(sorted(named[p] * s for p, s in scale.items())[:count])

    def _nash(self) -> None:
        """The largest product of gains, by tangents of the logarithm.

        A tangent lies above the logarithm, so each round's optimum bounds the product; rounds end
        when the best product found meets the bound.
        """
        program = self.full.fork()
        winners = self._winners(program)
        if winners is None:
            return
        logs = {p: self._logarithm(program, p, winners[p]) for p in self.parties}
        for outcome in self._complete():
            self._touch(program, logs, winners, self._gains(outcome))
        objective = dict.fromkeys(logs.values(), 1.0)
        top, bound = -inf, inf
        seen: set[Outcome] = set()
        for _ in range(ROUNDS):
            best = program.best(objective)
            bound = min(bound, best.bound)
            if best.outcome is None or best.outcome in seen:
                break
            seen.add(best.outcome)
            gains = self._gains(best.outcome)
            top = max(top, sum(log(g) for g in gains if g > STRICT))
            self.found.outcomes.append(best.outcome)
            if bound - top < GAP:
                return
            self._touch(program, logs, winners, gains)
        if bound - top >= GAP or not seen:
            self.found.gaps["nash"] = bound - top if seen else inf

    def _winners(self, program: Consents) -> dict[str, int | None] | None:
        """Where not all parties can gain strictly together: a variable for each that does."""
        together = program.fork()
        for gain in together.gains.values():
            together.linear.at_least({gain: 1.0}, STRICT)
        if together.best({}).outcome is not None:
            for gain in program.gains.values():
                program.linear.at_least({gain: 1.0}, STRICT)
            return dict.fromkeys(self.parties)
        linear = program.linear
        found = {p: linear.variable(whole=True) for p in self.parties}
        for party, wins in found.items():
            gain = program.gains[party]
            floor = min(linear.low[gain], 0.0)
            linear.at_least({gain: 1.0, wins: floor - STRICT}, floor)
        objective = dict.fromkeys(found.values(), 1.0)
        most = program.best(objective)
        if most.outcome is None or not most.proved:
            self.found.keep(most, "nash")
            return None
        count = sum(g > STRICT for g in self._gains(most.outcome))
        linear.at_least(objective, count - 0.5)
        return dict(found)

    def _logarithm(self, program: Consents, party: str, wins: int | None) -> int:
        """A variable that can rise to the logarithm of a gain (0 for one who does not win)."""
        linear = program.linear
        high = log(max(linear.high[program.gains[party]], 1.0))
        result = linear.variable(log(STRICT) - 1.0, high)
        if wins is not None:
            linear.at_least({result: -1.0, wins: high}, 0.0)
        top = linear.high[program.gains[party]]
        for at in (top, top / 4, top / 16, top / 64):
            if at > STEEPEST:
                self._tangent(program, party, result, wins, at)
        return result

    def _touch(
        self,
        program: Consents,
        logs: Mapping[str, int],
        winners: Mapping[str, int | None],
        gains: Sequence[float],
    ) -> None:
        for party, gain in zip(self.parties, gains, strict=True):
            self._tangent(program, party, logs[party], winners[party], max(gain, STEEPEST))

    def _tangent(
        self, program: Consents, party: str, result: int, wins: int | None, at: float
    ) -> None:
        """The logarithm lies below its tangent, where the party wins at all."""
        linear, gain = program.linear, program.gains[party]
        height = log(at) - 1.0
        if wins is None:
            linear.at_least({gain: 1 / at, result: -1.0}, -height)
            return
        spare = max(0.0, -height - linear.low[gain] / at)
        linear.at_least({gain: 1 / at, result: -1.0, wins: -spare}, -height - spare)
