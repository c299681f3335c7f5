"""Where positions pull, in a browser: accessible, no wider than its window, silent, printable."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from report.helpers import ARABIC, EVIL, KOREAN, LONG
from report.korea import book, findings
from report.positions_fixture import finding, line, support

from detente.report.page import render_book
from detente.report.positions_page import Heading, render_positions

NAMES = ["France", ARABIC, KOREAN, LONG, EVIL, "Denmark", "Greece"]
MARKS = [[0.0, EVIL], [1.0, LONG], [40.0, ARABIC], [100.0, KOREAN]]


def alone(lines: list, **heading: str) -> str:
    """A page of positions alone."""
    words = Heading(**({"title": "Fences", "question": "How high?"} | heading))
    return render_positions(finding(support(lines)), words, "1.2.3")


PAGES = {
    "case": lambda: render_book(book(), {**findings(), "positions": finding()}, "1.2.3"),
    "names": lambda: alone(
        [line(1, NAMES, EVIL, half=4.0, marks=MARKS), line(2, NAMES, LONG)],
        title=LONG,
        question=ARABIC,
        handling="internal",
    ),
    "many": lambda: alone([line(k, ["A", "B", "C"], f"Line {k}") for k in range(15)]),
    "crowd": lambda: alone([line(1, [f"Actor {k}" for k in range(60)])]),
    "one": lambda: alone([line(1, ["Alone"], marks=[])]),
}


@pytest.fixture(params=sorted(PAGES))
def address(request, tmp_path: Path) -> str:
    """One of the pages, written to disk."""
    path = tmp_path / f"{request.param}.html"
    path.write_text(PAGES[request.param](), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, axe, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert axe(page) == []


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_page_is_no_wider_than_its_window(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_asks_for_nothing_and_runs_nothing(page, requests, address):
    errors = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("dialog", lambda dialog: errors.append(dialog.message))
    page.goto(address)
    assert requests == [address]
    assert errors == []


def test_drawings_need_no_scrolling_on_a_telephone(page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGES["names"](), encoding="utf-8")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(path.as_uri())
    wide = "[...document.querySelectorAll('.pull svg')].map(s => s.getBoundingClientRect().right)"
    found = page.evaluate(wide)
    assert found
    assert max(found) <= 360


def test_it_prints_every_line_with_its_drawings_in_full(page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGES["many"](), encoding="utf-8")
    page.goto(path.as_uri())
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    sheets = pypdf.PdfReader(io.BytesIO(printed)).pages
    text = " ".join(sheet.extract_text() for sheet in sheets)
    assert len(sheets) <= 12
    for place in range(15):
        assert f"Line {place}" in text
    page.set_viewport_size({"width": 695, "height": 1000})
    page.emulate_media(media="print")
    sizes = page.evaluate(
        """[...document.querySelectorAll('svg.chart')].filter(s => s.getClientRects().length).map(
           s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)"""
    )
    assert min(sizes) * 12 * 0.75 >= 8.99


def test_every_printed_sheet_carries_the_handling_mark(page, tmp_path):
    path = tmp_path / "page.html"
    names = [f"Actor {k}" for k in range(12)]
    text = alone([line(k, names) for k in range(6)], handling="restricted")
    path.write_text(text, encoding="utf-8")
    page.goto(path.as_uri())
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    sheets = pypdf.PdfReader(io.BytesIO(printed)).pages
    assert len(sheets) > 1
    for sheet in sheets:
        assert "Handling: restricted" in sheet.extract_text()
