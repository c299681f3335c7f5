"""What a lever does to the table: each edit is a pure function from one table to another."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from detente.core.table import (
    Actor,
    Anchor,
    Care,
    Condition,
    Drop,
    Edit,
    Lever,
    Mute,
    Open,
    Pick,
    Pin,
    Pliant,
    Postpone,
    Put,
    Shift,
    Soften,
    Span,
    Table,
)


def apply(table: Table, edits: Iterable[Edit]) -> Table:
    """What does the table look like after these edits?

    Unchanged parts are the same objects as before, so that work on them can be reused.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> apply(fence(), [Put("gate", 1)]).now["gate"]
    1
    """
    for edit in edits:
        table = _apply_one(table, edit)
    return table


def pull(table: Table, names: Collection[str]) -> Table:
    """What does the table look like with these levers pulled, in the order the case lists them?"""
    return apply(table, (e for lever in table.levers if lever.id in names for e in lever.edits))


def contradiction(first: Lever, second: Lever) -> str | None:
    """Which entry do two levers edit differently, if any? Such a pair cannot be pulled together."""
    for a in first.edits:
        for b in second.edits:
            entry = _entry(a)
            if a != b and entry is not None and entry == _entry(b):
                return entry[1]
    return None


def _entry(edit: Edit) -> tuple[str, str] | None:
    """The single entry of the case that an edit gives one value; None where edits add up."""
    match edit:
        case Put(issue=issue):
            return "now", issue
        case Drop(condition=condition) | Soften(condition=condition):
            return "condition", condition
        case Shift(actor=actor):
            return "no_deal", f"{actor}.no_deal"
        case Postpone():
            return "deadline", "deadline"
    return None


def _apply_one(table: Table, edit: Edit) -> Table:
    match edit:
        case Open(issue=issue, options=options):
            return _offer(table, issue, options)
        case Put(issue=issue, option=option):
            moved = dict(table.moved) | {issue: option}
            return replace(_offer(table, issue, (option,)), moved=tuple(sorted(moved.items())))
        case Drop(condition=name):
            kept = tuple(c for c in table.conditions if not _is(c, name))
            return replace(table, conditions=kept)
        case Soften(condition=name, lo=lo, hi=hi):
            return replace(table, conditions=_softened(table.conditions, name, lo, hi))
        case Mute(actor=name):
            return _mute(table, name)
        case Shift(actor=name, lo=lo, hi=hi):
            return replace(table, actors=tuple(_shift(a, name, lo, hi) for a in table.actors))
        case Postpone(days=days):
            return replace(table, deadline=Pick("deadline", days))
        case Pin(path=path, at=at):
            return _pin(table, path, at)
        case Pliant(actor=name):
            return replace(table, pliant=table.pliant | {name})


def _offer(table: Table, issue: str, options: tuple[int, ...]) -> Table:
    issues = tuple(
        replace(i, on_table=i.on_table | frozenset(options)) if i.id == issue else i
        for i in table.issues
    )
    return replace(table, issues=issues)


def _is(condition: Condition, name: str) -> bool:
    """Is this the condition named, or one of the options of the refusal named?"""
    return condition.id == name or condition.id.startswith(f"{name}.")


def _softened(
    conditions: tuple[Condition, ...], name: str, lo: float, hi: float
) -> tuple[Condition, ...]:
    return tuple(
        replace(c, firm=Span(c.firm.path, lo, hi)) if _is(c, name) else c for c in conditions
    )


def deaf_to(actor: Actor, name: str) -> Actor:
    """The same actor, who no longer hears an adviser."""
    if all(adviser != name for adviser, _ in actor.hears):
        return actor
    return replace(actor, hears=tuple(h for h in actor.hears if h[0] != name))


def _mute(table: Table, name: str) -> Table:
    return replace(
        table,
        actors=tuple(deaf_to(a, name) for a in table.actors if a.id != name),
        conditions=tuple(c for c in table.conditions if c.owner != name),
    )


def _shift(actor: Actor, name: str, lo: float, hi: float) -> Actor:
    if actor.id != name:
        return actor
    path = f"actors.{name}.no_deal"
    # Left out means the value of now: the shift is then counted from there.
    anchors = actor.no_deal or (Anchor(None, Span(path, 0.0, 0.0), relative=True),)
    moved = tuple(
        replace(a, amount=Span(path, a.amount.lo + lo, a.amount.hi + hi)) for a in anchors
    )
    return replace(actor, no_deal=moved)


def _pin(table: Table, path: str, at: float) -> Table:
    def span(s: Span) -> Span:
        if s.path != path:
            return s
        point = s.lo + at * (s.hi - s.lo)
        return Span(path, point, point)

    def pick(p: Pick | None) -> Pick | None:
        if p is None or p.path != path:
            return p
        return Pick(path, (p.options[int(at)],))

    def care(c: Care) -> Care:
        if not path.startswith(c.weight.path.removesuffix("weight")):
            return c
        value = None if c.value is None else tuple(span(v) for v in c.value)
        return Care(c.issue, span(c.weight), pick(c.wants), pick(c.accepts), value)

    def actor(a: Actor) -> Actor:
        if not path.startswith(f"actors.{a.id}."):
            return a
        return replace(
            a,
            cares=tuple(care(c) for c in a.cares),
            hears=tuple((name, span(share)) for name, share in a.hears),
            no_deal=tuple(replace(n, amount=span(n.amount)) for n in a.no_deal),
        )

    def condition(c: Condition) -> Condition | None:
        given = c.given
        if given is not None and given[0].path == path:
            if given[0].options[int(at)] != given[1]:
                return None
            given = None
        firm = span(c.firm)
        return c if firm is c.firm and given is c.given else replace(c, firm=firm, given=given)

    return replace(
        table,
        deadline=pick(table.deadline),
        actors=tuple(actor(a) for a in table.actors),
        conditions=tuple(d for c in table.conditions if (d := condition(c)) is not None),
    )
