"""The score: figures by hand, a plain count of everything, and what must always hold."""

import json
import math
import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.forecast.score import FLOOR, METHOD, Said, Settled, score, standing
from detente.forecast.scoring.bootstrap import intervals
from detente.forecast.scoring.calibration import discrimination, line, table
from detente.forecast.scoring.murphy import brier, log_score, murphy

START = date(2019, 6, 1)


def day(n: int) -> date:
    return START + timedelta(days=n)


def ask(name, yes, *rates, cluster=None, on=100, by=200, reference=None, made=None):
    said = tuple(
        Said(day(at), p, reference, day(made) if made is not None else None) for at, p in rates
    )
    return Settled(name, cluster or name, yes, day(on), day(by), said)


# --- figures by hand ---


def test_three_questions_by_hand():
    found = score(
        [
            ask("a", True, (0, 0.8), reference=0.5),
            ask("b", False, (0, 0.3), reference=0.2),
            ask("c", False, (0, 0.1), reference=0.2),
        ]
    )
    assert found.n == 3
    assert found.yes == 1
    assert found.brier == pytest.approx((0.04 + 0.09 + 0.01) / 3)
    assert found.log == pytest.approx(-(math.log(0.8) + math.log(0.7) + math.log(0.9)) / 3)
    assert found.reference_brier == pytest.approx((0.25 + 0.04 + 0.04) / 3)
    assert found.skill == pytest.approx(1 - 0.14 / 0.33)
    assert found.discrimination.auc == 1
    assert found.discrimination.mean_yes == 0.8
    assert found.discrimination.mean_no == pytest.approx(0.2)
    assert [(b.low, b.n, b.happened) for b in found.bins] == [
        *((0.1, 1, 0), (0.3, 1, 0), (0.8, 1, 1))
    ]
    assert "too few" in found.line.why_not


def test_references_by_hand():
    asked = [ask("a", True, (0, 0.8)), ask("b", False, (0, 0.3)), ask("c", False, (0, 0.1))]
    even = score(asked, reference="even")
    assert even.reference_brier == 0.25
    assert even.skill == pytest.approx(1 - 0.14 / 3 / 0.25)
    base = score(asked, reference="base")
    assert base.reference_brier == pytest.approx(2 / 9)
    assert "afterwards" in base.params["reference_said"]
    none = score(asked)
    assert none.skill is None
    assert none.skill_n == 0
    assert any("no reference" in note for note in none.notes)


def test_skill_is_over_the_questions_that_have_a_reference():
    found = score([ask("a", True, (0, 0.8), reference=0.5), ask("b", False, (0, 0.9))])
    assert found.skill_n == 1
    assert found.skill == pytest.approx(1 - 0.04 / 0.25)
    assert any("for 1 only" in note for note in found.notes)


def test_the_log_score_has_a_floor():
    found = score([ask("a", True, (0, 0.0)), ask("b", False, (0, 0.0))])
    assert found.log == pytest.approx(-(math.log(FLOOR) + math.log(1 - FLOOR)) / 2)
    assert found.params["floor"] == FLOOR
    harsher = score([ask("a", True, (0, 0.0))], floor=1e-6)
    assert harsher.log == pytest.approx(-math.log(1e-6))


def test_a_perfect_reference_gives_no_skill():
    found = score([ask("a", True, (0, 0.8), reference=1.0)])
    assert found.skill is None
    assert any("right throughout" in note for note in found.notes)


# --- which forecast counts ---


def test_the_three_modes_by_hand():
    one = ask("a", True, (0, 0.2), (50, 0.4), (90, 0.9))
    assert [s.rate for s, _ in standing(one, "last")] == [0.9]
    assert [s.rate for s, _ in standing(one, "first")] == [0.2]
    weights = [(s.rate, w) for s, w in standing(one, "daily")]
    assert weights == [(0.2, 0.5), (0.4, 0.4), (0.9, 0.1)]
    found = score([one], mode="daily")
    assert found.brier == pytest.approx(0.5 * 0.64 + 0.4 * 0.36 + 0.1 * 0.01)
    assert found.questions[0].rate == pytest.approx(0.35)
    assert found.n == 1


@pytest.mark.parametrize("mode", ["last", "first", "daily"])
def test_nothing_said_on_or_after_the_day_counts(mode):
    late = ask("a", True, (0, 0.2), (100, 1.0), (150, 1.0))
    assert [s.rate for s, _ in standing(late, mode)] == [0.2]
    overdue = ask("a", False, (0, 0.2), (10, 0.0), on=30, by=10)
    assert [s.rate for s, _ in standing(overdue, mode)] == [0.2]
    assert standing(ask("a", True, (100, 0.9)), mode) == []


def test_of_two_of_one_day_the_later_written_stands():
    one = ask("a", True, (0, 0.2), (0, 0.6))
    assert standing(one, "last")[0][0].rate == 0.6
    assert standing(one, "daily") == [(one.forecasts[1], 1.0)]
    assert standing(one, "first")[0][0].rate == 0.2


def test_a_forecast_written_for_an_earlier_day_takes_its_place_in_time():
    one = ask("a", True, (50, 0.5), (10, 0.1))
    assert standing(one, "last")[0][0].rate == 0.5
    assert standing(one, "first")[0][0].rate == 0.1


def test_what_no_forecast_counts_for_is_named():
    assert score([ask("a", True, (100, 0.9))]) is None
    assert score([]) is None
    found = score([ask("a", True, (100, 0.9)), ask("b", True, (0, 0.9))])
    assert found.left_out == ("a",)
    assert any("a" in note for note in found.notes if note.startswith("Left out"))


def test_backtests_are_counted():
    found = score([ask("a", True, (0, 0.9), made=500), ask("b", True, (0, 0.9), made=0)])
    assert found.backtests == 1
    assert [q.backtest for q in found.questions] == [True, False]
    assert any(note.startswith("Backtest: 1 of 2") for note in found.notes)


@pytest.mark.parametrize(
    "more", [{"mode": "best"}, {"reference": "mine"}, {"floor": 0.0}, {"floor": 0.5}]
)
def test_unknown_ways_are_refused(more):
    with pytest.raises(ValueError, match="no such"):
        score([ask("a", True, (0, 0.9))], **more)


@pytest.mark.parametrize("bad", [math.nan, -0.1, 1.1])
def test_what_is_no_probability_is_refused(bad):
    with pytest.raises(ValueError, match="no probability"):
        score([ask("a", True, (0, bad))])
    with pytest.raises(ValueError, match="no probability"):
        score([ask("a", True, (0, 0.5), reference=bad)])


# --- against a plain count ---

PAIRS = st.lists(
    st.tuples(
        st.one_of(st.floats(0, 1), st.sampled_from([0, 0.1, 0.2, 0.3, 0.5, 1])), st.booleans()
    ),
    min_size=1,
    max_size=40,
)


def arrays(pairs):
    p = np.array([float(a) for a, _ in pairs])
    y = np.array([float(b) for _, b in pairs])
    return p, y, np.ones(len(pairs))


@given(PAIRS)
@settings(max_examples=200)
def test_figures_are_those_of_a_plain_count(pairs):
    p, y, w = arrays(pairs)
    n = len(pairs)
    assert brier(p, y, w) == pytest.approx(sum((a - b) ** 2 for a, b in pairs) / n)
    logs = [-math.log(min(max(a if b else 1 - a, 0.01), 0.99)) for a, b in pairs]
    assert log_score(p, y, w, 0.01) == pytest.approx(sum(logs) / n)
    groups: dict[int, list] = {}
    for a, b in pairs:
        groups.setdefault(next(k for k in range(9, -1, -1) if a >= k / 10), []).append((a, b))
    overall = sum(b for _, b in pairs) / n
    rel = res = spread = leaning = 0.0
    for group in groups.values():
        said = sum(a for a, _ in group) / len(group)
        seen = sum(b for _, b in group) / len(group)
        rel += len(group) / n * (said - seen) ** 2
        res += len(group) / n * (seen - overall) ** 2
        spread += sum((a - said) ** 2 for a, _ in group) / n
        leaning += 2 * sum((a - said) * (b - seen) for a, b in group) / n
    parts = murphy(p, y, w)
    assert parts.reliability == pytest.approx(rel, abs=1e-12)
    assert parts.resolution == pytest.approx(res, abs=1e-12)
    assert parts.spread == pytest.approx(spread, abs=1e-12)
    assert parts.leaning == pytest.approx(leaning, abs=1e-12)
    rows = table(p, y, w, np.arange(n, dtype=float))
    assert [(r.n, round(r.low * 10)) for r in rows] == [(len(groups[k]), k) for k in sorted(groups)]
    yes = [a for a, b in pairs if b]
    no = [a for a, b in pairs if not b]
    auc = discrimination(p, y, w).auc
    if yes and no:
        wins = sum((a > b) + (a == b) / 2 for a in yes for b in no)
        assert auc == pytest.approx(wins / len(yes) / len(no))
    else:
        assert auc is None


@given(PAIRS, st.data())
@settings(max_examples=200)
def test_the_parts_add_up_to_the_score_whatever_the_weights(pairs, data):
    p, y, _ = arrays(pairs)
    w = np.array(data.draw(st.lists(st.floats(0.01, 5), min_size=len(p), max_size=len(p))))
    parts = murphy(p, y, w)
    assert parts.brier == pytest.approx(brier(p, y, w), abs=1e-12)
    assert min(parts.reliability, parts.resolution, parts.uncertainty, parts.spread) >= -1e-15


@given(PAIRS)
def test_without_spread_in_the_bins_murphys_three_parts_suffice(pairs):
    p, y, w = arrays([(min(math.floor(a * 10), 9) / 10, b) for a, b in pairs])
    parts = murphy(p, y, w)
    assert parts.spread == pytest.approx(0, abs=1e-15)
    assert parts.leaning == pytest.approx(0, abs=1e-12)


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.lists(st.tuples(st.integers(0, 60), st.floats(0, 1)), min_size=1, max_size=6),
            st.integers(1, 60),
            st.integers(1, 60),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=150)
def test_daily_is_a_plain_walk_through_the_days(raw):
    asked = [ask(f"q{n}", yes, *rates, on=on, by=by) for n, (yes, rates, on, by) in enumerate(raw)]
    scores = []
    for yes, rates, on, by in raw:
        daily = []
        for now in range(min(on, by)):
            stood = [(at, place, p) for place, (at, p) in enumerate(rates) if at <= now]
            if stood:
                daily.append((max(stood)[2] - yes) ** 2)
        if daily:
            scores.append(sum(daily) / len(daily))
    found = score(asked, mode="daily", draws=20)
    assert (found is None) == (not scores)
    if found is not None:
        assert found.brier == pytest.approx(sum(scores) / len(scores), abs=1e-12)
        assert found.murphy.brier == pytest.approx(found.brier, abs=1e-12)
        assert sum(b.weight for b in found.bins) == pytest.approx(found.n)


# --- what must always hold ---


@given(PAIRS)
def test_yes_and_no_can_be_told_the_other_way_round(pairs):
    p, y, w = arrays(pairs)
    assert brier(1 - p, 1 - y, w) == pytest.approx(brier(p, y, w))
    assert log_score(1 - p, 1 - y, w, 0.01) == pytest.approx(log_score(p, y, w, 0.01))


@given(PAIRS)
def test_a_question_asked_twice_changes_no_mean(pairs):
    once = [ask(f"q{n}", b, (0, a)) for n, (a, b) in enumerate(pairs)]
    twice = once + [
        Settled(q.question + "x", q.cluster, q.yes, q.on, q.by, q.forecasts) for q in once
    ]
    one, two = score(once, draws=20), score(twice, draws=20)
    assert two.brier == pytest.approx(one.brier)
    assert two.discrimination.auc == pytest.approx(one.discrimination.auc)
    assert one.clusters == two.clusters
    for a, b in zip(one.intervals["brier"] or (), two.intervals["brier"] or (), strict=True):
        assert a == pytest.approx(b)  # whole clusters are drawn: doubling buys no certainty


def test_the_right_probability_scores_best():
    """A proper score: whoever believes 30 % does best by saying so."""
    y = np.array([1.0] * 3 + [0.0] * 7)
    w = np.ones(10)
    grid = [k / 100 for k in range(1, 100)]
    assert min(grid, key=lambda p: brier(np.full(10, p), y, w)) == 0.3
    assert min(grid, key=lambda p: log_score(np.full(10, p), y, w, 0.001)) == 0.3


# --- calibration line ---


def test_forecasts_stretched_too_far_have_a_slope_below_one():
    rng = random.Random(3)
    truth = [rng.uniform(0.1, 0.9) for _ in range(4000)]
    y = np.array([float(rng.random() < t) for t in truth])
    logit = np.log(np.array(truth) / (1 - np.array(truth)))
    p = 1 / (1 + np.exp(-(2 * logit - 1)))
    fit = line(p, y, np.ones(len(y)))
    assert fit.slope == pytest.approx(0.5, abs=0.08)
    assert fit.intercept == pytest.approx(0.5, abs=0.1)
    assert fit.slope_low < 0.5 < fit.slope_high < 1


def test_the_line_is_that_of_a_general_optimiser():
    from scipy.optimize import minimize

    rng = np.random.default_rng(1)
    p = rng.uniform(0.02, 0.98, 60)
    y = (rng.random(60) < p).astype(float)
    x = np.log(p / (1 - p))

    def loss(at):
        z = at[0] + at[1] * x
        return float(np.sum(np.logaddexp(0, z) - y * z))

    best = minimize(loss, [0.0, 1.0]).x
    fit = line(p, y, np.ones(60))
    assert (fit.intercept, fit.slope) == (
        pytest.approx(best[0], abs=1e-4),
        pytest.approx(best[1], abs=1e-4),
    )


@pytest.mark.parametrize(
    ("p", "y", "why"),
    [
        ([0.5] * 30, [1, 0] * 15, "all forecasts are the same"),
        ([0.2] * 15 + [0.8] * 15, [0] * 15 + [1] * 15, "completely"),
        ([0.2, 0.8] * 9, [0, 1] * 9, "too few"),
        ([0.2, 0.8] * 15, [0] * 30, "too few"),
    ],
)
def test_where_no_line_can_be_drawn_it_is_said(p, y, why):
    fit = line(np.array(p), np.array(y, dtype=float), np.ones(len(p)))
    assert fit.slope is None
    assert why in fit.why_not


# --- intervals ---


def test_the_interval_is_drawn_by_clusters_and_by_seed():
    rng = random.Random(5)
    asked = [ask(f"q{n}", rng.random() < 0.3, (0, rng.random()), reference=0.3) for n in range(60)]
    one = score(asked)
    assert one == score(asked)
    assert one.intervals != score(asked, seed=1).intervals
    low, high = one.intervals["brier"]
    assert low < one.brier < high
    # Clusters of one: the standard error is that of a mean.
    each = np.array([q.brier for q in one.questions])
    assert (high - low) / (2 * 1.96) == pytest.approx(each.std() / math.sqrt(60), rel=0.1)
    together = score(
        [Settled(q.question, q.question[-1], q.yes, q.on, q.by, q.forecasts) for q in asked]
    )
    assert together.clusters == 10
    assert together.intervals["brier"] != one.intervals["brier"]


def test_one_cluster_has_no_interval():
    found = score([ask("a", True, (0, 0.9), cluster="x"), ask("b", True, (0, 0.9), cluster="x")])
    assert found.intervals == {"brier": None, "log": None, "skill": None}
    assert any("one cluster" in note for note in found.notes)


def test_a_figure_that_often_has_no_value_has_no_interval():
    sums = np.array([[0.0, 1.0], [1.0, 1.0]])
    with np.errstate(divide="ignore", invalid="ignore"):
        found = intervals(sums, lambda s: s[:, 1:] / s[:, :1], draws=400, seed=0)
    assert found == [None]


def test_the_interval_covers_about_as_often_as_it_says():
    rng = np.random.default_rng(11)
    hits = 0
    for n in range(150):
        values = rng.normal(0.2, 0.1, 40)
        sums = np.column_stack([values, np.ones(40)])
        [(low, high)] = intervals(sums, lambda s: s[:, :1] / s[:, 1:], draws=300, seed=n)
        hits += low <= 0.2 <= high
    assert 0.88 <= hits / 150 <= 0.99


def test_everything_goes_into_json():
    found = score([ask("a", True, (0, 0.9), reference=0.3), ask("b", False, (0, 0.2))])
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert data["method"] == METHOD
    assert data["murphy"]["brier"] == pytest.approx(data["brier"])
    assert data["params"]["mode"] == "last"
    assert data["questions"][0]["question"] == "a"
