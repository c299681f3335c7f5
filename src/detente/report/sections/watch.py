"""What to watch: dated signposts after the case's own date, and where each pushes.

Signs come from the case (occasions, levers that become possible, the deadline) and from the
forecast. One that both know is told once, with the arrow of the forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.report.answers import Answers
from detente.report.forecast_tables import ARROWS, named, sizes
from detente.report.prose import Line, code, figure, join, line, link, name, plain, strong
from detente.report.shares import bare
from detente.report.text import human, unique

MOST = 6
SIGNS = 8
"""The same where a forecast adds signs of its own."""
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
    signs = [item for item in _signs(answers) if item["date"]]
    ending = deadline(answers)
    first, _, other = (answers.dates[1] or book.deadline).partition(" or ")
    last = line(ending, f" (in another reading, {other})" if other else "") if ending else ()
    pushed = None
    if last:
        pushed = next((s for s in signs if s["date"] == first and _about_deadline(s)), None)
        if pushed:
            signs.remove(pushed)
    found = _merged(found, signs, answers)
    found.sort(key=lambda item: item[:3])
    rows = [(shown, words) for _, _, shown, words in found[: SIGNS if signs else MOST]]
    if last:
        rows.append((first, line(_arrow(pushed, answers) if pushed else (), last)))
    return tuple(rows)


def _signs(answers: Answers) -> list[Mapping[str, Any]]:
    return list(answers.support("forecast").get("signposts") or ())


def _merged(
    found: Sequence[tuple[str, int, str, Line]],
    signs: Sequence[Mapping[str, Any]],
    answers: Answers,
) -> list[tuple[str, int, str, Line]]:
    """Return both lists as one: a sign that the case names too gives its row an arrow."""
    left = list(signs)
    out: list[tuple[str, int, str, Line]] = []
    for start, rank, shown, words in found:
        same = next((sign for sign in left if _same(sign, start, words)), None)
        if same:
            left.remove(same)
        said = line(_arrow(same, answers), words) if same else words
        out.append((start, rank, shown, said))
    for sign in left:
        words = line(_arrow(sign, answers), name(str(sign["what"])), _why(sign))
        row = (str(sign["date"]), 2, str(sign["date"]), words)
        if row not in out:
            out.append(row)
    return out


def _same(sign: Mapping[str, Any], start: str, words: Line) -> bool:
    """Say whether a sign of the forecast is one the case names: same day, same words."""
    what = str(sign["what"]).casefold().replace("_", " ")
    first = next((span.text for span in words if span.kind == "name"), plain(words))
    own = first.casefold().replace("_", " ")
    return str(sign["date"]) == start and bool(what and own) and (what in own or own in what)


def _about_deadline(sign: Mapping[str, Any]) -> bool:
    return "deadline" in str(sign["what"]).casefold()


def _arrow(sign: Mapping[str, Any], answers: Answers) -> Line:
    """Return where a sign pushes, in an arrow and words, and by how much where that is known."""
    pushes = str(sign["pushes"])
    goals = [name(key) for key in unique(named(str(k), answers) for k in sign["targets"] or ())]
    by = sizes(sign, answers)
    whose: Line = line(" (", join(goals), ")") if goals else ()
    if by:
        whose = line(" (inside view: ", by, " points)")
    if pushes == "none":
        return line(strong("no push"), ": ")
    return line(strong(ARROWS.get(pushes, pushes)), whose, ": ")


def _why(sign: Mapping[str, Any]) -> Line:
    return line("; ", name(str(sign["why"]))) if sign.get("why") else ()


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
    """Return what may happen at any time, as the case states it; no figure of room rests on it.

    Where a forecast was asked, each says where it would push.
    """
    out = []
    signs = {str(item["what"]): item for item in _signs(answers) if not item["date"]}
    for shock in answers.book.shocks[:3]:
        sign = signs.get(human(shock.ident))
        found = answers.book.find_reason(shock.path) if shock.path else None
        ref: Line = line(" ", link(f"R{found[0]}", f"r{found[0]}")) if found else ()
        out.append(
            line(
                _arrow(sign, answers) if sign else (),
                name(human(shock.ident)),
                " (",
                name(shock.rate),
                ") would move ",
                code(shock.moves),
                ref,
            )
        )
    return tuple(out)
