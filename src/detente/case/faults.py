"""What is wrong with a case: faults with a place, a sentence and what to write instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list positions from the top of the file down, such as ``("actors", "Kim", "of")``."""

_WINDOW = 96
_MOST_NAMES = 1000
_MOST_ADVICE = 200


class BadTextError(ValueError):
    """A text that does not say what its place in the file needs.

    Parameters
    ----------
    message
        One plain sentence: what is wrong.
    hint
        What to write instead.
    at
        Where in the text, counted in characters from 0.
    word, known
        A name that is not known, and those that are: the hint can then say what was meant.
    on_key
        Whether the key is wrong, not what stands behind it.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        at: int = 0,
        *,
        word: str = "",
        known: Iterable[str] = (),
        on_key: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.at = at
        self.word = word
        self.known = tuple(known)
        self.on_key = on_key

    def advice(self, after: int = 0) -> str:
        """What to write instead, with the nearest known name if there is one.

        In a file with very many faults (`after` so many others) no names are compared any more:
        that would take long, and help nobody.
        """
        if not self.word or after > _MOST_ADVICE:
            return self.hint
        close = get_close_matches(self.word, self.known[:_MOST_NAMES], 1)
        if not close:
            folded = {name.casefold(): name for name in self.known}
            close = [folded[self.word.casefold()]] if self.word.casefold() in folded else []
        if close:
            return f"did you mean {close[0]}?"
        return self.hint or (f"there are: {listed(self.known, 'and')}" if self.known else "")


class BadEntryError(ValueError):
    """Several faults inside one entry, each with its path below the entry."""

    def __init__(self, faults: Iterable[tuple[Path, BadTextError]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(bad.message for _, bad in self.faults))


@dataclass(frozen=True)
class Fault:
    """One thing wrong (or doubtful) in a case, and where.

    `line` and `col` count from 1; `snippet` is the source line with a caret line under it.
    `name` is empty for an error and the name of the lint for a warning.
    """

    file: str
    line: int
    col: int
    message: str
    hint: str = ""
    snippet: str = ""
    path: str = ""
    name: str = ""

    def __str__(self) -> str:
        kind = f" [{self.name}]" if self.name else ""
        parts = [f"{self.file}:{self.line}:{self.col}: {self.message}{kind}"]
        if self.snippet:
            parts.append(self.snippet)
        if self.hint:
            parts.append(f"  {self.hint}")
        return "\n".join(parts)


class CaseErrors(Exception):  # noqa: N818 - it holds many
    """A case that cannot be used; `faults` holds every fault found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[CaseErrors], tuple[tuple[Fault, ...]]]:
        return (CaseErrors, (self.faults,))


def plain(text: str, limit: int = 120) -> str:
    r"""Make a text safe to print on one line of a terminal, shortened to `limit` characters.

    Examples
    --------
    >>> plain("red\x1b[31m")
    'red\\x1b[31m'
    """
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else _escaped(c) for c in shown)


def _escaped(char: str) -> str:
    return " " if char in "\n\r\t\u2028\u2029" else char.encode("unicode_escape").decode("ascii")


def _width(text: str) -> int:
    """Terminal columns a text takes: East Asian wide characters take two, marks none."""
    wide = {"W": 2, "F": 2}
    return sum(
        0 if unicodedata.combining(c) else wide.get(unicodedata.east_asian_width(c), 1)
        for c in text
    )


def snippet(line: str, col: int) -> str:
    """Show a source line with a caret under column `col` (from 1), cut to a readable window."""
    at = min(max(col - 1, 0), len(line))
    first = 0 if len(line) <= _WINDOW else max(0, min(at - _WINDOW // 2, len(line) - _WINDOW))
    lead = "…" if first else ""
    before = lead + "".join(map(_visible, line[first:at]))
    after = "".join(map(_visible, line[at : first + _WINDOW]))
    tail = "…" if first + _WINDOW < len(line) else ""
    return f"    {before}{after}{tail}\n    {' ' * _width(before)}^"


def _visible(char: str) -> str:
    return char if char.isprintable() else " " if char.isspace() else "�"


def listed(words: Sequence[str], last: str = "or", most: int = 12) -> str:
    """Write words as one English list.

    Examples
    --------
    >>> listed(["low", "medium", "high"])
    'low, medium or high'
    """
    shown = [plain(word, 40) for word in words[:most]]
    if len(words) > most:
        return ", ".join(shown) + ", …"
    if len(shown) < 2:
        return "".join(shown)
    return ", ".join(shown[:-1]) + f" {last} {shown[-1]}"
