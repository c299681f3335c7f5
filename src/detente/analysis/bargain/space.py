"""The packages of a domain: which issues hang together, what a link forbids, what counts as equal.

Packages are handled as option numbers here, one column an issue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from detente.analysis.bargain.result import Package
from detente.core.conflict import Bools, Ints
from detente.core.domain import Domain, Link
from detente.core.logic import All, Formula, Is, Not, issues
from detente.core.streams import Floats
from detente.core.table import TOLERANCE

PIECE = 1 << 17
"""Packages looked at at once where a component is listed."""

Columns = Mapping[str, NDArray[np.intp]]


def tolerance(domain: Domain) -> float:
    """Up to which difference do two utilities count as equal?

    1e-9, or as much as rounding can do to sums of numbers of this size, whichever is more.
    """
    largest = max((float(np.abs(w).max(initial=0.0)) for w in domain.worth), default=0.0)
    largest = max(largest, float(np.abs(domain.base).max(initial=0.0)))
    return float(max(TOLERANCE, 64 * np.finfo(np.float64).eps * largest))


def components(domain: Domain) -> list[tuple[int, ...]]:
    """Which issues hang together by links? Groups of issue numbers; a free issue stands alone."""
    leader = list(range(len(domain.issues)))

    def find(k: int) -> int:
        while leader[k] != k:
            k = leader[k]
        return k

    for link in domain.links:
        first, *rest = sorted(domain.place[name] for name in issues(link.broken)) or [-1]
        for other in rest:
            low, high = sorted((find(first), find(other)))
            leader[high] = low
    groups: dict[int, list[int]] = {}
    for k in range(len(domain.issues)):
        groups.setdefault(find(k), []).append(k)
    return [tuple(group) for group in groups.values()]


def numbers(domain: Domain, group: Sequence[int]) -> int:
    """How many ways are there to settle some issues, links aside?"""
    return prod(len(domain.issues[k].options) for k in group)


def within(domain: Domain, group: Sequence[int]) -> list[Link]:
    """The links that speak only of these issues (a link of no issue speaks of any)."""
    names = {domain.issues[k].name for k in group}
    return [link for link in domain.links if issues(link.broken) <= names]


def truth(domain: Domain, formula: Formula, at: Columns) -> Bools:
    """Where is a formula true? ``at`` has option numbers by issue, of shapes that broadcast."""
    match formula:
        case Is(issue=issue, options=options):
            axis = domain.issues[domain.place[issue]]
            chosen = np.array([option in options for option in axis.options], dtype=np.bool_)
            return np.asarray(chosen[at[issue]])
        case Not(part=part):
            return np.logical_not(truth(domain, part, at))
        case _:
            every = isinstance(formula, All)
            result: Bools = np.full((), every)
            for part in formula.parts:
                here = truth(domain, part, at)
                result = np.asarray(result & here if every else result | here)
            return result


def lawful(domain: Domain, links: Sequence[Link], at: Columns, shape: tuple[int, ...]) -> Bools:
    """Which packages keep these links? An array of the given shape."""
    result = np.ones(shape, dtype=np.bool_)
    for link in links:
        result &= ~truth(domain, link.broken, at)
    return result


@dataclass(frozen=True)
class Piece:
    """Some lawful ways to settle a group of issues: flat numbers, and utilities (ways, parties)."""

    ways: Ints
    utilities: Floats


def pieces(domain: Domain, group: Sequence[int], links: Sequence[Link]) -> Iterator[Piece]:
    """All lawful ways to settle a group of issues, some at a time; the base is not counted in."""
    shape = tuple(len(domain.issues[k].options) for k in group)
    total = numbers(domain, group)
    for start in range(0, total, PIECE):
        flat = np.arange(start, min(start + PIECE, total), dtype=np.int64)
        columns = unravel(flat, shape)
        at = {domain.issues[k].name: c for k, c in zip(group, columns, strict=True)}
        kept = np.flatnonzero(lawful(domain, links, at, flat.shape))
        utilities = np.zeros((len(kept), len(domain.parties)))
        for k, column in zip(group, columns, strict=True):
            utilities += domain.worth[k].T[column[kept]]
        yield Piece(flat[kept], utilities)


def unravel(flat: Ints, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], ...]:
    """Flat numbers as option numbers, an array an issue; the last issue moves fastest."""
    return np.unravel_index(flat, shape) if shape else ()


def utility(domain: Domain, package: Package) -> Floats:
    """What a package of option numbers is worth to each party, shape (parties,)."""
    total = domain.base.copy()
    for worth, k in zip(domain.worth, package, strict=True):
        total = total + worth[:, k]
    return total


def ordinary(domain: Domain) -> None:
    """Raise ValueError, in plain words, where a domain cannot be solved as it stands."""
    if not domain.parties:
        raise ValueError("the domain has no parties")
    if not domain.issues:
        raise ValueError("the domain has no issues")
    empty = [axis.name for axis in domain.issues if not axis.options]
    if empty:
        raise ValueError(f"there is nothing to choose on {', '.join(empty)}")
    if not all(np.isfinite(w).all() for w in (*domain.worth, domain.base)):
        raise ValueError("a weight or score of the domain is not a finite number")
