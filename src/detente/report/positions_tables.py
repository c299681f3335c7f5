"""Positions in numbers and tables: what page, terminal and the twins of the charts share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from detente.report.prose import Cell, Table, cell, header, join, name, numeric
from detente.report.text import clean, count, fixed, human, percent

Entry = Mapping[str, Any]
"""One line of the finding on positions."""

DASH = "\u2013"
MEAN = "weighted mean"
"""The name the record has for the model that comes first."""

MOST = 40
"""Actors that one picture shows at most; with more, the table stands in its place."""

EXCHANGES = 12
"""Exchanges in the terminal: the data have all of them."""


def digits(entry: Entry) -> int:
    """Return the decimals that fit a scale: about a thousandth of its length.

    >>> digits({"low": 0.0, "high": 100.0}), digits({"low": 4.0, "high": 10.0})
    (1, 2)
    """
    length = float(entry["high"]) - float(entry["low"])
    return min(6, max(0, 3 - math.ceil(math.log10(length) - 1e-9))) if length > 0 else 2


def shown(value: float | None, entry: Entry) -> str:
    """Return a place on a line, without idle zeros; a dash where there is none.

    >>> shown(57.04, {"low": 0.0, "high": 100.0}), shown(70.0, {"low": 0.0, "high": 100.0})
    ('57', '70')
    """
    if value is None:
        return DASH
    words = fixed(value, digits(entry))
    return words.rstrip("0").rstrip(".") if "." in words else words


def spanned(spread: Mapping[str, float], entry: Entry) -> str:
    """Return a figure with its range over the readings, where there is one."""
    ends = between(spread["low"], spread["high"], entry)
    middle = shown(spread["median"], entry)
    return f"{middle} ({ends})" if " to " in ends else middle


def between(low: float, high: float, entry: Entry) -> str:
    """Return two ends as words; one figure where they look alike."""
    first, last = shown(low, entry), shown(high, entry)
    return first if first == last else f"{first} to {last}"


def called(entry: Entry) -> str:
    """Return a line in words."""
    words = clean(entry["name"] or "")
    return human(str(entry["id"])) if words in ("", entry["id"]) else words


def distinct(support: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the figures with a name of its own for every line: its id is added where it is not."""
    lines = support.get("lines") or ()
    many = Counter(called(entry) for entry in lines)
    told = [
        {**entry, "name": f"{called(entry)} ({entry['id']})"} if many[called(entry)] > 1 else entry
        for entry in lines
    ]
    return {**support, "lines": told}


def mark(words: str | None) -> str:
    """Return the words of a mark as a reader would say them."""
    return human(words) if words else ""


def names_of(support: Mapping[str, Any]) -> Mapping[str, str]:
    """Return every actor in words, by id."""
    return {
        actor["id"]: clean(actor["name"] or "") or human(actor["id"])
        for entry in support.get("lines") or ()
        for actor in entry["actors"]
    }


def pulled(entry: Entry) -> str:
    """Return the spread of the challenge model, a dash where it was not asked."""
    grid = (entry.get("challenge") or {}).get("grid")
    return between(grid["low"], grid["high"], entry) if grid else DASH


def overview(support: Mapping[str, Any]) -> Table:
    """Return where positions pull, one row a line."""
    lines = support.get("lines") or ()
    kept = any(entry["reference"] is not None for entry in lines)
    decided = any(entry["outcome"] is not None for entry in lines)
    rows: list[tuple[Cell, ...]] = []
    for entry in lines:
        row = [
            header(name(called(entry))),
            numeric(spanned(entry["mean"], entry)),
            cell(name(mark(entry["nearest_mark"]) or DASH)),
            numeric(spanned(entry["median"], entry)),
            numeric(pulled(entry)),
        ]
        row += [numeric(shown(entry["reference"], entry))] if kept else []
        row += [numeric(shown(entry["outcome"], entry))] if decided else []
        rows.append(tuple(row))
    head = ["Line", "Weighted mean", "Nearest mark", "Weighted median", "Challenge model, spread"]
    head += ["If nothing is agreed"] if kept else []
    head += ["Decided"] if decided else []
    caption = "Where positions pull: each line in its own units"
    return Table(caption, tuple(head), tuple(rows), frozenset(range(len(head))) - {0, 2})


def record(support: Mapping[str, Any]) -> Table:
    """Return how far each model was from what was decided, on decisions on record."""
    found = support.get("record") or {}
    beside = leader(found)
    rows = tuple(
        (
            header(name(clean(row["model"]))),
            numeric(fixed(row["mae"], 2)),
            numeric(fixed(row.get("mean_there") or beside, 2) if beside else DASH),
            cell(name(clean(row.get("words") or ""))),
        )
        for row in found.get("rows") or ()
    )
    caption = f"The public record: mean error on {count(found.get('decisions') or 0)} decisions"
    head = ("Model", "Error", "The mean\u2019s there", "What")
    return Table(f"{caption}, scales of 0 to 100", head, rows, frozenset({1, 2}))


def leader(found: Mapping[str, Any]) -> float | None:
    """Return the error of the weighted mean on record, None where the record has none."""
    return next((row["mae"] for row in found.get("rows") or () if row["model"] == MEAN), None)


def best(found: Mapping[str, Any]) -> bool:
    """Say whether the weighted mean did best on record.

    No model scored on all the decisions has a smaller error, and none scored on a part of them is
    better there by more than chance could do.
    """
    mean = leader(found)
    if mean is None:
        return False
    for row in found["rows"]:
        sure = (row.get("difference") or (0.0, 0.0))[1] < 0
        whole = row.get("decisions", found["decisions"]) == found["decisions"]
        if sure or (whole and row["mae"] < mean):
            return False
    return True


def actors(entry: Entry) -> Table:
    """Return who stands where with what weight: the twin of the strip."""
    power = {row["id"]: row for row in entry.get("power") or ()}
    side = {who: group["side"] for group in entry["coalitions"] for who in group["actors"]}
    rows: list[tuple[Cell, ...]] = []
    for actor in in_order(entry):
        row = [
            header(name(clean(actor["name"] or actor["id"]))),
            numeric(spanned(actor["position"], entry)),
            numeric(_plain(actor["salience"])),
            numeric(_plain(actor["clout"])),
            numeric(percent(actor["share"])),
            cell(str(side.get(actor["id"], ""))),
        ]
        if power:
            found = power.get(actor["id"]) or {}
            row += [numeric(_share(found.get(key))) for key in ("shapley_shubik", "banzhaf")]
        rows.append(tuple(row))
    head = ["Actor", "Position", "Salience", "Clout", "Share of weight", "Side of the mean"]
    head += ["Power: Shapley\u2013Shubik", "Power: Banzhaf"] if power else []
    caption = f"Who stands where, and with what weight: {called(entry)}"
    return Table(caption, tuple(head), tuple(rows), frozenset(range(len(head))) - {0, 5})


def _share(value: float | None) -> str:
    return DASH if value is None else percent(value)


def _plain(spread: Mapping[str, float]) -> str:
    """Return a figure without units of its own: as given, or two figures of it and its range."""
    low, high = f"{spread['low']:.2g}", f"{spread['high']:.2g}"
    if spread["low"] == spread["high"]:
        return _written(f"{spread['median']:.4g}")
    middle = _written(f"{spread['median']:.2g}")
    return middle if low == high else f"{middle} ({_written(low)} to {_written(high)})"


def _written(value: str) -> str:
    return f"{float(value):g}" if "e" not in value else f"{float(value):,.0f}"


def in_order(entry: Entry) -> list[Mapping[str, Any]]:
    """Return the actors of a line from its low end to its high one, the weightier first."""
    return sorted(
        entry["actors"], key=lambda one: (one["position"]["median"], -one["share"], one["id"])
    )


def moves(entry: Entry) -> Table:
    """Return who moves whom, the strongest first: the twin of the map."""
    known = {one["id"]: one for one in entry["actors"]}
    rows = tuple(
        (
            header(name(clean(known[move["who"]]["name"] or move["who"]))),
            cell(name(clean(known[move["whom"]]["name"] or move["whom"]))),
            numeric(shown(known[move["whom"]]["position"]["median"], entry)),
            numeric(shown(move["to"], entry)),
            numeric(percent(move["share"])),
        )
        for move in strongest(entry)
    )
    head = ("Who", "Moves whom", "From", "To, on average", "Share of the readings of the model")
    return Table(f"Who moves whom: {called(entry)}", head, rows, frozenset({2, 3, 4}))


def strongest(entry: Entry) -> list[Mapping[str, Any]]:
    """Return the moves, the commonest first; those no reading makes are left out."""
    found = [move for move in entry.get("moves") or () if move["share"] > 0]
    return sorted(found, key=lambda move: (-move["share"], move["who"], move["whom"]))


def variants(entry: Entry) -> Table | None:
    """Return where the median stands after each round, in each named reading of the model."""
    challenge = entry.get("challenge")
    if not challenge or not challenge["variants"]:
        return None
    rounds = len(challenge["variants"][0]["median"])
    rows = tuple(
        (
            header(name(human(clean(one["name"])))),
            *(numeric(shown(value, entry)) for value in one["median"]),
            cell(name(clean(one["words"]))),
        )
        for one in challenge["variants"]
    )
    head = ("Reading", *(str(k) for k in range(rounds)), "What it is")
    caption = f"Named readings of the challenge model, median by round: {called(entry)}"
    return Table(caption, head, rows, frozenset(range(1, rounds + 1)))


def centres(entry: Entry) -> Table:
    """Return every figure of one line: where it pulls by each model, and what holds it."""
    found = [
        ("Weighted mean", spanned(entry["mean"], entry), "clout times salience"),
        ("Weighted median", spanned(entry["median"], entry), "beats every other in pairs"),
        ("Mean by salience", spanned(entry["salience_mean"], entry), "clout left aside"),
        ("Plain mean", spanned(entry["plain_mean"], entry), "all alike"),
    ]
    poll = entry.get("condorcet")
    if poll:
        top = sorted(poll["winners"], key=lambda pair: (-pair[1], pair[0]))[:3]
        words = ", ".join(f"{shown(at, entry)} with {percent(chance)}" for at, chance in top)
        found.append(("Chance contest", spanned(poll["at"], entry), f"likeliest: {words}"))
    grid = (entry.get("challenge") or {}).get("grid")
    if grid:
        middle = between(grid["q25"], grid["q75"], entry)
        words = f"{grid['configurations']} readings after round {grid['round']}; half in {middle}"
        found.append(("Challenge model", pulled(entry), words))
    winset = entry.get("winset")
    if winset:
        ends = "nothing" if winset["empty"] else between(winset["low"], winset["high"], entry)
        found.append(("Would carry", ends, clean(winset["rule"])))
    for key, words in (("reference", "If nothing is agreed"), ("outcome", "Decided")):
        if entry[key] is not None:
            found.append((words, shown(entry[key], entry), ""))
    for group in entry["coalitions"]:
        where = {"at": "At the mean"}.get(group["side"], f"{group['side'].capitalize()} the mean")
        known = {one["id"]: clean(one["name"] or one["id"]) for one in entry["actors"]}
        who = ", ".join(known.get(item, item) for item in group["actors"])
        found.append((where, f"{percent(group['share'])} of the weight", who))
    rows = tuple((header(what), numeric(at), cell(name(words))) for what, at, words in found)
    return Table(f"Every figure: {called(entry)}", ("What", "At", "How"), rows, frozenset({1}))


def exchanges(support: Mapping[str, Any], most: int | None = None) -> Table:
    """Return which exchanges pay: who gives way where, for what in return."""
    found = support.get("exchange") or {}
    listed = (found.get("exchanges") or ())[:most]
    names = names_of(support)
    lines = {entry["id"]: entry for entry in support.get("lines") or ()}
    rows: list[tuple[Cell, ...]] = []
    for deal in listed:
        gives, gets = lines[deal["gives"]], lines[deal["gets"]]
        rows.append(
            (
                header(name(names.get(deal["i"], deal["i"]))),
                cell(_way(gives, deal["from"], deal["to"])),
                cell(name(names.get(deal["j"], deal["j"]))),
                cell(_way(gets, deal["from_j"], deal["to_j"])),
                numeric(f"{deal['gain']:.3g}"),
            )
        )
    head = ("Who", "Gives way on", "With whom", "Who gives way on", "Gain of each")
    count = found.get("count", 0)
    some = f" ({len(listed)} of {count})" if len(listed) < count else ""
    caption = f"Exchanges that pay both, the best first{some}"
    return Table(caption, head, tuple(rows), frozenset({4}))


def _way(entry: Entry, start: float, end: float) -> tuple[Any, ...]:
    words = f": {shown(start, entry)} \u2192 {shown(end, entry)}"
    return join([name(called(entry))]) + cell(words).line


def exchanged(support: Mapping[str, Any]) -> Table:
    """Return what the exchanges would make of every line."""
    found = support.get("exchange") or {}
    rows = tuple(
        (
            header(name(called(entry))),
            numeric(shown(found["before"].get(entry["id"]), entry)),
            numeric(shown(found["after"].get(entry["id"]), entry)),
        )
        for entry in support.get("lines") or ()
        if found
    )
    head = ("Line", "Weighted mean now", "After the exchanges")
    return Table("What the exchanges would make of it", head, rows, frozenset({1, 2}))


def of_finding(support: Mapping[str, Any]) -> Iterator[Table]:
    """Return what a terminal shows: every line, the record, the exchanges."""
    support = distinct(support)
    yield overview(support)
    yield record(support)
    yield exchanges(support, EXCHANGES)
    yield exchanged(support)


def of_line(entry: Entry) -> Iterator[Table]:
    """Return one line in full: its actors, its figures, who moves whom, the model's readings."""
    yield actors(entry)
    yield centres(entry)
    yield moves(entry)
    found = variants(entry)
    if found:
        yield found
