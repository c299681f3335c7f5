"""Source texts: their numbered paragraphs, and whether a case quotes them rightly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path as FilePath

from detente.case.document import Document
from detente.case.faults import BadTextError, CaseErrors, Fault, Path, plain
from detente.case.readers import LONGEST_TEXT
from detente.case.reasons import Place, Quote, Reason, normal, parse_reason, parts, stands_in
from detente.case.schema import Case
from detente.case.text import decode, read_bytes

FOLDER = "sources"
LARGEST = 5_000_000
_ENDINGS = (".md", ".txt")
_SHORT = 80
# After so many faults, it would take long to say of each where in its text it stands and where its
# words are to be found, and help nobody.
_MOST_HELPED = 200
_SENTENCE_ENDS = ".!?…。！？\"'”’»」』"


@dataclass(frozen=True)
class SourceText:
    """The text of a source; paragraph n is `paragraphs[n - 1]`."""

    id: str
    path: FilePath
    paragraphs: tuple[str, ...]

    @cached_property
    def normal(self) -> tuple[str, ...]:
        """The paragraphs as quotes are compared with them."""
        return tuple(normal(one) for one in self.paragraphs)


@dataclass(frozen=True)
class Sources:
    """The source texts of a case, those that have a file beside it."""

    texts: dict[str, SourceText] = field(default_factory=dict)

    def paragraphs(self, place: Place) -> tuple[str, ...]:
        """The paragraphs at a place; empty where the text is not there."""
        text = self.texts.get(place.source)
        return text.paragraphs[place.first - 1 : place.last] if text else ()


def paragraphs(text: str) -> tuple[str, ...]:
    r"""The numbered paragraphs of a source text.

    Paragraphs are set apart by blank lines.  Headings do not count: blocks that begin with #, and
    single short lines that end neither in sentence punctuation nor in a quotation mark.  A title
    on top may also end in ? or !.

    Examples
    --------
    >>> paragraphs("Can it work?\n\nFirst one.\n\nNext Moves\n\nSecond\none.")
    ('First one.', 'Second one.')
    """
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks = [block.strip() for block in re.split(r"\n[ \t]*(?:\n[ \t]*)+", unix.strip())]
    counted = (block for place, block in enumerate(blocks) if not _heading(block, place == 0))
    return tuple(" ".join(block.split()) for block in counted)


def _heading(block: str, on_top: bool) -> bool:
    if not block or block.startswith("#"):
        return True
    ends = _SENTENCE_ENDS.translate(_ASKS) if on_top else _SENTENCE_ENDS
    return "\n" not in block and len(block) <= _SHORT and block[-1] not in ends


_ASKS = dict.fromkeys(map(ord, "?!？！"))


def read_sources(document: Document, case: Case, folder: FilePath) -> tuple[Sources, list[Fault]]:
    """The texts of a case's sources, and a warning for each that has none.

    Raises
    ------
    CaseErrors
        Where a text cannot be read, or leads out of the case's folder.
    """
    texts: dict[str, SourceText] = {}
    warnings: list[Fault] = []
    faults: list[Fault] = []
    for name in case.meta.sources:
        try:
            found = _read(name, folder)
        except CaseErrors as errors:
            faults += errors.faults
            continue
        if found is None:
            message = f"source {name!r} has no text: its quotes and places are not checked"
            hint = f"put the text into {FOLDER}/{name}.md"
            path: Path = ("case", "sources", name)
            warnings.append(
                document.fault(path, message, hint, key=True, name="source_without_text")
            )
        else:
            texts[name] = found
    if faults:
        raise CaseErrors(faults)
    return Sources(texts), warnings


def _read(name: str, folder: FilePath) -> SourceText | None:
    home = folder.resolve()
    for ending in _ENDINGS:
        path = folder / FOLDER / f"{name}{ending}"
        if not path.exists():
            continue
        if not path.resolve().is_relative_to(home):
            message = "this source leads out of the case's folder"
            raise CaseErrors([Fault(str(path), 1, 1, message, "copy the text into the folder")])
        text = decode(read_bytes(path, LARGEST, "a source"), str(path))
        return SourceText(name, path, paragraphs(text))
    return None


@dataclass
class QuoteCheck:
    """Checks every locator and quote of a document against the sources."""

    document: Document
    case: Case
    sources: Sources
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    homeless: bool = False  # whether a ¶ without a source has been reported: once is enough

    def run(self) -> None:
        """Check all texts of the case."""
        for path, text in self._texts():
            if path[:1] == ("statements",) and path[2:] in {("said",), ("at",)}:
                continue
            self._check(path, text, self._reason(text))
        for place, statement in enumerate(self.case.statements):
            self._check_statement(("statements", place), statement.at, statement.said)

    def _texts(self) -> Iterator[tuple[Path, str]]:
        for path, place in self.document.places.items():
            text = place.value.value
            if place.value.kind != "text" or len(text) > LONGEST_TEXT:
                continue
            if "¶" in text or path[-1:] == ("why",):
                yield path, text

    def _reason(self, text: str) -> Reason:
        return parse_reason(text, self.case.meta.sources, self.case.default_source)

    def _check(self, path: Path, text: str, reason: Reason) -> None:
        if not self._check_places(path, reason):
            return
        if not reason.places:
            if reason.fragments and not (reason.judgement or reason.background):
                first = reason.fragments[0]
                self._warn(path, first.at, "quote_without_place", _no_place(first))
            return
        for fragment in reason.fragments:
            self._check_quote(path, fragment, reason)
        if path[-1:] == ("said",) and not reason.fragments:
            words = text[: reason.at[0]].strip(" ,;:")
            quote = Quote(words, 0)
            if words and self._misquoted(quote, reason):
                message = f"{plain(words, 60)!r} does not stand in {_named(reason)}"
                self._warn(path, 0, "said_in_other_words", message)

    def _check_statement(self, path: Path, at: str, said: str) -> None:
        reason = self._reason(at)
        if self._check_places((*path, "at"), reason) and reason.places:
            self._check_quote((*path, "said"), Quote(said, 0), reason)
        elif not reason.places and not reason.unknown and not reason.bare and not reason.background:
            message = "this statement names no paragraph"
            hint = "write at: ¶5, or at: SOURCE ¶5, or [bg]"
            self.faults.append(self.document.fault((*path, "at"), message, hint))

    def _check_places(self, path: Path, reason: Reason) -> bool:
        """Do all paragraphs that are named exist?"""
        before = len(self.faults)
        declared = self.case.meta.sources
        for one in reason.unknown:
            bad = BadTextError(
                f"there is no source {plain(one.text, 40)!r}", word=one.text, known=declared
            )
            self._fault(path, one.at, bad.message, bad.advice())
        for at in reason.bare:
            self._fault(path, at, "¶ without a paragraph number", "write such as ¶5")
        for place, at in zip(reason.places, reason.at, strict=True):
            message, hint = self._bad_place(place)
            if message and (place.source or not self.homeless):
                self._fault(path, at, message, hint)
            self.homeless = self.homeless or not place.source
        return len(self.faults) == before

    def _bad_place(self, place: Place) -> tuple[str, str]:
        if not place.source:
            if not self.case.meta.sources:
                return "¶ points to a source, but the case declares none", "add case: sources:"
            hint = "mark one source with default: true, or write SOURCE ¶5"
            return "¶ points to no source: none is the default", hint
        if place.first > place.last:
            return (
                f"¶{place.first}-{place.last} runs downwards",
                f"write ¶{place.last}-{place.first}",
            )
        text = self.sources.texts.get(place.source)
        if text is None:
            return "", ""
        many = len(text.paragraphs)
        if place.first < 1 or place.last > many:
            wrong = place.first if place.first < 1 or place.first > many else place.last
            hint = f"it has paragraphs 1 to {many}; headings do not count"
            return f"source {place.source!r} has no paragraph {wrong}", hint
        return "", ""

    def _check_quote(self, path: Path, fragment: Quote, reason: Reason) -> None:
        if self._misquoted(fragment, reason):
            message = f"{plain(fragment.text, 60)!r} does not stand in {_named(reason)}"
            self._fault(path, fragment.at, message, self._elsewhere(fragment))

    def _misquoted(self, fragment: Quote, reason: Reason) -> bool:
        """Whether a fragment is in none of the sources cited (as far as their texts are there)."""
        cited: dict[str, set[int]] = {}
        for place in reason.places:
            if place.source not in self.sources.texts:
                return False
            cited.setdefault(place.source, set()).update(range(place.first, place.last + 1))
        return not any(
            stands_in(
                fragment.text, " ".join(self.sources.texts[name].normal[n - 1] for n in sorted(of))
            )
            for name, of in cited.items()
        )

    def _elsewhere(self, fragment: Quote) -> str:
        if not parts(fragment.text):
            return "quote some words"
        if len(self.faults) > _MOST_HELPED:
            return "quote word for word, or take the quotation marks off"
        for name, text in self.sources.texts.items():
            for number, paragraph in enumerate(text.normal, 1):
                if stands_in(fragment.text, paragraph):
                    only = name == self.case.default_source
                    return f"it stands in {'' if only else name + ' '}¶{number}"
        return "it stands in no source; quote word for word, or take the quotation marks off"

    def _fault(self, path: Path, at: int, message: str, hint: str) -> None:
        if len(self.faults) > _MOST_HELPED:
            at = 0
        self.faults.append(self.document.fault(path, message, hint, at=at))

    def _warn(self, path: Path, at: int, name: str, message: str) -> None:
        self.warnings.append(self.document.fault(path, message, at=at, name=name))


def _no_place(quote: Quote) -> str:
    return f"{plain(quote.text, 60)!r} is quoted, but no paragraph is named"


def _named(reason: Reason) -> str:
    return ", ".join(str(place) for place in reason.places)
