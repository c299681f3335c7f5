"""Witnesses: why a state is stable or not, as moves that a checker can replay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.analysis.graph.search import shortest
from detente.analysis.graph.verdicts import Game, Side
from detente.core.conflict import Arcs, Bools

Group = tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """One move: who makes it (indices of decision makers), from where, to where."""

    movers: Group
    start: int
    end: int


@dataclass(frozen=True)
class Answer:
    """One improvement of the focal side and the shortest sequence that sanctions it.

    ``sanction`` is empty where nobody can answer: then the improvement is why the state is not
    stable.
    """

    improvement: int
    sanction: tuple[Step, ...]


@dataclass(frozen=True)
class Witness:
    """Why is a state stable, or not, for somebody?

    ``answers`` holds every improvement with its sanction where the state is stable, and the one
    unanswered improvement where it is not.
    """

    members: Group
    state: int
    concept: str
    stable: bool
    answers: tuple[Answer, ...]


def witness(game: Game, members: Group, state: int, concept: str) -> Witness:
    """Why is a state stable, or not, for a decision maker or a coalition?

    Parameters
    ----------
    members : tuple of int
        Indices of decision makers; several are a coalition.
    state : int
        Index of the state.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.

    Returns
    -------
    Witness
        Sanctions are shortest legal sequences; among equals the first by index.

    Examples
    --------
    >>> from detente.analysis.graph.arcs import listed
    >>> from detente.analysis.graph.examples import dilemma
    >>> found = witness(Game(listed(dilemma())), (0,), 3, "seq")
    >>> found.stable, [(a.improvement, a.sanction) for a in found.answers]
    (True, [(1, (Step(movers=(1,), start=1, end=0),))])
    """
    side = Side(game, members)
    here = np.flatnonzero(side.leaves.src == state)
    ends = side.leaves.dst[here]
    if concept == "nash":
        answers = tuple(Answer(int(t), ()) for t in ends[:1])
        return Witness(members, state, concept, not len(ends), answers)
    search = Search(game, members, concept)
    sanctions = side.sanctions(concept)[state]
    found = [Answer(int(t), search.shortest(int(t), sanctions)) for t in ends]
    open_ones = tuple(a for a in found if not a.sanction)
    return Witness(members, state, concept, not open_ones, open_ones[:1] or tuple(found))


class Search:
    """What the others can do, searched forward from one state."""

    def __init__(self, game: Game, members: Group, concept: str) -> None:
        improving = concept in ("seq", "sseq")
        jointly = len(members) > 1
        movers = game.movers(members, improving=improving, jointly=jointly)
        self.moves = {who: _lists(arcs).get for who, arcs in movers.items()}
        self.kept = game.on.kept

    def shortest(self, start: int, wanted: Bools) -> tuple[Step, ...]:
        """The shortest legal sequence from a state into a set of states; empty where none."""
        found = shortest(
            start, self.moves, lambda end: bool(wanted[end]) and (self.kept or end != start)
        )
        return tuple(Step(*move) for move in found)


def _lists(arcs: Arcs) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for src, dst in zip(arcs.src.tolist(), arcs.dst.tolist(), strict=True):
        found.setdefault(src, []).append(dst)
    return found
