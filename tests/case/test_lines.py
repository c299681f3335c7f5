"""Scales, clout and open questions: read, checked, compiled, and in the schema."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from case.small import faults, loaded, swapped

from detente.case.compile import compile_case
from detente.case.document import Document
from detente.case.jsonschema import case_schema
from detente.case.load import load_text
from detente.case.scores import option_score
from detente.compare import compare
from detente.core.reading import Draws, scores
from detente.core.standing import positions_of
from detente.core.table import Span

WATER = "half: half of the flow}\n"
QUESTIONS = """\
open:
  issues.water.now: Is it a third already?
  actors.Cleo.no_deal: "How well can she live without?"
  deadline.said: What did he say?
  calendar: What is coming?
  forecasts.0.yes_if: Who signs?
"""


def scaled(scale: str) -> str:
    return swapped((WATER, f"{WATER}    scale: {scale}\n"))


def asked(questions: str) -> str:
    return swapped(("forecasts:  ", f"{questions}forecasts:  "))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[0, 33.3, 50]", (0, 33.3, 50)),
        ("[-5, 0, .5]", (-5, 0, 0.5)),
        ("[50, 10, −3]", (50, 10, -3)),
        ("['0', \"+7\", 1000000]", (0, 7, 1e6)),
        ("\n    - 1\n    - 2\n    - 3", (1, 2, 3)),
    ],
)
def test_a_scale_is_a_number_for_each_option(tmp_path, written, read):
    case = loaded(tmp_path, scaled(written)).case
    assert case.issues["water"].scale == case.issues["water"].places == read
    assert case.issues["payment"].scale is None
    assert case.issues["payment"].places == (0, 1, 2)
    table = compile_case(case)
    assert table.issue["water"].scale == table.issue["water"].places == read
    assert table.issue["payment"].scale == ()
    assert table.issue["payment"].places == (0, 1, 2)


def test_distances_are_measured_on_the_scale(tmp_path):
    case = loaded(tmp_path, scaled("[0, 10, 50]")).case
    table = compile_case(case)
    water = case.issues["water"]
    for name, expected in {"Ada": [100, 50, 0], "Ben": [0, 50, 100]}.items():
        (care,) = (c for c in table.actor[name].cares if c.issue == "water")
        found = scores(Draws(1, 0, 1), table.issue["water"], care)[0].tolist()
        rough = [option_score(case.actors[name].cares["water"], water, o) for o in water.options]
        assert found == rough == expected


def test_the_scale_decides_what_lies_between(tmp_path):
    text = scaled("[0, 10, 50]").replace(
        "wants: half, accepts: third", "wants: half, accepts: little"
    )
    case = loaded(tmp_path, text).case
    (care,) = (c for c in compile_case(case).actor["Ben"].cares if c.issue == "water")
    found = scores(Draws(1, 0, 1), compile_case(case).issue["water"], care)[0].tolist()
    assert found == [50, 60, 100]
    water = case.issues["water"]
    assert option_score(case.actors["Ben"].cares["water"], water, "third") == 60


def test_clout_reaches_the_table_and_positions_alone(tmp_path):
    text = swapped(("  Ada:\n    of: Upton\n", "  Ada:\n    of: Upton\n    clout: 20-40\n"))
    table = compile_case(loaded(tmp_path, text).case)
    assert table.actor["Ada"].clout == Span("actors.Ada.clout", 20, 40)
    assert table.actor["Ben"].clout is None
    assert all(one.path != "actors.Ada.clout" for one in table.uncertain())
    found = positions_of(table, Draws(1, 0, 5))
    assert found.actors == ("Ada",)
    assert dict(found.remarks)["left_out"] == "Ben, Cleo"


def test_positions_of_a_case(tmp_path):
    found = positions_of(
        compile_case(loaded(tmp_path, scaled("[90, 40, 10]")).case), Draws(1, 0, 8)
    )
    assert [line.id for line in found.lines] == ["gauge", "payment", "water"]
    water = found.lines[2]
    assert (water.low, water.high, water.reference) == (10, 90, 90)
    assert water.marks == ((10, "half"), (40, "third"), (90, "little"))
    ada, ben, cleo = range(3)
    assert found.position[:, ada, 2].tolist() == [90] * 8
    assert found.position[:, ben, 2].tolist() == [10] * 8
    assert found.present[cleo].tolist() == [False, True, False]


def test_open_questions_are_kept_as_written(tmp_path):
    case = loaded(tmp_path, asked(QUESTIONS)).case
    assert case.open == {
        "issues.water.now": "Is it a third already?",
        "actors.Cleo.no_deal": "How well can she live without?",
        "deadline.said": "What did he say?",
        "calendar": "What is coming?",
        "forecasts.0.yes_if": "Who signs?",
    }
    assert loaded(tmp_path).case.open == {}


def test_open_questions_change_no_figure(tmp_path):
    plain = compile_case(loaded(tmp_path / "a").case)
    assert compile_case(loaded(tmp_path / "b", asked(QUESTIONS)).case) == plain


def test_a_question_about_a_name_not_there_yet(tmp_path):
    for place in ("rules.dam", "issues.dam", "actors.Ben.cares.gauge.refuses", "histories"):
        assert faults(tmp_path, asked(f"open: {{{place}: Is there one?}}\n")) == ()


@pytest.mark.parametrize(
    ("place", "hint"),
    [
        ("actors.Bem.no_deal", "did you mean Ben?"),
        ("actors.Ben.nodeal", "did you mean no_deal?"),
        ("shocks.rain.rate", "ask about shocks itself"),
        ("histories.dry.dates", "ask about histories itself"),
    ],
)
def test_a_question_about_nothing_says_what_may_be_meant(tmp_path, place, hint):
    (fault,) = faults(tmp_path, asked(f"open: {{{place}: Is there one?}}\n"))
    assert hint in fault.hint
    assert fault.path == f"open.{place}"


def test_what_is_faulty_is_reported_once(tmp_path):
    """No second message for a question about a section that is no map, or is missing."""
    text = asked("open: {issues.water.now: Is it?, contacts.x: Do they?}\n")
    found = faults(tmp_path, text.replace("issues:\n", "isues:\n", 1))
    assert [one.hint for one in found] == ["did you mean issues?"]
    where = text.index("contacts:")
    rest = text[where:].split("\n", 2)[2]
    (fault,) = faults(tmp_path, text[:where] + "contacts: often\n" + rest)
    assert "should be a map" in fault.message


def test_many_questions_are_checked_in_time(tmp_path):
    many = "".join(f"  issues.water{k}.now.then: What?\n" for k in range(1500))
    found = faults(tmp_path, asked(f"open:\n{many}"))
    assert len(found) == 1500


def test_the_json_schema_knows_scales_and_questions():
    check = jsonschema.Draft202012Validator(case_schema()).is_valid
    for text in (scaled("[0, 33.3, 50]"), scaled("[5, -1.5, -2]"), asked(QUESTIONS)):
        assert check(Document.parse(text).data)
    for text in (scaled("[0, ten, 50]"), scaled("[0]"), scaled("0 to 50")):
        assert not check(Document.parse(text).data)
    for text in (
        "open: {}\n",
        "open: [who]\n",
        "open: {who says yes: yes}\n",
        "open: {issues: [a]}\n",
    ):
        assert not check(Document.parse(asked(text)).data)


def test_cases_with_scales_of_different_length_can_be_compared(tmp_path: Path):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(scaled("[0, 10, 50]").replace("[notes", "["), encoding="utf-8")
    longer = scaled("[0, 10, 50, 80]").replace(WATER, "half: half of the flow, all: all of it}\n")
    second.write_text(longer, encoding="utf-8")
    for path in (first, second):
        load_text(path.read_text(encoding="utf-8"), path)
    found = {one["path"] for one in compare(first, second, readings=5).support["differences"]}
    assert {"issues.water.scale", "issues.water.options"} <= found
