"""A grid: a rectangular piece of the table, as flat arrays of outcomes.

Outcomes are counted in row-major order over the issues (sorted by id). Arrays on the table touch
only the axes they mention and are spread over the rest here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detente.core.logic import All, Formula, Is, Not, Some
from detente.core.streams import Floats
from detente.core.table import Issue, Table

Bools = NDArray[np.bool_]


class Outcomes(Protocol):
    """Some outcomes of the table, in order: a grid, or cells listed one by one.

    Arrays over outcomes are *spread*: they have one axis for each free issue (a grid) or one axis
    in all (cells), of length 1 where they do not depend on it, and readings, if any, come last.
    """

    @property
    def size(self) -> int:
        """How many outcomes."""
        ...

    @property
    def space(self) -> tuple[int, ...]:
        """Lengths of the axes over which arrays are spread."""
        ...

    def outcome(self, index: int) -> dict[str, int]:
        """Option index by issue of one outcome."""
        ...

    def total(self, parts: Mapping[str, Floats], count: int) -> Floats:
        """Sum of numbers per option over all issues; spread, with readings.

        ``parts`` holds, for the issues that matter, arrays of shape (readings, options).
        """
        ...

    def some(self, parts: Mapping[str, Bools], count: int) -> Bools:
        """Is any of the flags per option set? Spread, with readings."""
        ...

    def truth(self, table: Table, formula: Formula) -> Bools:
        """In which outcomes is a formula true? Spread."""
        ...

    def moved_for(self, now: Mapping[str, int], groups: Groups, name: str) -> Bools:
        """In which outcomes does some issue, moved from now, involve a name? Spread."""
        ...


Groups = Mapping[str, tuple[tuple[str, ...], ...]]
"""Per issue and option arrived at, the names involved."""


def flat(outcomes: Outcomes, array: Bools) -> Bools:
    """A spread array without readings as one value an outcome: (size,)."""
    return np.broadcast_to(array, outcomes.space).reshape(-1)


@dataclass(frozen=True)
class Grid:
    """The options still in play on each issue; ``choices`` follows ``issues``."""

    issues: tuple[str, ...]
    choices: tuple[tuple[int, ...], ...]

    @cached_property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(c) for c in self.choices)

    @property
    def size(self) -> int:
        return prod(self.shape)

    @cached_property
    def axis(self) -> dict[str, int]:
        return {issue: k for k, issue in enumerate(self.issues)}

    @cached_property
    def name(self) -> str:
        """A text that tells this grid from others of the same table."""
        return str(self.choices)

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Issues with more than one option left: the axes that arrays are spread over."""
        pairs = zip(self.issues, self.choices, strict=True)
        return tuple(issue for issue, options in pairs if len(options) > 1)

    def outcome(self, index: int) -> dict[str, int]:
        """Option index by issue of the outcome at a flat index."""
        at = np.unravel_index(index, self.shape)
        return {
            issue: options[int(k)]
            for issue, options, k in zip(self.issues, self.choices, at, strict=True)
        }

    def index(self, outcome: Mapping[str, int]) -> int | None:
        """Flat index of an outcome, None where the grid does not hold it."""
        at = []
        for issue, options in zip(self.issues, self.choices, strict=True):
            if outcome[issue] not in options:
                return None
            at.append(options.index(outcome[issue]))
        return int(np.ravel_multi_index(at, self.shape)) if at else 0

    def only(self, issue: str, options: frozenset[int]) -> Grid:
        """The piece of this grid where an issue has one of these options."""
        choices = list(self.choices)
        k = self.axis[issue]
        choices[k] = tuple(o for o in choices[k] if o in options)
        return Grid(self.issues, tuple(choices))

    @property
    def space(self) -> tuple[int, ...]:
        """Lengths of the free axes; one of length 0 where some issue has no option left."""
        return tuple(len(c) for c in self.choices if len(c) > 1) if self.size else (0,)

    def blocks(self, most: int) -> Iterator[Grid]:
        """Grids of at most so many outcomes that make up this one, in its order."""
        if self.size <= most or not self.free:
            yield self
            return
        first = self.free[0]
        for option in self.choices[self.axis[first]]:
            yield from self.only(first, frozenset({option})).blocks(most)

    def total(self, parts: Mapping[str, Floats], count: int) -> Floats:
        """Sum of numbers per option over all issues; spread, with readings.

        Issues that do not matter keep length 1: the cost is about one addition for every
        combination of options that does.
        """
        total = np.zeros(count)
        for issue, options in zip(self.issues, self.choices, strict=True):
            part = parts.get(issue)
            if len(options) == 1:
                total = total if part is None else total + part[:, options[0]]
            elif part is None:
                total = total[..., None, :]
            else:
                total = total[..., None, :] + part.T[list(options)]
        return total

    def some(self, parts: Mapping[str, Bools], count: int) -> Bools:
        """Is any of the flags per option set? Spread, with readings."""
        result = np.zeros(count, dtype=np.bool_)
        for issue, options in zip(self.issues, self.choices, strict=True):
            part = parts.get(issue)
            if len(options) == 1:
                result = result if part is None else result | part[:, options[0]]
            elif part is None:
                result = result[..., None, :]
            else:
                result = result[..., None, :] | part.T[list(options)]
        return result

    def _spread(self, issue: str, flags: Bools) -> Bools:
        """One value per option of an issue, spread over the grid."""
        options = self.choices[self.axis[issue]]
        shape = [1] * len(self.free)
        if len(options) > 1:
            shape[self.free.index(issue)] = len(options)
        chosen: Bools = flags[list(options)].reshape(shape)
        return chosen

    def _constant(self, flag: bool) -> Bools:
        return np.full((1,) * len(self.free) if self.size else (0,), flag)

    def truth(self, table: Table, formula: Formula) -> Bools:
        """In which outcomes is a formula true? Spread."""
        if self.size == 0:
            return self._constant(False)
        match formula:
            case Is(issue=issue, options=options):
                names = table.issue[issue].options
                return self._spread(issue, np.array([n in options for n in names]))
            case Not(part=part):
                return ~self.truth(table, part)
            case All(parts=parts):
                result = self._constant(True)
                for part in parts:
                    result = result & self.truth(table, part)
                return result
            case Some(parts=parts):
                result = self._constant(False)
                for part in parts:
                    result = result | self.truth(table, part)
                return result

    def moved_for(self, now: Mapping[str, int], groups: Groups, name: str) -> Bools:
        """In which outcomes does some issue, moved from now, involve a name? Spread."""
        result = self._constant(False)
        for issue in self.issues if self.size else ():
            flags = np.array(
                [name in who and k != now[issue] for k, who in enumerate(groups[issue])]
            )
            if flags.any():
                result = result | self._spread(issue, flags)
        return result


def on_offer(table: Table) -> Grid:
    """The outcomes on the table today: one of the options really offered on every issue.

    Issues on which no figure can depend stay at now, and an issue that moves one way does not go
    where it cannot.
    """
    choices: list[tuple[int, ...]] = []
    for issue in table.issues:
        now = table.now[issue.id]
        if issue.id not in table.relevant:
            choices.append((now,))
        else:
            choices.append(tuple(k for k in reachable(issue, now) if k in issue.on_table))
    return Grid(tuple(i.id for i in table.issues), tuple(choices))


def reachable(issue: Issue, now: int) -> tuple[int, ...]:
    """Where can an issue go from an option, whoever agrees and whatever is on offer?

    ``one_way`` alone forbids the way back towards the case's own now; with a heading, the issue
    goes that way only, wherever the case's own now is.

    Examples
    --------
    >>> options, nobody = ("low", "middle", "high"), ((),) * 3
    >>> reachable(Issue("tax", options, 1, frozenset({1}), nobody, nobody, heading=1), 1)
    (1, 2)
    """
    every = range(len(issue.options))
    if issue.heading:
        return tuple(k for k in every if (k - now) * issue.heading >= 0)
    if not issue.one_way or now == issue.now:
        return tuple(every)
    if not issue.ordered:
        return tuple(k for k in every if k != issue.now)
    return tuple(k for k in every if (k - now) * (now - issue.now) >= 0)


def narrow(table: Table, grid: Grid, formula: Formula) -> Grid:
    """The smallest grid that still holds every outcome in which the formula is true.

    Only the parts that must hold for themselves narrow the grid; the formula's mask is still
    needed on what is left.
    """
    match formula:
        case Is(issue=issue, options=options):
            names = table.issue[issue].options
            return grid.only(issue, frozenset(k for k, n in enumerate(names) if n in options))
        case All(parts=parts):
            for part in parts:
                grid = narrow(table, grid, part)
    return grid
