"""Appendices: what each figure rests on, every reason of the case, the paragraphs they point to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.answers import Answers
from detente.report.casebook import Casebook, Reason
from detente.report.prose import Line, Span, Table, cell, header, line, link, name, numeric
from detente.report.sections import stay, there
from detente.report.sections.stuck import paragraph_id
from detente.report.shares import bare
from detente.report.text import clean, count, human
from detente.report.why import linked, marked


@dataclass(frozen=True)
class Basis:
    """What one finding rests on."""

    ident: str
    question: str
    answer: Line
    method: Line
    inputs: Line
    note: Line = ()


@dataclass(frozen=True)
class ReasonRow:
    """One number of the case with its reason."""

    ident: str
    number: str
    what: str
    value: str
    why: Line
    path: str


@dataclass(frozen=True)
class Group:
    """Reasons that belong together, under one heading."""

    title: str
    rows: tuple[ReasonRow, ...]


@dataclass(frozen=True)
class Unanswered:
    """A question still open, with its place in the case."""

    path: str
    question: Line


@dataclass(frozen=True)
class Paragraph:
    """A cited paragraph, in pieces, those quoted by a reason marked."""

    ident: str
    number: int
    pieces: tuple[tuple[str, bool], ...]
    cited: tuple[Span, ...]


@dataclass(frozen=True)
class SourceText:
    """A source with its cited paragraphs."""

    ident: str
    title: str
    about: str
    lang: str
    url: str
    paragraphs: tuple[Paragraph, ...]


def bases(answers: Answers) -> tuple[Basis, ...]:
    """Return what each finding rests on, in the order asked."""
    out = []
    for question, finding in answers.findings.items():
        inputs: list[Span] = []
        seen: set[int] = set()
        for path in finding.evidence:
            for number, _ in _under(path, answers.book):
                if number in seen:
                    continue
                seen.add(number)
                inputs.append(link(f"R{number}", f"r{number}"))
        ordered = sorted(inputs, key=lambda span: int(span.text[1:]))
        out.append(
            Basis(
                ident=f"basis-{question}",
                question=human(question),
                answer=line(name(finding.answer)),
                method=line(name(f"{finding.method}; {_params(finding.params)}")),
                inputs=_spaced(ordered),
                note=_NOTES[question](answers) if question in _NOTES else (),
            )
        )
    return tuple(out)


_NOTES: dict[str, Callable[[Answers], Line]] = {
    "stability": stay.note,
    "reach": lambda _: there.meaning(),
}


def _under(path: str, book: Casebook) -> list[tuple[int, Reason]]:
    """Return the reasons at a path or below it, else that of the entry around it."""
    exact = book.reason_at.get(path)
    below = [found for place, found in book.reason_at.items() if place.startswith(path + ".")]
    if exact or below:
        return ([exact] if exact else []) + below
    around = book.find_reason(path)
    return [around] if around else []


def _params(params: dict[str, Any]) -> str:
    """Return the parameters of a question as words."""
    out: list[str] = []
    for key, value in params.items():
        if isinstance(value, dict):
            out.extend(f"{human(name)} {human(str(item))}" for name, item in value.items())
        elif isinstance(value, (list, tuple)):
            if value:
                out.append(f"{human(key)} {_together(value)}")
        elif isinstance(value, bool):
            out.append(f"{human(key)} {'yes' if value else 'no'}")
        elif isinstance(value, int):
            out.append(f"{human(key)} {count(value)}")
        elif value is not None:
            out.append(f"{human(key)} {human(str(value))}")
    return ", ".join(out)


def _together(names: Sequence[Any]) -> str:
    """Return names as one set, or sets of names as several."""
    if isinstance(names[0], (list, tuple)):
        return " or ".join(_together(some) for some in names)
    return " + ".join(human(str(item)) for item in names)


def _spaced(spans: list[Span]) -> Line:
    out: list[Span] = []
    for span in spans:
        if out:
            out.append(Span(" "))
        out.append(span)
    return line(out)


def reasons(book: Casebook) -> tuple[Group, ...]:
    """Return every number of the case with its reason, grouped by the section of the file."""
    titles: dict[str, list[ReasonRow]] = {}
    for number, reason in enumerate(book.reasons, 1):
        titles.setdefault(_group(reason.path), []).append(_row(number, reason, book))
    return tuple(Group(title, tuple(rows)) for title, rows in titles.items())


def still_open(book: Casebook) -> tuple[Unanswered, ...]:
    """Return the questions the analyst has still to answer, in the order of the file."""
    return tuple(Unanswered(clean(one.path), line(name(one.question))) for one in book.open)


def _group(path: str) -> str:
    parts = path.split(".")
    if parts[0] == "actors" and len(parts) > 1:
        return clean(parts[1])
    return human(parts[0]).capitalize()


def _row(number: int, reason: Reason, book: Casebook) -> ReasonRow:
    why = linked(reason, book, lambda source, place: paragraph_id(source, place, book))
    if not reason.given:
        # who decides and what is on offer need no source to be read; numbers do
        stated = reason.path.split(".", 1)[0] in {"parties", "issues", "targets"}
        why = (Span("as the case states it" if stated else "no reason given", "mark"),)
    return ReasonRow(
        ident=f"r{number}",
        number=f"R{number}",
        what=clean(reason.what),
        value=clean(reason.value),
        why=why,
        path=clean(reason.path),
    )


def sources(book: Casebook) -> tuple[SourceText, ...]:
    """Return the sources with the paragraphs that reasons or statements cite."""
    out = []
    for source in book.sources:
        cited = _cited(source.ident, book)
        paragraphs = tuple(
            Paragraph(
                ident=paragraph_id(source.ident, number, book),
                number=number,
                pieces=marked(_unnumbered(source.paragraphs[number]), tuple(cited[number][0])),
                cited=tuple(link(f"R{item}", f"r{item}") for item in cited[number][1]),
            )
            for number in sorted(source.paragraphs)
            if number in cited
        )
        about = ", ".join(part for part in (source.kind, source.date, _grade(source.grade)) if part)
        out.append(
            SourceText(
                source.ident,
                clean(source.title),
                clean(about),
                source.lang or book.lang,
                clean(source.url),
                paragraphs,
            )
        )
    return tuple(out)


def _unnumbered(paragraph: str) -> str:
    """Return a paragraph without its own number, which the page prints beside it."""
    return re.sub(r"^\s*\u00b6\s*\d+\s*", "", paragraph)


def _grade(grade: str) -> str:
    return f"grade {grade}" if grade else ""


def _cited(source: str, book: Casebook) -> dict[int, tuple[list[str], list[int]]]:
    """Return, by paragraph, the fragments quoted from it and the reasons that cite it."""
    found: dict[int, tuple[list[str], list[int]]] = {}
    for place, reason in enumerate(book.reasons, 1):
        for spot in reason.places:
            if spot.source != source:
                continue
            for number in range(spot.first, min(spot.last, spot.first + 50) + 1):
                quotes, numbers = found.setdefault(number, ([], []))
                quotes.extend(reason.quotes)
                if place not in numbers:
                    numbers.append(place)
    for item in book.statements:
        if item.place and item.place.source == source:
            found.setdefault(item.place.first, ([], []))[0].append(item.said)
    return found


def sensitivity(answers: Answers) -> Table | None:
    """Return the table of inputs by the swing they cause; None where the question was not asked."""
    inputs = answers.sensitivity.get("inputs") or []
    rows = []
    for item in inputs:
        if item["swing"] < 0.05:
            continue
        found = answers.book.find_reason(str(item["path"]))
        ends = "; ".join(f"{human(str(end['value']))}: {bare(end['share'])}" for end in item["at"])
        rows.append(
            (
                header(human(str(item["label"]))),
                numeric(f"{item['swing']:.1f}", "basis-sensitivity"),
                cell(ends),
                cell("yes" if item["flips"] else "no"),
                cell(link(f"R{found[0]}", f"r{found[0]}")) if found else cell(""),
            )
        )
    if not rows:
        return None
    target = answers.book.target(answers.headline)
    caption = f"Inputs that move room for {target}, alone and inside their range"
    head = ("Input", "Swing, points", "Room at each end", "Flips the verdict", "Why")
    return Table(caption, head, tuple(rows), frozenset({1}))
