"""Can they get there? Room, reach and rate kept apart: where self-interested moves lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.report.answers import ALREADY, NOTHING, Answers
from detente.report.casebook import Casebook
from detente.report.moves import changed, party, transition, who
from detente.report.prose import (
    Cell,
    Line,
    Table,
    cell,
    code,
    figure,
    header,
    join,
    joined,
    line,
    link,
    name,
    numeric,
    strong,
)
from detente.report.shares import Share, bare, brief, labelled, tally, worded
from detente.report.text import NBSP, human, plural

BASIS = "basis-reach"
EXCHANGES = ("1", "2", "any")
HOW = {"1": "one issue at a time", "2": "trading two issues", "any": "as a package"}
HEADS = {"1": "One issue at a time", "2": "Two traded", "any": "As a package"}
REASONS = 3
"""Reasons named for the step where it stops."""

CROWD = 4
"""Parties named as those who make a step, at most; more are counted."""

LITTLE = 0.005
"""Share of readings below which it is not told where they stop."""


def target_of(answers: Answers) -> str:
    """Return the target the section is about: the headline, or the first that was asked."""
    targets = answers.support("reach").get("targets") or {}
    return answers.headline if answers.headline in targets else next(iter(targets), "")


def entry_of(answers: Answers) -> Mapping[str, Any]:
    """Return what was found out about that target, empty where the question was not asked."""
    found: Mapping[str, Any] = (answers.support("reach").get("targets") or {}).get(
        target_of(answers), {}
    )
    return found


def after_levers(answers: Answers) -> Mapping[str, Any]:
    """Return the same after the smallest working set of levers, empty where there is none."""
    wanted = sorted((answers.smallest or {}).get("levers") or ())
    if not wanted or wanted == sorted(answers.support("reach").get("levers") or ()):
        return {}
    found = entry_of(answers).get("levers") or ()
    return next((item for item in found if sorted(item["levers"]) == wanted), {})


def sentences(answers: Answers) -> tuple[Line, ...]:
    """Return where moves lead today and with the levers, what that takes, and where it stops."""
    entry = entry_of(answers)
    if not entry or entry["status"] == ALREADY:
        return ()
    if not answers.support("reach")["readings_used"]:
        number = plural(int(answers.support("reach")["states"]), "outcome")
        return (line(f"Left out: there are too many outcomes to follow moves among ({number})."),)
    after = after_levers(answers)
    now, then = smallest(entry), smallest(after) if after else ""
    out = [line(_today(entry, answers), _creep(now) if now and not after else ())]
    if after:
        out.append(line(_after(after, answers), _creep(then or now)))
    out += _stop(entry, after, answers)
    return tuple(out)


def _today(entry: Mapping[str, Any], answers: Answers) -> Line:
    """Return the sentence on today, or on today with the levers that were pulled first."""
    pulled = answers.support("reach").get("levers") or ()
    when: Line = line("Today")
    if pulled:
        when = line("With ", join([name(answers.book.lever(item)) for item in pulled]))
    if entry["status"] == NOTHING:
        return line(when, ", nothing on offer meets the target, so no move leads there.")
    reach, room = entry["reach"], entry["room"]
    if reach is None:
        return line(when, f": {entry['status']}.")
    best = _largest(reach)
    goal = name(answers.book.target(target_of(answers)))
    if not reach[best]["count"]:
        tail = line("there is no room for it either")
        if room["count"]:
            tail = line("though there is room for it in ", figure(bare(room), "basis-room"))
        return line(
            when,
            ", ",
            strong("no moves"),
            " that suit all who make them lead to ",
            goal,
            " (",
            strong("reach"),
            ") in any reading, ",
            tail,
            ".",
        )
    return line(
        when,
        ", moves that suit all who make them lead to ",
        goal,
        " (",
        strong("reach"),
        ") in ",
        worded(reach[best], BASIS),
        " of the readings",
        _steps(reach, room),
        ".",
    )


def _beside(share: Share, room: Share) -> Line:
    """Say how that compares with room."""
    if share["count"] == room["count"]:
        return line(", wherever there is room")
    shown = tally(room) if bare(room) == bare(share) else bare(room)
    return line("; there is room in ", figure(shown, "basis-room"))


def _largest(reach: Mapping[str, Any]) -> str:
    """Return the largest exchange that was looked at."""
    return [size for size in EXCHANGES if reach.get(size) is not None][-1]


def _steps(reach: Mapping[str, Any], room: Share) -> Line:
    """Return by which exchanges, how that compares with room, and what smaller ones reach."""
    known = [size for size in EXCHANGES if reach.get(size) is not None]
    best = reach[known[-1]]
    enough = next(size for size in known if reach[size]["count"] == best["count"])
    smaller = known[: known.index(enough)]
    parts = [line(f" {HOW[enough]}", _beside(best, room))]
    parts += [
        line(f"{HOW[size]} in ", brief(reach[size], BASIS))
        for size in reversed(smaller)
        if size == smaller[-1] or reach[size]["count"] != reach[smaller[-1]]["count"]
    ]
    return joined(parts)


def _after(after: Mapping[str, Any], answers: Answers) -> Line:
    levers = join([name(answers.book.lever(item)) for item in after["levers"]])
    if after["reach"] is None:
        return line("With ", levers, f": {after['status']}.")
    best = after["reach"][_largest(after["reach"])]
    return line(
        "With ",
        levers,
        ", such moves do in ",
        worded(best, BASIS),
        _steps(after["reach"], after["room"]),
        ".",
    )


def smallest(entry: Mapping[str, Any]) -> str:
    """Return the smallest exchange that reaches wherever any does; empty where none does."""
    if entry.get("smallest"):
        return str(entry["smallest"])
    reach = entry.get("reach")
    if not reach:
        return ""
    most = reach[_largest(reach)]["count"]
    if not most or reach.get("any") is None:
        return ""
    return next(size for size in EXCHANGES if reach[size] and reach[size]["count"] == most)


def _creep(size: str) -> Line:
    """Say whether talks can creep there or have to trade."""
    words = {
        "1": ("talks can creep there", ": one issue at a time is enough."),
        "2": ("they must trade", ": one issue at a time is not enough, two are."),
        "any": ("they must trade whole packages", ": two issues at a time are not enough."),
    }
    if size not in words:
        return ()
    what, why = words[size]
    return line(" So ", strong(what), why)


def _stop(entry: Mapping[str, Any], after: Mapping[str, Any], answers: Answers) -> Iterator[Line]:
    """Say where the readings that never get there stop, today or else with the levers."""
    for found, when in ((entry, ""), (after, "with the levers, ")):
        stop = found.get("stops") if found else None
        if not stop or stop["lost"]["share"] < LITTLE:
            continue
        room = bool((found.get("room") or {}).get("count"))
        lead = (
            f"{when}where there is room and still no way, it stops" if room else f"{when}it stops"
        )
        end = stop["at"] == len(stop["route"])
        yield line(
            lead[0].upper() + lead[1:],
            _place(stop, answers),
            " (",
            figure(tally(stop["lost"]), BASIS),
            "): ",
            reasons(stop, answers, end=end),
            ".",
        )
        return


def _place(stop: Mapping[str, Any], answers: Answers) -> Line:
    """Return at which step it stops, and whose move that would be."""
    route, at = stop["route"], stop["at"]
    if at == len(route):
        return line(" at the end, which not everybody asked accepts")
    place = "the first step" if at == 0 else f"step {at + 1} of {len(route)}"
    movers = route[at]["movers"]
    many = len(movers) > CROWD
    whose = line(plural(len(movers), "party", "parties")) if many else who(movers, answers.book)
    return line(f" at {place}, ", changed(route[at]["changes"], answers.book), " by ", whose)


def reasons(stop: Mapping[str, Any], answers: Answers, *, end: bool) -> Line:
    """Return why a step is not made, or the outcome not accepted, the commonest first."""
    found = stop["reasons"]
    parts = [
        line(reason(item, answers, end=end), " (", figure(bare(item["share"]), BASIS), ")")
        for item in found[:REASONS]
    ]
    if len(found) > REASONS:
        parts.append(line(plural(len(found) - REASONS, "more reason")))
    return joined(parts) if parts else line("no single reason to name")


def reason(item: Mapping[str, Any], answers: Answers, *, end: bool) -> Line:
    """Return one reason: who would lose, whose condition or veto stands there."""
    book = answers.book
    whose = str(item["actor"] or party(item["party"], book))
    if item["kind"] == "condition":
        path = str(item["what"])
        rule = next((rule for rule in book.rules if rule.path == path), None)
        found = book.find_reason(path)
        ref: Line = line(NBSP, link(f"R{found[0]}", f"r{found[0]}")) if found else ()
        if rule:
            words = line(name(human(rule.ident)), ", ", code(rule.sentence))
            return line(name(f"{whose}\u2019s"), " condition ", words, ref)
        return line(name(f"{whose}\u2019s"), " ", name(_held(path)), ref)
    if item["kind"] == "veto":
        return line(name(whose), " would veto it")
    return line(name(whose), " would rather have no deal" if end else " would not gain by it")


def _held(path: str) -> str:
    """Return what somebody refuses or holds to, from its place in the case.

    >>> _held("actors.Kim.cares.scope.refuses.full")
    'refusal of scope: full'
    """
    parts = path.split(".")
    if len(parts) > 5 and parts[2] == "cares":
        return f"refusal of {human(parts[3])}: {human(parts[5])}"
    return f"condition {human(parts[-1])}"


def meaning() -> Line:
    """Return what reach is beside room and rate."""
    return line(
        "Room asks whether an outcome exists that everybody asked would take; reach, whether moves"
        " lead to one, each a gain to all who make it and none against a veto or a firm condition."
        " Neither says how likely that is (rate)."
    )


def table(answers: Answers) -> Table:
    """Return room and reach of every target, today and after each set of levers asked about."""
    support, book = answers.support("reach"), answers.book
    rows: list[tuple[Cell, ...]] = []
    for target, entry in (support.get("targets") or {}).items():
        title = name(book.target(target))
        pulled = support.get("levers") or []
        if not any(item["levers"] == pulled for item in entry["levers"]):
            rows.append(_row(title, pulled, entry, answers))
        rows += [_row(title, item["levers"], item, answers) for item in entry["levers"]]
    heads = ("Target", "Levers", "Room", *HEADS.values(), "Smallest that is enough")
    caption = "Room, and reach by how many issues may move at once: share of readings"
    return Table(caption, heads, tuple(rows), frozenset({2, 3, 4, 5}))


def stopping(answers: Answers) -> Table:
    """Return where the readings stop that never get to a target, and why."""
    book = answers.book
    rows: list[tuple[Cell, ...]] = []
    for target, entry in (answers.support("reach").get("targets") or {}).items():
        stop = entry.get("stops")
        if not stop:
            continue
        at, route = stop["at"], stop["route"]
        step = line("the outcome at the end") if at == len(route) else _step(at, route, book)
        why = reasons(stop, answers, end=at == len(route))
        rows.append(
            (
                header(name(book.target(target))),
                cell(step),
                labelled(stop["unreached"], BASIS),
                labelled(stop["lost"], BASIS),
                cell(why),
            )
        )
    heads = ("Target", "It stops at", "Never get there", "Stop there", "Why")
    caption = "Where the readings stop that have room (or all, where none has) and never get there"
    return Table(caption, heads, tuple(rows), frozenset({2, 3}))


def _step(at: int, route: Sequence[Mapping[str, Any]], book: Casebook) -> Line:
    place = f"step {at + 1} of {len(route)}: "
    return line(place, transition(route[at]["changes"], book))


def tables(answers: Answers) -> tuple[Table, ...]:
    """Return every table of the question that has rows."""
    if not answers.support("reach"):
        return ()
    return tuple(item for item in (table(answers), stopping(answers)) if not item.empty)


def _row(
    title: Any, levers: list[str], entry: Mapping[str, Any], answers: Answers
) -> tuple[Cell, ...]:
    pulled = join([name(answers.book.lever(item)) for item in levers]) or line("none")
    if entry["reach"] is None:
        return header(title), cell(pulled), cell(str(entry["status"]))
    return (
        header(title),
        cell(pulled),
        labelled(entry["room"], BASIS),
        *(
            labelled(entry["reach"][size], BASIS) if entry["reach"][size] else numeric("\u2013")
            for size in EXCHANGES
        ),
        cell(HOW.get(smallest(entry), "")),
    )
