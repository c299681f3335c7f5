"""How questions came out: `resolutions.yaml` beside a case, read as strictly as the case itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

from detente.case.document import Document, Node
from detente.case.faults import BadTextError, CaseErrors, Fault, Path, listed, plain
from detente.case.readers import as_text, read_prose
from detente.case.text import LARGEST, decode, read_bytes
from detente.case.values import When

FILE = "resolutions.yaml"
OUTCOMES = ("yes", "no", "void")
_KEYS = ("outcome", "on", "source", "note")
_LIKE = '{outcome: no, on: 2019-12-31, source: "where it can be checked"}'


@dataclass(frozen=True)
class Resolution:
    """How one question came out: on which day, and where a stranger can check it.

    ``outcome`` is ``yes``, ``no`` or ``void``. ``was`` holds what was entered before and then
    corrected, the oldest first. ``file``, ``line``, ``col`` and ``shown`` say where it stands.
    """

    id: str
    outcome: str
    on: When
    source: str
    note: str = ""
    was: tuple[Resolution, ...] = ()
    file: str = field(default="", compare=False, repr=False)
    line: int = field(default=1, compare=False, repr=False)
    col: int = field(default=1, compare=False, repr=False)
    shown: str = field(default="", compare=False, repr=False)


def load_resolutions(
    path: str | FilePath, known: Iterable[str] | None = None
) -> dict[str, Resolution]:
    """How did the questions in this file come out?

    Parameters
    ----------
    path
        A file, or the folder of a case; a folder without ``resolutions.yaml`` holds none.
    known
        The ids of the questions that were asked; others are faults then.

    Returns
    -------
    dict of str to Resolution
        By the id of the question, in the order of the file.

    Raises
    ------
    CaseErrors
        With every fault found, one message each, in the order of the file.
    """
    file = FilePath(path)
    if file.is_dir():
        file = file / FILE
        if not file.exists():
            return {}
    data = read_bytes(file, LARGEST, "a file of resolutions")
    return read_resolutions(decode(data, str(file)), str(file), known)


def read_resolutions(
    content: str, file: str = FILE, known: Iterable[str] | None = None
) -> dict[str, Resolution]:
    """How did the questions in this text come out? As `load_resolutions`, for a text.

    Examples
    --------
    >>> found = read_resolutions("q1: {outcome: yes, on: 2019-06-30, source: a newspaper}")
    >>> found["q1"].outcome
    'yes'
    """
    if not any(line.split("#")[0].strip() for line in content.splitlines()):
        return {}
    reader = _Reader(_parsed(content, file), None if known is None else tuple(known))
    found = {}
    for key, value in reader.document.root.pairs:
        one = reader.entry(key, value)
        if one is not None and one.id not in found:
            found[one.id] = one
    faults = [*reader.document.faults, *reader.faults]
    if faults:
        raise CaseErrors(sorted(set(faults), key=lambda one: (one.line, one.col, one.message)))
    return found


def _parsed(content: str, file: str) -> Document:
    """The file as a tree; what is no map at all is refused in words that fit here."""
    try:
        return Document.parse(content, file)
    except CaseErrors as errors:
        if "is a map of sections" not in errors.faults[0].message:
            raise
        message = "a file of resolutions is a map of questions, and this is not"
        raise CaseErrors(
            [replace(errors.faults[0], message=message, hint=f"write ID: {_LIKE}")]
        ) from None


@dataclass
class _Reader:
    """Reads entry after entry, and collects what is wrong."""

    document: Document
    known: tuple[str, ...] | None
    faults: list[Fault] = field(default_factory=list)

    def entry(self, key: Node, value: Node) -> Resolution | None:
        """One question's outcome, None where it is faulty."""
        path: Path = (key.value,)
        if key.kind != "text" or path in self.document.gaps:
            return None
        if self.known is not None and key.value not in self.known:
            message = f"no question has the id {plain(key.value, 80)!r}"
            hint = "" if self.known else "no question has been asked yet"
            bad = BadTextError(message, hint, word=key.value, known=self.known)
            self._report(path, bad.message, bad.advice(len(self.faults)), key=True)
        found = self._read(path, value, key.value, (*_KEYS, "was"))
        if found is None:
            return None
        was = tuple(self._earlier((*path, "was"), key.value))
        text = self.document.text
        line, col = text.place(key.start)
        return Resolution(
            key.value, *found, was=was, file=text.file, line=line, col=col, shown=text.line(line)
        )

    def _earlier(self, path: Path, name: str) -> Iterable[Resolution]:
        place = self.document.places.get(path)
        if place is None or path in self.document.gaps:
            return
        if place.value.kind != "list":
            message = "'was' should be a list of earlier entries"
            self._report(path, message, f"write was: [{_LIKE}]", key=True)
            return
        for number, item in enumerate(place.value.items):
            found = self._read((*path, number), item, name, _KEYS)
            if found is not None:
                yield Resolution(name, *found)

    def _read(
        self, path: Path, node: Node, name: str, keys: tuple[str, ...]
    ) -> tuple[str, When, str, str] | None:
        """Outcome, day, source and note of one entry."""
        if node.kind != "map":
            message = f"the outcome of {plain(name, 60)!r} should be a map"
            self._report(path, message, f"write {_LIKE}", key=True)
            return None
        written = {key.value for key, _ in node.pairs}
        for key in sorted(written - set(keys)):
            message = f"there is no key {plain(key, 60)!r} here"
            bad = BadTextError(message, f"keys here are {listed(keys, 'and')}", 0, word=key)
            bad.known = tuple(one for one in keys if one not in written) or keys
            close = bad.advice(len(self.faults))
            self._report((*path, key), message, close, key=True)
        for key in ("outcome", "on", "source"):
            if key not in written:
                hint = {"outcome": "yes", "on": "2019-12-31", "source": '"where it is told"'}[key]
                message = f"{plain(name, 60)!r} has no {key!r}"
                self._report(path, message, f"write {key}: {hint}", key=True)
        outcome = self._value(path, "outcome", _outcome)
        on = self._value(path, "on", lambda raw: When.parse(as_text(raw, "2019-12-31")))
        source = self._value(path, "source", read_prose)
        note = self._value(path, "note", read_prose)
        if outcome is None or on is None or source is None:
            return None
        return outcome, on, source, note or ""

    def _value(self, path: Path, key: str, read: Any) -> Any:
        """One value, read; None where there is none, or a faulty one."""
        place = self.document.places.get((*path, key))
        if place is None or (*path, key) in self.document.gaps:
            return None
        raw = place.value.value if place.value.kind == "text" else [place.value.kind]
        try:
            return read(raw)
        except BadTextError as bad:
            self._report((*path, key), bad.message, bad.advice(), at=bad.at)
            return None

    def _report(
        self, path: Path, message: str, hint: str, *, key: bool = False, at: int = 0
    ) -> None:
        self.faults.append(self.document.fault(path, message, hint, key=key, at=at))


def _outcome(raw: Any) -> str:
    text = as_text(raw, "yes, no or void").strip()
    if text not in OUTCOMES:
        message = f"{plain(text, 40)!r} is no outcome"
        raise BadTextError(message, "write yes, no or void (void: it cannot be settled)")
    return text
