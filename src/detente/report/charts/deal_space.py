"""Deal space: is there room?

Each mark is one lawful outcome on offer, placed by what two parties gain over having no deal, in
the reading nearest the middle. Up and right of the two lines both gain. Filled marks are deals,
hollow ones are not; the line joins those no other deal beats for both; a diamond is today.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.prose import Cell, Chart, Table, cell, header, line, numeric
from detente.report.svg import SIZE, Svg, linear, ticks
from detente.report.text import count, fixed, listed, plural, rather, signed, width

WIDTH, HEIGHT = 336.0, 270.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 10.0, 24.0, 36.0
SPREAD = 4000
"""Marks drawn at most; beyond it only deals and the outer marks are."""

LEGEND = (
    "Filled dot: a deal. Hollow dot: lawful and on offer, but somebody asked would say no. "
    "Line: deals that no other deal beats for both. Diamond: today. Numbers: packages of the table."
)


@dataclass(frozen=True)
class Mark:
    """One outcome: gains of both parties, its package (or -1), whether a deal, whether Pareto."""

    x: float
    y: float
    package: int
    deal: bool
    pareto: bool


@dataclass(frozen=True)
class Space:
    """What the drawing shows."""

    parties: tuple[str, str]
    marks: tuple[Mark, ...]
    now: tuple[float, float] | None
    outside: int
    reading: int
    ordinal: tuple[bool, bool] = (False, False)

    def said(self, gain: float, party: int) -> str:
        """Return what a party gains as it may be said: in points, or better or worse only."""
        return rather(gain) if self.ordinal[party] else signed(gain)

    def both(self, first: float, second: float) -> tuple[str, str]:
        """Return what both parties gain as it may be said."""
        return self.said(first, 0), self.said(second, 1)

    @property
    def deals(self) -> int:
        """Return how many of the marks are deals."""
        return sum(mark.deal for mark in self.marks)


def view(support: Mapping[str, Any], names: Mapping[str, str]) -> Space | None:
    """Return the drawing's data, or None where two parties cannot be compared."""
    space = support.get("space") or {}
    parties = tuple(space.get("parties") or ())
    if len(parties) != 2:
        return None
    marks, outside = [], 0
    for x, y, package, deal, pareto in space.get("points") or ():
        if x is None or y is None or not (math.isfinite(x) and math.isfinite(y)):
            outside += 1
            continue
        marks.append(Mark(float(x), float(y), int(package), bool(deal), bool(pareto)))
    marks.sort(key=lambda mark: (mark.pareto, mark.deal, mark.x, mark.y, mark.package))
    now = space.get("now")
    today = None
    if now and all(value is not None and math.isfinite(value) for value in now):
        today = (float(now[0]), float(now[1]))
    first, second = (names.get(party, party) for party in parties)
    known = support.get("ordinal") or ()
    ordinal = (parties[0] in known, parties[1] in known)
    reading = int(space.get("reading") or 0)
    return Space((first, second), tuple(marks), today, outside, reading, ordinal)


def describe(space: Space) -> str:
    """Return what the drawing says, in words."""
    first, second = space.parties
    said = f"{plural(len(space.marks), 'outcome')} by what {first} and {second} gain over no deal; "
    said += f"{count(space.deals)} of them deals."
    best = [mark for mark in space.marks if mark.pareto]
    if best:
        gains = list(dict.fromkeys(" and ".join(space.both(m.x, m.y)) for m in best[:5]))
        said += f" The best deals {'are for' if any(space.ordinal) else 'give'} them "
        said += f"{listed(gains, 'or')}."
    if space.now:
        verb = "is" if any(space.ordinal) else "gives"
        said += f" Today {verb} {' and '.join(space.both(*space.now))}."
    if space.outside:
        said += f" {count(space.outside)} more break a firm condition or refusal and are not drawn."
    return said


def _domain(values: Sequence[float]) -> tuple[float, float]:
    lo, hi = min([*values, 0.0]), max([*values, 0.0])
    pad = max((hi - lo) * 0.08, 2.0)
    return lo - pad, hi + pad


def draw(space: Space, ident: str) -> str:
    """Return the drawing."""
    first, second = space.parties
    svg = Svg(ident, (WIDTH, HEIGHT), f"What {first} and {second} gain", describe(space))
    xs = [mark.x for mark in space.marks] + ([space.now[0]] if space.now else [])
    ys = [mark.y for mark in space.marks] + ([space.now[1]] if space.now else [])
    (x0, x1), (y0, y1) = _domain(xs), _domain(ys)
    x = linear(x0, x1, LEFT, WIDTH - RIGHT)
    y = linear(y0, y1, HEIGHT - BOTTOM, TOP)
    svg.rect(x(0), TOP, WIDTH - RIGHT - x(0), y(0) - TOP, "zone", "both gain")
    _axes(svg, space, (x0, x1), (y0, y1))
    pareto = sorted((x(mark.x), y(mark.y)) for mark in space.marks if mark.pareto)
    svg.path(pareto, "front")
    drawn = [mark for mark in space.marks if not mark.deal and mark.package < 0][:SPREAD]
    drawn += [mark for mark in space.marks if mark.deal or mark.package >= 0]
    seen: set[tuple[int, int, bool]] = set()
    for mark in drawn:
        spot = (round(x(mark.x)), round(y(mark.y)), mark.deal)
        if spot in seen and mark.package < 0:
            continue
        seen.add(spot)
        gains = space.both(mark.x, mark.y)
        hint = f"{first} {gains[0]}, {second} {gains[1]}"
        size = 4.6 if mark.pareto else 3.4 if mark.deal else 2.6
        svg.circle(x(mark.x), y(mark.y), size, "dot" if mark.deal else "ring", hint)
    _numbers(svg, space, x, y)
    if space.now:
        svg.diamond(x(space.now[0]), y(space.now[1]), 6.5, "today")
        side = "end" if x(space.now[0]) > WIDTH - 60 else "start"
        shift = -10 if side == "end" else 10
        svg.text(x(space.now[0]) + shift, y(space.now[1]) + 4.5, "today", "b halo", side)
    return svg.render()


def _numbers(svg: Svg, space: Space, x: Any, y: Any) -> None:
    """Write package numbers beside their marks, the best first, where they do not collide."""
    taken: list[tuple[float, float]] = []
    chosen = sorted((m for m in space.marks if m.package >= 0), key=lambda m: m.package)
    for mark in chosen[:9]:
        spot = (x(mark.x) + 7, y(mark.y) - 4)
        if any(abs(spot[0] - a) < 15 and abs(spot[1] - b) < 13 for a, b in taken):
            continue
        taken.append(spot)
        svg.text(spot[0], spot[1], str(mark.package + 1), "b halo")


def _axes(svg: Svg, space: Space, xs: tuple[float, float], ys: tuple[float, float]) -> None:
    """Draw the two zero lines, ticks, axis names and the words of the quadrants."""
    x = linear(*xs, LEFT, WIDTH - RIGHT)
    y = linear(*ys, HEIGHT - BOTTOM, TOP)
    first, second = space.parties
    for value in ticks(*xs, about=6):
        svg.line(x(value), TOP, x(value), HEIGHT - BOTTOM, "axis" if value == 0 else "grid")
        if not space.ordinal[0]:
            svg.text(x(value), HEIGHT - BOTTOM + 14, fixed(value, _digits(xs)), "mute", "middle")
    for value in ticks(*ys, about=6):
        svg.line(LEFT, y(value), WIDTH - RIGHT, y(value), "axis" if value == 0 else "grid")
        if not space.ordinal[1]:
            svg.text(LEFT - 5, y(value) + 4.5, fixed(value, _digits(ys)), "mute", "end")
    across, up = (", by order" if ordinal else " gains" for ordinal in space.ordinal)
    svg.text(LEFT, HEIGHT - 5, f"{first}{across} \u2192", "b", room=WIDTH - LEFT - RIGHT)
    svg.text(2, 13, f"\u2191 {second}{up}", "b", room=WIDTH - 10)
    corners = (
        ("both gain", x(0), WIDTH - RIGHT, "end", True),
        (f"only {second}", LEFT, x(0), "start", True),
        (f"only {first}", x(0), WIDTH - RIGHT, "end", False),
        ("neither", LEFT, x(0), "start", False),
    )
    for words, left, right, anchor, high in corners:
        tall = y(0) - TOP if high else HEIGHT - BOTTOM - y(0)
        if right - left - 8 < min(width(words, SIZE), 40) or tall < 20:
            continue
        place = right - 4 if anchor == "end" else left + 4
        base = TOP + 13 if high else HEIGHT - BOTTOM - 6
        svg.text(place, base, words, "mute halo", anchor, room=right - left - 8)


def _digits(span: tuple[float, float]) -> int:
    return 0 if span[1] - span[0] >= 6 else 1


def table(space: Space) -> Table:
    """Return the twin: the deals drawn, best first, at most thirty, and today."""
    first, second = space.parties
    rows: list[tuple[Cell, ...]] = []
    if space.now:
        rows.append((header("today"), *_gains(space, *space.now), cell("")))
    best = sorted(
        (mark for mark in space.marks if mark.deal or mark.package >= 0),
        key=lambda m: (not m.pareto, m.package < 0, m.package, -m.x - m.y, m.x),
    )
    for mark in best[:30]:
        label = f"package {mark.package + 1}" if mark.package >= 0 else "another outcome"
        rank = "unbeaten for both" if mark.pareto else "a deal" if mark.deal else "no deal"
        rows.append((header(label), *_gains(space, mark.x, mark.y), cell(rank)))
    caption = f"Gain over no deal in one reading (number {space.reading})"
    head = ("Outcome", first, second, "Standing")
    return Table(caption, head, tuple(rows), frozenset({1, 2}))


def _gains(space: Space, x: float, y: float) -> tuple[Cell, Cell]:
    first, second = space.both(x, y)
    return numeric(first), numeric(second)


def chart(support: Mapping[str, Any], names: Mapping[str, str]) -> Chart | None:
    """Return the chart, or None where there are not two parties to compare."""
    space = view(support, names)
    if space is None or not (space.marks or space.now):
        return None
    return Chart(
        ident="deal-space",
        title="Deal space",
        ask="Is there an outcome both would rather have than no deal?",
        drawing=draw(space, "deal-space"),
        twin=table(space),
        note=line(f"One reading, the one nearest the middle (number {space.reading})."),
        legend=LEGEND,
        half=True,
    )
