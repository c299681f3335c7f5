"""The same answer in a terminal: the page's own sentences and tables, drawn with rich."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as RichTable
from rich.text import Text

from detente.core.finding import Finding
from detente.report.answers import Answers
from detente.report.casebook import Casebook
from detente.report.prose import Line, Table, code, line
from detente.report.sections import (
    appendix,
    likely,
    packages,
    positions,
    stay,
    stuck,
    sure,
    there,
    track,
    unlock,
    verdict,
    watch,
)
from detente.report.tables import note, of_finding
from detente.report.text import clean, plural
from detente.report.view import facts

if TYPE_CHECKING:
    from detente.case.load import Loaded

STYLES = {
    "strong": "bold",
    "figure": "bold",
    "quote": "italic",
    "mark": "dim",
    "code": "cyan",
    "ref": "dim",
}

MOST_OPEN = 12
"""How many open questions a terminal shows; the page and `detente check` show all."""


def words(sentence: Line) -> Text:
    """Return a sentence as rich text; nothing in it is read as markup."""
    text = Text()
    for span in sentence:
        said = clean(span.text)
        shown = f"\u201c{said}\u201d" if span.kind == "quote" else said
        text.append(shown, STYLES.get(span.kind, ""))
    return text


def grid(table: Table) -> RichTable:
    """Return a table for the terminal: figures flush right, the row's name first."""
    drawn = RichTable(
        title=Text(clean(table.caption)) if table.caption else None,
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        header_style="dim",
        padding=(0, 2, 0, 0),
    )
    for place, head in enumerate(table.head):
        drawn.add_column(
            Text(clean(head)),
            justify="right" if place in table.numbers else "left",
            overflow="fold",
            min_width=18 if head == packages.CHANGES else None,
        )
    for row in table.rows:
        drawn.add_row(*(words(item.line) for item in row))
    return drawn


def _section(title: str, *parts: RenderableType) -> Group:
    body = [Padding(part, (0, 0, 0, 2)) for part in parts]
    return Group(Text(""), Text(title, "bold blue"), *body)


def render_book(
    book: Casebook, findings: Mapping[str, Finding], console: Console, version: str = ""
) -> None:
    """Print the answer of a casebook."""
    answers = Answers(book, findings)
    title = Text(clean(book.title), "bold")
    console.print(Rule(title, align="left"))
    if book.question:
        console.print(Text(clean(book.question), "italic"))
    console.print(_section("Verdict", *_verdict(answers)))
    rows = [line(f"{place}. ", item) for place, item in enumerate(stuck.stuck(answers), 1)]
    leaving = stay.leaving(answers)
    console.print(_section("Why stuck", *_lines(stuck.intro(answers), *rows, *leaving)))
    found = unlock.unlock(answers)
    moves = [item for move in found.moves for item in _indented(move.lines)]
    console.print(_section("What would unlock it", *_lines(found.intro, *moves, *found.remarks)))
    ways = there.sentences(answers)
    if ways:
        console.print(_section("Can they get there?", *_lines(*ways)))
    chances = [line(item, ".") for item in likely.rows(answers)]
    if chances:
        lines = _lines(*chances, likely.lever_rows(answers))
        console.print(_section("How likely, by when?", *lines))
    pull = positions.of_case(answers)
    if pull:
        console.print(_section("Where positions pull", *_lines(*pull.intro), grid(pull.overview)))
    idle = unlock.idle(answers)
    if idle:
        console.print(_section("What does not matter", *_lines(*idle)))
    signs = watch.watch(answers)
    if signs:
        console.print(
            _section("What to watch", *_lines(*(line(f"{when}: ", item) for when, item in signs)))
        )
    head, cells = sure.targets(answers)
    parts = _lines(
        *sure.flips(answers),
        sure.still_open(answers),
        sure.judged(answers),
        sure.record(answers),
    )
    if cells:
        parts.append(grid(Table("", head, cells, frozenset(range(1, len(head))))))
    console.print(_section("How sure", *parts))
    _print_unanswered(book, console)
    scored = track.sentences(answers)
    if scored:
        console.print(_section("Track record", *_lines(*scored)))
    best = packages.table(answers, 3, short=True)
    if best:
        console.print(_section("Best packages", words(packages.intro(answers)), grid(best)))
        held = packages.held(answers, 3)
        if held:
            console.print(Padding(grid(held), (1, 0, 0, 2)))
    console.print()
    console.print(
        Text(clean("  ".join(f"{key} {value}" for key, value in facts(answers, version))), "dim")
    )


def _print_unanswered(book: Casebook, console: Console) -> None:
    """Print the questions the analyst has still to answer, where there are any."""
    unanswered = appendix.still_open(book)
    rows = [line(code(one.path), ": ", one.question) for one in unanswered[:MOST_OPEN]]
    if len(unanswered) > MOST_OPEN:
        rest = plural(len(unanswered) - MOST_OPEN, "more question")
        rows.append(line(f"{rest}: detente check prints all of them."))
    if rows:
        console.print(_section("Questions still open", *_lines(*rows)))


def _verdict(answers: Answers) -> list[RenderableType]:
    rate = likely.verdict(answers)
    return _lines(
        line(rate, " ", likely.spread(answers)) if rate else (),
        likely.confidence(answers),
        verdict.verdict(answers),
        verdict.turn(answers),
        verdict.confidence(answers),
        verdict.meaning(answers),
    )


def _lines(*sentences: Line) -> list[RenderableType]:
    return [words(item) for item in sentences if item]


def _indented(lines: tuple[Line, ...]) -> list[Line]:
    return [line("   " if place else " \u2022 ", item) for place, item in enumerate(lines)]


def render_terminal(loaded: Loaded, findings: Mapping[str, Finding], console: Console) -> None:
    """Print the answer of a loaded case: the page's sentences, in the page's order.

    Parameters
    ----------
    loaded
        The case as written.
    findings
        Findings by question; any may be missing.
    console
        Where to print. Text from the case is never read as markup or as control codes.
    """
    from importlib.metadata import version

    from detente.report.binding import casebook

    render_book(casebook(loaded), findings, console, version("detente"))


def show(finding: Finding, console: Console) -> None:
    """Print one finding: its answer, then its tables."""
    console.print(Text(clean(finding.answer), "bold"))
    for table in of_finding(finding):
        console.print()
        console.print(grid(table))
    said = note(finding)
    if said:
        console.print()
        console.print(words(said))
    shown = [
        f"{key} {_plain(value)}"
        for key, value in finding.params.items()
        if value not in (None, [], "")
    ]
    console.print()
    console.print(Text(clean("  ".join([*shown, finding.method])), "dim"))


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    return (
        " + ".join(str(item) for item in value) if isinstance(value, (list, tuple)) else str(value)
    )
