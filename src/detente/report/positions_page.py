"""A page of positions alone: for a file of another program, or for one question of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.core.finding import Finding
from detente.report.page import render, style
from detente.report.sections.positions import Section, section
from detente.report.text import clean, count

HANDLINGS = ("open", "internal", "restricted")
"""Marks a case may carry. Only these are ever written into a style sheet."""


@dataclass(frozen=True)
class PositionsPage:
    """Everything the template prints."""

    title: str
    question: str
    lang: str
    kicker: str
    handling: str
    answer: str
    method: str
    source: str
    pull: Section
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Heading:
    """What stands above and below the figures of a page of positions.

    Attributes
    ----------
    title, question
        The heading, and the question below it.
    kicker
        The small line above: which day, or which form of file.
    handling
        How the page may be passed on, for a case that says so.
    source
        Where the figures come from, in words.
    lang
        Language of the title.
    asks
        What is asked on each line, by its id.
    """

    title: str
    question: str = ""
    kicker: str = "Positions on a line"
    handling: str = ""
    source: str = ""
    lang: str = "en"
    asks: Mapping[str, str] | None = None


def render_positions(finding: Finding, heading: Heading, version: str) -> str:
    """Return the page of a finding on positions: the same bytes for the same input.

    Parameters
    ----------
    finding
        What :func:`detente.analysis.positions.question.positions` gives.
    heading
        The words around it; all are escaped.
    version
        The version printed in the footer.

    Returns
    -------
    str
        HTML that needs nothing from outside: no script, no font, no request.

    Raises
    ------
    ValueError
        Where the finding has no line.
    """
    pull = section(finding.support, heading.asks)
    if pull is None:
        raise ValueError("there is no line to show")
    page = PositionsPage(
        title=clean(heading.title) or "Positions",
        question=clean(heading.question),
        lang=heading.lang or "en",
        kicker=clean(heading.kicker),
        handling=clean(heading.handling),
        answer=clean(finding.answer),
        method=clean(finding.method),
        source=clean(heading.source),
        pull=pull,
        facts=_facts(finding, version),
    )
    anchors = frozenset({"basis-positions", *(one.ident for one in pull.pulls)})
    sheets = style(more=True) + _foot(heading.handling)
    return render("positions.html.j2", page=page, style=sheets, anchors=anchors)


def _foot(handling: str) -> str:
    """Return the rule that prints the handling mark at the foot of every sheet."""
    if handling not in HANDLINGS:
        return ""
    said = f'content:"Handling: {handling}";font:600 9pt sans-serif'
    return f"@page{{margin-bottom:14mm;@bottom-left{{{said}}}}}"


def _facts(finding: Finding, version: str) -> tuple[tuple[str, str], ...]:
    """Return the footer: what a reader needs to get the same page again."""
    found = [("Input", finding.case_hash[:12])] if finding.case_hash else []
    found.append(("detente", version))
    for key in ("readings", "seed", "rounds"):
        value = finding.params.get(key)
        if isinstance(value, int):
            found.append((key.capitalize(), count(value)))
    return tuple(found)
