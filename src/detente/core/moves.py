"""Moves: who can go from which outcome to which, and who gains by it in which readings.

A move changes one or more issues at once. It needs every party in ``by`` of a changed issue (the
option arrived at counts); where an issue has ``undo``, each single holder of the option it stands
at may also take it back towards the case's own now. A one-way issue never goes back. Rules of
logic hold at both ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.core.cells import Cells
from detente.core.consent import Sheet, Terms
from detente.core.grid import Bools, reachable
from detente.core.reading import Draws
from detente.core.streams import Floats
from detente.core.table import TOLERANCE, Issue, Table

Ends = NDArray[np.int64] | slice
EVERYWHERE = slice(None)
Starts = int | NDArray[np.int64]

TOLERATE = Terms("step")
"""On what terms a veto holder lets a move pass."""


def can_go(issue: Issue) -> Bools:
    """From which option of an issue to which may it go at all? Shape (options, options).

    Reflexive. Only ``one_way`` forbids anything: ``true`` the way back towards the case's own now,
    ``up`` and ``down`` the other direction.

    Examples
    --------
    >>> both, nobody = frozenset({0, 1}), ((), ())
    >>> gate = Issue("gate", ("shut", "open"), 0, both, nobody, nobody, one_way=True)
    >>> can_go(gate).tolist()
    [[True, True], [False, True]]
    """
    result = np.zeros((len(issue.options), len(issue.options)), dtype=np.bool_)
    for start in range(len(issue.options)):
        result[start, list(reachable(issue, start))] = True
    return result


def goes_home(issue: Issue) -> Bools:
    """From which option to which does an issue go back towards the case's own now?

    Shape (options, options); nowhere where the issue cannot be undone.
    """
    k = np.arange(len(issue.options))
    start, end = k[:, None], k[None, :]
    if not issue.undo:
        return np.zeros((len(k), len(k)), dtype=np.bool_)
    if not issue.ordered:
        return np.asarray((end == issue.now) & (start != issue.now))
    nearer = np.abs(end - issue.now) < np.abs(start - issue.now)
    return np.asarray(nearer & ((end - issue.now) * (start - issue.now) >= 0))


def hands(issue: Issue, parties: frozenset[str]) -> Bools:
    """From which option to which can these parties together take an issue?

    Shape (options, options), reflexive; vetoes are not looked at here.
    """
    arrive = np.array([parties.issuperset(by) for by in issue.by])
    hold = np.array([not parties.isdisjoint(by) for by in issue.by])
    able = arrive[None, :] | (goes_home(issue) & hold[:, None])
    return np.asarray(can_go(issue) & able) | np.eye(len(issue.options), dtype=np.bool_)


class Moves:
    """Moves among some outcomes of a table, under one block of readings.

    Parameters
    ----------
    cells : Cells
        The outcomes, at both ends of every move.
    """

    def __init__(self, draws: Draws, table: Table, cells: Cells) -> None:
        self.draws = draws
        self.table = table
        self.cells = cells
        self.sheet = Sheet(draws, table, cells)
        self._barred: dict[str, Bools | None] = {}
        self._tolerates: dict[str, Bools] = {}
        self._issues = [table.issue[i] for i in cells.issues]
        self._known: dict[tuple[str, int], _Side] = {}
        self._last: tuple[int, list[_Side]] = (-1, [])

    @property
    def size(self) -> int:
        return self.cells.size

    def changed(self, start: int) -> NDArray[np.int64]:
        """On how many issues does each outcome differ from this one? Shape (size,)."""
        rows = self.cells.rows
        return np.asarray((rows != rows[start]).sum(axis=1), dtype=np.int64)

    def _columns(self, start: int) -> Iterable[tuple[Issue, NDArray[np.int16], int]]:
        rows = self.cells.rows
        for k, issue in enumerate(self._issues):
            yield issue, rows[:, k], int(rows[start, k])

    def _sides(self, start: int) -> list[_Side]:
        """What a move from an outcome means on each issue, worked out once for each option."""
        if self._last[0] != start:
            found = []
            for issue, column, here in self._columns(start):
                key = (issue.id, here)
                if key not in self._known:
                    self._known[key] = _side(issue, column, here)
                found.append(self._known[key])
            self._last = (start, found)
        return self._last[1]

    def gains(self, party: str, start: Starts, ends: Ends = EVERYWHERE) -> Bools:
        """In which outcomes is a party better off than in this one? Shape (ends, readings).

        Enough of its deciders gain strictly, and none of its advisers' firm conditions is broken
        there. A condition is a matter of where a move arrives, not of where it starts.

        Parameters
        ----------
        start : int, or array of int
            The outcome left; where there are several, one for each of the ends.
        ends : array of int, optional
            The outcomes asked about, by their place; all of them by default.
        """
        result = self._votes(party, start, ends)
        barred = self._advice(party)
        return result if barred is None else result & ~barred[ends]

    def _votes(self, party: str, start: Starts, ends: Ends) -> Bools:
        body = self.table.party[party]
        votes = [self._gains(member, start, ends) for member in body.members]
        if len(votes) == 1:
            return votes[0]
        count = np.zeros(votes[0].shape, dtype=np.int16)
        for vote in votes:
            count += vote
        return np.asarray(count >= body.quorum)

    def _gains(self, member: str, start: Starts, ends: Ends) -> Bools:
        if member not in self.table.actor:
            return self.gains(member, start, ends)
        values = self.values(member)
        if member in self.table.pliant:
            return np.ones_like(values[ends], dtype=np.bool_)
        if np.ndim(start) or isinstance(ends, slice) or 2 * len(ends) < self.size:
            better = np.asarray(values[ends] > values[start] + TOLERANCE)
        else:  # to compare all and pick flags costs less than to pick values
            better = np.asarray(values > values[start] + TOLERANCE)[ends]
        own = self._breaks(member)
        return better if own is None else better & ~own[ends]

    def values(self, actor: str) -> Floats:
        """What is each outcome worth to an actor? Shape (size, readings)."""
        return self.sheet.flat(self.sheet.values(self.table.actor[actor]))

    def _breaks(self, actor: str) -> Bools | None:
        key = f"actor {actor}"
        if key not in self._barred:
            found = self.sheet.breaks(actor)
            self._barred[key] = None if found is None else self.sheet.flat(found)
        return self._barred[key]

    def _advice(self, party: str) -> Bools | None:
        key = f"party {party}"
        if key not in self._barred:
            found = self.sheet.advice_broken(party)
            self._barred[key] = None if found is None else self.sheet.flat(found)
        return self._barred[key]

    def tolerates(self, party: str) -> Bools:
        """Where would a veto holder let a move arrive? Shape (size, readings)."""
        if party not in self._tolerates:
            self._tolerates[party] = self.sheet.flat(self.sheet.consents(party, TOLERATE))
        return self._tolerates[party]

    def guarded(self, start: int) -> dict[str, Bools]:
        """By veto holder, the outcomes that differ from this one on an issue he guards there."""
        return _joined(side.guarded for side in self._sides(start))

    def needs(self, start: int) -> dict[str, Bools]:
        """Whose hands does a move from this outcome need? Party to a mask, shape (size,).

        Issues that a single holder may take back are left out: see :meth:`undone`.
        """
        return _joined(side.needs for side in self._sides(start))

    def undone(self, start: int) -> list[tuple[Issue, Bools]]:
        """Issues that outcomes take back from here by ``undo``, with these outcomes."""
        pairs = zip(self._issues, self._sides(start), strict=True)
        return [(issue, side.undone) for issue, side in pairs if side.undone is not None]

    def possible(self, start: int, most: int | None = None) -> Bools:
        """Where can anybody go from here at all? Shape (size,), false at the outcome itself.

        Parameters
        ----------
        most : int, optional
            Issues changed at once, at most.
        """
        whole = len(self._issues) if most is None else most
        result = np.asarray(self.changed(start) <= whole)
        for side in self._sides(start):
            if side.possible is not None:
                result &= side.possible
        result[start] = False
        return result


@dataclass(frozen=True)
class _Side:
    """What moving one issue away from one of its options means, for every outcome as an end.

    Masks of shape (size,); None where nothing is forbidden, or nothing is taken back.
    """

    possible: Bools | None
    undone: Bools | None
    needs: Mapping[str, Bools]
    guarded: Mapping[str, Bools]


def _side(issue: Issue, column: NDArray[np.int16], here: int) -> _Side:
    free, home = can_go(issue)[here], goes_home(issue)[here]
    away = np.arange(len(issue.options)) != here
    return _Side(
        None if free.all() else free[column],
        home[column] if home[column].any() else None,
        _named(issue.by, away & ~home, column),
        _named(issue.veto, away, column),
    )


def _named(
    groups: tuple[tuple[str, ...], ...], options: Bools, column: NDArray[np.int16]
) -> dict[str, Bools]:
    """By party, the outcomes that have one of some options for which it is named."""
    found = {}
    for party in sorted({p for who in groups for p in who}):
        where = (np.array([party in who for who in groups]) & options)[column]
        if where.any():
            found[party] = where
    return found


def _joined(parts: Iterable[Mapping[str, Bools]]) -> dict[str, Bools]:
    """The masks of several issues, put together by party."""
    found: dict[str, Bools] = {}
    for part in parts:
        for party, where in part.items():
            found[party] = found[party] | where if party in found else where
    return found
