"""How a broken case is made: a text of a good one, changed, with what must be said about it.

In a change, ‸ stands before the place where the fault must be reported; it is not part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bad_input.small_case import SMALL, SOURCES

MARK = "‸"


@dataclass(frozen=True)
class Expected:
    """One message: where it must point to (0: not laid down), and a word it must contain."""

    says: str
    line: int = 0
    col: int = 0


@dataclass(frozen=True)
class Broken:
    """A case folder with planted faults: its files, and one expected message for each fault."""

    name: str
    files: Mapping[str, bytes]
    expected: tuple[Expected, ...]
    file: str = "case.yaml"

    def write(self, folder: Path) -> Path:
        """Write the case into a new folder and return that."""
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder


@dataclass(frozen=True)
class Good:
    """A good case to break: the text of its file, and its sources."""

    name: str
    text: str
    sources: Mapping[str, str] = field(default_factory=dict)

    def files(self, text: str) -> dict[str, bytes]:
        """The files of the case with another text in its case file."""
        others = {name: source.encode() for name, source in self.sources.items()}
        return {"case.yaml": text.encode(), **others}


SMALL_CASE = Good("small", SMALL, SOURCES)


def plant(name: str, *swaps: tuple[str, str], says: str | Iterable[str]) -> Broken:
    """The small case with some texts exchanged for others, each of which must occur once in it.

    `says` has one word for each mark, in the order of the file.
    """
    text = SMALL
    for old, new in swaps:
        assert text.count(old) == 1, f"{name}: {old!r} stands {text.count(old)} times in the case"
        text = text.replace(old, new)
    return marked(name, SMALL_CASE, text, says)


def section(name: str) -> str:
    """The text of a section of the small case, with its line end."""
    (found,) = re.findall(rf"^{name}:.*\n(?: .*\n)*", SMALL, re.MULTILINE)
    return str(found)


def grown(name: str, tail: str, says: str | Iterable[str]) -> Broken:
    """The small case with a text at its end."""
    return marked(name, SMALL_CASE, SMALL + tail, says)


def whole(name: str, text: str, says: str | Iterable[str]) -> Broken:
    """A case file with quite another text."""
    return marked(name, SMALL_CASE, text, says)


def in_source(name: str, old: str, new: str, says: str) -> Broken:
    """The small case, and a fault in the text of a source."""
    old_text = SOURCES["sources/paper.md"]
    assert old_text.count(old) == 1
    text = old_text.replace(old, new)
    (expected,) = _expected(name, text, [says])
    files = SMALL_CASE.files(SMALL) | {"sources/paper.md": text.replace(MARK, "").encode()}
    return Broken(name, files, (expected,), "sources/paper.md")


def marked(name: str, good: Good, text: str, says: str | Iterable[str]) -> Broken:
    """A case file with marks in its text, one for each expected message."""
    words = [says] if isinstance(says, str) else list(says)
    return Broken(name, good.files(text.replace(MARK, "")), tuple(_expected(name, text, words)))


def _expected(name: str, text: str, words: list[str]) -> Iterable[Expected]:
    heads = text.split(MARK)
    assert len(heads) == len(words) + 1, f"{name}: {len(heads) - 1} marks, {len(words)} words"
    before = ""
    for head, word in zip(heads, words, strict=False):
        before += head
        line = before.count("\n") + 1
        yield Expected(word, line, len(before) - before.rfind("\n"))
