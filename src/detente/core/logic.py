"""Conditions on the table: small formulas over issues and their options.

A formula says in which cells of the table something is true.  It knows nothing of the words
of the case file: ``talks >= working`` has already become "talks is one of these options".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Is:
    """True where the option of `issue` is one of `options`."""

    issue: str
    options: frozenset[str]


@dataclass(frozen=True)
class All:
    """True where every part is true; with no parts, true everywhere."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Some:
    """True where at least one part is true; with no parts, true nowhere."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Not:
    """True where the part is false."""

    part: Formula


Formula: TypeAlias = Is | All | Some | Not

TRUE = All(())


def issues(formula: Formula) -> frozenset[str]:
    """Which issues does the formula mention?

    Examples
    --------
    >>> sorted(issues(All((Is("talks", frozenset({"open"})), Not(Is("aid", frozenset({"none"})))))))
    ['aid', 'talks']
    """
    match formula:
        case Is(issue, _):
            return frozenset({issue})
        case Not(part):
            return issues(part)
        case All(parts) | Some(parts):
            return frozenset().union(*map(issues, parts))


def holds(formula: Formula, outcome: Mapping[str, str]) -> bool:
    """Is the formula true in this outcome?

    Parameters
    ----------
    formula
        The condition.
    outcome
        One option per issue; it must name every issue the formula mentions (`KeyError` if not).

    Examples
    --------
    >>> holds(Not(Is("talks", frozenset({"broken"}))), {"talks": "open"})
    True
    """
    match formula:
        case Is(issue, options):
            return outcome[issue] in options
        case Not(part):
            return not holds(part, outcome)
        case All(parts):
            return all(holds(part, outcome) for part in parts)
        case Some(parts):
            return any(holds(part, outcome) for part in parts)
