"""The YAML of a case: a tree in which every scalar stays text and knows its place.

Built from parser events on an explicit stack, so that nesting never meets Python's recursion limit,
and without resolving anything: `yes`, `no`, `on` and `12:30` are words like others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

import yaml

from detente.case.faults import CaseErrors, Fault, Path, plain
from detente.case.syntax import LOADER as _LOADER
from detente.case.syntax import explain
from detente.case.text import FORBIDDEN, Text, character

DEEPEST = 24
MOST_ENTRIES = 2000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Data: TypeAlias = "str | list[Any] | dict[str, Any]"


@dataclass(frozen=True)
class Node:
    """One piece of the file: a map, a list or a text, with where it begins and ends."""

    kind: Literal["map", "list", "text", "refused"]
    start: int
    end: int
    value: str = ""
    style: str = ""
    flow: bool = False
    pairs: tuple[tuple[Node, Node], ...] = ()
    items: tuple[Node, ...] = ()

    @property
    def null(self) -> bool:
        """Whether nothing is written here (or a YAML null)."""
        return self.kind == "text" and not self.style and self.value in _NULLS

    def index(self, offset: int, content: str) -> int:
        """Where in the file the character at `offset` of this text stands."""
        if self.kind != "text" or offset <= 0:
            return self.start
        at = self.start + (1 if self.style in {"'", '"'} else 0)
        for char in self.value[:offset]:
            if at >= self.end:
                return self.start
            blanks = at
            while char in " \n" and blanks < self.end and content[blanks] in " \t\r\n":
                blanks += 1
            if "\n" in content[at:blanks] or "\r" in content[at:blanks]:
                # A folded line: one blank stands for the line ends and the indent after them.
                at = blanks
            elif content[at] == char and not (char == "'" and self.style == "'"):
                at += 1
            elif char == "'" and content.startswith("''", at):
                at += 2
            elif char == "\n":
                continue
            else:
                return self.start
        return at


@dataclass(frozen=True)
class Place:
    """An entry of the file: its value, and its key where it has one."""

    value: Node
    key: Node | None = None


@dataclass(frozen=True)
class Document:
    """A case file as a tree, with the place of everything in it.

    `faults` are those found in the tree itself (double keys, empty values, aliases); the data
    leaves out what they stand in, and `gaps` names these places.
    """

    text: Text
    root: Node
    faults: tuple[Fault, ...] = ()
    gaps: frozenset[Path] = frozenset()

    @classmethod
    def parse(cls, content: str, file: str = "case") -> Document:
        """What is written in this file?

        Parameters
        ----------
        content
            The text of the file.
        file
            Its name, for messages.

        Raises
        ------
        CaseErrors
            Where it is not YAML at all, or too deeply nested.

        Examples
        --------
        >>> Document.parse("sanctions: {on: yes}").data
        {'sanctions': {'on': 'yes'}}
        """
        text = Text(file, content)
        composer = _Composer(text)
        root = composer.run()
        inspector = _Inspector(text, composer.faults)
        inspector.visit((), root)
        faults = sorted(inspector.faults, key=lambda one: (one.line, one.col))
        return cls(text, root, tuple(faults), frozenset(inspector.gaps))

    @cached_property
    def places(self) -> dict[Path, Place]:
        """Every entry by its path; of double keys the first."""
        return dict(_walk((), self.root))

    @cached_property
    def data(self) -> Data:
        """The contents as plain maps, lists and texts, without faulty entries."""
        return _data(self.root, (), self.gaps)

    def gap(self, path: Path) -> bool:
        """Whether something faulty had to be left out below an entry."""
        return any(len(one) > len(path) and one[: len(path)] == path for one in self.gaps)

    def index(self, path: Path, *, key: bool = False, at: int = 0) -> int:
        """Where an entry stands (its key, or `at` characters into its value).

        For an entry that is not in the file, the nearest one above it that is.
        """
        while path and path not in self.places:
            path, key, at = path[:-1], True, 0
        place = self.places[path]
        if key and place.key is not None:
            return place.key.start
        return place.value.index(at, self.text.content)

    def fault(
        self,
        path: Path,
        message: str,
        hint: str = "",
        *,
        key: bool = False,
        at: int = 0,
        name: str = "",
    ) -> Fault:
        """A fault at an entry."""
        index = self.index(path, key=key, at=at)
        return self.text.fault(index, message, hint, path=".".join(map(str, path)), name=name)


def _walk(path: Path, node: Node) -> Iterator[tuple[Path, Place]]:
    if not path:
        yield path, Place(node)
    seen: set[str] = set()
    for key, value in node.pairs:
        if key.value not in seen:
            seen.add(key.value)
            yield (*path, key.value), Place(value, key)
            yield from _walk((*path, key.value), value)
    for place, item in enumerate(node.items):
        yield (*path, place), Place(item)
        yield from _walk((*path, place), item)


def _data(node: Node, path: Path, gaps: frozenset[Path]) -> Data:
    if node.kind == "map":
        found: dict[str, Any] = {}
        for key, value in node.pairs:
            below = (*path, key.value)
            if key.kind == "text" and key.value not in found and below not in gaps:
                found[key.value] = _data(value, below, gaps)
        return found
    if node.kind == "list":
        return [_data(item, (*path, k), gaps) for k, item in enumerate(node.items)]
    return node.value


@dataclass
class _Frame:
    """A map or list still open."""

    kind: Literal["map", "list"]
    start: int
    flow: bool
    parts: list[Node] = field(default_factory=list)

    def closed(self, end: int) -> Node:
        if self.kind == "list":
            return Node("list", self.start, end, flow=self.flow, items=tuple(self.parts))
        pairs = tuple(zip(self.parts[::2], self.parts[1::2], strict=True))
        return Node("map", self.start, end, flow=self.flow, pairs=pairs)


def _span(event: yaml.Event) -> tuple[int, int]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index


class _Composer:
    """From parser events to a tree."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.open: list[_Frame] = []
        self.root: Node | None = None
        self.refused: dict[str, list[int]] = {}

    def run(self) -> Node:
        try:
            for event in yaml.parse(self.text.content, Loader=_LOADER):
                self._take(event)
        except yaml.YAMLError as error:
            raise CaseErrors([explain(error, self.text)]) from None
        if self.root is None or self.root.null:
            raise CaseErrors([self.text.fault(0, "this file is empty", _TOP)])
        if self.root.kind != "map":
            message = "a case is a map of sections, and this is not"
            raise CaseErrors([self.text.fault(self.root.start, message, _TOP)])
        self._report_refused()
        return self.root

    def _take(self, event: yaml.Event) -> None:
        start, end = _span(event)
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            message = "a second document begins here; a case is one"
            raise CaseErrors([self.text.fault(start, message, "remove the ---")])
        if isinstance(event, yaml.NodeEvent):
            self._note(event)
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event))
        elif isinstance(event, yaml.AliasEvent):
            self._add(Node("refused", start, end))
        elif isinstance(event, yaml.CollectionStartEvent):
            kind: Literal["map", "list"] = (
                "map" if isinstance(event, yaml.MappingStartEvent) else "list"
            )
            self.open.append(_Frame(kind, start, bool(event.flow_style)))
            if len(self.open) > DEEPEST:
                message = f"more than {DEEPEST} levels inside each other"
                raise CaseErrors([self.text.fault(start, message)])
        elif isinstance(event, yaml.CollectionEndEvent):
            frame = self.open.pop()
            # A block ends for the parser where the next one begins; for us, with its last part.
            self._add(frame.closed(end if frame.flow or not frame.parts else frame.parts[-1].end))

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        start, end = _span(event)
        style = event.style if event.style in {"'", '"', "|", ">"} else ""
        bad = FORBIDDEN.search(event.value) if style == '"' else None
        if bad is not None:
            message = f"{character(bad[0])} cannot stand in a case"
            self.faults.append(self.text.fault(start, message, "remove the \\ code that makes it"))
            return Node("refused", start, end)
        if style in {"|", ">"}:
            # The parser counts the blank lines and comments after a block text to it.
            end = start + len(self.text.content[start:end].rstrip())
        return Node("text", start, end, event.value, style)

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        frame = self.open[-1]
        if frame.kind == "map" and len(frame.parts) % 2 == 0 and node.kind in {"map", "list"}:
            message = "a key must be a plain word, not a list or a map"
            raise CaseErrors(
                [self.text.fault(node.start, message, "put the text in quotation marks")]
            )
        frame.parts.append(node)
        if len(frame.parts) > MOST_ENTRIES * (2 if frame.kind == "map" else 1):
            message = f"more than {MOST_ENTRIES} entries in one {frame.kind}"
            raise CaseErrors([self.text.fault(frame.start, message)])

    def _note(self, event: yaml.NodeEvent) -> None:
        """Remember anchors, aliases and tags: a case says everything in plain sight."""
        where = _span(event)[0]
        if isinstance(event, yaml.AliasEvent):
            self.refused.setdefault("alias", []).append(where)
        elif event.anchor is not None:
            self.refused.setdefault("anchor", []).append(where)
        if getattr(event, "tag", None) is not None:
            self.refused.setdefault("tag", []).append(where)

    def _report_refused(self) -> None:
        """One message, however many there are."""
        if not self.refused:
            return
        marks = {"anchor": "anchors (&name)", "alias": "aliases (*name)", "tag": "tags (!name)"}
        kinds = " and ".join(marks[kind] for kind in marks if kind in self.refused)
        where = min(min(found) for found in self.refused.values())
        many = sum(map(len, self.refused.values()))
        more = f" ({many} in this file)" if many > 1 else ""
        hint = "write the text out; text that begins with &, * or ! needs quotation marks"
        self.faults.append(self.text.fault(where, f"{kinds} are not part of a case{more}", hint))


_TOP = "a case begins with the key case: and its title"


class _Inspector:
    """Finds double keys and empty values."""

    def __init__(self, text: Text, faults: list[Fault]) -> None:
        self.text = text
        self.faults = faults
        self.gaps: set[Path] = set()

    def visit(self, path: Path, node: Node) -> None:
        first: dict[str, Node] = {}
        previous: tuple[Node, Node] | None = None
        for key, value in node.pairs:
            below = (*path, key.value)
            if key.kind == "refused":
                continue
            if key.value in first:
                self._double(key, first[key.value])
                continue
            first[key.value] = key
            if value.null:
                self.gaps.add(below)
                if previous is None or not previous[1].null or not node.flow:
                    self._empty(path, node, key, value, previous)
            elif value.kind == "refused":
                self.gaps.add(below)
            else:
                self.visit(below, value)
            previous = key, value
        for place, item in enumerate(node.items):
            if item.null or item.kind == "refused":
                # The whole list is left out, so that the others keep their places.
                self.gaps.add(path)
                if item.null:
                    hint = "write something, or remove the dash"
                    self.faults.append(self.text.fault(item.start, "this list item is empty", hint))
            else:
                self.visit((*path, place), item)

    def _double(self, key: Node, first: Node) -> None:
        line = self.text.place(first.start)[0]
        message = f"the key {plain(key.value, 60)!r} stands here twice (first in line {line})"
        self.faults.append(self.text.fault(key.start, message, "keep one of the two"))

    def _empty(
        self,
        path: Path,
        node: Node,
        key: Node,
        value: Node,
        previous: tuple[Node, Node] | None,
    ) -> None:
        shown = plain(key.value, 60)
        where = ".".join(map(str, (*path, key.value)))
        unquoted = node.flow and value.start == value.end and self._no_colon(key)
        if unquoted and previous is not None and previous[1].kind == "text":
            # Half a text says nothing sure: what it belongs to is not looked at further.
            self.gaps.add((*path, previous[0].value))
            whole = f"{previous[1].value}, {key.value}".replace('"', "'")
            message = f"{shown!r} has no value; this looks like an unquoted comma"
            hint = f'put quotes round the text: {previous[0].value}: "{plain(whole, 100)}"'
        else:
            message = f"the key {shown!r} has no value"
            hint = "write one, or remove the key"
        self.faults.append(self.text.fault(key.start, message, hint, path=where))

    def _no_colon(self, key: Node) -> bool:
        rest = self.text.content[key.end : key.end + 80].lstrip()
        return not re.match(r":(\s|[,}\]]|$)", rest)
