"""Numbers as people write them in spreadsheets: decimal commas, thousands, per cent signs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from detente.neighbours.figures import number

BLANKS = frozenset({"", "-", "–", "—", "?", ".", "n/a", "na", "none", "missing", "no position"})
"""What people write in a cell for nothing, in lower case."""

_SPACES = re.compile(r"(?<=[0-9])[  ' ](?=[0-9]{3}(?:[^0-9]|$))")
_COMMA = re.compile(r"[+-]?(?:[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9.]+\.[0-9]{3},[0-9]+)")
_POINT = re.compile(r"[+-]?(?:[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0\.[0-9]+|[0-9,]+,[0-9]{3}\.[0-9]+)")
_EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_POINTS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_COMMAS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_POINTS_COMMA = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+")


@dataclass(frozen=True)
class Figured:
    """A number as read: its value, whether per cent was written, whether it has two meanings."""

    value: float | None
    percent: bool = False
    either: bool = False


@dataclass(frozen=True)
class Convention:
    """Which sign parts off the decimals in a file, as far as its numbers tell.

    Examples
    --------
    >>> here = Convention.of(["0,5", "1.200"])
    >>> here.read("1.200").value, here.read("12,5 %").value, here.read("maybe").value
    (1200.0, 12.5, None)
    >>> Convention.of(["1,200"]).read("1,200").either
    True
    """

    comma: bool
    point: bool

    @classmethod
    def of(cls, texts: Iterable[str]) -> Convention:
        """The convention of a file with these cells."""
        bare = [_bare(text)[0] for text in texts]
        return cls(any(map(_COMMA.fullmatch, bare)), any(map(_POINT.fullmatch, bare)))

    def read(self, text: str) -> Figured:
        """Which number is this?"""
        bare, percent = _bare(text)
        if _EITHER.fullmatch(bare):
            if self.comma == self.point:
                return Figured(None, percent, either=True)
            return Figured(number(bare.replace(",", "." if self.comma else "")), percent)
        thousands = _POINTS.fullmatch(bare) and (self.comma and not self.point)
        if thousands or (bare.count(".") > 1 and _POINTS.fullmatch(bare)):
            return Figured(number(bare.replace(".", "")), percent)
        if _POINTS_COMMA.fullmatch(bare):
            return Figured(number(bare.replace(".", "").replace(",", ".")), percent)
        if _COMMAS.fullmatch(bare):
            return Figured(number(bare.replace(",", "")), percent)
        return Figured(number(bare), percent)


def _bare(text: str) -> tuple[str, bool]:
    """A number without the sign for per cent and without blanks between thousands."""
    text = text.strip().replace("−", "-")
    percent = text.endswith("%")
    text = text.removesuffix("%").strip()
    if text.isascii() and text.isdigit():
        return text, percent
    return _SPACES.sub("", text), percent
