"""A target as a mixed integer program: which outcomes are lawful, and who consents in a reading.

One variable stands for each option of each issue, exactly one of which is taken. Laws, the target
and conditions become rows; "where the party is asked" becomes a variable that is 1 as soon as an
option is taken that asks it, and consent is a row that binds only then. What the solver returns is
checked against :mod:`detente.core.consent`, so its rounding can never make a deal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from detente.analysis.linear import Linear, Solution
from detente.core.cells import Cells
from detente.core.consent import Sheet, Terms, advice_of, lawful
from detente.core.grid import Bools, Grid
from detente.core.logic import All, Formula, Is, Not, Some, issues
from detente.core.reading import Draws, held, own_scores, threshold, worth
from detente.core.table import TOLERANCE, Actor, Condition, Table, Target

MARGIN = 1e-6
"""Value points by which rows are eased, so that the solver's rounding cannot lose a tie."""

TRIES = 20
"""Near-ties refused one after another before a reading is left undecided."""

ALWAYS = None
"""Stands for a variable that is always 1."""

NEVER = -1
"""Stands for a variable that is always 0."""

Outcome = tuple[int, ...]


class Model:
    """The outcomes of a grid that break no law and meet the target, as a program.

    ``x`` holds the variable of each option by issue and option index.
    """

    def __init__(self, table: Table, grid: Grid, target: Target) -> None:
        self.table = table
        self.grid = grid
        self.target = target
        self.linear = Linear()
        self.x: dict[str, dict[int, int]] = {}
        for issue, options in zip(grid.issues, grid.choices, strict=True):
            fixed = 1.0 if len(options) == 1 else 0.0
            found = {k: self.linear.variable(fixed, whole=True) for k in options}
            self.linear.at_least(dict.fromkeys(found.values(), 1.0), 1.0, 1.0)
            self.x[issue] = found
        for _, law in table.laws:
            self.require(law, wanted=False)
        self.require(target.when)

    def fork(self) -> Model:
        """A copy whose program can grow on its own."""
        other = copy(self)
        other.linear = self.linear.fork()
        return other

    def require(
        self,
        formula: Formula,
        when: int | None = ALWAYS,
        *,
        wanted: bool = True,
        unless: int | None = None,
    ) -> None:
        """Ask a formula to be true (or false) wherever ``when`` is 1 and ``unless`` is not."""
        match formula:
            case Not(part=part):
                self.require(part, when, wanted=not wanted, unless=unless)
            case All(parts=parts) if wanted:
                for part in parts:
                    self.require(part, when, unless=unless)
            case Some(parts=parts) if not wanted:
                for part in parts:
                    self.require(part, when, wanted=False, unless=unless)
            case _:
                self.clause(self._claim(formula, wanted=wanted), when, unless)

    def clause(self, some: Iterable[int], when: int | None, unless: int | None = None) -> None:
        """Ask one of several variables to be 1 wherever ``when`` is 1 and ``unless`` is not."""
        row = dict.fromkeys(some, 1.0)
        if unless is not None:
            row[unless] = 1.0
        if when is not None:
            row[when] = row.get(when, 0.0) - 1.0
        self.linear.at_least(row, 1.0 if when is None else 0.0)

    def _claim(self, formula: Formula, *, wanted: bool) -> set[int]:
        """Variables any of which, where it is 1, makes the formula true (or false)."""
        match formula:
            case Is(issue=issue, options=options):
                names = self.table.issue[issue].options
                return {v for k, v in self.x[issue].items() if (names[k] in options) == wanted}
            case Not(part=part):
                return self._claim(part, wanted=not wanted)
            case All(parts=parts) | Some(parts=parts):
                if len(parts) != 1 and isinstance(formula, All) == wanted:
                    both = self.linear.variable()
                    self.require(formula, both, wanted=wanted)
                    return {both}
                return set().union(*(self._claim(part, wanted=wanted) for part in parts))

    def asking(self, party: str, role: str = "by") -> list[set[int]]:
        """The options whose choice asks a party, as variables, issue by issue."""
        found = []
        for name, options in self.x.items():
            issue = self.table.issue[name]
            who = issue.by if role == "by" else issue.veto
            now = self.table.now[name]
            found.append({v for k, v in options.items() if k != now and party in who[k]})
        return [asked for asked in found if asked]

    def asked(self, party: str, role: str = "by") -> int | None:
        """A variable that is 1 wherever the party is asked (``ALWAYS``: every outcome asks it)."""
        groups = self.asking(party, role)
        everything = [set(options.values()) for options in self.x.values()]
        if any(group in everything for group in groups):
            return ALWAYS
        result = self.linear.variable()
        for group in groups:
            self.linear.at_least({result: 1.0, **dict.fromkeys(group, -1.0)}, 0.0)
        return result

    def names(self, role: str = "by") -> list[str]:
        """The parties some outcome of the grid asks."""
        return [p for p in sorted(self.table.party) if self.asking(p, role)]

    def outcome(self, solution: Solution) -> Outcome:
        """The options taken at a point."""
        point = solution.point
        assert point is not None
        return tuple(
            max(options, key=lambda k, at=options: float(point[at[k]]))  # type: ignore[misc]
            for options in self.x.values()
        )

    def exclude(self, outcome: Outcome, among: Iterable[str]) -> None:
        """Leave out every outcome with the same options on these issues."""
        taken = {i: self.x[i][k] for i, k in zip(self.x, outcome, strict=True)}
        row = {taken[i]: -1.0 for i in among}
        self.linear.at_least(row, 1.0 - len(row))


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
        weights: dict[int, float] = {}
        low = -float(threshold(self.one, self.table, actor, terms.kind, terms.date)[0])
        high = low
        for name, part in worth(self.one, self.table, actor).items():
            options = self.model.x[name]
            numbers = {v: float(part[0, k]) for k, v in options.items()}
            least = min(numbers.values(), default=0.0)
            most = max(numbers.values(), default=0.0)
            low, high = low + least, high + most
            weights |= {v: n - least for v, n in numbers.items() if n > least}
        return weights, low, high

    def _satisfied(self, actor: Actor, terms: Terms, when: int | None, *, firm: bool) -> None:
        """The outcome is worth at least the actor's threshold."""
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
            found |= set(worth(self.one, table, table.actor[name]))
            found |= set(own_scores(self.one, table, table.actor[name]))
        for condition in table.conditions:
            found |= issues(condition.broken)
        place = dict(zip(self.model.x, outcome, strict=True))
        asking = set().union(*self.model.asking(party, role))
        return found | {i for i, k in place.items() if self.model.x[i][k] in asking}


def listed(grid: Grid, outcomes: list[Outcome]) -> Cells:
    """Outcomes of a grid, one by one."""
    rows = np.array(outcomes, dtype=np.int16).reshape(len(outcomes), len(grid.issues))
    return Cells(grid.issues, rows)


def acceptable(sheet: Sheet, target: Target, terms: Terms) -> Bools:
    """Which outcomes are lawful, meet the target and are consented to? (outcomes, readings)."""
    outcomes, table = sheet.outcomes, sheet.table
    allowed = lawful(table, outcomes) & outcomes.truth(table, target.when)
    return sheet.acceptable(allowed, terms)
