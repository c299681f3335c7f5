"""Warnings about orders, and about issues that move one way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from detente.case.faults import Path, listed, plain
from detente.case.lints_unused import speaking
from detente.case.schema import Case, Issue
from detente.case.tries import Options, Tries, can_hold
from detente.case.warning import Warn
from detente.core.logic import All, Formula, Not, Some, holds


def order_without_points(case: Case) -> Iterator[Warn]:
    """Somebody who is asked has an order, no values: points for him only tell which is better."""
    asked = speaking(case)
    names = [name for name, actor in case.actors.items() if actor.order and name in asked]
    if names:
        verb, whom = ("has", "him") if len(names) == 1 else ("have", "them")
        message = (
            f"{listed(names, 'and')} {verb} an order, no values:"
            f" points for {whom} only tell which is better"
        )
        hint = (
            "room, blockers and Pareto are sound; utilitarian, egalitarian, Nash and"
            " Kalai-Smorodinsky then take ranks for equal steps, which is a judgement"
        )
        yield Warn(("actors", names[0], case.actors[names[0]].order), message, hint, key=True)


def statement_without_effect(case: Case) -> Iterator[Warn]:
    """A statement of an order that can never decide anything, for those before it do."""
    options = {name: tuple(issue.options) for name, issue in case.issues.items()}
    tries = Tries()
    for name, actor in case.actors.items():
        effect = _decides if actor.prefers else _is_left
        for k, wish in enumerate(actor.written):
            if effect(actor.levels[:k], actor.levels[k], options, tries) is False:
                path: Path = ("actors", name, actor.order, k)
                what = plain(str(wish), 60)
                if actor.prefers:
                    message = f"{what!r} is settled by what is true everywhere, or said before it"
                else:
                    message = f"no outcome is left for {what!r}: those before it take them all"
                yield Warn(path, message, "it changes nothing; check its options and signs")


def _decides(
    before: Sequence[Formula], statement: Formula, options: Options, tries: Tries
) -> bool | None:
    """Can two outcomes differ in a statement that agree in all before it?"""
    outcomes = tries.outcomes([*before, statement], options)
    if outcomes is None:
        return None
    seen: dict[tuple[bool, ...], bool] = {}
    for outcome in outcomes:
        key = tuple(holds(one, outcome) for one in before)
        true = holds(statement, outcome)
        if seen.setdefault(key, true) != true:
            return True
    return False


def _is_left(
    before: Sequence[Formula], level: Formula, options: Options, tries: Tries
) -> bool | None:
    """Can an outcome meet a level and none before it?"""
    return can_hold(All((level, Not(Some(tuple(before))))), options, tries)


def option_out_of_reach(case: Case) -> Iterator[Warn]:
    """An option is put on the table that an issue, moving one way, cannot reach from now."""
    for name, issue in case.issues.items():
        path: Path = ("issues", name, "on_table")
        yield from _behind(name, issue, issue.on_table or (), path)
    for lever, entry in case.levers.items():
        for name, opened in (entry.do.open or {}).items():
            path = ("levers", lever, "do", "open", name)
            yield from _behind(name, case.issues[name], opened, path)


def _behind(name: str, issue: Issue, opened: Sequence[str], path: Path) -> Iterator[Warn]:
    behind = [option for option in opened if issue.behind(option, issue.now)]
    if behind:
        message = f"{name!r} moves {issue.one_way} only: {listed(behind, 'and')} cannot be reached"
        yield Warn(path, message, f"from {issue.now} it goes the other way; remove it", key=True)


ORDERS: tuple[Callable[[Case], Iterator[Warn]], ...] = (
    order_without_points,
    statement_without_effect,
    option_out_of_reach,
)
