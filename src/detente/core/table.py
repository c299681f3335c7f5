"""The table: issues are axes, and everything else is an array on the axes it mentions.

A :class:`Table` is the whole situation with its uncertainty still in it: ranges are
:class:`Span`, alternatives are :class:`Pick`. One draw of all of them is a reading
(:mod:`detente.core.reading`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from detente.core.logic import Formula, issues
from detente.core.ranges import Pick, Span
from detente.core.timing import Clock

__all__ = [
    "TOLERANCE",
    "Actor",
    "Anchor",
    "Care",
    "Condition",
    "Drop",
    "Edit",
    "Issue",
    "Lever",
    "Mute",
    "Open",
    "Order",
    "Party",
    "Pick",
    "Pin",
    "Pliant",
    "Postpone",
    "Put",
    "Shift",
    "Soften",
    "Span",
    "Table",
    "Target",
]

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Issue:
    """One axis of the table.

    ``by`` and ``veto`` hold, for each option, whose yes it takes to arrive there and who may stop
    it (party ids). ``heading`` 1 lets it go only towards later options and -1 only towards earlier
    ones, wherever it stands; 0 leaves that to ``one_way``, which forbids the way back towards now.
    ``scale`` holds where the options lie on a line, strictly ascending or strictly descending, in
    units of its own; empty, they lie in equal steps.
    """

    id: str
    options: tuple[str, ...]
    now: int
    on_table: frozenset[int]
    by: tuple[tuple[str, ...], ...]
    veto: tuple[tuple[str, ...], ...]
    ordered: bool = True
    undo: bool = False
    one_way: bool = False
    heading: int = 0
    scale: tuple[float, ...] = ()

    @property
    def places(self) -> tuple[float, ...]:
        """Where each option lies on the issue's line: its scale, or else 0, 1, 2 and so on."""
        return self.scale or tuple(map(float, range(len(self.options))))


@dataclass(frozen=True)
class Care:
    """What an actor wants on one issue: either wants and accepts on the order, or a value map."""

    issue: str
    weight: Span
    wants: Pick | None = None
    accepts: Pick | None = None
    value: tuple[Span, ...] | None = None


@dataclass(frozen=True)
class Anchor:
    """A no-deal value at one date; ``day`` None stands for the reading's own deadline.

    ``relative`` adds the range to the actor's own value of now.
    """

    day: int | None
    amount: Span
    relative: bool = False


@dataclass(frozen=True)
class Order:
    """What an actor prefers to what, without saying by how much.

    Of the kind ``prefers``, the first statement that is true in one of two outcomes and not in the
    other decides between them (option prioritisation: Fang, Hipel & Kilgour 1993). Of
    the kind ``ranks``, the outcome that meets the earlier level is the better one; outcomes that
    meet none come last, together.
    """

    kind: Literal["prefers", "ranks"]
    levels: tuple[Formula, ...]


@dataclass(frozen=True)
class Actor:
    """A person or body with a judgement; ``hears`` names advisers with their share in per cent.

    What he wants is either a sum over issues (``cares``) or an ``order``, never both. Who has an
    order hears nobody, is heard by nobody, and has no no-deal value but the value of now. ``clout``
    is the power he can bring to bear, on a scale common to all; it counts for positions alone.
    """

    id: str
    party: str
    cares: tuple[Care, ...]
    hears: tuple[tuple[str, Span], ...] = ()
    no_deal: tuple[Anchor, ...] = ()
    order: Order | None = None
    spoils: Span | None = None
    clout: Span | None = None

    @property
    def issues(self) -> frozenset[str]:
        """The issues on which his own judgement can depend."""
        if self.order is not None:
            return frozenset().union(*map(issues, self.order.levels))
        return frozenset(c.issue for c in self.cares)


@dataclass(frozen=True)
class Party:
    """Who decides: at least ``quorum`` of the members, each an actor or another body."""

    id: str
    quorum: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """Something an actor holds firmly in some readings: a rule of his, or a refusal.

    ``broken`` is true in the outcomes that break it. ``given`` ties a refusal between alternatives
    to the reading in which that alternative is drawn.
    """

    id: str
    kind: str
    owner: str
    broken: Formula
    firm: Span
    stream: str
    given: tuple[Pick, int] | None = None


@dataclass(frozen=True)
class Target:
    """A question asked of outcomes: ``kind`` is ``step`` (tolerate) or ``deal`` (agree)."""

    id: str
    kind: str
    when: Formula


@dataclass(frozen=True)
class Table:
    """The compiled situation.

    Issues and actors are sorted by id, so that the order in which a case declares them can never
    change a figure. ``declared`` (issues) and ``listed`` (parties) keep that order all the same,
    for the numbers that states are known by; they are empty where a table was made by hand.
    ``clock`` is for the forecast alone.
    """

    issues: tuple[Issue, ...]
    parties: tuple[Party, ...]
    actors: tuple[Actor, ...]
    conditions: tuple[Condition, ...]
    laws: tuple[tuple[str, Formula], ...]
    targets: tuple[Target, ...]
    as_of: int
    deadline: Pick | None
    headline: str
    levers: tuple[Lever, ...] = ()
    moved: tuple[tuple[str, int], ...] = ()
    pliant: frozenset[str] = field(default_factory=frozenset)
    declared: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    clock: Clock = field(default_factory=Clock)

    @property
    def issue_order(self) -> tuple[str, ...]:
        """Issues as the case declares them; sorted where the table was made by hand."""
        return self.declared or tuple(i.id for i in self.issues)

    @property
    def party_order(self) -> tuple[str, ...]:
        """Parties as the case declares them; as they stand where the table was made by hand."""
        return self.listed or tuple(p.id for p in self.parties)

    @cached_property
    def issue(self) -> dict[str, Issue]:
        return {i.id: i for i in self.issues}

    @cached_property
    def actor(self) -> dict[str, Actor]:
        return {a.id: a for a in self.actors}

    @cached_property
    def party(self) -> dict[str, Party]:
        return {p.id: p for p in self.parties}

    @cached_property
    def target(self) -> dict[str, Target]:
        return {t.id: t for t in self.targets}

    @cached_property
    def now(self) -> dict[str, int]:
        """Today's position as moves start from it: the case's own now after any ``set``."""
        return {i.id: i.now for i in self.issues} | dict(self.moved)

    @cached_property
    def home(self) -> dict[str, int]:
        """The case's own now: gains and tolerance are measured from it whatever levers do."""
        return {i.id: i.now for i in self.issues}

    @cached_property
    def relevant(self) -> frozenset[str]:
        """Issues on which some figure could depend: cared about, or named in a rule or target."""
        named = {issue for a in self.actors for issue in a.issues}
        formulas = [c.broken for c in self.conditions] + [f for _, f in self.laws]
        for formula in formulas + [t.when for t in self.targets]:
            named |= issues(formula)
        return frozenset(named)

    def deciders(self, party: str) -> tuple[str, ...]:
        """The actors whose judgement makes the party's, bodies resolved, in sorted order."""
        bodies = self.bodies(party)
        named = {m for body in bodies for m in self.party[body].members if m in self.actor}
        return tuple(sorted(named))

    def bodies(self, party: str) -> frozenset[str]:
        """A party and the bodies that make its decision with it."""
        found = {party}
        queue = [party]
        while queue:
            for member in self.party[queue.pop()].members:
                if member not in self.actor and member in self.party and member not in found:
                    found.add(member)
                    queue.append(member)
        return frozenset(found)

    def ordinal(self, party: str) -> bool:
        """Does somebody with an order take part in a party's decision, so that points mean less?"""
        return any(self.actor[name].order is not None for name in self.deciders(party))

    def options(self, outcome: dict[str, int]) -> dict[str, str]:
        """Option names of an outcome given by option indices."""
        return {i: self.issue[i].options[k] for i, k in outcome.items()}

    def uncertain(self) -> Iterator[Span | Pick]:
        """Every range and alternative of the situation that is not a single point, in order."""
        if self.deadline is not None and not self.deadline.certain:
            yield self.deadline
        for actor in self.actors:
            yield from _uncertain_of(actor)
        seen: set[str] = set()
        for condition in self.conditions:
            if not condition.firm.certain and condition.firm.path not in seen:
                seen.add(condition.firm.path)
                yield condition.firm
            if condition.given is not None and condition.given[0].path not in seen:
                seen.add(condition.given[0].path)
                yield condition.given[0]


def _uncertain_of(actor: Actor) -> Iterator[Span | Pick]:
    spans: list[Span | Pick | None] = []
    if any(not a.amount.certain for a in actor.no_deal):
        first = next(a.amount for a in actor.no_deal if not a.amount.certain)
        spans.append(first)
    spans += [share for _, share in actor.hears]
    for care in actor.cares:
        spans += [care.weight, care.wants, care.accepts, *(care.value or ())]
    yield from (s for s in spans if s is not None and not s.certain)


# --- levers: named edits of the table ------------------------------------------------


@dataclass(frozen=True)
class Open:
    """Put options on the table."""

    issue: str
    options: tuple[int, ...]


@dataclass(frozen=True)
class Put:
    """Do it: move now to an option (the case file's ``set``)."""

    issue: str
    option: int


@dataclass(frozen=True)
class Drop:
    """Give up a condition."""

    condition: str


@dataclass(frozen=True)
class Soften:
    """Hold a condition less firmly: a new range on the condition's own streams."""

    condition: str
    lo: float
    hi: float


@dataclass(frozen=True)
class Mute:
    """Remove an adviser: his voice, his conditions, his spoiling."""

    actor: str


@dataclass(frozen=True)
class Shift:
    """Add a range to an actor's no-deal value, on the same stream."""

    actor: str
    lo: float
    hi: float


@dataclass(frozen=True)
class Postpone:
    """Move the deadline to another day (or alternatives)."""

    days: tuple[int, ...]


@dataclass(frozen=True)
class Pin:
    """Fix one uncertain input at a point of its own range, to ask what an answer depends on.

    ``at`` is u in [0, 1] for a range, the index of the alternative for a choice.
    """

    path: str
    at: float


@dataclass(frozen=True)
class Pliant:
    """Suppose an actor says yes to everything: used to ask whether his consent matters."""

    actor: str


Edit = Open | Put | Drop | Soften | Mute | Shift | Postpone | Pin | Pliant


@dataclass(frozen=True)
class Lever:
    """A named move somebody could really make: who, with whom, and what it edits."""

    id: str
    who: str
    partners: tuple[str, ...]
    edits: tuple[Edit, ...]
    labels: tuple[str, ...]
