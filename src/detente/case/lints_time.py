"""Warnings about what only the forecast uses: contacts, shocks, spoilers, dates, histories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from detente.case.faults import Path, listed
from detente.case.schema import Actor, Case
from detente.case.values import When
from detente.case.warning import Warn


def pair_without_contact(case: Case) -> Iterator[Warn]:
    """Parties whose hands an issue needs together, with no word on how often they can deal."""
    if not case.forecasts:
        return
    joined = {frozenset(pair) for name in case.contacts if (pair := case.pair(name))}
    absent: dict[tuple[str, str], str] = {}
    for name, issue in case.issues.items():
        for option in issue.options:
            for one, other in combinations(issue.asked(option), 2):
                pair = (one, other)
                if frozenset(pair) not in joined and (other, one) not in absent:
                    absent.setdefault(pair, name)
    if absent:
        pairs = [f"{one}-{other}" for one, other in absent]
        message = f"no contacts entry for {listed(pairs, 'and', 6)}: 1 a month is assumed"
        hint = f"write contacts: {{{pairs[0]}: {{rate: 0.5-1 a month, why: ...}}}}"
        yield Warn(("issues", next(iter(absent.values())), "by"), message, hint, key=True)


def stall_without_date(case: Case) -> Iterator[Warn]:
    """A forecast in a case that does not say since when the talks stand still."""
    if case.forecasts and case.meta.stalled is None:
        message = "there is no `stalled`: the time that has passed already is taken as 0"
        hint = "write stalled: 2019-02-28   (since when nothing has moved)"
        yield Warn(("case",), message, hint, key=True)


def forecast_after_horizon(case: Case) -> Iterator[Warn]:
    """A forecast asks for a day that the case does not look ahead to."""
    horizon = case.meta.horizon
    for place, forecast in enumerate(case.forecasts):
        if horizon is not None and forecast.by.end > horizon.end:
            message = f"this asks by {forecast.by}, and the horizon is {horizon}"
            hint = "move the horizon: what the case says of dates and rates should hold until then"
            yield Warn(("forecasts", place, "by"), message, hint)


def window_out_of_time(case: Case) -> Iterator[Warn]:
    """A date opens issues, but is over already or comes after the horizon."""
    today, horizon = case.meta.as_of.start, case.meta.horizon
    for place, event in enumerate(case.calendar):
        top: Path = ("calendar", place)
        dates: list[tuple[Path, When]] = [((*top, "when"), event.when)]
        dates += [((*top, "also", item), when) for item, when in enumerate(event.also or ())]
        for path, when in dates if event.opens else ():
            if when.end <= today:
                message = f"{when} is over by {today}, so it opens nothing any more"
                yield Warn(path, message, "leave `opens` out here")
            elif horizon is not None and when.start > horizon.end:
                message = f"{when} comes after the horizon {horizon}, so it opens nothing"
                yield Warn(path, message, "move the horizon, or leave `opens` out")


# --- inputs no forecast depends on ---


def contact_without_move(case: Case) -> Iterator[Warn]:
    """Two parties can deal, but no move takes the hands of both."""
    hands = [
        {party for option in issue.options for party in issue.asked(option)}
        for issue in case.issues.values()
    ]
    for name in case.contacts:
        pair = case.pair(name)
        if pair is None or _make_a_move(case, pair, hands):
            continue
        message = f"no move takes the hands of both {pair[0]} and {pair[1]}"
        hint = "no forecast depends on how often they meet; check `by`, or remove it"
        yield Warn(("contacts", name), message, hint, key=True)


def _make_a_move(case: Case, pair: tuple[str, str], hands: list[set[str]]) -> bool:
    """Can two parties move something: one issue together, or one each in an exchange?"""
    both = set(pair)
    together = any(
        both <= set(issue.asked(option))
        for issue in case.issues.values()
        for option in issue.options
    )
    one, other = ([k for k, there in enumerate(hands) if party in there] for party in pair)
    return together or any(k != j for k in one for j in other)


def shock_without_effect(case: Case) -> Iterator[Warn]:
    """A shock that never happens, or leaves every issue where it is."""
    for name, shock in case.shocks.items():
        if shock.rate.hi == 0:
            message = f"{name!r} happens never: its rate is {shock.rate}"
            yield Warn(("shocks", name, "rate"), message, "give it a rate, or remove it", key=True)
        elif all(_stuck(case, name, issue, option) for issue, option in shock.moves.items()):
            message = f"{name!r} puts {listed(list(shock.moves), 'and')} where nothing ever leaves"
            hint = "it changes nothing; check its options and `on_table`, or remove it"
            yield Warn(("shocks", name, "moves"), message, hint, key=True)


def _stuck(case: Case, shock: str, issue: str, option: str) -> bool:
    """Is an issue at an option that no offer, lever or other shock lets it leave?"""
    entry = case.issues[issue]
    levers = any(
        issue in (lever.do.open or {}) or issue in (lever.do.set or {})
        for lever in case.levers.values()
    )
    others = any(issue in one.moves for name, one in case.shocks.items() if name != shock)
    return option == entry.now and set(entry.offered) <= {option} and not (levers or others)


def spoiler_without_stake(case: Case) -> Iterator[Warn]:
    """Somebody spoils whom no outcome leaves worse off, or whose chance is 0."""
    for name, actor in case.actors.items():
        if actor.spoils is None:
            continue
        path: Path = ("actors", name, "spoils")
        if actor.spoils.chance.hi == 0:
            hint = "give it a chance, or remove spoils"
            yield Warn((*path, "chance"), f"the chance that {name!r} spoils is 0", hint, key=True)
        elif not _can_lose(actor):
            message = f"{name!r} wants nothing, so no outcome leaves him worse off than today"
            yield Warn(path, message, "he never spoils: add cares, or remove spoils", key=True)


def _can_lose(actor: Actor) -> bool:
    cares = any(care.weight.hi > 0 for care in actor.cares.values())
    return cares or bool(actor.order) or any(s.hi > 0 for s in (actor.hears or {}).values())


def history_without_use(case: Case) -> Iterator[Warn]:
    """A history that counts for no target and that no forecast refers to."""
    named = {name for forecast in case.forecasts for name in forecast.reference or ()}
    for name, history in case.histories.items():
        if not history.counts_for and name not in named:
            message = f"no forecast depends on the history {name!r}"
            hint = "add counts_for: [TARGET], or name it in a forecast's `reference`"
            yield Warn(("histories", name), message, hint, key=True)


TIMES: tuple[Callable[[Case], Iterator[Warn]], ...] = (
    pair_without_contact,
    stall_without_date,
    forecast_after_horizon,
    window_out_of_time,
    contact_without_move,
    shock_without_effect,
    spoiler_without_stake,
    history_without_use,
)
