"""Warnings: what is allowed in a case but probably not meant.

Each lint is a function that yields what it finds; its name is the name of the warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detente.case.document import Document
from detente.case.faults import Fault, Path, listed, plain
from detente.case.lints_orders import ORDERS
from detente.case.lints_time import TIMES
from detente.case.lints_unused import UNUSED
from detente.case.nodeal import NoDeal
from detente.case.schema import Case
from detente.case.scores import value_of_now
from detente.case.tries import Options, Tries, can_hold
from detente.case.values import Range, When
from detente.case.warning import Warn
from detente.core.logic import TRUE, All, Formula, Not, issues

_FAR = 10


def lint(case: Case, document: Document) -> list[Fault]:
    """Everything doubtful in a case, in no particular order."""
    return [
        document.fault(one.path, one.message, one.hint, key=one.key, name=rule.__name__)
        for rule in LINTS
        for one in rule(case)
    ]


def lever_opens_what_is_open(case: Case) -> Iterator[Warn]:
    """A lever puts an option on the table that is there already."""
    for name, lever in case.levers.items():
        for issue, options in (lever.do.open or {}).items():
            there = [option for option in options if option in case.issues[issue].offered]
            if there:
                message = f"{listed(there, 'and')} of {issue!r} is on the table already"
                hint = "the lever changes nothing here; check on_table"
                yield Warn(("levers", name, "do", "open", issue), message, hint, key=True)


def target_out_of_reach(case: Case) -> Iterator[Warn]:
    """Nothing on offer meets a target: today, or even with every lever."""
    today = {name: issue.offered for name, issue in case.issues.items()}
    opened: dict[str, set[str]] = {name: set(options) for name, options in today.items()}
    for lever in case.levers.values():
        for name, options in (lever.do.open or {}).items():
            issue = case.issues[name]
            opened[name] |= {one for one in options if not issue.behind(one, issue.now)}
        for name, option in (lever.do.set or {}).items():
            opened[name].add(option)
    pulled = {name: tuple(options) for name, options in opened.items()}
    tries = Tries()
    for name, target in case.targets.items():
        if can_hold(target.when.formula, today, tries) is not False:
            continue
        path: Path = ("targets", name, "when")
        if can_hold(target.when.formula, pulled, tries) is False:
            message = f"nothing on offer meets the target {name!r}, not even with every lever"
            yield Warn(path, message, "it will have no room; check on_table, or add a lever")
        else:
            message = f"nothing on offer today meets the target {name!r}"
            yield Warn(path, message, "only levers can give it room; check on_table if that is new")


def target_and_forecast_differ(case: Case) -> Iterator[Warn]:
    """A forecast asks for a target in other words than its options use."""
    for place, forecast in enumerate(case.forecasts):
        target = case.targets.get(forecast.ask)
        if target is None or forecast.differs is not None:
            continue
        named = [
            case.issues[issue].options[option]
            for issue in sorted(issues(target.when.formula))
            for option in case.issues[issue].options
            if re.search(rf"\b{re.escape(option)}\b", target.when.text)
        ]
        asked = _stems(forecast.yes_if)
        far = [text for text in named if len(_stems(text) & asked) * 2 < len(_stems(text))]
        if far:
            options = listed([f"'{plain(text, 50)}'" for text in far], "and", 4)
            message = f"the target {forecast.ask!r} says {options}; this asks in other words"
            hint = "would the same events settle both? Use the same words, or add `differs:`"
            yield Warn(("forecasts", place, "yes_if"), message, hint)


_EMPTY = {
    *("the", "and", "for", "with", "from", "that", "this", "are", "was", "has", "have", "not"),
    *("its", "than", "into", "out", "any", "all", "one"),
}


def _stems(text: str) -> set[str]:
    """The telling words of a text, cut short so that plurals and tenses agree."""
    words = re.findall(r"[^\W\d_]{3,}", re.sub(r"\[\w+\]", "", text).casefold())
    return {word[:5] for word in words if word not in _EMPTY}


def now_far_from_no_deal(case: Case) -> Iterator[Warn]:
    """The model values today quite otherwise than the no-deal value that was entered."""
    for name, actor in case.actors.items():
        if actor.no_deal is None:
            continue
        entered = no_deal_at(actor.no_deal, case.meta.as_of)
        now = value_of_now(actor, case.issues)
        if entered is None or now is None or abs(now - entered.mid) < _FAR:
            continue
        message = (
            f"to {name!r} today is worth about {now:.0f} of 100 by what he wants,"
            f" but no deal was entered as {entered}"
        )
        hint = "which is meant? Mend one of them, or say in `why` what else no deal means"
        yield Warn(("actors", name, "no_deal"), message, hint, key=True)


def no_deal_at(no_deal: NoDeal, day: When) -> Range | None:
    """The no-deal value entered for the day of the analysis, or nearest to it; None if relative."""
    dated = [one for one in no_deal.anchors if isinstance(one.at, When)]
    flat = [one for one in no_deal.anchors if one.at == "always"] or list(no_deal.anchors)

    def apart(when: When) -> int:
        return abs((when.start - day.start).days)

    nearest = min(dated, key=lambda one: apart(one.at)) if dated else flat[0]  # type: ignore[arg-type]
    return None if nearest.amount.relative else nearest.amount


def free_concession(case: Case) -> Iterator[Warn]:
    """A party can give something away that nobody in it cares about."""
    cared = {issue for actor in case.actors.values() for issue in actor.concerns}
    for name, issue in case.issues.items():
        if name not in cared:
            continue
        for party in issue.holders:
            voices = {
                voice
                for decider in case.deciders(party)
                for voice in (decider, *(case.actors[decider].hears or ()))
            }
            if not any(name in case.actors[voice].concerns for voice in voices):
                message = f"{party} decides on {name!r}, but nobody who decides for it cares"
                hint = "so it concedes this for nothing; add a care, or take it out of `by`"
                yield Warn(("issues", name, "by"), message, hint, key=True)


def decides_for_another_party(case: Case) -> Iterator[Warn]:
    """An actor of one party decides for another."""
    for name, party in case.parties.items():
        for who in party.decides.names:
            actor = case.actors.get(who)
            if actor is not None and actor.of != name and name not in _bodies(case, actor.of):
                message = f"{who!r} decides for {name}, but is an actor of {actor.of}"
                yield Warn(("parties", name, "decides"), message, f"write of: {name} in {who}")


def _bodies(case: Case, party: str) -> set[str]:
    """A party and the bodies below it that decide with it."""
    found = {party}
    waiting = [party]
    while waiting:
        for name in case.parties[waiting.pop()].decides.names:
            if name in case.parties and name not in case.actors and name not in found:
                found.add(name)
                waiting.append(name)
    return found


def refuses_today(case: Case) -> Iterator[Warn]:
    """An actor refuses for sure what is the case today."""
    for name, issue, refused in case.refusals():
        now = case.issues[issue].now
        if any(one.options == (now,) for one in refused):
            message = f"{name!r} refuses {now!r}, which is where {issue!r} is today"
            hint = "so nothing that leaves it there is acceptable to him; is that meant?"
            yield Warn(("actors", name, "cares", issue, "refuses"), message, hint)


@dataclass(frozen=True)
class _Rule:
    """A rule's formula in parts, to try it out."""

    when: Formula
    needs: Formula
    while_: Formula | None


def rule_never_binds(case: Case) -> Iterator[Warn]:
    """A rule that every outcome keeps, so that it can never stand in the way."""
    options = {name: tuple(issue.options) for name, issue in case.issues.items()}
    tries = Tries()
    for name, rule in case.rules.items():
        parts = _Rule(rule.rule.when, rule.rule.needs, rule.while_.formula if rule.while_ else None)
        if _can_break(parts, options, tries) is False:
            message = f"no outcome can break the rule {name!r}"
            yield Warn(("rules", name, "rule"), message, "check its options and signs")


def _can_break(rule: _Rule, options: Options, tries: Tries) -> bool | None:
    broken = All((rule.when, Not(rule.needs), rule.while_ or TRUE))
    return can_hold(broken, options, tries)


LINTS: tuple[Callable[[Case], Iterator[Warn]], ...] = (
    lever_opens_what_is_open,
    target_out_of_reach,
    target_and_forecast_differ,
    now_far_from_no_deal,
    free_concession,
    decides_for_another_party,
    rule_never_binds,
    refuses_today,
    *ORDERS,
    *UNUSED,
    *TIMES,
)
