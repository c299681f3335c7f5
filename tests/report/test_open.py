"""Questions still open: counted, listed with their places, escaped, on the page and elsewhere."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from detente.case.load import Loaded, load
from detente.cli import main
from detente.report.binding import casebook
from detente.report.casebook import Casebook, OpenBook
from detente.report.page import render_book
from detente.report.prose import plain
from detente.report.terminal import MOST_OPEN
from detente.report.terminal import render_book as render_terminal
from detente.report.view import build
from report.helpers import ARABIC, EVIL, LONG, read
from report.korea import book, findings

CASE = """\
case: {title: The weir, as_of: 2030-05-01}
parties: {Up: {decides: Ann}}
issues:
  weir: {by: [Up], now: shut, options: [shut, half, open], scale: [0, 12.5, 100]}
actors:
  Ann: {of: Up, cares: {weir: {weight: 60, wants: shut, accepts: half}}}
targets: {flow: {when: weir >= half}}
open:
  issues.weir.now: Is it [bold]shut[/bold] <b>today</b>?
  actors.Ann.no_deal: "How well can she live\\nwithout?"
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    return load(tmp_path)


def asking(*questions: OpenBook) -> Casebook:
    return replace(book(), open=questions)


def printed(one: Casebook) -> str:
    out = io.StringIO()
    render_terminal(one, findings(), Console(file=out, width=120, no_color=True))
    return out.getvalue()


def test_a_case_without_questions_says_nothing_of_them() -> None:
    page = render_book(book(), findings(), "1")
    assert "still open" not in page
    assert "open-questions" not in page
    assert "Questions still open" not in printed(book())


def test_the_page_counts_and_lists_them() -> None:
    one = asking(OpenBook("issues.talks.now", "Where are they?"), OpenBook("parties", "Who else?"))
    page = build(one, findings(), "1")
    assert plain(page.still_open).startswith("2 questions about the case are still open")
    assert [(q.path, plain(q.question)) for q in page.unanswered] == [
        ("issues.talks.now", "Where are they?"),
        ("parties", "Who else?"),
    ]
    html = render_book(one, findings(), "1")
    assert "#open-questions" in read(html).links
    assert "open-questions" in read(html).ids
    assert html.index("issues.talks.now") < html.index("Where are they?") < html.index("Who else?")


def test_while_questions_are_open_confidence_is_low() -> None:
    page = build(asking(OpenBook("parties", "Who else?")), findings(), "1")
    said = plain(page.confidence)
    assert "is low: 1 question about the case is still open" in said
    assert "still open" not in plain(build(book(), findings(), "1").confidence)


def test_one_question_is_one() -> None:
    page = build(asking(OpenBook("parties", "Who else?")), findings(), "1")
    assert plain(page.still_open).startswith("1 question about the case is still open")


def test_hostile_questions_are_text() -> None:
    one = asking(OpenBook("parties", EVIL), OpenBook(EVIL, ARABIC), OpenBook("x", LONG * 30))
    html = render_book(one, findings(), "1")
    reader = read(html)
    assert "script" not in reader.tags
    assert "<script>alert(1)</script>" in reader.text
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert "\x1b" not in printed(one)
    assert "<script>alert(1)</script>" in printed(one)


def test_the_terminal_stops_at_some_and_says_where_the_others_are() -> None:
    shown = printed(asking(*(OpenBook(f"issues.i{k}", f"What of {k}?") for k in range(40))))
    assert f"issues.i{MOST_OPEN - 1}: What of" in shown
    assert f"issues.i{MOST_OPEN}:" not in shown
    assert f"{40 - MOST_OPEN} more questions: detente check prints all of them." in shown


def test_they_come_from_the_case_with_its_scale(loaded: Loaded) -> None:
    one = casebook(loaded)
    assert [q.path for q in one.open] == ["issues.weir.now", "actors.Ann.no_deal"]
    (weir,) = (r for r in one.reasons if r.path == "issues.weir")
    assert weir.value.endswith("; on the scale shut at 0, half at 12.5 and open at 100")


def test_check_counts_and_prints_them(loaded: Loaded) -> None:
    found = CliRunner().invoke(main, ["check", str(loaded.path.parent)])
    assert found.exit_code == 0
    head, *rows = found.stdout.splitlines()
    assert re.fullmatch(r".*case\.yaml: good \(\d+ warnings?, 2 open questions\)", head)
    assert rows == [
        "  issues.weir.now: Is it [bold]shut[/bold] <b>today</b>?",
        "  actors.Ann.no_deal: How well can she live without?",
    ]
