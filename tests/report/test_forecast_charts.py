"""The fan and the components drawn: in their frame, told in words, the same as their twins."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from detente.report.answers import Answers
from detente.report.charts import components, fan
from detente.report.layout import HALF
from detente.report.prose import Chart
from report.forecast_fixture import forecast
from report.helpers import LONG, SVG, cells, drawing, words
from report.korea import book, findings
from report.test_paths import apart, labels


def answers(support: dict[str, Any] | None = None) -> Answers:
    found = forecast()
    found = replace(found, support=support) if support else found
    return Answers(book(), {**findings(), "forecast": found})


def support() -> dict[str, Any]:
    out: dict[str, Any] = json.loads(json.dumps(forecast().support))
    return out


def every() -> list[Chart]:
    asked = forecast().support["questions"]
    out = [components.chart(q, f"components-{k}", answers()) for k, q in enumerate(asked)]
    return [*fan.charts(answers()), *(item for item in out if item)]


CHARTS = every()
NAMES = [chart.ident for chart in CHARTS]


def test_the_headline_first_and_one_for_each_target_asked_about() -> None:
    assert NAMES[:3] == ["fan", "fan-2", "fan-3"]
    assert CHARTS[0].title == "Timeline: talks resume"


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_well_formed_named_described_and_inside_its_frame(chart: Chart) -> None:
    root = drawing(chart)
    assert root.get("role") == "img"
    desc = root.find(f"{SVG}desc")
    assert desc is not None
    assert desc.text
    wide, tall = float(root.get("width", 0)), float(root.get("height", 0))
    assert wide <= min(326, HALF)
    for text, (x0, y0, x1, y1) in labels(root):
        assert -0.5 <= x0 < x1 <= wide + 0.5, text
        assert -1 <= y0 < y1 <= tall + 1, text
    assert "fill=" not in chart.drawing
    assert not chart.twin.empty


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_no_label_covers_another(chart: Chart) -> None:
    for (one, a), (other, b) in combinations(labels(drawing(chart)), 2):
        assert apart(a, b), (one, other)


def test_lines_differ_by_dash_and_number_not_by_colour() -> None:
    drawn = CHARTS[0].drawing
    for cls in ("bold", "mean", "fan", "early", "late", "out out1", "out out2", "out out3"):
        assert f'class="{cls}"' in drawn
    shown = words(drawing(CHARTS[0]))
    assert {"1", "2", "3", "D1", "D2", "a", "b"} <= set(shown)


def test_the_key_says_what_the_twin_says() -> None:
    shown = " ".join(words(drawing(CHARTS[0])))
    last = cells(CHARTS[0])[-1]
    assert last in shown
    assert "30 April 2020" in shown
    assert "G20 in Osaka" in shown


def test_small_rates_are_drawn_on_a_small_axis() -> None:
    found = fan.view(answers(), "interim_deal")
    assert found is not None
    assert found.top <= 0.2


@pytest.mark.parametrize("left", [None, {}])
def test_an_inside_view_that_was_left_out_leaves_the_outside(left: Any) -> None:
    data = support()
    data["curves"]["talks_resume"]["inside"] = left
    chart = fan.charts(answers(data))[0]
    assert 'class="mean"' not in chart.drawing
    assert 'class="bold"' in chart.drawing


def test_nothing_is_drawn_where_nothing_is_known() -> None:
    assert fan.charts(Answers(book(), findings())) == ()
    data = support()
    data["curves"]["talks_resume"] = {"dates": [], "inside": None, "outside": {}, "rate": []}
    assert [c.ident for c in fan.charts(answers(data))] == ["fan-2", "fan-3"]


def test_crowded_calendars_and_long_names_stay_in_the_frame() -> None:
    data = support()
    data["windows"] = [
        {"name": LONG, "start": "2019-06-01", "end": "2019-06-02", "issues": [], "parties": []}
    ] * 12
    data["deadlines"] = ["2019-06-05", "2019-06-06"]
    chart = fan.charts(answers(data))[0]
    root = drawing(chart)
    wide = float(root.get("width", 0))
    assert all(box[2] <= wide + 0.5 for _, box in labels(root))


def test_components_are_marked_by_shape_and_text() -> None:
    chart = next(c for c in CHARTS if c.ident == "components-0")
    assert 'class="dot"' in chart.drawing
    assert 'class="ring"' in chart.drawing
    shown = " ".join(words(drawing(chart))).replace("\u00a0", " ")
    assert "33 % (24\u201342 %), n 94" in shown
    assert "inside view" in shown
    rows = [cell.replace("\u00a0", " ") for cell in cells(chart)]
    assert "24\u201342 %" in rows
    assert "our figure (pooled)" in rows
