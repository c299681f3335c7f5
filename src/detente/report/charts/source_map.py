"""Source map: how do we know what each actor wants on each issue?

Rows are actors, columns issues. A cell says what the actor's stated position rests on: a source
with its grade (bold where its words are quoted), background, judgement, or a public statement. A
blank cell where others care is a gap: nothing is said about this actor there.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.report.casebook import Casebook, Reason
from detente.report.prose import Cell, Chart, Table, cell, header, link
from detente.report.svg import SIZE, Svg
from detente.report.text import breakable, human, plural, unique, wrap

NAME = 84.0
COLUMN = 61.0
ROW = 20.0
LINE = 14.0
LEGEND = (
    "Filled square: a source is quoted, its grade beside it. Half square: a source is cited, "
    "not quoted. "
    "Open square: background. Letter a: the analyst's judgement. Speech mark: a public statement. "
    "Blank: nothing is said."
)
WORDS = {
    "quoted": "quoted",
    "cited": "cited",
    "background": "background",
    "judgement": "judgement",
    "none": "no reason given",
}


@dataclass(frozen=True)
class Spot:
    """What is known of one actor on one issue."""

    basis: str
    grade: str
    number: int
    said: int


@dataclass(frozen=True)
class SourceMap:
    """What the drawing shows."""

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    spots: dict[tuple[str, str], Spot]


def basis(reason: Reason | None) -> str:
    """Return what a reason rests on, the strongest first."""
    if reason is None or not reason.given:
        return "none"
    if reason.places:
        return "quoted" if reason.quotes else "cited"
    if reason.background:
        return "background"
    return "judgement" if reason.judgement else "none"


def view(book: Casebook) -> SourceMap:
    """Return the map of a case."""
    said: dict[tuple[str, str], int] = {}
    known = {issue.ident for issue in book.issues}
    for item in book.statements:
        for issue in unique(_issue_of(name, book) for name in item.about):
            said[item.who, issue] = said.get((item.who, issue), 0) + 1
    spots: dict[tuple[str, str], Spot] = {}
    for stance in book.stances:
        found = book.find_reason(stance.path)
        number, reason = found or (0, None)
        grade = ""
        if reason and reason.places:
            source = book.source_at.get(reason.places[0].source)
            grade = source.grade if source else ""
        key = (stance.actor, stance.issue)
        spots[key] = Spot(basis(reason), grade, number, said.pop(key, 0))
    actors = [actor.ident for actor in book.actors]
    for (who, issue), times in said.items():
        if issue in known:
            if who not in actors:
                actors.append(who)
            spots[who, issue] = Spot("", "", 0, times)
    issues = tuple(issue.ident for issue in book.issues)
    return SourceMap(tuple(actors), issues, spots)


def _issue_of(about: str, book: Casebook) -> str:
    """Return the issue a statement is about: named itself, or the first in the rule it names."""
    if about in book.issue_at:
        return about
    sentence = next((rule.sentence for rule in book.rules if rule.ident == about), "")
    words = sentence.replace("(", " ").replace(")", " ").split()
    return next((word for word in words if word in book.issue_at), "")


def describe(chart: SourceMap) -> str:
    """Return what the drawing says, in words."""
    tally: dict[str, int] = {}
    for spot in chart.spots.values():
        if spot.basis:
            tally[spot.basis] = tally.get(spot.basis, 0) + 1
    said = sum(spot.said for spot in chart.spots.values())
    parts = [f"{WORDS[key]} {tally[key]}" for key in WORDS if key in tally]
    cells = len(chart.actors) * len(chart.issues)
    return (
        f"{plural(sum(tally.values()), 'stated position')}: {', '.join(parts) or 'none'}. "
        f"{plural(said, 'public statement')}. "
        f"{plural(cells - len(chart.spots), 'blank cell')} of {cells}."
    )


def draw(chart: SourceMap, ident: str) -> str:
    """Return the drawing."""
    room = COLUMN - 6
    heads = [wrap(breakable(human(n), room, SIZE), room, SIZE, 3) for n in chart.issues]
    top = 6 + LINE * max((len(words) for words in heads), default=1)
    wide = NAME + COLUMN * len(chart.issues)
    svg = Svg(
        ident,
        (wide, top + ROW * len(chart.actors) + 4),
        "What each stated position rests on",
        describe(chart),
    )
    for place, (issue, words) in enumerate(zip(chart.issues, heads, strict=True)):
        for depth, text in enumerate(words):
            svg.text(NAME + COLUMN * place + 4, 13 + LINE * depth, text, full=human(issue))
    for down, actor in enumerate(chart.actors):
        y = top + ROW * down
        svg.line(0, y, wide, y, "rule")
        svg.text(0, y + 14.5, actor, room=NAME - 8)
        for across, issue in enumerate(chart.issues):
            spot = chart.spots.get((actor, issue))
            if spot:
                _draw_spot(svg, spot, NAME + COLUMN * across + 4, y, f"{actor}, {human(issue)}")
    return svg.render()


def _draw_spot(svg: Svg, spot: Spot, x: float, y: float, where: str) -> None:
    hint = f"{where}: {WORDS.get(spot.basis, 'statement only')}"
    edge, low = 10.0, y + 5
    if spot.basis == "quoted":
        svg.rect(x, low, edge, edge, "fill", hint)
    elif spot.basis == "cited":
        svg.rect(x, low + edge / 2, edge, edge / 2, "fill")
        svg.rect(x, low, edge, edge, "box", hint)
    elif spot.basis == "background":
        svg.rect(x, low, edge, edge, "box", hint)
    elif spot.basis == "judgement":
        svg.text(x + 1, y + 14.5, "a", "b")
    elif spot.basis == "none":
        svg.text(x + 1, y + 14.5, "?", "mute", full=hint)
    if spot.grade:
        svg.text(x + 14, y + 14.5, spot.grade, "mute", room=22)
    if spot.said:
        svg.text(x + (38 if spot.grade else 15), y + 17, "\u201d", "b big")


def table(chart: SourceMap) -> Table:
    """Return the twin: one row per actor, a word per issue."""
    rows: list[tuple[Cell, ...]] = []
    for actor in chart.actors:
        cells: list[Cell] = [header(actor)]
        for issue in chart.issues:
            spot = chart.spots.get((actor, issue))
            if spot is None:
                cells.append(cell(""))
                continue
            words = WORDS.get(spot.basis, "")
            if spot.grade:
                words += f" {spot.grade}"
            if spot.said:
                words += f"{', ' if words else ''}{plural(spot.said, 'statement')}"
            if spot.number:
                cells.append(cell(words, " ", link(f"R{spot.number}", f"r{spot.number}")))
            else:
                cells.append(cell(words))
        rows.append(tuple(cells))
    head = ("Actor", *(human(name) for name in chart.issues))
    return Table("What each stated position rests on", head, tuple(rows))


def chart(book: Casebook) -> Chart | None:
    """Return the chart, or None for a case without actors or issues."""
    found = view(book)
    if not found.actors or not found.issues:
        return None
    return Chart(
        ident="sources-map",
        title="Source map",
        ask="How do we know?",
        drawing=draw(found, "sources-map"),
        twin=table(found),
        legend=LEGEND,
    )
