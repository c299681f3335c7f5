"""Where positions pull: the section, its charts and tables, the page, and its words in JSON."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from detente.report import positions_tables as tables
from detente.report.charts import line_strip, who_moves
from detente.report.page import render_book
from detente.report.parts import render_part_book
from detente.report.positions_page import Heading, render_positions
from detente.report.prose import Chart, plain
from detente.report.schema import findings_schema
from detente.report.sections.positions import section, sentences
from detente.report.terminal import render_book as print_book
from detente.report.terminal import show
from report.helpers import ARABIC, EVIL, KOREAN, LONG, SVG, cells, drawing, read, words
from report.korea import book, findings
from report.positions_fixture import RECORD, finding, line, support

NAMES = ["France", ARABIC, KOREAN, LONG, EVIL, "Denmark", "Greece"]
LINES = {
    "plain": line(2, ["A", "B", "C"]),
    "names": line(1, NAMES, EVIL, half=4.0, marks=[[0.0, EVIL], [1.0, LONG], [2.0, ARABIC]]),
    "one": line(1, ["Alone"], marks=[]),
    "forty": line(1, [f"Actor {k}" for k in range(40)]),
}
CHARTS = [
    (name, found)
    for name, entry in LINES.items()
    for found in (line_strip.chart(entry, f"pull-{name}"), who_moves.chart(entry, f"moved-{name}"))
    if found is not None
]
IDS = [f"{name}-{found.ident}" for name, found in CHARTS]


@pytest.fixture(params=CHARTS, ids=IDS)
def chart(request: pytest.FixtureRequest) -> Chart:
    return request.param[1]


def test_a_chart_is_well_formed_named_and_described(chart: Chart) -> None:
    root = drawing(chart)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert not chart.twin.empty
    assert "fill=" not in chart.drawing
    assert "<script" not in chart.drawing


def test_nothing_is_drawn_outside_its_frame(chart: Chart) -> None:
    root = drawing(chart)
    wide, tall = float(root.get("width", 0)), float(root.get("height", 0))
    for item in root.iter():
        for key, limit in (("x", wide), ("cx", wide), ("x1", wide), ("x2", wide)):
            if key in item.attrib:
                assert -1 <= float(item.attrib[key]) <= limit + 1
        for key in ("y", "cy", "y1", "y2"):
            if key in item.attrib:
                assert -1 <= float(item.attrib[key]) <= tall + 1
        if item.tag == f"{SVG}path":
            spots = re.findall(r"(-?[\d.]+) (-?[\d.]+)", item.attrib["d"])
            assert all(-2 <= float(x) <= wide + 2 for x, _ in spots)
            assert all(-2 <= float(y) <= tall + 2 for _, y in spots)


def test_it_fits_a_small_window(chart: Chart) -> None:
    assert float(drawing(chart).get("width", 0)) <= 328


def test_the_strip_shows_every_actor_the_mean_and_the_spread() -> None:
    found = line_strip.chart(LINES["plain"], "pull")
    assert found is not None
    root = drawing(found)
    dots = [one for one in root.iter(f"{SVG}circle") if one.get("class") == "dot"]
    assert len(dots) == len(found.twin.rows) == 3
    sizes = [float(one.get("r", 0)) for one in dots]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 3
    said = " ".join(words(root))
    for part in ("Weighted mean 66.7", "12.5 to 96", "10 to 80 would carry", "a wall"):
        assert part in said
    assert sum(one.get("class") == "base" for one in root.iter()) == 1


def test_an_actor_without_weight_is_a_ring() -> None:
    entry = json.loads(json.dumps(LINES["plain"]))
    entry["actors"][0]["share"] = 0.0
    assert 'class="ring"' in line_strip.draw(entry, "pull")


def test_weights_of_nought_all_round_are_drawn() -> None:
    entry = json.loads(json.dumps(LINES["plain"]))
    for actor in entry["actors"]:
        actor["share"] = 0.0
    assert line_strip.draw(entry, "pull").count('class="ring"') == 3


def test_a_place_beyond_the_scale_is_drawn_at_its_end() -> None:
    entry = json.loads(json.dumps(LINES["plain"]))
    entry["actors"][0]["position"] = {"median": -50.0, "low": -60.0, "high": -40.0}
    entry["challenge"]["grid"]["high"] = 400.0
    ET.fromstring(line_strip.draw(entry, "pull"))
    assert line_strip.scale(entry)(-50.0) == line_strip.scale(entry)(0.0)


def test_a_line_without_length_is_drawn() -> None:
    entry = json.loads(json.dumps(LINES["plain"])) | {"low": 5.0, "high": 5.0, "marks": []}
    ET.fromstring(line_strip.draw(entry, "pull"))
    assert tables.shown(5.0, entry) == "5"


def test_at_most_twelve_arrows_the_widest_for_the_commonest() -> None:
    entry = LINES["forty"]
    found = who_moves.chart(entry, "moved")
    assert found is not None
    root = drawing(found)
    arrows = [one for one in root.iter(f"{SVG}path") if one.get("class") == "s4 edge"]
    assert len(arrows) == who_moves.MOST
    many = len(tables.strongest(entry))
    assert f"{many - 12} weaker arrows in the table only" in found.legend
    assert len(found.twin.rows) == many


def test_arrows_go_where_they_say_and_are_as_wide_as_they_say() -> None:
    shape = who_moves.arrow((10.0, 10.0), (110.0, 10.0), (3.0, 4.0), 6.0)
    tip = max(shape, key=lambda spot: spot[0])
    assert tip[0] == pytest.approx(105.0, abs=1.0)
    back = who_moves.arrow((110.0, 10.0), (10.0, 10.0), (3.0, 4.0), 6.0)
    assert {y > 10 for _, y in shape[5:10]} != {y > 10 for _, y in back[5:10]}


def test_one_actor_moves_nobody() -> None:
    assert who_moves.chart(LINES["one"], "moved") is None
    assert line_strip.chart(LINES["one"], "pull") is not None
    assert tables.variants(LINES["one"]) is None


def test_too_many_actors_stand_in_the_table() -> None:
    entry = line(1, [f"Actor {k}" for k in range(60)])
    assert line_strip.chart(entry, "pull") is None
    found = section(support([entry]))
    assert found is not None
    (pull,) = found.pulls
    assert len(pull.open_tables[0].rows) == 60
    assert "60 actors, more than the 40 a picture can show" in plain(pull.lines[-1])


def test_every_figure_of_the_strip_is_in_its_tables() -> None:
    entry = LINES["plain"]
    found = line_strip.chart(entry, "pull")
    assert found is not None
    told = {plain(cell.line) for row in tables.centres(entry).rows for cell in row}
    known = " ".join([*cells(found), *told, *(f"{at:g}" for at, _ in entry["marks"])])
    for text in words(drawing(found)):
        for figure in re.findall(r"\d+(?:\.\d+)?", text):
            assert figure in known


def test_the_record_says_why_the_mean_comes_first() -> None:
    found = section(support([LINES["plain"]]))
    assert found is not None
    said = " ".join(plain(one) for one in found.intro)
    assert "because it did best on record: on 351 decisions it was off by 22.99" in said
    assert "26.83" in said
    assert "spread only" in said
    assert "not whether there will be a deal" in said
    assert [plain(row[0].line) for row in found.record.rows] == [
        row["model"] for row in RECORD["rows"]
    ]


def test_the_mean_is_not_praised_where_the_record_does_not() -> None:
    figures = support([LINES["plain"]])
    figures["record"] = RECORD | {
        "rows": [*RECORD["rows"], {"model": "x", "words": "", "mae": 1.0}]
    }
    found = section(figures)
    assert found is not None
    assert "did best" not in " ".join(plain(one) for one in found.intro)


def test_the_sentences_name_both_sides() -> None:
    said = " ".join(plain(one) for one in sentences(LINES["plain"]))
    assert "Weighted mean 66.7, nearest mark \u201cto the knee\u201d" in said
    assert "Below it, with 17\u00a0% of the weight: A." in said
    assert "Would carry against how things stand (half of the weight): 10 to 80." in said
    assert "Decided in the end: 60." in said


def test_nothing_that_would_carry_is_said_so() -> None:
    entry = json.loads(json.dumps(LINES["plain"]))
    entry["winset"] = {"rule": "all", "low": None, "high": None, "empty": True}
    assert "Nothing would carry" in " ".join(plain(one) for one in sentences(entry))
    ET.fromstring(line_strip.draw(entry, "pull"))
    assert not tables.centres(entry).empty


def page(figures: dict[str, Any] | None = None, **heading: Any) -> str:
    return render_positions(finding(figures), Heading(**({"title": "Fences"} | heading)), "1.2.3")


def test_the_page_stands_alone_and_is_the_same_each_time() -> None:
    text = page()
    assert text == page()
    seen = read(text)
    assert "script" not in seen.tags
    assert "Where positions pull" in seen.text
    assert "1.2.3" in seen.text
    assert len(seen.ids) == len(set(seen.ids))
    assert all(one[1:] in seen.ids for one in seen.links)
    assert not re.search(r"https?://(?!www\.w3\.org)", text)


def test_the_page_escapes_everything() -> None:
    figures = support([LINES["names"], line(2, NAMES, EVIL)])
    figures["left_out"] = [EVIL]
    figures["record"] = {
        "decisions": 3,
        "source": EVIL,
        "rows": [{"model": EVIL, "words": EVIL, "mae": 1.0}],
    }
    heading = {"title": EVIL, "question": EVIL, "kicker": EVIL, "source": EVIL, "handling": EVIL}
    text = page(figures, **heading, lang='"><b>')
    seen = read(text)
    assert "script" not in seen.tags
    assert not any(key.startswith("on") for key, _ in seen.attributes)
    assert "\x1b" not in text
    assert "{{" in seen.text  # nothing from outside is taken for a template


def test_fifteen_lines_have_ids_of_their_own() -> None:
    text = page(support([line(k, ["A", "B", "C"]) for k in range(15)]))
    seen = read(text)
    assert len(seen.ids) == len(set(seen.ids))
    labels = [value for key, value in seen.attributes if key == "aria-label"]
    assert len([one for one in seen.ids if re.fullmatch(r"line-\d+", one)]) == 15
    assert labels


def test_a_finding_without_lines_has_no_page() -> None:
    with pytest.raises(ValueError, match="no line"):
        page(support([LINES["plain"]]) | {"lines": []})


def test_a_case_without_clout_has_no_section() -> None:
    text = render_book(book(), findings(), "1")
    assert "Where positions pull" not in text
    assert ".pulls" not in text


def test_a_case_with_clout_has_it_after_the_questions() -> None:
    asked = {**findings(), "positions": finding()}
    text = render_book(book(), asked, "1")
    assert text.index("What the figures rest on") > text.index("Where positions pull")
    seen = read(text)
    assert len(seen.ids) == len(set(seen.ids))
    assert "basis-positions" in seen.ids
    assert all(one[1:] in seen.ids for one in seen.links if one.startswith("#"))
    told = Console(file=StringIO(), width=120)
    print_book(book(), asked, told)
    assert "Where positions pull" in told.file.getvalue()  # type: ignore[attr-defined]


def test_a_notebook_shows_the_drawings() -> None:
    told = render_part_book(book(), {**findings(), "positions": finding()}, "positions")
    assert told.count("<svg") == 4
    assert "The public record" in told


def test_a_terminal_shows_lines_record_and_exchanges() -> None:
    told = Console(file=StringIO(), width=120)
    show(finding(), told)
    text = told.file.getvalue()  # type: ignore[attr-defined]
    for part in ("Where positions pull", "The public record", "Exchanges that pay both", "66.7"):
        assert part in text


@pytest.mark.parametrize(
    ("length", "value", "said"),
    [
        (100.0, 57.04, "57"),
        (100.0, 57.06, "57.1"),
        (6.0, 7.389956, "7.39"),
        (1.0, 0.5, "0.5"),
        (10000.0, 1234.5, "1234"),
        (0.01, 0.00512, "0.00512"),
    ],
)
def test_figures_have_the_decimals_of_their_scale(length: float, value: float, said: str) -> None:
    assert tables.shown(value, {"low": 0.0, "high": length}) == said


SCHEMA = findings_schema()


def faults(data: Any) -> list[str]:
    rule = {"$ref": "#/$defs/positions", "$defs": SCHEMA["$defs"]}
    return [item.message for item in Draft202012Validator(rule).iter_errors(data)]


def test_the_schema_describes_it() -> None:
    for figures in (None, support([LINES["names"], LINES["one"]]), support([LINES["plain"]])):
        assert not faults(json.loads(finding(figures).to_json()))
    data = json.loads(finding().to_json())
    data["support"]["lines"][0]["surprise"] = 1
    assert faults(data)
    assert "positions" in SCHEMA["properties"]["findings"]["properties"]
