"""The case as the page needs it: words, reasons and places, already turned into text.

This is the only picture of a case that charts and sections see. `detente.report.binding` fills it
from a loaded case; tests fill it by hand. Nothing here computes an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from detente.report.text import clean, human


@dataclass(frozen=True)
class Place:
    """A paragraph (or paragraphs) a reason points to."""

    source: str
    first: int
    last: int


@dataclass(frozen=True)
class Reason:
    """Why a number of the case is what it is.

    ``path`` is the place in the case file, ``what`` the thing in words, ``value`` the number as
    written, ``why`` the reason as written. ``quotes`` are the fragments quoted in it.
    """

    path: str
    what: str
    value: str
    why: str
    places: tuple[Place, ...] = ()
    quotes: tuple[str, ...] = ()
    judgement: bool = False
    background: bool = False
    lang: str = ""

    @property
    def pure_judgement(self) -> bool:
        """Say whether nothing but the analyst's judgement stands behind it."""
        return self.judgement and not self.places and not self.background

    @property
    def given(self) -> bool:
        """Say whether a reason was written at all."""
        return bool(self.why.strip())


@dataclass(frozen=True)
class Source:
    """A source text; ``paragraphs`` holds those available, numbered from 1."""

    ident: str
    title: str
    kind: str = ""
    date: str = ""
    grade: str = ""
    lang: str = ""
    paragraphs: Mapping[int, str] = field(default_factory=dict)
    default: bool = False
    url: str = ""


@dataclass(frozen=True)
class Option:
    """One mark on an issue's axis; ``behind`` where an issue that moves one way cannot go."""

    ident: str
    label: str
    offered: bool
    now: bool
    behind: bool = False


@dataclass(frozen=True)
class IssueBook:
    """An issue with its options in the order written."""

    ident: str
    ask: str
    options: tuple[Option, ...]
    ordered: bool = True
    by: str = ""

    def place(self, option: str) -> int:
        """Return the rank of an option."""
        return next(k for k, item in enumerate(self.options) if item.ident == option)

    @property
    def now(self) -> str:
        """Return today's option."""
        return next((item.ident for item in self.options if item.now), "")


@dataclass(frozen=True)
class Stance:
    """What one actor wants on one issue, with the alternatives the analyst left open.

    Of one who has an order, ``order`` holds the statements that name the issue, with their places.
    """

    actor: str
    issue: str
    wants: tuple[str, ...]
    accepts: tuple[str, ...]
    refuses: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    weight: str = ""
    firm: str = ""
    path: str = ""
    order: str = ""


@dataclass(frozen=True)
class ActorBook:
    """An actor: whose, and in what part."""

    ident: str
    party: str
    decides: bool
    no_deal: str = ""
    hears: tuple[tuple[str, str], ...] = ()
    name: str = ""


@dataclass(frozen=True)
class PartyBook:
    """A party and its full name."""

    ident: str
    name: str


@dataclass(frozen=True)
class LeverBook:
    """A named move: who would have to make it, at what price, from when, and what it changes."""

    ident: str
    who: str
    with_: tuple[str, ...] = ()
    cost: str = ""
    start: str = ""
    edits: tuple[str, ...] = ()
    path: str = ""
    name: str = ""


@dataclass(frozen=True)
class TargetBook:
    """A target and the condition that would count."""

    ident: str
    when: str
    kind: str
    path: str = ""
    name: str = ""


@dataclass(frozen=True)
class RuleBook:
    """A rule as a sentence, and whose condition it is (empty: a rule of logic)."""

    ident: str
    sentence: str
    by: str = ""
    firm: str = ""
    path: str = ""


@dataclass(frozen=True)
class EventBook:
    """Something on the calendar. ``start`` and ``end`` are ISO dates.

    ``opens`` are issues, ``parties`` those who are there, where the case names them.
    """

    start: str
    end: str
    shown: str
    what: str
    opens: tuple[str, ...] = ()
    said: str = ""
    parties: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShockBook:
    """Something that may happen at any time and would move an issue."""

    ident: str
    rate: str
    moves: str
    path: str = ""


@dataclass(frozen=True)
class SaidBook:
    """A public statement, word for word."""

    who: str
    about: tuple[str, ...]
    tone: str
    said: str
    place: Place | None = None
    lang: str = ""


@dataclass(frozen=True)
class OpenBook:
    """A question the analyst has still to answer, and the place in the case it is about."""

    path: str
    question: str


@dataclass(frozen=True)
class Casebook:
    """Everything a page says about the case itself."""

    title: str
    question: str
    as_of: str
    handling: str = ""
    lang: str = "en"
    horizon: str = ""
    stalled: str = ""
    case_hash: str = ""
    parties: tuple[PartyBook, ...] = ()
    issues: tuple[IssueBook, ...] = ()
    actors: tuple[ActorBook, ...] = ()
    stances: tuple[Stance, ...] = ()
    rules: tuple[RuleBook, ...] = ()
    targets: tuple[TargetBook, ...] = ()
    levers: tuple[LeverBook, ...] = ()
    events: tuple[EventBook, ...] = ()
    shocks: tuple[ShockBook, ...] = ()
    statements: tuple[SaidBook, ...] = ()
    reasons: tuple[Reason, ...] = ()
    sources: tuple[Source, ...] = ()
    deadline: str = ""
    deadline_by: str = ""
    forecasts: int = 0
    open: tuple[OpenBook, ...] = ()

    @cached_property
    def reason_at(self) -> Mapping[str, tuple[int, Reason]]:
        """Reasons by path, each with its number on the page (from 1)."""
        return {item.path: (place, item) for place, item in enumerate(self.reasons, 1)}

    @cached_property
    def issue_at(self) -> Mapping[str, IssueBook]:
        """Issues by name."""
        return {item.ident: item for item in self.issues}

    @cached_property
    def party_name(self) -> Mapping[str, str]:
        """Full names of parties."""
        return {item.ident: item.name or item.ident for item in self.parties}

    @cached_property
    def source_at(self) -> Mapping[str, Source]:
        """Sources by name."""
        return {item.ident: item for item in self.sources}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        named = [(f"target {item.ident}", item.name) for item in self.targets]
        named += [(f"lever {item.ident}", item.name) for item in self.levers]
        return {key: clean(words) for key, words in named if words}

    def target(self, ident: str) -> str:
        """Return a target in words."""
        return self._names.get(f"target {ident}") or human(ident)

    def lever(self, ident: str) -> str:
        """Return a lever in words."""
        return self._names.get(f"lever {ident}") or human(ident)

    def find_reason(self, path: str) -> tuple[int, Reason] | None:
        """Return the reason of a path, or of the nearest entry that contains it."""
        while path:
            if path in self.reason_at:
                return self.reason_at[path]
            if "." not in path:
                return None
            path = path.rsplit(".", 1)[0]
        return None
