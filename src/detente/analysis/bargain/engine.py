"""Which deals are best for whom, on a domain of any size? One way in, three ways to the answer."""

from __future__ import annotations

import time
from math import inf, isnan, prod

import numpy as np

from detente.analysis.bargain import merge as merging
from detente.analysis.bargain import space
from detente.analysis.bargain.blocks import OutOfTimeError
from detente.analysis.bargain.choose import choose
from detente.analysis.bargain.dense import count, dense, lows
from detente.analysis.bargain.model import extremes
from detente.analysis.bargain.programs import programs
from detente.analysis.bargain.result import Solved
from detente.core.domain import Domain
from detente.core.streams import Floats

METHODS = ("auto", "dense", "merge", "programs")
POINTS = ("reserve", "zero", "worst")

DENSE = 200_000_000
"""Packages that can all be looked at in a second or two."""

MOST = 10_000_000_000
"""Packages beyond which they are not all looked at, even where that is asked for."""

SMALL = 4_000_000
"""Packages up to which a frontier is tried for with four parties or more."""

FEW = 3
"""Parties up to which frontiers stay small however many packages there are."""

Given = str | Floats


def solve(
    domain: Domain,
    *,
    method: str = "auto",
    disagreement: Given = "reserve",
    seconds: float = 60.0,
) -> Solved:
    """Which deals do the bargaining solutions name, and is there room at all?

    Parameters
    ----------
    domain : Domain
    method : str
        ``dense`` looks at every package, ``merge`` builds the exact Pareto frontier from the
        issues, ``programs`` solves mixed integer programs; ``auto`` takes what suits.
    disagreement : str or array of float, shape (parties,)
        What each party has without a deal: ``reserve`` (as the domain says; its worst lawful
        package where it does not), ``zero``, ``worst`` (everybody's worst lawful package), or
        numbers.
    seconds : float
        Time after which the best found so far is returned, with a proven bound.

    Returns
    -------
    Solved

    Raises
    ------
    ValueError
        For an unknown word, numbers of the wrong shape, a domain without parties or issues, or a
        method asked for by name that this domain is too large for.

    Examples
    --------
    >>> d = Domain.of(
    ...     "Fence",
    ...     {"gate": ("shut", "open"), "toll": ("low", "high")},
    ...     {"A": {"gate": (0.0, 4.0), "toll": (3.0, 0.0)},
    ...      "B": {"gate": (1.0, 0.0), "toll": (0.0, 3.0)}},
    ... )
    >>> solved = solve(d, disagreement="zero")
    >>> solved.method, solved.room, solved.solutions["nash"].package
    ('merge', 4, {'gate': 'open', 'toll': 'high'})
    """
    _check(domain, method, disagreement)
    return _Engine(domain, disagreement, seconds).run(method)


def dense_limit(domain: Domain) -> int:
    """How many packages are looked at one by one rather than by programs?"""
    return min(DENSE, 1_000_000_000 // max(1, len(domain.parties)))


class _Engine:
    """One question: the clock, the domain, and what is known of its worst packages."""

    def __init__(self, domain: Domain, disagreement: Given, seconds: float) -> None:
        self.domain, self.disagreement, self.seconds = domain, disagreement, seconds
        self.end = time.perf_counter() + seconds
        self.said: list[str] = []

    def left(self) -> float:
        """Seconds left, a few for the last step in any case."""
        return max(0.05, self.end - time.perf_counter())

    def run(self, method: str) -> Solved:
        """Choose, and solve."""
        if method == "merge":
            try:
                return self.merge("asked for by name")
            except merging.TooLargeError as reason:
                raise ValueError(f"merging was given up: {reason}") from None
        if method == "dense":
            if self.domain.size > MOST:
                raise ValueError(
                    f"{_about(self.domain.size)} packages are too many to be looked at"
                )
            return self.dense("asked for by name")
        if method == "programs":
            return self.programs("asked for by name")
        domain, gave_up = self.domain, ""
        few = len(domain.parties) <= FEW
        if few or domain.size <= SMALL:
            why = (
                f"with {len(domain.parties)} parties the frontier stays small"
                if few
                else f"{domain.size:,} packages are few enough for the whole frontier"
            )
            try:
                return self.merge(why)
            except merging.TooLargeError as reason:
                gave_up = f"; merging was given up: {reason}"
        limit = dense_limit(domain)
        if domain.size <= limit:
            return self.dense(f"{domain.size:,} packages can all be looked at{gave_up}")
        return self.programs(
            f"{_about(domain.size)} packages are more than the {limit:,} that can be looked at "
            f"one by one{gave_up}"
        )

    def merge(self, why: str) -> Solved:
        """By the frontier; packages with room are counted where all can be looked at."""
        found = merging.merge(self.domain)
        point = self.point(found.low)
        room: int | None = None
        chosen = choose(self.domain, found.frontier, point)
        if not chosen:
            room = 0
        elif (point <= found.low + space.tolerance(self.domain)).all():
            room = found.lawful
        elif self.domain.size <= dense_limit(self.domain):
            try:
                room = count(self.domain, point, self.end)
            except OutOfTimeError:
                self.said.append("the packages with room were not counted: the time was up")
        else:
            self.said.append("the packages with room are too many to count one by one")
        return Solved(
            domain=self.domain,
            method="merge",
            why=self.words(f"Pareto frontier merged issue by issue: {why}"),
            disagreement=self.name,
            point=point,
            lawful=found.lawful,
            room=room,
            has_room=bool(chosen),
            pareto=found.frontier,
            solutions=chosen,
        )

    def dense(self, why: str) -> Solved:
        """By looking at every package."""
        point = self.point(None)
        found = dense(self.domain, point, seconds=self.left())
        has_room = None if found.room is None else found.room > 0
        if found.solutions:
            has_room = True
        self.said.append(
            "the Pareto frontier was not sought, and so not the package nearest to the ideal line"
        )
        if found.room is None:
            self.said.append("the time was up before all packages were looked at")
        return Solved(
            domain=self.domain,
            method="dense",
            why=self.words(f"every package looked at: {why}"),
            disagreement=self.name,
            point=point,
            lawful=found.lawful,
            room=found.room,
            has_room=has_room,
            pareto=None,
            solutions=found.solutions,
        )

    def programs(self, why: str) -> Solved:
        """By mixed integer programs."""
        point = self.point(None)
        found = programs(self.domain, point, seconds=self.left())
        self.said.append(
            "no frontier, no count of packages and no package nearest to the ideal "
            "line: these have no linear form"
        )
        return Solved(
            domain=self.domain,
            method="programs",
            why=self.words(f"mixed integer programs: {why}"),
            disagreement=self.name,
            point=point,
            lawful=self.lawful(),
            room=0 if found.has_room is False else None,
            has_room=found.has_room,
            pareto=None,
            solutions=found.solutions,
        )

    def lawful(self) -> int | None:
        """How many packages keep every link, where that can be counted group by group?"""
        groups = space.components(self.domain)
        if any(space.numbers(self.domain, g) > space.PIECE for g in groups):
            return None
        links = [space.within(self.domain, g) for g in groups]
        return prod(
            sum(len(piece.ways) for piece in space.pieces(self.domain, g, some))
            for g, some in zip(groups, links, strict=True)
        )

    @property
    def name(self) -> str:
        """The name of the disagreement point."""
        return self.disagreement if isinstance(self.disagreement, str) else "given"

    def point(self, low: Floats | None) -> Floats:
        """What each party has without a deal; ``low``: its worst lawful package, where known."""
        domain = self.domain
        if not isinstance(self.disagreement, str):
            return np.asarray(self.disagreement, dtype=np.float64)
        if self.disagreement == "zero":
            return np.zeros(len(domain.parties))
        given = (
            domain.reserve
            if self.disagreement == "reserve"
            else np.full(len(domain.parties), np.nan)
        )
        open_ = np.isnan(given)
        if not open_.any():
            return given.copy()
        if self.disagreement == "reserve":
            names = ", ".join(p for p, gap in zip(domain.parties, open_, strict=True) if gap)
            self.said.append(
                f"the domain does not say what {names} has without a deal: its worst lawful "
                "package stands in"
            )
        if low is None:
            low = self.worst()
        # Where nothing is lawful there is no worst package, and nothing depends on it.
        return np.where(open_, np.where(np.isfinite(low), low, 0.0), given)

    def worst(self) -> Floats:
        """Everybody's worst lawful package."""
        if self.domain.size <= dense_limit(self.domain):
            try:
                return lows(self.domain, self.end)
            except OutOfTimeError:
                pass
        low, _, proved = extremes(self.domain, time.perf_counter() + self.left() / 4)
        if not proved:
            self.said.append(
                "the worst lawful packages were not all found in time; the worst with links left "
                "aside stand in"
            )
        return low

    def words(self, why: str) -> str:
        """The reason and all that has to be said, as sentences."""
        sentences = [why, *self.said]
        return " ".join(f"{s[0].upper()}{s[1:]}." for s in sentences)


def _about(size: int) -> str:
    """A number in words that stay short."""
    return f"{size:,}" if size < 10**12 else f"about {size:.1e}" if size < 10**300 else "countless"


def _check(domain: Domain, method: str, disagreement: Given) -> None:
    space.ordinary(domain)
    if method not in METHODS:
        raise ValueError(f"no method {method!r}; there are {', '.join(METHODS)}")
    if isinstance(disagreement, str):
        if disagreement not in POINTS:
            raise ValueError(
                f"no disagreement point {disagreement!r}; there are {', '.join(POINTS)}"
            )
        return
    shape = np.shape(disagreement)
    if shape != (len(domain.parties),):
        raise ValueError(f"one number a party is needed ({len(domain.parties)}), not {shape}")
    if any(isnan(float(x)) or abs(float(x)) == inf for x in disagreement):
        raise ValueError("what a party has without a deal must be a finite number")
