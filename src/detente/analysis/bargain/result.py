"""What the deal engine answers with: the best packages, the frontier, and why this way."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from detente.core.domain import Domain
from detente.core.streams import Floats

LISTED = 1000
"""Points of a frontier written out at most."""

Package = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Frontier:
    """Which lawful packages does no other beat for one party without loss to another?

    Attributes
    ----------
    utilities : array of float, shape (points, parties)
        The different vectors of utilities, best for the first party first.
    packages : tuple of tuples of int
        One package for each point, as option numbers.
    counts : tuple of int
        How many packages have that vector.
    complete : bool
        Whether these are all of them.
    """

    utilities: Floats
    packages: tuple[Package, ...]
    counts: tuple[int, ...]
    complete: bool = True


@dataclass(frozen=True, eq=False)
class Best:
    """The package one bargaining solution names, and how sure that is.

    Attributes
    ----------
    package : dict
        Option by issue.
    utilities : array of float, shape (parties,)
    value : float
        What the solution makes as large as it can (``ks_nearest``: as small). For the egalitarian
        solution the smallest gain, for Kalai and Smorodinsky's the smallest share, for Nash's the
        logarithm of the product of gains.
    bound : float
        No package has a better value than this.
    proved : bool
        Whether no package is better, ties broken as the solution asks included.
    ties : int or None
        How many packages are equally good, where counted.
    """

    package: dict[str, str]
    utilities: Floats
    value: float
    bound: float
    proved: bool
    ties: int | None = None


@dataclass(frozen=True, eq=False)
class Solved:
    """Everything the engine found out about one domain.

    Attributes
    ----------
    domain : Domain
    method : str
        ``dense``, ``merge`` or ``programs``.
    why : str
        Why this method, and what was left out, in plain words.
    disagreement : str
        ``reserve``, ``zero``, ``worst`` or ``given``.
    point : array of float, shape (parties,)
        What each party has without a deal.
    lawful : int or None
        Packages that keep every link, where counted.
    room : int or None
        Lawful packages that leave nobody below the point, where counted.
    has_room : bool or None
        Whether there is one; None where the time was too short to tell.
    pareto : Frontier or None
        Over all lawful packages, where found.
    solutions : dict
        By name; empty where there is no room.
    """

    domain: Domain
    method: str
    why: str
    disagreement: str
    point: Floats
    lawful: int | None
    room: int | None
    has_room: bool | None
    pareto: Frontier | None
    solutions: dict[str, Best]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON; of the frontier at most ``LISTED`` points."""
        domain = self.domain
        return {
            "domain": {
                "title": domain.title,
                "parties": list(domain.parties),
                "issues": {axis.name: len(axis.options) for axis in domain.issues},
                "packages": domain.size,
            },
            "method": self.method,
            "why": self.why,
            "disagreement": {"name": self.disagreement, "point": named(domain, self.point)},
            "lawful": self.lawful,
            "room": self.room,
            "has_room": self.has_room,
            "pareto": None if self.pareto is None else self._frontier(self.pareto),
            "solutions": {
                name: {
                    "package": best.package,
                    "utilities": named(domain, best.utilities),
                    "value": finite(best.value),
                    "bound": finite(best.bound),
                    "proved": best.proved,
                    "ties": best.ties,
                }
                for name, best in self.solutions.items()
            },
        }

    def _frontier(self, frontier: Frontier) -> dict[str, Any]:
        listed = zip(frontier.utilities, frontier.packages, frontier.counts, strict=True)
        points = [
            {
                "utilities": named(self.domain, utilities),
                "package": in_words(self.domain, package),
                "outcomes": count,
            }
            for (utilities, package, count), _ in zip(listed, range(LISTED), strict=False)
        ]
        return {
            "outcomes": sum(frontier.counts),
            "distinct": len(frontier.counts),
            "complete": frontier.complete,
            "points": points,
        }


def in_words(domain: Domain, package: Package) -> dict[str, str]:
    """A package of option numbers as options by issue."""
    return {a.name: a.options[k] for a, k in zip(domain.issues, package, strict=True)}


def named(domain: Domain, numbers: Floats) -> dict[str, float | None]:
    """Numbers by party; None where one is not finite."""
    pairs = zip(domain.parties, numbers.tolist(), strict=True)
    return {party: finite(number) for party, number in pairs}


def finite(number: float) -> float | None:
    """The number, or None where JSON has no word for it."""
    return number if isfinite(number) else None
