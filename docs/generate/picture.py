"""The picture of the flagship's page, taken by Chromium where there is one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tools import browser

WIDE, HIGH = 1120, 1180


def take(root: Path) -> str:
    """Photograph the top of the flagship's page; says what was done."""
    from detente.report.page import render_html
    from detente.study import study

    path = browser.find()
    target = root / "docs" / "pictures" / "page.png"
    if path is None:
        return f"no new picture: {browser.ADVICE}"
    from playwright.sync_api import sync_playwright

    found = study(root / "cases" / "korea-2019")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        page = Path(name) / "report.html"
        page.write_text(render_html(found.loaded, found.findings, found.version), encoding="utf-8")
        running = playwright.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        view = running.new_page(
            viewport={"width": WIDE, "height": HIGH}, color_scheme="light", locale="en-GB"
        )
        view.goto(page.as_uri())
        target.parent.mkdir(parents=True, exist_ok=True)
        view.screenshot(path=str(target))
        running.close()
    return f"{target.relative_to(root).as_posix()} taken"
