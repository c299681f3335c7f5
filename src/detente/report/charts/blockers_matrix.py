"""Blockers matrix: what is it that blocks each target?

Rows are conditions, refusals, no-deal values, vetoes and options nobody offers; columns are
targets. A cell holds the points of room gained if that one thing went and all else stayed. The
figure is printed in every cell; the shade repeats it, and a large gain is framed as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.report.casebook import Casebook
from detente.report.prose import Cell, Chart, Table, cell, header, link, numeric
from detente.report.shares import bare, points
from detente.report.svg import SIZE, Svg
from detente.report.text import clean, human, listed, plural, unique, wrap

LABEL = 330.0
COLUMN = 78.0
ROW = 20.0
LINE = 14.0
ROWS = 14
KINDS = {
    "condition": "condition",
    "refusal": "refusal",
    "no_deal": "comfort without a deal",
    "veto": "veto",
    "consent": "consent of a body",
    "unoffered": "not on offer",
}
LEGEND = (
    "Each figure: points of room (of 100) gained if this alone went and all else stayed. "
    "Darker: more. Framed: 20 points or more. A dot: it never stands in the way of that target."
)


@dataclass(frozen=True)
class Row:
    """One blocker, its gain by target (absent: never met)."""

    ident: str
    kind: str
    label: str
    who: str
    paths: tuple[str, ...]
    gains: Mapping[str, float]

    @property
    def best(self) -> float:
        """Return its largest gain."""
        return max(self.gains.values(), default=0.0)


@dataclass(frozen=True)
class Matrix:
    """What the drawing shows; rows by gain for the headline target, then the best of the rest."""

    targets: tuple[str, ...]
    heads: tuple[str, ...]
    room: Mapping[str, Mapping[str, Any]]
    rows: tuple[Row, ...]


def view(support: Mapping[str, Any], headline: str, book: Casebook) -> Matrix:
    """Return the matrix of a blockers finding."""
    found: dict[str, dict[str, Any]] = {}
    gains: dict[str, dict[str, float]] = {}
    targets = support.get("targets") or {}
    for target, answer in targets.items():
        for item in answer.get("alone") or ():
            found.setdefault(item["id"], item)
            gains.setdefault(item["id"], {})[target] = float(item["gain"])
    rows = [
        Row(
            ident=ident,
            kind=str(item["kind"]),
            label=human(str(item["label"])),
            who=clean(item.get("who") or ""),
            paths=tuple(item.get("paths") or ()),
            gains=gains[ident],
        )
        for ident, item in found.items()
    ]
    rows.sort(key=lambda r: (-r.gains.get(headline, 0.0), -r.best, r.kind, r.label, r.ident))
    room = {name: answer.get("room") or {} for name, answer in targets.items()}
    return Matrix(tuple(targets), tuple(book.target(name) for name in targets), room, tuple(rows))


def _shade(gain: float) -> str:
    for least, cls in ((50, "s5"), (20, "s4"), (10, "s3"), (3, "s2"), (0.05, "s1")):
        if gain >= least:
            return cls
    return "s0"


def describe(matrix: Matrix) -> str:
    """Return what the drawing says, in words."""
    parts = []
    for target, said_as in zip(matrix.targets, matrix.heads, strict=True):
        top = sorted(
            (row for row in matrix.rows if row.gains.get(target, 0) >= 0.05),
            key=lambda row: (-row.gains[target], row.label),
        )[:3]
        if top:
            said = [f"{row.label} ({points(row.gains[target])})" for row in top]
            parts.append(f"{said_as}: most is gained without {listed(said, 'or')}.")
        else:
            parts.append(f"{said_as}: nothing gives room by going alone.")
    return " ".join(parts)


def draw(matrix: Matrix, ident: str, least: int = ROWS) -> str:
    """Return the drawing of the first rows."""
    shown = matrix.rows[:least]
    heads = [wrap(name, COLUMN - 6, SIZE, 3, bold=True) for name in matrix.heads]
    top = 8 + LINE * max((len(words) for words in heads), default=1)
    wide = LABEL + COLUMN * len(matrix.targets)
    tall = top + ROW * (len(shown) + 1) + 6
    svg = Svg(ident, (wide, tall), "What blocks each target", describe(matrix))
    for place, (target, words) in enumerate(zip(matrix.heads, heads, strict=True)):
        x = LABEL + COLUMN * (place + 0.5)
        for depth, text in enumerate(words):
            base = top - 6 - LINE * (len(words) - 1 - depth)
            svg.text(x, base, text, "b", "middle", full=target)
    svg.line(0, top, wide, top, "axis")
    svg.text(0, top + 14.5, "Room as things stand", "b")
    for place, target in enumerate(matrix.targets):
        x = LABEL + COLUMN * (place + 0.5)
        svg.text(x, top + 14.5, bare(matrix.room[target] or None), "b", "middle")
    for depth, row in enumerate(shown, 1):
        _draw_row(svg, matrix, row, top + ROW * depth, wide)
    return svg.render()


def _draw_row(svg: Svg, matrix: Matrix, row: Row, y: float, wide: float) -> None:
    svg.line(0, y, wide, y, "rule")
    svg.text(
        0, y + 14.5, row.label, room=LABEL - 8, full=f"{KINDS.get(row.kind, row.kind)}: {row.label}"
    )
    for place, target in enumerate(matrix.targets):
        x = LABEL + COLUMN * place
        gain = row.gains.get(target)
        if gain is None:
            svg.circle(x + COLUMN / 2, y + ROW / 2, 1.2, "dot")
            continue
        cls = _shade(gain)
        framed = " framed" if gain >= 20 else ""
        svg.rect(x + 3, y + 2, COLUMN - 6, ROW - 3, cls + framed, rx=2)
        svg.text(x + COLUMN / 2, y + 14.5, points(gain), f"on-{cls}", "middle")


def table(matrix: Matrix, book: Casebook) -> Table:
    """Return the twin with every row, the kind of blocker, whose it is and why."""
    rows: list[tuple[Cell, ...]] = []
    stand = [numeric(bare(matrix.room[name] or None), "basis-blockers") for name in matrix.targets]
    rows.append((header("Room as things stand"), cell(""), cell(""), *stand, cell("")))
    for row in matrix.rows:
        gains = (row.gains.get(name) for name in matrix.targets)
        rows.append(
            (
                header(row.label),
                cell(KINDS.get(row.kind, row.kind)),
                cell(row.who),
                *(numeric(points(gain) if gain is not None else "\u2013") for gain in gains),
                reasons(row.paths, book),
            )
        )
    head = ("If this alone went", "Kind", "Whose", *matrix.heads, "Why")
    numbers = frozenset(range(3, 3 + len(matrix.targets)))
    return Table("Points of room gained", head, tuple(rows), numbers)


def reasons(paths: tuple[str, ...], book: Casebook) -> Cell:
    """Return links to the reasons behind some paths of the case."""
    found = [book.find_reason(path) for path in paths]
    numbers = unique(str(item[0]) for item in found if item)
    parts: list[Any] = []
    for number in numbers:
        parts.extend([" " if parts else "", link(f"R{number}", f"r{number}")])
    return cell(*parts)


def chart(support: Mapping[str, Any], headline: str, book: Casebook) -> Chart | None:
    """Return the chart, or None where nothing blocks anything."""
    matrix = view(support, headline, book)
    if not matrix.rows:
        return None
    more = len(matrix.rows) - ROWS
    tail = f" {plural(more, 'more row')} in the table." if more > 0 else ""
    return Chart(
        ident="blockers",
        title="Blockers",
        ask="What stands in the way, and how much would go with it?",
        drawing=draw(matrix, "blockers"),
        twin=table(matrix, book),
        legend=LEGEND + tail,
    )
