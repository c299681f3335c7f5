"""What of the charts fits on the second printed page.

The page prints on two sheets of A4 whatever the case. Sheet one is the memo; sheet two holds as many
charts as fit, those of the leading issues first. Heights are worked out here from the drawings' own
sizes, so that the choice is the same everywhere; what is left out is named on the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from detente.report.prose import Chart

SHEET = 985.0
"""Height of a printed sheet inside its margins, in CSS pixels."""
WIDE = 695.0
HALF = 340.0
CAPTION = 26.0
ORDER = ("pairs", "deal-space", "levers", "blockers", "sources-map")


@dataclass(frozen=True)
class Budget:
    """Charts printed: strips by id, then the others, and how many are left to the screen."""

    strips: frozenset[str]
    charts: frozenset[str]
    left_strips: int
    left_charts: int


def size(chart: Chart) -> tuple[float, float]:
    """Return width and height of a chart's drawing."""
    found = re.search(r' width="([\d.]+)" height="([\d.]+)"', chart.drawing)
    return (float(found.group(1)), float(found.group(2))) if found else (0.0, 0.0)


def printed(chart: Chart, room: float) -> float:
    """Return the height a chart takes on paper, shrunk to the width it is given."""
    wide, tall = size(chart)
    return CAPTION + tall * min(1.0, room / wide if wide else 1.0)


def fit(strips: Sequence[Chart], charts: Sequence[Chart], leading: Sequence[str]) -> Budget:
    """Return what is printed: charts row by row, then strips in two columns in what is left."""
    chosen: list[str] = []
    left = SHEET - 60
    halves = [item for item in charts if size(item)[0] <= HALF + 1]
    wides = [item for item in charts if item not in halves]
    if halves:
        row = max(printed(item, HALF) for item in halves[:2])
        chosen.extend(item.ident for item in halves[:2])
        left -= row
    for item in sorted(wides, key=lambda found: _rank(found.ident)):
        tall = printed(item, WIDE)
        # text below 9 points is not printed: a drawing may shrink by a twentieth, no more
        if size(item)[0] * 0.95 <= WIDE and tall < left - 150:
            chosen.append(item.ident)
            left -= tall
    ordered = sorted(strips, key=lambda found: found.title not in {_title(n) for n in leading})
    shown: list[str] = []
    columns = [0.0, 0.0]
    for item in ordered:
        tall = printed(item, HALF) + 14
        low = columns.index(min(columns))
        if columns[low] + tall <= left and size(item)[0] * 0.95 <= HALF:
            columns[low] += tall
            shown.append(item.ident)
    return Budget(
        frozenset(shown), frozenset(chosen), len(strips) - len(shown), len(charts) - len(chosen)
    )


def _rank(ident: str) -> int:
    return ORDER.index(ident) if ident in ORDER else len(ORDER)


def _title(issue: str) -> str:
    from detente.report.text import human

    return human(issue)
