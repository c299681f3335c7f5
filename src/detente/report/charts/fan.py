"""Timeline with fan: how likely by each day up to the horizon, and what happens on the way.

One drawing per target. The fan holds the middle of the readings (10 to 90 %) and the thin line is
their mean: the inside view. Broken lines are the outside views, numbered at their end; the heavy
line is our figure. Letters stand for occasions in the calendar, D for the deadline as it may be
read; a diamond is the figure at the date of a question. The key below the drawing says which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from detente.report.answers import Answers
from detente.report.prose import Cell, Chart, Table, header, numeric
from detente.report.rates import MONTHS, Question, component_name, day, label, rate
from detente.report.svg import Svg, linear, ticks
from detente.report.text import NBSP, wrap

WIDE = 326.0
LEFT, RIGHT = 34.0, 312.0
HIGH = 190.0
LANE, TOP = 15.0, 4.0
LINE, KEY = 14.5, 40.0
TOPS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Upper ends the axis may have; one above all that is drawn is taken."""
MOST = 4
"""Charts, occasions, outside views and questions drawn, at most."""
LANES = 3
LETTERS = "abcdefgh"
LEGEND = (
    "Heavy line: our figure. Thin line and fan: the inside view, its mean and the middle 80 % of"
    " readings. Broken lines: outside views. The axis is cut above the highest line."
)


@dataclass(frozen=True)
class Fan:
    """What one drawing shows."""

    target: str
    title: str
    start: date
    dates: Sequence[date]
    inside: Mapping[str, Sequence[float]]
    outside: Mapping[str, Sequence[float]]
    names: Mapping[str, str]
    rate: Sequence[float]
    windows: tuple[tuple[str, date, date], ...]
    deadlines: tuple[date, ...]
    asked: tuple[tuple[date, float, str], ...]

    @property
    def top(self) -> float:
        """Return the upper end of the axis."""
        lines = [self.rate, *self.inside.values(), *self.outside.values()]
        most = max((value for curve in lines for value in curve), default=1.0)
        return next((end for end in TOPS if most <= end), 1.0)

    def name(self, key: str) -> str:
        """Return an outside view in words."""
        return self.names.get(key) or component_name(key)

    @property
    def end(self) -> date:
        """Return the last day drawn."""
        return self.dates[-1]


def view(answers: Answers, target: str) -> Fan | None:
    """Return what can be drawn for a target; None where there is no curve."""
    found = answers.support("forecast")
    curve = (found.get("curves") or {}).get(target) or {}
    dates = [date.fromisoformat(str(item)) for item in curve.get("dates") or ()]
    if len(dates) < 2:
        return None
    inside = {
        key: list(values)
        for key, values in (curve.get("inside") or {}).items()
        if values is not None
    }
    first, last = min(_day(found.get("as_of")) or dates[0], dates[0]), dates[-1]
    windows = []
    for item in found.get("windows") or ():
        start, stop = (date.fromisoformat(str(item[key])) for key in ("start", "end"))
        if start <= last and stop >= first:
            windows.append((str(item["name"]), start, stop))
    limits = [date.fromisoformat(str(item)) for item in found.get("deadlines") or ()]
    return Fan(
        target=target,
        title=answers.book.target(target),
        start=first,
        dates=dates,
        inside=inside,
        outside=dict(list((curve.get("outside") or {}).items())[:MOST]),
        names={
            str(item["name"]): label(item)
            for question in found.get("questions") or ()
            for item in question.get("components") or ()
        },
        rate=list(curve.get("rate") or ()),
        windows=tuple(windows[: len(LETTERS)]),
        deadlines=tuple(sorted(item for item in limits if first <= item <= last))[:2],
        asked=tuple(
            (date.fromisoformat(str(item["by"])), item["rate"], str(item["word"]))
            for item in _questions(found, target)
            if item["rate"] is not None and first <= date.fromisoformat(str(item["by"])) <= last
        )[:MOST],
    )


def _day(iso: object) -> date | None:
    return date.fromisoformat(str(iso)) if iso else None


def _questions(found: Mapping[str, Any], target: str) -> list[Question]:
    return [q for q in found.get("questions") or () if target in (q.get("target"), q["ask"])]


def describe(fan: Fan) -> str:
    """Return what the drawing says, in words."""
    parts = [f"From {day(fan.start)} to {day(fan.end)}."]
    if fan.rate:
        half = len(fan.rate) // 2
        middle = f"{rate(fan.rate[half])} by {day(fan.dates[half])}"
        parts.append(f"Our figure: {middle}, {rate(fan.rate[-1])} at the end.")
    if fan.inside.get("mean"):
        ends = f"{rate(fan.inside['low'][-1])} to {rate(fan.inside['high'][-1])}"
        shown = rate(fan.inside["mean"][-1])
        parts.append(f"Inside view: {shown} at the end; middle 80 % of readings {ends}.")
    for key, values in fan.outside.items():
        parts.append(f"{fan.name(key)}: {rate(values[-1])} at the end.")
    parts += [f"Deadline as read: {day(item)}." for item in fan.deadlines]
    parts += [f"{what}: {_span(start, stop)}." for what, start, stop in fan.windows]
    return " ".join(parts)


def _span(start: date, stop: date) -> str:
    return day(start) if start == stop else f"{day(start)} to {day(stop)}"


def _keys(fan: Fan) -> list[tuple[str, str, str]]:
    """Return the rows of the key: how it is drawn, its sign, what it is."""
    rows = [("bold", "", f"our figure: {rate(fan.rate[-1])} at the end")] if fan.rate else []
    if fan.inside.get("mean"):
        rows.append(("mean", "", f"inside view: {rate(fan.inside['mean'][-1])} at the end"))
        rows.append(("fan", "", f"middle 80{NBSP}% of readings"))
    for key, which in (("early", "first"), ("late", "second")):
        if fan.inside.get(key):
            rows.append((key, "", f"inside view, readings with the {which} deadline"))
    for place, (key, values) in enumerate(fan.outside.items(), 1):
        words = f"{fan.name(key)}: {rate(values[-1])} at the end"
        rows.append((f"out out{place}", str(place), words))
    for when, value, word in fan.asked:
        rows.append(("diamond", "", f"asked by {day(when)}: {rate(value)}, {word}"))
    for place, when in enumerate(fan.deadlines, 1):
        sign = f"D{place}" if len(fan.deadlines) > 1 else "D"
        rows.append(("limit", sign, f"deadline read as {day(when)}"))
    for sign, (what, start, stop) in zip(LETTERS, fan.windows, strict=False):
        rows.append(("window", sign, f"{what}, {_span(start, stop)}"))
    return rows


class _Frame:
    """The scales of one drawing, and where its parts begin."""

    def __init__(self, fan: Fan) -> None:
        self.lanes = _lanes(fan)
        count = max((lane for lane, _ in self.lanes), default=-1) + 1
        self.top = TOP + LANE * (count + 1)
        self.base = self.top + HIGH
        self._x = _scale(fan)
        self.y = linear(0, fan.top, self.base, self.top)
        self.rows = [(cls, s, wrap(t, WIDE - KEY, 12.0, 2)) for cls, s, t in _keys(fan)]
        self.tall = self.base + 26 + LINE * sum(len(words) for _, _, words in self.rows)

    def x(self, when: date) -> float:
        """Return where a day lies."""
        return self._x(when.toordinal())


def _scale(fan: Fan) -> Callable[[float], float]:
    """Return where each day (as an ordinal) lies; days outside lie at the ends."""
    first, last = fan.start.toordinal(), fan.end.toordinal()
    x = linear(first, last, LEFT, RIGHT)
    return lambda when: x(min(max(when, first), last))


def _lanes(fan: Fan) -> list[tuple[int, float]]:
    """Return the lane of each occasion's letter and where it stands, so that none touch."""
    x = _scale(fan)
    ends = [-99.0] * LANES
    out = []
    for _, start, stop in fan.windows:
        at = (x(start.toordinal()) + x(stop.toordinal())) / 2
        free = next((k for k in range(LANES) if at - ends[k] > 11), LANES - 1)
        at = max(at, ends[free] + 11)
        ends[free] = at
        out.append((free, at))
    return out


def draw(fan: Fan, ident: str) -> str:
    """Return the drawing."""
    frame = _Frame(fan)
    title = f"How likely by when: {fan.title}"
    svg = Svg(ident, (WIDE, frame.tall), title, describe(fan))
    _draw_calendar(svg, fan, frame)
    _draw_axes(svg, fan, frame)
    _draw_lines(svg, fan, frame)
    _draw_deadlines(svg, fan, frame)
    y = frame.base + 24
    for cls, sign, words in frame.rows:
        _draw_key(svg, cls, sign, y)
        for text in words:
            y += LINE
            svg.text(KEY, y - 2, text)
    return svg.render()


def _draw_calendar(svg: Svg, fan: Fan, frame: _Frame) -> None:
    """Draw occasions as bands with letters."""
    for place, (what, start, stop) in enumerate(fan.windows):
        lane, at = frame.lanes[place]
        left, right = frame.x(start), frame.x(min(stop + timedelta(days=1), fan.end))
        wide = max(right - left, 2.0)
        top = TOP + LANE * (lane + 1)
        svg.rect(left, top, wide, frame.base - top, "window", f"{what}, {_span(start, stop)}")
        svg.text(at, top - 2, LETTERS[place], "b halo", "middle")


def _draw_deadlines(svg: Svg, fan: Fan, frame: _Frame) -> None:
    near = None
    for place, when in enumerate(fan.deadlines, 1):
        at = frame.x(when)
        svg.line(at, frame.top - 2, at, frame.base, "limit")
        sign = f"D{place}" if len(fan.deadlines) > 1 else "D"
        left = near is not None and at - near < 18
        low = frame.top + 12 if left else frame.top - 2
        svg.text(min(at + 3, WIDE - 18), low + 10, sign, "b halo")
        near = at


def _draw_axes(svg: Svg, fan: Fan, frame: _Frame) -> None:
    for value in ticks(0, fan.top * 100, 4):
        y = frame.y(value / 100)
        svg.line(LEFT, y, RIGHT, y, "axis" if value == 0 else "grid")
        svg.text(LEFT - 4, y + 4, f"{value:g}", "mute", "end")
    svg.text(LEFT - 4, frame.top - 10, "%", "mute", "end")
    months = _months(fan)
    every = 1 if len(months) <= 5 else 3 if len(months) <= 18 else 6
    year = 0
    for place, when in enumerate(months):
        x = frame.x(when)
        svg.line(x, frame.base, x, frame.base + (5 if place % every == 0 else 3), "axis")
        if place % every == 0 and x < RIGHT - 12:
            words = MONTHS[when.month - 1][:3]
            words += f"{NBSP}{when.year}" if when.year != year else ""
            year = when.year
            svg.text(max(x, LEFT + 10), frame.base + 17, words, "mute", "middle")


def _months(fan: Fan) -> list[date]:
    """Return the first days of the months drawn."""
    out = []
    when = fan.start.replace(day=1)
    while when <= fan.end:
        if when >= fan.start:
            out.append(when)
        when = (when + timedelta(days=32)).replace(day=1)
    return out


def _draw_lines(svg: Svg, fan: Fan, frame: _Frame) -> None:
    """Draw the fan, the views and our figure, and the questions on it."""

    def points(values: Sequence[float]) -> list[tuple[float, float]]:
        return [(frame.x(d), frame.y(v)) for d, v in zip(fan.dates, values, strict=False)]

    inside = fan.inside
    if inside.get("low") and inside.get("high"):
        svg.path(points(inside["high"]) + points(inside["low"])[::-1], "fan", closed=True)
    for key in ("early", "late", "mean"):
        if inside.get(key):
            svg.path(points(inside[key]), key)
    taken: list[float] = []
    for place, values in enumerate(fan.outside.values(), 1):
        svg.path(points(values), f"out out{place}")
    if fan.rate:
        svg.path(points(fan.rate), "bold")
    for place, values in sorted(
        enumerate(fan.outside.values(), 1), key=lambda item: (-item[1][-1], item[0])
    ):
        y = frame.y(values[-1]) + 4
        while any(abs(y - other) < 12 for other in taken):
            y += 12
        taken.append(y)
        svg.text(RIGHT + 4, y, str(place), "b halo")
    for when, value, _ in fan.asked:
        svg.diamond(frame.x(when), frame.y(min(value, fan.top)), 6, "asked")


def _draw_key(svg: Svg, cls: str, sign: str, y: float) -> None:
    """Draw a sample of a line, a band or a mark at the left of its row in the key."""
    middle = y + LINE / 2 + 1
    if cls in ("fan", "window"):
        svg.rect(0, middle - 5, 20, 10, cls)
    elif cls == "diamond":
        svg.diamond(10, middle, 5.5, "asked")
    elif cls == "limit":
        svg.line(10, middle - 6, 10, middle + 6, "limit")
    else:
        svg.path([(0, middle), (20, middle)], cls)
    if sign:
        svg.text(KEY - 4, middle + 4, sign, "b", "end")


def table(fan: Fan) -> Table:
    """Return the twin: every fourth step and the last, each line a column."""
    lines: list[tuple[str, Sequence[float]]] = []
    if fan.rate:
        lines.append(("Our figure", fan.rate))
    names = {
        "mean": "Inside view",
        "low": "10 % of readings",
        "high": "90 % of readings",
        "early": "First deadline",
        "late": "Second deadline",
    }
    lines += [(words, fan.inside[key]) for key, words in names.items() if fan.inside.get(key)]
    lines += [(fan.name(key), values) for key, values in fan.outside.items()]
    places = sorted({*range(0, len(fan.dates), 4), len(fan.dates) - 1})
    rows: list[tuple[Cell, ...]] = [
        (header(day(fan.dates[k])), *(numeric(rate(values[k])) for _, values in lines))
        for k in places
    ]
    heads = ("By", *(words for words, _ in lines))
    caption = f"{fan.title}: how likely by when"
    return Table(caption, heads, tuple(rows), frozenset(range(1, len(heads))))


def targets(answers: Answers) -> tuple[str, ...]:
    """Return the targets drawn: the headline first, then others with a question, at most four."""
    found = answers.support("forecast")
    curves = found.get("curves") or {}
    wanted = [answers.headline, *(str(q.get("target")) for q in found.get("questions") or ())]
    return tuple(dict.fromkeys(t for t in wanted if t in curves))[:MOST]


def charts(answers: Answers) -> tuple[Chart, ...]:
    """Return the charts, the headline's first; none where no forecast was asked."""
    out = []
    for place, target in enumerate(targets(answers)):
        fan = view(answers, target)
        if fan is None or not (fan.rate or fan.inside.get("mean")):
            continue
        ident = "fan" if not place else f"fan-{place + 1}"
        out.append(
            Chart(
                ident=ident,
                title=f"Timeline: {fan.title}",
                ask="How likely, by when?",
                drawing=draw(fan, ident),
                twin=table(fan),
                legend=LEGEND,
                half=not place,
            )
        )
    return tuple(out)
