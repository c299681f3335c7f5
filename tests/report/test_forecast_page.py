"""The forecast on the page, in the terminal and in a notebook: words and numbers together."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from detente.core.finding import Finding
from detente.forecast.score import Said, Settled, score
from detente.forecast.words import BANDS
from detente.report import rates
from detente.report.answers import Answers
from detente.report.page import render_book
from detente.report.parts import render_part_book
from detente.report.prose import Line, plain
from detente.report.sections import likely, sure, track, watch
from detente.report.tables import of_finding
from detente.report.terminal import render_book as print_book
from detente.report.terminal import show
from detente.report.view import Page, build
from report.forecast_fixture import TRACK, forecast, question
from report.helpers import EVIL, LONG, hostile, read
from report.korea import book, findings


def with_forecast(found: Finding | None = None) -> dict[str, Finding]:
    return {**findings(), "forecast": found or forecast()}


def page(found: Finding | None = None) -> Page:
    return build(book(), with_forecast(found), "1")


def said(*parts: Line) -> str:
    return " ".join(plain(part) for part in parts).replace("\u00a0", " ")


def changed(**questions: Any) -> Finding:
    """The forecast with the leading question changed."""
    found = json.loads(json.dumps(forecast().support))
    found["questions"][0] |= questions
    return replace(forecast(), support=found)


def test_the_verdict_gives_word_band_and_figure_by_when() -> None:
    text = said(page().rate)
    assert text.startswith("Unlikely (20\u201345 %; our figure ")
    assert text.endswith("): talks resume (talks = working) by 31 December 2019.")
    assert "12 % (inside view), 33 % (impasses: talks)" in said(page().spread)
    assert "29 points apart" in said(page().spread)


def test_room_stays_what_it_is() -> None:
    text = said(page().verdict, page().meaning)
    assert "Room for talks resume (talks = working) exists in few (8 %" in text
    assert "Room is not a probability" in text
    assert "Only rate is a probability" in text
    assert said(page().confidence).startswith("Confidence in the figure of room is moderate")


def test_confidence_in_the_rate_stands_apart_with_reasons() -> None:
    text = said(page().trust)
    assert text.startswith("Confidence in this rate is low: the odds of its components differ")
    assert "no question of this kind has been resolved yet" in text
    assert "our figure" not in text


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0.3, 0.65, "lie 35 points apart"), (0.02, 0.07, "differ 4-fold"), (0.3, 0.4, "resolved yet")],
)
def test_what_weakens_a_rate(low: float, high: float, words: str) -> None:
    answers = Answers(book(), with_forecast(changed(low=low, high=high, slope=[])))
    assert words in said(likely.confidence(answers))


def test_confidence_is_high_only_with_a_record_and_no_concern() -> None:
    close = changed(low=0.3, high=0.4, slope=[])
    scored = replace(close, support={**close.support, "track": TRACK})
    few = replace(close, support={**close.support, "track": {**TRACK, "n": 5}})
    assert "rate is moderate" in said(page(close).trust)
    assert "rate is high" in said(page(scored).trust)
    assert "rate is moderate" in said(page(few).trust)


def test_one_view_alone_is_said() -> None:
    only = [forecast().support["questions"][0]["components"][0]]
    assert "Inside view only" in said(page(changed(components=only)).spread)
    assert "outside view only" in said(page().chances[3])
    assert "below 1 %" in said(page().chances[3])


def test_no_band_is_claimed_below_one_per_cent() -> None:
    shown = rates.shown({"rate": 0.004, "word": "almost no chance"})
    assert shown.replace("\u00a0", " ") == "our figure below 1 %"


def test_bands_are_those_of_the_forecast() -> None:
    assert {w: (round(a * 100), round(b * 100)) for w, a, b in BANDS} == rates.BANDS


def test_every_question_stands_in_full() -> None:
    text = read(render_book(book(), with_forecast(), "1")).text.replace("\u00a0", " ")
    for words in (
        "Counts as yes if: Trump and Kim meet in person",
        "94 impasses in talks since 1945",
        "Few cases are quite alike.",
        "What the acceptance slope, a judgement, does to it",
        "then pushed away from 50 % by a factor of 1.2",
        "What levers would make of it",
        "Parameters of the forecast",
    ):
        assert words in text


def test_levers_say_before_and_after() -> None:
    assert "With drop bolton and step by step, talks resume goes from" in said(page().lift)
    rows = [[said(cell.line) for cell in row] for row in page().conditional.rows]
    assert rows[0][:3] == ["drop bolton", "talks resume", "31 December 2019"]
    assert rows[0][5].startswith("+")
    assert rows[0][7:] == ["+18", "\u00b11.1"]


def test_signs_of_both_lists_once_with_arrow_and_word() -> None:
    rows = [(when, said(row)) for when, row in page().watch]
    text = [row for _, row in rows]
    assert sum("Trump visits Moon" in row for row in text) == 1
    assert text[0].startswith("\u2191 up (inside view: talks resume +3 and contact +11 points)")
    assert any(row.startswith("\u2193 down") for row in text)
    assert any(row.startswith("\u2195 either way") for row in text)
    assert text[-1].startswith("no push: Kim\u2019s deadline: room rises")
    assert "\u2193 down (inside view: contact \u22125 points): long range test" in said(
        *page().shocks
    )
    assert [when[:7] for when, _ in rows] == sorted(when[:7] for when, _ in rows)


def test_without_a_forecast_the_watch_list_is_the_case_alone() -> None:
    rows = watch.watch(Answers(book(), findings()))
    assert not any("\u2191" in plain(row) for _, row in rows)


def test_track_record_none_and_given() -> None:
    assert said(*page().track).startswith("No questions resolved yet. 4 are open")
    text = said(*page(forecast(TRACK)).track)
    assert "24 questions resolved. Brier score 0.171" in text
    assert "Skill against the rate of the outside view's reference class is 0.18" in text
    assert "(95 %: 0.02 to 0.33)" in text
    assert "1 of these was forecast only after" in text
    assert sure.record(Answers(book(), with_forecast())) == ()


def test_a_record_that_shows_nothing_says_so() -> None:
    for ends, words in ([-0.1, 0.3], "nothing better"), (None, "shows nothing yet"):
        found = {**TRACK, "intervals": {"brier": None, "log": None, "skill": ends}}
        text = said(*page(forecast(found)).track)
        assert words in text
        assert "no better than the reference" in said(page(forecast(found)).trust)


def test_a_real_score_is_read() -> None:
    from datetime import date

    asked = [
        Settled(
            f"q{k}",
            f"c{k % 4}",
            yes=k % 3 == 0,
            on=date(2019, 7, 1),
            by=date(2019, 8, 1),
            forecasts=(Said(date(2019, 6, 1), 0.2 + 0.05 * (k % 5), 0.3),),
        )
        for k in range(24)
    ]
    real = score(asked, draws=50)
    assert real is not None
    found = json.loads(json.dumps(real.to_dict()))
    answers = Answers(book(), with_forecast(forecast(found)))
    assert "24 questions resolved" in said(*track.sentences(answers))
    scores, calibration = track.tables(answers)
    assert len(scores.rows) == 5
    assert calibration.rows


def test_parameters_mark_judgement() -> None:
    text = render_book(book(), with_forecast(), "1")
    assert '<em class="origin">judgement</em> <bdi>nothing to fit it to</bdi>' in text


def test_same_bytes_links_and_ids() -> None:
    text = render_book(book(), with_forecast(), "1")
    assert text == render_book(book(), with_forecast(), "1")
    found = read(text)
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links} <= set(found.ids)
    assert "script" not in found.tags


@pytest.mark.parametrize("words", [EVIL, LONG])
def test_hostile_words_stay_words(words: str) -> None:
    support = json.loads(json.dumps(forecast(TRACK).support))

    def poison(value: Any, key: str = "") -> Any:
        keep = {"date", "by", "start", "end", "dates", "as_of", "horizon", "deadlines", "kind"}
        if isinstance(value, dict):
            return {k: poison(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [poison(v, key) for v in value]
        return words if isinstance(value, str) and key not in keep else value

    support = poison(support)
    support["questions"][0]["target"] = support["questions"][0]["ask"] = "talks_resume"
    found = {**findings(), "forecast": replace(forecast(), support=support)}
    text = render_book(book(), found, "1")
    seen = read(text)
    assert "script" not in seen.tags
    assert not [key for key, _ in seen.attributes if key.startswith("on")]
    assert "\x1b" not in text
    render_book(hostile(), found, "1")
    out = io.StringIO()
    show(found["forecast"], Console(file=out, width=120))
    assert "\x1b" not in out.getvalue()


@pytest.mark.parametrize(
    "support", [{}, {"questions": [], "curves": {}, "levers": [], "signposts": [], "track": None}]
)
def test_an_empty_forecast_is_no_error(support: dict[str, Any]) -> None:
    found = replace(forecast(), support=support)
    result = page(found)
    assert result.rate == ()
    assert "rate" in said(result.meaning)
    render_book(book(), with_forecast(found), "1")
    assert of_finding(found) == ()


def test_no_view_at_all_has_no_figure() -> None:
    bare = {"components": [], "rate": None, "low": None, "high": None, "slope": [], "pool": None}
    result = page(changed(**bare))
    assert result.rate == ()
    assert "not known (no figure)" in said(*result.chances)
    render_book(book(), with_forecast(changed(**bare)), "1")


def test_a_free_question_is_asked_as_written() -> None:
    free = question("talks_resume", "2019-12-31", 0.1, 0.2, 0.3, None)
    found = changed(**{**free, "ask": "Will Trump and Kim meet?", "target": "talks = meeting"})
    assert "Will Trump and Kim meet?" in said(*page(found).chances)
    assert page(found).rate == ()


def test_the_terminal_and_the_notebook_say_the_same() -> None:
    out = io.StringIO()
    print_book(book(), with_forecast(), Console(file=out, width=100))
    shown = " ".join(out.getvalue().replace("\u00a0", " ").split())
    assert "Unlikely (20\u201345 %; our figure" in shown
    assert "How likely, by when?" in shown
    assert "No questions resolved yet." in shown
    out = io.StringIO()
    show(forecast(TRACK), Console(file=out, width=160))
    shown = out.getvalue()
    for words in ("impasses: talks", "drop bolton", "\u2191 up", "\u2588", "Calibration", "slope"):
        assert words in shown
    part = render_part_book(book(), with_forecast(), "forecast")
    assert "<svg" in part
    assert "<table>" in part
