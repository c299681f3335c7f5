"""Line strip: who pulls an issue where, with what weight, and where it comes to rest.

The line lies across. Above it the weighted mean, the spread of the challenge model and the places
that would carry; below it one row an actor: a mark at his position, the larger the more weight is
behind it. Shapes carry the meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from detente.report.positions_tables import (
    MOST,
    Entry,
    actors,
    between,
    called,
    in_order,
    mark,
    pulled,
    shown,
    spanned,
)
from detente.report.prose import Chart
from detente.report.svg import SIZE, Svg, linear
from detente.report.text import clean, percent, shorten, width

WIDTH = 326.0
LEFT, RIGHT = 9.0, 317.0
ROW, LANE, LINE = 18.0, 30.0, 14.0
ROWS = 4
"""Rows of words below the line at most; marks without a place keep their tick."""

LEGEND = (
    "Round mark: an actor at his position, the larger the more weight (clout times salience) is"
    " behind it; ring: none. Diamond and upright line: the weighted mean. Band: where the readings"
    " of the challenge model end, the dark part half of them. Bar: range over the readings of the"
    " case. Broken line: where it stays if nothing is agreed. Cross: what was decided."
)

Scale = Callable[[float], float]


def describe(entry: Entry) -> str:
    """Return what the drawing says, in words."""
    parts = [f"Weighted mean {spanned(entry['mean'], entry)}."]
    if entry.get("challenge"):
        parts.append(f"Challenge model {pulled(entry)}.")
    if entry["reference"] is not None:
        parts.append(f"If nothing is agreed {shown(entry['reference'], entry)}.")
    if entry["outcome"] is not None:
        parts.append(f"Decided {shown(entry['outcome'], entry)}.")
    for actor in in_order(entry):
        who = clean(actor["name"] or actor["id"])
        at = shown(actor["position"]["median"], entry)
        parts.append(f"{who} at {at}, {percent(actor['share'])} of the weight.")
    return " ".join(parts)


def scale(entry: Entry, left: float = LEFT, right: float = RIGHT) -> Scale:
    """Return where a place of the line lies in the drawing; what lies beyond is kept at its end."""
    low, high = float(entry["low"]), float(entry["high"])
    across = linear(low, high, left, right)
    return lambda value: across(min(high, max(low, value)))


def draw(entry: Entry, ident: str) -> str:
    """Return the drawing of one line."""
    x = scale(entry)
    lanes = _lanes(entry)
    words = _placed(entry, x)
    depth = 1 + max((row for row, *_ in words), default=-1)
    axis = 4 + LANE * len(lanes) + 6
    top = axis + 8 + LINE * depth + 4
    tall = top + ROW * len(entry["actors"]) + 4
    title = f"Where positions pull: {called(entry)}"
    svg = Svg(ident, (WIDTH, tall), title, describe(entry))
    _behind(svg, entry, x, (axis, top - 2, tall))
    for place, (said, bold, middle) in enumerate(lanes):
        y = 4 + LANE * place
        _label(svg, said, x(middle), y + 11, bold=bold)
    _marks(svg, entry, x)
    svg.line(LEFT, axis, RIGHT, axis, "axis")
    for at, _ in entry["marks"]:
        svg.line(x(at), axis - 4, x(at), axis + 4, "tick")
    if entry["outcome"] is not None:
        svg.cross(x(entry["outcome"]), axis, 5, "cross")
    for row, left, said, full in words:
        svg.text(left, axis + 16 + LINE * row, said, "mute halo", room=WIDTH - left, full=full)
    for place, actor in enumerate(in_order(entry)):
        _actor(svg, actor, entry, x, top + ROW * (place + 0.5))
    return svg.render()


def _lanes(entry: Entry) -> list[tuple[str, bool, float]]:
    """Return the lanes above the line: words, whether bold, and where they belong."""
    found = [(f"Weighted mean {spanned(entry['mean'], entry)}", True, entry["mean"]["median"])]
    if entry.get("challenge"):
        grid = entry["challenge"]["grid"]
        found.append((f"Challenge model: {pulled(entry)}", False, grid["median"]))
    winset = entry.get("winset")
    if winset and not winset["empty"]:
        ends = between(winset["low"], winset["high"], entry)
        middle = (winset["low"] + winset["high"]) / 2
        found.append((f"{ends} would carry: {clean(winset['rule'])}", False, middle))
    return found


def _label(svg: Svg, words: str, middle: float, y: float, *, bold: bool) -> None:
    """Write words over their place, pushed in where they would stick out."""
    wide = min(WIDTH, width(words, SIZE, bold))
    left = max(0.0, min(WIDTH - wide, middle - wide / 2))
    svg.text(left, y, words, "b halo" if bold else "halo", room=WIDTH - left)


def _behind(svg: Svg, entry: Entry, x: Scale, rows: tuple[float, float, float]) -> None:
    """Draw what lies behind the actors: the spread, the mean, where it stays."""
    axis, top, tall = rows
    grid = (entry.get("challenge") or {}).get("grid")
    if grid:
        svg.rect(x(grid["low"]), axis, x(grid["high"]) - x(grid["low"]), tall - axis, "zone")
    if entry["reference"] is not None:
        svg.line(x(entry["reference"]), axis - 8, x(entry["reference"]), axis + 5, "tick")
        svg.line(x(entry["reference"]), top, x(entry["reference"]), tall, "limit")
    at = x(entry["mean"]["median"])
    svg.line(at, 4 + LANE - 8, at, tall, "base")


def _marks(svg: Svg, entry: Entry, x: Scale) -> None:
    """Draw the marks of the lanes, below their words."""
    y = 4 + LANE - 8
    mean = entry["mean"]
    svg.line(x(mean["low"]), y, x(mean["high"]), y, "bar")
    svg.diamond(x(mean["median"]), y, 6, "fill")
    y += LANE
    grid = (entry.get("challenge") or {}).get("grid")
    if grid:
        whole = max(2.0, x(grid["high"]) - x(grid["low"]))
        half = max(2.0, x(grid["q75"]) - x(grid["q25"]))
        svg.rect(x(grid["low"]), y - 4, whole, 8, "s2 edge", f"Challenge model {pulled(entry)}")
        svg.rect(x(grid["q25"]), y - 4, half, 8, "s4")
        svg.line(x(grid["median"]), y - 6, x(grid["median"]), y + 6, "tick")
        y += LANE
    winset = entry.get("winset")
    if winset and not winset["empty"]:
        left, right = x(winset["low"]), x(winset["high"])
        svg.line(left, y, right, y, "axis")
        for end in (left, right):
            svg.line(end, y - 5, end, y + 5, "axis")


def _placed(entry: Entry, x: Scale) -> list[tuple[int, float, str, str]]:
    """Return the words of the marks and ends: row, left edge, words, and the same in full."""
    said: dict[float, str] = {}
    for end in (entry["low"], entry["high"]):
        said[float(end)] = shown(end, entry)
    for at, words in entry["marks"]:
        figure, told = shown(at, entry), mark(words)
        said[float(at)] = told if told.split(" ")[0] == figure else f"{figure} {told}".strip()
    if entry["reference"] is not None:
        said.setdefault(float(entry["reference"]), shown(entry["reference"], entry))
    right = [-1e9] * ROWS
    out = []
    for place in sorted(said):
        words = said[place]
        wide = min(150.0, width(words, SIZE))
        left = max(0.0, min(WIDTH - wide, x(place) - wide / 2))
        row = next((k for k in range(ROWS) if right[k] + 6 <= left), None)
        if row is None:
            continue
        right[row] = left + wide
        out.append((row, left, _short(words, wide), words))
    return out


def _short(words: str, room: float) -> str:
    return shorten(words, room + 0.01, SIZE)


def radius(actor: Mapping[str, Any], entry: Entry) -> float:
    """Return the size of an actor's mark: its area goes with his share of the weight."""
    most = max((one["share"] for one in entry["actors"]), default=0.0)
    return 2.4 + 5.2 * float((actor["share"] / most) ** 0.5 if most > 0 else 0.0)


def _actor(svg: Svg, actor: Mapping[str, Any], entry: Entry, x: Scale, y: float) -> None:
    """Draw one actor: his range, his mark, his name on the side with more room."""
    spread = actor["position"]
    at, round_ = x(spread["median"]), radius(actor, entry)
    low, high = x(spread["low"]), x(spread["high"])
    if high - low > 1:
        svg.line(low, y, high, y, "bar")
    who = clean(actor["name"] or actor["id"])
    hint = f"{who} at {spanned(spread, entry)}, {percent(actor['share'])} of the weight"
    svg.circle(at, y, round_, "dot" if actor["share"] > 0 else "ring", hint)
    named(svg, who, (min(low, at - round_), max(high, at + round_)), y)


def named(svg: Svg, who: str, around: tuple[float, float], y: float) -> None:
    """Write a name beside a mark: to its right where it fits, else where there is more room."""
    left, right = around[0] - 5, WIDTH - around[1] - 5
    if right >= min(width(who, SIZE), left):
        svg.text(around[1] + 5, y + 4.5, who, "halo", room=right, full=who)
    else:
        svg.text(around[0] - 5, y + 4.5, who, "halo", "end", room=left, full=who)


def chart(entry: Entry, ident: str) -> Chart | None:
    """Return the chart of one line; None with more actors than a picture can show."""
    if len(entry["actors"]) > MOST:
        return None
    return Chart(
        ident=ident,
        title=f"The line: {called(entry)}",
        ask="Who pulls it where, with what weight?",
        drawing=draw(entry, ident),
        twin=actors(entry),
        half=True,
    )
