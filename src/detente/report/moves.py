"""Moves in words: who makes them, what they change, who gains, and why the case says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente.report.casebook import Casebook
from detente.report.prose import Line, Span, code, join, joined, line, link, name
from detente.report.text import fixed, human, plural, rather, signed, unique

NAMED = 3
"""Changes named in a sentence; the rest are counted."""

CITED = 3
"""Reasons linked behind a sentence."""


def option(book: Casebook, issue: str, ident: str) -> str:
    """Return an option in the case's own words, its identifier where it has none."""
    known = book.issue_at.get(issue)
    if known is None:
        return human(ident)
    return next((o.label or human(ident) for o in known.options if o.ident == ident), human(ident))


def ends(changes: Mapping[str, Any]) -> dict[str, str]:
    """Return the option arrived at for each issue that a move changes.

    >>> ends({"talks": ["broken", "meeting"]})
    {'talks': 'meeting'}
    """
    return {issue: str(pair[1]) for issue, pair in changes.items()}


def briefly(changes: Mapping[str, Any]) -> list[str]:
    """Return what a move changes as identifiers a reader can say, as the packages do."""
    return [f"{human(issue)}: {human(end)}" for issue, end in ends(changes).items()]


def changed(changes: Mapping[str, Any], book: Casebook, most: int = NAMED) -> Line:
    """Return what a move changes, at most so many issues by name.

    >>> from detente.report.prose import plain
    >>> plain(changed({"talks": ["broken", "meeting"]}, Casebook("", "", "")))
    'talks: meeting'
    """
    words = [f"{human(i)}: {option(book, i, end)}" for i, end in ends(changes).items()]
    parts = [line(code(item)) for item in words[:most]]
    if len(words) > most:
        parts.append(line(plural(len(words) - most, "more issue")))
    return join(parts)


def transition(changes: Mapping[str, Any], book: Casebook) -> Line:
    """Return what a move changes with both ends: ``talks: broken to meeting``."""
    parts = [
        line(name(f"{human(i)}: {option(book, i, str(a))} \u2192 {option(book, i, str(b))}"))
        for i, (a, b) in changes.items()
    ]
    return joined(parts)


def party(ident: str, book: Casebook) -> str:
    """Return a party's full name."""
    return book.party_name.get(ident) or human(ident)


def who(members: Iterable[str], book: Casebook) -> Line:
    """Return parties as a list in a sentence."""
    return join([name(party(item, book)) for item in members])


def members(actor: str) -> list[str]:
    """Return the parties of a coalition named like ``US+DPRK``."""
    return actor.split("+")


def cited(parties: Iterable[str], issues: Iterable[str], book: Casebook) -> Line:
    """Return links to the reasons why those who decide for some parties care about some issues."""
    asked, about = set(parties), set(issues)
    deciding = {actor.ident for actor in book.actors if actor.decides and actor.party in asked}
    found = (
        book.find_reason(stance.path)
        for stance in book.stances
        if stance.actor in deciding and stance.issue in about
    )
    numbers = unique(str(entry[0]) for entry in found if entry)[:CITED]
    return line(*((Span(" "), link(f"R{number}", f"r{number}")) for number in numbers))


def gains(found: Mapping[str, Any], ordinal: Sequence[str], book: Casebook) -> Line:
    """Return who gains how much: the median and, in brackets, 5 to 95 % of the readings."""
    return joined(
        [
            line(name(party(item, book)), f" {_gain(spread, item in ordinal)}")
            for item, spread in found.items()
        ]
    )


def _gain(spread: Mapping[str, float] | None, ordinal: bool) -> str:
    if not spread:
        return "\u2013"
    if ordinal:
        return rather(spread["median"])
    return f"{signed(spread['median'])} ({fixed(spread['low'])} to {fixed(spread['high'])})"
