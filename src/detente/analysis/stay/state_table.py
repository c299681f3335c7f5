"""The stability of every outcome on the table of a case, party by party and concept by concept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.graph.concepts import CONCEPTS
from detente.analysis.graph.patterns import patterns, sentence
from detente.analysis.numbering import few_states, spare
from detente.analysis.stay.standing import Board, Group, Standing, named
from detente.core.conflict import Axis, Ints
from detente.core.edits import pull
from detente.core.reading import Draws
from detente.core.table import Table

MOST = 2048
"""States up to which every one of them is asked about."""

GATHERED = 1 << 24
"""Bytes gathered at once: moves times states asked about times bytes of readings."""

QUICK = 1 << 22
"""Moves times states up to which the page says what all equilibria have in common."""

FEW = 32
"""Readings in which it looks."""

LISTED = 0.5
"""Share of readings from which on an outcome is listed as stable."""

Counts = NDArray[np.int64]


def state_table(
    table: Table,
    *,
    levers: Sequence[str] = (),
    concepts: Sequence[str] = CONCEPTS,
    readings: int = 1000,
    seed: int = 0,
) -> dict[str, Any]:
    """Which outcomes on the table are stable for whom, and for all?

    Returns
    -------
    dict
        ``stable`` (by party or coalition and concept, the numbers of the states that are stable in
        at least half of the readings), ``equilibria`` (for every party at once), ``shares`` (by
        concept, the share of readings in which each state is an equilibrium, where it is not 0),
        ``states`` (the options of each state by its number), ``patterns``, ``readings`` (used: a
        case without ranges needs one) and ``numbered`` (issues in the order that numbers the
        states).

    Raises
    ------
    TooManyStatesError
        Where there are more than 2,048 states.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> found = state_table(fence())
    >>> found["stable"]["Ann+Bob"]["nash"], found["equilibria"]["nash"]
    ([0, 1], [0, 1])
    """
    moved = pull(table, levers)
    cells = few_states(moved, MOST)
    board = Board(moved, cells)
    used = _affordable(board, readings, certain=crisp(moved))
    counts, together = _counted(board, Draws(seed, 0, used), concepts)
    ids, extra = board.numbers, spare(moved)
    share = {c: n / used for c, n in together.items()}
    found = _alike(board, share)
    return {
        "stable": {
            named(moved, group): {c: _ids(ids, extra, n / used) for c, n in by.items()}
            for group, by in counts.items()
        },
        "equilibria": {c: _ids(ids, extra, s) for c, s in share.items()},
        "shares": {
            c: {int(ids[k]): round(float(s[k]), 9) for k in np.flatnonzero(s)}
            for c, s in share.items()
        },
        "states": {int(i): moved.options(cells.outcome(k)) for k, i in enumerate(ids)},
        "numbered": list(moved.issue_order),
        "patterns": found,
        "pattern": sentence(found),
        "readings": used,
    }


def in_common(
    board: Board, *, concepts: Sequence[str], readings: int, seed: int
) -> dict[str, Any] | None:
    """What do the outcomes that are stable for all have in common? None where that takes long.

    Returns
    -------
    dict
        ``found`` (see :func:`detente.analysis.graph.patterns.patterns`), ``sentence`` and
        ``readings`` (used: a few are enough for what most outcomes are).
    """
    if board.count > MOST or not board.groups:
        return None
    moves = sum(len(board.exact(g)[0]) for g in board.groups)
    if moves * board.count > QUICK:
        return None
    used = 1 if crisp(board.table) else min(readings, FEW)
    _, together = _counted(board, Draws(seed, 0, used), concepts)
    found = _alike(board, {c: n / used for c, n in together.items()})
    return {"found": found, "sentence": sentence(found), "readings": used}


def _alike(board: Board, share: Mapping[str, NDArray[np.float64]]) -> dict[str, Any]:
    issues = board.cells.issues
    digits = np.stack([board.cells.options(i) for i in issues], axis=1).astype(np.int64)
    axes = [Axis(i, board.table.issue[i].options) for i in issues]
    return patterns(axes, digits, board.numbers, share)


def crisp(table: Table) -> bool:
    """Is there nothing uncertain in a table, so that all readings are the same?"""
    bluffs = any(not c.firm.certain or 0 < c.firm.lo < 100 for c in table.conditions)
    return not bluffs and next(table.uncertain(), None) is None


def _affordable(board: Board, readings: int, *, certain: bool) -> int:
    """How many readings can be worked on for every state?"""
    if certain:
        return 1
    moves = sum(len(board.exact(g)[0]) for g in board.groups)
    return min(readings, max(8, 8 * GATHERED // max(1, moves * board.count)))


def _counted(
    board: Board, draws: Draws, concepts: Sequence[str]
) -> tuple[dict[Group, dict[str, Counts]], dict[str, Counts]]:
    """In how many readings is each state stable for each group, and for every party at once?"""
    groups = _asked(board)
    for group in groups:
        board.able(group)
    parts: dict[Group, dict[str, list[Counts]]] = {g: {c: [] for c in concepts} for g in groups}
    everybody: dict[str, list[Counts]] = {c: [] for c in concepts}
    moves = max(len(board.exact(g)[0]) for g in board.groups) if board.groups else 1
    size = max(1, GATHERED // max(1, moves * -(-draws.count // 8)))
    whole = Standing(draws, board, [])
    for first in range(0, board.count, size):
        focal = range(first, min(first + size, board.count))
        standing = whole.about(focal)
        all_stay = {c: np.ones((len(focal), draws.count), dtype=np.bool_) for c in concepts}
        for group in groups:
            leaves = standing.leaves(group)
            for concept in concepts:
                stable = standing.stable(group, concept, leaves)
                parts[group][concept].append(stable.sum(axis=1))
                if len(group) == 1:
                    all_stay[concept] &= stable
        for concept in concepts:
            everybody[concept].append(all_stay[concept].sum(axis=1))
    return (
        {g: {c: np.concatenate(n) for c, n in by.items()} for g, by in parts.items()},
        {c: np.concatenate(n) for c, n in everybody.items()},
    )


def _asked(board: Board) -> list[Group]:
    """Every party, whether it can move or not, and every coalition."""
    alone = [frozenset({p}) for p in board.table.party_order]
    return [*alone, *(g for g in board.groups if len(g) > 1)]


def _ids(ids: Ints, extra: Ints, share: NDArray[np.float64]) -> list[int]:
    """The numbers of the states that are stable often enough, spare options included."""
    found = ids[share >= LISTED]
    listed: list[int] = np.sort((found[:, None] + extra[None, :]).reshape(-1)).tolist()
    return listed
