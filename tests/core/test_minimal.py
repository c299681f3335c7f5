"""Minimal sets and conflicts against plain enumeration."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.analysis.minimal import GONE, conflicts, minimal_sets, suffices

families = st.lists(st.integers(0, 63), min_size=1, max_size=12)


def smallest(family: list[int]) -> set[int]:
    return {s for s in family if not any(t != s and t & s == t for t in family)}


@given(st.lists(families, min_size=1, max_size=4))
def test_minimal_sets_of_each_row(rows: list[list[int]]) -> None:
    width = max(map(len, rows))
    bits = np.array([r + [r[-1]] * (width - len(r)) for r in rows], dtype=np.uint64)
    found = minimal_sets(bits)
    for row, line in zip(rows, found, strict=True):
        kept = [int(s) for s in line if s != GONE]
        assert len(kept) == len(set(kept))
        assert set(kept) == smallest(row)


@given(families, st.integers(0, 63))
def test_lifting_a_set_suffices_where_some_outcome_breaks_nothing_else(
    family: list[int], lifted: int
) -> None:
    minimal = minimal_sets(np.array([family], dtype=np.uint64))
    assert bool(suffices(minimal, lifted)[0]) == any(s & ~lifted == 0 for s in family)


@given(st.lists(st.integers(1, 63), min_size=1, max_size=8), st.integers(1, 6))
def test_conflicts_are_the_minimal_hitting_sets(family: list[int], largest: int) -> None:
    hitting = [c for c in range(64) if all(c & s for s in family)]
    expected = {c for c in smallest(hitting) if c.bit_count() <= largest}
    assert set(conflicts(family, largest)) == expected
