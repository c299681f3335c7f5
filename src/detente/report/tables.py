"""Findings on their own as tables: for the terminal and the notebook, without the case's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from detente.core.finding import Finding
from detente.report import forecast_tables, positions_tables, ways
from detente.report.answers import Answers
from detente.report.casebook import Casebook
from detente.report.charts import blockers_matrix, levers
from detente.report.prose import Cell, Line, Table, cell, header, join, line, name, numeric
from detente.report.sections import appendix, packages, positions, stay, there, track
from detente.report.shares import bare, labelled, points, sampling
from detente.report.text import clean, human

EMPTY = Casebook("", "", "")
"""A case without words: identifiers are shown as they are."""


def of_finding(finding: Finding) -> tuple[Table, ...]:
    """Return the tables of a finding, the most telling first; none for an unknown question."""
    maker = _MAKERS.get(finding.question)
    return tuple(table for table in maker(finding.support) if not table.empty) if maker else ()


def note(finding: Finding) -> Line:
    """Return what a reader of the tables has to know, empty for nothing."""
    if finding.question == "stability":
        return stay.note(Answers(EMPTY, {"stability": finding}))
    if finding.question == "positions":
        return positions.note(finding.support)
    if finding.question == "deals" and finding.support["packages"]:
        return line(packages.meaning(finding.support))
    return there.meaning() if finding.question == "reach" else ()


def _room(support: Mapping[str, Any]) -> Iterator[Table]:
    rows: list[tuple[Cell, ...]] = []
    late = (support.get("dates") or {}).get("deadline") is not None
    for target, entry in (support.get("targets") or {}).items():
        row: list[Cell] = [
            header(human(target)),
            cell(str(entry.get("kind", ""))),
            cell(str(entry["status"])),
        ]
        trade, bind = entry.get("trade") or {}, entry.get("bind") or {}
        today = trade.get("as_of")
        row.append(labelled(today))
        row.append(numeric(sampling(today) if today and today["of"] else "\u2013"))
        row.append(labelled(bind.get("as_of")))
        if late:
            row += [labelled(trade.get("deadline")), labelled(bind.get("deadline"))]
        rows.append(tuple(row))
    head = ["Target", "Kind", "Status", "Room today", "95 % interval", "If bottom lines bind"]
    head += ["At the deadline", "There, if they bind"] if late else []
    yield Table("Room", tuple(head), tuple(rows), frozenset(range(3, len(head))))


def _deals(support: Mapping[str, Any]) -> Iterator[Table]:
    finding = Finding("deals", "", dict(support), (), "", {})
    answers = Answers(EMPTY, {"deals": finding})
    for table in (packages.table(answers), packages.held(answers)):
        if table:
            yield table


def _blockers(support: Mapping[str, Any]) -> Iterator[Table]:
    targets = support.get("targets") or {}
    headline = next(iter(targets), "")
    yield blockers_matrix.table(blockers_matrix.view(support, headline, EMPTY), EMPTY)
    labels = {item["id"]: item["label"] for t in targets.values() for item in t.get("alone") or ()}
    for target, answer in targets.items():
        rows = [
            (
                cell(_names(item["ids"], labels)),
                numeric(bare(item["suffices"])),
                numeric(bare(item.get("minimal"))),
            )
            for item in answer.get("sets") or ()
            if item["ids"]
        ]
        caption = f"{human(target)}: smallest sets that would have to go"
        yield Table(caption, ("Set", "Suffices in", "Minimal in"), tuple(rows), frozenset({1, 2}))
        clashes = [
            (cell(_names(item["ids"], labels)), numeric(bare(item["share"])))
            for item in answer.get("conflicts") or ()
        ]
        caption = f"{human(target)}: cannot all stand together"
        yield Table(caption, ("Conflict", "In"), tuple(clashes), frozenset({1}))


def _names(idents: list[str], labels: Mapping[str, str]) -> tuple[Any, ...]:
    return join([name(human(labels.get(item, item))) for item in idents])


def _levers(support: Mapping[str, Any]) -> Iterator[Table]:
    for target in support.get("targets") or {}:
        field = levers.view(support, target, EMPTY)
        if field is None:
            continue
        yield _without_case(levers.table_singles(field, EMPTY))
        yield levers.table_pairs(field)


def _without_case(table: Table) -> Table:
    """Drop columns only a case can fill (who moves, why)."""
    kept = [k for k, head in enumerate(table.head) if head not in ("Who would have to move", "Why")]
    rows = tuple(tuple(row[k] for k in kept) for row in table.rows)
    numbers = frozenset(new for new, old in enumerate(kept) if old in table.numbers)
    return Table(table.caption, tuple(table.head[k] for k in kept), rows, numbers)


def _sensitivity(support: Mapping[str, Any]) -> Iterator[Table]:
    targets = support.get("targets") or {}
    for target, entry in targets.items():
        found = _swings(target, entry)
        if found:
            yield found
    after = support.get("with_levers")
    if after and after.get("levers"):
        pulled = " + ".join(human(item) for item in after["levers"])
        found = _swings(f"{next(iter(targets), '')} with {pulled}", after)
        if found:
            yield found


def _swings(target: str, entry: Mapping[str, Any]) -> Table | None:
    support = {"targets": {target: dict(entry)}}
    room = Finding("room", "", {"headline": target, "targets": {}}, (), "", {})
    found = Finding("sensitivity", "", support, (), "", {})
    table = appendix.sensitivity(Answers(EMPTY, {"room": room, "sensitivity": found}))
    return _without_case(table) if table else None


def _compare(support: Mapping[str, Any]) -> Iterator[Table]:
    rows = []
    targets = sorted(
        {target for item in support.get("differences") or () for target in item.get("effect") or {}}
    )
    for item in support.get("differences") or ():
        effects = item.get("effect") or {}
        rows.append(
            (
                cell(name(clean(item["sentence"]))),
                *(
                    numeric(points(effects[t]) if effects.get(t) is not None else "\u2013")
                    for t in targets
                ),
            )
        )
    head = ("Difference", *(f"{human(target)}, points" for target in targets))
    yield Table(
        "Differences, by what they do to room", head, tuple(rows), frozenset(range(1, len(head)))
    )
    room = support.get("room") or {}
    first, second = room.get("a") or {}, room.get("b") or {}
    sides = tuple(
        (header(human(target)), labelled(first.get(target)), labelled(second.get(target)))
        for target in dict.fromkeys([*first, *second])
    )
    head = ("Target", clean(support.get("a") or "A"), clean(support.get("b") or "B"))
    yield Table("Room in each", head, sides, frozenset({1, 2}))


def _stability(support: Mapping[str, Any]) -> Iterator[Table]:
    finding = Finding("stability", "", dict(support), (), "", {})
    yield from stay.tables(Answers(EMPTY, {"stability": finding}))


def _reach(support: Mapping[str, Any]) -> Iterator[Table]:
    finding = Finding("reach", "", dict(support), (), "", {})
    yield from there.tables(Answers(EMPTY, {"reach": finding}))
    for target in support.get("targets") or {}:
        room = Finding("room", "", {"headline": target, "targets": {}}, (), "", {})
        found = ways.view(Answers(EMPTY, {"room": room, "reach": finding}))
        if found:
            yield ways.table(found, EMPTY)


def _forecast(support: Mapping[str, Any]) -> Iterator[Table]:
    answers = Answers(EMPTY, {"forecast": Finding("forecast", "", dict(support), (), "", {})})
    yield from forecast_tables.of_finding(answers)
    yield from track.tables(answers)


_MAKERS: dict[str, Callable[[Mapping[str, Any]], Iterator[Table]]] = {
    "room": _room,
    "deals": _deals,
    "blockers": _blockers,
    "stability": _stability,
    "levers": _levers,
    "reach": _reach,
    "positions": positions_tables.of_finding,
    "sensitivity": _sensitivity,
    "forecast": _forecast,
    "compare": _compare,
}
