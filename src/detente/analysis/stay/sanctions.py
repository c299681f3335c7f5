"""One improvement and its answer, in the reading where it is typical and over all readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from detente.analysis.graph.search import shortest
from detente.analysis.packages import spread
from detente.analysis.stay.standing import Group, Standing, Way, named
from detente.core.conflict import Arcs, Bools, Ints
from detente.core.finding import share

TRIED = 5
"""Readings in which an answer is looked for; the one that works most often is shown."""

Hop = tuple[Group, int, int]


def improvement(
    standing: Standing,
    group: Group,
    end: int,
    tempts: Bools,
    unanswered: Mapping[str, Bools],
) -> dict[str, Any]:
    """What a group would gain by a move from the focal state, and how others would answer.

    Parameters
    ----------
    tempts : array of bool, shape (readings,)
        Where the move is an improvement.
    unanswered : mapping
        By concept, where it is one that others cannot answer.
    """
    count = int(tempts.sum())
    answered = {c: tempts & ~flags for c, flags in unanswered.items()}
    return {
        "state": int(standing.board.numbers[end]),
        "changes": changes(standing, int(standing.focal[0]), end),
        "share": share(count, len(tempts)),
        "gains": _gains(standing, group, end, tempts),
        "answered": {c: share(int(a.sum()), count) for c, a in answered.items()},
        "answer": _answer(standing, group, end, answered),
    }


def changes(standing: Standing, start: int, end: int) -> dict[str, list[str]]:
    """What a move changes: issue to the option left and the option arrived at."""
    table, cells = standing.table, standing.cells
    before, after = table.options(cells.outcome(start)), table.options(cells.outcome(end))
    return {i: [before[i], after[i]] for i in table.issue_order if before[i] != after[i]}


def _gains(standing: Standing, group: Group, end: int, where: Bools) -> dict[str, Any]:
    """What each member gains, over the readings in which the move is an improvement."""
    start = int(standing.focal[0])
    gains = {}
    for party in sorted(group):
        deciders = standing.table.deciders(party)
        values = [standing.moves.values(name) for name in deciders]
        if len(deciders) == 1 and standing.table.actor[deciders[0]].order is None:
            gains[party] = spread((values[0][end] - values[0][start])[where])
    return gains


def _answer(
    standing: Standing, group: Group, end: int, answered: Mapping[str, Bools]
) -> dict[str, Any] | None:
    """The answer that works most often: one that others want to give if there is, else any."""
    for concept in ("seq", "gmr"):
        where = answered.get(concept)
        if where is not None and where.any():
            hops = _typical(standing, group, end, concept, where)
            if hops:
                return _describe(standing, group, concept, hops, where)
    return None


def _typical(
    standing: Standing, group: Group, end: int, concept: str, where: Bools
) -> tuple[Hop, ...]:
    rows = np.flatnonzero(where)
    tried = rows[np.unique(np.linspace(0, len(rows) - 1, TRIED).astype(np.int64))]
    few = Standing(standing.draws.only(tried), standing.board, standing.focal.tolist())
    found: dict[tuple[Hop, ...], int] = {}
    for hops in _shortest(few, group, end, concept):
        if hops and hops not in found:
            found[hops] = int((works(standing, group, concept, hops) & where).sum())
    if not found:
        return ()
    rank = standing.board.rank
    return min(found, key=lambda h: (-found[h], len(h), [(sorted(g), rank[b]) for g, _, b in h]))


def _shortest(
    standing: Standing, group: Group, start: int, concept: str
) -> Iterator[tuple[Hop, ...]]:
    """The shortest legal sequence of others from a state to a sanction, for each reading in turn.

    Empty where there is none.
    """
    improving = concept in ("seq", "sseq")
    movers = standing.movers(group, improving=improving)
    ways = {g: standing.way(g, improving=improving) for g in movers}
    goal = standing.sanctions(group, caught=concept in ("smr", "sseq"))[:, 0]
    for reading in range(standing.draws.count):
        wanted = goal[:, reading // 8] >> (reading % 8) & 1 > 0
        ends = {g: partial(_ends, way, reading, standing.board.rank) for g, way in ways.items()}
        yield shortest(start, ends, partial(_hits, wanted, start))


def _ends(way: Way, reading: int, rank: Ints, state: int) -> list[int]:
    """Where a mover can go in one reading, in the order of names."""
    return sorted(way.out_of(state, reading), key=rank.__getitem__)


def _hits(wanted: Bools, start: int, end: int) -> bool:
    return bool(wanted[end]) and end != start


def works(standing: Standing, group: Group, concept: str, hops: Sequence[Hop]) -> Bools:
    """In which readings is a sequence a sanction? Shape (readings,).

    Every step must be open to its movers there (and an improvement, for SEQ), and its end no gain.
    """
    improving = concept in ("seq", "sseq")
    result = np.ones(standing.draws.count, dtype=np.bool_)
    for who, start, end in hops:
        hop = Arcs(np.array([start]), np.array([end]))
        result &= standing.opened(hop, who, improving=improving)[0]
    return result & ~standing.prefers(group, hops[-1][2])


def _describe(
    standing: Standing, group: Group, concept: str, hops: Sequence[Hop], where: Bools
) -> dict[str, Any]:
    found = works(standing, group, concept, hops) & where
    return {
        "concept": concept,
        "steps": [
            {
                "movers": named(standing.table, who).split("+"),
                "changes": changes(standing, start, end),
                "state": int(standing.board.numbers[end]),
            }
            for who, start, end in hops
        ],
        "share": share(int(found.sum()), int(where.sum())),
    }
