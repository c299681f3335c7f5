"""A quiet Chromium, pages that may not leave this machine, and axe-core."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tools import browser as chromium

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def leaves_machine(address: str) -> bool:
    """Does a request to this address go anywhere but to a file or to this machine itself?"""
    parts = urlsplit(address)
    if parts.scheme in {"file", "data", "blob", "about"}:
        return bool(parts.netloc) and parts.netloc not in LOOPBACK
    return parts.hostname not in LOOPBACK


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    path = chromium.find()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(chromium.ADVICE, pytrace=False)
        pytest.skip(chromium.ADVICE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile for each test, with a fixed language, time zone and window."""
    fresh = browser.new_context(
        locale="en-GB", timezone_id="UTC", viewport={"width": 1280, "height": 900}
    )
    yield fresh
    fresh.close()


@pytest.fixture
def requests(context: BrowserContext) -> Iterator[list[str]]:
    """Every address asked for so far; the test fails at its end if one of them is elsewhere."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: asked.append(socket.url)))
    yield asked
    outside = [address for address in asked if leaves_machine(address)]
    assert not outside, f"the page asked for {outside}"


@pytest.fixture
def page(context: BrowserContext, requests: list[str]) -> Page:
    """A new page; whatever it asks for outside this machine fails the test."""
    return context.new_page()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Run axe-core in a page and get one sentence for each violation."""

    def violations(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}, at {node['target']}"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations
