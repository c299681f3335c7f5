"""Grids and listed cells give the same arrays, outcome by outcome."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.core.cells import Cells
from detente.core.grid import Grid, flat
from detente.core.logic import All, Formula, Is, Not, Some, holds
from detente.core.table import Issue, Table

SIZES = (3, 1, 2, 4)
NAMES = ("a", "b", "c", "d")


def table() -> Table:
    issues = tuple(
        Issue(n, tuple(f"{n}{k}" for k in range(s)), 0, frozenset(range(s)), ((),) * s, ((),) * s)
        for n, s in zip(NAMES, SIZES, strict=True)
    )
    return Table(issues, (), (), (), (), (), 0, None, "")


choices = st.tuples(
    *(
        st.lists(st.integers(0, s - 1), min_size=1, unique=True).map(lambda c: tuple(sorted(c)))
        for s in SIZES
    )
)
leaves = st.sampled_from(
    [
        Is(n, frozenset({f"{n}{k}" for k in some}))
        for n, s in zip(NAMES, SIZES, strict=True)
        for some in ([0], list(range(s // 2 + 1)))
    ]
)
formulas: st.SearchStrategy[Formula] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(lambda p: All(tuple(p))),
        st.lists(inner, max_size=3).map(lambda p: Some(tuple(p))),
    ),
    max_leaves=6,
)


@given(choices, formulas)
def test_truth_is_the_formula_in_every_outcome(
    options: tuple[tuple[int, ...], ...], formula: Formula
) -> None:
    grid = Grid(NAMES, options)
    found = flat(grid, grid.truth(table(), formula))
    names = [table().options(grid.outcome(k)) for k in range(grid.size)]
    assert found.tolist() == [holds(formula, n) for n in names]
    assert Cells.of(grid).truth(table(), formula).tolist() == found.tolist()


@given(choices, st.sets(st.sampled_from(NAMES)), st.integers(0, 5))
def test_totals_add_the_parts_of_every_outcome(
    options: tuple[tuple[int, ...], ...], mentioned: set[str], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    parts = {n: rng.random((2, SIZES[NAMES.index(n)])) for n in sorted(mentioned)}
    flags = {n: part < 0.3 for n, part in parts.items()}
    grid = Grid(NAMES, options)
    totals = np.broadcast_to(grid.total(parts, 2), (*grid.space, 2)).reshape(-1, 2)
    some = np.broadcast_to(grid.some(flags, 2), (*grid.space, 2)).reshape(-1, 2)
    cells = Cells.of(grid)
    for k in range(grid.size):
        place = grid.outcome(k)
        assert cells.outcome(k) == place
        assert grid.index(place) == k
        by_hand = [sum(parts[n][r, place[n]] for n in sorted(parts)) for r in range(2)]
        assert np.allclose(totals[k], by_hand)
        assert some[k].tolist() == [any(flags[n][r, place[n]] for n in flags) for r in range(2)]
    assert np.allclose(cells.total(parts, 2), totals)
    assert (cells.some(flags, 2) == some).all()


@given(choices, st.integers(1, 30))
def test_blocks_make_up_the_grid_in_its_order(
    options: tuple[tuple[int, ...], ...], most: int
) -> None:
    grid = Grid(NAMES, options)
    listed = [b.outcome(k) for b in grid.blocks(most) for k in range(b.size)]
    assert listed == [grid.outcome(k) for k in range(grid.size)]
