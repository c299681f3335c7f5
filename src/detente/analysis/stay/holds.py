"""Would a deal hold? Who would leave it again, alone or together, and would others answer that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.analysis.numbering import FORBIDDEN, on_table, states
from detente.analysis.stay.sanctions import changes
from detente.analysis.stay.standing import Board, Group, Standing, named, who
from detente.core.conflict import Bools
from detente.core.finding import share
from detente.core.reading import Draws
from detente.core.table import Table

FOLLOWED = 1 << 17
"""States times readings up to which exits and answers are followed; of more readings, the first."""

MOST = 2500
"""States up to which they are: all moves between them are listed."""

EXITS = 2
"""Exits shown for each deal."""


def holds(
    draws: Draws, table: Table, outcomes: Sequence[dict[str, int]], deals: Bools
) -> list[dict[str, Any] | None]:
    """Would each of some deals hold, in the readings in which it is one?

    Parameters
    ----------
    deals : array of bool, shape (outcomes, readings)
        Where each is a deal.

    Returns
    -------
    list of dict
        For each deal the share of readings (among those in which it is one) in which no party
        would leave it by itself (``alone``), no party or coalition would (``together``), and
        every exit would be answered by others to their own gain (``answered``: SEQ); and the
        commonest exits. None where there are too many states to follow, or no deal to leave.
    """
    none: list[dict[str, Any] | None] = [None for _ in outcomes]
    if not len(outcomes) or on_table(table).size > FORBIDDEN * MOST:
        return none
    cells, places = states(table, outcomes)
    if cells.size > MOST:
        return none
    count = min(draws.count, FOLLOWED // cells.size)
    some = draws if count == draws.count else draws.only(np.arange(count))
    standing = Standing(some, Board(table, cells), places)
    exits = {g: _exits(standing, g) for g in standing.groups}
    deals = deals[:, :count]
    return [
        _holds(standing, k, {g: (left[k], bare[k]) for g, (left, bare) in exits.items()}, deals[k])
        for k in range(len(outcomes))
    ]


def _exits(standing: Standing, group: Group) -> tuple[Bools, Bools]:
    """Where a group would go from each deal, and where it would with nobody answering.

    Shape (deals, states, readings) both.
    """
    leaves = standing.leaves(group)
    count = standing.draws.count

    def spread(bits: Any) -> Bools:
        flags = np.unpackbits(bits, axis=2, count=count, bitorder="little").astype(np.bool_)
        return np.asarray(flags.transpose(1, 0, 2))

    if not leaves.any():
        none = spread(leaves)
        return none, none
    return spread(leaves), spread(leaves & ~standing.answered(group, "seq"))


def _holds(
    standing: Standing, k: int, exits: dict[Group, tuple[Bools, Bools]], deal: Bools
) -> dict[str, Any] | None:
    if not deal.any():
        return None
    of = int(deal.sum())
    left = {g: some.any(axis=0) & deal for g, (some, _) in exits.items()}
    bare = {g: some.any(axis=0) & deal for g, (_, some) in exits.items()}

    def stays(where: dict[Group, Bools], *, alone: bool) -> dict[str, Any]:
        gone = np.zeros_like(deal)
        for group, flags in where.items():
            if len(group) == 1 or not alone:
                gone |= flags
        return share(of - int(gone.sum()), of)

    return {
        "alone": stays(left, alone=True),
        "together": stays(left, alone=False),
        "answered": stays(bare, alone=False),
        "exits": _commonest(standing, k, exits, deal),
    }


def _commonest(
    standing: Standing, k: int, exits: dict[Group, tuple[Bools, Bools]], deal: Bools
) -> list[dict[str, Any]]:
    """The exits taken in most readings, each actor's commonest first."""
    found: list[dict[str, Any]] = []
    of = int(deal.sum())
    start = int(standing.focal[k])
    changed = standing.moves.changed(start)
    for group, (left, bare) in exits.items():
        often = (left & deal).sum(axis=1)
        if not often.any():
            continue
        end = int(np.lexsort((standing.board.rank, changed, -often))[0])
        found.append(
            {
                "actor": named(standing.table, group),
                "changes": changes(standing, start, end),
                "share": share(int(often[end]), of),
                "answered": share(int((left[end] & ~bare[end] & deal).sum()), int(often[end])),
            }
        )
    found.sort(key=lambda e: (-e["share"]["count"], len(e["changes"]), who(e["actor"])))
    return found[:EXITS]
