"""Sentences whose parts keep their meaning: names, figures, quotes and links.

A sentence is a tuple of `Span`; the page turns each into the fitting element (a name into
``<bdi>``, a quote into ``<q lang dir>``, a figure into a link to what it rests on), the terminal
writes the words. So every face says the same thing, and nothing from a case is ever pasted into
markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.report.text import clean


@dataclass(frozen=True)
class Span:
    """One part of a sentence.

    Attributes
    ----------
    text
        The words, clean of control characters.
    kind
        ``text``, ``name`` (from the case), ``figure``, ``quote``, ``strong``, ``mark``
        (judgement, background), ``code`` (a condition as written) or ``ref``.
    href
        Fragment id on the same page, without ``#``; empty for none.
    lang
        Language of a quote, if known.
    """

    text: str
    kind: str = "text"
    href: str = ""
    lang: str = ""


Line = tuple[Span, ...]


def line(*parts: str | Span | Sequence[Span]) -> Line:
    """Return one sentence from strings, spans and other sentences."""
    out: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            if part:
                out.append(Span(clean(part)))
        elif isinstance(part, Span):
            out.append(part)
        else:
            out.extend(part)
    return tuple(out)


def name(words: str) -> Span:
    """Return a name that comes from the case."""
    return Span(clean(words), "name")


def strong(words: str) -> Span:
    """Return words that carry the answer."""
    return Span(clean(words), "strong")


def figure(words: str, href: str = "") -> Span:
    """Return a figure, linked to what it rests on."""
    return Span(clean(words), "figure", href)


def quote(words: str, lang: str = "") -> Span:
    """Return words somebody said or wrote."""
    return Span(clean(words), "quote", "", lang)


def code(words: str) -> Span:
    """Return a condition or an edit as the case writes it, comparisons as signs."""
    return Span(clean(words).replace(">=", "\u2265").replace("<=", "\u2264"), "code")


def mark(words: str) -> Span:
    """Return a mark of origin, such as the word judgement."""
    return Span(clean(words), "mark")


def link(words: str, href: str) -> Span:
    """Return a link to another place of the page."""
    return Span(clean(words), "ref", href)


def join(parts: Iterable[Line | Span], joint: str = "and") -> Line:
    """Return several phrases as one list in a sentence: ``a, b and c``."""
    items = [(part,) if isinstance(part, Span) else part for part in parts]
    out: list[Span] = []
    for place, item in enumerate(items):
        if place:
            out.append(Span(f" {joint} " if place == len(items) - 1 else ", "))
        out.extend(item)
    return tuple(out)


def joined(parts: Iterable[Line], joint: str = "; ") -> Line:
    """Return sentences as one, set apart by ``joint``."""
    out: list[Span] = []
    for part in parts:
        if out:
            out.append(Span(joint))
        out.extend(part)
    return tuple(out)


def plain(sentence: Line) -> str:
    """Return the words of a sentence, quotes in quotation marks.

    >>> plain(line("He said ", quote("no"), "."))
    'He said \u201cno\u201d.'
    """
    return "".join(f"\u201c{s.text}\u201d" if s.kind == "quote" else s.text for s in sentence)


@dataclass(frozen=True)
class Cell:
    """One cell of a table: a sentence, and whether it is a figure (flush right) or a heading."""

    line: Line
    number: bool = False
    head: bool = False


def cell(*parts: str | Span | Sequence[Span]) -> Cell:
    """Return a cell of words."""
    return Cell(line(*parts))


def header(*parts: str | Span | Sequence[Span]) -> Cell:
    """Return a cell that names its row."""
    return Cell(line(*parts), head=True)


def numeric(words: str, href: str = "") -> Cell:
    """Return a cell that holds a figure."""
    return Cell((figure(words, href),), number=True)


@dataclass(frozen=True)
class Table:
    """A table any face can draw: what it shows, its column heads, its rows.

    ``numbers`` says which columns hold figures; a row may be shorter than the head (then the rest
    is blank), never longer.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to show."""
        return not self.rows


@dataclass(frozen=True)
class Chart:
    """A drawing with its table twin: the same figures, for readers of either.

    ``half`` says that it takes half the width of a printed sheet, ``wide`` that it needs more than
    one column of a screen.
    """

    ident: str
    title: str
    ask: str
    drawing: str
    twin: Table
    note: Line = ()
    legend: str = ""
    half: bool = False
    wide: bool = False


__all__ = [
    "Cell",
    "Chart",
    "Line",
    "Span",
    "Table",
    "cell",
    "code",
    "figure",
    "header",
    "join",
    "joined",
    "line",
    "link",
    "mark",
    "name",
    "numeric",
    "plain",
    "quote",
    "strong",
]
