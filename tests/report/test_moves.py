"""Who would leave, can they get there, would it hold: the sentences and tables of the page."""

from __future__ import annotations

import io
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from detente.core.finding import Finding, share
from detente.report.answers import Answers
from detente.report.page import render_book
from detente.report.parts import render_part_book
from detente.report.prose import Line, Table, plain
from detente.report.schema import findings_schema
from detente.report.sections import packages, stay, there
from detente.report.tables import of_finding
from detente.report.terminal import show
from detente.report.view import build
from report import graph
from report.helpers import EVIL, finding, hostile, read
from report.korea import book, findings


def answers(**supports: dict[str, Any]) -> Answers:
    """The case with the support of some findings replaced."""
    found = findings()
    for question, support in supports.items():
        found[question] = finding(question, support)
    return Answers(book(), found)


def said(*lines: Line) -> str:
    return " ".join(plain(line) for line in lines).replace("\u00a0", " ")


def written(table: Table) -> str:
    return said(*(cell.line for row in table.rows for cell in row))


def changed(support: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return deepcopy(support) | fields


# --- who would leave ------------------------------------------------------------------


def test_fixtures_have_the_shape_of_real_findings() -> None:
    schema = findings_schema()
    for part, data in (("stability", graph.stability()), ("reach", graph.reach())):
        wanted = {"$ref": f"#/$defs/{part}_support", "$defs": schema["$defs"]}
        assert not list(Draft202012Validator(wanted).iter_errors(data))


def test_who_would_leave_alone_and_together_and_what_awaits_him() -> None:
    alone, together, flip = stay.leaving(answers())
    assert said(alone) == (
        "Alone, United States would gain by sanctions: tighter, in full in few (18 %) of the"
        " readings, but then others could answer so that nothing is gained (100 % of these, with no"
        " gain of their own): North Korea by testing: long range, in full. R11"
    )
    assert said(together) == (
        "No other party gains by moving alone. Together, United States and North Korea would gain"
        " by going as far as talks: meeting, in full in all (100 %) of the readings, and nobody"
        " could answer that. R9 R32"
    )
    assert said(flip).startswith(
        "This hangs most on one preference: if North Korea preferred testing: long range, in full"
        " to today (it does in 0 % of the readings), whether it stays would change in all (100 %)."
    )


def test_figures_of_who_leaves_lead_to_the_finding_and_to_reasons() -> None:
    page = render_book(book(), findings(), "1")
    assert page.count('href="#basis-stability"') > 10
    for row in stay.leaving(answers())[:2]:
        kinds = {span.kind: span.href for span in row}
        assert kinds["figure"] == stay.BASIS
        assert kinds["ref"] in read(page).ids


def test_as_far_as_is_said_only_where_every_step_is_known() -> None:
    support = graph.stability()
    both = support["actors"][2]
    both["improvements"] = both["improvements"][:2]
    text = said(*stay.leaving(answers(stability=support)))
    assert "would gain by talks: letters, in full in all" in text
    both["improvements_in_all"] = 2
    text = said(*stay.leaving(answers(stability=support)))
    assert "as far as talks: meeting" in text


def test_an_answer_that_others_want_to_give() -> None:
    support = graph.stability()
    best = support["actors"][1]["improvements"][0]
    best["answer"]["concept"] = "seq"
    best["answered"]["seq"] = share(90, 180)
    text = said(stay.leaving(answers(stability=support))[0])
    assert "others would answer" in text
    assert "(50 % of these, gaining by it; they could in 100 %)" in text


def test_answers_that_were_not_followed_are_not_told() -> None:
    support = changed(graph.stability(), concepts=["nash"], in_common=None)
    for actor in support["actors"]:
        for item in actor["improvements"]:
            item |= {"answered": {}, "answer": None}
    case = answers(stability=support)
    assert "answer" not in said(*stay.leaving(case)[:2])
    assert "only Nash was asked" in said(stay.note(case))
    assert [table.head for table in stay.tables(case)][1] == (
        *("Who", "Would gain by", "In", "Points gained"),
    )


def test_nobody_leaves_or_nobody_can_move() -> None:
    support = changed(graph.stability(), flips=[])
    for actor in support["actors"]:
        actor["improvements"] = []
    assert said(*stay.leaving(answers(stability=support))) == (
        "Nobody gains by leaving today\u2019s position, alone or together, in any reading."
    )
    for actor in support["actors"]:
        actor["moves"] = False
    assert said(*stay.leaving(answers(stability=support))) == (
        "Nobody has a move on the table today."
    )


def test_no_party_gains_alone() -> None:
    support = graph.stability()
    support["actors"][1]["improvements"] = []
    first, second, *_ = stay.leaving(answers(stability=support))
    assert said(first) == "No party gains by moving alone, in any reading."
    assert said(second).startswith("Together, ")


def test_many_who_leave_alone_are_named_in_one_breath() -> None:
    support = graph.stability()
    us = support["actors"][1]
    more = [deepcopy(us) | {"name": p, "members": [p]} for p in ("DPRK", "Japan", "China")]
    support["actors"] = [us, *more]
    rows = stay.leaving(answers(stability=support))
    assert "So would Japan (18 %) and China (18 %)." in said(*rows)
    assert sum(said(row).startswith("Alone") for row in rows) == 2


def test_concepts_that_tell_nothing_are_called_so() -> None:
    support = graph.stability()
    assert "GMR marks 126 of 126 outcomes, so it tells little" in said(stay.note(answers()))
    assert "strictest" not in said(*stay.leaving(answers()))
    support["in_common"]["found"]["concepts"]["nash"] = graph.pattern(80, tells=False)
    text = said(*stay.leaving(answers(stability=support)))
    assert "even the strictest concept marks 80 of 126 as stable for all" in text


def test_a_flip_of_a_preference_that_is_usually_held() -> None:
    support = graph.stability()
    support["flips"][0] |= {"prefers": share(900, 1000), "actor": "US+DPRK"}
    text = said(stay.flip(answers(stability=support)))
    assert (
        "if United States and North Korea did not prefer testing: long range, in full to today"
        in text
    )
    assert "(they do in 90 % of the readings), whether they stay would change" in text


def test_the_five_concepts_stand_in_a_table_of_words_and_figures() -> None:
    table = stay.table(answers())
    assert table.head == ("Who", "Nash", "GMR", "SMR", "SEQ", "SSEQ")
    rows = {said(row[0].line): said(*(cell.line for cell in row[1:])) for row in table.rows}
    words = ("82 % nearly all", "100 % all", "100 % all", "82 % nearly all", "82 % nearly all")
    assert rows["United States"] == " ".join(words)
    assert "Japan (has no move)" in rows
    assert rows["All parties and coalitions"] == " ".join(["0 % none"] * 5)
    page = read(render_book(book(), findings(), "1"))
    assert "Who stays in today\u2019s position" in page.text


# --- can they get there? --------------------------------------------------------------


def test_reach_today_and_with_the_levers() -> None:
    today, after = there.sentences(answers())
    assert said(today) == (
        "Today, moves that suit all who make them lead to talks resume (reach) in few"
        " (8 %, 75 of 1,000) of the readings one issue at a time, wherever there is room."
    )
    assert said(after) == (
        "With drop bolton and step by step, such moves do in all (100 %, 1,000 of 1,000) trading"
        " two issues, wherever there is room; one issue at a time in few (17 %). So they must"
        " trade: one issue at a time is not enough, two are."
    )


def test_room_reach_and_rate_are_told_apart() -> None:
    text = said(there.meaning())
    assert "Room asks whether an outcome exists" in text
    assert "Neither says how likely that is (rate)" in text
    page = build(book(), findings(), "1")
    assert "likely" not in said(*page.there)
    assert "probab" not in said(*page.there)


def entry(**fields: Any) -> dict[str, Any]:
    """The reach of the headline with some fields replaced, and no levers."""
    support = graph.reach()
    support["targets"]["talks_resume"] |= {"levers": []} | fields
    return support


def test_no_path_names_where_it_stops_and_why() -> None:
    support = entry(reach=graph.reaches(0, 0, 0), smallest=None, paths=[], stops=graph.stops())
    first, stop = there.sentences(answers(reach=support))
    assert "Today, no moves that suit all who make them lead to talks resume (reach)" in said(first)
    assert "though there is room for it in 8 %" in said(first)
    assert said(stop) == (
        "Where there is room and still no way, it stops at the first step, talks: meeting, in full"
        " by North Korea and United States (6 %, 63 of 1,000): Kim\u2019s condition new method,"
        " talks \u2265 working needs sequence \u2265 steps R44 (6 %); Trump would not gain by it"
        " (0.9 %); China would veto it (0.1 %)."
    )


def test_stopping_at_a_later_step_and_at_the_end() -> None:
    support = entry(stops=graph.stops(1))
    assert "it stops at step 2 of 2, talks: working" in said(
        *there.sentences(answers(reach=support))
    )
    support = entry(stops=graph.stops(2), room=share(0, 1000), reach=graph.reaches(0, 0, 0))
    text = said(*there.sentences(answers(reach=support)))
    assert "there is no room for it either" in text
    assert "It stops at the end, which not everybody asked accepts" in text
    assert "Trump would rather have no deal" in text


def test_a_handful_of_readings_is_not_worth_a_sentence() -> None:
    stop = graph.stops() | {"lost": share(2, 1000)}
    assert len(there.sentences(answers(reach=entry(stops=stop)))) == 1


@pytest.mark.parametrize(
    ("reach", "words"),
    [
        (graph.reaches(70, 70, 70), "talks can creep there: one issue at a time is enough"),
        (graph.reaches(9, 70, 70), "they must trade: one issue at a time is not enough, two are"),
        (graph.reaches(0, 9, 70), "must trade whole packages: two issues at a time are not enough"),
    ],
)
def test_creep_or_trade(reach: dict[str, Any], words: str) -> None:
    support = entry(reach=reach, smallest=None)
    assert words in said(*there.sentences(answers(reach=support)))


def test_sizes_that_were_left_out_stay_blank() -> None:
    reach = graph.reaches(9, 70, 70) | {"any": None}
    case = answers(reach=entry(reach=reach, smallest=None))
    text = said(*there.sentences(case))
    assert "trading two issues; there is room in 8 %; one issue at a time in few" in text
    assert "must" not in text  # larger exchanges might reach more
    assert "\u2013" in written(there.table(case))


def test_a_target_that_is_met_or_out_of_reach_or_too_large() -> None:
    met = entry(status="already so", room=None, reach=None)
    assert there.sentences(answers(reach=met)) == ()
    none = entry(status="nothing on offer")
    assert "nothing on offer meets the target" in said(*there.sentences(answers(reach=none)))
    large = entry(room=None, reach=None) | {"readings_used": 0, "states": 99999}
    assert "Left out: there are too many outcomes" in said(*there.sentences(answers(reach=large)))
    assert there.sentences(Answers(book(), {})) == ()


def test_levers_that_meet_the_target_by_themselves() -> None:
    support = graph.reach()
    support["targets"]["talks_resume"]["levers"][1] |= {
        "status": "meets the target by itself",
        "room": None,
        "reach": None,
        "smallest": None,
    }
    text = said(*there.sentences(answers(reach=support)))
    assert "With drop bolton and step by step: meets the target by itself." in text


def test_every_target_has_its_row_of_room_and_reach() -> None:
    table = there.table(answers())
    firsts = [said(row[0].line) for row in table.rows]
    assert firsts == ["talks resume", "talks resume", "final deal"]
    assert "17 % few" in written(table)
    assert "trading two issues" in written(table)


# --- would it hold? -------------------------------------------------------------------


def test_each_package_says_whether_it_would_hold() -> None:
    table = packages.held(answers())
    assert table is not None
    assert len(table.rows) == 3
    assert said(*(cell.line for cell in table.rows[0])) == (
        "1 3 % few 7 % few North Korea, to scope: pause, in full 93 % 94 %"
    )
    assert "Would it hold?" in read(render_book(book(), findings(), "1")).text


def test_a_package_that_nobody_leaves_and_one_that_was_not_followed() -> None:
    support = deepcopy(findings()["deals"].support)
    support["packages"][0]["holds"]["exits"] = []
    support["packages"][1]["holds"] = None
    table = packages.held(answers(deals=support))
    assert table is not None
    assert [said(row[0].line) for row in table.rows] == ["1", "3"]
    assert "none" in said(*(cell.line for cell in table.rows[0]))
    for package in support["packages"]:
        package.pop("holds")
    assert packages.held(answers(deals=support)) is None


# --- faces ----------------------------------------------------------------------------


def test_terminal_and_notebook_show_both_questions() -> None:
    for question, words in (
        ("stability", "Somebody stays, by Nash"),
        ("reach", "Room asks whether an outcome exists"),
    ):
        out = io.StringIO()
        show(findings()[question], Console(file=out, width=150))
        assert words in " ".join(out.getvalue().split())
        part = render_part_book(book(), findings(), question)
        for table in of_finding(findings()[question]):
            assert table.caption in part or "Paths" in table.caption
    assert "<svg" in render_part_book(book(), findings(), "reach")


def test_the_terminal_of_one_target_asked_alone() -> None:
    support = graph.reach()
    support["targets"] = {"talks_resume": support["targets"]["talks_resume"]}
    tables = of_finding(finding("reach", support))
    assert [table.caption.split(":")[0] for table in tables] == [
        "Room, and reach by how many issues may move at once",
        "Paths to talks resume",
    ]


def test_hostile_names_stay_words() -> None:
    support = graph.stability()
    bad = support["actors"][1]
    bad |= {"name": EVIL, "members": [EVIL]}
    bad["improvements"][0] |= {"changes": {EVIL: [EVIL, EVIL]}, "gains": {EVIL: graph.spread(1)}}
    support["in_common"]["sentence"] = EVIL
    way = graph.reach()
    step = way["targets"]["talks_resume"]["paths"][0]["steps"][0]
    step |= {"changes": {EVIL: [EVIL, EVIL]}, "movers": [EVIL], "gains": {EVIL: None}}
    found: dict[str, Finding] = findings() | {
        "stability": finding("stability", support),
        "reach": finding("reach", way),
    }
    for case in (book(), replace(hostile(), targets=book().targets)):
        text = render_book(case, found, "1")
        page = read(text)
        assert "script" not in page.tags
        assert not [key for key, _ in page.attributes if key.startswith("on")]
        assert "\x1b" not in text
        assert len(page.ids) == len(set(page.ids))
        assert {link[1:] for link in page.links} <= set(page.ids)
