"""Actor strip: who stands where on each issue?

One small drawing per issue. Columns are the options in their order; a row is one actor: a dot
where he wants it, a tick at his bottom line, a bar where the analyst left alternatives open, a
cross where he refuses. Today's option is framed, options nobody offers are hatched. Shapes carry
the meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.report.casebook import Casebook, IssueBook, Stance
from detente.report.prose import Cell, Chart, Table, cell, header, link
from detente.report.svg import SIZE, Svg
from detente.report.text import breakable, human, listed, wrap

WIDTH = 336.0
ROW = 18.0
LINE = 13.0
NAME = 74.0
LEAST = 46.0

LEGEND = (
    "Filled dot: wants. Upright tick: bottom line, would just accept. Bar: the analyst leaves "
    "several places open. Cross: refuses. Framed column: today. Hatched column: nobody offers it."
)
BEHIND = " Or the issue moves one way, and cannot go there."
ORDERED = (
    " Sentences: an actor who says what is better, not by how much; their places in his order."
)


@dataclass(frozen=True)
class Row:
    """One actor on one issue, as ranks of options."""

    actor: str
    party: str
    stance: Stance
    wants: tuple[int, ...]
    accepts: tuple[int, ...]
    refuses: tuple[int, ...]


@dataclass(frozen=True)
class Strip:
    """One issue and the actors who care about it."""

    issue: IssueBook
    rows: tuple[Row, ...]

    @property
    def height(self) -> float:
        """Return the height of its drawing."""
        return _top(self.issue) + ROW * max(1, len(self.rows)) + 5


def view(book: Casebook) -> tuple[Strip, ...]:
    """Return the strips in the order of the issues; actors in the order of the case."""
    party = {actor.ident: actor.party for actor in book.actors}
    order = {actor.ident: place for place, actor in enumerate(book.actors)}
    strips = []
    for issue in book.issues:
        stances = [item for item in book.stances if item.issue == issue.ident]
        stances.sort(key=lambda item: (order.get(item.actor, len(order)), item.actor))
        rows = tuple(
            Row(
                actor=item.actor,
                party=party.get(item.actor, ""),
                stance=item,
                wants=tuple(sorted(issue.place(option) for option in item.wants)),
                accepts=tuple(sorted(issue.place(option) for option in item.accepts)),
                refuses=tuple(sorted(issue.place(option) for option in item.refuses)),
            )
            for item in stances
        )
        strips.append(Strip(issue, rows))
    return tuple(strips)


def _pitch(issue: IssueBook) -> float:
    return max(LEAST, (WIDTH - NAME) / max(1, len(issue.options)))


def _heads(issue: IssueBook) -> list[list[str]]:
    room = _pitch(issue) - 3
    return [wrap(breakable(human(item.ident), room, SIZE), room, SIZE, 3) for item in issue.options]


def _top(issue: IssueBook) -> float:
    return 6 + LINE * max((len(lines) for lines in _heads(issue)), default=1)


def describe(strip: Strip) -> str:
    """Return what the drawing says, in words."""
    issue = strip.issue
    parts = [f"Today: {human(issue.now)}."]
    for row in strip.rows:
        if row.stance.order:
            parts.append(f"{row.actor} judges by order: {row.stance.order}.")
            continue
        said = f"{row.actor} wants {_names(issue, row.wants)}"
        if row.accepts:
            said += f", accepts {_names(issue, row.accepts)}"
        if row.refuses:
            said += f", refuses {_names(issue, row.refuses)}"
        parts.append(said + ".")
    return " ".join(parts)


def _names(issue: IssueBook, ranks: tuple[int, ...]) -> str:
    return listed([human(issue.options[k].ident) for k in ranks], "or") or "nothing stated"


def draw(strip: Strip, ident: str) -> str:
    """Return the drawing of one issue."""
    issue = strip.issue
    pitch, top = _pitch(issue), _top(issue)
    wide = NAME + pitch * len(issue.options)
    tall = strip.height
    svg = Svg(ident, (wide, tall), f"Who stands where on {human(issue.ident)}", describe(strip))
    for place, (option, words) in enumerate(zip(issue.options, _heads(issue), strict=True)):
        left = NAME + pitch * place
        hint = option.label or human(option.ident)
        if not option.offered:
            why = "cannot be reached" if option.behind else "nobody offers it"
            svg.hatch(left + 1, top, pitch - 2, tall - top - 2, f"{hint}: {why}")
        if option.now:
            svg.rect(left + 1, 1, pitch - 2, tall - 2, "now", f"{hint}: today", rx=3)
        for depth, text in enumerate(words):
            cls = "b" if option.now else ("mute" if not option.offered else "")
            svg.text(left + pitch / 2, 13 + LINE * depth, text, cls, "middle", full=hint)
    if not strip.rows:
        svg.text(0, top + 13, "nobody", "mute")
    for depth, row in enumerate(strip.rows):
        _draw_row(svg, row, issue, top + ROW * depth, pitch)
    return svg.render()


def _draw_row(svg: Svg, row: Row, issue: IssueBook, top: float, pitch: float) -> None:
    """Draw one actor: bars first, then marks above them."""
    middle = top + ROW / 2
    svg.line(0, top, NAME + pitch * len(issue.options), top, "rule")
    whose = f"{row.actor} ({row.party})" if row.party else row.actor
    svg.text(0, middle + 4.5, row.actor, "", room=NAME - 6, full=whose)

    if row.stance.order:
        room = pitch * len(issue.options) - 6
        said = f"by order: {row.stance.order}"
        svg.text(NAME + 4, middle + 4.5, said, "mute halo", room=room, full=said)
        return

    def x(place: int) -> float:
        return NAME + pitch * (place + 0.5)

    for ranks, shift in ((row.wants, -2.5), (row.accepts, 2.5)):
        if len(ranks) > 1:
            y = middle + shift
            svg.line(x(ranks[0]), y, x(ranks[-1]), y, "bar")
    for place in row.accepts:
        svg.line(x(place), middle - 7, x(place), middle + 7, "tick")
    for place in row.wants:
        svg.circle(x(place), middle, 4.4, "dot")
    for place in row.refuses:
        svg.cross(x(place), middle, 4.6, "cross")
    if row.stance.values:
        for place, option in enumerate(issue.options):
            worth = row.stance.values.get(option.ident)
            if worth is not None:
                svg.text(x(place), middle + 4.5, worth, "", "middle", room=pitch - 2)


def table(strip: Strip, book: Casebook) -> Table:
    """Return the twin of one issue: every actor's stance in words."""
    issue = strip.issue
    rows: list[tuple[Cell, ...]] = []
    for row in strip.rows:
        found = book.find_reason(row.stance.path)
        said = f"by order: {row.stance.order}" if row.stance.order else ""
        values = "; ".join(f"{human(key)}: {value}" for key, value in row.stance.values.items())
        rows.append(
            (
                header(row.actor),
                cell(said or values or _names(issue, row.wants)),
                cell("" if said or values else _names(issue, row.accepts)),
                cell(_names(issue, row.refuses) if row.refuses else ""),
                cell(row.stance.weight),
                cell(link(f"R{found[0]}", f"r{found[0]}")) if found else cell(""),
            )
        )
    offered = [human(item.ident) for item in issue.options if item.offered]
    caption = f"{human(issue.ident)}: today {human(issue.now)}; on offer {listed(offered)}"
    return Table(caption, ("Actor", "Wants", "Accepts", "Refuses", "Weight", "Why"), tuple(rows))


def legend(book: Casebook) -> str:
    """Return what the marks of the strips mean."""
    behind = any(option.behind for issue in book.issues for option in issue.options)
    ordered = any(stance.order for stance in book.stances)
    return LEGEND + (BEHIND if behind else "") + (ORDERED if ordered else "")


def charts(book: Casebook) -> tuple[Chart, ...]:
    """Return one chart per issue."""
    out = []
    for place, strip in enumerate(view(book), 1):
        issue = strip.issue
        out.append(
            Chart(
                ident=f"strip-{place}",
                title=human(issue.ident),
                ask=issue.ask,
                drawing=draw(strip, f"strip-{place}"),
                twin=table(strip, book),
            )
        )
    return tuple(out)
