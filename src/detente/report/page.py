"""The answer page: one self-contained HTML text, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from detente.core.finding import Finding
from detente.report.casebook import Casebook
from detente.report.text import clean
from detente.report.view import Page, build

if TYPE_CHECKING:
    from detente.case.load import Loaded


def _words(value: object) -> object:
    """Drop control characters from anything printed that is not markup of our own."""
    return clean(value) if type(value) is str else value


@cache
def _environment() -> Environment:
    # Escaping is on for everything; only our own style sheet and drawings are marked as safe,
    # in the templates, and `svg.py` has escaped every word of the latter.
    return Environment(
        loader=PackageLoader("detente.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_words,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def style(*, more: bool = False) -> str:
    """Return the style sheet of a page, with that of positions where it shows ``more``."""
    folder = files("detente.report") / "templates"
    sheets = ("page.css", "chart.css", *(["positions.css"] if more else []))
    return "".join((folder / sheet).read_text(encoding="utf-8") for sheet in sheets)


def render(template: str, **values: object) -> str:
    """Return one of our templates filled in, without blank lines."""
    text = _environment().get_template(template).render(**values)
    return "\n".join(row.rstrip() for row in text.splitlines() if row.strip()) + "\n"


def anchors(page: Page) -> Iterator[str]:
    """Yield the ids that links of the page may point to; a link to any other is written as text."""
    yield from ("how-sure",)
    yield from ("reasons",) if page.reasons else ()
    yield from ("open-questions",) if page.unanswered else ()
    yield from (basis.ident for basis in page.bases)
    yield from (item.ident for item in page.asked)
    yield from (item.ident for item in page.pull.pulls) if page.pull else ()
    yield from (row.ident for group in page.reasons for row in group.rows)
    yield from (item.ident for source in page.sources for item in source.paragraphs)


def render_book(book: Casebook, findings: Mapping[str, Finding], version: str) -> str:
    """Return the page of a casebook and its findings.

    Parameters
    ----------
    book
        The case in words, as `detente.report.binding` makes it.
    findings
        Findings by question; any may be missing, and its section then says so or is left out.
    version
        The version printed in the footer.

    Returns
    -------
    str
        HTML that needs nothing from outside: no script, no font, no request.
    """
    page = build(book, findings, version)
    sheets = style(more=page.pull is not None)
    return render("page.html.j2", page=page, style=sheets, anchors=frozenset(anchors(page)))


def render_html(loaded: Loaded, findings: Mapping[str, Finding], version: str) -> str:
    """Return the answer page of a loaded case: what a reader is handed.

    Parameters
    ----------
    loaded
        The case as written, with its sources.
    findings
        Findings by question (room, deals, blockers, levers, sensitivity, forecast).
    version
        The version printed in the footer.
    """
    # the case layer is only needed for a loaded case, not for a casebook made by hand
    from detente.report.binding import casebook

    return render_book(casebook(loaded), findings, version)


def render_part(loaded: Loaded, findings: Mapping[str, Finding], question: str) -> str:
    """Return one finding as an HTML fragment, for a notebook: answer, charts, tables.

    Parameters
    ----------
    loaded
        The case as written.
    findings
        Findings by question, the one asked for among them.
    question
        ``room``, ``deals``, ``blockers``, ``levers``, ``sensitivity`` or ``forecast``.

    Raises
    ------
    KeyError
        Where the question was not asked.
    """
    from detente.report.binding import casebook
    from detente.report.parts import render_part_book

    return render_part_book(casebook(loaded), findings, question)
