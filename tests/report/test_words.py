"""Words, widths, reasons and the terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from detente.core.finding import share
from detente.report import text
from detente.report.casebook import Place, Reason
from detente.report.parts import render_part_book
from detente.report.prose import plain
from detente.report.shares import points
from detente.report.svg import escape, linear, number, slug, ticks
from detente.report.tables import of_finding
from detente.report.terminal import render_book, show
from detente.report.why import linked, marked
from report.helpers import EVIL, finding, hostile, read
from report.korea import book, findings


def printed(width: int = 100) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=width, force_terminal=False), out


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (1.0, "100"), (0.0004, "<0.1"), (0.9996, ">99.9"), (0.125, "13"), (0.995, "99.5")],
)
def test_a_percentage_never_rounds_to_a_false_zero_or_hundred(value: float, shown: str) -> None:
    assert text.percent(value) == f"{shown}\u00a0%"


def test_points_carry_a_sign_and_no_negative_zero() -> None:
    assert points(12.4) == "+12"
    assert points(-3.04) == "\u22123.0"
    assert points(-0.01) == "0"
    assert text.signed(-0.04) == "0.0"
    assert text.fixed(float("-inf")) == "never"


def test_wide_and_combining_letters_are_measured() -> None:
    assert text.width("\ube44", 10) == 10
    assert text.width("e\u0301", 10) == text.width("e", 10)
    assert text.shorten("x" * 100, 50, 12).endswith("\u2026")
    assert text.width(text.shorten("x" * 100, 50, 12), 12) <= 50


def test_wrapping_keeps_every_line_in_its_room() -> None:
    for line in text.wrap("one two three four five six seven", 60, 12, lines=3):
        assert text.width(line, 12) <= 60
    assert text.wrap("", 60, 12) == [""]


def test_numbers_in_drawings_have_two_decimals_at_most() -> None:
    assert number(1 / 3) == "0.33"
    assert number(-0.0001) == "0"
    assert escape("\x00a\u202eb") == "ab"


def test_scales_and_ticks_at_the_edges() -> None:
    assert linear(0, 10, 0, 100)(5) == 50
    assert linear(3, 3, 0, 100)(3) == 50
    assert ticks(0, 0) == [0]
    assert ticks(-1, 1) == [-1.0, -0.5, 0.0, 0.5, 1.0]


def test_ids_of_different_names_differ() -> None:
    names = ["a b", "a-b", "a_b", "a", "\u00e9", "e9", "-e9-", "a--b"]
    assert len({slug(name) for name in names}) == len(names)


def test_a_reason_links_its_places_and_spells_its_marks() -> None:
    why = "a draft of 'a new method' ¶5-6 [a]"
    reason = Reason("p", "w", "v", why, (Place("seed", 5, 6),), ("a new method",), True)
    spans = linked(reason, book(), lambda source, place: f"{source}-{place}")
    assert [span.href for span in spans if span.kind == "ref"] == ["seed-5"]
    assert [span.text for span in spans if span.kind == "quote"] == ["a new method"]
    assert [span.text for span in spans if span.kind == "mark"] == ["judgement"]
    assert plain(spans) == "a draft of \u201ca new method\u201d ¶5-6 judgement"


def test_quotes_are_found_across_quotation_marks_and_ellipses() -> None:
    pieces = marked(
        "He said \u201cit\u2019s over\u201d and left the room.", ("it's over", "and \u2026 room")
    )
    assert [piece for piece, on in pieces if on] == ["it\u2019s over", "and", "room"]
    assert "".join(piece for piece, _ in pieces).startswith("He said")


def test_the_terminal_says_what_the_page_says() -> None:
    console, out = printed()
    render_book(book(), findings(), console, "1.2.3")
    shown = " ".join(out.getvalue().replace("\u00a0", " ").split())
    assert "exists in few (8 %, 75 of 1,000) of the plausible readings" in shown
    assert "Room is not a probability" in shown
    assert "\u201cwill never be resumed\u201d" in shown
    assert "1.2.3" in shown


def test_the_terminal_takes_no_orders_from_the_case() -> None:
    console, out = printed()
    render_book(hostile(), findings(), console, EVIL)
    assert "\x1b" not in out.getvalue()
    assert "[31m" in out.getvalue()


@pytest.mark.parametrize(
    "question", ["room", "deals", "blockers", "stability", "levers", "reach", "sensitivity"]
)
def test_each_question_shows_its_tables(question: str) -> None:
    console, out = printed(140)
    show(findings()[question], console)
    assert f"The answer on {question}." in out.getvalue()
    assert of_finding(findings()[question])
    part = render_part_book(book(), findings(), question)
    assert "<table>" in part
    assert "script" not in read(part).tags


def test_a_comparison_is_shown_by_its_effect() -> None:
    support = {
        "a": "first",
        "b": "second",
        "differences": [
            {
                "path": "p",
                "sentence": "A says x, B says y.",
                "a": "x",
                "b": "y",
                "effect": {"t": -11.0},
                "largest": 11.0,
            }
        ],
        "room": {"a": {"t": share(18, 100)}, "b": {"t": share(7, 100)}},
    }
    console, out = printed()
    show(finding("compare", support), console)
    assert "A says x, B says y." in out.getvalue()
    assert "\u221211" in out.getvalue()
    assert "first" in out.getvalue()


def test_a_question_without_tables_still_answers() -> None:
    console, out = printed()
    show(finding("unheard", {}), console)
    assert "An answer." in out.getvalue()
