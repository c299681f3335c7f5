"""Positions of every kind, for round trips through other programs' files."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from detente.core.line import Line, Positions

# Any text of one line that a file can hold: formulas, quotes, commas, other scripts.
words = (
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("C", "Z"), include_characters=" =+-@'\",;#%"
        ),
        min_size=1,
        max_size=12,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
shares = st.floats(0, 1) | st.integers(0, 100).map(lambda k: k / 100)
places = st.floats(0, 100) | st.integers(0, 1000).map(lambda k: k / 10)
powers = st.floats(0, 1e9) | st.integers(0, 100).map(float)


@st.composite
def lines(draw: st.DrawFn, name: str) -> Line:
    """A line with ends, marks, reference and outcome."""
    low = draw(st.sampled_from([0.0, -5.5, 10.0]))
    high = draw(st.sampled_from([100.0, 20.25]))
    inside = st.floats(low, high)
    marks = draw(st.dictionaries(inside, words, max_size=4))
    reference, outcome = draw(st.none() | inside), draw(st.none() | inside)
    return Line(name, draw(words), low, high, tuple(sorted(marks.items())), reference, outcome)


@st.composite
def positions(
    draw: st.DrawFn, *, plain: bool = False, everywhere: bool = False, one_clout: bool = False
) -> Positions:
    """Positions; `plain`: 0 to 100 without marks; `everywhere`: nobody is absent anywhere."""
    actors = draw(st.lists(words, min_size=1, max_size=5, unique_by=str.casefold))
    ids = draw(st.lists(words, min_size=1, max_size=3, unique_by=str.casefold))
    made = tuple(Line(name, name) if plain else draw(lines(name)) for name in ids)
    shape = (1, len(actors), len(ids))
    x, s, c = np.full(shape, np.nan), np.full(shape, np.nan), np.ones(shape)
    for row in range(len(actors)):
        power = draw(powers)
        for column, line in enumerate(made):
            c[0, row, column] = power if one_clout else draw(powers)
            if everywhere or draw(st.booleans()):
                place = draw(places) if plain else draw(st.floats(line.low, line.high))
                x[0, row, column], s[0, row, column] = place, draw(shares)
    names = tuple(draw(words) for _ in actors)
    return Positions(draw(words), tuple(actors), names, made, x, s, c)
