"""How good the outside view is, measured; the figures in the docs come from here."""

import csv
import gzip
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from detente.forecast.outside.calibration import (
    Asked,
    calibration,
    fitted_rate,
    question_floor,
    recalibrate,
    trials,
)
from detente.forecast.outside.history import gaps
from detente.forecast.outside.impasses import impasses
from detente.forecast.outside.questions import CLOSED, SETS, classify
from detente.forecast.outside.reference import impasse_component
from detente.forecast.outside.survival import within

DATA = Path(__file__).parents[3] / "shared/data"
QUESTIONS = DATA / "gjp_questions"
MONTHS = DATA / "us_dprk_history/monthly_counts.csv"


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """All closed two-option questions; scored are the 49 about talks and deals."""
    if not QUESTIONS.exists():
        pytest.skip("needs the closed questions in ../shared/data, which are not part of this")
    with (QUESTIONS / "talk_and_deal_questions.csv").open(encoding="utf-8") as file:
        chosen = {row["ifp_id"] for row in csv.DictReader(file)}
    found = []
    with gzip.open(QUESTIONS / "ifps.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["q_status"] != "closed" or row["n_opts"] != "2":
                continue
            start, end, closed = (
                datetime.strptime(row[name].split()[0], "%m/%d/%y").date()  # noqa: DTZ007
                for name in ("date_start", "date_to_close", "date_closed")
            )
            assert start <= date(2015, 6, 10)
            assert closed <= CLOSED
            came = row["outcome"] == "a"
            found.append(Asked(row["q_text"], (end - start).days, came, row["ifp_id"] in chosen))
    return found


def test_the_counts_are_those_of_the_questions(asked):
    for name, kept in SETS.items():
        those = [a for a in asked if name == "all" or classify(a.text) == name]
        days = [a.days for a in those]
        assert (len(those), sum(a.came for a in those)) == (kept.n, kept.yes), name
        assert (float(np.median(days)), max(days)) == (kept.typical, kept.longest)
        if name != "all":
            assert min(days) == kept.shortest


def test_the_classes_of_questions_are_no_worse_than_one_share_for_all(asked):
    floor = question_floor(asked)
    print(floor)
    assert floor["n"] == 49
    assert floor["classes"] <= floor["share"]
    assert floor["classes"] <= floor["share_all"]


def test_only_talks_show_that_more_time_helps(asked):
    def gain(name):
        marked = [
            Asked(a.text, a.days, a.came, name == "all" or classify(a.text) == name) for a in asked
        ]
        floor = question_floor(marked)
        return floor["flat"] - floor["classes"]

    assert gain("talks") > 0.02


def test_no_forecast_knows_its_own_row():
    (row,) = (row for row in impasses() if row.id == "sixparty_2004")
    others = [other for other in impasses() if other is not row]
    late = max(other.until for other in others)
    mine = [t for t in trials() if t.row == row.id and (t.event, t.elapsed) == ("talks", 91)]
    assert [t.months for t in mine] == [3, 6, 12, 24]
    assert [t.came for t in mine] == [False, False, True, True]
    by = date.fromordinal(late.toordinal() + round(12 * 365.25 / 12))
    stalled = date.fromordinal(late.toordinal() - 91)
    found = impasse_component("talks", as_of=late, by=by, stalled=stalled, rows=others)
    assert mine[2].said["impasses"] == found.rate


def test_the_outside_view_is_calibrated_on_at_least_forty_impasses():
    measured = calibration()
    assert measured["rows"] >= 45
    by = {(o["event"], o["way"]): o for o in measured["overall"]}
    for told in measured["overall"]:
        print(told)
    both = by["both", "impasses"]
    assert both["impasses"] >= 40
    assert both["intercept_low"] < 0 < both["intercept_high"]
    assert both["slope_low"] < 1 < both["slope_high"]
    # Against the share in the others there is nothing to gain: it is the same knowledge.
    assert abs(both["skill"]) < 0.01
    pooled = by["both", "pooled"]
    assert pooled["intercept_low"] < 0 < pooled["intercept_high"]
    assert pooled["slope_low"] < 1 < pooled["slope_high"]
    assert pooled["brier"] < both["brier"] + 0.005
    # Forecast from earlier impasses only, the class said too much: told in its caveat.
    assert by["both", "earlier"]["said"] > by["both", "earlier"]["came"]


def test_recalibration_finds_the_numbers_that_made_the_data():
    random = np.random.Generator(np.random.Philox(7))
    said = random.uniform(0.05, 0.95, 20000)
    true = 1 / (1 + np.exp(-(0.4 + 0.6 * np.log(said / (1 - said)))))
    came = random.random(20000) < true
    fit = recalibrate(said.tolist(), came.tolist(), [str(i) for i in range(20000)])
    assert fit["intercept_low"] < 0.4 < fit["intercept_high"]
    assert fit["slope_low"] < 0.6 < fit["slope_high"]
    assert fit["slope_high"] - fit["slope_low"] < 0.12
    # The same data ten times over is no more knowledge, if the copies are one cluster.
    tenfold = recalibrate(
        said[:500].tolist() * 10, came[:500].tolist() * 10, [str(i) for i in range(500)] * 10
    )
    once = recalibrate(said[:500].tolist(), came[:500].tolist(), [str(i) for i in range(500)])
    assert tenfold == pytest.approx(once)
    with pytest.raises(ValueError, match="do not fix"):
        recalibrate([0.3] * 4, [True, False, False, True], list("abcd"))


def test_the_fitted_rate_leaves_the_flagship_out():
    fit = fitted_rate()
    rows = [r for r in impasses() if not r.id.startswith(("dprk_", "sixparty_"))]
    months = sum(((r.revived or r.until) - r.start).days for r in rows) / (365.25 / 12)
    assert fit["rows"] == len(rows)
    assert fit["left_out"] >= 9
    assert fit["rate"] == pytest.approx(sum(r.revived is not None for r in rows) / months)
    assert fit["low"] < fit["rate"] < fit["high"]
    # A constant hazard is a poor description: too slow at first, too fast later.
    assert fit["check"][0]["constant"] < fit["check"][0]["curve"]


@pytest.fixture(scope="module")
def talked() -> list[bool]:
    """Whether there were US-DPRK talks in each month from January 1990 to August 2018."""
    if not MONTHS.exists():
        pytest.skip("needs the months with talks in ../shared/data, which are not part of this")
    with MONTHS.open(encoding="utf-8") as file:
        return [int(row["negotiations"]) > 0 for row in csv.DictReader(file)]


def test_the_own_record_agrees_with_a_plain_count_of_months(talked):
    months = [i for i, talks in enumerate(talked) if talks]
    waits, _ = gaps(months, len(talked) - 1)
    for since in (0, 1, 2, 3, 4):
        for ahead in (1, 3, 6):
            like = [m + since for m in months if not any(talked[m + 1 : m + since + 1])]
            like = [t for t in like if t < len(talked) - 1]
            came = [any(talked[t + 1 : t + ahead + 1]) for t in like]
            found = within(waits, since, ahead)
            assert (found.at_risk, found.how) == (len(like), "curve")
            if ahead == 3:  # nobody was lost from sight on the way, so the curve is a count
                assert found.rate == pytest.approx(np.mean(came), abs=0.01)


@pytest.mark.parametrize("ahead", [1, 3, 6, 12])
def test_the_own_record_beats_the_share_of_all_months_looking_forward_only(talked, ahead):
    losses: dict[str, list[float]] = {"record": [], "share": []}
    for now in range(120, len(talked) - ahead):  # from January 2000
        waits, elapsed = gaps([i for i in range(now + 1) if talked[i]], now)
        came = any(talked[now + 1 : now + ahead + 1])
        past = [any(talked[t + 1 : t + ahead + 1]) for t in range(now - ahead + 1)]
        losses["record"].append((within(waits, elapsed, ahead).rate - came) ** 2)
        losses["share"].append((np.mean(past) - came) ** 2)
    scores = {name: round(float(np.mean(loss)), 3) for name, loss in losses.items()}
    print(ahead, len(losses["record"]), scores)
    assert scores["record"] < scores["share"] - 0.04
