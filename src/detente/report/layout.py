"""What of the page fits on paper: two sheets of A4, whatever the case.

Sheet one is the memo, sheet two the charts. Heights are worked out here from the words and from
the drawings' own sizes, so that the choice is the same everywhere; what does not fit stays on the
screen, and the paper says so. The style sheet cuts a sheet off at its end only as a last resort.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from detente.report.prose import Chart, Line, plain
from detente.report.text import width

SHEET = 1005.0
"""Height of a printed sheet inside its margins and above the running foot, in CSS pixels."""
MEMO = 1020.0
"""The same for the memo, whose estimated heights lie two per cent or more above the true ones."""
WIDE = 695.0
HALF = 340.0
CAPTION = 26.0
ROWS = 8.0
"""Between one row of charts and the next."""
HEADS = 140.0
"""Headings, legend, gaps and the closing line of sheet two."""
COLUMN = 576.0
"""Width of the memo's text column."""
TEXT = 12.0
LEADING = 15.6
GAP = 3.0
SECTION = 11.0
TABLE = 62.0
"""Caption and head of the table of targets."""
ROW = 20.0
ORDER = ("fan", "deal-space", "pairs", "levers", "paths", "blockers", "sources-map")


@dataclass(frozen=True)
class Budget:
    """Charts printed: strips by id, then the others, and how many are left to the screen."""

    strips: frozenset[str]
    charts: frozenset[str]
    left_strips: int
    left_charts: int


@dataclass(frozen=True)
class Part:
    """Something on sheet one that may stay off paper: the higher ``rank``, the sooner."""

    key: str
    tall: float
    rank: int


def tall(line: Line | str, size: float = TEXT, column: float = COLUMN) -> float:
    """Return the height of a paragraph, a little above what it takes."""
    words = line if isinstance(line, str) else plain(line)
    rows = max(1, math.ceil(width(words, size) * 1.02 / column)) if words else 0
    return rows * LEADING * size / TEXT


def keep(fixed: float, parts: Sequence[Part]) -> frozenset[str]:
    """Return the keys that fit beside what is fixed: the lowest ranks are kept first."""
    left = MEMO - fixed
    kept: set[str] = set()
    for part in sorted(parts, key=lambda item: item.rank):
        if part.tall <= left:
            kept.add(part.key)
            left -= part.tall
    return frozenset(kept)


def size(chart: Chart) -> tuple[float, float]:
    """Return width and height of a chart's drawing."""
    found = re.search(r' width="([\d.]+)" height="([\d.]+)"', chart.drawing)
    return (float(found.group(1)), float(found.group(2))) if found else (0.0, 0.0)


def fit(strips: Sequence[Chart], charts: Sequence[Chart], leading: Sequence[str]) -> Budget:
    """Return what is printed: charts row by row, then strips in two columns in what is left.

    A drawing is never shrunk on paper (its text would fall below 9 points): one that is too wide
    stays on the screen.
    """
    chosen: list[str] = []
    left = SHEET - HEADS
    halves = sorted((item for item in charts if item.half), key=lambda item: _rank(item.ident))
    wides = [item for item in charts if not item.half and size(item)[0] <= WIDE]
    chosen.extend(item.ident for item in halves[:2])
    left -= max((size(item)[1] + CAPTION for item in halves[:2]), default=0)
    for item in sorted(wides, key=lambda found: _rank(found.ident)):
        high = size(item)[1] + CAPTION + ROWS
        if high < left - (330 if strips else 0):
            chosen.append(item.ident)
            left -= high
    shown: list[str] = []
    columns = [0.0, 0.0]
    for item in sorted(strips, key=lambda found: found.ident not in leading):
        high = size(item)[1] + CAPTION + 4
        low = columns.index(min(columns))
        if columns[low] + high <= left - 20 and size(item)[0] <= HALF:
            columns[low] += high
            shown.append(item.ident)
    return Budget(
        frozenset(shown), frozenset(chosen), len(strips) - len(shown), len(charts) - len(chosen)
    )


def _rank(ident: str) -> int:
    return ORDER.index(ident) if ident in ORDER else len(ORDER)
