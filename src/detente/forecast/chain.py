"""The chain: for every reading a sparse Markov chain on the states that can still matter.

All readings are worked on at once. A *node* is one state in one reading; nodes are numbered state
by state, and within a state reading by reading. An *edge* is one candidate in one reading, sorted
by where it starts, then by whose meeting it waits for, so that sums over a group are sums over
neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.core.grid import Bools
from detente.core.streams import Floats
from detente.core.table import Table
from detente.core.words import Words, unpacked
from detente.forecast.accept import accepts, survives
from detente.forecast.candidates import Candidates, Occasions
from detente.forecast.field import Ints, Steps
from detente.forecast.parameters import Parameters

Small = NDArray[np.int32]


@dataclass(frozen=True)
class Edges:
    """All candidates of all nodes.

    Attributes
    ----------
    begin, end : array of int, shape (edges,)
        Nodes; ``end`` is -1 where nothing that is asked about can be reached any more.
    state, reading, kind : array of int, shape (edges,)
        Where the candidate arrives, in which reading, and its kind.
    group : array of int
        First edge of each group of candidates; ``owner`` is the node it belongs to.
    """

    begin: Small
    end: Small
    state: Small
    reading: Small
    kind: Small
    group: Ints
    owner: Ints


class Chain:
    """The chains of some readings, from today's outcome on.

    Parameters
    ----------
    occasions : Occasions
    ends : sequence of (array of bool, words)
        For each target the states that meet it, shape (states,), and where it surely ends
        whatever the day, shape (states, words). What cannot lead to any target is left out, and so
        is what comes after each of them.

    Attributes
    ----------
    parts : list of array of int
        For each question the nodes from which it can still be met.
    """

    def __init__(self, occasions: Occasions, ends: Sequence[tuple[Bools, Words]]) -> None:
        self.occasions = occasions
        self.field = occasions.field
        self.draws = occasions.draws
        self.count = self.draws.count
        self._moves: dict[int, Candidates] = {}
        self._ways: dict[int, tuple[Ints, Words]] = {}
        lives = [self._live(self._closure(sure), where) for where, sure in ends]
        none = np.zeros((self.field.size, len(occasions.steps.full)), dtype=np.uint64)
        flags = unpacked(np.bitwise_or.reduce([none, *lives]), self.count)
        going = [live & ~sure for live, (_, sure) in zip(lives, ends, strict=True)]
        self.node = np.full(flags.shape, -1, dtype=np.int32)
        self.node[flags] = np.arange(int(flags.sum()), dtype=np.int32)
        self.nodes = int(flags.sum())
        self.states, self.readings = (axis.astype(np.int32) for axis in np.nonzero(flags))
        self.parts = [self.node[unpacked(one, self.count)].astype(np.int64) for one in lives]
        self.edges = self._edges(np.bitwise_or.reduce([none, *going]))
        self._moves.clear()
        self._ways.clear()
        self.sheet = occasions.moves.sheet
        self._often = self._occasions()
        self._spared = self._comes_through()
        self._makers = self._made()
        self._known: dict[tuple[int, tuple[int, ...]], tuple[Floats, Floats]] = {}

    def moves(self, state: int) -> Candidates:
        """The candidates from a state."""
        if state not in self._moves:
            self._moves[state] = self.occasions.of(state)
        return self._moves[state]

    def _leads(self, state: int) -> tuple[Ints, Words]:
        """Where moves and shocks lead from a state, each end once, and in which readings."""
        if state not in self._ways:
            moves = self.moves(state)
            shocked = {int(led[state]) for led in self.field.shocked.values()} - {state}
            full = np.repeat(self.occasions.steps.full[None, :], len(shocked), axis=0)
            every = np.concatenate([moves.ends, np.array(sorted(shocked), dtype=np.int64)])
            ends, which = np.unique(every, return_inverse=True)
            flags = np.zeros((len(ends), full.shape[1]), dtype=np.uint64)
            np.bitwise_or.at(flags, which, np.concatenate([moves.flags, full]))
            self._ways[state] = ends, flags
        return self._ways[state]

    def _closure(self, sure: Words) -> Words:
        """In which readings can each state be reached before the target is? (states, words)."""
        reached = np.zeros((self.field.size, len(self.occasions.steps.full)), dtype=np.uint64)
        fresh = reached.copy()
        reached[self.field.start] = fresh[self.field.start] = self.occasions.steps.full
        while len(front := np.flatnonzero(fresh.any(axis=1))):
            for state in front.tolist():
                bits = fresh[state] & ~sure[state]
                fresh[state] = 0
                ends, flags = self._leads(state)
                new = flags & bits & ~reached[ends]
                reached[ends] |= new
                fresh[ends] |= new
        return reached

    def _live(self, reached: Words, wanted: Bools) -> Words:
        """Of the states reached, those from which a wanted one can still be reached."""
        live = np.where(wanted[:, None], reached, np.uint64(0))
        used = np.flatnonzero(reached.any(axis=1))[::-1].tolist()
        changed = bool(live.any())
        while changed:
            changed = False
            for state in used:
                ends, flags = self._leads(state)
                bits = np.bitwise_or.reduce(flags & live[ends], axis=0, initial=0)
                bits = (live[state] | bits) & reached[state]
                if (bits != live[state]).any():
                    live[state] = bits
                    changed = True
        return live

    def _edges(self, going: Words) -> Edges:
        """All candidates of the nodes from which it goes on, sorted by node and group."""
        names: dict[tuple[str, ...], int] = {}
        begin, end, states, readings, kinds, groups = [], [], [], [], [], []
        for state in np.flatnonzero(going.any(axis=1)).tolist():
            moves = self.moves(state)
            waits = [self.occasions.group(self.occasions.kinds[k].makers) for k in moves.kinds]
            of = np.array([names.setdefault(w, len(names)) for w in waits], dtype=np.int32)
            order = np.argsort(of, kind="stable")
            flags = moves.flags[order] & going[state]
            reading, at = np.nonzero(unpacked(flags, self.count).T)
            ends = moves.ends[order][at]
            begin.append(self.node[state, reading])
            end.append(self.node[ends, reading])
            states.append(ends.astype(np.int32))
            readings.append(reading.astype(np.int32))
            kinds.append(moves.kinds[order][at].astype(np.int32))
            groups.append(of[order][at])
        starts, group = _joined(begin), _joined(groups)
        first = np.ones(len(starts), dtype=np.bool_)
        first[1:] = (starts[1:] != starts[:-1]) | (group[1:] != group[:-1])
        place = np.flatnonzero(first)
        owner = starts[place].astype(np.int64)
        return Edges(
            starts, _joined(end), _joined(states), _joined(readings), _joined(kinds), place, owner
        )

    def _occasions(self) -> Floats:
        """How likely does an occasion come up for each edge in a step, windows aside?"""
        edges = self.edges
        often = np.array([self.occasions.often(k) for k in self.occasions.kinds])
        often = often.reshape(-1, self.count)
        return np.asarray(often[edges.kind, edges.reading])

    def _comes_through(self) -> Floats:
        """How likely does no spoiler wreck each edge?"""
        left = self.sheet.flat(survives(self.sheet))
        return np.asarray(left[self.edges.state, self.edges.reading])

    def _made(self) -> dict[str, tuple[Ints, Ints]]:
        """By party, the edges it makes and where their end stands in an array of (size, count)."""
        edges, kinds = self.edges, self.occasions.kinds
        found = {}
        for party in self.occasions.parties:
            makes = np.array([party in kind.makers for kind in kinds], dtype=np.bool_)
            at = np.flatnonzero(makes[edges.kind]) if len(kinds) else np.zeros(0, np.int64)
            if len(at):
                found[party] = at, edges.state[at].astype(np.int64) * self.count + edges.reading[at]
        return found

    def transitions(self, steps: Steps, step: int) -> tuple[Floats, Floats]:
        """How likely is each edge taken in a step, and some edge of each node? (edges,), (nodes,).

        Of the candidates of one group one is on the agenda, in proportion to its chance, and
        succeeds with its chance; of all groups, at most one has its way.
        """
        open_ = self._open(steps, step)
        key = (self.day(steps, step), open_)
        if key not in self._known:
            for old in [k for k in self._known if k[0] != key[0]]:
                del self._known[old]
            self._known[key] = self._weighed(self._chances(steps, *key))
        return self._known[key]

    def day(self, steps: Steps, step: int) -> int:
        """The day at which no-deal values are taken for a step."""
        return no_deal_day(self.field.table, steps, step, self.occasions.parameters)

    def _open(self, steps: Steps, step: int) -> tuple[int, ...]:
        windows = self.field.table.clock.windows
        return tuple(k for k, w in enumerate(windows) if step in steps.overlapped(w))

    def _chances(self, steps: Steps, day: int, open_: tuple[int, ...]) -> Floats:
        """How likely would each candidate succeed, were it on the agenda?"""
        edges, kinds = self.edges, self.occasions.kinds
        chances = self._often
        if open_:
            windows = self.field.table.clock.windows
            left = [
                np.prod(
                    [1 - 1 / len(steps.overlapped(windows[k])) for k in open_ if k in i.windows]
                )
                for i in kinds
            ]
            chances = 1 - (1 - chances) * np.array(left)[edges.kind]
        chances = chances * self._spared
        slope = self.occasions.parameters.slope
        for party, (at, place) in self._makers.items():
            yes = self.sheet.flat(accepts(self.sheet, party, day, slope)).reshape(-1)
            if len(at) == len(chances):
                chances *= yes.take(place)
            else:
                chances[at] *= yes.take(place)
        return chances

    def _weighed(self, chances: Floats) -> tuple[Floats, Floats]:
        edges = self.edges
        if not len(edges.group):
            return chances, np.zeros(self.nodes)
        squares = chances * chances
        total = np.add.reduceat(chances, edges.group)
        safe = np.where(total > 0, total, 1.0)
        moved = np.add.reduceat(squares, edges.group) / safe
        nodes = self.nodes
        every = np.bincount(edges.owner, weights=moved, minlength=nodes)
        # A group that is certain to move leaves log 0; the exit is then certain.
        with np.errstate(divide="ignore"):
            stays = np.bincount(
                edges.owner, weights=np.log1p(-np.minimum(moved, 1)), minlength=nodes
            )
        exit_ = -np.expm1(stays)
        share = exit_ / np.where(every > 0, every, 1.0)
        lengths = np.diff(np.append(edges.group, len(chances)))
        squares *= np.repeat(share[edges.owner] / safe, lengths)
        return squares, exit_


def no_deal_day(table: Table, steps: Steps, step: int, parameters: Parameters) -> int:
    """The day at which no-deal values are taken for a step.

    From the last deadline on, and from the last date of any no-deal value on, they stay the same.
    """
    if table.deadline is not None:
        last = max(table.deadline.options)
    else:
        last = max([table.as_of, *(n.day for a in table.actors for n in a.no_deal if n.day)])
    return min(steps.block(step, parameters.drift), last)


def _joined(parts: list[Small]) -> Small:
    return np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, dtype=np.int32)
