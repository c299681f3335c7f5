"""Every neighbour's format by its name: which one a file has, reading it, and the way to a case.

A format's module is loaded when the format is first used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detente.case.faults import CaseErrors, Fault, listed
from detente.case.gmcr.file import ConflictFile
from detente.case.gmcr.to_case import NO_DAY, case_text
from detente.case.text import case_file
from detente.core.domain import Domain
from detente.core.line import Positions
from detente.neighbours.form import Format, Model, Written

if TYPE_CHECKING:
    from detente.case.load import Loaded
    from detente.core.table import Table

_MODULES = {
    "genius": "genius",
    "geniusweb": "geniusweb",
    "ktab-csv": "ktab",
    "ktab-xml": "ktab_xml",
    "decide": "decide",
    "deu": "deu",
    "mactor": "mactor",
    "sheet": "sheet",
    "gmcr": "gmcr",
    "nfg": "nfg",
}
_HEAD = 65_536
_MOST_FILES = 200


class _Formats(Mapping[str, Format]):
    """The formats by name; names cost nothing, a format is loaded when it is asked for."""

    def __getitem__(self, name: str) -> Format:
        return _loaded(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


@cache
def _loaded(name: str) -> Format:
    module = import_module(f"detente.neighbours.{_MODULES[name]}")
    found = [one for one in vars(module).values() if isinstance(one, Format) and one.name == name]
    return found[0]


FORMATS: Mapping[str, Format] = _Formats()
"""Every format, in the order in which people are told of them."""


def holds(model: Model) -> str:
    """Which of the three forms is this: positions, a domain or a conflict?"""
    return {Positions: "positions", Domain: "domain", ConflictFile: "conflict"}[type(model)]


def is_case(path: Path) -> bool:
    """Is this a case, and no file of another program? Looks at names and the beginning only."""
    try:
        if path.is_dir():
            return case_file(path).is_file()
    except (OSError, ValueError):
        return False
    head = _head(path)
    yaml = path.suffix.lower() in FORMATS["gmcr"].suffixes
    return yaml and not FORMATS["gmcr"].looks_like(head)


def detect(path: Path) -> Format:
    """Which program's format does this file (or folder) have?

    Told by how the content begins, and where that says nothing by the ending, if only one format
    goes by it. A folder is what the files in it are.

    Raises
    ------
    CaseErrors
        Where it cannot be told, or could be several.
    """
    if not _there(path):
        raise CaseErrors([Fault(str(path), 1, 1, "there is no such file or folder")])
    found = _of_folder(path) if path.is_dir() else _of_file(path)
    if len(found) == 1:
        return FORMATS[found[0]]
    names = listed(found or list(FORMATS), "or", 20)
    message = "it cannot be told which program wrote this"
    if found:
        message = f"this could be {names}"
    raise CaseErrors([Fault(str(path), 1, 1, message, f"name the format: {names}")])


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _head(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD).decode("utf-8", errors="replace")
    except (OSError, ValueError):
        return ""


def _of_file(path: Path) -> list[str]:
    head, ending = _head(path), path.suffix.lower()
    alike = [name for name, one in FORMATS.items() if one.looks_like(head)]
    if len(alike) > 1:
        alike = [name for name in alike if ending in FORMATS[name].suffixes] or alike
    return alike or [name for name, one in FORMATS.items() if ending in one.suffixes]


def _of_folder(folder: Path) -> list[str]:
    try:
        inside = sorted(p for p in folder.iterdir() if p.is_file())[:_MOST_FILES]
    except OSError:
        return []
    alike = {
        name
        for path in inside
        for name in FORMATS
        if path.suffix.lower() in FORMATS[name].suffixes and FORMATS[name].looks_like(_head(path))
    }
    return [name for name in FORMATS if name in alike]


def read(path: Path, name: str | None = None) -> Model:
    """What is in this file of another program?

    Parameters
    ----------
    path
        A file, or a folder for programs that write several.
    name
        The format; left out, it is told from the file.

    Raises
    ------
    CaseErrors
        With every fault of the file at once.
    """
    found = detect(path) if name is None else FORMATS[name]
    if not _there(path):
        raise CaseErrors([Fault(str(path), 1, 1, "there is no such file or folder")])
    return found.read(path)


def to_case(model: Model, *, as_of: date | None = None, origin: str = "the file") -> str:
    """What is the case of this model?

    Parameters
    ----------
    as_of
        The day of the analysis, which no such file has; left out, `NO_DAY`.
    origin
        Where the model is from, in words: a file's name.

    Raises
    ------
    CaseErrors
        Where a case cannot hold it.
    """
    day = as_of or NO_DAY
    if isinstance(model, Positions):
        from detente.neighbours.line_case import line_case

        return line_case(model, as_of=day, origin=origin)
    if isinstance(model, Domain):
        from detente.neighbours.domain_case import domain_case

        return domain_case(model, as_of=day, origin=origin)
    try:
        return case_text(model, as_of=day)
    except CaseErrors as errors:
        if model.path.suffix.lower() in FORMATS["gmcr"].suffixes:
            raise
        # The places in these faults are those of our own text, which nobody has seen.
        hint = f"detente export gmcr {model.path.name}, and ask `detente stability` about that file"
        cut = [Fault(str(model.path), 1, 1, one.message, hint) for one in errors.faults]
        raise CaseErrors(cut) from None


def lost_on_the_way_in(model: Model) -> tuple[str, ...]:
    """What of a file has no place in a case? One plain sentence each."""
    if isinstance(model, Domain):
        known = np.isfinite(model.discount) & (model.discount != 1)
        return ("discount factors are left out: no figure depends on them",) if known.any() else ()
    if isinstance(model, Positions):
        lines = [line.id for line in model.lines if line.outcome is not None]
        ends = (
            [f"what was decided in the end is left out ({listed(lines, 'and')})"] if lines else []
        )
        return (*ends, *(words for key, words in model.remarks if key == "warning"))
    from detente.neighbours.gmcr import left_out

    lost = []
    if model.path.suffix.lower() in FORMATS["nfg"].suffixes:
        lost.append("payoffs are kept as an order: by how much one is better is left out")
        lost.append("a player's first strategy has no name here: it is none of his others")
    else:
        lost += left_out(model)
    if model.coalitions:
        lost.append("coalitions stand in a comment: a case asks about every coalition anyway")
    return tuple(lost)


def from_case(loaded: Loaded, table: Table, name: str) -> Written:
    """How is a case written in another program's format?

    Parameters
    ----------
    loaded, table
        The case as written, and compiled.
    name
        The format.

    Returns
    -------
    Written
        Files, and what they cannot hold. Ranges are written as their middle.

    Raises
    ------
    CaseErrors
        Where the format cannot hold such a case at all, or nothing can be written in it.
    """
    form = FORMATS[name]
    if form.write is None:
        raise CaseErrors([Fault(str(loaded.path), 1, 1, _ONE_WAY.format(name))])
    lost: tuple[str, ...]
    if form.holds == "conflict":
        from detente.neighbours.conflict_case import conflict_of_case

        model: Model
        model, lost = conflict_of_case(loaded, table, alone=name == "nfg")
    else:
        from detente.neighbours.from_case import domain_in_words, positions_in_words

        make = positions_in_words if form.holds == "positions" else domain_in_words
        try:
            model, lost = make(loaded, table)
        except ValueError as error:
            raise CaseErrors([Fault(str(loaded.path), 1, 1, str(error))]) from None
    written = form.write(model)
    return replace(written, lost=(*lost, *written.lost))


_ONE_WAY = "{} can be read, not written"


def convert(model: Model, name: str, origin: Path) -> Written:
    """How is a model written in another format that holds the same form?

    Raises
    ------
    CaseErrors
        Where the format holds another form, or cannot be written.
    """
    form = FORMATS[name]
    if form.write is None:
        raise CaseErrors([Fault(str(origin), 1, 1, _ONE_WAY.format(name))])
    if form.holds != holds(model):
        message = f"this file holds {_WORDS[holds(model)]}, and {name} {_WORDS[form.holds]}"
        same = [n for n, f in FORMATS.items() if f.holds == holds(model) and f.write is not None]
        hint = f"write it as {listed(same, 'or')}, or make a case of it first: detente import"
        raise CaseErrors([Fault(str(origin), 1, 1, message, hint)])
    return form.write(model)


_WORDS = {
    "positions": "positions on lines",
    "domain": "a bargaining domain",
    "conflict": "a conflict of options",
}
