"""The text of a case file: read safely, and every place in it known by line and column."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath

from detente.case.faults import CaseErrors, Fault, plain, snippet

LARGEST = 2_000_000
CASE_FILE = "case.yaml"
_LONGEST_MESSAGE = 1000

_LINE_END = re.compile(r"\r\n|\n|\r")
# YAML's printable characters, less those that some programs take for a line end and others do not.
FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True)
class Text:
    """A text with a name, whose places can be shown."""

    file: str
    content: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_END.finditer(self.content))]

    def place(self, index: int) -> tuple[int, int]:
        """Line and column (from 1) of a position in the text."""
        line = bisect_right(self._starts, index) - 1
        return line + 1, index - self._starts[line] + 1

    def line(self, number: int) -> str:
        """The source line with this number (from 1), without its line end."""
        start = self._starts[number - 1]
        stop = self._starts[number] if number < len(self._starts) else len(self.content)
        return self.content[start:stop].rstrip("\r\n")

    def fault(
        self, index: int, message: str, hint: str = "", *, path: str = "", name: str = ""
    ) -> Fault:
        """A fault at a position of this text."""
        index = max(0, min(index, len(self.content)))
        line, col = self.place(index)
        shown = snippet(self.line(line), col)
        # Both may repeat names from the file, which may hold what turns or hides text.
        message, hint = plain(message, _LONGEST_MESSAGE), plain(hint, _LONGEST_MESSAGE)
        return Fault(self.file, line, col, message, hint, shown, path, name)


def case_file(path: FilePath) -> FilePath:
    """The file of a case: the path itself, or `case.yaml` in the folder it names."""
    try:
        return path / CASE_FILE if path.is_dir() else path
    except (OSError, ValueError):
        return path


def read_bytes(path: FilePath, largest: int, what: str = "a case file") -> bytes:
    """Read a file no larger than `largest`; raises `CaseErrors` where that cannot be done."""
    try:
        if path.is_dir():
            raise _unreadable(path, "this is a folder, not a file")
        if not path.exists():
            hint = f"a case is a .yaml file, or a folder with a {CASE_FILE} in it"
            raise _unreadable(path, "there is no such file", hint)
        if not path.is_file():
            raise _unreadable(path, "this is not an ordinary file")
        with path.open("rb") as stream:
            data = stream.read(largest + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unreadable(path, f"this file cannot be read: {reason}") from None
    if len(data) > largest:
        megabytes = largest // 1_000_000
        raise _unreadable(path, f"{what} may not be larger than {megabytes} MB")
    return data


def decode(data: bytes, file: str) -> str:
    """The text in these bytes: UTF-8, without a byte order mark and without control characters.

    Raises
    ------
    CaseErrors
        With the place of the first byte or character that cannot stand in a case.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise CaseErrors([Fault(file, 1, 1, "this file is UTF-16, not UTF-8", _SAVE)])
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        content = body.decode("utf-8")
    except UnicodeDecodeError as error:
        # What comes before the bad byte is sound, and ends where the fault is.
        sound = body[: error.start].decode("utf-8")
        _refuse_forbidden(sound, file)
        line, col = Text(file, sound).place(len(sound))
        message = f"byte 0x{body[error.start]:02x} is not UTF-8 text"
        raise CaseErrors([Fault(file, line, col, message, _SAVE)]) from None
    _refuse_forbidden(content, file)
    return content


def _refuse_forbidden(content: str, file: str) -> None:
    found = FORBIDDEN.search(content)
    if found is not None:
        message = f"{character(found[0])} cannot stand in a case"
        raise CaseErrors([Text(file, content).fault(found.start(), message, "remove it")])


def character(char: str) -> str:
    """The name of a character that cannot be shown."""
    return "a NUL byte" if char == "\0" else f"the control character U+{ord(char):04X}"


_SAVE = "save the file as UTF-8"


def _unreadable(path: FilePath, message: str, hint: str = "") -> CaseErrors:
    return CaseErrors([Fault(str(path), 1, 1, message, hint)])
