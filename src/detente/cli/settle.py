"""Entering how a question came out, in the text of ``resolutions.yaml``."""

from __future__ import annotations

import json
import re
from dataclasses import replace as altered
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from detente.case.document import Node
    from detente.case.resolutions import Resolution

_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_@.-]*")


def entered(content: str, new: Resolution, file: str) -> str:
    """The text of the file with one more resolution, or with one in place of its earlier form.

    Everything else keeps its place and its comments. An entry that is replaced moves to ``was:`` of
    the new one, where it stays to be seen. The result is read back before it is handed on.

    Parameters
    ----------
    content : str
        The text so far, empty where there is no file.
    new : Resolution
        What is entered.
    file : str
        Name of the file, for messages.

    Raises
    ------
    CaseErrors
        Where the text so far is not in order.
    click.UsageError
        Where it is written in a form that cannot be added to.
    """
    from detente.case.document import Document
    from detente.case.resolutions import read_resolutions

    before = read_resolutions(content, file)
    if new.id in before:
        old = before[new.id]
        new = altered(new, was=(*old.was, altered(old, was=())))
    indent, start, stop = "", len(content), len(content)
    kept: list[str] = []
    if before:
        document = Document.parse(content, file)
        if document.root.flow:
            raise click.UsageError(
                f"{file} is written in curly brackets from end to end. Write each entry on a line "
                "of its own, ID: {outcome: ...}; then it can be added to."
            )
        first = document.root.pairs[0][0]
        indent = " " * (document.text.place(first.start)[1] - 1)
        for key, value in document.root.pairs:
            if key.value == new.id:
                start, stop, kept = _span(content, key, value)
    lines = [*kept, *(indent + one for one in _lines(new))]
    head = content[:start]
    if head and not head.endswith("\n"):
        head += "\n"
    after = head + "\n".join(lines) + "\n" + content[stop:]
    found = read_resolutions(after, file)
    if found != before | {new.id: new}:
        raise click.UsageError(f"{file} has a form that cannot be added to; add the lines by hand.")
    return after


def _span(content: str, key: Node, value: Node) -> tuple[int, int, list[str]]:
    """Where an entry begins and ends, in whole lines, and the comments on lines inside it."""
    start = content.rfind("\n", 0, key.start) + 1
    end = len(content[: _last(value)].rstrip())
    stop = content.find("\n", end) + 1 or len(content)
    inside = content[start:stop].splitlines()
    return start, stop, [one.rstrip() for one in inside if one.lstrip().startswith("#")]


def _last(node: Node) -> int:
    """Where the last word of a node ends: a block's own end lies after the comments below it."""
    if node.kind == "map" and not node.flow and node.pairs:
        return _last(node.pairs[-1][1])
    if node.kind == "list" and not node.flow and node.items:
        return _last(node.items[-1])
    return node.end


def _lines(one: Resolution) -> list[str]:
    key = one.id if _PLAIN_KEY.fullmatch(one.id) else _quoted(one.id)
    lines = [f"{key}:", f"  outcome: {one.outcome}", f"  on: {one.on}"]
    lines.append(f"  source: {_quoted(one.source)}")
    if one.note:
        lines.append(f"  note: {_quoted(one.note)}")
    if one.was:
        lines.append("  was:")
    for old in one.was:
        note = f", note: {_quoted(old.note)}" if old.note else ""
        said = f"outcome: {old.outcome}, on: {old.on}, source: {_quoted(old.source)}{note}"
        lines.append(f"    - {{{said}}}")
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
