"""Consent: who is asked about an outcome, and who says yes to it in which readings.

One primitive carries everything: ``gain(actor, x, threshold)`` is the value of x less the
threshold, and minus infinity if x breaks something the actor holds firmly. A party's gain is the
quorum-th largest among its members; it consents where its gain is at least 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.core.cells import Cells
from detente.core.grid import Bools, Grid, Outcomes, flat, narrow, on_offer
from detente.core.logic import TRUE, holds
from detente.core.reading import AS_OF, Date, Draws, held, own_scores, threshold, values, worth
from detente.core.streams import Floats
from detente.core.table import TOLERANCE, Actor, Condition, Table, Target


@dataclass(frozen=True)
class Terms:
    """On what terms consent is asked: step or deal, at which date, trade or bind."""

    kind: str = "deal"
    date: Date = AS_OF
    bind: bool = False


def asked(table: Table, grid: Outcomes, role: str = "by") -> dict[str, Bools]:
    """Which parties are asked in which outcomes? Party id to a mask, spread over the outcomes.

    ``role`` is ``by`` (their yes is needed) or ``veto`` (they could stop it). Parties that are
    asked nowhere among the outcomes are left out.
    """
    groups = {i.id: i.by if role == "by" else i.veto for i in table.issues}
    names = sorted({name for who in groups.values() for option in who for name in option})
    masks = {name: grid.moved_for(table.now, groups, name) for name in names}
    return {name: mask for name, mask in masks.items() if mask.any()}


def advice_of(table: Table, party: str) -> tuple[Condition, ...]:
    """The conditions of a party's advisers: actors of it whom its ``decides`` does not name."""
    deciders = table.deciders(party)
    return tuple(
        c
        for c in table.conditions
        if c.owner not in deciders and table.actor[c.owner].party == party
    )


def lawful(table: Table, grid: Outcomes) -> Bools:
    """Which outcomes break no rule of logic? Spread over the outcomes."""
    result = grid.truth(table, TRUE)
    for _, law in table.laws:
        result = result & ~grid.truth(table, law)
    return result


def among(
    table: Table, grid: Grid, wanted: Sequence[dict[str, int]] = ()
) -> tuple[Cells, list[int]]:
    """The lawful outcomes of a grid, and the places of some outcomes among them, likewise."""
    found = np.flatnonzero(flat(grid, lawful(table, grid)))
    rows = np.zeros((len(found), len(grid.issues)), dtype=np.int16)
    if len(found):
        for k, at in enumerate(np.unravel_index(found, grid.shape)):
            rows[:, k] = np.asarray(grid.choices[k], dtype=np.int16)[at]
    places = []
    for outcome in wanted:
        row = np.array([outcome[i] for i in grid.issues], dtype=np.int16)
        same = np.flatnonzero((rows == row).all(axis=1))
        if not len(same):
            rows = np.concatenate([rows, row[None]])
            same = np.array([len(rows) - 1])
        places.append(int(same[0]))
    return Cells(grid.issues, rows), places


def offered(table: Table, target: Target) -> tuple[Grid, Bools]:
    """Which lawful outcomes on the table meet a target? The grid around them and their mask.

    Outcomes of the grid that are not in the mask break a law or miss the target.
    """
    grid = narrow(table, on_offer(table), target.when)
    return grid, lawful(table, grid) & grid.truth(table, target.when)


def true_at(table: Table, target: Target, place: dict[str, int]) -> bool:
    """Does an outcome, given by option indices, meet a target?"""
    return holds(target.when, table.options(place))


def needed(table: Table, grid: Outcomes, allowed: Bools) -> tuple[str, ...]:
    """Whose yes does every one of these outcomes need?

    Where no party is asked by all of them: every party that some of them asks.
    """
    masks = asked(table, grid) if allowed.any() else {}
    always = tuple(p for p, where in masks.items() if not (allowed & ~where).any())
    return always or tuple(p for p, where in masks.items() if (allowed & where).any())


def below_line(draws: Draws, table: Table, actor: Actor) -> dict[str, Bools]:
    """Which options lie below an actor's own bottom line and are worse for him than now?

    By issue, shape (readings, options).
    """

    def work(draws: Draws) -> dict[str, Bools]:
        low = {}
        for issue, score in own_scores(draws, table, actor).items():
            today = score[:, table.home[issue]][:, None]
            low[issue] = (score < 50 - TOLERANCE) & (score < today - TOLERANCE)
        return low

    return draws.remember("below_line", (actor,), work)


def could_consent(draws: Draws, table: Table, party: str, grid: Grid, terms: Terms) -> Bools:
    """In which readings could some outcome of a grid be worth enough to a party?

    A bound, shape (readings,): each issue is taken at the option its members like best. Where
    this says no, no outcome of the grid has the party's consent; where yes, some may have it.
    Of a member who has an order nothing is known beforehand.
    """
    body = table.party[party]
    votes = np.zeros(draws.count, dtype=np.int16)
    for member in body.members:
        if member not in table.actor:
            votes += could_consent(draws, table, member, grid, terms)
            continue
        actor = table.actor[member]
        if member in table.pliant or actor.order is not None:
            votes += 1
            continue
        best = np.zeros(draws.count)
        parts = worth(draws, table, actor)
        low = below_line(draws, table, actor) if terms.bind else {}
        for issue, options in zip(grid.issues, grid.choices, strict=True):
            part = parts.get(issue)
            if part is not None:
                if issue in low:
                    part = np.where(low[issue], -np.inf, part)
                best = best + part[:, list(options)].max(axis=1)
        limit = threshold(draws, table, actor, terms.kind, terms.date)
        # A little slack, since the sum may be rounded in another order than a value.
        votes += best >= limit - 2 * TOLERANCE
    return votes >= body.quorum


REMEMBERED = 1 << 21
"""Outcomes times readings up to which a party's consents are kept for the next variant."""


class Sheet:
    """Some outcomes under one block of readings: gains and consents, each worked out once.

    Arrays are spread over the outcomes, with readings last (see :class:`Outcomes`).
    """

    def __init__(self, draws: Draws, table: Table, outcomes: Outcomes) -> None:
        self.draws = draws
        self.table = table
        self.outcomes = outcomes
        self._values: dict[str, Floats] = {}
        self._below: dict[str, Bools] = {}
        self._broken: dict[tuple[str, str], Bools | None] = {}
        self._yes: dict[tuple[str, str, Date], Bools] = {}

    @cached_property
    def asked(self) -> dict[str, dict[str, Bools]]:
        """Masks of the outcomes in which each party is asked, by role (``by``, ``veto``)."""
        return {role: self._asked(role) for role in ("by", "veto")}

    def _asked(self, role: str) -> dict[str, Bools]:
        if not (isinstance(self.outcomes, Grid) and self.draws.complete):
            return asked(self.table, self.outcomes, role)
        key = (f"{role} {self.outcomes.name} {self.table.moved}",)
        return self.draws.remember("asked", key, lambda _: asked(self.table, self.outcomes, role))

    def flat(self, array: NDArray[Any]) -> NDArray[Any]:
        """A spread array with readings as (size, readings)."""
        count = self.draws.count
        return np.broadcast_to(array, (*self.outcomes.space, count)).reshape(-1, count)

    def values(self, actor: Actor) -> Floats:
        """What each outcome is worth to an actor, 0 to 100 (an order: see `reading.value`)."""
        if actor.id not in self._values:
            self._values[actor.id] = values(self.draws, self.table, actor, self.outcomes)
        return self._values[actor.id]

    def below(self, actor: Actor) -> Bools:
        """Where does some issue lie below his own bottom line and worse for him than now?

        The bottom line is his own: advisers are not mixed in.
        """
        if actor.id not in self._below:
            low = below_line(self.draws, self.table, actor)
            self._below[actor.id] = self.outcomes.some(low, self.draws.count)
        return self._below[actor.id]

    def _violated(self, key: tuple[str, str], conditions: tuple[Condition, ...]) -> Bools | None:
        """Where is a condition broken that is held in the reading? None: nowhere."""
        if key not in self._broken:
            found: Bools | None = None
            for condition in conditions:
                where = self._where(condition)
                if where.any():
                    both = where[..., None] & held(self.draws, condition)
                    found = both if found is None else found | both
            self._broken[key] = found
        return self._broken[key]

    def _where(self, condition: Condition) -> Bools:
        """Which outcomes break a condition, worked out once for all variants of the table."""
        truth = partial(self.outcomes.truth, self.table, condition.broken)
        if isinstance(self.outcomes, Grid) and self.draws.complete:
            key = (self.outcomes.name, condition)
            return self.draws.remember("where", key, lambda _: truth())
        return truth()

    def breaks(self, actor: str) -> Bools | None:
        """Where does an outcome break something this actor holds firmly?"""
        own = tuple(c for c in self.table.conditions if c.owner == actor)
        return self._violated(("actor", actor), own)

    def advice_broken(self, party: str) -> Bools | None:
        """Where does an outcome break something one of the party's advisers holds firmly?"""
        return self._violated(("party", party), advice_of(self.table, party))

    def limit(self, actor: Actor, terms: Terms) -> Floats:
        """The value from which on an actor consents, shape (readings,)."""
        return threshold(self.draws, self.table, actor, terms.kind, terms.date)

    def party_gain(self, party: str, terms: Terms) -> Floats:
        """What does a party gain over its threshold in each outcome, in value points?

        The quorum-th largest gain among its members, minus infinity where a condition held by one
        of its advisers is broken.
        """
        body = self.table.party[party]
        gains = [self._member_gain(member, terms) for member in body.members]
        result = gains[0] if len(gains) == 1 else nth_largest(gains, body.quorum)
        return barred(result, self.advice_broken(party))

    def _member_gain(self, member: str, terms: Terms) -> Floats:
        if member not in self.table.actor:
            return self.party_gain(member, terms)
        actor = self.table.actor[member]
        result = barred(self.values(actor) - self.limit(actor, terms), self.breaks(member))
        return barred(result, self.below(actor) if terms.bind else None)

    def bare_gain(self, party: str, terms: Terms) -> Floats:
        """A party's gain with everybody's conditions and bottom lines left aside."""
        bare = Sheet(self.draws, replace(self.table, conditions=()), self.outcomes)
        return bare.party_gain(party, replace(terms, bind=False))

    def stake(self, party: str, terms: Terms) -> Floats:
        """What is at stake for a party in each outcome: its gain, whether it is asked or not.

        Where it is not asked its conditions and bottom lines cannot stand in the way, and are left
        aside.
        """
        gain = self.party_gain(party, terms)
        where = self.asked["by"].get(party)
        if where is not None and where.all():
            return gain
        aside = self.bare_gain(party, terms)
        return aside if where is None else np.where(where[..., None], gain, aside)

    def consents(self, party: str, terms: Terms) -> Bools:
        """Where does a party say yes, were it asked? Ties accept.

        The same as a party gain of at least 0, worked out without the gains.
        """
        body = self.table.party[party]
        result = self._member_consents(body.members[0], terms)
        if len(body.members) > 1:
            votes = result.astype(np.int16)
            for member in body.members[1:]:
                votes = votes + self._member_consents(member, terms)
            result = votes >= body.quorum
        advice = self.advice_broken(party)
        return result if advice is None else result & ~advice

    def _member_consents(self, member: str, terms: Terms) -> Bools:
        if member not in self.table.actor:
            return self.consents(member, terms)
        if member in self.table.pliant:
            return np.ones(self.draws.count, dtype=np.bool_)
        actor = self.table.actor[member]
        if terms.bind:
            # Binding bottom lines only take away from what he accepts in trade.
            return self._member_consents(member, replace(terms, bind=False)) & ~self.below(actor)
        key = (member, terms.kind, terms.date)
        if key not in self._yes:
            result: Bools = self.values(actor) >= self.limit(actor, terms) - TOLERANCE
            own = self.breaks(member)
            self._yes[key] = result if own is None else result & ~own
        return self._yes[key]

    def acceptable(self, allowed: Bools, terms: Terms) -> Bools:
        """Which of the allowed outcomes does every party asked consent to? (size, readings).

        Those in ``by`` of a moved issue must agree (deal) or tolerate (step); a veto holder is
        asked only where an issue he has a veto on has moved, and must tolerate.
        """
        result: Bools = np.empty((*self.outcomes.space, self.draws.count), dtype=np.bool_)
        result[...] = allowed[..., None]
        tolerate = replace(terms, kind="step")
        for role, on in (("by", terms), ("veto", tolerate)):
            for party, where in self.asked[role].items():
                if (where & allowed).any():
                    yes = self._remembered(party, on)
                    result &= yes if where.all() else yes | ~where[..., None]
        return result.reshape(-1, self.draws.count)

    def _remembered(self, party: str, terms: Terms) -> Bools:
        """A party's consent, worked out once for the same people, conditions and outcomes."""
        small = self.outcomes.size * self.draws.count <= REMEMBERED
        if not (small and self.draws.complete and isinstance(self.outcomes, Grid)):
            return self.consents(party, terms)
        table = self.table
        people = [table.actor[a] for a in table.deciders(party)]
        voices = [table.actor[a] for p in people for a, _ in p.hears if a in table.actor]
        holders = {p.id for p in people}
        bodies = table.bodies(party)
        held_by = [
            c
            for c in table.conditions
            if c.owner in holders or table.actor[c.owner].party in bodies
        ]
        pliant = sorted(table.pliant & holders)
        what = f"{self.outcomes.name} {terms} {pliant}"
        parts = (what, party, *people, *voices, *held_by, table.deadline)
        return self.draws.remember("consents", parts, lambda _: self.consents(party, terms))


def barred(gains: Floats, where: Bools | None) -> Floats:
    """Gains with minus infinity where something forbids the outcome."""
    return gains if where is None else np.where(where, -np.inf, gains)


def nth_largest(gains: list[Floats], quorum: int) -> Floats:
    """The quorum-th largest of several gains: what enough members together can count on."""
    if quorum == len(gains):
        least = gains[0]
        for gain in gains[1:]:
            least = np.minimum(least, gain)
        return least
    together = np.stack(np.broadcast_arrays(*gains))
    ranked: Floats = np.sort(together, axis=0)[len(gains) - quorum]
    return ranked
