"""A case as positions on lines or as a bargaining domain, with its words, and what that loses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from detente.case.entries import Issue
from detente.case.faults import listed
from detente.case.load import Loaded
from detente.core.additive import Middle, domain_of, left_out
from detente.core.domain import Domain
from detente.core.line import Line, Positions
from detente.core.standing import positions_of
from detente.core.table import Table
from detente.neighbours.conflict_lost import beside


def positions_in_words(loaded: Loaded, table: Table) -> tuple[Positions, tuple[str, ...]]:
    """Where do the actors of a case stand, in the middle of every range, and what is left out?

    Raises
    ------
    ValueError
        Where the case has no line: no ordered issue on which anybody wants something.
    """
    case = loaded.case
    found = positions_of(table, Middle())
    words = {name: " ".join((case.actors[name].name or name).split()) for name in found.actors}
    lines = tuple(_in_words(line, case.issues[line.id]) for line in found.lines)
    named = replace(
        found,
        title=case.meta.title,
        names=tuple(words[name] for name in found.actors),
        lines=lines,
        source=f"the case {case.meta.title}, as of {case.meta.as_of}",
    )
    return named, (*_positions_lose(loaded, table, found), *beside(loaded))


def _in_words(line: Line, issue: Issue) -> Line:
    """A line with the words of its issue and of the options on it."""
    marks = tuple((at, " ".join((issue.options[name] or name).split())) for at, name in line.marks)
    return replace(line, name=" ".join((issue.ask or line.id).split()), marks=marks)


def _positions_lose(loaded: Loaded, table: Table, found: Positions) -> Iterator[str]:
    case = loaded.case
    if next(table.uncertain(), None) is not None:
        yield "ranges are left out: every figure is the middle of its range"
    lines = {line.id for line in found.lines}
    other = [name for name in case.issues if name not in lines]
    if other:
        yield f"issues that are no lines are left out: {listed(other, 'and', 20)}"
    absent = [name for name in case.actors if name not in found.actors]
    if absent:
        yield f"actors without a place on a line are left out: {listed(absent, 'and', 20)}"
    if ("clout", "equal") in found.remarks:
        yield "clout: the case gives none, so that all count the same"
    yield "what each accepts is left out: here only what he wants counts"
    if case.rules:
        yield f"rules are left out ({len(case.rules)})"
    bodies = [p.id for p in table.parties if len(p.members) > 1]
    if bodies:
        yield f"who decides for whom is left out ({listed(bodies, 'and', 20)})"


def domain_in_words(loaded: Loaded, table: Table) -> tuple[Domain, tuple[str, ...]]:
    """What do the parties of a case bargain over, in one reading, and what is left out?

    Raises
    ------
    ValueError
        Where no party can be written.
    """
    domain = domain_of(table, title=loaded.case.meta.title)
    return domain, (*left_out(table), *beside(loaded))
