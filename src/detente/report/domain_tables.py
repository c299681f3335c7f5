"""The deals of a bargaining domain in the terminal: solutions, how sure, and what blocks one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.report.text import clean

SOLUTIONS = {
    "utilitarian": ("Utilitarian", "the largest sum of utilities"),
    "egalitarian": ("Egalitarian", "best for whoever gains least, then for the next"),
    "nash": ("Nash", "the largest product of gains"),
    "kalai_smorodinsky": (
        "Even shares",
        "Kalai-Smorodinsky: of each party's best gain, the least share is largest, then the next",
    ),
    "ks_nearest": (
        "Ideal line",
        "Kalai-Smorodinsky in its other meaning: nearest to the line from no deal to all bests",
    ),
}

POINTS = {
    "reserve": "what each has without a deal",
    "zero": "zero for each",
    "worst": "the worst lawful package for each",
    "given": "the numbers given",
}

LONGEST = 60
"""Parties and issues listed one by one at most."""


def show_domain(data: Mapping[str, Any], out: Console) -> None:
    """The answer of :meth:`detente.models.domains.DomainAnswer.to_dict` as tables."""
    _head(data, out)
    solutions = data["solutions"]
    if solutions:
        out.print()
        out.print(_utilities(data))
        out.print()
        out.print(_packages(data))
        _sure(solutions, out)
    if data["blockers"]:
        _blocked(data["blockers"], out)


def number(x: float | None) -> str:
    """A number as short as four digits allow.

    Examples
    --------
    >>> number(0.70219), number(12345.678), number(None)
    ('0.7022', '12346', '-')
    """
    if x is None:
        return "-"
    return f"{x:.4g}" if abs(x) < 10_000 else f"{x:.0f}"


def _say(text: str, out: Console, style: str = "") -> None:
    out.print(Text(clean(text), style), soft_wrap=True)


def _head(data: Mapping[str, Any], out: Console) -> None:
    domain = data["domain"]
    _say(domain["title"], out, "bold")
    size = _many(domain["packages"])
    _say(f"{len(domain['parties'])} parties, {len(domain['issues'])} issues, {size} packages", out)
    if "read_as" in domain:
        _say(f"Read from {domain['read_as']}.", out)
    room, lawful = data["room"], data["lawful"]
    of = "" if lawful is None else f" of {_many(lawful)} lawful"
    point = POINTS.get(data["disagreement"]["name"], "")
    if data["has_room"] is None:
        _say("Room: not settled in the time allowed.", out)
    elif not data["has_room"]:
        _say(f"No room: no package gives everybody {point}.", out)
    else:
        many = "some" if room is None else _many(room)
        _say(f"Room: {many} package{'' if room == 1 else 's'}{of} leave nobody below {point}.", out)
    pareto = data["pareto"]
    if pareto is not None:
        whole = "" if pareto["complete"] else " found so far"
        _say(
            f"Pareto: {_many(pareto['outcomes'])} package"
            f"{'' if pareto['outcomes'] == 1 else 's'}, {_many(pareto['distinct'])} different "
            f"in what they give{whole}.",
            out,
        )
    _say(f"Method: {data['method']}. {data['why']}", out)


def _many(count: int) -> str:
    return f"{count:,}" if count < 10**15 else f"{count:.2e}" if count < 10**300 else "countless"


def _table(title: str) -> Table:
    return Table(
        title=Text(title),
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        header_style="dim",
        padding=(0, 2, 0, 0),
    )


def _utilities(data: Mapping[str, Any]) -> Table:
    """A row a party: what it has without a deal, and under each solution."""
    table = _table("What each party would have")
    table.add_column("Party", overflow="fold")
    table.add_column("Measured from", justify="right")
    for name in data["solutions"]:
        table.add_column(SOLUTIONS[name][0], justify="right")
    point = data["disagreement"]["point"]
    for party in data["domain"]["parties"][:LONGEST]:
        cells = [number(s["utilities"][party]) for s in data["solutions"].values()]
        table.add_row(Text(clean(party)), number(point[party]), *cells)
    _cut(table, len(data["domain"]["parties"]), "parties")
    return table


def _packages(data: Mapping[str, Any]) -> Table:
    """A row an issue: the option each solution takes."""
    table = _table("The packages")
    table.add_column("Issue", overflow="fold")
    for name in data["solutions"]:
        table.add_column(SOLUTIONS[name][0], overflow="fold")
    for issue in list(data["domain"]["issues"])[:LONGEST]:
        cells = [Text(clean(s["package"][issue])) for s in data["solutions"].values()]
        table.add_row(Text(clean(issue)), *cells)
    _cut(table, len(data["domain"]["issues"]), "issues")
    return table


def _cut(table: Table, count: int, what: str) -> None:
    if count > LONGEST:
        table.add_row(f"and {count - LONGEST} other {what}: --json has them all")


def _sure(solutions: Mapping[str, Any], out: Console) -> None:
    out.print()
    for name, best in solutions.items():
        title, words = SOLUTIONS[name]
        ties = best["ties"]
        also = "" if ties in {None, 1} else f"; {_many(ties)} packages are equally good"
        sure = "proven best" if best["proved"] else "best found, not proven"
        if not best["proved"] and best["bound"] is not None:
            sure += f": its value {number(best['value'])}, the bound {number(best['bound'])}"
        _say(f"{title}: {words}. {sure.capitalize()}{also}.", out)


def _blocked(blockers: Mapping[str, Any], out: Console) -> None:
    minimal = [_named(one) for one in blockers["minimal"]]
    out.print()
    if minimal:
        more = "Any one less, and the others can." if blockers["proved"] else "Maybe fewer cannot."
        _say(f"Cannot all stand: {', '.join(minimal)}. {more}", out)
    lift, least = blockers["lift"], blockers["concession"]
    if lift["parties"]:
        sure = "" if lift["proved"] else f" (at least {number(lift['bound'])} are needed)"
        _say(f"Fewest to lift: {', '.join(lift['parties'])}{sure}.", out)
    if least["shortfalls"]:
        parts = [f"{p} {100 * x:.1f} %" for p, x in least["shortfalls"].items()]
        sure = "" if least["proved"] else f" (at least {number(least['bound'])} in all)"
        _say(
            f"Least concessions in all: {', '.join(parts)} of the way from worst to best{sure}.",
            out,
        )
    if least["package"]:
        shown = list(least["package"].items())[:LONGEST]
        _say(f"  Then open: {', '.join(f'{i} = {o}' for i, o in shown)}.", out)


def _named(blocker: str) -> str:
    kind, _, name = blocker.partition(":")
    return f"what {name} asks for" if kind == "accept" else f"the link {name}"
