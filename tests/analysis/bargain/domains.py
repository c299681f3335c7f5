"""Random small domains for hypothesis: ties, links of any shape, and points of every kind."""

from __future__ import annotations

from math import prod

import numpy as np
from hypothesis import strategies as st

from detente.core.conflict import Axis
from detente.core.domain import Domain, Link
from detente.core.logic import All, Is, Not, Some


@st.composite
def domains(draw, *, most: int = 700):
    """A domain of at most so many packages. Coarse scores make ties common."""
    sizes = draw(
        st.lists(st.integers(1, 5), min_size=1, max_size=5).filter(lambda s: prod(s) <= most)
    )
    parties = draw(st.integers(1, 5))
    coarse = draw(st.sampled_from([2, 5, 1000]))
    axes = tuple(Axis(f"i{k}", tuple(f"o{n}" for n in range(size))) for k, size in enumerate(sizes))
    number = st.integers(-coarse, coarse).map(lambda n: n / 4)
    scores = tuple(
        np.array(
            draw(
                st.lists(
                    st.lists(number, min_size=n, max_size=n), min_size=parties, max_size=parties
                )
            )
        )
        for n in sizes
    )
    weights = draw(
        st.lists(st.integers(0, 3), min_size=parties * len(sizes), max_size=parties * len(sizes))
    )
    known = draw(st.booleans())
    return Domain(
        title="Made up",
        issues=axes,
        parties=tuple("ABCDE"[:parties]),
        weights=np.array(weights, dtype=float).reshape(parties, len(sizes)),
        scores=scores,
        reserve=np.array([draw(number) if known or p % 2 else np.nan for p in range(parties)]),
        links=tuple(
            Link(f"l{n}", formula)
            for n, formula in enumerate(draw(st.lists(formulas(axes), max_size=4)))
        ),
        base=np.array(draw(st.lists(number, min_size=parties, max_size=parties))),
        discount=np.full(parties, np.nan),
    )


def formulas(axes):
    def atom(axis):
        return st.sets(st.sampled_from(axis.options), min_size=1).map(
            lambda some: Is(axis.name, frozenset(some))
        )

    def deeper(inner):
        return st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: Some(tuple(parts))),
        )

    atoms = st.sampled_from(axes).flatmap(atom)
    pairs = st.lists(atoms, min_size=2, max_size=2).map(lambda parts: All(tuple(parts)))
    return st.one_of(pairs, st.recursive(atoms, deeper, max_leaves=5))
