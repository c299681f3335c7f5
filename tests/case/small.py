"""The case the tests break: the template, which is small and has one of nearly everything."""

from __future__ import annotations

from pathlib import Path

from detente.case.faults import CaseErrors, Fault
from detente.case.load import Loaded, load
from detente.case.template import template

FILES = template("The river")
TEXT = FILES["case.yaml"]


def written(folder: Path, text: str | bytes = TEXT) -> Path:
    """A case folder with this case file and the template's sources."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources/notes.md").write_text(FILES["sources/notes.md"], encoding="utf-8")
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "case.yaml").write_bytes(data)
    return folder


def swapped(*pairs: tuple[str, str]) -> str:
    """The case with some texts in it replaced; each must be there."""
    text = TEXT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def loaded(folder: Path, text: str | bytes = TEXT) -> Loaded:
    return load(written(folder, text))


def faults(folder: Path, text: str | bytes) -> tuple[Fault, ...]:
    """What is wrong with this text; empty where nothing is."""
    try:
        loaded(folder, text)
    except CaseErrors as errors:
        return errors.faults
    return ()


# What an editor with the JSON Schema can see to be wrong.
BREAKERS = [
    ("decides: Ada", "decids: Ada"),
    ("weight: 40-60", "weight: much"),
    ("cost: low", "cost: cheap"),
    ("as_of: 2025-03-01", "as_of: March 2025"),
    ("    of: Upton\n", ""),
    ("open: {gauge: [joint]}", "shift: {Ben.weight: 5}"),
    ("deadline: 15-30", "dead_line: 15-30"),
]
