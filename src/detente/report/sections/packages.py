"""The best packages: what changes, how often it is a deal, who gains, who loses without a say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.report.answers import Answers
from detente.report.casebook import Casebook
from detente.report.moves import changed, members, who
from detente.report.prose import (
    Cell,
    Line,
    Table,
    cell,
    figure,
    header,
    join,
    joined,
    line,
    name,
    numeric,
)
from detente.report.shares import bare, labelled, worded
from detente.report.text import fixed, human, plural, rather, signed

BASIS = "basis-deals"
CHANGES = "What changes"
HOLDS = ("", "Nobody leaves", "Nobody alone", "Commonest exit", "In", "Others would answer it in")
_POINTS = "; gains are points over no deal (median, 5\u201395\u00a0%)"
_ORDERED = (
    " by order, not by value: better or worse only, and the solutions that compare points"
    " rest on ranks taken as equal steps"
)
MEANING = (
    "Kalai\u2013Smorodinsky: the most even shares of each party\u2019s best gain (leximin), not the"
    " deal nearest to the ideal line."
)
_FROM = "Nash, Kalai\u2013Smorodinsky and egalitarian measure gains from "
MEASURED = {
    "worst": f" {_FROM}each party\u2019s worst deal.",
    "zero": f" {_FROM}zero on each party\u2019s scale.",
}
SOLUTIONS = (
    ("pareto", "Pareto"),
    ("nash", "Nash"),
    ("kalai_smorodinsky", "Kalai\u2013Smorodinsky"),
    ("egalitarian", "egalitarian"),
    ("utilitarian", "utilitarian"),
)


def changes(package: Mapping[str, Any]) -> Line:
    """Return what a package changes from today."""
    found = package.get("changes") or {}
    if not found:
        return line("today\u2019s situation")
    return joined((line(name(f"{human(i)}: {human(o)}")) for i, o in found.items()), ", ")


def intro(answers: Answers) -> Line:
    """Return the sentence above the packages."""
    support = answers.support("deals")
    if not support:
        return ()
    levers = support.get("levers") or []
    where: Line = ()
    if levers:
        where = line(
            " with ", join([name(answers.book.lever(item)) for item in levers]), " in force"
        )
    packages = support.get("packages") or []
    if not packages:
        return line(
            "No package is a deal for ",
            name(answers.book.target(str(support["target"]))),
            " in any reading",
            where,
            ".",
        )
    return line(
        "For ",
        name(answers.book.target(str(support["target"]))),
        where,
        ", a deal exists in ",
        worded(support["room"], BASIS),
        " of the readings",
        *_gains(answers),
        ".",
        f" {meaning(support)}",
    )


def meaning(support: Mapping[str, Any]) -> str:
    """Say which Kalai-Smorodinsky solution this is, and from where gains are measured."""
    return MEANING + MEASURED.get(str(support.get("disagreement")), "")


def _gains(answers: Answers) -> Line:
    """Say what gains are, and of whose gains only the order means anything."""
    support = answers.support("deals")
    found = [str(item) for item in support.get("ordinal") or ()]
    points = "" if len(found) == len(support["parties"]) else _POINTS
    if not found:
        return line(points)
    names = answers.book.party_name
    whom = join([name(names.get(item, item)) for item in found])
    return line(points, "; ", whom, " decides" if len(found) == 1 else " decide", _ORDERED)


def table(answers: Answers, least: int = 12, short: bool = False) -> Table | None:
    """Return the packages, or None where there are none."""
    support = answers.support("deals")
    packages = (support.get("packages") or [])[:least]
    if not packages:
        return None
    parties = [str(item) for item in support.get("parties") or ()]
    solutions = [item for item in SOLUTIONS if any(item[0] in package for package in packages)]
    ordinal = frozenset(str(item) for item in support.get("ordinal") or ())
    rows = [
        _row(place, package, parties, ordinal, solutions, short)
        for place, package in enumerate(packages, 1)
    ]
    names = answers.book.party_name
    # the short table has narrow columns: its caption says what the figures by party are
    gains = [item if short else _gain_head(item, names, ordinal) for item in parties]
    shares = [] if short else [label for _, label in solutions]
    head = ("", CHANGES, "A deal in", *shares, *gains, "Worse off without a say")
    numbers = frozenset(range(2, 3 + len(shares) + len(gains)))
    caption = "Best packages and what each party gains" if short else "Best packages"
    return Table(caption, head, tuple(rows), numbers)


def _gain_head(party: str, names: Mapping[str, str], ordinal: frozenset[str]) -> str:
    whose = names.get(party, party)
    return f"{whose}, by order" if party in ordinal else f"{whose} gains"


def _row(
    place: int,
    package: Mapping[str, Any],
    parties: list[str],
    ordinal: frozenset[str],
    solutions: list[tuple[str, str]],
    short: bool,
) -> tuple[Cell, ...]:
    cells: list[Cell] = [header(str(place)), cell(changes(package))]
    cells.append(numeric(bare(package.get("deal")), BASIS))
    if not short:
        cells.extend(numeric(bare(package.get(key)), BASIS) for key, _ in solutions)
    for party in parties:
        gain = (package.get("gains") or {}).get(party)
        if gain and party in ordinal:
            cells.append(numeric(rather(gain["median"]), BASIS))
        else:
            cells.append(numeric(_gain(gain, short), BASIS) if gain else numeric("\u2013"))
    cells.append(cell(losers(package)))
    return tuple(cells)


def _gain(gain: Mapping[str, float], short: bool) -> str:
    if short:
        return signed(gain["median"])
    return f"{signed(gain['median'])} ({fixed(gain['low'])} to {fixed(gain['high'])})"


def losers(package: Mapping[str, Any]) -> Line:
    """Return who is worse off than today and was not asked."""
    found = [item for item in package.get("worse_off") or () if item.get("without_a_say")]
    if not found:
        return line("nobody")
    parts = [
        line(
            name(str(item["actor"])),
            " (",
            figure(f"{fixed(100 * item['share'], 0)}\u00a0%", BASIS),
            " of deals)"
            if item.get("ordinal")
            else f" of deals, {fixed(item['median_loss'])} points)",
        )
        for item in found[:3]
    ]
    if len(found) > 3:
        parts.append(line(plural(len(found) - 3, "other")))
    return join(parts)


def held(answers: Answers, least: int = 12) -> Table | None:
    """Return whether each package would hold, one line each; None where that was not asked."""
    packages = (answers.support("deals").get("packages") or [])[:least]
    rows = tuple(
        _held(place, package["holds"], answers.book)
        for place, package in enumerate(packages, 1)
        if package.get("holds")
    )
    if not rows:
        return None
    caption = "Would it hold? In which share of the readings with this deal nobody would leave it"
    return Table(caption, HOLDS, rows, frozenset({1, 2, 4, 5}))


def _held(place: int, found: Mapping[str, Any], book: Casebook) -> tuple[Cell, ...]:
    """Return one package: who stays, the commonest exit and whether others would answer it."""
    row = [
        header(str(place)),
        labelled(found["together"], BASIS),
        labelled(found["alone"], BASIS),
    ]
    if not found["exits"]:
        return (*row, cell("none"), numeric("\u2013"), numeric("\u2013"))
    first = found["exits"][0]
    leaves = line(who(members(first["actor"]), book), ", to ", changed(first["changes"], book))
    answered = numeric(bare(first["answered"]), BASIS)
    return (*row, cell(leaves), numeric(bare(first["share"]), BASIS), answered)
