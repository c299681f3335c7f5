"""A first case to start from: small, commented, and it runs."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from detente.case.faults import CaseErrors, Fault
from detente.case.text import CASE_FILE


def template(title: str) -> dict[str, str]:
    """What does a new case consist of?

    Returns
    -------
    dict of str to str
        The texts of its files by their path in the case's folder.

    Examples
    --------
    >>> sorted(template("The river"))
    ['case.yaml', 'sources/notes.md']
    """
    here = files("detente.case")
    case = (here / "template.yaml").read_text(encoding="utf-8")
    notes = (here / "template_notes.md").read_text(encoding="utf-8")
    shown = " ".join(title.split()) or "A new case"
    return {
        CASE_FILE: case.replace("$TITLE", json.dumps(shown, ensure_ascii=False)),
        "sources/notes.md": notes,
    }


def write_template(folder: Path) -> Path:
    """Write a new case into a folder that does not exist yet (or is empty); returns the case file.

    Raises
    ------
    CaseErrors
        Where something stands there already: nothing is ever overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = "something stands here already, and nothing is overwritten"
        raise CaseErrors([Fault(str(folder), 1, 1, message, "choose a new name")])
    for name, text in template(folder.resolve().name.replace("_", " ")).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    return folder / CASE_FILE
