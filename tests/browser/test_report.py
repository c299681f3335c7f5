"""The page in a browser: accessible, no wider than its window, two printed sheets, silent."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from report.forecast_fixture import TRACK, forecast
from report.helpers import already, hostile, nothing
from report.korea import book, findings

from detente.report.page import render_book, render_html
from detente.study import study


def case(name: str) -> str:
    """The page of a case of the repository."""
    answer = study(Path(__file__).parents[2] / "cases" / name, readings=40)
    return render_html(answer.loaded, answer.findings, "1.2.3")


PAGES = {
    "korea": lambda: render_book(book(), findings(), "1.2.3"),
    "forecast": lambda: render_book(book(), {**findings(), "forecast": forecast(TRACK)}, "1.2.3"),
    "hostile": lambda: render_book(hostile(), findings(), "1.2.3"),
    "already": lambda: render_book(*already(), "1.2.3"),
    "nothing": lambda: render_book(*nothing(), "1.2.3"),
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


def test_it_prints_on_two_sheets_with_its_handling_mark(page, address):
    page.goto(address)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    sheets = pypdf.PdfReader(io.BytesIO(printed)).pages
    assert 1 <= len(sheets) <= 2
    marked = Path(address).stem in {"korea", "forecast", "hostile"}
    for sheet in sheets:
        assert marked <= ("Handling" in sheet.extract_text())


@pytest.mark.parametrize("name", ["korea-2019", "harbour-strike", "veshta-basin"])
def test_a_case_fits_its_paper_and_its_window(page, axe, tmp_path, name):
    path = tmp_path / "report.html"
    path.write_text(case(name), encoding="utf-8")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(pypdf.PdfReader(io.BytesIO(printed)).pages) == 2
    page.set_viewport_size({"width": 695, "height": 1000})
    page.emulate_media(media="print")
    cut = "[...document.querySelectorAll('.sheet')].map(s => s.scrollHeight - s.clientHeight)"
    assert all(more <= 1 for more in page.evaluate(cut))


def test_it_asks_for_nothing_and_runs_nothing(page, requests, address):
    errors = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("dialog", lambda dialog: errors.append(dialog.message))
    page.goto(address)
    assert requests == [address]
    assert errors == []


def test_wide_drawings_scroll_in_their_own_region_by_keyboard(page, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(PAGES["korea"](), encoding="utf-8")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(path.as_uri())
    regions = page.locator(".scroll")
    assert regions.count() > 5
    for place in range(regions.count()):
        assert regions.nth(place).get_attribute("tabindex") == "0"
        assert regions.nth(place).get_attribute("aria-label")


def test_text_in_drawings_prints_at_nine_points(page, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(PAGES["korea"](), encoding="utf-8")
    page.set_viewport_size({"width": 695, "height": 1000})
    page.emulate_media(media="print")
    page.goto(path.as_uri())
    sizes = page.evaluate(
        """[...document.querySelectorAll('svg.chart')].filter(s => s.getClientRects().length).map(
           s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)"""
    )
    assert sizes
    assert min(sizes) * 12 * 0.75 >= 8.99
    small = page.evaluate(
        """[...document.querySelectorAll('body *')].filter(e => e.getClientRects().length
           && !e.closest('svg') && [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()))
           .filter(e => parseFloat(getComputedStyle(e).fontSize) < 11.9)
           .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
