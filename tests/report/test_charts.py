"""Every chart: well-formed, told in words, with a twin that says the same, the same each time."""

from __future__ import annotations

import pytest

from detente.report.answers import Answers
from detente.report.charts import (
    actor_strip,
    blockers_matrix,
    deal_space,
    levers,
    paths,
    source_map,
)
from detente.report.prose import Chart
from detente.report.svg import SIZE, standalone
from report.helpers import EVIL, SVG, cells, drawing, hostile, words
from report.korea import book, findings


def every_chart() -> list[Chart]:
    found, case = findings(), book()
    out = [
        *actor_strip.charts(case),
        deal_space.chart(found["deals"].support, case.party_name),
        *levers.charts(found["levers"].support, "talks_resume", case),
        blockers_matrix.chart(found["blockers"].support, "talks_resume", case),
        paths.chart(Answers(case, found)),
        source_map.chart(case),
    ]
    return [item for item in out if item is not None]


CHARTS = every_chart()


@pytest.mark.parametrize("chart", CHARTS, ids=[chart.ident for chart in CHARTS])
def test_a_chart_is_well_formed_named_and_described(chart: Chart) -> None:
    root = drawing(chart)
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text
    assert desc.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert not chart.twin.empty


@pytest.mark.parametrize("chart", CHARTS, ids=[chart.ident for chart in CHARTS])
def test_nothing_is_drawn_outside_its_frame(chart: Chart) -> None:
    root = drawing(chart)
    wide, tall = float(root.get("width", 0)), float(root.get("height", 0))
    for item in root.iter():
        for key, limit in (("x", wide), ("cx", wide), ("y", tall), ("cy", tall)):
            if key in item.attrib and item.tag != f"{SVG}pattern":
                assert -1 <= float(item.attrib[key]) <= limit + 1


def test_drawings_carry_classes_and_no_colours() -> None:
    for chart in CHARTS:
        assert "fill=" not in chart.drawing
        assert "#fff" not in chart.drawing
        assert "font-size" not in chart.drawing


def test_text_prints_at_nine_points() -> None:
    assert SIZE * 72 / 96 >= 9


def test_ids_differ_between_charts() -> None:
    ids = [item.get("id") for chart in CHARTS for item in drawing(chart).iter() if item.get("id")]
    assert len(ids) == len(set(ids))


def test_every_figure_of_the_lever_charts_is_in_their_twins() -> None:
    for chart in CHARTS:
        if chart.ident in ("levers", "pairs", "blockers"):  # the paths: see test_paths
            said = {word.replace("\u00a0%", "") for word in cells(chart)}
            drawn = {word.replace("\u00a0%", "") for word in words(drawing(chart))}
            known = {"0", "50", "100"} if chart.ident == "levers" else set()
            numbers = {word for word in drawn if any(letter.isdigit() for letter in word)}
            # the diagonal of the triangle repeats the single levers
            alone = {
                w.replace("\u00a0%", "") for c in CHARTS if c.ident == "levers" for w in cells(c)
            }
            assert numbers <= said | known | (alone if chart.ident == "pairs" else set())


def test_the_strip_marks_what_the_twin_says() -> None:
    (chart,) = [item for item in CHARTS if item.title == "scope"]
    root = drawing(chart)
    dots = [item for item in root.iter(f"{SVG}circle") if item.get("class") == "dot"]
    crosses = [item for item in root.iter(f"{SVG}path") if item.get("class") == "cross"]
    bars = [item for item in root.iter(f"{SVG}line") if item.get("class") == "bar"]
    assert len(dots) == len(chart.twin.rows)  # every actor here wants one thing
    assert len(crosses) == sum(1 for row in chart.twin.rows if row[3].line)
    assert len(bars) == sum(" or " in text for text in cells(chart))
    assert chart.drawing.count("-hatch)") == 1  # one option of this issue is not on offer


def test_the_deal_space_draws_today_and_the_unbeaten() -> None:
    (chart,) = [item for item in CHARTS if item.ident == "deal-space"]
    root = drawing(chart)
    classes = [item.get("class") for item in root.iter()]
    assert "today" in classes
    assert "front" in classes
    assert {"both gain", "neither"} <= set(words(root))
    assert "1" in words(root)


def test_outcomes_without_a_gain_are_counted_not_drawn() -> None:
    support = findings()["deals"].support
    space = {
        **support["space"],
        "points": [[None, 1.0, -1, False, False], [1.0, 2.0, 0, True, True]],
    }
    found = deal_space.view({**support, "space": space}, {})
    assert found is not None
    assert (len(found.marks), found.outside) == (1, 1)
    assert "1 more break" in deal_space.describe(found)


def test_no_space_without_two_parties() -> None:
    assert deal_space.chart({"space": None}, {}) is None
    assert deal_space.chart({"space": {"parties": ["a"], "points": []}}, {}) is None


def test_a_gap_is_blank_and_a_judgement_is_marked() -> None:
    found = source_map.view(book())
    assert ("Xi", "scope") not in found.spots
    assert found.spots["Pompeo", "talks"].basis == "judgement"
    assert found.spots["Kim", "sequence"].basis == "quoted"
    assert found.spots["Putin", "security"].said == 1


def test_many_levers_and_targets_stay_readable() -> None:
    support = findings()["levers"].support
    one = support["targets"]["talks_resume"]
    singles = {f"lever_{k}": next(iter(one["singles"].values())) for k in range(40)}
    charts = levers.charts({"targets": {"t": {**one, "singles": singles}}}, "t", book())
    assert "28 weaker levers in the table only" in charts[1].legend
    assert len(charts[0].twin.rows) == 41


def test_hostile_words_stay_words() -> None:
    for chart in (*actor_strip.charts(hostile()), source_map.chart(hostile())):
        assert chart is not None
        root = drawing(chart)
        assert not [item for item in root.iter() if item.tag.endswith("script")]
        assert "\x1b" not in chart.drawing
        assert EVIL not in chart.drawing


def test_a_standalone_drawing_brings_its_style() -> None:
    alone = standalone(CHARTS[0].drawing)
    assert alone.count("<svg") == 1
    assert "<style>" in alone


def test_the_same_case_gives_the_same_bytes() -> None:
    assert [chart.drawing for chart in every_chart()] == [chart.drawing for chart in CHARTS]
