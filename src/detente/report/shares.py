"""Shares of readings in words and figures, always together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.report.prose import Cell, Line, figure, line, numeric, strong
from detente.report.text import NBSP, count, fixed, percent

WORKS = 0.5
"""A move works where there is room in at least this share of the readings."""

Share = Mapping[str, Any]


def bare(share: Share | None) -> str:
    """Return the share as a percentage; a dash where there is none."""
    return percent(share["share"]) if share else "\u2013"


def tally(share: Share) -> str:
    """Return the share with the count behind it: ``8 %, 75 of 1,000``."""
    return f"{percent(share['share'])}, {count(share['count'])} of {count(share['of'])}"


def worded(share: Share, href: str = "") -> Line:
    """Return word and figures together, as a sentence needs them: ``few (8 %, 75 of 1,000)``."""
    return line(strong(str(share["word"])), f"{NBSP}(", figure(tally(share), href), ")")


def brief(share: Share, href: str = "") -> Line:
    """Return word and percentage, without the count: ``few (8 %)``."""
    return line(strong(str(share["word"])), f"{NBSP}(", figure(percent(share["share"]), href), ")")


def short(share: Share, href: str = "") -> Line:
    """Return the percentage alone, linked."""
    return (figure(percent(share["share"]), href),)


def labelled(share: Share | None, href: str = "") -> Cell:
    """Return a table cell with percentage and word."""
    if not share:
        return numeric("\u2013")
    return numeric(f"{percent(share['share'])} {share['word']}", href)


def sampling(share: Share) -> str:
    """Return the sampling interval in points: ``6.0 to 9.3 %``."""
    lo, hi = share["low"] * 100, share["high"] * 100
    return f"{fixed(lo)} to {fixed(hi)}{NBSP}%"


def works(share: Share | None) -> bool:
    """Say whether there is room in at least half the readings."""
    return bool(share) and share["share"] >= WORKS if share else False


def points(value: float) -> str:
    """Return a difference of shares in points of a hundred, signed."""
    shown = fixed(abs(value), 0 if abs(value) >= 9.95 else 1)
    if float(shown.replace(",", "")) == 0:
        return "0"
    return f"{'+' if value > 0 else chr(0x2212)}{shown}"
