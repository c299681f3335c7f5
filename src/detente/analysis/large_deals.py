"""Which deals, on tables too large to look at every outcome? The solutions as programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import inf, log
from typing import Any

import numpy as np

from detente.analysis.deals import SHOWN, gains_of
from detente.analysis.large_search import (
    READINGS,
    Verdicts,
    YES,
    fewer,
    in_pieces,
    model_of,
    one_by_one,
    search,
)
from detente.analysis.milp_model import (
    MARGIN,
    Best,
    Consents,
    Model,
    Outcome,
    acceptable,
    listed,
    parties_of,
)
from detente.analysis.packages import describe
from detente.analysis.solutions import NAMES, solutions
from detente.core.consent import Sheet, Terms
from detente.core.finding import Finding, share
from detente.core.grid import Bools, on_offer
from detente.core.reading import AS_OF, Draws
from detente.core.streams import Floats
from detente.core.table import Table, Target
from detente.core.work import Map

STRICT = 1e-5
"""Value points from which on a party counts as gaining strictly."""

GAP = 1e-6
"""How close the best Nash product found must come to its proven bound, in logarithm."""

ROUNDS = 40
"""Rounds of cuts after which the Nash product is left with the bound proved so far."""

SPARE = 0.01
"""Value points left above the best a party can have, so that rounding cannot cut it off."""

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

    def __init__(
        self, model: Model, one: Draws, terms: Terms, parties: Sequence[str]
    ) -> None:
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
        for party, gain in full.gains.items():
            if ideal[party] < inf:
                full.linear.high[gain] = min(full.linear.high[gain], ideal[party] + SPARE)
        best = full.best(dict.fromkeys(full.gains.values(), 1.0))
        self.found.keep(best, "utilitarian", self._score(best, sum))
        if best.outcome is not None:
            self._leximin("egalitarian", dict.fromkeys(self.parties, 1.0))
            self._leximin("kalai_smorodinsky", {p: 1 / b for p, b in ideal.items() if b > MARGIN})
            self._nash()
        return self.found

    def _gains(self, outcome: Outcome) -> list[float]:
        """The parties' gains, exactly, from the outcome itself."""
        sheet = Sheet(self.base.one, self.base.table, listed(self.base.model.grid, [outcome]))
        gains = (sheet.flat(sheet.party_gain(p, self.base.terms)) for p in self.parties)
        return [float(gain[0, 0]) for gain in gains]

    def _score(self, best: Best, score: Any) -> float | None:
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

        The sum of the k smallest is the largest k t - sum of max(0, t - gain); maximising these
        sums one after another gives the lexicographic max-min on any finite set (Ogryczak 1997).
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
        self, program: Consents, logs: Mapping[str, int], winners: Mapping[str, int | None],
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


Piece = tuple[Verdicts, list[list[Outcome]], list[dict[str, float]]]


def _piece(
    model: Model, terms: Terms, parties: Sequence[str], seed: int, part: tuple[int, int]
) -> Piece:
    """Room and the outcomes worth comparing, for a few readings."""
    draws = Draws(seed, *part)
    verdicts = search(draws, model, (terms,))[terms]
    outcomes: list[list[Outcome]] = []
    gaps: list[dict[str, float]] = []
    for row, one in enumerate(one_by_one(draws)):
        witness = verdicts.witness[row]
        if witness is None:
            outcomes.append([])
            gaps.append({})
            continue
        found = Bargain(model, one, terms, parties).run()
        outcomes.append([witness, *found.outcomes])
        gaps.append(found.gaps)
    return verdicts, outcomes, gaps


def flags_of(
    draws: Draws, model: Model, terms: Terms, parties: Sequence[str], outcomes: list[Outcome]
) -> dict[str, Bools]:
    """Which of the listed outcomes is a deal, and which the best of them by each solution?

    Each mask has shape (outcomes, readings).
    """
    sheet = Sheet(draws, model.table, listed(model.grid, outcomes))
    deals = acceptable(sheet, model.target, terms)
    result = {"deal": deals} | {name: np.zeros_like(deals) for name in NAMES}
    some = np.flatnonzero(deals.any(axis=0))
    if len(some):
        gains = gains_of(sheet, parties, terms, deals)[:, :, some]
        for name, mask in solutions(gains).items():
            result[name][:, some] = mask
    return result


def large_deals(
    table: Table,
    target: Target,
    *,
    levers: Sequence[str] = (),
    bind: bool = False,
    readings: int = READINGS,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """Which packages do the bargaining solutions choose, where outcomes are too many to list?

    In each reading the four solutions are found by integer programs; every outcome found is then
    looked at in every reading, exactly. Other outcomes may be deals too: there is no Pareto set.

    Parameters
    ----------
    table : Table
        The compiled case, with the levers already pulled.
    levers : sequence of str
        Their names, for the record.
    readings : int
        At most ``READINGS`` of them are used.

    Returns
    -------
    Finding
        As :func:`detente.analysis.deals.deals`, with ``pareto`` and ``space`` None.
        ``support["unproved"]`` counts, by solution, readings in which the search was cut off, and
        gives the largest gap to the proven bound.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> table = fence()
    >>> large_deals(table, table.target["shared"], readings=10).support["packages"][0]["changes"]
    {'gate': 'shared'}
    """
    used = min(readings, READINGS)
    model, terms = model_of(table, target), Terms(target.kind, AS_OF, bind)
    parties = parties_of(model)
    parts: list[Piece] = []
    packages: list[dict[str, Any]] = []
    if parties:
        parts = in_pieces(partial(_piece, model, terms, parties, seed), used, mapping)
        outcomes = sorted({o for _, listed_, _ in parts for found in listed_ for o in found})
        packages = _packages(Draws(seed, 0, used), model, terms, parties, outcomes)
    room = Verdicts.joined([p[0] for p in parts]).share() if parts else share(0, used)
    params = {"seed": seed, "target": target.id, "levers": list(levers), "bind": bind}
    support = {
        "target": target.id,
        "kind": target.kind,
        "levers": list(levers),
        "room": room,
        "parties": list(parties),
        "deals_per_reading": None,
        "pareto_per_reading": None,
        "packages": packages,
        "space": None,
        "unproved": _unproved([g for _, _, gaps in parts for g in gaps]),
    }
    certificate = {p["id"]: p.pop("readings") for p in packages}
    finding = Finding(
        question="deals",
        answer=_sentence(target, levers, packages),
        support=support,
        evidence=tuple(f"actors.{a}" for p in parties for a in table.deciders(p)),
        method=(
            f"the four solutions by integer programs in each of {used} readings, among "
            f"{on_offer(table).size:.2g} outcomes on the table; no Pareto set"
        ),
        params=params,
        certificate=certificate,
    )
    return fewer(finding, used, readings, room)


def _packages(
    draws: Draws, model: Model, terms: Terms, parties: Sequence[str], outcomes: list[Outcome]
) -> list[dict[str, Any]]:
    """The dozen packages chosen most often, described."""
    if not outcomes:
        return []
    flags = flags_of(draws, model, terms, parties, outcomes)
    chosen = np.sum([flags[name].sum(axis=1) for name in NAMES], axis=0)
    deal = flags["deal"].sum(axis=1)
    table, home = model.table, model.table.home

    def key(index: int) -> tuple[Any, ...]:
        place = dict(zip(model.grid.issues, outcomes[index], strict=True))
        changes = {i: o for i, o in table.options(place).items() if place[i] != home[i]}
        return (-int(chosen[index]), -int(deal[index]), len(changes), sorted(changes.items()))

    found = []
    for index in sorted(range(len(outcomes)), key=key)[:SHOWN]:
        place = dict(zip(model.grid.issues, outcomes[index], strict=True))
        own = {name: mask[index] for name, mask in flags.items()}
        found.append(describe(draws, table, place, own, parties, terms) | {"pareto": None})
    return found


def _unproved(gaps: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """By solution: readings in which it was not proved to be the best, and the largest gap."""
    result = {}
    for name in NAMES:
        some = [g[name] for g in gaps if name in g]
        if some:
            widest = max(some)
            result[name] = {
                "readings": len(some),
                "gap": round(widest, 6) if np.isfinite(widest) else None,
            }
    return result


def _sentence(
    target: Target, levers: Sequence[str], packages: Sequence[Mapping[str, Any]]
) -> str:
    after = f" after {' and '.join(levers)}" if levers else ""
    if not packages:
        return f"No package was found to be a deal for {target.id} in any reading{after}."
    best = packages[0]
    changes = ", ".join(f"{i} = {o}" for i, o in best["changes"].items())
    return (
        f"The package most often chosen for {target.id}{after} is {changes}: "
        f"a deal in {100 * best['deal']['share']:.0f} % of the readings."
    )
