"""The forecast as a finding: components, pool, curves, levers, signposts."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from detente.asking import asks_of
from detente.core.examples import fence
from detente.core.logic import Is
from detente.core.table import Span, Target
from detente.core.timing import Clock, Contact, Shock, Window
from detente.forecast.asks import Ask
from detente.forecast.inside import Looker
from detente.forecast.parameters import Parameters
from detente.forecast.passage import Plan, first_passage
from detente.forecast.question import ALREADY, INSIDE_ONLY, OUTSIDE_ONLY, forecast
from detente.study import open_case

KOREA = "cases/korea-2019"
DAY = 693596  # 1 January 1900: before any impasse or question of the reference classes


@pytest.fixture(scope="module")
def korea():
    loaded, table = open_case(KOREA)
    return loaded, table, forecast(table, asks_of(loaded, table), readings=60)


def test_a_pool_is_the_log_odds_of_its_components_moved_from_the_outside(korea):
    for question in korea[2].support["questions"]:
        odds = {
            c["name"]: math.log(p / (1 - p))
            for c in question["components"]
            for p in [min(max(c["rate"], 0.01), 0.99)]
        }
        outside = [v for k, v in odds.items() if k != "inside"]
        middle, away = sum(odds.values()) / len(odds), sum(outside) / len(outside)
        pooled = away + 1.2 * (middle - away)
        assert question["rate"] == pytest.approx(1 / (1 + math.exp(-pooled)), abs=2e-5)


def test_every_figure_has_its_components_and_their_n(korea):
    for question in korea[2].support["questions"]:
        assert len(question["components"]) >= 3
        assert all(c["n"] > 0 and c["basis"] and c["caveat"] for c in question["components"])
        assert question["yes_if"]
        assert question["low"] <= question["rate"] <= question["high"]


def test_the_certificate_holds_the_inside_view_of_every_reading(korea):
    finding = korea[2]
    for question in finding.support["questions"]:
        inside = next(c for c in question["components"] if c["name"] == "inside")
        mean = np.mean(finding.certificate["inside"][question["id"]])
        assert mean == pytest.approx(inside["rate"], abs=2e-6)


def test_curves_never_fall_and_end_where_the_question_stands(korea):
    for curve in korea[2].support["curves"].values():
        for name in ("mean", "low", "high"):
            assert (np.diff(curve["inside"][name]) >= -1e-9).all()
        assert (np.diff(curve["rate"]) >= 0).all()
        assert len(curve["dates"]) == len(curve["rate"])
    question = korea[2].support["questions"][0]
    curve = korea[2].support["curves"][question["target"]]
    last = max(k for k, day in enumerate(curve["dates"]) if day <= question["by"])
    inside = next(c for c in question["components"] if c["name"] == "inside")
    assert curve["inside"]["mean"][last] == pytest.approx(inside["rate"], abs=1e-6)


def test_a_lever_says_what_it_changes_on_the_same_readings(korea):
    loaded, table, finding = korea
    entry = next(e for e in finding.support["levers"] if e["levers"] == ["drop_bolton"])
    pulled = forecast(
        table, asks_of(loaded, table), levers=["drop_bolton"], readings=60, with_levers=False
    )
    for question in pulled.support["questions"]:
        assert entry["targets"][question["id"]]["rate"] == pytest.approx(question["rate"], abs=1e-6)


def test_a_longer_look_changes_nothing_that_comes_before(korea):
    _, table, _ = korea
    short = first_passage(table, until=table.as_of + 100, readings=20)
    long = first_passage(table, until=table.as_of + 300, readings=20)
    for name, curve in short.curves.items():
        assert (curve == long.curves[name][:, : curve.shape[1]]).all()


def test_the_same_input_gives_the_same_bytes(korea):
    loaded, table, finding = korea
    again = forecast(table, asks_of(loaded, table), readings=60)
    assert again.to_json() == finding.to_json()


def _busy() -> object:
    """The fence with a contact, a shock that shuts the gate for good, and a window."""
    table = replace(fence(), as_of=DAY)
    clock = Clock(
        contacts=(Contact(("Ann", "Bob"), Span("contacts.Ann-Bob", 2, 2)),),
        shocks=(Shock("storm", Span("shocks.storm", 0.1, 0.1), (("gate", 2),)),),
        windows=(Window("fair", DAY + 10, DAY + 12, frozenset({"gate"})),),
    )
    return replace(table, clock=clock)


def test_an_event_needs_no_consent_and_can_come_by_a_shock():
    table = _busy()
    storm = Target("gate = open", "event", Is("gate", frozenset({"open"})))
    found = first_passage(table, targets=[storm], until=DAY + 70, readings=3)
    hazard = 1 - math.exp(-0.1 * 7 / (365.25 / 12))
    assert found.curves["gate = open"][0] == pytest.approx(
        [1 - (1 - hazard) ** k for k in range(1, 11)]
    )


def test_signposts_say_which_way_they_push():
    table = _busy()
    storm = Target("gate = open", "event", Is("gate", frozenset({"open"})))
    found = forecast(table, [Ask("gate = open", storm, DAY + 70)], readings=5).support["signposts"]
    by = {post["what"]: post for post in found}
    assert by["storm"]["pushes"] == "up"
    assert by["fair (opens gate)"]["pushes"] == "none"


def test_without_an_outside_view_the_inside_stands_alone_and_says_so():
    table = replace(fence(), as_of=DAY)
    odd = Ask("shared", table.target["shared"], DAY + 20)
    found = forecast(table, [odd], readings=5).support["questions"][0]
    assert [c["name"] for c in found["components"]] == ["inside"]
    assert found["note"] == INSIDE_ONLY
    assert found["pool"]["extremise"] == 1


def test_a_question_the_case_cannot_express_has_the_outside_view_alone():
    table = replace(fence(), as_of=737212)
    found = forecast(table, [Ask("Will there be talks?", None, 737400, note="not in the case")])
    question = found.support["questions"][0]
    assert "inside" not in {c["name"] for c in question["components"]}
    assert question["note"].startswith("not in the case")
    assert question["rate"] is not None


def test_of_what_is_already_so_the_inside_view_says_nothing(korea):
    _, table, _ = korea
    short = Target("testing = short_range", "event", Is("testing", frozenset({"short_range"})))
    found = forecast(table, [Ask("Does Pyongyang fire?", short, table.as_of + 70)], readings=4)
    question = found.support["questions"][0]
    assert question["note"] == f"{ALREADY}; {OUTSIDE_ONLY}"
    assert [c["kind"] for c in question["components"]] == ["base rate"]
    assert short.id not in found.support["curves"]
    assert found.certificate["inside"] == {}


def test_a_table_beyond_exact_is_simulated_and_beyond_that_left_out(monkeypatch, korea):
    _, table, _ = korea
    looker = Looker((table.target["contact"],), Plan(table.as_of + 60, Parameters(), 30, 0))
    monkeypatch.setattr("detente.forecast.inside.EXACT", 10)
    seen = looker.see([table])[0]
    assert seen.method == "simulated"
    assert "simulated" in seen.component(table.target["contact"], table.as_of + 60).basis
    monkeypatch.setattr("detente.forecast.inside.NEAR", 10)
    seen = looker.see([table])[0]
    assert seen.method == "left out"
    ask = Ask("contact", table.target["contact"], table.as_of + 60)
    question = forecast(table, [ask], readings=30).support["questions"][0]
    assert "too many outcomes" in question["note"]
    assert "inside" not in {c["name"] for c in question["components"]}


def test_pieces_of_readings_and_a_map_change_nothing(monkeypatch, korea):
    _, table, _ = korea
    whole = first_passage(table, until=table.as_of + 60, readings=30)
    monkeypatch.setattr("detente.forecast.passage.WORK", 7 * 126)
    parts = first_passage(table, until=table.as_of + 60, readings=30, mapping=map)
    for name, curve in whole.curves.items():
        assert curve == pytest.approx(parts.curves[name], abs=1e-14)


def test_parameters_carry_their_reasons():
    for about in Parameters().to_dict().values():
        assert about["unit"]
        assert about["meaning"]
        assert about["reason"]
    with pytest.raises(ValueError, match="slope"):
        Parameters(slope=0)


def test_the_finding_is_plain_data(korea):
    assert json.loads(korea[2].to_json())["question"] == "forecast"
