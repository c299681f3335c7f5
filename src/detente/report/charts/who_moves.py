"""Map of who moves whom: arrows between actors, placed by where they stand on the line.

Across is the line, each actor has a row, so that two at the same place can be told apart. An arrow
leads from him whose offer is taken to him who takes it; the wider, the more readings of the
challenge model say so. Arrows are filled shapes, so that their width shows without colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.report.charts.line_strip import WIDTH, radius, scale
from detente.report.positions_tables import Entry, called, in_order, moves, shown, strongest
from detente.report.prose import Chart
from detente.report.svg import Svg
from detente.report.text import clean, percent, plural

MOST = 12
"""Arrows drawn at most; all of them are in the table."""

LEFT, RIGHT = 94.0, 232.0
"""The line leaves room for names on both sides, so that arrows are not written over."""

ROW, TOP, FOOT = 24.0, 6.0, 24.0
STEPS = 14
HEAD = 8.0

Point = tuple[float, float]


def describe(entry: Entry) -> str:
    """Return what the drawing says, in words."""
    names = {one["id"]: clean(one["name"] or one["id"]) for one in entry["actors"]}
    return " ".join(
        f"{names[move['who']]} moves {names[move['whom']]} towards {shown(move['to'], entry)}"
        f" in {percent(move['share'])} of the readings of the challenge model."
        for move in strongest(entry)[:MOST]
    )


def draw(entry: Entry, ident: str) -> str:
    """Return the drawing of one line."""
    drawn = strongest(entry)[:MOST]
    within = {who for move in drawn for who in (move["who"], move["whom"])}
    rows = [one for one in in_order(entry) if one["id"] in within]
    tall = TOP + ROW * len(rows) + FOOT
    svg = Svg(ident, (WIDTH, tall), f"Who moves whom: {called(entry)}", describe(entry))
    x = scale(entry, LEFT, RIGHT)
    at = {
        one["id"]: (x(one["position"]["median"]), TOP + ROW * (place + 0.5))
        for place, one in enumerate(rows)
    }
    size = {one["id"]: radius(one, entry) for one in rows}
    foot = tall - FOOT + 2
    for _, y in at.values():
        svg.line(LEFT, y, RIGHT, y, "rule")
    svg.line(LEFT, foot, RIGHT, foot, "axis")
    for place, _ in entry["marks"]:
        svg.line(x(place), foot - 3, x(place), foot + 3, "tick")
    for edge, place in ((LEFT, entry["low"]), (RIGHT, entry["high"])):
        svg.text(edge, foot + 17, shown(place, entry), "mute", "middle")
    for move in reversed(drawn):
        start, end = at[move["who"]], at[move["whom"]]
        shape = arrow(
            start, end, (size[move["who"]], size[move["whom"]]), 1.2 + 5.5 * move["share"]
        )
        svg.path(shape, "s4 edge", closed=True)
    for one in rows:
        place, y = at[one["id"]]
        svg.circle(place, y, size[one["id"]], "dot" if one["share"] > 0 else "ring")
        _named(svg, clean(one["name"] or one["id"]), place, size[one["id"]] + 5, y + 4.5)
    return svg.render()


def _named(svg: Svg, who: str, at: float, gap: float, y: float) -> None:
    """Write a name on the outer side of its mark."""
    if at > (LEFT + RIGHT) / 2:
        svg.text(at + gap, y, who, "halo", room=WIDTH - at - gap - 4, full=who)
    else:
        svg.text(at - gap, y, who, "halo", "end", room=at - gap - 4, full=who)


def arrow(start: Point, end: Point, gaps: tuple[float, float], wide: float) -> list[Point]:
    """Return the outline of a bent arrow from one mark to another.

    Opposite arrows bend to different sides, so that both are seen.
    """
    (x0, y0), (x1, y1) = start, end
    long = math.hypot(x1 - x0, y1 - y0) or 1.0
    bend = min(34.0, 6.0 + 0.16 * long)
    mid = ((x0 + x1) / 2 - (y1 - y0) / long * bend, (y0 + y1) / 2 + (x1 - x0) / long * bend)
    mid = (min(WIDTH - 3, max(3.0, mid[0])), mid[1])
    first = (gaps[0] + 1) / long
    last = 1 - (gaps[1] + 1) / long
    body = last - min(HEAD / long, (last - first) / 2)
    spots = [first + (body - first) * k / STEPS for k in range(STEPS + 1)]
    near, far = _sides(start, mid, end, spots, wide / 2)
    left, right = _sides(start, mid, end, [body], wide / 2 + 3.2)
    tip = _along(start, mid, end, last)
    return [*near, *left, tip, *right, *reversed(far)]


def _along(start: Point, mid: Point, end: Point, t: float) -> Point:
    """Return a point of the curve through its control point (a quadratic Bezier)."""
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return (a * start[0] + b * mid[0] + c * end[0], a * start[1] + b * mid[1] + c * end[1])


def _sides(
    start: Point, mid: Point, end: Point, spots: Sequence[float], half: float
) -> tuple[list[Point], list[Point]]:
    """Return the points on both sides of the curve, at half the arrow's width."""
    near, far = [], []
    for t in spots:
        x, y = _along(start, mid, end, t)
        dx = 2 * (1 - t) * (mid[0] - start[0]) + 2 * t * (end[0] - mid[0])
        dy = 2 * (1 - t) * (mid[1] - start[1]) + 2 * t * (end[1] - mid[1])
        long = math.hypot(dx, dy) or 1.0
        near.append((x - dy / long * half, y + dx / long * half))
        far.append((x + dy / long * half, y - dx / long * half))
    return near, far


def legend(entry: Entry) -> str:
    """Return what the arrows mean, and how many are not drawn."""
    found = strongest(entry)
    many = (entry.get("challenge") or {}).get("grid", {}).get("configurations", 0)
    words = (
        "Arrow: whose offer the other takes first; the wider, the more of the"
        f" {many} readings of the challenge model say so"
        f" (widest: {percent(found[0]['share'])})."
    )
    more = len(found) - MOST
    return words + (f" {plural(more, 'weaker arrow')} in the table only." if more > 0 else "")


def chart(entry: Entry, ident: str) -> Chart | None:
    """Return the chart of one line; None where nobody moves anybody."""
    if not strongest(entry):
        return None
    return Chart(
        ident=ident,
        title=f"Who moves whom: {called(entry)}",
        ask="Whose offers are taken, in the readings of the challenge model?",
        drawing=draw(entry, ident),
        twin=moves(entry),
        legend=legend(entry),
        half=True,
    )
