"""Is a state stable for somebody? The definitions, on moves listed one by one.

Every concept asks the same: he leaves a state only for an improvement that nobody can answer.
What differs is who may answer by which moves, and whether he can escape the answer:

========  ======================================  ===========================
concept   the others answer by                    and he must not escape it
========  ======================================  ===========================
Nash      nothing: any improvement is taken
GMR       any legal sequence of moves
SMR       any legal sequence of moves             by any move of his
SEQ       a legal sequence of improvements
SSEQ      a legal sequence of improvements        by any move of his
========  ======================================  ===========================

Sources: Fang, Hipel & Kilgour 1993 (Nash, GMR, SMR, SEQ for n decision makers); Rego & Vieira 2017
(SSEQ); Li, Hipel, Kilgour & Fang 2004 (unknown preferences, types a to d); Hamouda, Kilgour &
Hipel 2006 (strength); Inohara & Hipel 2008 (coalitions).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from detente.analysis.graph.arcs import Bits, Steps, arcs_between, pack, sequences, turned, unpack
from detente.analysis.graph.concepts import CONCEPTS
from detente.core.conflict import Arcs, Bools, GraphForm

GATHERED = 1 << 26
"""Bytes compared at once."""


@dataclass(frozen=True)
class Conventions:
    """What the literature leaves open, as options.

    Attributes
    ----------
    kind : str, optional
        How unknown preferences are taken: ``a`` to ``d``; None where all are known.
    kept : bool
        Whether others who come back to the state they answer from have reached it.
    back : bool
        Whether an answer that ends exactly where he started sanctions him.
    strong : bool
        Whether only an answer that he finds greatly worse sanctions him.
    """

    kind: str | None = None
    kept: bool = False
    back: bool = True
    strong: bool = False


class Game:
    """A conflict with its conventions: who improves where, and what the others can answer."""

    def __init__(self, form: GraphForm, conventions: Conventions | None = None) -> None:
        self.form = form
        self.on = conventions or Conventions()
        self._answers: dict[tuple[bool, bool, tuple[int, ...]], Bits] = {}
        self._own: dict[tuple[int, ...], Arcs] = {}

    @property
    def count(self) -> int:
        return self.form.size

    def prefers(self, dm: int, *, bold: bool) -> Bools:
        """Who leaves for what: known improvements, for the bold also unknown ones; ``[s, t]``."""
        better: Bools = self.form.better[dm]
        if bold and self.form.unknown is not None:
            return np.asarray(better | self.form.unknown[dm])
        return better

    def fears(self, dm: int) -> Bools:
        """``[s, t]``: to end in t is no gain on s, so t could deter him from leaving s."""
        form = self.form
        if self.on.strong:
            if form.much is None:
                return np.zeros_like(form.better[dm])
            return np.asarray(form.much[dm].T)
        if form.unknown is None or self.on.kind in ("c", "d"):
            return np.asarray(~form.better[dm])
        return np.asarray(~form.better[dm] & ~form.unknown[dm])

    def improvements(self, dm: int) -> Arcs:
        """The moves by which the others answer: whatever is not known to be no improvement."""
        return within(self.form.arcs[dm], self.prefers(dm, bold=True))

    def own(self, members: tuple[int, ...]) -> Arcs:
        """Where these can go together, by sequences of their own moves."""
        if len(members) == 1:
            return self.form.arcs[members[0]]
        if members not in self._own:
            ends = sequences([self.form.arcs[i] for i in members], self.count)
            self._own[members] = arcs_between(unpack(ends, self.count).T)
        return self._own[members]

    def leaves(self, members: tuple[int, ...]) -> Arcs:
        """Improvements of somebody, or of a coalition whose members all gain: ``R^+``, ``R^++``."""
        bold = self.on.kind in ("a", "c")
        arcs = self.own(members)
        for dm in members:
            arcs = within(arcs, self.prefers(dm, bold=bold))
        return arcs

    def deters(self, members: tuple[int, ...]) -> Bools:
        """``[s, t]``: t is no gain on s for some member."""
        found = self.fears(members[0])
        for dm in members[1:]:
            found = found | self.fears(dm)
        return found

    def answers(self, members: tuple[int, ...], *, improving: bool, jointly: bool) -> Bits:
        """What the others can make of a state: bits ``[end, start]``.

        Parameters
        ----------
        improving : bool
            Whether each of their moves must be an improvement for whoever makes it.
        jointly : bool
            Whether coalitions of theirs improve together (Inohara & Hipel's class improvements).
        """
        key = (improving, jointly, members)
        if key not in self._answers:
            movers = self.movers(members, improving=improving, jointly=jointly)
            self._answers[key] = sequences(list(movers.values()), self.count, kept=self.on.kept)
        return self._answers[key]

    def movers(
        self, members: tuple[int, ...], *, improving: bool, jointly: bool
    ) -> dict[tuple[int, ...], Arcs]:
        """Who may answer, and by which moves."""
        others = [i for i in range(len(self.form.dms)) if i not in members]
        if not improving:
            return {(i,): self.form.arcs[i] for i in others}
        if not jointly:
            return {(i,): self.improvements(i) for i in others}
        groups = [g for n in range(1, len(others) + 1) for g in combinations(others, n)]
        return {g: self._together(g) for g in groups}

    def _together(self, group: tuple[int, ...]) -> Arcs:
        arcs = self.own(group)
        for dm in group:
            arcs = within(arcs, self.prefers(dm, bold=True))
        return arcs

    def verdicts(
        self, members: tuple[int, ...], concepts: Sequence[str] = CONCEPTS
    ) -> dict[str, Bools]:
        """Which states are stable for a decision maker or a coalition? By concept, (states,)."""
        side = Side(self, members)
        return {c: self._stable(side, c) for c in concepts}

    def _stable(self, side: Side, concept: str) -> Bools:
        stable = np.ones(self.count, dtype=np.bool_)
        stable[side.leaves.src[~side.answered(concept)]] = False
        return stable


class Side:
    """One decision maker or coalition against all others."""

    def __init__(self, game: Game, members: tuple[int, ...]) -> None:
        self.game = game
        self.members = members
        self.leaves = game.leaves(members)

    @cached_property
    def deterred(self) -> Bools:
        """``[s, t]``: an answer that ends in t makes leaving s no gain."""
        found = self.game.deters(self.members)
        if self.game.on.back:
            return found
        return found & ~np.eye(self.game.count, dtype=np.bool_)

    @cached_property
    def caught(self) -> Bools:
        """``[s, t]``: the same, and no move of his from t makes up for it."""
        game = self.game
        fears = game.deters(self.members)
        escapes = Steps.out_of(game.own(self.members), game.count).collect(pack(~fears.T))
        return self.deterred & ~unpack(escapes, game.count).T

    def sanctions(self, concept: str) -> Bools:
        """``[s, t]``: where an answer must end to sanction leaving s."""
        return self.caught if concept in ("smr", "sseq") else self.deterred

    def reached(self, concept: str) -> Bits:
        """What the others can make of a state: bits ``[start, end]``."""
        jointly = len(self.members) > 1
        improving = concept in ("seq", "sseq")
        ends = self.game.answers(self.members, improving=improving, jointly=jointly)
        return turned(ends, self.game.count)

    def answered(self, concept: str) -> Bools:
        """Which of his improvements would the others answer with a sanction? (improvements,)."""
        if concept == "nash" or len(self.members) == len(self.game.form.dms):
            return np.zeros(len(self.leaves), dtype=np.bool_)
        reached, sanctions = self.reached(concept), pack(self.sanctions(concept))
        found = np.zeros(len(self.leaves), dtype=np.bool_)
        size = max(1, GATHERED // max(reached.shape[1], 1))
        for first in range(0, len(found), size):
            part = slice(first, first + size)
            src, dst = self.leaves.src[part], self.leaves.dst[part]
            found[part] = (reached[dst] & sanctions[src]).any(axis=1)
        return found


def within(arcs: Arcs, relation: Bools) -> Arcs:
    """The arcs that are also in a relation ``[from, to]``."""
    keep = relation[arcs.src, arcs.dst]
    return Arcs(arcs.src[keep], arcs.dst[keep])
