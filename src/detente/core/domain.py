"""A bargaining domain: every party's worth of a package is a sum over issues.

The form in which other programs write negotiations (GENIUS, GeniusWeb), and what one reading of a
case becomes where its parties' values are sums. On the table it is one array of numbers an issue,
and a few rules that link issues; spaces of 10^30 packages are no trouble in this form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from detente.core.conflict import Axis
from detente.core.logic import Formula, holds
from detente.core.streams import Floats


@dataclass(frozen=True)
class Link:
    """A rule that ties issues together: no package in which ``broken`` is true is possible."""

    id: str
    broken: Formula


@dataclass(frozen=True, eq=False)
class Domain:
    """Parties who bargain over a package, one option an issue.

    Attributes
    ----------
    title : str
    issues : tuple of Axis
        Names and options; option names are unique within an issue.
    parties : tuple of str
    weights : array of float, shape (parties, issues)
        How much an issue matters to a party.
    scores : tuple of arrays of float, one an issue, shape (parties, options)
        How good an option is to a party on that issue alone.
    reserve : array of float, shape (parties,)
        What a party has without a deal; NaN where the file does not say.
    links : tuple of Link
    base : array of float, shape (parties,)
        What every package is worth beside the issues.
    discount : array of float, shape (parties,)
        A file's discount factor; no figure depends on it. NaN where the file does not say.

    Examples
    --------
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 3.0)}})
    >>> d.size, d.utility({"gate": "open"}).tolist()
    (2, [3.0])
    """

    title: str
    issues: tuple[Axis, ...]
    parties: tuple[str, ...]
    weights: Floats
    scores: tuple[Floats, ...]
    reserve: Floats
    links: tuple[Link, ...]
    base: Floats
    discount: Floats

    @classmethod
    def of(
        cls,
        title: str,
        issues: Mapping[str, Sequence[str]],
        worth: Mapping[str, Mapping[str, Sequence[float]]],
        *,
        links: Sequence[Link] = (),
        reserve: Mapping[str, float] | None = None,
    ) -> Domain:
        """A domain from plain data: by party and issue, what each option is worth to it."""
        parties = tuple(worth)
        given = reserve or {}
        return cls(
            title=title,
            issues=tuple(Axis(name, tuple(options)) for name, options in issues.items()),
            parties=parties,
            weights=np.ones((len(parties), len(issues))),
            scores=tuple(
                np.array([worth[p][i] for p in parties], dtype=np.float64) for i in issues
            ),
            reserve=np.array([given.get(p, np.nan) for p in parties], dtype=np.float64),
            links=tuple(links),
            base=np.zeros(len(parties)),
            discount=np.full(len(parties), np.nan),
        )

    @cached_property
    def worth(self) -> tuple[Floats, ...]:
        """What each option adds to each party's utility: an array an issue, (parties, options)."""
        return tuple(self.weights[:, k][:, None] * scores for k, scores in enumerate(self.scores))

    @property
    def size(self) -> int:
        """How many packages there are, links aside."""
        return prod(len(axis.options) for axis in self.issues)

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each issue stands in the order of the issues."""
        return {axis.name: k for k, axis in enumerate(self.issues)}

    def utility(self, package: Mapping[str, str]) -> Floats:
        """What one package is worth to each party, shape (parties,)."""
        total = self.base.copy()
        for axis, worth in zip(self.issues, self.worth, strict=True):
            total = total + worth[:, axis.options.index(package[axis.name])]
        return total

    def lawful(self, package: Mapping[str, str]) -> bool:
        """Does a package keep every link?"""
        return not any(holds(link.broken, package) for link in self.links)
