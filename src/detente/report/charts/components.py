"""Components of one question: what each view says, on one axis, beside the figure they make.

A row is a component: its name, rate, interval and n in words, and below them a mark on an axis
from 0 to 100 %. Marks differ in shape, not only in colour.
"""

from __future__ import annotations

from collections.abc import Callable

from detente.report.answers import Answers
from detente.report.forecast_tables import component_table, title_of
from detente.report.prose import Chart
from detente.report.rates import (
    BANDS,
    Component,
    Question,
    between,
    components,
    day,
    label,
    rate,
    tight,
)
from detente.report.svg import SIZE, Svg, linear
from detente.report.text import NBSP, count, width

WIDE = 326.0
LEFT, RIGHT = 8.0, 312.0
ROW, TOP, FOOT = 37.0, 6.0, 20.0
LEGEND = (
    "Diamond: our figure, pooled from the components below it. Full circle: the inside view. Ring:"
    " an outside view. Bar: 95 % interval of sampling, no other error. Shaded: band of the word."
)


def notes(item: Component) -> str:
    """Return what stands beside a component's name: rate, interval, n."""
    ends = between(item.get("low"), item.get("high"))
    shown = f"{rate(item['rate'])}{f' ({ends})' if ends else ''}"
    return f"{shown}, n{NBSP}{count(int(item['n']))}"


def describe(question: Question) -> str:
    """Return what the drawing says, in words."""
    parts = [f"{label(item)}: {notes(item)}" for item in components(question)]
    return f"Our figure {rate(question['rate'])}, {question['word']}. {'; '.join(parts)}."


def draw(question: Question, title: str, ident: str) -> str:
    """Return the drawing."""
    parts = components(question)
    tall = TOP + ROW * (1 + len(parts)) + FOOT
    svg = Svg(ident, (WIDE, tall), f"Components: {title}", describe(question))
    x = linear(0, 1, LEFT, RIGHT)
    low, high = BANDS.get(str(question["word"]), (0, 0))
    svg.rect(x(low / 100), TOP, x(high / 100) - x(low / 100), tall - TOP - FOOT, "zone")
    for tick in (0, 25, 50, 75, 100):
        at = x(tick / 100)
        svg.line(at, TOP, at, tall - FOOT, "grid")
        anchor = {0: "start", 100: "end"}.get(tick, "middle")
        edge = {0: LEFT - 4, 100: RIGHT + 12}.get(tick, at)
        svg.text(
            edge, tall - 5, f"{tick}{NBSP}%" if tick in (0, 100) else str(tick), "mute", anchor
        )
    y = TOP
    _row(svg, "our figure", rate(question["rate"]), y, bold=True)
    svg.line(LEFT, y + 25, RIGHT, y + 25, "rule")
    if question["rate"] is not None:
        svg.diamond(x(question["rate"]), y + 25, 6.5, "fill")
    for item in parts:
        y += ROW
        _row(svg, label(item), tight(notes(item)), y)
        _mark(svg, item, x, y + 25)
    return svg.render()


def _row(svg: Svg, title: str, words: str, y: float, *, bold: bool = False) -> None:
    """Write a row's name at the left, its figures at the right."""
    taken = width(words, SIZE, bold)
    svg.text(0, y + 12, title, "b halo", room=WIDE - taken - 12)
    svg.text(WIDE, y + 12, words, "b halo" if bold else "halo", "end")


def _mark(svg: Svg, item: Component, x: Callable[[float], float], y: float) -> None:
    svg.line(LEFT, y, RIGHT, y, "rule")
    low, high = item.get("low"), item.get("high")
    if low is not None and high is not None:
        svg.line(x(low), y, x(high), y, "bar")
    hint = f"{label(item)}: {notes(item)}"
    if item.get("kind") == "inside":
        svg.circle(x(item["rate"]), y, 5, "dot", hint)
    else:
        svg.circle(x(item["rate"]), y, 5, "ring", hint)


def chart(question: Question, ident: str, answers: Answers) -> Chart | None:
    """Return the chart of one question, or None where it has no components."""
    if not question.get("components"):
        return None
    title = f"{title_of(question, answers.book)} by {day(question['by'])}"
    return Chart(
        ident=ident,
        title=f"Components: {title}",
        ask="What does each view say?",
        drawing=draw(question, title, ident),
        twin=component_table(question, f"{title}: every component"),
        legend=LEGEND,
    )
