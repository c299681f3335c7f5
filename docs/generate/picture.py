"""The pictures of pages, taken by Chromium where there is one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools import browser

WIDE, HIGH = 1120, 1180


def take(root: Path) -> str:
    """Photograph the flagship's page and one line of the river case; says what was done."""
    path = browser.find()
    if path is None:
        return f"no new picture: {browser.ADVICE}"
    from playwright.sync_api import sync_playwright

    folder = root / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        for target, (text, photograph) in _pictures(root).items():
            page = Path(name) / "page.html"
            page.write_text(text, encoding="utf-8")
            view = running.new_page(
                viewport={"width": WIDE, "height": HIGH}, color_scheme="light", locale="en-GB"
            )
            view.goto(page.as_uri())
            photograph(view, str(folder / target))
        running.close()
    return f"{folder.relative_to(root).as_posix()} taken"


def _pictures(root: Path) -> dict[str, tuple[str, Callable[[Any, str], object]]]:
    """By file: the page, and which part of it."""
    from detente.report.page import render_html
    from detente.study import study

    flagship = study(root / "cases" / "korea-2019")
    river = study(root / "cases" / "veshta-basin", only=["positions"], readings=200)
    line = next(
        place
        for place, entry in enumerate(river["positions"].support["lines"], 1)
        if entry["id"] == "filling"
    )
    return {
        "page.png": (
            render_html(flagship.loaded, flagship.findings, flagship.version),
            lambda view, path: view.screenshot(path=path),
        ),
        "positions.png": (
            render_html(river.loaded, river.findings, river.version),
            lambda view, path: view.locator(f"#line-{line}").screenshot(path=path),
        ),
    }
