"""Paths: can they get there, and where does it stop?

A lane is one path, from left to right: today, then a box for each outcome the parties would move
to. An arrow is one move: above it whose move it is, below it the share of readings in which the
path is made up to there. A crossed arrow is where it stops. The last box meets the target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.report.answers import Answers
from detente.report.casebook import Casebook
from detente.report.moves import briefly, changed, party, who
from detente.report.prose import Chart, plain
from detente.report.shares import WORKS, bare
from detente.report.svg import SIZE, Svg
from detente.report.text import human, listed, plural, shorten, width, wrap
from detente.report.ways import Lane, Step, Ways, table, view, whens

ACROSS = 3
"""Moves side by side; a longer path goes on in the next line."""

TODAY, ARROW, GAP = 52.0, 98.0, 4.0
BOX = {1: 172.0, 2: 180.0, 3: 112.0}
LINE, PAD = 14.0, 6.0
LEAST = 326.0
INSET = 8.0
LINES = 8
"""Lines in a box at most."""

LEGEND = (
    "A box: what the move before it changes. Above an arrow: whose move it is. Below it: the share"
    " of readings in which the path is made up to there. Full arrow: at least half of the readings."
    " Broken arrow: fewer. Crossed: it stops there, and the dotted boxes are not reached. Heavy"
    " frame: the target is met."
)


def describe(ways: Ways, book: Casebook) -> str:
    """Return what the drawing says, in words."""
    parts = []
    for lane in ways.drawn:
        steps = []
        for place, step in enumerate(lane.steps):
            made = f"in {bare(step.share)}"
            if place == lane.stop:
                made = "not made: it stops here"
            said = plain(changed(step.changes, book, most=len(step.changes)))
            steps.append(f"{said}, by {plain(who(step.movers, book))}, {made}")
        tail = f" {lane.why}." if lane.why else ""
        parts.append(f"{lane.when}: {lane.said}. Moves: {'; then '.join(steps)}.{tail}")
    return " ".join(parts)


@dataclass(frozen=True)
class _Frame:
    """Where things stand: how many moves side by side, and how wide a box is."""

    across: int
    box: float

    @property
    def wide(self) -> float:
        return max(LEAST, TODAY + self.across * (ARROW + self.box) + GAP)

    def left(self, place: int) -> float:
        """Return where the box of a move begins."""
        return TODAY + (place % self.across) * (ARROW + self.box) + ARROW


def draw(ways: Ways, book: Casebook, ident: str) -> str:
    """Return the drawing."""
    across = min(ACROSS, max(len(lane.steps) for lane in ways.drawn))
    frame = _Frame(across, BOX[across])
    tall = sum(_tall(lane, frame, book) for lane in ways.drawn)
    tall += sum(len(_heading(when, frame)) * LINE + 6 for when in whens(ways.drawn))
    title = f"Paths to {ways.target}"
    svg = Svg(ident, (frame.wide, tall), title, describe(ways, book))
    y, when = 0.0, ""
    for lane in ways.drawn:
        if lane.when != when:
            when = lane.when
            if y:
                svg.line(0, y, frame.wide, y, "rule")
            for words in _heading(when, frame):
                y += LINE
                svg.text(0, y - 1, words, "b", full=when)
            y += 6
        _draw_lane(svg, lane, frame, y, book)
        y += _tall(lane, frame, book)
    return svg.render()


def _heading(words: str, frame: _Frame) -> list[str]:
    return wrap(words, frame.wide, SIZE, 2, bold=True)


def _title(lane: Lane, frame: _Frame) -> list[str]:
    return wrap(f"{lane.number}. {lane.title}", frame.wide, SIZE, 2)


def _notes(lane: Lane, frame: _Frame) -> list[str]:
    return wrap(lane.why, frame.wide, SIZE, 3) if lane.why else []


def _rows(lane: Lane, frame: _Frame) -> list[list[int]]:
    """Return the moves of a lane, line by line."""
    places = range(len(lane.steps))
    return [list(places[k : k + frame.across]) for k in range(0, len(places), frame.across)]


def _tall(lane: Lane, frame: _Frame, book: Casebook) -> float:
    rows = sum(sum(_reach_of(lane, row, frame, book)) + GAP for row in _rows(lane, frame))
    return LINE * (len(_title(lane, frame)) + len(_notes(lane, frame))) + 2 * GAP + rows + 8


def _reach_of(lane: Lane, row: Sequence[int], frame: _Frame, book: Casebook) -> tuple[float, float]:
    """Return how far one line of boxes and arrows goes above and below its middle."""
    half = max(len(_inside(lane, k, frame)) for k in row) * LINE / 2 + PAD
    whose = max(len(_movers(lane.steps[k], book)) for k in row) * LINE + PAD
    return max(half, whose), max(half, LINE + PAD + 2)


def _inside(lane: Lane, place: int, frame: _Frame) -> list[tuple[float, str]]:
    """Return the lines of a box: what the move changes, what goes on set in."""
    lines: list[tuple[float, str]] = []
    items = briefly(lane.steps[place].changes)
    for number, item in enumerate(items):
        first, *more = wrap(item, frame.box - 2 * PAD - INSET, SIZE, 2)
        needed = len(lines) + 1 + len(more)
        if needed > LINES - (number < len(items) - 1):
            lines.append((0.0, f"and {plural(len(items) - number, 'more issue')}"))
            break
        lines += [(0.0, first), *((INSET, words) for words in more)]
    return lines


def _movers(step: Step, book: Casebook) -> list[str]:
    """Return whose move it is, in at most three short lines."""
    room = ARROW - 2 * PAD - 4
    full = [party(item, book) for item in step.movers]
    if len(full) > 3:
        return [plural(len(full), "party", "parties")]
    return [
        words if width(words, SIZE) <= room else shorten(human(item), room, SIZE)
        for words, item in zip(full, step.movers, strict=True)
    ]


def _draw_lane(svg: Svg, lane: Lane, frame: _Frame, top: float, book: Casebook) -> None:
    y = top
    for words in _title(lane, frame):
        y += LINE
        svg.text(0, y - 2, words, full=lane.title)
    y += 2 * GAP
    for number, row in enumerate(_rows(lane, frame)):
        above, below = _reach_of(lane, row, frame, book)
        middle = y + above
        if number == 0:
            svg.rect(1.5, middle - PAD - LINE / 2, TODAY - 3, LINE + 2 * PAD, "now", rx=3)
            svg.text(TODAY / 2, middle + 4.5, "today", "b", "middle")
        else:
            svg.text(TODAY - 6, middle + 4.5, "\u2026", "b", "end")
        for place in row:
            _draw_move(svg, lane, place, frame, middle, book)
        y = middle + below + GAP
    for words in _notes(lane, frame):
        y += LINE
        svg.text(0, y - 4, words, "mute", full=lane.why)


def _draw_move(
    svg: Svg, lane: Lane, place: int, frame: _Frame, middle: float, book: Casebook
) -> None:
    """Draw one arrow with its labels, and the box it leads to."""
    step, left = lane.steps[place], frame.left(place)
    beyond = lane.stop is not None and place >= lane.stop
    rare = step.share["share"] < WORKS or beyond
    start, end = left - ARROW + GAP, left - GAP
    svg.line(start, middle, end - 7, middle, "way rare" if rare else "way")
    svg.path([(end - 8, middle - 4), (end, middle), (end - 8, middle + 4)], "fill", closed=True)
    between = (start + end - 6) / 2
    whose = _movers(step, book)
    in_full = listed([party(item, book) for item in step.movers])
    for depth, words in enumerate(whose):
        base = middle - PAD - LINE * (len(whose) - 1 - depth)
        svg.text(between, base, words, "", "middle", full=in_full)
    if place == lane.stop:
        svg.cross(between, middle, 6, "cross")
        svg.text(between, middle + LINE + PAD - 1, f"stops: {bare(lane.lost)}", "b", "middle")
    elif not beyond:
        svg.text(between, middle + LINE + 2, bare(step.share), "b", "middle")
    _draw_box(svg, lane, place, frame, middle)
    if lane.stop == len(lane.steps) == place + 1:
        svg.cross(left + frame.box - 2, middle, 6, "cross")


def _draw_box(svg: Svg, lane: Lane, place: int, frame: _Frame, middle: float) -> None:
    left, words = frame.left(place), _inside(lane, place, frame)
    tall = len(words) * LINE + 2 * PAD
    beyond = lane.stop is not None and place >= lane.stop
    last = place == len(lane.steps) - 1
    cls = "box dotted" if beyond else "box framed" if last else "box"
    full = "; ".join(briefly(lane.steps[place].changes))
    svg.rect(left, middle - tall / 2, frame.box, tall, cls, full, rx=3)
    for depth, (inset, text) in enumerate(words):
        base = middle - tall / 2 + PAD + LINE * (depth + 1) - 3
        svg.text(left + PAD + inset, base, text, "mute" if beyond else "", full=full)


def chart(answers: Answers) -> Chart | None:
    """Return the chart, or None where there is no path and nowhere it stops."""
    ways = view(answers)
    if ways is None or not ways.drawn:
        return None
    more = len(ways.lanes) - len(ways.drawn)
    tail = f" {plural(more, 'more path')} in the table only." if more else ""
    longest = max(len(lane.steps) for lane in ways.drawn)
    return Chart(
        ident="paths",
        title="Paths",
        ask=f"Do moves that suit their makers lead to {ways.target}?",
        drawing=draw(ways, answers.book, "paths"),
        twin=table(ways, answers.book),
        legend=LEGEND + tail,
        wide=longest > 1,
    )
