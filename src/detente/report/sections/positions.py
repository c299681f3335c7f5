"""Where positions pull: each issue as a line, who pulls it where, and how far to trust that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.report import positions_tables as tables
from detente.report.answers import Answers
from detente.report.charts import line_strip, who_moves
from detente.report.positions_tables import MOST, Entry, called, pulled, shown, spanned
from detente.report.prose import (
    Chart,
    Line,
    Table,
    figure,
    join,
    joined,
    line,
    name,
    quote,
    strong,
)
from detente.report.text import clean, count, fixed, percent, plural

BASIS = "basis-positions"
NAMED = 6
"""Actors named on each side of the mean, at most; more are counted."""

CHALLENGE = "challenge"
"""What a row of the record has in its name that is about that model."""


@dataclass(frozen=True)
class Pull:
    """One line in full: its sentences, its drawings, and what stands in tables alone."""

    ident: str
    title: str
    ask: str
    lines: tuple[Line, ...]
    charts: tuple[Chart, ...]
    open_tables: tuple[Table, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Section:
    """Everything the section prints."""

    intro: tuple[Line, ...]
    overview: Table
    record: Table
    source: str
    legend: str
    pulls: tuple[Pull, ...]
    exchange: Line
    exchanges: tuple[Table, ...]


def section(support: Mapping[str, Any], asks: Mapping[str, str] | None = None) -> Section | None:
    """Return the section; None where positions were not asked about.

    Parameters
    ----------
    support
        The support of the finding on positions.
    asks
        What is asked on a line, by its id, where the case says so.
    """
    if not support.get("lines"):
        return None
    support = tables.distinct(support)
    pulls = tuple(
        _pull(entry, place, (asks or {}).get(entry["id"], ""))
        for place, entry in enumerate(support["lines"], 1)
    )
    exchange = support.get("exchange")
    found = (tables.exchanges(support), tables.exchanged(support)) if exchange else ()
    return Section(
        intro=tuple(intro(support)),
        overview=tables.overview(support),
        record=tables.record(support),
        source=clean((support.get("record") or {}).get("source") or ""),
        legend=line_strip.LEGEND if any(pull.charts for pull in pulls) else "",
        pulls=pulls,
        exchange=_exchange(exchange) if exchange else (),
        exchanges=tuple(table for table in found if not table.empty),
    )


def of_case(answers: Answers) -> Section | None:
    """Return the section of a case; None where positions were not asked about."""
    asks = {issue.ident: issue.ask for issue in answers.book.issues}
    return section(answers.support("positions"), asks)


def intro(support: Mapping[str, Any]) -> Iterator[Line]:
    """Yield why the mean comes first, what the challenge model is worth, who was left out."""
    yield line(
        "Each actor pulls an issue towards his own position, with a weight of clout times"
        " salience. Shown first is the ",
        strong("weighted mean"),
        _best(support.get("record") or {}),
        ".",
    )
    if any(entry.get("challenge") for entry in support["lines"]):
        yield line(
            "The challenge model is shown as a ",
            strong("spread only"),
            ": its published equations can be read in many ways, and the readings end far apart.",
        )
    yield line("This says where positions pull, not whether there will be a deal.")
    if support["clout"] == "equal":
        yield line("Nobody\u2019s clout is given, so all count the same.")
    if support["left_out"]:
        who = join([name(clean(one)) for one in support["left_out"]])
        yield line("Left out, for want of clout or of a place on a line: ", who, ".")


def note(support: Mapping[str, Any]) -> Line:
    """Return the introduction as one paragraph, for a terminal."""
    return joined(tuple(intro(support)), " ") if support.get("lines") else ()


def _best(found: Mapping[str, Any]) -> Line:
    """Say that the mean did best on record, with both errors, if the record says so."""
    rows = found.get("rows") or ()
    rival = next((row for row in rows if CHALLENGE in row["model"]), None)
    mean = tables.leader(found)
    if mean is None or not tables.best(found):
        return ()
    beside: Line = ()
    if rival is not None:
        beside = line("; the challenge model, ", figure(fixed(rival["mae"], 2)))
    return line(
        f", because it did best on record: on {count(found['decisions'])} decisions it was off by ",
        figure(fixed(mean, 2)),
        " of 100 on average",
        beside,
    )


def _pull(entry: Entry, place: int, ask: str) -> Pull:
    strip = line_strip.chart(entry, f"pull-{place}")
    moved = who_moves.chart(entry, f"moved-{place}")
    more = [tables.centres(entry), tables.variants(entry)]
    said = list(sentences(entry))
    if strip is None:
        many = plural(len(entry["actors"]), "actor")
        said.append(line(f"{many}, more than the {MOST} a picture can show: the table has them."))
    return Pull(
        ident=f"line-{place}",
        title=called(entry),
        ask=clean(ask),
        lines=tuple(said),
        charts=tuple(item for item in (strip, moved) if item is not None),
        open_tables=() if strip else (tables.actors(entry),),
        tables=tuple(item for item in more if item is not None),
    )


def sentences(entry: Entry) -> Iterator[Line]:
    """Yield where one line is pulled, who pulls it there, and what would carry."""
    nearest = tables.mark(entry["nearest_mark"])
    mark: Line = line(", nearest mark ", quote(nearest)) if nearest else ()
    grid = (entry.get("challenge") or {}).get("grid")
    rest: Line = ()
    if grid:
        rest = line(
            f"; {grid['configurations']} readings of the challenge model end, after"
            f" {plural(grid['round'], 'round')}, at ",
            figure(pulled(entry), BASIS),
        )
    yield line(
        strong("Weighted mean "),
        figure(spanned(entry["mean"], entry), BASIS),
        mark,
        "; weighted median ",
        figure(spanned(entry["median"], entry), BASIS),
        rest,
        ".",
    )
    sides = [_side(entry, group) for group in entry["coalitions"] if group["actors"]]
    if sides:
        yield line(*(part for side in sides for part in (side, " ")))
    winset = entry.get("winset")
    if winset:
        yield _winset(entry, winset)
    if entry["outcome"] is not None:
        yield line("Decided in the end: ", figure(shown(entry["outcome"], entry)), ".")


def _side(entry: Entry, group: Mapping[str, Any]) -> Line:
    known = {one["id"]: clean(one["name"] or one["id"]) for one in entry["actors"]}
    share = {one["id"]: one["share"] for one in entry["actors"]}
    who = sorted(group["actors"], key=lambda one: (-share.get(one, 0.0), one))
    parts = [line(name(known.get(one, one))) for one in who[:NAMED]]
    if len(who) > NAMED:
        parts.append(line(f"{len(who) - NAMED} more"))
    where = {"at": "At it", "below": "Below it", "above": "Above it"}[group["side"]]
    return line(
        f"{where}, with ", figure(percent(group["share"])), " of the weight: ", join(parts), "."
    )


def _winset(entry: Entry, winset: Mapping[str, Any]) -> Line:
    rule = name(clean(winset["rule"]))
    if winset["empty"]:
        return line("Nothing would carry against how things stand (", rule, ").")
    ends = figure(tables.between(winset["low"], winset["high"], entry), BASIS)
    return line("Would carry against how things stand (", rule, "): ", ends, ".")


def _exchange(found: Mapping[str, Any]) -> Line:
    many = int(found["count"])
    if not many:
        return line("No exchange of support between two lines pays both sides.")
    listed = len(found["exchanges"])
    tail = f"; the first {listed} are listed" if listed < many else ""
    return line(
        "Two actors may each give way on the line that matters less to him: ",
        figure(plural(many, "such exchange")),
        f" pay{'s' if many == 1 else ''} both{tail}.",
    )
