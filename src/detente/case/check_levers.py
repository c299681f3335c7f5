"""Levers: what they edit exists, and whoever is named can make the move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from detente.case.check_orders import ordinal
from detente.case.faults import BadTextError, Path, listed, plain
from detente.case.schema import Case, Lever
from detente.case.validate import Draft
from detente.case.values import Range

DEEPEST_BODY = 12

Holders: TypeAlias = Mapping[str, str]
"""Conditions that can be given up, and the actors who hold them."""


def check_levers(draft: Draft, case: Case) -> None:
    """Report levers that edit what does not exist, or what is not theirs to edit."""
    holders = conditions(case)
    for name, lever in case.levers.items():
        _check_people(draft, case, name, lever)
        edits = lever.do
        top: Path = ("levers", name, "do")
        given = (edits.open, edits.set, edits.drop, edits.soften, edits.mute, edits.shift)
        place = draft.document.places.get(top)
        if all(one is None for one in given) and place is not None and not place.value.pairs:
            hint = "write open, set, drop, soften, mute or shift"
            draft.report(top, f"the lever {name!r} changes nothing", hint, key=True)
        _check_options(draft, case, top, lever)
        _check_conditions(draft, case, holders, top, lever)
        _check_mute(draft, case, top, lever)
        _check_shift(draft, case, top, lever)
        if not _people_unknown(draft, lever):
            _check_set_owners(draft, case, top, lever)
            _check_condition_owners(draft, case, holders, top, lever)


def _check_people(draft: Draft, case: Case, name: str, lever: Lever) -> None:
    for place, who in enumerate(lever.movers):
        path: Path = ("levers", name, "who")
        if place:
            path = ("levers", name, "with", place - 1)
            if path not in draft.document.places:
                path = path[:-1]
        hint = ""
        if who in case.parties and who not in case.actors:
            hint = f"{who} is a party; name the actor: {listed(case.parties[who].decides.names)}"
            if draft.declared["actors"] is not None and who not in draft.declared["actors"]:
                draft.report(path, f"there is no actor {who!r}", hint)
                continue
        if draft.known("actors", who, path, "actor") and place and who == lever.who:
            draft.report(path, f"{who!r} is named in `who` already", "remove him here")


def _people_unknown(draft: Draft, lever: Lever) -> bool:
    actors = draft.declared["actors"]
    return actors is None or any(who not in actors for who in lever.movers)


def _check_options(draft: Draft, case: Case, top: Path, lever: Lever) -> None:
    for issue, options in (lever.do.open or {}).items():
        path: Path = (*top, "open", issue)
        if draft.known("issues", issue, path, "issue", key=True):
            for place, option in enumerate(options):
                below = (*path, place)
                draft.option(issue, option, below if below in draft.document.places else path)
    for issue, option in (lever.do.set or {}).items():
        path = (*top, "set", issue)
        if draft.known("issues", issue, path, "issue", key=True):
            draft.option(issue, option, path)
            entry = case.issues.get(issue)
            known = entry is not None and {option, entry.now} <= set(entry.options)
            if entry is not None and known and entry.behind(option, entry.now):
                message = f"{issue!r} moves {entry.one_way} only, and {option!r} lies the other way"
                draft.report(path, message, f"set what can be reached from {entry.now}")


def conditions(case: Case) -> dict[str, str]:
    """Every condition a lever can drop or soften, with the actor who holds it."""
    rules = {name: rule.by for name, rule in case.rules.items() if rule.by is not None}
    refusals = {f"{actor}.{issue}": actor for actor, issue, _ in case.refusals()}
    return rules | refusals


def _check_conditions(draft: Draft, case: Case, holders: Holders, top: Path, lever: Lever) -> None:
    for place, name in enumerate(lever.do.drop or ()):
        below: Path = (*top, "drop", place)
        path = below if below in draft.document.places else below[:-1]
        _known_condition(draft, case, holders, name, path, key=False)
    for name, new in (lever.do.soften or {}).items():
        path = (*top, "soften", name)
        if name in (lever.do.drop or ()):
            message = f"this lever both drops and softens {name!r}"
            draft.report(path, message, "leave it under one of the two", key=True)
        elif _known_condition(draft, case, holders, name, path, key=True):
            old = _firm(case, name)
            if old is not None and (new.lo > old.lo or new.hi > old.hi):
                message = f"softening {name!r} from {old} to {new} would make it firmer"
                draft.report(path, message, f"both ends may only be lower than {old}")


def _firm(case: Case, name: str) -> Range | None:
    """How firm a condition is; None where it could not be read."""
    if name in case.rules:
        return case.rules[name].firm or Range(100, 100)
    actor, _, issue = name.partition(".")
    entry = case.actors.get(actor)
    care = entry.cares.get(issue) if entry is not None else None
    return None if care is None else care.firm or Range(100, 100)


def _known_condition(
    draft: Draft, case: Case, holders: Holders, name: str, path: Path, *, key: bool
) -> bool:
    """Is this a condition that somebody holds?"""
    if name in holders:
        return True
    declared = draft.declared["rules"]
    actor, dot, issue = name.partition(".")
    if declared is None or (dot and _faulty_care(draft, case, actor, issue)):
        return True
    if name in declared:
        rule = case.rules.get(name)
        if rule is not None and ("rules", name, "by") not in draft.document.places:
            message = f"{name!r} is a rule of logic: nobody can give it up"
            draft.report(path, message, "drop conditions that have a `by`", key=key)
            return False
        return True
    known = (*declared, *holders)
    bad = BadTextError(
        f"there is no condition {plain(name, 60)!r}",
        "name a rule, or a refusal as ACTOR.ISSUE",
        word=name,
        known=known,
    )
    draft.name_fault(path, bad, key=key)
    return False


def _faulty_care(draft: Draft, case: Case, actor: str, issue: str) -> bool:
    """Whether the file has this care, but it, or its refusal, could not be read."""
    path: Path = ("actors", actor, "cares", issue)
    if path not in draft.document.places:
        return False
    entry = case.actors.get(actor)
    lost = entry is None or issue not in entry.cares or draft.document.gap(path)
    below = ".".join(map(str, path)) + "."
    return lost or any(fault.path.startswith(below) for fault in draft.faults)


def _check_mute(draft: Draft, case: Case, top: Path, lever: Lever) -> None:
    for place, who in enumerate(lever.do.mute or ()):
        below: Path = (*top, "mute", place)
        path = below if below in draft.document.places else below[:-1]
        if not draft.known("actors", who, path, "actor"):
            continue
        deciding = [p for p, one in case.parties.items() if who in one.decides.names]
        if deciding:
            message = f"{who!r} decides for {deciding[0]}: only advisers can be muted"
            draft.report(path, message, "mute an actor whom no `decides` names")


def _check_shift(draft: Draft, case: Case, top: Path, lever: Lever) -> None:
    for name in lever.do.shift or {}:
        path: Path = (*top, "shift", name)
        if name != "deadline":
            actor = name.partition(".")[0]
            if draft.known("actors", actor, path, "actor", key=True) and ordinal(draft, actor):
                message = f"{actor!r} has an order: he has no no-deal value that could be shifted"
                draft.report(path, message, "give him cares and a no_deal, or remove it", key=True)
        elif case.deadline is None and ("deadline",) not in draft.document.places:
            message = "the case has no deadline that could be shifted"
            draft.report(path, message, "add deadline: {read_as: 2019-12-31}", key=True)


# --- who can make the move ---


def lacking(case: Case, party: str, named: Iterable[str]) -> tuple[str, ...]:
    """Who else must be named so that a party's decision is in hand? Empty where it is.

    Bodies are resolved; a party of which nothing is known lacks nobody.
    """
    return _lacking(case, party, frozenset(named), frozenset())


def _lacking(
    case: Case, party: str, named: frozenset[str], above: frozenset[str]
) -> tuple[str, ...]:
    entry = case.parties.get(party)
    if entry is None or party in above or len(above) > DEEPEST_BODY:
        return ()
    missing: list[tuple[str, ...]] = []
    for member in entry.decides.names:
        if member in case.actors:
            missing.append(() if member in named else (member,))
        elif member in case.parties:
            missing.append(_lacking(case, member, named, above | {party}))
        else:
            return ()
    in_hand = sum(not one for one in missing)
    if in_hand >= entry.decides.count:
        return ()
    # Those nearest to a yes first, so that the hint asks for as few as possible.
    short = sorted((one for one in missing if one), key=len)[: entry.decides.count - in_hand]
    return tuple(dict.fromkeys(name for one in short for name in one))


def _check_set_owners(draft: Draft, case: Case, top: Path, lever: Lever) -> None:
    for issue, option in (lever.do.set or {}).items():
        entry = case.issues.get(issue)
        if entry is None or option not in entry.options:
            continue
        short = {p: lacking(case, p, lever.movers) for p in entry.asked(option)}
        _report_lacking(draft, (*top, "set", issue), short, f"setting {issue!r} to {option!r}")


def _check_condition_owners(
    draft: Draft, case: Case, holders: Holders, top: Path, lever: Lever
) -> None:
    edited: list[tuple[Path, str]] = []
    for place, name in enumerate(lever.do.drop or ()):
        below: Path = (*top, "drop", place)
        edited.append((below if below in draft.document.places else below[:-1], name))
    edited += [((*top, "soften", name), name) for name in lever.do.soften or {}]
    for path, name in edited:
        holder = holders.get(name)
        actor = case.actors.get(holder or "")
        if holder is None or actor is None or holder in lever.movers:
            continue
        verb = "dropping" if "drop" in path else "softening"
        if holder not in case.advisers:
            short: dict[str, tuple[str, ...]] = {actor.of: (holder,)}
        else:
            # An adviser's condition is his principal's to give up.
            short = {actor.of: lacking(case, actor.of, lever.movers)}
        _report_lacking(draft, path, short, f"{verb} {name!r}, a condition of {holder},")


def _report_lacking(draft: Draft, path: Path, short: dict[str, tuple[str, ...]], what: str) -> None:
    """One message for all who are not named but must join in."""
    missing = list(dict.fromkeys(name for names in short.values() for name in names))
    if missing:
        parties = [party for party, names in short.items() if names]
        message = f"{what} takes {listed(parties, 'and')}, and no one here can speak for it"
        draft.report(path, message, f"name {listed(missing, 'and')} in `who` or `with`")
