"""The case as an analyst writes it: one frozen model for each kind of entry.

The entries themselves are described in `detente.case.entries` (what is at stake, who) and
`detente.case.moves` (dates, targets, levers); everybody else imports them from here.  References
between entries are checked in `detente.case.check`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pydantic import Field

from detente.case.entries import Actor, Care, CaseMeta, Entry, Issue, Party, Rule, Source, Spoils
from detente.case.fields import Key, Questions
from detente.case.moves import (
    Contact,
    Deadline,
    Edits,
    Event,
    Forecast,
    History,
    Lever,
    Shock,
    Statement,
    Target,
)
from detente.case.nodeal import Anchor, NoDeal
from detente.case.values import OneOf

__all__ = [
    "Actor",
    "Anchor",
    "Care",
    "Case",
    "CaseMeta",
    "Contact",
    "Deadline",
    "Edits",
    "Entry",
    "Event",
    "Forecast",
    "History",
    "Issue",
    "Lever",
    "NoDeal",
    "Party",
    "Rule",
    "Shock",
    "Source",
    "Spoils",
    "Statement",
    "Target",
    "halves",
]


class Case(Entry):
    """One stalled negotiation."""

    meta: CaseMeta = Field(
        alias="case", description="What the case is about.", examples=["{title: The dam talks}"]
    )
    parties: dict[Key, Party] = Field(
        description="The parties, and bodies that decide with them.",
        examples=["{US: {decides: Trump}}"],
    )
    issues: dict[Key, Issue] = Field(
        description="What is at stake.",
        examples=["{talks: {by: [US, DPRK], now: broken, options: [broken, working]}}"],
    )
    actors: dict[Key, Actor] = Field(
        description="Who has a judgement: deciders and advisers.", examples=["{Trump: {of: US}}"]
    )
    rules: dict[Key, Rule] = Field(
        default_factory=dict,
        description="What goes with what.",
        examples=["{method: {rule: talks = working needs sequence = steps, by: Kim}}"],
    )
    contacts: dict[Key, Contact] = Field(
        default_factory=dict,
        description="How often pairs of parties can deal, as PARTY-PARTY (forecast only).",
        examples=["{US-DPRK: {rate: 0.3-1.0 a month}}"],
    )
    shocks: dict[Key, Shock] = Field(
        default_factory=dict,
        description="What may happen at any time (forecast only).",
        examples=["{test: {rate: 0.01-0.05 a month, moves: {testing: long_range}}}"],
    )
    histories: dict[Key, History] = Field(
        default_factory=dict,
        description="When the same thing happened before (forecast only).",
        examples=["{rounds: {what: a round of talks, from: 1992, dates: [1994-10, 2005-09]}}"],
    )
    deadline: Deadline | None = Field(
        None, description="When time runs out.", examples=["{read_as: 2019-12-31}"]
    )
    calendar: tuple[Event, ...] = Field(
        (), description="Dates that matter.", examples=["[{when: 2019-06, what: G20 in Japan}]"]
    )
    statements: tuple[Statement, ...] = Field(
        (),
        description="What was said, word for word.",
        examples=['[{who: Trump, at: ¶12, said: "Deal will happen!"}]'],
    )
    targets: dict[Key, Target] = Field(
        description="What would count as success.", examples=["{deal: {when: talks = working}}"]
    )
    levers: dict[Key, Lever] = Field(
        default_factory=dict,
        description="What might bring it about.",
        examples=["{method: {who: Trump, do: {open: {sequence: [steps]}}}}"],
    )
    forecasts: tuple[Forecast, ...] = Field(
        (),
        description="Questions a stranger could settle.",
        examples=['[{ask: deal, by: 2019-12-31, yes_if: "a text is signed"}]'],
    )
    open: Questions = Field(
        default_factory=dict,
        description=(
            "What you have still to find out: a question in plain words for a place in this file,"
            " or for a key that is not there yet. No figure depends on it."
        ),
        examples=['{actors.Trump.no_deal: "How well can he live without a deal?"}'],
    )

    def deciders(self, party: str) -> tuple[str, ...]:
        """The actors whose judgement makes a party's, bodies resolved, in the order written."""
        found: dict[str, None] = {}
        seen = {party}
        waiting = [party]
        while waiting:
            names = self.parties[waiting.pop()].decides.names
            for name in names:
                if name in self.actors:
                    found[name] = None
            bodies = [n for n in names if n not in self.actors and n in self.parties]
            waiting += [name for name in bodies[::-1] if name not in seen]
            seen.update(bodies)
        return tuple(found)

    @property
    def advisers(self) -> tuple[str, ...]:
        """The actors whom no `decides` names."""
        deciding = {name for party in self.parties.values() for name in party.decides.names}
        return tuple(name for name in self.actors if name not in deciding)

    def refusals(self) -> Iterator[tuple[str, str, tuple[OneOf, ...]]]:
        """Every refusal: the actor, the issue, and what he refuses."""
        for name, actor in self.actors.items():
            for issue, care in actor.cares.items():
                if care.refuses:
                    yield name, issue, care.refuses

    def pair(self, contact: str) -> tuple[str, str] | None:
        """The two parties a contact such as `US-DPRK` joins; None if it is not exactly two."""
        found = halves(contact, self.parties)
        return found[0] if len(found) == 1 else None

    def opened(self, event: Event) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The issues a date opens, and the parties it names as being there."""
        named = event.opens or ()
        there = tuple(n for n in named if n in self.parties and n not in self.issues)
        return tuple(n for n in named if n in self.issues), there

    @property
    def default_source(self) -> str | None:
        """The source a bare ¶5 points to, if there is one."""
        sources = self.meta.sources
        marked = [name for name, source in sources.items() if source.default]
        only = list(sources) if len(sources) == 1 else []
        return next(iter(marked or only), None)


def halves(name: str, parties: Collection[str]) -> list[tuple[str, str]]:
    """Every way of reading a name as two different parties.

    Examples
    --------
    >>> halves("US-DPRK", ("US", "DPRK", "Japan"))
    [('US', 'DPRK')]
    """
    words = name.split("-")
    cut = (("-".join(words[:k]), "-".join(words[k:])) for k in range(1, len(words)))
    return [(a, b) for a, b in cut if a in parties and b in parties and a != b]
