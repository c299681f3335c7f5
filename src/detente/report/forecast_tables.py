"""Tables of the forecast: questions, components, slope, levers, parameters, signposts, months."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from detente.report.answers import Answers
from detente.report.casebook import Casebook
from detente.report.prose import Cell, Line, Table, cell, header, join, line, mark, name, numeric
from detente.report.rates import (
    KINDS,
    Question,
    between,
    components,
    day,
    label,
    points,
    rate,
    shown,
)
from detente.report.text import NBSP, count, fixed, human, unique

BAR = 20
"""Blocks of the bar that stands for 100 % in the table of months."""
MONTHS = 14
"""Months in that table, at most."""
ARROWS = {"up": "\u2191 up", "down": "\u2193 down", "either": "\u2195 either way", "none": "none"}
"""Where a signpost pushes: sign and word, never colour alone."""


def title_of(question: Question, book: Casebook) -> str:
    """Return what is asked in words."""
    ident = str(question["ask"])
    return book.target(ident) if " " not in ident else ident


def asked_at(key: str, answers: Answers) -> Question | None:
    """Return the question of an id, or the first on a target of that name."""
    found = answers.support("forecast").get("questions") or ()
    by_id = next((item for item in found if item["id"] == key), None)
    return by_id or next((item for item in found if item.get("target") == key), None)


def named(key: str, answers: Answers) -> str:
    """Return in words what a key of the finding (question or target) stands for."""
    question = asked_at(key, answers)
    return title_of(question, answers.book) if question else answers.book.target(key)


def questions(answers: Answers) -> Table:
    """Return every question with its figure and the ends of its components."""
    rows = [
        (
            header(name(title_of(item, answers.book))),
            cell(day(item["by"])),
            cell(f"{item['word']} ({shown(item)})"),
            numeric(rate(item["low"])),
            numeric(rate(item["high"])),
            cell(name(str(item.get("yes_if") or ""))),
        )
        for item in answers.support("forecast").get("questions") or ()
    ]
    heads = ("Question", "By", "How likely", "Lowest", "Highest", "Counts as yes if")
    return Table("Questions", heads, tuple(rows), frozenset({3, 4}))


HEADS = ("Component", "Rate", "95 % interval", "n", "Weight", "Rests on", "Caveat")


def component_table(question: Question, caption: str) -> Table:
    """Return every component of one question, the pooled figure last."""
    rows: list[tuple[Cell, ...]] = []
    for item in components(question):
        kind = KINDS.get(str(item["kind"]), human(str(item["kind"])))
        origin: Line = line(" ", mark("judgement")) if item.get("judgement") else ()
        basis = line(name(str(item["basis"])), origin)
        rows.append(
            (
                header(name(label(item)), f" ({kind})"),
                numeric(rate(item["rate"])),
                numeric(between(item.get("low"), item.get("high")) or "\u2013"),
                numeric(count(int(item["n"]))),
                numeric(fixed(float(item["weight"]), 2)),
                cell(basis),
                cell(name(str(item.get("caveat") or ""))),
            )
        )
    rows.append((header("our figure (pooled)"), numeric(rate(question["rate"]))))
    return Table(caption, HEADS, tuple(rows), frozenset({1, 2, 3, 4}))


def slope(question: Question) -> Table | None:
    """Return what the acceptance slope, a judgement, does to the figure."""
    found = question.get("slope") or ()
    if not found:
        return None
    rows = tuple(
        (
            header(f"{item['slope']:g} points"),
            numeric(rate(item["inside"])),
            numeric(rate(item["rate"])),
        )
        for item in found
    )
    caption = "What the acceptance slope, a judgement, does to it"
    return Table(caption, ("Slope", "Inside view", "Our figure"), rows, frozenset({1, 2}))


LEVERS = ("If", "Question", "By", "Before", "After", "Change", "Inside after", "Change", "Error")


def levers(answers: Answers) -> Table:
    """Return the conditional forecasts: our figure and the inside view before and after."""
    rows: list[tuple[Cell, ...]] = []
    for item in answers.support("forecast").get("levers") or ():
        pulled = join([name(answers.book.lever(lever)) for lever in item["levers"]])
        rows += [
            _lever(pulled, key, found, answers)
            for key, found in (item.get("targets") or {}).items()
        ]
        if not item.get("targets"):
            rows.append((header(pulled), cell(name(str(item.get("status") or "")))))
    caption = (
        "If a lever were pulled today: our figure then, and the inside view. Changes in points;"
        " the error is that of the change inside (one standard error of sampling)."
    )
    return Table(caption, LEVERS, tuple(rows), frozenset({3, 4, 5, 6, 7, 8}))


def _lever(pulled: Line, key: str, found: Mapping[str, Any], answers: Answers) -> tuple[Cell, ...]:
    question = asked_at(key, answers)
    before = question["rate"] if question and question["by"] == found["by"] else None
    after, change, error = found.get("rate"), found.get("change"), found.get("error")
    gain = None if before is None or after is None else after - before
    return (
        header(pulled),
        cell(name(named(key, answers))),
        cell(day(found["by"])),
        numeric(rate(before)),
        numeric(rate(after)),
        numeric("\u2013" if gain is None else points(gain)),
        numeric(rate(found.get("inside"))),
        numeric("\u2013" if change is None else points(change)),
        numeric("\u2013" if error is None else f"\u00b1{error * 100:.1f}"),
    )


def signposts(answers: Answers) -> Table:
    """Return signs with where each pushes; those without a date may come at any time."""
    rows = []
    for item in answers.support("forecast").get("signposts") or ():
        goals = unique(named(str(key), answers) for key in item.get("targets") or ())
        rows.append(
            (
                header(day(item["date"]) if item["date"] else "any time"),
                cell(name(str(item["what"]))),
                cell(ARROWS.get(str(item["pushes"]), str(item["pushes"]))),
                cell(join([name(goal) for goal in goals])),
                cell(sizes(item, answers)),
                cell(name(str(item.get("why") or ""))),
            )
        )
    heads = ("When", "What", "Pushes", "Which", "Inside view, points", "How known")
    return Table("Signposts", heads, tuple(rows))


def sizes(item: Mapping[str, Any], answers: Answers) -> Line:
    """Return by how much a signpost would move the inside view of each question."""
    found = item.get("size") or {}
    return join([line(name(named(key, answers)), f" {points(by)}") for key, by in found.items()])


def parameters(answers: Answers) -> Table:
    """Return every parameter with its meaning, unit, value and reason; judgement is marked."""
    rows = []
    for key, item in (answers.support("forecast").get("parameters") or {}).items():
        value = item["value"]
        words = f"{value:g}" if isinstance(value, (int, float)) else str(value)
        ends = ""
        if item.get("low") is not None and item.get("high") is not None:
            ends = f" ({item['low']:g}\u2013{item['high']:g})"
        why = str(item.get("reason") or "")
        judged = "[a]" in why or "judgement" in why.casefold()
        rest = re.sub(r"^\s*judgement\s*:?|\[a\]", "", why, flags=re.IGNORECASE).strip()
        reason = line(mark("judgement"), " ", name(rest)) if judged else line(name(why))
        rows.append(
            (
                header(name(human(key))),
                numeric(f"{human(words)}{ends}"),
                cell(name(str(item.get("unit") or ""))),
                cell(name(str(item.get("meaning") or ""))),
                cell(reason),
            )
        )
    heads = ("Parameter", "Value (range)", "Unit", "Meaning", "Reason")
    return Table("Parameters of the forecast", heads, tuple(rows), frozenset({1}))


def months(target: str, curve: Mapping[str, Any], book: Casebook) -> Table:
    """Return the curve of one target by month, with a bar of text."""
    dates, figures = list(curve.get("dates") or ()), list(curve.get("rate") or ())
    last: dict[str, int] = {str(when)[:7]: place for place, when in enumerate(dates)}
    places = sorted(last.values())[:MONTHS]
    inside = (curve.get("inside") or {}).get("mean")
    rows = []
    for place in places:
        value = figures[place]
        full = round(value * BAR)
        rows.append(
            (
                header(day(dates[place])),
                numeric(rate(value)),
                numeric(rate(inside[place]) if inside else "\u2013"),
                cell("\u2588" * full + "\u00b7" * (BAR - full)),
            )
        )
    heads = ("By", "Our figure", "Inside view", f"0 to 100{NBSP}%")
    caption = f"{book.target(target)}: how likely by the last step of each month"
    return Table(caption, heads, tuple(rows), frozenset({1, 2}))


def _narrow(table: Table) -> Table:
    """Return a table of components without its last column, for the width of a terminal."""
    rows = tuple(row[: len(HEADS) - 1] for row in table.rows)
    return Table(table.caption, HEADS[:-1], rows, table.numbers)


def of_finding(answers: Answers) -> tuple[Table, ...]:
    """Return every table of the forecast, the questions first: for terminal and notebook."""
    found = answers.support("forecast")
    out = [questions(answers)]
    for item in found.get("questions") or ():
        caption = f"{title_of(item, answers.book)} by {day(item['by'])}: what it is made of"
        out.append(_narrow(component_table(item, caption)))
        swings = slope(item)
        out += [swings] if swings else []
    out += [levers(answers), signposts(answers)]
    out += [months(key, item, answers.book) for key, item in (found.get("curves") or {}).items()]
    return (*out, parameters(answers))
