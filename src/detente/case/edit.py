"""Edits from code that keep every comment and every other byte of a case file.

An edit works on positions in the text, not on a tree that is written anew.  The result is read
again before it is returned: it must say exactly what it should, or the edit is refused.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from detente.case.document import Document, Node
from detente.case.faults import CaseErrors, Path, plain

New: TypeAlias = "str | int | float | bool | Sequence[Any] | Mapping[str, Any]"
_BOM = "\ufeff"


class EditError(ValueError):
    """An edit that cannot be made: its place does not exist, or it would change something else."""


def set_value(text: str, path: str | Path, new: New) -> str:
    """The text of a case in which the entry at `path` has another value.

    Parameters
    ----------
    text
        The text of the file.
    path
        `actors.Kim.of`, or a tuple where keys have dots in them.
    new
        A text, number or truth value, or a list or map of these (written in one line).

    Raises
    ------
    EditError
        Where there is no such entry, or the result would not read back as meant.

    Examples
    --------
    >>> set_value("weight: 60-80   # high", "weight", "70-90")
    'weight: 70-90   # high'
    """
    mark, text, document = _opened(text)
    found = _path(document, path)
    place = document.places.get(found)
    if place is None or not found:
        raise EditError(f"there is no entry {_shown(found)}")
    written = _written(new)
    start, end = place.value.start, place.value.end
    if place.value.null and place.key is not None:
        start, end, written = _after_colon(text, place.key, place.value, written)
    data = copy.deepcopy(document.data)
    _reach(data, found[:-1])[found[-1]] = _as_data(new)
    return mark + _checked(text[:start] + written + text[end:], data, document)


def insert(text: str, path: str | Path, new: New) -> str:
    """The text of a case with a new entry: the last of its map, or the last item of its list.

    The last part of `path` is the new key; for a list it is the number of items so far.
    Raises like `set_value`, also where the entry exists.

    Examples
    --------
    >>> insert("{weight: 60-80}", "why", "[a]")
    '{weight: 60-80, why: "[a]"}'
    """
    mark, text, document = _opened(text)
    found = _path(document, path)
    above = document.places.get(found[:-1])
    if above is None or found in document.places:
        problem = "there is already an entry" if above else "there is no place for"
        raise EditError(f"{problem} {_shown(found)}")
    node, key = above.value, found[-1]
    data = copy.deepcopy(document.data)
    parent = _reach(data, found[:-1])
    if node.kind == "map" and isinstance(key, str):
        entry = f"{_scalar(key)}: {_written(new)}"
        parent[key] = _as_data(new)
    elif node.kind == "list" and key == len(node.items):
        entry = _written(new) if node.flow else f"- {_written(new)}"
        parent.append(_as_data(new))
    else:
        raise EditError(f"there is no place for {_shown(found)}")
    at, written = _new_entry(text, node, entry)
    return mark + _checked(text[:at] + written + text[at:], data, document)


def delete(text: str, path: str | Path) -> str:
    """The text of a case without the entry at `path`; comments beside it stay.

    Raises like `set_value`.

    Examples
    --------
    >>> delete("{weight: 60-80, why: x}", "why")
    '{weight: 60-80}'
    """
    mark, text, document = _opened(text)
    found = _path(document, path)
    place = document.places.get(found)
    if place is None or not found:
        raise EditError(f"there is no entry {_shown(found)}")
    data = copy.deepcopy(document.data)
    del _reach(data, found[:-1])[found[-1]]
    node = document.places[found[:-1]].value
    first = place.key if place.key is not None else place.value
    start, end = first.start, max(first.end, place.value.end)
    if place.value.null and place.key is not None:
        end = max(end, _colon(text, place.key, place.value))
    if node.flow:
        result = _without_in_flow(text, node, start, end)
    elif len(node.pairs) + len(node.items) == 1:
        if not found[:-1]:
            raise EditError("the last section of a case cannot be deleted")
        start = start if node.kind == "map" else node.start
        result = text[:start] + ("{}" if node.kind == "map" else "[]") + text[end:]
    else:
        result = _without_lines(text, start, end, node.kind == "list")
    return mark + _checked(result, data, document)


# --- reading and checking ---


def _opened(text: str) -> tuple[str, str, Document]:
    mark = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    try:
        return mark, text, Document.parse(text)
    except CaseErrors as errors:
        raise EditError(f"this text cannot be read: {errors.faults[0].message}") from None


def _path(document: Document, path: str | Path) -> Path:
    parts: list[str | int] = list(path.split(".") if isinstance(path, str) else path)
    for place, part in enumerate(parts):
        above = document.places.get(tuple(parts[:place]))
        if above is not None and above.value.kind == "list" and str(part).isdecimal():
            parts[place] = int(part)
    return tuple(parts)


def _shown(path: Path) -> str:
    return plain(".".join(map(str, path)), 80)


def _reach(data: Any, path: Path) -> Any:
    try:
        for part in path:
            data = data[part]
    except (KeyError, IndexError, TypeError):
        raise EditError(f"{_shown(path)} is faulty: mend it first") from None
    return data


def _checked(text: str, data: Any, before: Document) -> str:
    """The edited text, if it says what it should and is no worse than before."""
    try:
        after = Document.parse(text)
    except CaseErrors as errors:
        raise EditError(f"this edit would break the file: {errors.faults[0].message}") from None
    if after.data != data or len(after.faults) > len(before.faults):
        raise EditError("this edit would change more than it should")
    return text


# --- writing values ---


def _as_data(new: Any) -> Any:
    if isinstance(new, Mapping):
        return {str(key): _as_data(item) for key, item in new.items()}
    if isinstance(new, Sequence) and not isinstance(new, str):
        return [_as_data(item) for item in new]
    if isinstance(new, bool):
        return "yes" if new else "no"
    return str(new)


def _written(new: Any) -> str:
    """A value in one line."""
    data = _as_data(new)
    if isinstance(data, dict):
        pairs = (f"{_scalar(key)}: {_written(item)}" for key, item in data.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(_written, data)) + "]"
    return _scalar(data)


def _scalar(text: str) -> str:
    """A text as plainly as it can be written, also between braces."""
    quoted = json.dumps(text, ensure_ascii=False)
    for written in (text, quoted):
        try:
            found = Document.parse(f"[{{{written}: {written}}}]".join(("k: ", "\n")))
        except CaseErrors:
            continue
        if not found.faults and found.data == {"k": [{text: text}]}:
            return written
    raise EditError(f"{plain(text, 40)!r} cannot stand in a case")


# --- places in the text ---


def _colon(text: str, key: Node, value: Node) -> int:
    """Just after the colon of a key without a value; the end of the key where it has none."""
    at = text.find(":", key.end, max(value.start, key.end) + 1)
    return key.end if at < 0 else at + 1


def _after_colon(text: str, key: Node, value: Node, written: str) -> tuple[int, int, str]:
    at = _colon(text, key, value)
    lead = ": " if at == key.end else " "
    return at, max(at, value.end) if value.value else at, lead + written


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _line_end(text: str, at: int) -> int:
    ends = [found for mark in "\r\n" if (found := text.find(mark, at)) >= 0]
    return min(ends, default=len(text))


def _new_entry(text: str, node: Node, entry: str) -> tuple[int, str]:
    """Where in its map or list a new last entry goes, and what to write there."""
    last = _last(text, node)
    if node.flow:
        return (node.start + 1, entry) if last is None else (last, f", {entry}")
    assert last is not None
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = " " * (node.start - _line_start(text, node.start))
    return _line_end(text, last), f"{newline}{indent}{entry}"


def _last(text: str, node: Node) -> int | None:
    """Where the last entry of a map or list ends."""
    if node.pairs:
        key, value = node.pairs[-1]
        return _colon(text, key, value) if value.null and not value.value else value.end
    return node.items[-1].end if node.items else None


def _without_lines(text: str, start: int, end: int, is_item: bool) -> str:
    """A text without an entry of a block: with its lines, where nothing else stands on them."""
    if is_item:
        start = text.rindex("-", 0, start)
    first, last = _line_start(text, start), _line_end(text, end)
    if text[first:start].strip():
        return text[:start] + text[end:].lstrip(" ")
    if text[end:last].strip():
        return text[:start] + text[end:last].lstrip() + text[last:]
    after = last + 2 if text.startswith("\r\n", last) else min(last + 1, len(text))
    return text[:first] + text[after:]


def _without_in_flow(text: str, node: Node, start: int, end: int) -> str:
    """A text without an entry between braces or brackets, and without one comma."""
    comma = _comma(text, end, node.end)
    if comma is not None:
        after = comma + 1
        while text[after] == " ":
            after += 1
        return text[:start] + text[end:comma] + text[after:]
    before = start
    while before > node.start + 1 and text[before - 1] in " \t":
        before -= 1
    if text[before - 1] == ",":
        start = before - 1
    return text[:start] + text[end:]


def _comma(text: str, at: int, end: int) -> int | None:
    """The comma after an entry, if there is one before the end of the braces."""
    while at < end and text[at] in " \t\r\n,#":
        if text[at] == ",":
            return at
        at = _line_end(text, at) if text[at] == "#" else at + 1
    return None
