"""Steps: moves that all who make them gain by, with the readings packed into words of 64 bits.

One operation on a word tells of 64 readings; and who cares about three issues of ten compares a few
dozen combinations of them, however many outcomes there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detente.core.cells import Cells, distinct
from detente.core.consent import advice_of
from detente.core.moves import Moves
from detente.core.reading import concerns, held, values
from detente.core.streams import Floats
from detente.core.table import TOLERANCE, Condition, Issue
from detente.core.words import Words, packed

Ints = NDArray[np.int64]

KEPT = 1 << 26
"""Bytes of comparisons that are kept once they are worked out."""


@dataclass(frozen=True)
class _Judge:
    """What an actor compares: combinations of the issues he cares about, and which is where."""

    which: Ints
    values: Floats
    known: dict[int, Words] = field(default_factory=dict)


class Steps:
    """Steps among the outcomes of some moves, by their places."""

    def __init__(self, moves: Moves) -> None:
        self.moves = moves
        self.draws = moves.draws
        self.table = moves.table
        self.full = packed(np.ones(moves.draws.count, dtype=np.bool_))
        self._judges: dict[str, _Judge] = {}
        self._firm: dict[str, Words | None] = {}
        self._tolerates: dict[str, Words] = {}
        self._kept = 0

    def between(self, start: int, ends: Ints) -> Words:
        """In which readings would all who make a move from here to there gain? (ends, words).

        Every party needed must be strictly better off where the move arrives than here and break
        nothing it holds firmly; of an issue taken back, one holder's gain is enough. A veto holder
        who does not make the move himself must tolerate.

        Parameters
        ----------
        ends : array of int
            Where the moves arrive, among what is possible from here (:meth:`Moves.possible`).
        """
        result = np.repeat(self.full[None, :], len(ends), axis=0)
        needs = {party: where[ends] for party, where in self.moves.needs(start).items()}
        for party, needed in needs.items():
            at = np.flatnonzero(needed)
            result[at] &= self.gains(party, start, ends[at])
        makers: dict[str, Words] = {}
        for issue, where in self.moves.undone(start):
            at = np.flatnonzero(where[ends])
            if len(at):
                result[at] &= self._taken_back(issue, start, ends, at, makers)
        for party, guarded in self.moves.guarded(start).items():
            asks = guarded[ends] & ~needs[party] if party in needs else guarded[ends]
            at = np.flatnonzero(asks)
            passes = self.tolerates(party)[ends[at]]
            result[at] &= passes | makers[party][at] if party in makers else passes
        return result

    def _taken_back(
        self, issue: Issue, start: int, ends: Ints, at: Ints, makers: dict[str, Words]
    ) -> Words:
        """When would all who must agree, or one holder alone, take an issue back from here?

        Who makes the move thereby is noted in ``makers``.
        """
        k = self.moves.cells.axis[issue.id]
        arrived = self.moves.cells.rows[ends[at], k]
        holders = issue.by[int(self.moves.cells.rows[start, k])]
        who = sorted({p for option in issue.by for p in option})
        gained = {party: self.gains(party, start, ends[at]) for party in who}
        asked = {p: np.array([p in option for option in issue.by])[arrived][:, None] for p in who}
        together = np.repeat(self.full[None, :], len(at), axis=0)
        for party in who:
            together &= np.where(asked[party], gained[party], self.full)
        result = together
        for party in who:
            made = np.where(asked[party], together, np.uint64(0))
            if party in holders:
                made = made | gained[party]
                result = result | gained[party]
            if party not in makers:
                makers[party] = np.zeros((len(ends), len(self.full)), dtype=np.uint64)
            makers[party][at] |= made
        return result

    def gains(self, party: str, start: int, ends: Ints) -> Words:
        """In which readings is a party better off in some outcomes than here? (ends, words).

        As :meth:`Moves.gains`.
        """
        body = self.table.party[party]
        votes = [self._vote(member, start, ends) for member in body.members]
        result = votes[0] if len(votes) == 1 else enough(votes, body.quorum)
        firm = self._held_against(f"party {party}", advice_of(self.table, party))
        return result if firm is None else result & ~firm[ends]

    def _vote(self, member: str, start: int, ends: Ints) -> Words:
        if member not in self.table.actor:
            return self.gains(member, start, ends)
        if member in self.table.pliant:
            return np.repeat(self.full[None, :], len(ends), axis=0)
        result = self._better(member, start, ends)
        own = tuple(c for c in self.table.conditions if c.owner == member)
        firm = self._held_against(f"actor {member}", own)
        return result if firm is None else result & ~firm[ends]

    def _better(self, actor: str, start: int, ends: Ints) -> Words:
        """In which readings are some outcomes worth more to an actor than this one?"""
        judge = self._judge(actor)
        here, there = int(judge.which[start]), judge.which[ends]
        if here not in judge.known:
            bytes_ = 8 * len(judge.values) * len(self.full)
            if self._kept + bytes_ > KEPT:
                few, back = np.unique(there, return_inverse=True)
                limit = judge.values[here] + TOLERANCE
                return packed(np.asarray(judge.values[few] > limit))[back]
            judge.known[here] = packed(np.asarray(judge.values > judge.values[here] + TOLERANCE))
            self._kept += bytes_
        return judge.known[here][there]

    def _judge(self, actor: str) -> _Judge:
        if actor not in self._judges:
            person = self.table.actor[actor]
            cells = self.moves.cells
            issues = concerns(self.table, person)
            axes = [k for k, issue in enumerate(cells.issues) if issue in issues]
            rows, which = distinct(cells.rows[:, axes])
            few = Cells(tuple(cells.issues[k] for k in axes), rows)
            worth = values(self.draws, self.table, person, few)
            shape = (len(rows), self.draws.count)
            self._judges[actor] = _Judge(which, np.broadcast_to(worth, shape))
        return self._judges[actor]

    def _held_against(self, name: str, conditions: tuple[Condition, ...]) -> Words | None:
        """Where and when is one of some conditions broken that is held? None: nowhere."""
        if name not in self._firm:
            found: Words | None = None
            for condition in conditions:
                where = self.moves.cells.truth(self.table, condition.broken)
                if where.any():
                    when = packed(held(self.draws, condition))
                    both = np.where(where[:, None], when, np.uint64(0))
                    found = both if found is None else found | both
            self._firm[name] = found
        return self._firm[name]

    def tolerates(self, party: str) -> Words:
        """In which readings would a veto holder let a move arrive? Shape (size, words)."""
        if party not in self._tolerates:
            self._tolerates[party] = packed(self.moves.tolerates(party))
        return self._tolerates[party]


def enough(votes: list[Words], quorum: int) -> Words:
    """In which readings are there at least so many votes?

    Examples
    --------
    >>> from detente.core.words import unpacked
    >>> votes = [packed(np.array(v, dtype=bool)) for v in ([1, 1, 0], [1, 0, 1], [1, 0, 0])]
    >>> unpacked(enough(votes, 2), 3).tolist()
    [True, False, False]
    """
    # counts[k] holds the readings with more than k votes so far.
    counts = [np.zeros_like(votes[0]) for _ in range(quorum)]
    for vote in votes:
        for k in range(quorum - 1, 0, -1):
            counts[k] = counts[k] | (counts[k - 1] & vote)
        counts[0] = counts[0] | vote
    return counts[-1]
