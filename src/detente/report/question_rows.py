"""The answers to a file of questions, in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.report.text import clean


def show_answers(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Draw one line for each question: figure, word, and every component with its n."""
    drawn = Table(title="Questions", title_justify="left")
    for name in ("id", "question", "by"):
        drawn.add_column(name, overflow="fold")
    drawn.add_column("our figure", justify="right")
    for name in ("in words", "components (n)", "note"):
        drawn.add_column(name, overflow="fold")
    for row in rows:
        parts = [f"{c['name']} {_shown(c['rate'])} ({c['n']})" for c in row["components"]]
        note = "; ".join(part for part in (row["note"], *row["left_out"]) if part)
        cells = [row["id"], row["question"], row["by"], _shown(row["rate"]), row["word"] or ""]
        drawn.add_row(*(Text(clean(cell)) for cell in [*cells, ", ".join(parts), note]))
    console.print(drawn)


def _shown(rate: float | None) -> str:
    """A probability in whole per cent; the ends are left open."""
    if rate is None:
        return "none"
    if rate < 0.005:
        return "below 1 %"
    return "above 99 %" if rate > 0.995 else f"{100 * rate:.0f} %"
