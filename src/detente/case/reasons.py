"""Reasons: where they point to (¶5, [a], [bg]) and what they quote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_MARK = re.compile(
    # A name is looked for at its beginning only: from every letter, long words would take for ever.
    r"(?:(?<!\w)(?<!\w-)(?P<name>\w+(?:-\w+)*)(?P<gap>\s?))?"
    r"¶{1,2}\s?(?P<first>[0-9]+)(?:\s?[-–—]\s?(?P<last>[0-9]+))?"
)
_BARE = re.compile(r"¶(?!¶?\s?[0-9])")
_JOINT = re.compile(r"[\s,;]*(?:and\s+)?")
_MANY_DIGITS = 6


@dataclass(frozen=True)
class Place:
    """A paragraph of a source, or several in a row; `source` is empty where none is meant."""

    source: str
    first: int
    last: int

    def __str__(self) -> str:
        span = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.source} ¶{span}".strip()


@dataclass(frozen=True)
class Quote:
    """A quoted fragment, and where it begins in the reason."""

    text: str
    at: int


@dataclass(frozen=True)
class Reason:
    """What a reason rests on.

    `places` are the paragraphs it points to and `at` where in the text each of them is named;
    `unknown` are sources it names that the case does not have.
    """

    places: tuple[Place, ...] = ()
    at: tuple[int, ...] = ()
    judgement: bool = False
    background: bool = False
    fragments: tuple[Quote, ...] = ()
    unknown: tuple[Quote, ...] = ()
    bare: tuple[int, ...] = ()

    @property
    def quotes(self) -> tuple[str, ...]:
        """The words of the quoted fragments."""
        return tuple(fragment.text for fragment in self.fragments)


def parse_reason(text: str, sources: Collection[str] = (), default: str | None = None) -> Reason:
    """What does this reason rest on?

    Parameters
    ----------
    text
        A `why`, or another text with locators in it.
    sources
        The names of the case's sources.
    default
        The source that a bare ¶5 means.

    Examples
    --------
    >>> reason = parse_reason("'small weapons' ¶4-5 [a]", ["seed"], "seed")
    >>> str(reason.places[0]), reason.judgement, reason.quotes
    ('seed ¶4-5', True, ('small weapons',))
    """
    places: list[Place] = []
    at: list[int] = []
    unknown: list[Quote] = []
    current, end = default or "", -1
    for found in _MARK.finditer(text):
        name, begin = found["name"], found.start()
        # A source holds for the paragraphs that follow it directly: "kcna ¶2 ¶3".
        follows = end >= 0 and _JOINT.fullmatch(text, end, begin) is not None
        if name in sources:
            current = name
        elif name is not None and not found["gap"] and not name.isdigit():
            unknown.append(Quote(name, begin))
            end = found.end()
            continue
        elif not follows or name is not None:
            current = default or ""
        first = int(found["first"][:_MANY_DIGITS])
        last = int(found["last"][:_MANY_DIGITS]) if found["last"] else first
        places.append(Place(current, first, last))
        at.append(text.index("¶", begin))
        end = found.end()
    return Reason(
        tuple(places),
        tuple(at),
        "[a]" in text,
        "[bg]" in text,
        tuple(_fragments(text)),
        tuple(unknown),
        tuple(found.start() for found in _BARE.finditer(text)),
    )


_PAIRS = {'"': '"', "“": "”", "„": "”“", "«": "»", "‘": "’", "'": "'", "「": "」", "『": "』"}


def _fragments(text: str) -> Iterable[Quote]:
    """Quoted fragments; an apostrophe inside or at the end of a word opens nothing."""
    at = 0
    never: set[str] = set()  # what closes nowhere from here on need not be looked for again
    while at < len(text):
        closers = _PAIRS.get(text[at])
        if closers is None or closers in never or not _opens(text, at):
            at += 1
            continue
        end = _closing(text, at, closers)
        if end is None:
            never.add(closers)
            at += 1
            continue
        inside = text[at + 1 : end]
        if inside.strip():
            yield Quote(inside.strip(), at + 1)
        at = end + 1


def _opens(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if text[at] in "'‘":
        return not before.isalnum() and not after.isspace()
    return True


def _closing(text: str, opened: int, closers: str) -> int | None:
    single = closers in {"'", "’"}
    for end in range(opened + 1, len(text)):
        if text[end] not in closers:
            continue
        after = text[end + 1] if end + 1 < len(text) else " "
        if single and (after.isalnum() or text[end - 1].isspace()):
            continue
        return end
    return None


# --- finding a fragment ---

_QUOTE_MARKS = dict.fromkeys(map(ord, '"“”„«»‘’‚‛`´「」『』'), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SAME = _QUOTE_MARKS | _DASHES | {ord("\u00ad"): None}


def normal(text: str) -> str:
    """A text as quotes are compared: one kind of quote, dash and blank, no capitals.

    Examples
    --------
    >>> normal("“We’ll  work” – Together")
    "'we'll work' - together"
    """
    composed = unicodedata.normalize("NFKC", text.replace("…", "...")).translate(_SAME)
    return " ".join(composed.casefold().split())


def parts(fragment: str) -> list[str]:
    """The parts of a fragment between its ellipses, as they are compared."""
    pieces = re.split(r"\[?\.{3,}\]?", normal(fragment))
    stripped = (piece.strip(" ,;:.'") for piece in pieces)
    return [piece for piece in stripped if piece]


def stands_in(fragment: str, paragraph: str) -> bool:
    """Does a fragment stand in this (normalised) text, its parts one after the other?"""
    at = 0
    for part in parts(fragment):
        found = _find(part, paragraph, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _find(part: str, text: str, at: int) -> int:
    """Where a part stands as whole words; only the letters a-z and digits have word ends."""
    while (found := text.find(part, at)) >= 0:
        end = found + len(part)
        glued = (found > 0 and _latin(text[found - 1]) and _latin(part[0])) or (
            end < len(text) and _latin(text[end]) and _latin(part[-1])
        )
        if not glued:
            return found
        at = found + 1
    return -1


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
