"""Words for probabilities: the bands of ICD 203."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.forecast.words import BANDS, band, shown, word


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0, "almost no chance"),
        (0.01, "almost no chance"),
        (0.049, "almost no chance"),
        (0.05, "very unlikely"),
        (0.199, "very unlikely"),
        (0.2, "unlikely"),
        (0.449, "unlikely"),
        (0.45, "roughly even chance"),
        (0.55, "roughly even chance"),
        (0.551, "likely"),
        (0.8, "likely"),
        (0.81, "very likely"),
        (0.95, "very likely"),
        (0.951, "almost certain"),
        (1, "almost certain"),
    ],
)
def test_the_words_are_those_of_the_directive(p, said):
    assert word(p) == said


def test_the_bands_meet_and_leave_out_only_the_ends():
    assert BANDS[0][1] == 0.01
    assert BANDS[-1][2] == 0.99
    assert all(a[2] == b[1] for a, b in pairwise(BANDS))


@given(st.floats(0, 1))
def test_the_words_for_yes_and_for_no_mirror_each_other(p):
    names = [name for name, _, _ in BANDS]
    assert names.index(word(p)) == len(names) - 1 - names.index(word(1 - p))


@given(st.floats(0.01, 0.99))
def test_a_probability_lies_in_its_band(p):
    _, low, high = band(p)
    assert low - 1e-9 <= p <= high + 1e-9


def test_numbers_are_whole_per_cent_with_open_ends():
    assert [shown(p) for p in (0, 0.0099, 0.01, 0.346, 0.99, 0.991, 1)] == [
        *("below 1 %", "below 1 %", "1 %", "35 %", "99 %", "above 99 %", "above 99 %")
    ]


@pytest.mark.parametrize("p", [-0.01, 1.01, math.nan, math.inf])
@pytest.mark.parametrize("ask", [band, word, shown])
def test_what_is_no_probability_is_refused(p, ask):
    with pytest.raises(ValueError, match="no probability"):
        ask(p)
