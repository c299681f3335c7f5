"""Reasons as written, taken apart: places, marks of judgement and background, quotes."""

from __future__ import annotations

import re
from collections.abc import Callable

from detente.report.casebook import Casebook, Reason
from detente.report.prose import Line, Span, line, link, mark, quote
from detente.report.text import clean

_PLACE = re.compile(
    r"(?:(?P<source>[\w.-]+)\s*)?\u00b6\s*(?P<first>\d+)(?:\s*[-\u2013]\s*(?P<last>\d+))?"
)
_MARK = re.compile(r"\[(a|bg)\]")
_WORDS = {"a": "judgement", "bg": "background"}


def bare_words(why: str) -> str:
    """Return a reason without its places and marks.

    >>> bare_words("split team leaves him movable \u00b64-5 [a]")
    'split team leaves him movable'
    """
    words = _MARK.sub("", re.sub(r"\u00b6\s*\d+(?:\s*[-\u2013]\s*\d+)?", "", clean(why)))
    return re.sub(r"\s+([;,.])", r"\1", re.sub(r"\s+", " ", words)).strip(" ;,")


def linked(reason: Reason, book: Casebook, anchor: Callable[[str, int], str]) -> Line:
    """Return a reason with quotes marked, places linked and marks spelled out."""
    text = clean(reason.why)
    spots: list[tuple[int, int, list[Span]]] = []
    default = next((item.ident for item in book.sources if item.default), "")
    for found in _PLACE.finditer(text):
        named = found.group("source")
        known = named in book.source_at if named else False
        source = named if known else default
        start = found.start() if known else text.index("\u00b6", found.start())
        shown = text[start : found.end()]
        here = book.source_at.get(source or "")
        printed = here is not None and int(found.group("first")) in here.paragraphs
        span = (
            link(shown, anchor(source or "", int(found.group("first")))) if printed else Span(shown)
        )
        spots.append((start, found.end(), [span]))
    spots.extend(
        (found.start(), found.end(), [mark(_WORDS[found.group(1)])])
        for found in _MARK.finditer(text)
    )
    lang = _language(reason, book)
    for piece in reason.quotes:
        at = text.find(clean(piece))
        if at > 0 and at + len(piece) < len(text):
            spots.append((at - 1, at + len(clean(piece)) + 1, [quote(piece, lang)]))
    return _assemble(text, spots)


def _language(reason: Reason, book: Casebook) -> str:
    source = book.source_at.get(reason.places[0].source) if reason.places else None
    return (source.lang if source else "") or book.lang


def _assemble(text: str, spots: list[tuple[int, int, list[Span]]]) -> Line:
    out: list[Span] = []
    at = 0
    for start, end, spans in sorted(spots, key=lambda spot: spot[:2]):
        if start < at:
            continue
        if text[at:start]:
            out.append(Span(text[at:start], "name"))
        out.extend(spans)
        at = end
    if text[at:]:
        out.append(Span(text[at:], "name"))
    return line(out)


_SAME = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


def marked(paragraph: str, fragments: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """Return a paragraph in pieces, those quoted by some reason marked True.

    >>> marked("It will never end.", ("never end",))
    (('It will ', False), ('never end', True), ('.', False))
    """
    text = clean(paragraph)
    flat = (
        text.translate(_SAME).casefold()
        if len(text.casefold()) == len(text)
        else text.translate(_SAME)
    )
    hit = [False] * len(text)
    for fragment in fragments:
        for piece in re.split(r"\s*(?:\u2026|\.\.\.)\s*", clean(fragment)):
            wanted = piece.strip().translate(_SAME)
            if flat != text.translate(_SAME):
                wanted = wanted.casefold()
            at = flat.find(wanted) if len(wanted) > 1 else -1
            if at >= 0:
                hit[at : at + len(wanted)] = [True] * len(wanted)
    out: list[tuple[str, bool]] = []
    for letter, on in zip(text, hit, strict=True):
        if out and out[-1][1] == on:
            out[-1] = (out[-1][0] + letter, on)
        else:
            out.append((letter, on))
    return tuple(out)


def fitting_sentence(paragraph: str, why: str) -> str:
    """Return the sentence of a paragraph that shares most words with a reason, empty for none.

    >>> fitting_sentence("It rained. Talks with Bolton are out.", "not with Bolton")
    'Talks with Bolton are out.'
    """
    wanted = set(re.findall(r"\w{4,}", bare_words(why).casefold()))
    best, most = "", 0
    for sentence in re.split(r"(?<=[.!?])\s+(?=[^a-z])", clean(paragraph)):
        shared = len(wanted & set(re.findall(r"\w{4,}", sentence.casefold())))
        if shared > most:
            best, most = sentence.strip(), shared
    return best
