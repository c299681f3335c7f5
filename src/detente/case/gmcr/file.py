"""Published conflicts: files of the form gmcr-case/1, read into option or graph form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.case.document import Document
from detente.case.faults import BadTextError, CaseErrors, Fault, plain
from detente.case.gmcr.build import Builder, check_size, labels_of
from detente.case.gmcr.model import Model, ModelOption
from detente.case.gmcr.moves import Moves, all_listed, read_coalitions, read_moves, read_status_quo
from detente.case.gmcr.preferences import Preferences, read_preferences
from detente.case.gmcr.reading import FORMAT, SECTIONS, Reading
from detente.case.gmcr.who import read_model
from detente.case.text import LARGEST, decode, read_bytes
from detente.core.conflict import Conflict

_FORMAT_KEY = re.compile(
    rb"""(?:\A(?:\xef\xbb\xbf)?\s*\{?\s*|^)["']?format["']?\s*:\s*["']?gmcr-case""", re.MULTILINE
)


@dataclass(frozen=True, eq=False)
class ConflictFile:
    """A published conflict, and where it was read.

    Attributes
    ----------
    title, id
        As in the file; the file's name where it says neither.
    conflict
        In option form where moves follow from the options and preferences are complete, else in
        graph form.
    options
        In the order of the file; the first counts 1 in a decimal code.
    labels
        Words for a state, by its number, for those that have some.
    status_quo
        The number of the state in which things were, if the file says it.
    coalitions
        Those the file names, each in the order of the decision makers.
    path, sha256
        The file, and the hash of its bytes.
    sources
        Where the model is from, as the file says it.
    document
        The file as a tree with places.
    model, moves, preferences
        What the file says, before it was made into a conflict.
    warnings
        What is doubtful, though not wrong.
    """

    title: str
    id: str
    conflict: Conflict
    options: tuple[ModelOption, ...]
    labels: Mapping[int, str]
    status_quo: int | None
    coalitions: tuple[tuple[str, ...], ...]
    path: Path
    sha256: str
    sources: tuple[str, ...]
    document: Document
    model: Model
    moves: Moves
    preferences: Preferences
    warnings: tuple[Fault, ...] = ()

    def pattern(self, state: int) -> str:
        """The options of a state as Y and N (- where left open), in the order of the file."""
        return self.model.pattern(state)

    def words(self, state: int) -> str:
        """A state in words: its label, or the names of the options taken in it."""
        if state in self.labels:
            return self.labels[state]
        pattern = self.pattern(state)
        taken = [
            f"{option.dm}: {option.name}"
            for option, letter in zip(self.options, pattern, strict=False)
            if letter == "Y"
        ]
        return "; ".join(taken) or ("nothing is done" if pattern else str(state))


def is_conflict_file(path: str | Path) -> bool:
    """Is this a published conflict (and not a case)? Looks for its `format` only.

    Nothing else of the file is read or checked; what cannot be read is no conflict.
    """
    place = Path(path)
    try:
        if not place.is_file():
            return False
        with place.open("rb") as stream:
            return _FORMAT_KEY.search(stream.read(LARGEST)) is not None
    except (OSError, ValueError):
        return False


def load_conflict(path: str | Path) -> ConflictFile:
    """What published conflict is in this file?

    Parameters
    ----------
    path
        A file of the form gmcr-case/1: decision makers, options, states, moves, preferences.

    Returns
    -------
    ConflictFile
        With the conflict itself: an :class:`~detente.core.conflict.OptionForm` in which the place
        of a state is its decimal code (first option = bit 0), or, with listed or removed moves,
        unknown pairs or strength of preference, a :class:`~detente.core.conflict.GraphForm`.

    Raises
    ------
    CaseErrors
        With every fault found, one message each, in the order of the file.
    """
    file = Path(path)
    data = read_bytes(file, LARGEST, "a conflict file")
    return _read(decode(data, str(file)), file, hashlib.sha256(data).hexdigest())


def load_conflict_text(content: str, path: str | Path = "conflict.yaml") -> ConflictFile:
    """What published conflict is in this text? As `load_conflict`.

    Examples
    --------
    >>> found = load_conflict_text('''
    ... format: gmcr-case/1
    ... dms: [Row, Column]
    ... options:
    ... - {id: a, dm: Row, name: Swerve, dir: both}
    ... - {id: b, dm: Column, name: Swerve, dir: both}
    ... preferences: {Row: [2, 3, 1, 0], Column: [1, 3, 2, 0]}
    ... ''')
    >>> found.conflict.dms, found.pattern(2), found.words(2)
    (('Row', 'Column'), 'NY', 'Column: Swerve')
    """
    data = content.encode("utf-8", errors="surrogatepass")
    if len(data) > LARGEST:
        message = f"a conflict file may not be larger than {LARGEST // 1_000_000} MB"
        raise CaseErrors([Fault(str(path), 1, 1, message)])
    return _read(decode(data, str(path)), Path(path), hashlib.sha256(data).hexdigest())


def _read(content: str, path: Path, sha256: str) -> ConflictFile:
    document = Document.parse(content, str(path))
    reading = Reading(document)
    reading.known_keys((), SECTIONS)
    _check_format(reading)
    title = _said(reading, "title", "Elmira, 1991")
    name = _said(reading, "id", "elmira")
    model = read_model(reading, listed_moves=all_listed(reading))
    moves = read_moves(reading, model)
    preferences = read_preferences(reading, model)
    status_quo = read_status_quo(reading, model)
    coalitions = read_coalitions(reading, model)
    sources = _sources(reading)
    if model.sure:
        check_size(reading, model, moves, preferences)
    faults = [*reading.document_faults(), *reading.faults]
    if faults:
        raise CaseErrors(_ordered(faults))
    conflict = Builder(reading, model, moves, preferences).conflict()
    return ConflictFile(
        title=title or name or path.stem,
        id=name or path.stem,
        conflict=conflict,
        options=model.options or (),
        labels=labels_of(model),
        status_quo=status_quo,
        coalitions=coalitions,
        path=path,
        sha256=sha256,
        sources=sources,
        document=document,
        model=model,
        moves=moves,
        preferences=preferences,
        warnings=tuple(_ordered(reading.warnings)),
    )


def _check_format(reading: Reading) -> None:
    if not reading.given(("format",)):
        reading.report((), "there is no 'format'", f"write format: {FORMAT} in the first line")
        return
    found = reading.text(("format",), FORMAT)
    if found is not None and found != FORMAT:
        bad = BadTextError(
            f"{plain(found, 40)!r} is no form that can be read here", f"write {FORMAT}"
        )
        reading.bad(("format",), bad)


def _said(reading: Reading, key: str, like: str) -> str | None:
    found = reading.text((key,), like)
    return None if found is None else " ".join(found.split())


def _sources(reading: Reading) -> tuple[str, ...]:
    """Where the model is from; free text, so that nothing is wrong with it."""
    node = reading.node(("source",))
    if node is None:
        return ()
    items = node.items if node.kind == "list" else (node,)
    texts = [" ".join(one.value.split()) for one in items if one.kind == "text"]
    return tuple(text for text in texts if text)


def _ordered(faults: list[Fault]) -> list[Fault]:
    return sorted(set(faults), key=lambda one: (one.file, one.line, one.col, one.message))
