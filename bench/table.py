"""The results as a table for people and as JSON for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from bench.measure import Spread


@dataclass(frozen=True)
class Row:
    """What one job cost over its runs: CPU in seconds, peak in MB (millions of bytes).

    Wall time, in seconds, is kept only where it tells more than CPU time: where threads are used.
    """

    benchmark: str
    label: str
    runs: int
    cpu: Spread
    peak: Spread
    most_cpu: float | None = None
    most_peak: float | None = None
    grows_with: str = ""
    amount: float = 0.0
    note: str = field(default="")
    wall: Spread | None = None

    @property
    def verdict(self) -> str:
        """Is the median within the budget?"""
        if self.most_cpu is None and self.most_peak is None:
            return ""
        over = [
            name
            for name, value, most in (
                ("time", self.cpu.median, self.most_cpu),
                ("memory", self.peak.median, self.most_peak),
            )
            if most is not None and value > most
        ]
        return f"over in {' and '.join(over)}" if over else "within"


def growth(rows: Sequence[Row]) -> float | None:
    """With which power of its size does the time grow?

    The slope of a straight line through the logarithms: 1 means twice the size, twice the time.

    Returns
    -------
    float or None
        None where fewer than three sizes were measured. Start-up is part of every time, so the
        power is a lower bound for what large sizes show.
    """
    points = [(math.log(row.amount), math.log(row.cpu.median)) for row in rows if row.amount > 0]
    if len(points) < 3:
        return None
    x = sum(point[0] for point in points) / len(points)
    y = sum(point[1] for point in points) / len(points)
    across = sum((point[0] - x) ** 2 for point in points)
    return sum((point[0] - x) * (point[1] - y) for point in points) / across


def _spread(spread: Spread, digits: int) -> str:
    return f"{spread.median:.{digits}f} ({spread.low:.{digits}f} to {spread.high:.{digits}f})"


def _budget(row: Row) -> str:
    parts = []
    if row.most_cpu is not None:
        parts.append(f"{row.most_cpu:g} s")
    if row.most_peak is not None:
        parts.append(f"{row.most_peak:g} MB")
    return ", ".join(parts)


def markdown(rows: Sequence[Row], facts: Mapping[str, str], faults: Sequence[str]) -> str:
    """Write the results as a Markdown page.

    Parameters
    ----------
    rows : sequence of Row
        In the order measured.
    facts : mapping of str to str
        About the machine.
    faults : sequence of str
        What could not be measured, and why.

    Returns
    -------
    str
        A page: one table, how time grows, the machine.
    """
    timed = any(row.wall for row in rows)
    wall, rule = ("| wall s ", "--:|") if timed else ("", "")
    lines = [
        "# Measured time and memory",
        "",
        "CPU time (user and system, with all children) and peak memory of whole commands, start-up",
        "included: median (smallest to largest). Where wall time is given, and for `rerun`, only",
        "the work itself is timed, without start-up.",
        "Written by `./dev bench`.",
        "",
        f"| benchmark | what | runs | CPU s {wall}| peak MB | budget | verdict |",
        f"|---|---|--:|--:|{rule}--:|---|---|",
    ]
    for row in rows:
        what = f"{row.label}; {row.note}" if row.note else row.label
        wall = (f"| {_spread(row.wall, 3)} " if row.wall else "| ") if timed else ""
        lines.append(
            f"| {row.benchmark} | {what} | {row.runs} | {_spread(row.cpu, 3)} {wall}"
            f"| {_spread(row.peak, 0)} | {_budget(row)} | {row.verdict} |"
        )
    powers = []
    for name in dict.fromkeys(row.grows_with for row in rows if row.grows_with):
        power = growth([row for row in rows if row.grows_with == name])
        if power is not None:
            powers.append(f"* with {name}: power {power:.2f}")
    if powers:
        lines += ["", "How time grows (1 = twice the size, twice the time):", "", *powers]
    if faults:
        lines += ["", "Not measured:", "", *(f"* {fault}" for fault in faults)]
    lines += ["", "## Machine", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in facts.items()]
    return "\n".join(lines) + "\n"


def as_json(rows: Sequence[Row], facts: Mapping[str, str], faults: Sequence[str]) -> str:
    """Write the same as JSON."""
    data = {
        "machine": dict(facts),
        "rows": [{**asdict(row), "verdict": row.verdict} for row in rows],
        "not_measured": list(faults),
    }
    return json.dumps(data, indent=1) + "\n"
