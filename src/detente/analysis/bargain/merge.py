"""The exact Pareto frontier of a domain, without looking at every package.

Utilities are sums over issues, so an unbeaten package is unbeaten on every group of issues that
hang together. The groups' frontiers are found one by one and added up two at a time (a Minkowski
sum), and what is beaten on the way is dropped for good. Each point keeps how many packages have
it, and from which two points it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from detente.analysis.bargain import prune, space
from detente.analysis.bargain.result import Frontier
from detente.core.conflict import Ints
from detente.core.domain import Domain
from detente.core.streams import Floats

LISTED = 4_000_000
"""Ways to settle a group of linked issues: larger groups are not listed."""

POINTS = 60_000
"""Points of a frontier beyond which merging is given up."""

SUMS = 2_500_000
"""Sums of two points beyond which a merging step is not taken."""


class TooLargeError(Exception):
    """Merging was given up; the words say why."""


@dataclass(frozen=True, eq=False)
class Group:
    """Issues that hang together: their frontier, and what is known of all their lawful ways."""

    issues: tuple[int, ...]
    ways: Ints
    utilities: Floats
    counts: prune.Counts
    lawful: int
    low: Floats


@dataclass(frozen=True, eq=False)
class Merged:
    """The frontier, how many packages are lawful, and the least each party can have in one."""

    frontier: Frontier
    lawful: int
    low: Floats


def fits(domain: Domain) -> bool:
    """Are the groups of linked issues small enough to be listed?"""
    return all(space.numbers(domain, g) <= LISTED for g in space.components(domain))


def merge(domain: Domain, *, points: int = POINTS) -> Merged:
    """Which packages does no other beat for one party without loss to another?

    Parameters
    ----------
    domain : Domain
    points : int
        Points of a frontier beyond which to give up.

    Returns
    -------
    Merged
        All distinct points of the frontier with one package and the number of packages each.

    Raises
    ------
    TooLargeError
        Where a group of linked issues cannot be listed or the frontier outgrows the limit.

    Examples
    --------
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 3.0)}})
    >>> merge(d).frontier.packages
    ((1,),)
    """
    tolerance = space.tolerance(domain)
    groups = [_group(domain, issues, tolerance, points) for issues in space.components(domain)]
    low = domain.base + np.sum([g.low for g in groups], axis=0)
    count = prod(g.lawful for g in groups)
    if not count:
        nothing = Frontier(np.zeros((0, len(domain.parties))), (), ())
        return Merged(nothing, 0, low)
    groups.sort(key=lambda g: len(g.ways))
    kind = np.int64 if count < 2**62 else np.object_
    at = domain.base[None, :].copy()
    counts: prune.Counts = np.ones(1, dtype=kind)
    steps: list[tuple[Ints, Ints]] = []
    for group in groups:
        many = len(group.ways)
        if len(at) * many > SUMS:
            raise TooLargeError(
                f"the frontier has more than {len(at):,} points before all is merged"
            )
        sums = (at[:, None, :] + group.utilities[None, :, :]).reshape(-1, at.shape[1])
        both = (counts[:, None] * group.counts.astype(kind)[None, :]).reshape(-1)
        chosen, counts = prune.frontier(sums, both, tolerance)
        if len(chosen) > points:
            raise TooLargeError(f"the frontier has more than {points:,} points")
        at = sums[chosen]
        steps.append((chosen // many, chosen % many))
    packages = _packages(domain, groups, steps, len(at))
    listed = tuple(map(tuple, packages.tolist()))
    frontier = Frontier(_utilities(domain, packages), listed, tuple(map(int, counts)))
    return Merged(frontier, count, low)


def _group(domain: Domain, issues: tuple[int, ...], tolerance: float, points: int) -> Group:
    """The frontier of one group of issues, listed a piece at a time."""
    if space.numbers(domain, issues) > LISTED:
        raise TooLargeError(
            f"links tie {len(issues)} issues together, with {space.numbers(domain, issues):.2g} "
            "ways to settle them"
        )
    parties = len(domain.parties)
    utilities, ways = np.zeros((0, parties)), np.zeros(0, dtype=np.int64)
    counts = np.zeros(0, dtype=np.int64)
    lawful, low = 0, np.full(parties, np.inf)
    for piece in space.pieces(domain, issues, space.within(domain, issues)):
        lawful += len(piece.ways)
        low = np.minimum(low, piece.utilities.min(axis=0, initial=np.inf))
        utilities = np.concatenate([utilities, piece.utilities])
        ways = np.concatenate([ways, piece.ways])
        counts = np.concatenate([counts, np.ones(len(piece.ways), dtype=np.int64)])
        chosen, counts = prune.frontier(utilities, counts, tolerance)
        utilities, ways = utilities[chosen], ways[chosen]
        if len(chosen) > points:
            raise TooLargeError(f"the frontier has more than {points:,} points")
    return Group(issues, ways, utilities, counts, lawful, low)


def _packages(
    domain: Domain, groups: Sequence[Group], steps: Sequence[tuple[Ints, Ints]], many: int
) -> Ints:
    """One package for each point, walked back from the last merge, shape (points, issues)."""
    result = np.zeros((many, len(domain.issues)), dtype=np.int64)
    place = np.arange(many)
    for group, (before, way) in zip(reversed(groups), reversed(steps), strict=True):
        shape = tuple(len(domain.issues[k].options) for k in group.issues)
        columns = space.unravel(group.ways[way[place]], shape)
        for k, column in zip(group.issues, columns, strict=True):
            result[:, k] = column
        place = before[place]
    return result


def _utilities(domain: Domain, packages: Ints) -> Floats:
    """Utilities of packages, added up in the order of the issues, shape (packages, parties)."""
    total = np.repeat(domain.base[None, :], len(packages), axis=0)
    for k, worth in enumerate(domain.worth):
        total = total + worth.T[packages[:, k]]
    return total
