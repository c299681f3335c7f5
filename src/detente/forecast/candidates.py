"""Candidates: the moves that could be made on some occasion, who makes them, and who meets whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.moves import Moves
from detente.core.reading import Draws
from detente.core.steps import Steps
from detente.core.streams import Floats
from detente.core.table import Table
from detente.core.timing import chance
from detente.core.words import Words
from detente.forecast.field import Field, Ints
from detente.forecast.parameters import Parameters


@dataclass(frozen=True)
class Candidates:
    """The moves from one state: one row for each end and each set of makers.

    Attributes
    ----------
    ends : array of int, shape (moves,)
    kinds : array of int, shape (moves,)
        Index of the kind of each: its makers and the windows that open it.
    flags : array of words, shape (moves, words)
        In which readings all who make it gain, and all who could stop it tolerate.
    """

    ends: Ints
    kinds: Ints
    flags: Words


@dataclass(frozen=True)
class Kind:
    """Who makes a move, and which windows of the calendar open it."""

    makers: tuple[str, ...]
    windows: tuple[int, ...]


class Occasions:
    """Who can meet whom how often, and the candidates from each state.

    Parameters
    ----------
    field : Field
    draws : Draws
    parameters : Parameters
    """

    def __init__(self, field: Field, draws: Draws, parameters: Parameters) -> None:
        self.field = field
        self.table = field.table
        self.draws = draws
        self.parameters = parameters
        self.moves = Moves(draws, self.table, field.cells)
        self.steps = Steps(self.moves)
        self.parties = tuple(p.id for p in self.table.parties)
        self._bit = {party: 1 << k for k, party in enumerate(self.parties)}
        self.kinds: list[Kind] = []
        self._kind: dict[tuple[int, bytes], int] = {}
        self._met: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._windows = [
            (
                np.array([issue in w.issues for issue in field.cells.issues], dtype=np.bool_),
                sum(self._bit.get(p, 0) for p in w.parties) if w.parties else -1,
            )
            for w in self.table.clock.windows
        ]

    def group(self, makers: tuple[str, ...]) -> tuple[str, ...]:
        """Whose meeting a move waits for: the one party, or the two who meet most rarely."""
        if makers not in self._met:
            self._met[makers] = slowest(self.table, makers, self.parameters.contact)
        return self._met[makers]

    def often(self, kind: Kind) -> Floats:
        """How likely is an occasion for this kind of move in a step, windows aside? (readings,)."""
        group = self.group(kind.makers)
        days = self.parameters.step
        if len(group) == 1:
            return np.full(self.draws.count, float(chance(self.parameters.alone, days)))
        for contact in self.table.clock.contacts:
            if set(contact.parties) == set(group):
                return chance(self.draws.number(contact.rate), days)
        return np.full(self.draws.count, float(chance(self.parameters.contact, days)))

    def of(self, start: int) -> Candidates:
        """The moves from a state that are made in some reading."""
        able = self.moves.possible(start, self.parameters.most) & ~self.field.barred(start)
        ends = np.flatnonzero(able)
        ends, masks = self._makers(start, ends)
        flags = self._flags(start, ends, masks)
        some = flags.any(axis=1)
        ends, masks, flags = ends[some], masks[some], flags[some]
        return Candidates(ends, self._kinds(start, ends, masks), flags)

    def _makers(self, start: int, ends: Ints) -> tuple[Ints, Ints]:
        """Each end with each set of parties that could take the issues there, as bits.

        An issue that goes back by ``undo`` can be moved by any one holder, or by all who must
        otherwise agree.
        """
        masks = np.zeros(len(ends), dtype=np.int64)
        for party, where in self.moves.needs(start).items():
            masks[where[ends]] |= self._bit[party]
        for issue, where in self.moves.undone(start):
            back = where[ends]
            if not back.any():
                continue
            column = self.field.cells.rows[:, self.field.cells.axis[issue.id]]
            groups = np.array([sum(self._bit[p] for p in by) for by in issue.by], dtype=np.int64)
            rows, bits = [ends[~back], ends[back]], [masks[~back]]
            bits.append(masks[back] | groups[column[ends[back]]])
            for holder in issue.by[int(column[start])]:
                rows.append(ends[back])
                bits.append(masks[back] | self._bit[holder])
            both = np.unique(np.stack([np.concatenate(rows), np.concatenate(bits)]), axis=1)
            ends, masks = both[0], both[1]
        return ends, masks

    def _flags(self, start: int, ends: Ints, masks: Ints) -> Words:
        flags = np.repeat(self.steps.full[None, :], len(ends), axis=0)
        guarded = self.moves.guarded(start)
        for party in self.parties:
            makes = (masks & self._bit[party]) != 0
            at = np.flatnonzero(makes)
            if len(at):
                flags[at] &= self.steps.gains(party, start, ends[at])
            if party in guarded:
                at = np.flatnonzero(guarded[party][ends] & ~makes)
                flags[at] &= self.steps.tolerates(party)[ends[at]]
        return flags

    def _kinds(self, start: int, ends: Ints, masks: Ints) -> Ints:
        rows = self.field.cells.rows
        changed = rows[ends] != rows[start]
        fits = np.zeros((len(ends), len(self._windows)), dtype=np.bool_)
        for k, (issues, parties) in enumerate(self._windows):
            fits[:, k] = ~changed[:, ~issues].any(axis=1) & ((masks & ~parties) == 0)
        found = np.empty(len(ends), dtype=np.int64)
        for k, key in enumerate(zip(masks.tolist(), map(bytes, fits), strict=True)):
            if key not in self._kind:
                self._kind[key] = len(self.kinds)
                self.kinds.append(self._as_kind(*key))
            found[k] = self._kind[key]
        return found

    def _as_kind(self, mask: int, opened: bytes) -> Kind:
        makers = tuple(p for p in self.parties if mask & self._bit[p])
        windows = tuple(k for k, fits in enumerate(opened) if fits)
        return Kind(makers, windows)


def slowest(table: Table, makers: tuple[str, ...], contact: float) -> tuple[str, ...]:
    """Which two of some parties meet most rarely, by the middle of what the case says?

    Ties go to the first by name. One party alone waits for nobody.
    """
    if len(makers) < 2:
        return makers
    rates = {frozenset(c.parties): (c.rate.lo + c.rate.hi) / 2 for c in table.clock.contacts}
    pairs = [(a, b) for a in sorted(makers) for b in sorted(makers) if a < b]
    return min(pairs, key=lambda pair: (rates.get(frozenset(pair), contact), pair))
