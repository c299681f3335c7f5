"""Parts of the page on their own, as HTML fragments: what a notebook shows for one finding."""

from __future__ import annotations

from collections.abc import Mapping

from detente.core.finding import Finding
from detente.report.answers import Answers
from detente.report.casebook import Casebook
from detente.report.charts import blockers_matrix, deal_space, fan, levers, paths
from detente.report.prose import Chart, Line, Table
from detente.report.sections import positions
from detente.report.svg import escape, standalone
from detente.report.tables import of_finding


def sentence_html(sentence: Line) -> str:
    """Return a sentence as HTML without links."""
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
    """Return a table as HTML; the notebook styles it."""
    head = "".join(f'<th scope="col">{escape(item)}</th>' for item in table.head)
    rows = []
    for row in table.rows:
        cells = []
        for item in row:
            side = "right" if item.number else "left"
            tag, scope = ("th", ' scope="row"') if item.head else ("td", "")
            words = sentence_html(item.line)
            cells.append(f'<{tag}{scope} style="text-align:{side}">{words}</{tag}>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f"<table>{caption}{body}</table>"


def charts_of(answers: Answers, question: str) -> tuple[Chart, ...]:
    """Return the charts of one question."""
    support = answers.support(question)
    if question == "deals":
        found = deal_space.chart(support, answers.book.party_name)
        return (found,) if found else ()
    if question == "levers":
        return levers.charts(support, answers.headline, answers.book)
    if question == "reach":
        drawn = paths.chart(answers)
        return (drawn,) if drawn else ()
    if question == "forecast":
        return fan.charts(answers)
    if question == "positions":
        pull = positions.of_case(answers)
        return tuple(item for one in pull.pulls for item in one.charts) if pull else ()
    if question == "blockers":
        matrix = blockers_matrix.chart(support, answers.headline, answers.book)
        return (matrix,) if matrix else ()
    return ()


def render_part_book(book: Casebook, findings: Mapping[str, Finding], question: str) -> str:
    """Return one finding of a casebook: its answer, its charts with twins, or its tables."""
    finding = findings[question]
    out = [f"<p><b>{escape(finding.answer)}</b></p>"]
    charts = charts_of(Answers(book, findings), question)
    for chart in charts:
        twin = f"<details><summary>as a table</summary>{table_html(chart.twin)}</details>"
        legend = f"<p><small>{escape(chart.legend)}</small></p>"
        out.append(f"<h4>{escape(chart.title)}</h4>{standalone(chart.drawing)}{legend}{twin}")
    if not charts or question in ("reach", "forecast", "positions"):
        out.extend(table_html(table) for table in of_finding(finding))
    return "".join(out)
