"""The cases of the repository, from file to page: figures reach it, links hold, nothing is lost."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest
from rich.console import Console

from detente.report.binding import casebook
from detente.report.page import render_html, render_part
from detente.report.shares import tally
from detente.report.terminal import render_terminal
from detente.study import Study, study
from report.helpers import read

CASES = ("korea-2019", "harbour-strike", "veshta-basin")


@cache
def asked(name: str) -> Study:
    """A study of a case with few readings."""
    return study(Path(__file__).parents[2] / "cases" / name, readings=40)


@pytest.mark.parametrize("name", CASES)
def test_a_case_becomes_a_page(name: str) -> None:
    answer = asked(name)
    text = render_html(answer.loaded, answer.findings, "1")
    page = read(text)
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    room = answer.findings["room"].support
    share = room["targets"][room["headline"]]["trade"]["as_of"]
    assert tally(share) in page.text
    assert answer.loaded.case.meta.title in page.text
    assert render_html(answer.loaded, answer.findings, "1") == text


@pytest.mark.parametrize("name", CASES)
def test_every_number_of_a_case_has_its_row(name: str) -> None:
    answer = asked(name)
    case = answer.loaded.case
    paths = {reason.path for reason in casebook(answer.loaded).reasons}
    for who, actor in case.actors.items():
        assert {f"actors.{who}.cares.{issue}" for issue in actor.cares} <= paths
        assert actor.no_deal is None or f"actors.{who}.no_deal" in paths
    assert {f"rules.{key}" for key, rule in case.rules.items() if rule.by} <= paths
    assert {f"levers.{key}" for key in case.levers} <= paths


@pytest.mark.parametrize("name", CASES)
def test_every_finding_rests_on_rows_of_the_page(name: str) -> None:
    answer = asked(name)
    book = casebook(answer.loaded)
    for finding in answer.findings.values():
        for path in finding.evidence:
            below = any(place.startswith(f"{path}.") for place in book.reason_at)
            assert below or book.find_reason(path), path


@pytest.mark.parametrize("name", CASES)
def test_a_case_in_the_terminal_and_in_parts(name: str) -> None:
    answer = asked(name)
    out = io.StringIO()
    render_terminal(answer.loaded, answer.findings, Console(file=out, width=100))
    assert "Room is not a probability" in out.getvalue()
    for question in answer.findings:
        part = render_part(answer.loaded, answer.findings, question)
        assert "script" not in read(part).tags
