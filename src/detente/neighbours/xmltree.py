"""XML from strangers as a plain tree in which everything knows its place.

Only elements, attributes and text are read. A document type (and with it every entity of its own,
the way to files and to "billion laughs"), deep nesting and very large files are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.parsers import expat

from detente.case.faults import CaseErrors, Fault, plain
from detente.case.text import Text, character, read_bytes

LARGEST = 20_000_000
DEEPEST = 100
MOST_NODES = 200_000

_SAVE = "save the file as UTF-8"
_CODECS = {
    **dict.fromkeys(["utf-8", "utf8"], "utf-8"),
    **dict.fromkeys(["us-ascii", "ascii"], "ascii"),
    **dict.fromkeys(["iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252"], "cp1252"),
    "iso-8859-15": "iso-8859-15",
    **dict.fromkeys(["utf-16", "utf-16le", "utf-16be"], "utf-16"),
}
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_TAG = re.compile(r"</([^\s<>/]*)")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|apos|quot);|#)")
_BLANK = re.compile(r"[ \t\r\n]+")


@dataclass(eq=False, slots=True)
class Node:
    """An element: its tag, attributes, own text and children, and where it begins.

    Attributes
    ----------
    tag : str
    attrs : dict of str to str
    text : str
        The text directly in the element, without blanks around it.
    children : list of Node
    line, col : int
        Where its tag opens, counted from 1.
    source : Text
        The file it stands in.
    index : int
        The same place, counted in characters of the file.
    """

    tag: str
    attrs: dict[str, str]
    source: Text = field(repr=False)
    index: int
    text: str = ""
    children: list[Node] = field(default_factory=list)
    line: int = 1
    col: int = 1

    def find(self, tag: str) -> Node | None:
        """The first child with this tag; None where there is none."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, tag: str) -> list[Node]:
        """The children with this tag, in the order of the file."""
        return [child for child in self.children if child.tag == tag]

    def walk(self) -> Iterator[Node]:
        """The element itself and everything below it, in the order of the file."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def fault(self, message: str, hint: str = "", *, attr: str = "") -> Fault:
        """A fault at this element, or at one of its attributes where that is found."""
        return self.source.fault(self._at(attr), message, hint)

    def _at(self, attr: str) -> int:
        if not attr:
            return self.index
        content = self.source.content
        # Values are stepped over, so that no word inside one is taken for the attribute.
        one = re.compile(r"""\s*([^\s=>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
        at = self.index + 1 + len(self.tag)
        while found := one.match(content, at):
            if found[1] == attr:
                return found.start(2) + 1
            at = found.end()
        return self.index


def parse(path: Path) -> Node:
    """What stands in this XML file?

    Parameters
    ----------
    path
        A file of at most 20 MB.

    Returns
    -------
    Node
        The outermost element.

    Raises
    ------
    CaseErrors
        One fault, with line and column: not readable, not XML, a document type, an encoding that
        is not known, more than 100 levels or 200,000 elements.
    """
    try:
        data = read_bytes(path, LARGEST, "an XML file")
    except CaseErrors as error:
        raise CaseErrors(replace(fault, hint="") for fault in error.faults) from None
    return parse_text(decode(data, str(path)), str(path))


def parse_text(content: str, file: str = "text") -> Node:
    """What stands in this XML text?

    Examples
    --------
    >>> root = parse_text('<a><b n="1">one</b><b/></a>')
    >>> root.tag, [(b.attrs, b.text, b.line, b.col) for b in root.all("b")]
    ('a', [({'n': '1'}, 'one', 1, 4), ({}, '', 1, 20)])
    """
    return _Builder(Text(file, content)).run()


def decode(data: bytes, file: str) -> str:
    """The text in these bytes, by their byte order mark or as the XML declaration says.

    Raises
    ------
    CaseErrors
        Where the encoding is not known, or the bytes are not of it.
    """
    codec, body = _codec(data, file)
    try:
        return body.decode(codec)
    except UnicodeDecodeError as error:
        sound = body[: error.start].decode(codec, "ignore")
        message = f"byte 0x{body[error.start]:02x} is not {_name(codec)} text"
        raise CaseErrors([Text(file, sound).fault(len(sound), message, _SAVE)]) from None


def _name(codec: str) -> str:
    return {"cp1252": "Latin-1", "ascii": "ASCII"}.get(codec, codec.upper())


def _codec(data: bytes, file: str) -> tuple[str, bytes]:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8", data[3:]
    if data[:2] == b"\xff\xfe" or data[:2] == b"<\0":
        return "utf-16-le", data[2:] if data[0] == 0xFF else data
    if data[:2] == b"\xfe\xff" or data[:2] == b"\0<":
        return "utf-16-be", data[2:] if data[0] == 0xFE else data
    declared = _DECLARED.match(data)
    if declared is None:
        return "utf-8", data
    name = declared[1].decode("ascii")
    codec = _CODECS.get(name.lower())
    if codec is None or codec == "utf-16":
        text = Text(file, data[: declared.end()].decode("latin-1"))
        told = "is not what is in this file" if codec else "is not known here"
        raise CaseErrors([text.fault(declared.start(1), f"the encoding {name} {told}", _SAVE)])
    return codec, data


@dataclass(eq=False)
class _Builder:
    """Builds the tree from the parser's events, on an explicit stack."""

    text: Text
    root: Node | None = None
    count: int = 0

    def run(self) -> Node:
        ends = re.finditer(r"\r\n|\n|\r", self.text.content)
        self.starts = [0, *(found.end() for found in ends)]
        self.stack: list[Node] = []
        self.words: list[list[str]] = []
        # The text is ours already, so what the file says of its encoding no longer counts.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._more
        self.parser.StartDoctypeDeclHandler = self._doctype
        try:
            self.parser.Parse(self.text.content.encode("utf-8", "replace"), True)
        except expat.ExpatError as error:
            raise CaseErrors([self._broken(error)]) from None
        assert self.root is not None
        return self.root

    def _index(self, line: int, offset: int) -> int:
        starts = self.starts
        return min(starts[min(line, len(starts)) - 1] + max(offset, 0), len(self.text.content))

    def _here(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber

    def _refuse(self, message: str, hint: str = "") -> CaseErrors:
        return CaseErrors([self.text.fault(self._index(*self._here()), message, hint)])

    def _doctype(self, *_: object) -> None:
        message = "this file has a document type (<!DOCTYPE …>), which is not read"
        hint = "remove it, with everything it defines"
        at = self.text.content.rfind("<!DOCTYPE", 0, self._index(*self._here()) + 9)
        raise CaseErrors([self.text.fault(at, message, hint)])

    def _open(self, tag: str, attrs: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            raise self._refuse(f"this file has more than {MOST_NODES:,} elements")
        if len(self.stack) >= DEEPEST:
            raise self._refuse(f"elements stand more than {DEEPEST} deep in each other")
        line, offset = self._here()
        index = self._index(line, offset)
        node = Node(tag, attrs, self.text, index, line=line, col=offset + 1)
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node
        self.stack.append(node)
        self.words.append([])

    def _more(self, words: str) -> None:
        self.words[-1].append(words)

    def _close(self, _: str) -> None:
        self.stack.pop().text = "".join(self.words.pop()).strip()

    def _broken(self, error: expat.ExpatError) -> Fault:
        """What the parser stumbled over, in plain words."""
        index = self._index(error.lineno, error.offset)
        kind = expat.errors.messages.get(error.code, "this is not XML")
        if kind == expat.errors.XML_ERROR_TAG_MISMATCH:
            index = max(self.text.content.rfind("</", 0, index + 2), 0)
        if kind == expat.errors.XML_ERROR_UNDEFINED_ENTITY:
            # Inside an attribute the parser only knows where the tag begins.
            found = _ENTITY.search(self.text.content, index)
            index = found.start() if found else index
        message, hint = self._said(kind, index)
        return self.text.fault(index, message, hint)

    def _said(self, kind: str, index: int) -> tuple[str, str]:
        names = expat.errors
        open_tag = plain(self.stack[-1].tag, 40) if self.stack else ""
        if kind == names.XML_ERROR_NO_ELEMENTS and not self.text.content.strip():
            return "this file is empty", ""
        if kind in {names.XML_ERROR_NO_ELEMENTS, names.XML_ERROR_UNCLOSED_TOKEN}:
            if open_tag:
                line = self.stack[-1].line
                return "the file ends too early", f"<{open_tag}> of line {line} is not closed"
            return "this is not XML, or it ends too early", ""
        if kind == names.XML_ERROR_TAG_MISMATCH:
            found = _TAG.match(self.text.content, index)
            other = plain(found[1], 40) if found else ""
            line = self.stack[-1].line
            return (
                f"</{other}> does not close <{open_tag}> of line {line}",
                f"write </{open_tag}> here first",
            )
        if kind == names.XML_ERROR_UNDEFINED_ENTITY:
            return "an entity that XML itself does not know", "write the character itself"
        if kind == names.XML_ERROR_DUPLICATE_ATTRIBUTE:
            return "an attribute stands here twice", "keep one of them"
        if kind == names.XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
            return "more stands here, after the end of the outermost element", "remove it"
        if kind == names.XML_ERROR_MISPLACED_XML_PI:
            return "<?xml …?> may stand only at the very beginning", "remove what is before it"
        char = self.text.content[index : index + 1]
        if char and not char.isprintable() and not _BLANK.match(char):
            return f"{character(char)} cannot stand in XML", "remove it"
        known = {names.XML_ERROR_INVALID_TOKEN, names.XML_ERROR_SYNTAX}
        return "this is not XML" if kind in known else f"this is not XML: {kind}", ""
