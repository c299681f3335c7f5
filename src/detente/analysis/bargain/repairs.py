"""Why is there no deal, and what would be the least that opens one? By programs, with bounds.

Thresholds are what each party asks for at least. Where no lawful package gives everybody that,
these questions say which demands and links stand against each other, whose demands could be left
aside, and by how little all could meet.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, inf

import numpy as np

from detente.analysis.bargain import space
from detente.analysis.bargain.model import MARGIN, SCALE, Found, Model, extremes
from detente.analysis.bargain.result import Package, finite, in_words
from detente.core.domain import Domain
from detente.core.streams import Floats

SECONDS = 60.0
"""Time for one question, unless the user says otherwise."""


@dataclass(frozen=True, eq=False)
class Lifts:
    """The fewest parties whose threshold must be lifted, and a package that is then open.

    Attributes
    ----------
    parties : tuple of str
        Empty where nothing stands in the way.
    package : dict or None
        None where the links alone allow no package, or none was found in time.
    utilities : array of float, shape (parties,), or None
    value, bound : float
        How many were lifted, and how many must be at least.
    proved : bool
    """

    parties: tuple[str, ...]
    package: dict[str, str] | None
    utilities: Floats | None
    value: float
    bound: float
    proved: bool

    def to_dict(self) -> dict[str, object]:
        """Plain data, ready for JSON."""
        return {
            "parties": list(self.parties),
            "package": self.package,
            "value": finite(self.value),
            "bound": finite(self.bound),
            "proved": self.proved,
        }


@dataclass(frozen=True, eq=False)
class Concession:
    """The least total shortfall at which some package is open, and who falls short by how much.

    Attributes
    ----------
    shortfalls : dict
        By party: how far below its threshold, as a share of the way from its worst lawful
        package to its best. Parties that do not fall short are left out.
    package : dict or None
    utilities : array of float, shape (parties,), or None
    value, bound : float
        The sum of the shortfalls, and what it must be at least.
    proved : bool
    """

    shortfalls: dict[str, float]
    package: dict[str, str] | None
    utilities: Floats | None
    value: float
    bound: float
    proved: bool

    def to_dict(self) -> dict[str, object]:
        """Plain data, ready for JSON."""
        return {
            "shortfalls": self.shortfalls,
            "package": self.package,
            "value": finite(self.value),
            "bound": finite(self.bound),
            "proved": self.proved,
        }


@dataclass(frozen=True)
class Blockers:
    """One set of thresholds and links that cannot all be kept, though all but any one can.

    Attributes
    ----------
    parties, links : tuple of str
        Whose thresholds, and the ids of which links.
    proved : bool
        Whether each of them was shown to be needed; where not, the set may be larger than it has
        to be.
    """

    parties: tuple[str, ...]
    links: tuple[str, ...]
    proved: bool

    @property
    def ids(self) -> tuple[str, ...]:
        """``accept:PARTY`` and ``link:ID``, in the order of the domain."""
        return (*(f"accept:{p}" for p in self.parties), *(f"link:{x}" for x in self.links))


def fewest_lifts(domain: Domain, thresholds: Floats, *, seconds: float = SECONDS) -> Lifts:
    """How few parties' thresholds must be lifted for some lawful package to be open?

    Parameters
    ----------
    domain : Domain
    thresholds : array of float, shape (parties,)
        What each party asks for at least.
    seconds : float

    Returns
    -------
    Lifts

    Raises
    ------
    ValueError
        For thresholds that are not one finite number a party.

    Examples
    --------
    >>> d = Domain.of("Pie", {"cut": ("A's", "B's")}, {"A": {"cut": (1, 0)}, "B": {"cut": (0, 1)}})
    >>> len(fewest_lifts(d, np.array([1.0, 1.0])).parties)
    1
    """
    asked = _asked(domain, thresholds)
    model = Model(domain, time.perf_counter() + seconds)
    lifts = [model.linear.variable(whole=True) for _ in domain.parties]
    for p, lift in enumerate(lifts):
        at = model.scaled(p, float(asked[p]))
        model.linear.at_least({**model.terms[p], lift: max(at, 0.0)}, at - MARGIN / 10)
    least, best, best_many = 0.0, None, inf
    while True:
        found = model.best(dict.fromkeys(lifts, -1.0))
        least = max(least, float(ceil(-found.bound - 1e-6)) if found.bound > -inf else least)
        if found.package is None:
            break
        lifted = _below(domain, found.package, asked, model.tolerance)
        if len(lifted) < best_many:
            best, best_many = found.package, float(len(lifted))
        if best_many <= least or not found.proved:
            break
        model.exclude(found.package)  # it lifts more than the program could see
    if best is None:
        return Lifts((), None, None, inf, inf if found.proved else least, found.proved)
    return Lifts(
        parties=tuple(domain.parties[p] for p in _below(domain, best, asked, model.tolerance)),
        package=in_words(domain, best),
        utilities=space.utility(domain, best),
        value=best_many,
        bound=min(least, best_many),
        proved=best_many <= least or (found.proved and found.package is None),
    )


def cheapest_concession(
    domain: Domain, thresholds: Floats, *, seconds: float = SECONDS
) -> Concession:
    """By how little, all told, must parties fall short of their thresholds for a package to open?

    Parameters
    ----------
    domain : Domain
    thresholds : array of float, shape (parties,)
    seconds : float

    Returns
    -------
    Concession
        Shortfalls are shares of the way from each party's worst lawful package to its best.

    Raises
    ------
    ValueError
        For thresholds that are not one finite number a party.

    Examples
    --------
    >>> d = Domain.of("Pie", {"cut": ("A's", "B's")}, {"A": {"cut": (1, 0)}, "B": {"cut": (0, 1)}})
    >>> cheapest_concession(d, np.array([1.0, 0.5])).shortfalls
    {'B': 0.5}
    """
    asked = _asked(domain, thresholds)
    end = time.perf_counter() + seconds
    low, high, sure = extremes(domain, time.perf_counter() + seconds / 2)
    width = np.where(high - low > space.tolerance(domain), high - low, 1.0)
    model = Model(domain, end)
    objective = {}
    for p in range(len(domain.parties)):
        unit = float(model.spread[p] / width[p])
        at = model.scaled(p, float(asked[p]))
        short = model.linear.variable(0.0, max(at, 0.0) + SCALE)
        model.linear.at_least({**model.terms[p], short: 1.0}, at)
        objective[short] = -unit
    found = model.best(objective)
    bound = max(0.0, -found.bound / SCALE)
    if found.package is None:
        return Concession({}, None, None, inf, bound if not found.proved else inf, found.proved)
    utilities = space.utility(domain, found.package)
    short_of = np.maximum(asked - utilities, 0.0)
    short_of = np.where(short_of > model.tolerance, short_of / width, 0.0)
    value = float(short_of.sum())
    return Concession(
        shortfalls={
            party: float(s) for party, s in zip(domain.parties, short_of, strict=True) if s > 0
        },
        package=in_words(domain, found.package),
        utilities=utilities,
        value=value,
        bound=min(bound, value),
        proved=found.proved and sure and value - bound <= MARGIN,
    )


def minimal_blockers(
    domain: Domain, thresholds: Floats, *, seconds: float = SECONDS
) -> Blockers | None:
    """Which thresholds and links cannot all be kept, though all but any one of them can?

    Found by deletion: each is left aside in turn, and for good where there is still no room. There
    may be other such sets.

    Parameters
    ----------
    domain : Domain
    thresholds : array of float, shape (parties,)
    seconds : float

    Returns
    -------
    Blockers or None
        None where there is room, or the time was too short to tell.

    Raises
    ------
    ValueError
        For thresholds that are not one finite number a party.

    Examples
    --------
    >>> d = Domain.of("Pie", {"cut": ("A's", "B's")}, {"A": {"cut": (1, 0)}, "B": {"cut": (0, 1)}})
    >>> minimal_blockers(d, np.array([1.0, 1.0])).ids
    ('accept:A', 'accept:B')
    """
    asked = _asked(domain, thresholds)
    end = time.perf_counter() + seconds
    parties = list(range(len(domain.parties)))
    links = [link.id for link in domain.links]
    start = _kept(domain, asked, parties, links, end)
    if start.package is not None or not start.proved:
        return None
    alone = _kept(domain, asked, [], links, end)
    if alone.package is None and alone.proved:
        parties = []  # the links allow no package at all, whoever asks for what
    proved = True

    def needed(some: list[int], others: list[str]) -> bool:
        nonlocal proved
        found = _kept(domain, asked, some, others, end)
        proved = proved and (found.package is not None or found.proved)
        return found.package is not None or not found.proved

    parties, links = _by_deletion(parties, links, needed)
    return Blockers(tuple(domain.parties[p] for p in parties), tuple(links), proved)


def _by_deletion(
    parties: Sequence[int],
    links: Sequence[str],
    needed: Callable[[list[int], list[str]], bool],
) -> tuple[list[int], list[str]]:
    """What is left when everything that is not needed has been left aside, links first.

    Links first: a set of parties alone says more to the reader than one with links in it.
    """
    some, others = list(parties), list(links)
    for link in links:
        fewer = [x for x in others if x != link]
        others = others if needed(some, fewer) else fewer
    for party in parties:
        less = [p for p in some if p != party]
        some = some if needed(less, others) else less
    return some, others


def _kept(
    domain: Domain, asked: Floats, parties: Sequence[int], links: Sequence[str], end: float
) -> Found:
    """A package that keeps these thresholds and links."""
    without = {link.id for link in domain.links} - set(links)
    model = Model(domain, end, without=without)
    for p in parties:
        model.floor(p, float(asked[p]))
    places = list(parties)

    def fits(utilities: Floats) -> bool:
        return bool((utilities[places] >= asked[places] - model.tolerance).all())

    return model.best({}, fits)


def _below(domain: Domain, package: Package, asked: Floats, tolerance: float) -> tuple[int, ...]:
    """The parties that a package leaves below what they ask for."""
    short: Iterable[int] = np.flatnonzero(space.utility(domain, package) < asked - tolerance)
    return tuple(int(p) for p in short)


def _asked(domain: Domain, thresholds: Floats) -> Floats:
    space.ordinary(domain)
    asked = np.asarray(thresholds, dtype=np.float64)
    if asked.shape != (len(domain.parties),) or not np.isfinite(asked).all():
        raise ValueError(f"one finite number a party is needed ({len(domain.parties)})")
    return asked
