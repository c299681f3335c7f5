"""The page: true sentences, links that lead somewhere, hostile words, missing parts, same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from detente.core.finding import Finding, share
from detente.report.casebook import Casebook, Stance, TargetBook
from detente.report.page import render_book
from detente.report.prose import plain
from detente.report.view import build
from report.helpers import EVIL, already, finding, hostile, nothing, read
from report.korea import book, findings

PAGE = render_book(book(), findings(), "1.2.3")


def said(*parts: object) -> str:
    """All sentences as one text, unbreakable spaces as spaces."""
    return " ".join(plain(part) for part in parts).replace("\u00a0", " ")  # type: ignore[arg-type]


def test_the_verdict_says_word_and_figure_together_and_is_about_room() -> None:
    page = build(book(), findings(), "1")
    assert said(page.verdict) == (
        "Room for talks resume (talks = working) exists in few (8 %, 75 of 1,000) "
        "of the plausible readings."
    )
    assert "If Trump pulls both drop bolton and step by step, it exists in all (100 %" in said(
        page.turn
    )
    assert "Room is not a probability" in said(page.meaning)
    assert "No forecast of how likely, by when (rate) was asked." in said(page.meaning)
    assert "likely" not in said(page.verdict, page.turn)


def test_confidence_stands_apart_with_its_reasons() -> None:
    page = build(book(), findings(), "1")
    text = said(page.confidence)
    assert text.startswith("Confidence in this figure is moderate: 1 input alone changes the word")
    assert "15 of 59" in text
    assert "6.0 to 9.3 %" in text
    assert "readings" not in text


def test_more_than_three_flipping_inputs_make_confidence_low() -> None:
    found = findings()
    support = json.loads(json.dumps(found["sensitivity"].support))
    support["targets"]["talks_resume"]["flips"] = list("abcd")
    changed = replace(found["sensitivity"], support=support)
    page = build(book(), {**found, "sensitivity": changed}, "1")
    assert "is low: 4 inputs alone change the word" in said(page.confidence)


def test_why_stuck_ends_in_a_quote_or_in_judgement() -> None:
    page = build(book(), findings(), "1")
    assert len(page.stuck) == 3
    assert "\u201cwill never be resumed\u201d ¶5" in said(page.stuck[0])
    assert said(page.stuck[1]).endswith("judgement")
    for row in page.stuck:
        assert {span.kind for span in row} & {"quote", "mark"}


def test_unlocking_names_movers_cost_carrier_and_limits() -> None:
    page = build(book(), findings(), "1")
    moves = said(*(row for move in page.unlock.moves for row in move.lines))
    assert "Trump, cost medium, possible now" in moves
    assert "carried by set team = envoy: without it 10 % instead of 18 %" in moves
    remarks = said(*page.unlock.remarks)
    assert "complements" in remarks
    assert "It does not unlock final deal (0 %, 0 of 1,000)" in remarks


def test_watching_looks_forward_only() -> None:
    page = build(book(), findings(), "1")
    days = [when for when, _ in page.watch]
    assert "2019-02-28" not in days
    assert days[0] == "2019-06"
    assert "room rises from 8 % to 13 % by then" in said(page.watch[-1][1])


def test_track_record_only_where_questions_are_asked() -> None:
    assert "No questions resolved yet" in PAGE
    assert "resolved" not in render_book(replace(book(), forecasts=0), findings(), "1")


def test_every_link_leads_somewhere_and_ids_are_unique() -> None:
    page = read(PAGE)
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_every_reason_and_cited_paragraph_is_printed() -> None:
    ids = set(read(PAGE).ids)
    assert {f"r{number}" for number in range(1, len(book().reasons) + 1)} <= ids
    assert "s1p5" in ids
    assert "<mark>will never be resumed</mark>" in PAGE


def test_nothing_is_asked_of_the_world() -> None:
    page = read(PAGE)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert "default-src 'none'" in PAGE
    assert "url(http" not in PAGE
    assert not [value for key, value in page.attributes if key == "src"]


def test_footer_names_what_is_needed_to_repeat_it() -> None:
    for word in ("2019-06-01", "3f3f3f3f3f3f", "1.2.3", "1,000", "Seed", "Handling"):
        assert word in PAGE


def test_hostile_words_stay_words() -> None:
    text = render_book(hostile(), findings(), EVIL)
    page = read(text)
    assert "script" not in page.tags
    assert not [key for key, _ in page.attributes if key.startswith("on")]
    assert "alert(1)" in page.text
    assert "7*7" in page.text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert 'href="javascript' not in text


def test_long_words_are_cut_in_drawings_only() -> None:
    assert "a very long name that goes on and on a very long name" in render_book(
        hostile(), {}, "1"
    )


@pytest.mark.parametrize(
    "question", ["room", "deals", "blockers", "stability", "levers", "reach", "sensitivity"]
)
def test_any_question_may_be_missing(question: str) -> None:
    found = {name: item for name, item in findings().items() if name != question}
    page = read(render_book(book(), found, "1"))
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_an_empty_case_without_findings() -> None:
    page = read(render_book(Casebook("", "", "2020-01-01"), {}, "1"))
    assert "names no target" in page.text


def test_a_target_that_is_already_so() -> None:
    page = build(*already(), "1")
    assert "is already so" in said(page.verdict)
    assert page.turn == ()
    assert page.confidence == ()
    assert "already so" in render_book(*already(), "1")


def test_a_target_that_nothing_on_offer_meets() -> None:
    page = build(*nothing(), "1")
    assert said(page.verdict).startswith(
        "There is no room for t (a = b): nothing that anybody offers"
    )


def test_ordinal_dates_are_written_as_days() -> None:
    assert build(*already(), "1").as_of == "2020-01-01"


def test_sources_without_text_and_reasons_without_places() -> None:
    case = book()
    bare = replace(case, sources=(), statements=(), reasons=case.reasons[:1], shocks=(), events=())
    page = read(render_book(bare, findings(), "1"))
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_no_lever_works_and_the_best_is_named() -> None:
    found = findings()
    support = json.loads(json.dumps(found["levers"].support))
    support["targets"]["talks_resume"]["smallest"] = None
    for pair in support["targets"]["talks_resume"]["pairs"]:
        if pair["trade"]:
            pair["trade"] = share(90, 1000)
    page = build(book(), {**found, "levers": replace(found["levers"], support=support)}, "1")
    assert "the best, side meeting, gives 21 %" in said(page.turn)
    assert "No set of the levers" in said(page.unlock.intro)


def test_a_lever_that_meets_the_target_by_itself_has_no_figure() -> None:
    found = findings()
    support = json.loads(json.dumps(found["levers"].support))
    one = support["targets"]["talks_resume"]["singles"]["ship_swap"]
    one |= {"trade": None, "bind": None, "gain": None, "status": "meets the target by itself"}
    text = render_book(book(), {**found, "levers": replace(found["levers"], support=support)}, "1")
    assert "meets the target by itself" in text


def test_two_parties_one_issue_or_forty_issues() -> None:
    case = book()
    few = replace(case, issues=case.issues[:1], stances=case.stances[:1], actors=case.actors[:1])
    assert "strip-1" in render_book(few, findings(), "1")
    issues, stances = [], []
    for k in range(40):
        issues.append(replace(case.issues[0], ident=f"issue_{k}"))
        stances.append(Stance("Kim", f"issue_{k}", ("broken",), ("letters",)))
    many = replace(case, issues=tuple(issues), stances=tuple(stances))
    page = build(many, findings(), "1")
    assert len(page.strips) == 40
    assert page.budget.left_strips > 0


def test_names_given_to_targets_and_levers_are_used() -> None:
    case = book()
    named = replace(case.targets[1], name="working talks")
    case = replace(case, targets=(case.targets[0], named))
    assert "Room for working talks (talks = working)" in said(build(case, findings(), "1").verdict)


def test_same_bytes_in_another_process_with_another_hash_seed_and_locale() -> None:
    code = (
        "from report.korea import book, findings; import sys; "
        "from detente.report.page import render_book; "
        "sys.stdout.buffer.write(render_book(book(), findings(), '1.2.3').encode())"
    )
    for seed, locale in (("1", "C"), ("271", "de_DE.UTF-8")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale}
        env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, check=True
        )
        assert done.stdout.decode() == PAGE


def test_a_finding_may_name_paths_the_case_does_not_know() -> None:
    support = findings()["room"].support
    odd: dict[str, Finding] = {"room": finding("room", support)}
    page = read(render_book(replace(book(), targets=(TargetBook("x", "", "deal"),)), odd, "1"))
    assert {link[1:] for link in page.links} <= set(page.ids)
