"""Load a case: from a file or folder to a checked case with its sources, or all its faults."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from detente.case.check import check
from detente.case.document import Document
from detente.case.faults import CaseErrors, Fault
from detente.case.lints import lint
from detente.case.schema import Case
from detente.case.sources import QuoteCheck, Sources, read_sources
from detente.case.text import LARGEST, case_file, decode, read_bytes
from detente.case.validate import read_case


@dataclass(frozen=True)
class Loaded:
    """A case that holds together, with where everything in it stands.

    Attributes
    ----------
    case
        The case.
    document
        The file as a tree with places.
    sources
        The source texts found beside the file.
    path
        The file.
    sha256
        Hash of the file's bytes.
    warnings
        What is doubtful, though not wrong.
    """

    case: Case
    document: Document
    sources: Sources
    path: Path
    sha256: str
    warnings: tuple[Fault, ...] = ()

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.document.text.content


def load(path: str | Path) -> Loaded:
    """What case is in this file or folder?

    Parameters
    ----------
    path
        A case file, or a folder with `case.yaml` in it. Its sources are in `sources/` beside it.

    Raises
    ------
    CaseErrors
        With every fault found, one message each, in the order of the file. Nothing is changed.
    """
    file = case_file(Path(path))
    data = read_bytes(file, LARGEST)
    content = decode(data, str(file))
    return _checked(content, file, hashlib.sha256(data).hexdigest())


def load_text(content: str, path: str | Path = "case.yaml") -> Loaded:
    """What case is in this text? As `load`, for a text that stands (or would stand) at `path`."""
    data = content.encode("utf-8", errors="surrogatepass")
    if len(data) > LARGEST:
        message = f"a case file may not be larger than {LARGEST // 1_000_000} MB"
        raise CaseErrors([Fault(str(path), 1, 1, message)])
    return _checked(decode(data, str(path)), Path(path), hashlib.sha256(data).hexdigest())


def _checked(content: str, file: Path, sha256: str) -> Loaded:
    document = Document.parse(content, str(file))
    draft = read_case(document)
    check(draft)
    faults = [*document.faults, *draft.faults]
    warnings: list[Fault] = []
    sources = Sources()
    if draft.case is not None:
        try:
            sources, warnings = read_sources(document, draft.case, file.parent)
        except CaseErrors as errors:
            faults += errors.faults
        else:
            # With a faulty source left out, nothing sure can be said of what points to it.
            if list(draft.case.meta.sources) == _declared_sources(document):
                quotes = QuoteCheck(document, draft.case, sources)
                quotes.run()
                faults += quotes.faults
                warnings += quotes.warnings
    if faults or draft.case is None:
        raise CaseErrors(_ordered(faults))
    warnings += lint(draft.case, document)
    return Loaded(draft.case, document, sources, file, sha256, tuple(_ordered(warnings)))


def _declared_sources(document: Document) -> list[str] | None:
    """The names of the sources; None where the section they belong to is faulty."""
    found: list[str] = []
    for path in (("case",), ("case", "sources")):
        place = document.places.get(path)
        if place is None and path != ("case",):
            return []
        if place is None or place.value.kind != "map" or path in document.gaps:
            return None
        found = list(dict.fromkeys(key.value for key, _ in place.value.pairs))
    return found


def _ordered(faults: list[Fault]) -> list[Fault]:
    return sorted(set(faults), key=lambda one: (one.file, one.line, one.col, one.message))
