"""Warnings about inputs on which no figure depends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from detente.case.faults import listed
from detente.case.schema import Case
from detente.case.warning import Warn
from detente.core.logic import issues


def speaking(case: Case) -> set[str]:
    """The actors whose values some answer rests on: deciders who are asked, and whom they hear.

    Every party in some `by` or `veto` is asked; so are the bodies it decides through.
    """
    asked: set[str] = set()
    for issue in case.issues.values():
        asked.update(issue.holders)
        for option in issue.options:
            asked.update(issue.vetoes(option))
    deciding = {who for party in asked for who in case.deciders(party)}
    heard = {
        adviser
        for who in deciding
        for adviser, share in (case.actors[who].hears or {}).items()
        if share.hi > 0
    }
    return deciding | heard


def actor_without_say(case: Case) -> Iterator[Warn]:
    """An actor whom no rule, refusal or consent touches."""
    heard = speaking(case)
    holders = {rule.by for rule in case.rules.values()}
    refusing = {actor for actor, _, _ in case.refusals()}
    for name, actor in case.actors.items():
        if name in heard or name in holders or (name in refusing and name in case.advisers):
            continue
        also = " (he spoils in the forecast only)" if actor.spoils is not None else ""
        message = f"no consent and no condition depends on {name!r}{also}"
        counts = ", and his clout counts for positions" if actor.clout is not None else ""
        hint = f"his gains and losses are shown{counts}, but no deal waits for him"
        yield Warn(("actors", name), message, hint, key=True)


def issue_without_effect(case: Case) -> Iterator[Warn]:
    """An issue that no care, rule or target mentions."""
    used = {issue for actor in case.actors.values() for issue in actor.concerns}
    for rule in case.rules.values():
        used |= issues(rule.rule.when) | issues(rule.rule.needs)
        if rule.while_ is not None:
            used |= issues(rule.while_.formula)
    for target in case.targets.values():
        used |= issues(target.when.formula)
    for forecast in case.forecasts:
        used |= issues(forecast.when.formula) if forecast.when is not None else set()
    for name in case.issues:
        if name not in used:
            message = f"no figure depends on the issue {name!r}"
            yield Warn(("issues", name), message, "no care, rule or target mentions it", key=True)


def firm_without_refusal(case: Case) -> Iterator[Warn]:
    """A care says how firm a refusal is, but refuses nothing."""
    for name, actor in case.actors.items():
        for issue, care in actor.cares.items():
            if care.firm is not None and not care.refuses:
                message = "firm says how sure a refusal is, but nothing is refused here"
                path = ("actors", name, "cares", issue, "firm")
                yield Warn(path, message, "add refuses, or remove firm", key=True)


def value_overrides(case: Case) -> Iterator[Warn]:
    """A care has wants or accepts that its value map puts out of use."""
    for name, actor in case.actors.items():
        for issue, care in actor.cares.items():
            idle = [key for key in ("wants", "accepts") if getattr(care, key) is not None]
            if care.value is not None and idle:
                message = f"{listed(idle, 'and')} has no effect beside value"
                path = ("actors", name, "cares", issue, idle[0])
                yield Warn(path, message, "keep one way of saying it", key=True)


def weight_of_nothing(case: Case) -> Iterator[Warn]:
    """A care with weight 0 counts for nothing, unless it holds a refusal."""
    for name, actor in case.actors.items():
        for issue, care in actor.cares.items():
            if care.weight.hi == 0 and not care.refuses:
                path = ("actors", name, "cares", issue, "weight")
                yield Warn(path, "a care of weight 0 has no effect", "remove it", key=True)


def decider_without_cares(case: Case) -> Iterator[Warn]:
    """Somebody decides who cares about nothing, so that every outcome is worth 0 to him."""
    for party in case.parties.values():
        for name in party.decides.names:
            actor = case.actors.get(name)
            if actor is not None and not (actor.cares or actor.hears or actor.order):
                message = f"{name!r} decides, but cares about nothing: all is worth 0 to him"
                yield Warn(("actors", name), message, "add cares, or an order", key=True)


def party_never_asked(case: Case) -> Iterator[Warn]:
    """A party whose consent no move takes."""
    asked: set[str] = set()
    for issue in case.issues.values():
        asked.update(issue.holders)
        for option in issue.options:
            asked.update(issue.vetoes(option))
    bodies = {name for party in case.parties.values() for name in party.decides.names}
    for name in case.parties:
        if name not in asked and (name not in bodies or name in case.actors):
            message = f"no issue asks {name}: it is in no `by` and no `veto`"
            yield Warn(("parties", name), message, "its interests are shown, not counted", key=True)


def no_deal_without_effect(case: Case) -> Iterator[Warn]:
    """A no-deal value of somebody who neither decides nor is heard."""
    heard = speaking(case)
    deciding = {name for party in case.parties.values() for name in party.decides.names}
    for name, actor in case.actors.items():
        if actor.no_deal is not None and name not in heard and name not in deciding:
            message = f"no figure depends on the no-deal value of {name!r}: nobody hears him"
            hint = "add him to somebody's `hears`, or remove it"
            yield Warn(("actors", name, "no_deal"), message, hint, key=True)


def deadline_without_effect(case: Case) -> Iterator[Warn]:
    """A deadline in a case where no no-deal value changes with time."""
    moving = any(
        actor.no_deal is not None and len(actor.no_deal.anchors) > 1
        for actor in case.actors.values()
    )
    if case.deadline is not None and not moving:
        message = "no no-deal value changes with time, so the deadline changes nothing"
        yield Warn(("deadline",), message, "give a no_deal at `deadline:`, for one", key=True)


def set_to_now(case: Case) -> Iterator[Warn]:
    """A lever sets an issue to where it is already."""
    for name, lever in case.levers.items():
        for issue, option in (lever.do.set or {}).items():
            if case.issues[issue].now == option:
                message = f"{issue!r} is at {option!r} already"
                yield Warn(("levers", name, "do", "set", issue), message, "remove it")


UNUSED: tuple[Callable[[Case], Iterator[Warn]], ...] = (
    actor_without_say,
    issue_without_effect,
    firm_without_refusal,
    value_overrides,
    weight_of_nothing,
    decider_without_cares,
    party_never_asked,
    no_deal_without_effect,
    deadline_without_effect,
    set_to_now,
)
