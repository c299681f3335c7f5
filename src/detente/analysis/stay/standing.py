"""Who would leave an outcome, and who could answer: stability on the table, reading by reading.

The concepts are those of the graph model (:mod:`detente.analysis.graph.verdicts`), with parties as
decision makers. A party moves what is in its hands alone; an issue with several parties in ``by``
is moved by all of them together. Whoever improves must gain strictly and break nothing he holds
firmly; a veto holder outside the movers must tolerate.

Bits run over readings: all readings of a question are worked on at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analysis.graph.arcs import Bits, Steps, arcs_between, pack, unpack, width
from detente.analysis.numbering import by_name, numbers
from detente.core.cells import Cells
from detente.core.conflict import Arcs, Bools, Ints
from detente.core.moves import Moves, hands
from detente.core.reading import Draws
from detente.core.table import Issue, Table

Group = frozenset[str]

COMPARED = 1 << 22
"""Moves times readings compared at once."""

UNIONS = 64
"""Coalitions asked at most; beyond, only the parties that some issue names together."""


def by_sets(table: Table) -> tuple[Group, ...]:
    """The groups that some issue on the table names together, and each single holder of an undo."""
    found: set[Group] = set()
    for issue in table.issues:
        if len(issue.on_table) < 2 or issue.id not in table.relevant:
            continue
        for option in issue.on_table:
            found.add(frozenset(issue.by[option]))
            if issue.undo:
                found |= {frozenset({p}) for p in issue.by[option]}
    return tuple(sorted((g for g in found if g), key=_rank))


def unions(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Every union of some groups, the smallest first; only the groups where there are too many.

    Examples
    --------
    >>> [sorted(g) for g in unions([frozenset("a"), frozenset("b"), frozenset("ab")])]
    [['a'], ['b'], ['a', 'b']]
    """
    first = list(groups)
    found = set(first)
    for group in first:
        found |= {group | other for other in found}
        if len(found) > UNIONS:
            return tuple(sorted(first, key=_rank))
    return tuple(sorted(found, key=_rank))


def _rank(group: Group) -> tuple[int, list[str]]:
    return len(group), sorted(group)


def named(table: Table, group: Iterable[str]) -> str:
    """A party's name, or a coalition's: its members in the order of the case, joined by ``+``."""
    members = set(group)
    return "+".join(p for p in table.party_order if p in members)


def who(name: str) -> list[str]:
    """The members of an actor, sorted: equals are told apart by them, not by the order declared."""
    return sorted(name.split("+"))


@dataclass(frozen=True, eq=False)
class Way:
    """One mover's arcs, and in which readings he may use each."""

    steps: Steps
    when: Bits

    def out_of(self, state: int, reading: int) -> list[int]:
        """Where the mover can go from a state in one reading of these bits."""
        at = int(np.searchsorted(self.steps.here, state))
        if at == len(self.steps.here) or self.steps.here[at] != state:
            return []
        first = int(self.steps.offsets[at])
        last = [*self.steps.offsets[at + 1 : at + 2], len(self.steps.other)][0]
        usable = self.when[first:last, 0, reading // 8] >> (reading % 8) & 1 > 0
        ends: list[int] = self.steps.other[first:last][usable].tolist()
        return ends


class Board:
    """The states of a table and who can move between them: what holds in every reading."""

    def __init__(self, table: Table, cells: Cells) -> None:
        self.table = table
        self.cells = cells
        self.primitive = by_sets(table)
        self.groups = unions(self.primitive)
        self._relations: dict[tuple[str, Group], Bools] = {}
        self._able: dict[Group, Bools] = {}
        self._exact: dict[Group, tuple[Arcs, Steps]] = {}

    @property
    def count(self) -> int:
        return self.cells.size

    @property
    def every_union(self) -> bool:
        """Is every union of groups that some issue names together asked?"""
        asked = set(self.groups)
        return all(a | b in asked for a in self.groups for b in self.primitive)

    @cached_property
    def rank(self) -> Ints:
        """The place of each state by the names of its options: equals are told apart by it."""
        return by_name(self.table, self.cells)

    @cached_property
    def numbers(self) -> Ints:
        """The number each state is known by."""
        return numbers(self.table, self.cells)

    def _hands(self, issue: Issue, group: Group) -> Bools:
        key = (issue.id, group)
        if key not in self._relations:
            self._relations[key] = hands(issue, group)
        return self._relations[key]

    def able(self, group: Group) -> Bools:
        """From which state to which can a group go, vetoes aside? Shape (states, states)."""
        if group not in self._able:
            found = ~np.eye(self.count, dtype=np.bool_)
            for issue, column in self._columns():
                relation = self._hands(issue, group)
                if not relation.all():
                    found &= relation[column][:, column]
            self._able[group] = found
        return self._able[group]

    def able_from(self, group: Group, start: int) -> Bools:
        """Where can a group go from one state, vetoes aside? Shape (states,)."""
        if group in self._able:
            return np.asarray(self._able[group][start])
        found = np.ones(self.count, dtype=np.bool_)
        found[start] = False
        for issue, column in self._columns():
            found &= self._hands(issue, group)[column[start]][column]
        return found

    def _columns(self) -> Iterator[tuple[Issue, NDArray[np.int16]]]:
        for name, column in zip(self.cells.issues, self.cells.rows.T, strict=True):
            yield self.table.issue[name], column

    def exact(self, group: Group) -> tuple[Arcs, Steps]:
        """Moves that take this very group: no smaller group could make them."""
        if group not in self._exact:
            found = self.able(group).copy()
            for smaller in self.groups:
                if smaller < group:
                    found &= ~self.able(smaller)
            arcs = arcs_between(found)
            self._exact[group] = arcs, Steps.out_of(arcs, self.count)
        return self._exact[group]

    def guards(self, group: Group, arcs: Arcs) -> Iterator[tuple[str, Bools]]:
        """Veto holders outside a group, with the moves that change something they guard."""
        holders = {p for issue in self.table.issues for who in issue.veto for p in who}
        for party in sorted(holders - group):
            where = np.zeros(len(arcs), dtype=np.bool_)
            for issue, column in self._columns():
                flags = np.array([party in who for who in issue.veto])
                if flags.any():
                    end = column[arcs.dst]
                    where |= flags[end] & (end != column[arcs.src])
            if where.any():
                yield party, where


class Standing:
    """The states of a board under some readings.

    Parameters
    ----------
    focal : sequence of int
        States asked about, by their place among the cells. Arrays of bits that tell of them have
        the shape (states, focal states, bytes of readings).
    """

    def __init__(self, draws: Draws, board: Board, focal: Sequence[int]) -> None:
        self.draws = draws
        self.board = board
        self.table = board.table
        self.cells = board.cells
        self.groups = board.groups
        self.primitive = board.primitive
        self.focal = np.asarray(focal, dtype=np.int64)
        self.moves = Moves(draws, board.table, board.cells)
        self._ways: dict[tuple[Group, bool], Way] = {}
        self._gains: dict[str, Bits] = {}
        self._caught: tuple[Group, Bits] | None = None

    @property
    def count(self) -> int:
        return self.cells.size

    def about(self, focal: Sequence[int]) -> Standing:
        """The same states and readings, asked about other states."""
        other = Standing(self.draws, self.board, focal)
        other.moves, other._ways = self.moves, self._ways
        return other

    @property
    def width(self) -> int:
        return width(self.draws.count)

    def way(self, group: Group, *, improving: bool) -> Way:
        """A group's moves that take it, and when they are open to it, or improve things for it."""
        key = (group, improving)
        if key not in self._ways:
            arcs, steps = self.board.exact(group)
            when = self.when(arcs, group, improving=improving)
            self._ways[key] = Way(steps, when[steps.order][:, None, :])
        return self._ways[key]

    def when(self, arcs: Arcs, group: Group, *, improving: bool) -> Bits:
        """In which readings are moves open to a group, or improvements? Bits, (arcs, bytes)."""
        found = np.empty((len(arcs), self.width), dtype=np.uint8)
        size = max(1, COMPARED // self.draws.count)
        for first in range(0, len(arcs), size):
            part = Arcs(arcs.src[first : first + size], arcs.dst[first : first + size])
            found[first : first + size] = pack(self.opened(part, group, improving=improving))
        return found

    def opened(self, arcs: Arcs, group: Group, *, improving: bool) -> Bools:
        """In which readings can a group make some moves (and gain by them)? (arcs, readings)."""
        result = np.ones((len(arcs), self.draws.count), dtype=np.bool_)
        for party, where in self.board.guards(group, arcs):
            result &= self.moves.tolerates(party)[arcs.dst] | ~where[:, None]
        if improving:
            result &= self._all_gain(group, arcs)
        return result

    def _all_gain(self, group: Group, arcs: Arcs) -> Bools:
        """In which readings would every member gain by some moves? Shape (arcs, readings)."""
        first, *rest = sorted(group)
        result = self.moves.gains(first, arcs.src, arcs.dst)
        for party in rest:
            result = result & self.moves.gains(party, arcs.src, arcs.dst)
        return result

    def prefers(self, group: Group, end: int) -> Bools:
        """In which readings is every member better off in a state than in the first focal one?"""
        return np.asarray(self._all_gain(group, Arcs(self.focal[:1], np.array([end])))[0])

    def gains(self, group: Group) -> Bits:
        """Where is every member of a group better off than in the focal states?

        Bits, (states, focal states, bytes).
        """
        found: Bits | None = None
        for party in sorted(group):
            if party not in self._gains:
                rows = [pack(self.moves.gains(party, int(s))) for s in self.focal]
                self._gains[party] = np.stack(rows, axis=1)
            found = self._gains[party] if found is None else found & self._gains[party]
        assert found is not None
        return found

    def leaves(self, group: Group) -> Bits:
        """Which states would a group leave the focal ones for? Bits, (states, focal, bytes)."""
        found = np.zeros((self.count, len(self.focal), self.width), dtype=np.uint8)
        able = [self.board.able_from(group, start) for start in self.focal.tolist()]
        which, ends = np.nonzero(np.array(able).reshape(len(able), self.count))
        arcs = Arcs(self.focal[which], ends)
        found[ends, which] = self.when(arcs, group, improving=True)
        return found

    def sanctions(self, group: Group, *, caught: bool) -> Bits:
        """Where must an answer end to make leaving no gain? Bits, (states, focal, bytes).

        Parameters
        ----------
        caught : bool
            Whether the group must also have no move from there that makes up for it.
        """
        if not caught:
            return ~self.gains(group)
        if self._caught is None or self._caught[0] != group:
            self._caught = group, self._without_escape(group)
        return self._caught[1].copy()

    def _without_escape(self, group: Group) -> Bits:
        gains = self.gains(group)
        arcs = arcs_between(self.board.able(group))
        steps = Steps.out_of(arcs, self.count)
        when = None
        if next(self.board.guards(group, arcs), None) is not None:
            when = self.when(arcs, group, improving=False)[steps.order][:, None, :]
        return ~gains & ~steps.collect(gains, when)

    def movers(self, group: Group, *, improving: bool) -> list[Group]:
        """Who may answer a group: for a coalition's improvements, coalitions too."""
        jointly = improving and len(group) > 1
        among = self.groups if jointly else self.primitive
        return [g for g in among if not g & group]

    def answered(self, group: Group, concept: str) -> Bits:
        """From which states would others get to a sanction? Bits, (states, focal, bytes).

        Legal sequences: the same mover never twice in a row.
        """
        caught = concept in ("smr", "sseq")
        goal = self.sanctions(group, caught=caught)
        if concept == "nash":
            return np.zeros_like(goal)
        improving = concept in ("seq", "sseq")
        ways = [self.way(g, improving=improving) for g in self.movers(group, improving=improving)]
        return lead_to(goal, ways)

    def stable(self, group: Group, concept: str, leaves: Bits | None = None) -> Bools:
        """In which readings is each focal state stable for a group? Shape (focal, readings)."""
        left = self.leaves(group) if leaves is None else leaves
        if concept != "nash" and left.any():
            left = left & ~self.answered(group, concept)
        return ~unpack(np.bitwise_or.reduce(left, axis=0), self.draws.count)


def lead_to(goal: Bits, ways: Sequence[Way]) -> Bits:
    """From which states does some legal sequence lead to a goal? Bits, shaped as the goal.

    Worked backwards: a mover's first step leads to the goal, or to where another mover's does.
    """
    first = [way.steps.collect(goal, way.when) for way in ways]
    fresh = True
    while fresh:
        fresh = False
        for k, way in enumerate(ways):
            onward = np.zeros_like(goal)
            for j, rows in enumerate(first):
                if j != k:
                    onward |= rows
            found = first[k] | way.steps.collect(onward, way.when)
            if not np.array_equal(found, first[k]):
                first[k], fresh = found, True
    result = np.zeros_like(goal)
    for rows in first:
        result |= rows
    return result
