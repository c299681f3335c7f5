"""The pool lies between its components, does not mind their order, and says why they differ."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.forecast.component import Component
from detente.forecast.pool import (
    FLOOR,
    account,
    base_rate,
    default_weights,
    disagreement,
    pool,
    spread,
)

rates = st.floats(0, 1)
weights = st.floats(0.01, 10)
kinds = st.sampled_from(["inside", "survival", "base rate", "history", "hazard"])


@st.composite
def components(draw: st.DrawFn, least: int = 1) -> list[Component]:
    made = draw(st.lists(st.tuples(rates, weights, kinds), min_size=least, max_size=6))
    return [
        Component(f"c{i}", kind, rate, weight=weight) for i, (rate, weight, kind) in enumerate(made)
    ]


def floored(rate: float) -> float:
    return min(max(rate, FLOOR), 1 - FLOOR)


@given(components())
def test_without_extremising_the_pool_lies_between_the_components(made):
    inner = [floored(c.rate) for c in made]
    assert min(inner) - 1e-12 <= pool(made, extremise=1) <= max(inner) + 1e-12


@given(components(), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(made, random):
    other = list(made)
    random.shuffle(other)
    assert pool(made) == pool(other)
    assert disagreement(made) == disagreement(other)


@given(components(), rates, kinds)
def test_a_component_of_weight_zero_is_absent(made, rate, kind):
    more = [*made, Component("none", kind, rate, weight=0)]
    assert pool(more) == pool(made)
    assert spread(more) == spread(made)
    assert disagreement(more).replace("none", "") == disagreement(made)


@given(rates, st.lists(st.tuples(weights, kinds), min_size=1, max_size=6), st.floats(1, 3))
def test_equal_components_are_their_own_pool(rate, made, extremise):
    same = [Component(f"c{i}", kind, rate, weight=w) for i, (w, kind) in enumerate(made)]
    assert pool(same, extremise=extremise) == pytest.approx(floored(rate), abs=1e-9)


@given(components(), st.floats(0.5, 4))
def test_only_the_proportions_of_the_weights_matter(made, factor):
    scaled = [Component(c.name, c.kind, c.rate, weight=c.weight * factor, n=c.n) for c in made]
    assert pool(scaled) == pytest.approx(pool(made), abs=1e-9)


@given(components(least=2), st.floats(1, 3))
def test_extremising_moves_away_from_the_base_rate_and_never_beyond_the_floor(made, extremise):
    plain, moved, centre = pool(made, extremise=1), pool(made, extremise=extremise), base_rate(made)
    assert FLOOR <= moved <= 1 - FLOOR
    if centre is None:
        assert moved == plain
    elif plain > centre + 1e-12:
        assert moved >= plain - 1e-12
    elif plain < centre - 1e-12:
        assert moved <= plain + 1e-12


@given(components(least=2))
def test_yes_and_no_are_treated_alike(made):
    turned = [Component(c.name, c.kind, 1 - c.rate, weight=c.weight) for c in made]
    assert pool(turned) == pytest.approx(1 - pool(made), abs=1e-9)


def test_pool_by_hand():
    # log-odds of 0.6 and 0.2: ln 1.5 and ln 0.25; mean 0.5 ln 0.375, centre ln 0.25, times 1.2
    expected = math.log(0.25) + 1.2 * (0.5 * math.log(0.375) - math.log(0.25))
    made = [Component("inside", "inside", 0.6), Component("own", "history", 0.2)]
    assert pool(made) == pytest.approx(1 / (1 + math.exp(-expected)), abs=1e-12)


def test_outside_components_alone_are_not_moved():
    made = [Component("a", "survival", 0.7), Component("b", "base rate", 0.2)]
    assert pool(made, extremise=3) == pytest.approx(pool(made, extremise=1), abs=1e-12)


def test_a_stated_centre_is_used_even_without_an_outside_view():
    inside = [Component("inside", "inside", 0.6)]
    assert pool(inside) == pytest.approx(0.6)
    assert pool(inside, centre=0.2) > 0.6


@pytest.mark.parametrize("made", [[], [Component("a", "inside", 0.5, weight=0)]])
def test_nothing_to_pool_is_refused(made):
    with pytest.raises(ValueError, match="positive weight"):
        pool(made)


def test_pulling_together_is_refused():
    with pytest.raises(ValueError, match="1 or more"):
        pool([Component("a", "inside", 0.5)], extremise=0.5)


@pytest.mark.parametrize(
    "bad", [{"rate": 1.2}, {"rate": math.nan}, {"kind": "hunch"}, {"weight": -1}]
)
def test_what_is_no_component_is_refused(bad):
    with pytest.raises(ValueError, match="a:"):
        Component(**{"name": "a", "kind": "inside", "rate": 0.5, **bad})


def test_the_account_lets_a_reader_pool_again():
    made = [Component("inside", "inside", 0.6, weight=3), Component("own", "history", 0.2)]
    told = account(made)
    assert told["weights"] == {"inside": 0.75, "own": 0.25}
    assert told["centre"] == 0.2
    again = [Component(c.name, c.kind, c.rate, weight=told["weights"][c.name]) for c in made]
    assert pool(again, extremise=told["extremise"], centre=told["centre"]) == pytest.approx(
        pool(made)
    )
    assert account(made[:1])["extremise"] == 1.0
    assert account(made[:1])["centre"] is None


def test_default_weights_are_equal_and_say_why():
    shares, why = default_weights([Component("a", "inside", 0.5), Component("b", "history", 0.5)])
    assert shares == {"a": 0.5, "b": 0.5}
    assert "too few closed forecasts" in why


def test_the_disagreement_names_highest_and_lowest_and_why():
    told = disagreement(
        [
            Component("inside", "inside", 0.4, n=64),
            Component("history:us", "history", 0.77, n=11),
            Component("questions:talks", "base rate", 0.2, n=20),
        ]
    )
    assert told == (
        "history:us says 77 % and questions:talks 20 %: the first follows these parties' own "
        "record since they last did it; the second is the share of all questions of this sort, "
        "whoever the parties are; history:us rests on 11 cases only."
    )
    assert disagreement([Component("inside", "inside", 0.4)]) == ""
