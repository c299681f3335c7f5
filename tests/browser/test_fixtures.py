"""The fixtures themselves: does a stray request fail, and does axe see a fault?"""

from __future__ import annotations

from pathlib import Path

import pytest

GOOD = "<!doctype html><html lang=en><title>t</title><main><h1>Good</h1></main></html>"
BAD = "<!doctype html><html><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></html>"


def written(folder: Path, text: str) -> str:
    """Write a page and return its address."""
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


def test_a_page_opens_from_disk(page, requests, tmp_path):
    page.goto(written(tmp_path, GOOD))
    assert page.locator("h1").inner_text() == "Good"
    assert requests == [(tmp_path / "page.html").as_uri()]


def test_an_outside_request_is_seen_and_goes_nowhere(page, requests, tmp_path):
    outside = "https://fonts.example.org/a.css"
    page.goto(written(tmp_path, GOOD + f"<link rel=stylesheet href='{outside}'>"))
    assert outside in requests
    requests.remove(outside)  # else the fixture fails this test, which is what it is for


@pytest.mark.parametrize(
    ("address", "leaves"),
    [
        ("file:///tmp/page.html", False),
        ("data:text/plain,x", False),
        ("blob:null/1", False),
        ("http://127.0.0.1:8000/", False),
        ("ws://localhost:8000/", False),
        ("file://server/share", True),
        ("https://example.org/", True),
        ("http://127.0.0.1.example.org/", True),
    ],
)
def test_what_counts_as_leaving(address, leaves):
    from tests.browser.conftest import leaves_machine

    assert leaves_machine(address) is leaves


def test_axe_is_silent_on_a_good_page(page, axe, tmp_path):
    page.goto(written(tmp_path, GOOD))
    assert axe(page) == []


def test_axe_names_the_faults_of_a_bad_page(page, axe, tmp_path):
    page.goto(written(tmp_path, BAD))
    assert any(fault.startswith("image-alt (critical)") for fault in axe(page))
