"""JSON from strangers as a plain tree in which everything knows its place.

Numbers stay as they are written. A key given twice, ``NaN`` and ``Infinity`` are faults, as are
deep nesting and very large files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from detente.case.faults import CaseErrors, Fault, plain
from detente.case.text import Text, read_bytes
from detente.neighbours.xmltree import decode

LARGEST = 20_000_000
DEEPEST = 100
MOST_VALUES = 200_000

_TOKEN = re.compile(
    r'([{}\[\],:])|("(?:[^"\\\x00-\x1f]++|\\.)*+")'
    r"|(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)"
    r"|(true|false|null)(?![A-Za-z])|(NaN|-?Infinity)"
)
_BLANK = re.compile(r"[ \t\r\n]*+")
_WANTED = {
    "value": "a value is missing here",
    "first": "a value is missing here",
    "key": "a name in double quotes is missing here",
    "only": "a name in double quotes is missing here",
    "colon": "a colon is missing here",
    "next": "a comma is missing here",
    "done": "more stands here, after the end",
}
_CLOSES = {"{": "}", "[": "]"}


@dataclass(eq=False, slots=True)
class Node:
    """One value of the file, and where it begins.

    Attributes
    ----------
    kind : {"map", "list", "text", "number", "word"}
        A word is ``true``, ``false`` or ``null``.
    source : Text
        The file it stands in.
    index : int
        Where, counted in characters of the file.
    text : str
        Of a text, what it says; of a number or word, how it is written.
    entries : dict of str to Node
        What a map holds.
    keys : dict of str to int
        Where the key of each entry begins.
    items : list of Node
        What a list holds.
    """

    kind: Literal["map", "list", "text", "number", "word"]
    source: Text = field(repr=False)
    index: int
    text: str = ""
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict, repr=False)
    items: list[Node] = field(default_factory=list)

    def get(self, key: str) -> Node | None:
        """An entry of a map; None where there is none, or where this is no map."""
        return self.entries.get(key)

    def fault(self, message: str, hint: str = "", *, attr: str = "") -> Fault:
        """A fault at this value, or at the key of one of its entries."""
        return self.source.fault(self.keys.get(attr, self.index), message, hint)

    def named(self) -> Iterator[tuple[str, Node]]:
        """The entries of a map, in the order of the file."""
        yield from self.entries.items()


def parse(path: Path) -> Node:
    """What stands in this JSON file?

    Raises
    ------
    CaseErrors
        With line and column: not readable, not JSON, keys given twice, more than 20 MB, 100 levels
        or 200,000 values.
    """
    try:
        data = read_bytes(path, LARGEST, "a JSON file")
    except CaseErrors as error:
        raise CaseErrors(replace(fault, hint="") for fault in error.faults) from None
    return parse_text(decode(data, str(path)), str(path))


def parse_text(content: str, file: str = "text") -> Node:
    """What stands in this JSON text?

    Examples
    --------
    >>> root = parse_text('{"a": [1, "b"]}')
    >>> [(node.kind, node.text, node.index) for node in root.entries["a"].items]
    [('number', '1', 7), ('text', 'b', 10)]
    """
    return _Builder(Text(file, content)).run()


@dataclass(eq=False)
class _Builder:
    """Builds the tree on an explicit stack, so that nesting never meets Python's own limit."""

    text: Text
    stack: list[Node] = field(default_factory=list)
    names: list[tuple[str, int]] = field(default_factory=list)
    root: Node | None = None
    twice: list[Fault] = field(default_factory=list)
    count: int = 0
    want: str = "value"

    def run(self) -> Node:
        content = self.text.content
        at = self._skip(0)
        if at == len(content):
            raise CaseErrors([self.text.fault(at, "this file is empty")])
        while at < len(content):
            found = _TOKEN.match(content, at)
            if found is None:
                raise self._strange(at)
            sign, quoted, number, word, strange = found.groups()
            if strange:
                raise self._refuse(at, f"{strange} is not a number", "write a number")
            if sign:
                self._sign(sign, at)
            elif quoted:
                self._quoted(quoted, at)
            else:
                self._place(Node("number" if number else "word", self.text, at, number or word), at)
            at = self._skip(found.end())
        if self.stack or self.root is None:
            top = self.stack[-1]
            sign = "{" if top.kind == "map" else "["
            line, _ = self.text.place(top.index)
            hint = f"the {sign} of line {line} is not closed"
            raise self._refuse(len(content), "the file ends too early", hint)
        if self.twice:
            raise CaseErrors(self.twice[:200])
        return self.root

    def _skip(self, at: int) -> int:
        found = _BLANK.match(self.text.content, at)
        return found.end() if found else at

    def _refuse(self, at: int, message: str, hint: str = "") -> CaseErrors:
        return CaseErrors([*self.twice[:200], self.text.fault(at, message, hint)])

    def _strange(self, at: int) -> CaseErrors:
        """Something that no JSON begins with."""
        rest = self.text.content[at : at + 40]
        if rest.startswith('"'):
            return self._refuse(at, "this text is not closed on its line", "close it with a quote")
        if rest.startswith("'"):
            return self._refuse(at, "texts stand in double quotes in JSON", 'write " instead')
        if rest.startswith("/"):
            return self._refuse(at, "JSON has no comments", "remove this one")
        words = re.match(r"\S+", rest)
        shown = plain(words[0] if words else rest, 20)
        return self._refuse(at, f"this is not JSON: {shown!r}")

    def _missing(self, at: int) -> CaseErrors:
        hint = ""
        if self.want == "next":
            hint = f"or the closing {'}' if self.stack[-1].kind == 'map' else ']'}"
        return self._refuse(at, _WANTED[self.want], hint)

    def _sign(self, sign: str, at: int) -> None:
        if sign in _CLOSES:
            kind: Literal["map", "list"] = "map" if sign == "{" else "list"
            node = Node(kind, self.text, at)
            self._place(node, at)
            if len(self.stack) >= DEEPEST:
                raise self._refuse(at, f"values stand more than {DEEPEST} deep in each other")
            self.stack.append(node)
            self.want = "only" if kind == "map" else "first"
        elif sign in "}]":
            closes = "map" if sign == "}" else "list"
            empty = "only" if closes == "map" else "first"
            if not self.stack or self.stack[-1].kind != closes or self.want not in {empty, "next"}:
                raise self._missing(at)
            self.stack.pop()
            self.want = "next" if self.stack else "done"
        elif sign == "," and self.want == "next":
            self.want = "key" if self.stack[-1].kind == "map" else "value"
        elif sign == ":" and self.want == "colon":
            self.want = "value"
        else:
            raise self._missing(at)

    def _quoted(self, quoted: str, at: int) -> None:
        try:
            words = str(json.loads(quoted))
        except ValueError:
            raise self._refuse(at, "a backslash in this text stands before a wrong sign") from None
        if self.want not in {"key", "only"}:
            self._place(Node("text", self.text, at, words), at)
            return
        if words in self.stack[-1].keys:
            message = f"{plain(words, 60)!r} stands here twice"
            self.twice.append(self.text.fault(at, message, "keep one of them"))
        self.stack[-1].keys[words] = at
        self.names.append((words, at))
        self.want = "colon"

    def _place(self, node: Node, at: int) -> None:
        """Put a value where one is wanted."""
        if self.want not in {"value", "first"}:
            raise self._missing(at)
        self.count += 1
        if self.count > MOST_VALUES:
            raise self._refuse(at, f"this file has more than {MOST_VALUES:,} values")
        if not self.stack:
            self.root = node
        elif self.stack[-1].kind == "map":
            self.stack[-1].entries[self.names.pop()[0]] = node
        else:
            self.stack[-1].items.append(node)
        self.want = "next" if self.stack else "done"
