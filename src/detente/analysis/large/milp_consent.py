"""Who consents in a reading, as rows of a program.

Consent is a row that binds only where the party is asked. What the solver returns is checked
against :mod:`detente.core.consent`, so its rounding can never make a deal.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace

from detente.analysis.large.milp_model import ALWAYS, Model, Outcome, acceptable, listed
from detente.core.consent import Sheet, Terms, advice_of
from detente.core.logic import TRUE, issues
from detente.core.order import at_least, shares, steps
from detente.core.reading import Draws, concerns, held, own_scores, threshold, worth
from detente.core.table import TOLERANCE, Actor, Condition, Order

MARGIN = 1e-6
"""Value points by which rows are eased, so that the solver's rounding cannot lose a tie."""

TRIES = 20
"""Near-ties refused one after another before a reading is left undecided."""

NEVER = -1
"""Stands for a variable that is always 0."""


@dataclass(frozen=True)
class Best:
    """The best outcome found for a purpose in one reading, checked, with the proven bound."""

    outcome: Outcome | None
    bound: float
    proved: bool


class Consents:
    """A model with the consent of everybody asked in one reading.

    With ``elastic``, each condition, no-deal value and veto gets a variable in ``slack`` that
    lifts it (by blocker id).
    """

    def __init__(self, model: Model, one: Draws, terms: Terms, *, elastic: bool = False) -> None:
        self.model = model.fork()
        self.linear = self.model.linear
        self.table = model.table
        self.one = one
        self.terms = terms
        self.elastic = elastic
        self.slack: dict[str, int] = {}
        self.gains: dict[str, int] = {}
        self.steps: dict[str, list[int]] = {}
        for party in self.model.names():
            self._party(party, terms, self.model.asked(party), firm=not elastic)
        tolerate = replace(terms, kind="step")
        for party in self.model.names("veto"):
            if not elastic:
                self._party(party, tolerate, self.model.asked(party, "veto"), firm=True)
            elif (when := self._only_veto(party)) != NEVER:
                # What the veto rests on may go; lifting a no-deal value lifts no veto.
                unless = self._unless(when, self.lift(f"veto:{party}"))
                self._party(party, tolerate, unless, firm=False, dear=True)

    def fork(self) -> Consents:
        """A copy whose program can grow on its own."""
        other = copy(self)
        other.model = self.model.fork()
        other.linear = other.model.linear
        other.slack, other.gains = dict(self.slack), dict(self.gains)
        other.steps = dict(self.steps)
        return other

    def lift(self, name: str) -> int:
        """The variable that lifts one blocker."""
        if name not in self.slack:
            self.slack[name] = self.linear.variable(whole=True)
        return self.slack[name]

    def _unless(self, when: int | None, lifted: int) -> int:
        result = self.linear.variable()
        self.model.clause([result], when, lifted)
        return result

    def _only_veto(self, party: str) -> int | None:
        """A variable that is 1 wherever a party's veto is asked for and its yes is not."""
        when = self.model.asked(party, "veto")
        groups = self.model.asking(party)
        if not groups:
            return when
        yes = self.model.asked(party)
        if yes is None:
            return NEVER
        # Here it matters that the party counts as asked only where it is.
        self.linear.at_least({**dict.fromkeys(set().union(*groups), 1.0), yes: -1.0}, 0.0)
        return self._unless(when, yes)

    def _party(
        self, party: str, terms: Terms, when: int | None, *, firm: bool, dear: bool | None = None
    ) -> None:
        """A party says yes wherever ``when`` is 1.

        ``firm``: its conditions cannot be lifted; ``dear``: nor can its no-deal values.
        """
        dear = firm if dear is None else dear
        body = self.table.party[party]
        for condition in advice_of(self.table, party):
            self._hold(condition, when, firm=firm)
        for member, vote in self._votes(body.members, body.quorum, when):
            if member not in self.table.actor:
                self._party(member, terms, vote, firm=firm, dear=dear)
                continue
            actor = self.table.actor[member]
            self._principled(actor, terms, vote, firm=firm)
            self._satisfied(actor, terms, vote, firm=dear)

    def _votes(
        self, members: tuple[str, ...], quorum: int, when: int | None
    ) -> list[tuple[str, int | None]]:
        """For each member, a variable that is 1 where his yes is counted on."""
        if quorum == len(members):
            return [(member, when) for member in members]
        votes = {self.linear.variable(whole=True): member for member in members}
        row = dict.fromkeys(votes, 1.0)
        if when is None:
            self.linear.at_least(row, float(quorum))
        else:
            self.linear.at_least({**row, when: -float(quorum)}, 0.0)
        return [(member, vote) for vote, member in votes.items()]

    def _principled(self, actor: Actor, terms: Terms, when: int | None, *, firm: bool) -> None:
        """Nothing the actor holds firmly is broken, nor (bind) his bottom line on an issue."""
        for condition in self.table.conditions:
            if condition.owner == actor.id:
                self._hold(condition, when, firm=firm)
        if not terms.bind:
            return
        for name, score in own_scores(self.one, self.table, actor).items():
            today = score[0, self.table.home[name]]
            low = {
                v
                for k, v in self.model.x[name].items()
                if score[0, k] < 50 - TOLERANCE and score[0, k] < today - TOLERANCE
            }
            if low:
                self.model.clause(set(self.model.x[name].values()) - low, when)

    def _hold(self, condition: Condition, when: int | None, *, firm: bool) -> None:
        if not held(self.one, condition)[0]:
            return
        kind = "refusal" if condition.kind == "refusal" else "condition"
        unless = None if firm else self.lift(f"{kind}:{condition.id}")
        self.model.require(condition.broken, when, wanted=False, unless=unless)

    def _surplus(self, actor: Actor, terms: Terms) -> tuple[dict[int, float], float, float]:
        """Value less threshold as weights of variables, with its least and largest value.

        The weights are counted from the worst option of each issue, which the least value holds.
        """
        low = high = -self._limit(actor, terms)
        if actor.order is not None:
            return self._places(actor.id, actor.order), low, low + 100
        weights: dict[int, float] = {}
        for name, part in worth(self.one, self.table, actor).items():
            options = self.model.x[name]
            numbers = {v: float(part[0, k]) for k, v in options.items()}
            least = min(numbers.values(), default=0.0)
            most = max(numbers.values(), default=0.0)
            low, high = low + least, high + most
            weights |= {v: n - least for v, n in numbers.items() if n > least}
        return weights, low, high

    def _limit(self, actor: Actor, terms: Terms) -> float:
        return float(threshold(self.one, self.table, actor, terms.kind, terms.date)[0])

    def _places(self, actor: str, order: Order) -> dict[int, float]:
        """An actor's place in his order as weights of variables that are 1 only where it counts."""
        if actor not in self.steps:
            self.steps[actor] = []
            for formula in steps(order):
                self.steps[actor].append(self.linear.variable())
                self.model.require(formula, self.steps[actor][-1])
        return dict(zip(self.steps[actor], shares(order), strict=True))

    def _satisfied(self, actor: Actor, terms: Terms, when: int | None, *, firm: bool) -> None:
        """The outcome is worth at least the actor's threshold."""
        if actor.order is not None:
            # No sum of small weights: as a formula, the longest order is as sure as the shortest.
            enough = at_least(actor.order, self._limit(actor, terms))
            if enough != TRUE:
                unless = None if firm else self.lift(f"no_deal:{actor.id}")
                self.model.require(enough, when, unless=unless)
            return
        weights, low, _ = self._surplus(actor, terms)
        lacking = -low - MARGIN
        if lacking <= 0:
            return
        row = dict(weights)
        if not firm:
            row[self.lift(f"no_deal:{actor.id}")] = lacking
        if when is None:
            self.linear.at_least(row, lacking)
        else:
            self.linear.at_least({**row, when: -lacking}, 0.0)

    def gain(self, party: str) -> int:
        """A variable that can rise to the party's gain, which must be finite."""
        if party not in self.gains:
            ranges = [
                self._surplus(self.table.actor[a], self.terms)[1:]
                for a in self.table.deciders(party)
            ]
            low, high = min(r[0] for r in ranges), max(r[1] for r in ranges)
            self.gains[party] = self.linear.variable(low - 1.0, high + 1.0)
            self._gain(party, self.gains[party], ALWAYS)
        return self.gains[party]

    def _gain(self, party: str, gain: int, when: int | None) -> None:
        body = self.table.party[party]
        for condition in advice_of(self.table, party):
            self._hold(condition, when, firm=True)
        for member, vote in self._votes(body.members, body.quorum, when):
            if member not in self.table.actor:
                self._gain(member, gain, vote)
                continue
            actor = self.table.actor[member]
            self._principled(actor, self.terms, vote, firm=True)
            weights, low, _ = self._surplus(actor, self.terms)
            row = {**weights, gain: -1.0}
            if vote is None:
                self.linear.at_least(row, -low)
            else:
                spare = max(0.0, self.linear.high[gain] - low)
                self.linear.at_least({**row, vote: -spare}, -low - spare)

    def best(self, objective: Mapping[int, float]) -> Best:
        """The outcome that is best for an objective, checked to be acceptable.

        A near-tie that the solver's rounding let through is refused and the search goes on.
        """
        bound = math.inf
        for _ in range(TRIES):
            answer = self.linear.maximise(objective)
            bound = answer.bound
            if answer.point is None:
                return Best(None, bound, answer.proved)
            outcome = self.model.outcome(answer)
            reason = self._objection(outcome)
            if reason is None:
                return Best(outcome, bound, answer.proved)
            self.model.exclude(outcome, reason)
        return Best(None, bound, proved=False)

    def _objection(self, outcome: Outcome) -> set[str] | None:
        """None where the outcome is acceptable, else issues whose options alone make it not so."""
        cells = listed(self.model.grid, [outcome])
        sheet = Sheet(self.one, self.table, cells)
        if acceptable(sheet, self.model.target, self.terms)[0, 0]:
            return None
        for role, terms in (("by", self.terms), ("veto", replace(self.terms, kind="step"))):
            for party in sheet.asked[role]:
                if not sheet.flat(sheet.consents(party, terms))[0, 0]:
                    return self._concerns(party, outcome, role)
        return set(self.model.x)

    def _concerns(self, party: str, outcome: Outcome, role: str) -> set[str]:
        """The issues that decide whether a party asked about an outcome says yes to it."""
        table = self.table
        deciders = table.deciders(party)
        found: set[str] = set()
        for name in deciders:
            found |= concerns(table, table.actor[name])
        for condition in table.conditions:
            found |= issues(condition.broken)
        place = dict(zip(self.model.x, outcome, strict=True))
        asking = set().union(*self.model.asking(party, role))
        return found | {i for i, k in place.items() if self.model.x[i][k] in asking}
