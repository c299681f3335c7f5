"""Numbers and texts as they stand in the files of other programs, both ways.

Numbers are exact in both directions. Texts are written so that a spreadsheet that opens the file
shows them and does not run them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from math import isfinite

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_TWO_WAYS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_SIGNS = "=+@＝＋－＠-"
_GUARDED = re.compile(rf"'+[{_SIGNS}]")
_RISKY = re.compile(rf"'*[{_SIGNS}]")


class Figure(str):
    """A number already written as text: it needs no guard."""

    __slots__ = ()


def two_ways(text: str) -> bool:
    """Can a comma in this number be read in two ways, as in ``1,200``?"""
    return _TWO_WAYS.fullmatch(text) is not None


def number(text: str, shift: int = 0) -> float | None:
    """Which number is this? None where it is none, or none that can be used (nan, inf).

    A decimal comma counts as a point, except where it may also part the thousands (``1,200``).
    With `shift` the point is moved so many places: -2 turns per cent into shares, exactly.

    Examples
    --------
    >>> number("12,5"), number("1,200"), number("nan"), number("7", shift=-2)
    (12.5, None, None, 0.07)
    """
    text = text.replace("−", "-")
    if _DECIMAL_COMMA.fullmatch(text) and not _TWO_WAYS.fullmatch(text):
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        return None
    try:
        found = float(Decimal(text).scaleb(shift))
    except (InvalidOperation, OverflowError):
        return None
    return found + 0.0 if isfinite(found) else None


def figure(value: float, shift: int = 0) -> str:
    """A number as text that gives exactly this number when read again.

    Examples
    --------
    >>> figure(40.0), figure(0.07, shift=2), figure(1e-7)
    ('40', '7', '0.0000001')
    """
    text = format(Decimal(repr(float(value))).scaleb(shift), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def guarded(text: str) -> str:
    """A text that a spreadsheet will show and not run: one that begins with = + - @ gets a '.

    Reading takes the ' away again. Line breaks become blanks.

    Examples
    --------
    >>> guarded("=1+1"), guarded("Ann"), unguarded(guarded("'@home"))
    ("'=1+1", 'Ann', "'@home")
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """A text as it was before it was guarded."""
    return text[1:] if _GUARDED.match(text) else text


def written(rows: Iterable[Sequence[str | float]], delimiter: str = ",") -> str:
    r"""A CSV text: texts guarded and quoted, numbers exact, each line ended by a newline.

    Examples
    --------
    >>> written([["a, b", 0.5], ["=x", 3.0]])
    '"a, b",0.5\n\'=x,3\n'
    """
    lines = (delimiter.join(map(_cell, row)) for row in rows)
    return "".join(f"{line}\n" for line in lines)


def _cell(value: str | float) -> str:
    if isinstance(value, Figure):
        return value
    if not isinstance(value, str):
        return figure(value) if isfinite(value) else ""
    text = guarded(value)
    # Whatever might part cells somewhere is quoted, whichever delimiter is used here.
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",;\t]', text) else text
