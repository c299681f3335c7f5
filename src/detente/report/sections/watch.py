"""What to watch: dated signposts after the case's own date, and what each would move."""

from __future__ import annotations

from detente.report.answers import Answers
from detente.report.prose import Line, code, figure, join, line, link, name
from detente.report.shares import bare
from detente.report.text import human

MOST = 6
BASIS = "basis-room"


def watch(answers: Answers) -> tuple[tuple[str, Line], ...]:
    """Return dates with what happens then: events, levers that become possible, the deadline."""
    book = answers.book
    as_of = answers.dates[0]
    found: list[tuple[str, int, str, Line]] = []
    for event in book.events:
        if event.end >= as_of:
            opens: Line = ()
            if event.opens:
                opens = line("; opens ", join([name(human(item)) for item in event.opens]))
            found.append(
                (
                    event.start,
                    0,
                    event.shown,
                    line(name(event.what), opens, _bears(event.opens, answers)),
                )
            )
    for lever in book.levers:
        if lever.start and lever.start >= as_of:
            share = answers.with_levers(answers.headline, (lever.ident,))
            if share is None or answers.base is None:
                continue
            words = line(
                "the lever ",
                name(book.lever(lever.ident)),
                " becomes possible: room ",
                figure(bare(answers.base), BASIS),
                " \u2192 ",
                figure(bare(share), "basis-levers"),
            )
            found.append((lever.start, 1, lever.start, words))
    found.sort(key=lambda item: item[:3])
    rows = [(shown, words) for _, _, shown, words in found[:MOST]]
    ending = deadline(answers)
    if ending:
        first, _, other = (answers.dates[1] or book.deadline).partition(" or ")
        rows.append((first, line(ending, f" (in another reading, {other})" if other else "")))
    return tuple(rows)


def _bears(opens: tuple[str, ...], answers: Answers) -> Line:
    """Say whether an event touches an issue on which a leading blocker stands."""
    paths: set[str] = set()
    for item in (answers.blockers.get("alone") or ())[:6]:
        if item["gain"] >= 0.05 and str(item["id"]).startswith("unoffered:"):
            paths.add(str(item["id"]).removeprefix("unoffered:").split(".", 1)[0])
    touched = [item for item in opens if item in paths]
    if not touched:
        return ()
    return line(" (a blocker stands there: room would rise)")


def deadline(answers: Answers) -> Line:
    """Return what the deadline does to room."""
    today = answers.base
    late = answers.room(answers.headline, "trade", "deadline")
    if today is None or late is None:
        return ()
    if late["count"] == today["count"]:
        words = "room stays at "
        tail: Line = (figure(bare(late), BASIS),)
    else:
        words = "room rises from " if late["count"] > today["count"] else "room falls from "
        tail = line(figure(bare(today), BASIS), " to ", figure(bare(late), BASIS))
    by = answers.book.deadline_by
    whose = line(name(f"{by}\u2019s"), " deadline") if by else line("the deadline")
    return line(whose, ": ", words, tail, " by then")


def shocks(answers: Answers) -> tuple[Line, ...]:
    """Return what may happen at any time, as the case states it; no figure of room rests on it."""
    out = []
    for shock in answers.book.shocks[:3]:
        found = answers.book.find_reason(shock.path) if shock.path else None
        ref: Line = line(" ", link(f"R{found[0]}", f"r{found[0]}")) if found else ()
        out.append(
            line(
                name(human(shock.ident)),
                " (",
                name(shock.rate),
                ") would move ",
                code(shock.moves),
                ref,
            )
        )
    return tuple(out)
