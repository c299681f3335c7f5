"""The survival curve: by hand, against plain counting, and never quite certain."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente.forecast.outside.survival import ENOUGH, Spell, kaplan_meier, within

# Months of remission, 6-mercaptopurine group: Freireich and others (1963), as in many textbooks.
REMISSION = [(6, 1), (6, 1), (6, 1), (7, 1), (10, 1), (13, 1), (16, 1), (22, 1), (23, 1)]
CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
TRIAL = [Spell(t, event=True) for t, _ in REMISSION] + [Spell(t, event=False) for t in CENSORED]

moments = st.integers(0, 20)


@st.composite
def some_spells(draw: st.DrawFn) -> list[Spell]:
    made = draw(st.lists(st.tuples(moments, moments, st.booleans()), min_size=1, max_size=25))
    return [Spell(a + b, event, a if draw(st.booleans()) else 0) for a, b, event in made]


def counted(spells: list[Spell], elapsed: int, until: int) -> tuple[Fraction, float]:
    """Day by day, in fractions: what is left of those who wait, and Greenwood's sum."""
    left, variance = Fraction(1), 0.0
    for day in range(elapsed + 1, until + 1):
        waiting = [s for s in spells if s.entry < day and s.exit >= day]
        ended = [s for s in waiting if s.exit == day and s.event]
        if ended:
            left *= Fraction(len(waiting) - len(ended), len(waiting))
            if len(waiting) > len(ended):
                variance += len(ended) / (len(waiting) * (len(waiting) - len(ended)))
    return left, variance


@given(some_spells(), st.integers(0, 15))
def test_the_curve_is_that_of_plain_counting(spells, since):
    for step in kaplan_meier(spells, since):
        assert step.surviving == pytest.approx(float(counted(spells, since, int(step.day))[0]))


@given(some_spells(), st.integers(0, 15), st.integers(1, 20))
def test_the_conditional_chance_and_its_interval_are_those_of_plain_counting(spells, since, days):
    found = within(spells, since, days)
    assume(found is not None)
    if found.curve is None:
        return
    left, variance = counted([s for s in spells if s.exit > s.entry], since, since + days)
    assert found.curve == pytest.approx(1 - float(left), abs=1e-12)
    if 0 < found.curve < 1:
        log = math.log(left)
        error = 1.959963984540054 * math.sqrt(variance) / -log
        assert found.low == pytest.approx(1 - float(left) ** math.exp(-error), abs=1e-9)
        assert found.high == pytest.approx(1 - float(left) ** math.exp(error), abs=1e-9)


@given(some_spells(), st.integers(0, 30), st.integers(1, 60))
def test_the_chance_is_never_certain_and_lies_in_its_interval(spells, since, days):
    found = within(spells, since, days)
    if found is None:
        assert all(s.exit <= s.entry for s in spells)
        return
    assert 0 < found.rate < 1 or (found.how != "curve" and found.rate == pytest.approx(1))
    assert found.low <= found.rate + 1e-12
    assert found.rate <= found.high + 1e-12
    if found.how != "curve":
        assert "constant hazard" in found.note


@given(some_spells(), st.integers(0, 20), st.integers(1, 20), st.integers(1, 20))
def test_more_time_never_makes_it_less_likely(spells, since, days, more):
    found = within(spells, since, days)
    later = within(spells, since, days + more)
    if found is None or found.how != "curve" or later.how != "curve":
        return
    if 0 < found.curve <= later.curve < 1:  # half a case is added at the ends only
        assert later.rate >= found.rate - 1e-12
    assert later.curve >= found.curve - 1e-12


def test_a_textbook_trial():
    # Published: S(6) = 0.857, S(7) = 0.807, S(10) = 0.753, S(13) = 0.690, S(16) = 0.627,
    # S(22) = 0.538, S(23) = 0.448; standard error of S(10) is 0.0963.
    curve = {step.day: round(step.surviving, 3) for step in kaplan_meier(TRIAL)}
    assert curve == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    found = within(TRIAL, 0, 10)
    assert found.curve == pytest.approx(1 - 0.7529, abs=5e-5)
    error = 0.0963 / 0.7529  # standard error of the log of the curve
    hazard = -math.log(0.7529)
    assert found.low == pytest.approx(
        1 - math.exp(-hazard * math.exp(-1.96 * error / hazard)), abs=2e-3
    )
    assert (found.at_risk, found.events) == (21, 5)


def test_waiting_already_counts():
    # Thirteen wait on after day 10; one of the 12 left ends on day 13, one of 11 on day 16.
    found = within(TRIAL, 10, 6)
    left = Fraction(11, 12) * Fraction(10, 11)
    assert found.curve == pytest.approx(1 - float(left))
    assert found.at_risk == 13
    assert found.events == 2


def test_a_spell_seen_late_is_at_risk_only_from_then_on():
    spells = (
        [Spell(5, event=True)] * 4
        + [Spell(9, event=True, entry=6)] * 5
        + [Spell(12, event=False)] * 6
    )
    steps = kaplan_meier(spells)
    assert [(s.day, s.at_risk, s.events) for s in steps] == [(5, 10, 4), (9, 11, 5)]


def test_no_event_yet_is_not_never():
    found = within([Spell(100, event=False)] * 9, 0, 50)
    assert found.rate == pytest.approx(0.5 / 10)
    assert found.low == 0
    assert 0.15 < found.high < 0.35
    assert "half a case" in found.note


def test_always_so_far_is_not_certain():
    found = within([Spell(10, event=True)] * 9, 0, 50)
    assert found.rate == pytest.approx(9.5 / 10)
    assert found.high == 1


def test_too_few_at_risk_leave_the_curve_for_a_constant_hazard():
    spells = [Spell(day, event=True) for day in range(10, 130, 10)]  # twelve, one every ten days
    found = within(spells, 85, 10)
    assert found.how == "hazard"
    # From day 20 on ten are at risk: ten events and a half in 10 + 20 + ... + 100 days.
    assert found.rate == pytest.approx(1 - math.exp(-10.5 / 550 * 10))
    assert "after day 20" in found.note
    both = within(spells, 65, 30)  # day 70 still has six at risk, day 80 leaves four
    assert both.how == "curve and hazard"
    left = Fraction(5, 6) * Fraction(4, 5)
    assert both.rate == pytest.approx(1 - float(left) * math.exp(-10.5 / 550 * 15))


def test_few_spells_from_the_start_are_a_constant_hazard():
    spells = [Spell(100, event=True), Spell(300, event=False)]
    found = within(spells, 0, 100)
    assert len(spells) < ENOUGH
    assert found.rate == pytest.approx(1 - math.exp(-1.5 / 400 * 100))


def test_nothing_watched_says_nothing():
    assert within([], 0, 10) is None
    assert within([Spell(0, event=False)], 0, 10) is None


@pytest.mark.parametrize(("elapsed", "days"), [(-1, 10), (0, 0), (0, -5), (0, math.nan)])
def test_senseless_times_are_refused(elapsed, days):
    with pytest.raises(ValueError, match="days"):
        within(TRIAL, elapsed, days)
