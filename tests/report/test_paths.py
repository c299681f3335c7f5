"""The chart of paths: few boxes, no label on another, the twin says the same."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from detente.core.finding import share
from detente.report.answers import Answers
from detente.report.charts import paths
from detente.report.layout import WIDE, size
from detente.report.prose import Chart
from detente.report.svg import SIZE
from detente.report.text import width
from detente.report.view import build
from detente.report.ways import NODES, view
from report import graph
from report.helpers import EVIL, SVG, cells, drawing, finding, words
from report.korea import book, findings

Box = tuple[float, float, float, float]


def asked(entry: dict[str, Any] | None = None, levers: dict[str, Any] | None = None) -> Answers:
    """The case with the reach of its headline changed, today and after the levers."""
    support = graph.reach()
    headline = support["targets"]["talks_resume"]
    headline |= entry or {}
    headline["levers"][1] |= levers or {}
    if levers is None and entry is not None:
        headline["levers"] = headline["levers"][:1]
    return Answers(book(), findings() | {"reach": finding("reach", support)})


def crowd() -> Answers:
    """A step of eight parties that changes nine issues."""
    changes = {issue.ident: [issue.now, issue.options[-1].ident] for issue in book().issues}
    many = graph.step(changes, 400, [f"party_{k}" for k in range(8)])
    return asked({"paths": [graph.path("any", 300, [many])]})


LONG = graph.path("2", 516, graph.long_path(), "most robust")
SHORT = graph.path("2", 43, graph.long_path()[:2], "shortest")
CASES = {
    "today and levers": asked(),
    "long": asked({"paths": [SHORT, LONG]}),
    "long with levers": asked({}, {"paths": [SHORT, LONG]}),
    "stops first": asked({"paths": [], "stops": graph.stops(0)}),
    "stops later": asked({"paths": [], "stops": graph.stops(1)}),
    "stops at the end": asked({"paths": [], "stops": graph.stops(2)}),
    "stops with the levers": asked({}, {"paths": [], "stops": graph.stops(1)}),
    "crowd": crowd(),
}


def drawn(name: str) -> Chart:
    found = paths.chart(CASES[name])
    assert found is not None
    return found


def labels(root: ET.Element) -> list[tuple[str, Box]]:
    """Every text with the box it takes."""
    out = []
    for item, text in zip(root.iter(f"{SVG}text"), words(root), strict=True):
        wide = width(text, SIZE, "b" in (item.get("class") or "").split())
        x, y = float(item.get("x", 0)), float(item.get("y", 0))
        left = {"middle": x - wide / 2, "end": x - wide}.get(item.get("text-anchor") or "", x)
        out.append((text, (left, y - 9.5, left + wide, y + 2.5)))
    return out


def boxes(root: ET.Element) -> list[Box]:
    """The boxes of the outcomes, today's among them."""
    found = []
    for item in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(item.get(key, 0)) for key in ("x", "y", "width", "height"))
        found.append((x, y, x + w, y + h))
    return found


def apart(a: Box, b: Box) -> bool:
    return a[2] <= b[0] + 0.5 or b[2] <= a[0] + 0.5 or a[3] <= b[1] + 0.5 or b[3] <= a[1] + 0.5


@pytest.mark.parametrize("name", sorted(CASES))
def test_no_label_covers_another_or_leaves_the_frame(name: str) -> None:
    root = drawing(drawn(name))
    wide, tall = float(root.get("width", 0)), float(root.get("height", 0))
    for (one, a), (other, b) in combinations(labels(root), 2):
        assert apart(a, b), (one, other)
    for text, (x0, y0, x1, y1) in labels(root):
        assert -0.5 <= x0 < x1 <= wide + 0.5, text
        assert -1 <= y0 < y1 <= tall + 1, text


@pytest.mark.parametrize("name", sorted(CASES))
def test_labels_stand_inside_one_box_or_beside_all(name: str) -> None:
    root = drawing(drawn(name))
    for one, other in combinations(boxes(root), 2):
        assert apart(one, other)
    for text, (x0, y0, x1, y1) in labels(root):
        for left, top, right, bottom in boxes(root):
            inside = left <= x0 and x1 <= right and top <= y0 and y1 <= bottom
            assert inside or apart((x0, y0, x1, y1), (left, top, right, bottom)), text


@pytest.mark.parametrize("name", sorted(CASES))
def test_at_most_twelve_boxes_and_paper_takes_them_unshrunk(name: str) -> None:
    chart = drawn(name)
    assert 2 <= len(boxes(drawing(chart))) <= NODES
    assert size(chart)[0] <= WIDE


def test_one_step_is_no_wider_than_a_telephone() -> None:
    assert size(drawn("today and levers"))[0] <= 336
    assert not drawn("today and levers").wide
    assert drawn("long").wide


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_figure_drawn_is_in_the_twin(name: str) -> None:
    chart = drawn(name)
    written = re.findall(r"[\d.]+\u00a0%", " ".join(words(drawing(chart))))
    assert written
    assert set(written) <= set(re.findall(r"[\d.]+\u00a0%", " ".join(cells(chart))))


def test_the_twin_holds_every_step_of_every_path() -> None:
    answers = CASES["long"]
    ways = view(answers)
    assert ways is not None
    chart = drawn("long")
    steps = [row for row in chart.twin.rows if "." in cells_of(row)[0]]
    assert len(steps) == sum(len(lane.steps) for lane in ways.lanes) == 9
    talks = "talks: working, in full \u2192 meeting, in full"
    testing = "testing: quiet, in full \u2192 long range, in full"
    assert cells_of(steps[4]) == [
        "2.3",
        "",
        "North Korea",
        f"{talks}; {testing}",
        "86\u00a0%",
        "North Korea +2.5 (1.5 to 4.5)",
    ]


def cells_of(row: tuple[Any, ...]) -> list[str]:
    return ["".join(span.text for span in cell.line) for cell in row]


def test_a_path_that_does_not_fit_is_in_the_table_only() -> None:
    three = [graph.path("any", 10 * k, [*graph.long_path()[k:]], "shortest") for k in range(3)]
    found = paths.chart(asked({"paths": three}))
    assert found is not None
    assert "2 more paths in the table only" in found.legend
    assert len(boxes(drawing(found))) == 8


def test_arrows_are_told_apart_without_colour() -> None:
    root = drawing(drawn("today and levers"))
    lines = [item.get("class") for item in root.iter(f"{SVG}line")]
    assert lines.count("way rare") == 2
    assert lines.count("way") == 1
    assert "100\u00a0%" in words(root)


@pytest.mark.parametrize(("name", "place"), [("stops first", 1), ("stops later", 2)])
def test_a_crossed_arrow_where_it_stops(name: str, place: int) -> None:
    chart = drawn(name)
    root = drawing(chart)
    classes = [item.get("class") for item in root.iter()]
    assert classes.count("cross") == 1
    assert classes.count("box dotted") == 3 - place
    assert "stops: 6\u00a0%" in words(root)
    assert any(word.startswith("Kim\u2019s condition new method") for word in words(root))
    assert "Kim\u2019s condition new method" in " ".join(cells(chart))
    desc = root.find(f"{SVG}desc")
    assert desc is not None
    assert "not made: it stops here" in (desc.text or "")


def test_an_outcome_that_is_not_accepted_at_the_end() -> None:
    root = drawing(drawn("stops at the end"))
    classes = [item.get("class") for item in root.iter()]
    assert classes.count("cross") == 1
    assert "box dotted" not in classes


def test_the_description_tells_the_whole_path() -> None:
    desc = drawing(drawn("today and levers")).find(f"{SVG}desc")
    assert desc is not None
    assert (desc.text or "").startswith(
        "Today: one issue at a time: target met in 8\u00a0%. Moves: talks: working, in full, by"
        " North Korea and United States, in 8\u00a0%."
    )


def test_nothing_is_drawn_where_nothing_is_known() -> None:
    assert paths.chart(Answers(book(), {})) is None
    assert paths.chart(asked({"paths": [], "stops": None})) is None
    none = {"status": "already so", "room": None, "reach": None, "paths": [], "stops": None}
    assert paths.chart(asked(none)) is None


def test_the_page_shows_it_among_the_charts() -> None:
    page = build(book(), findings(), "1")
    assert "paths" in [chart.ident for chart in page.charts]


def test_gains_of_those_with_an_order_are_words() -> None:
    step = graph.step({"talks": ["broken", "working"]}, 75) | {"ordinal": ["US"]}
    found = paths.chart(asked({"paths": [graph.path("any", 75, [step])]}))
    assert found is not None
    assert "North Korea +2.5 (1.5 to 4.5); United States better" in " ".join(cells(found))


def test_hostile_and_long_names_stay_in_their_place() -> None:
    changes = {EVIL: [EVIL, EVIL * 3], "x" * 80: ["a", "b"]}
    step = graph.step(changes, 75, [EVIL, "y" * 90])
    answers = asked({"paths": [graph.path("any", 75, [step])]})
    found = paths.chart(replace(answers, book=replace(book(), title=EVIL)))
    assert found is not None
    root = drawing(found)
    assert not [item for item in root.iter() if item.tag.endswith("script")]
    for (one, a), (other, b) in combinations(labels(root), 2):
        assert apart(a, b), (one, other)


def test_a_share_of_nothing_draws_no_path() -> None:
    step = graph.step({"talks": ["broken", "working"]}, 0) | {"gains": {"DPRK": None, "US": None}}
    stop = graph.stops() | {"route": [step], "lost": share(75, 1000)}
    found = paths.chart(asked({"paths": [], "stops": stop}))
    assert found is not None
    assert "North Korea \u2013; United States \u2013" in " ".join(cells(found))
