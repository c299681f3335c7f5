"""Findings and studies in a notebook: tables and drawings as HTML, without page or script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from detente.core.finding import Finding
from detente.report.answers import Answers
from detente.report.prose import Line, Table
from detente.report.sections import verdict
from detente.report.svg import escape, standalone
from detente.report.tables import of_finding

if TYPE_CHECKING:
    from detente.case.load import Loaded


class StudyLike(Protocol):
    """What a study must have to be shown."""

    @property
    def loaded(self) -> Loaded:
        """The case as written."""

    @property
    def findings(self) -> Mapping[str, Finding]:
        """The findings by question."""


def sentence_html(sentence: Line) -> str:
    """Return a sentence as HTML."""
    out = []
    for span in sentence:
        words = escape(span.text)
        if span.kind in ("strong", "figure"):
            words = f"<b>{words}</b>"
        elif span.kind == "quote":
            words = f'<q dir="auto">{words}</q>'
        elif span.kind == "name":
            words = f"<bdi>{words}</bdi>"
        out.append(words)
    return "".join(out)


def table_html(table: Table) -> str:
    """Return a table as HTML; a notebook styles it."""
    head = "".join(f'<th scope="col">{escape(item)}</th>' for item in table.head)
    rows = []
    for row in table.rows:
        cells = []
        for item in row:
            tag = 'th scope="row"' if item.head else "td"
            align = ' style="text-align:right"' if item.number else ' style="text-align:left"'
            cells.append(f"<{tag}{align}>{sentence_html(item.line)}</{tag.split(maxsplit=1)[0]}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def finding_html(finding: Finding) -> str:
    """Return one finding: its answer and its tables."""
    tables = "".join(table_html(table) for table in of_finding(finding))
    return f"<p><b>{escape(finding.answer)}</b></p>{tables}"


def study_html(study: StudyLike) -> str:
    """Return a study: the verdict, the charts, each with its twin folded away."""
    from detente.report.binding import casebook
    from detente.report.view import build

    book = casebook(study.loaded)
    answers = Answers(book, study.findings)
    page = build(book, study.findings, "")
    lines = (verdict.verdict(answers), verdict.turn(answers), page.confidence, page.meaning)
    out = [f"<h3>{escape(book.title)}</h3>"]
    out += [f"<p>{sentence_html(item)}</p>" for item in lines if item]
    for chart in page.charts:
        twin = f"<details><summary>as a table</summary>{table_html(chart.twin)}</details>"
        out.append(f"<h4>{escape(chart.title)}</h4>{standalone(chart.drawing)}{twin}")
    return "".join(out)
