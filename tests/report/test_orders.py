"""Who has an order gets no points: not on the page, not in the terminal, not in a table."""

from __future__ import annotations

import io
import re
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from detente.report.binding import casebook
from detente.report.charts import actor_strip, deal_space, source_map
from detente.report.page import render_html
from detente.report.prose import plain
from detente.report.schema import findings_schema
from detente.report.tables import of_finding
from detente.report.terminal import render_terminal
from detente.report.text import rather
from detente.study import Study, study

CASE = """\
case: {title: The weir, as_of: 2030-05-01}
parties: {Up: {decides: Ann}, Down: {decides: Ben}, Mill: {decides: Cay}}
issues:
  weir: {by: [Up, Down], now: shut, options: [shut, half, open], one_way: up}
  toll: {by: [Down], now: some, on_table: [some, much], one_way: up, options: [none, some, much]}
actors:
  Ann:
    of: Up
    no_deal: 40-50
    cares:
      weir: {weight: 60, wants: shut, accepts: half}
      toll: {weight: 60-80, wants: much, accepts: some}
  Ben:
    of: Down
    why: "[a]"
    prefers: [weir != shut, {when: toll = some, why: "[bg]"}]
  Cay: {of: Mill, ranks: [weir = shut, [weir = half, toll = much]]}
targets: {flow: {when: weir >= half}}
levers:
  move: {who: Ben, with: [Ann], do: {set: {weir: half}}}
  pay: {who: Ben, do: {set: {toll: much}}}
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder: Path = tmp_path_factory.mktemp("weir")
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    return study(folder, only=("room", "blockers", "levers", "deals"), readings=60)


def test_findings_say_whose_points_are_none(found: Study) -> None:
    deals = found["deals"].support
    assert deals["ordinal"] == ["Down"]
    package = deals["packages"][0]
    assert package["gains"]["Down"]["median"] > 0
    assert [(w["actor"], w["ordinal"]) for w in package["worse_off"]] == [("Cay", True)]
    movers = found["levers"].support["movers"]
    assert all(entry["ordinal"] for entry in movers.values())
    assert movers["pay"]["at_once"]["median"] < 0
    parts = findings_schema()["$defs"]
    for question in ("deals", "levers"):
        schema = {"$ref": f"#/$defs/{question}_support", "$defs": parts}
        jsonschema.Draft202012Validator(schema).validate(found[question].support)


def test_a_table_says_better_or_worse(found: Study) -> None:
    (table,) = of_finding(found["deals"])[:1]
    column = table.head.index("Down, by order")
    assert {plain(row[column].line) for row in table.rows} <= {"better", "no worse", "worse"}
    losers = plain(table.rows[0][-1].line)
    assert "Cay" in losers
    assert "points" not in losers


def test_page_and_terminal_show_no_points_of_his(found: Study) -> None:
    page = render_html(found.loaded, found.findings, "0")
    out = io.StringIO()
    render_terminal(found.loaded, found.findings, Console(file=out, width=140))
    for text in (re.sub(r"<[^>]+>", "", page), out.getvalue()):
        words = " ".join(text.split())
        assert "Down decides by order, not by value" in words
        assert "Down gains" not in words
        assert not re.search(r"Ben [+\u2212]\d", words)


def test_a_strip_shows_his_sentences_and_where_they_stand(found: Study) -> None:
    book = casebook(found.loaded)
    weir, toll = actor_strip.view(book)
    ben = next(row for row in weir.rows if row.actor == "Ben")
    assert ben.stance.order == "1. weir != shut"
    assert "Ben judges by order: 1. weir != shut." in actor_strip.describe(weir)
    assert "by order: 1. weir != shut" in actor_strip.draw(weir, "x")
    assert "[weir = half, toll = much]" in actor_strip.describe(toll)
    assert actor_strip.BEHIND in actor_strip.legend(book)
    assert actor_strip.ORDERED in actor_strip.legend(book)
    assert "none: cannot be reached" in actor_strip.draw(toll, "x")


def test_reasons_of_an_order_are_reasons_of_the_case(found: Study) -> None:
    book = casebook(found.loaded)
    reasons = {one.path: one for one in book.reasons}
    assert reasons["actors.Ben.prefers"].judgement
    assert reasons["actors.Ben.prefers"].value == "1. weir != shut; 2. toll = some"
    assert reasons["actors.Ben.prefers.1"].background
    assert not reasons["actors.Cay.ranks"].given
    spots = source_map.view(book).spots
    assert (spots["Ben", "weir"].basis, spots["Ben", "toll"].basis) == ("judgement", "background")
    assert spots["Cay", "toll"].basis == "none"


def test_the_deal_space_has_no_numbers_on_his_axis(found: Study) -> None:
    space = deal_space.view(found["deals"].support, {})
    assert space is not None
    assert space.parties == ("Down", "Up")
    assert space.ordinal == (True, False)
    told = {plain(row[1].line) for row in deal_space.table(space).rows}
    assert told <= {"better", "no worse", "worse"}
    assert "Down, by order" in deal_space.draw(space, "x")
    assert re.search(r"are for them (better|no worse) and", deal_space.describe(space))


def test_a_gain_in_words() -> None:
    assert [rather(x) for x in (-1e-7, -1e-12, 0.0, 1e-7)] == [
        "worse",
        "no worse",
        "no worse",
        "better",
    ]
