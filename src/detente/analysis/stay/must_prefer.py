"""What must a party prefer for an outcome to hold? The inverse question, asked of a case."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from detente.analysis.graph.arcs import arcs_between
from detente.analysis.graph.concepts import CONCEPTS
from detente.analysis.graph.inverse import inverse, total
from detente.analysis.numbering import few_states, numbers
from detente.analysis.stay.standing import Board, Group, Standing, named
from detente.analysis.stay.state_table import MOST, crisp
from detente.core.conflict import Arcs, GraphForm
from detente.core.edits import pull
from detente.core.reading import Draws
from detente.core.table import Table

FEW = 20
"""Readings looked at: the others' preferences, and with them their answers, differ by reading."""


def must_prefer(
    table: Table,
    state: int,
    *,
    levers: Sequence[str] = (),
    concepts: Sequence[str] = CONCEPTS,
    readings: int = 1000,
    seed: int = 0,
) -> dict[str, Any]:
    """Under what share of all its strict rankings would each party stay in an outcome?

    Counted exactly in each reading (see :func:`detente.analysis.graph.inverse.inverse`), the
    others' preferences as they are in it, and averaged over at most 20 readings.

    Parameters
    ----------
    state : int
        The outcome's number: row-major over the options on the table, issues as declared.

    Returns
    -------
    dict
        ``state``, ``readings`` (used) and ``shares``: by party that can move, and by concept, a
        share of rankings (None where counting takes too long).

    Raises
    ------
    ValueError
        For an outcome that is not among the states, or (as TooManyStatesError) where there are
        more than 2,048.

    Examples
    --------
    Ann and Bob can only move the gate together: each alone stays whatever he prefers.

    >>> from detente.core.examples import fence
    >>> must_prefer(fence(), 0)["shares"]
    {}
    """
    moved = pull(table, levers)
    cells = few_states(moved, MOST)
    found = np.flatnonzero(numbers(moved, cells) == state)
    if not len(found):
        raise ValueError(f"no outcome on the table has the number {state} (see --states)")
    used = 1 if crisp(moved) else min(readings, FEW)
    standing = Standing(Draws(seed, 0, used), Board(moved, cells), [int(found[0])])
    alone = [g for g in standing.groups if len(g) == 1]
    return {
        "state": state,
        "readings": used,
        "shares": {
            named(moved, g): {c: _share(standing, g, int(found[0]), c) for c in concepts}
            for g in alone
        },
    }


def _share(standing: Standing, group: Group, place: int, concept: str) -> float | None:
    """The mean share over readings; Nash and the moves of GMR and SMR are the same in most."""
    shares = []
    known: dict[bytes, Fraction] = {}
    for reading in range(standing.draws.count):
        form = _form(standing, group, reading, improving=concept in ("seq", "sseq"))
        key = b"".join(part.tobytes() for arcs in form.arcs for part in (arcs.src, arcs.dst))
        if key not in known:
            try:
                count = inverse(form, place, 0, [concept])[concept]
            except ValueError:
                return None
            known[key] = Fraction(count, total(form))
        shares.append(known[key])
    return round(float(sum(shares, Fraction(0)) / len(shares)), 9)


def _form(standing: Standing, group: Group, reading: int, *, improving: bool) -> GraphForm:
    """One reading as a graph: the party first, then everybody who could answer, each group one.

    Whoever answers makes only the moves that the concept lets him make, so that his preferences
    are in his moves.
    """
    own = arcs_between(standing.board.able(group))
    movers = standing.movers(group, improving=improving)
    arcs = [_in(standing, own, group, reading, improving=False)]
    for mover in movers:
        exact, _ = standing.board.exact(mover)
        arcs.append(_in(standing, exact, mover, reading, improving=improving))
    better = np.zeros((len(arcs), standing.count, standing.count), dtype=np.bool_)
    for k, moves in enumerate(arcs[1:], start=1):
        better[k, moves.src, moves.dst] = True
    names = tuple(named(standing.table, g) for g in (group, *movers))
    return GraphForm(names, np.arange(standing.count), tuple(arcs), better)


def _in(standing: Standing, arcs: Arcs, group: Group, reading: int, *, improving: bool) -> Arcs:
    """The moves that are open to a group in one reading, or improvements."""
    bits = standing.when(arcs, group, improving=improving)
    keep = bits[:, reading // 8] >> (reading % 8) & 1 > 0
    return Arcs(arcs.src[keep], arcs.dst[keep])
