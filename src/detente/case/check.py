"""References between the entries of a case: every name known, every entry in keeping with others.

The checks work on a `Draft`, whose case may lack entries that could not be read; what is missing
for that reason is passed over in silence, for it has been reported already.
"""

from __future__ import annotations

from collections.abc import Iterable

from detente.case.check_dates import check_dates
from detente.case.check_levers import DEEPEST_BODY, check_levers
from detente.case.check_open import check_open
from detente.case.check_orders import check_order
from detente.case.check_time import check_time, item_at
from detente.case.faults import BadTextError, Path, listed, plain
from detente.case.grammar import Axis
from detente.case.schema import Actor, Care, Case, Issue, Rule
from detente.case.validate import Draft
from detente.core.logic import holds, issues

_NEEDED = {
    "parties": "a case needs at least one party",
    "issues": "a case needs at least one issue",
    "actors": "a case needs at least one actor",
    "targets": "a case needs at least one target: without one there is nothing to ask",
}


def check(draft: Draft) -> None:
    """Report everything in a draft that does not go together with the rest."""
    case = draft.case
    if case is None:
        return
    for section, message in _NEEDED.items():
        if (section,) in draft.document.places and draft.declared[section] == ():
            draft.report((section,), message, key=True)
    _check_parties(draft, case)
    for name, issue in case.issues.items():
        _check_issue(draft, name, issue)
    for name, actor in case.actors.items():
        _check_actor(draft, name, actor)
        check_order(draft, name, actor)
    for name, rule in case.rules.items():
        _check_rule(draft, case, name, rule)
    check_time(draft, case)
    _check_statements(draft, case)
    _check_targets(draft, case)
    check_levers(draft, case)
    check_dates(draft, case)
    check_open(draft, case)
    marked = [name for name, source in case.meta.sources.items() if source.default]
    for name in marked[1:]:
        message = f"two sources are the default: {marked[0]!r} and {name!r}"
        draft.report(("case", "sources", name, "default"), message, "keep one", key=True)


# --- parties and issues ---


def _check_parties(draft: Draft, case: Case) -> None:
    actors = draft.declared["actors"]
    bodies = draft.declared["parties"]
    if actors is None or bodies is None:
        return
    for party, entry in case.parties.items():
        for name in entry.decides.names:
            if name not in actors and name not in bodies:
                path: Path = ("parties", party, "decides")
                bad = BadTextError(
                    f"there is no actor (or body) {plain(name, 60)!r}",
                    word=name,
                    known=(*actors, *bodies),
                )
                at = max(str(entry.decides).find(name), 0)
                draft.name_fault(path, bad, at=at)
    _check_cycles(draft, case, actors)


def _check_cycles(draft: Draft, case: Case, actors: tuple[str, ...]) -> None:
    """A body that, by way of others, decides on itself; each cycle is reported once."""
    done: set[str] = set()
    for start in case.parties:
        path: list[str] = []
        on_path: set[str] = set()
        stack = [iter((start,))]
        while stack:
            name = next(stack[-1], None)
            if name is None:
                stack.pop()
                if path:
                    done.add(path[-1])
                    on_path.discard(path.pop())
                continue
            if name in on_path:
                circle = [*path[path.index(name) :], name]
                message = f"who decides runs in a circle: {' -> '.join(circle[:12])}"
                hint = "a party must come down to actors in the end"
                draft.report(("parties", name, "decides"), message, hint)
                done.update(on_path)
            elif len(path) > DEEPEST_BODY:
                message = f"more than {DEEPEST_BODY} bodies decide one within the other"
                draft.report(("parties", path[0], "decides"), message, "name the actors")
                return
            elif name not in done and name in case.parties:
                path.append(name)
                on_path.add(name)
                below = case.parties[name].decides.names
                stack.append(iter([one for one in below if one not in actors]))


def _check_issue(draft: Draft, name: str, issue: Issue) -> None:
    top: Path = ("issues", name)
    draft.option(name, issue.now, (*top, "now"))
    for place, option in enumerate(issue.on_table or ()):
        draft.option(name, option, item_at(draft, (*top, "on_table"), place))
    offered = issue.on_table
    if offered is not None and issue.now in issue.options and issue.now not in offered:
        message = f"on_table leaves out {issue.now!r}, which is where things are now"
        hint = f"add {issue.now}: what is the case today is on the table"
        draft.report((*top, "on_table"), message, hint)
    for key in ("by", "veto"):
        _check_consent(draft, name, issue, key)
    if issue.undo and issue.one_way:
        message = "an issue that moves one way cannot be undone"
        draft.report((*top, "undo"), message, "keep `undo` or `one_way`", key=True)
    axis = Axis(None) if draft.axes is None else draft.axes[name]
    if issue.heading and not issue.ordered and len(axis.options or ()) > 2:
        message = f"the options of {name!r} have no order, so `{issue.one_way}` leads nowhere"
        draft.report((*top, "one_way"), message, "write yes or no, or give the options an order")
    if issue.scale is not None:
        _check_scale(draft, name, issue.scale, axis)


def _check_scale(draft: Draft, name: str, scale: tuple[float, ...], axis: Axis) -> None:
    path: Path = ("issues", name, "scale")
    if not axis.ordered:
        message = f"the options of {name!r} have no order, so they lie on no line"
        draft.report(path, message, "remove scale, or `ordered: no`", key=True)
    elif axis.options is not None and len(axis.options) != len(scale):
        message = f"scale has {len(scale)} numbers, but {name!r} has {len(axis.options)} options"
        draft.report(path, message, "write one number for each option, in their order", key=True)


def _check_consent(draft: Draft, name: str, issue: Issue, key: str) -> None:
    found = issue.by if key == "by" else issue.veto
    path: Path = ("issues", name, key)
    if isinstance(found, tuple):
        for place, party in enumerate(found):
            _known_party(draft, party, item_at(draft, path, place))
        return
    for option, parties in (found or {}).items():
        draft.option(name, option, (*path, option), key=True)
        for place, party in enumerate(parties):
            _known_party(draft, party, item_at(draft, (*path, option), place))
    if key == "by" and found is not None and not _uncertain(draft, name, path, found):
        absent = [one for one in issue.options if one not in found and one != issue.now]
        if absent:
            message = f"by does not say whose yes it takes for {listed(absent, 'and')}"
            draft.report(path, message, f"add {absent[0]}: [PARTY]", key=True)


def _uncertain(draft: Draft, issue: str, path: Path, by_option: Iterable[str]) -> bool:
    """Whether a map has an entry that is faulty, and may be the one that seems to be missing."""
    axis = draft.axes.get(issue) if draft.axes is not None else None
    if axis is None or axis.options is None or draft.document.gap(path):
        return True
    return not set(axis.options).issuperset(by_option)


def _known_party(draft: Draft, party: str, path: Path) -> None:
    actors = draft.declared["actors"] or ()
    hint = ""
    if party in actors and draft.case is not None and party in draft.case.actors:
        of = draft.case.actors[party].of
        hint = f"{party} is an actor; name the party: {of}"
    names = draft.declared["parties"]
    if hint and names is not None and party not in names:
        draft.report(path, f"there is no party {plain(party, 60)!r}", hint)
    else:
        draft.known("parties", party, path, "party")


# --- actors and rules ---


def _check_actor(draft: Draft, name: str, actor: Actor) -> None:
    top: Path = ("actors", name)
    _known_party(draft, actor.of, (*top, "of"))
    for adviser in actor.hears or {}:
        path: Path = (*top, "hears", adviser)
        if adviser == name:
            draft.report(path, f"{name!r} cannot hear himself", "remove it", key=True)
        else:
            draft.known("actors", adviser, path, "actor", key=True)
    most = sum(share.hi for share in (actor.hears or {}).values())
    if most > 100:
        message = f"the shares {name!r} hears can add up to {most:g} %, more than all"
        hint = "lower the upper ends until they add up to 100 or less"
        draft.report((*top, "hears"), message, hint, key=True)
    for issue, care in actor.cares.items():
        if draft.known("issues", issue, (*top, "cares", issue), "issue", key=True):
            _check_care(draft, (*top, "cares", issue), issue, care)
    anchors = actor.no_deal.anchors if actor.no_deal is not None else ()
    if ("deadline",) not in draft.document.places and any(one.at == "deadline" for one in anchors):
        message = "a no-deal value at the deadline, but the case has no deadline"
        hint = "add deadline: {read_as: 2019-12-31}, or write a date instead"
        draft.report((*top, "no_deal", "deadline"), message, hint, key=True)


def _check_care(draft: Draft, path: Path, issue: str, care: Care) -> None:
    axis = Axis(None) if draft.axes is None else draft.axes[issue]
    for key, named in (("wants", care.wants), ("accepts", care.accepts)):
        for option in named.options if named is not None else ():
            draft.option(issue, option, (*path, key))
    for place, one in enumerate(care.refuses or ()):
        for option in one.options:
            draft.option(issue, option, item_at(draft, (*path, "refuses"), place))
    for option in care.value or {}:
        draft.option(issue, option, (*path, "value", option), key=True)
    written = draft.document.places
    has = {key for key in ("wants", "accepts", "value") if (*path, key) in written}
    if care.value is not None:
        absent = [option for option in axis.options or () if option not in care.value]
        if absent and not _uncertain(draft, issue, (*path, "value"), care.value):
            message = f"value leaves out {listed(absent, 'and')}"
            draft.report((*path, "value"), message, f"add {absent[0]}: 0-100", key=True)
    elif "value" not in has and not axis.ordered:
        like = ", ".join(f"{option}: …" for option in (axis.options or ("a", "b"))[:4])
        message = f"the options of {issue!r} have no order: wants and accepts do not say enough"
        draft.report(path, message, f"write value: {{{like}}}", key=True)
    elif "value" not in has and not {"wants", "accepts"} <= has:
        absent = [key for key in ("wants", "accepts") if key not in has]
        meaning = {"wants": "the best option", "accepts": "the bottom line on this issue alone"}
        hint = "; ".join(f"write {key}: OPTION ({meaning[key]})" for key in absent)
        draft.report(path, f"{issue!r} has no {listed(absent, 'and no')}", hint, key=True)


def _check_rule(draft: Draft, case: Case, name: str, rule: Rule) -> None:
    top: Path = ("rules", name)
    if rule.by is not None:
        hint = ""
        if rule.by in case.parties:
            deciders = case.parties[rule.by].decides.names
            hint = f"{rule.by} is a party; name the actor: {listed(deciders)}"
        names = draft.declared["actors"]
        if hint and names is not None and rule.by not in names:
            draft.report((*top, "by"), f"there is no actor {rule.by!r}", hint)
        else:
            draft.known("actors", rule.by, (*top, "by"), "actor")
        return
    if rule.firm is not None and (*top, "by") not in draft.document.places:
        message = "a rule without `by` is a rule of logic, so it cannot be more or less firm"
        draft.report((*top, "firm"), message, "say whose condition it is, or remove firm", key=True)
    now = {issue: entry.now for issue, entry in case.issues.items()}
    named = issues(rule.rule.when) | issues(rule.rule.needs)
    if rule.while_ is not None:
        named |= issues(rule.while_.formula)
    if not named <= set(now) or (*top, "by") in draft.document.places:
        return
    applies = rule.while_ is None or holds(rule.while_.formula, now)
    if applies and holds(rule.rule.when, now) and not holds(rule.rule.needs, now):
        message = "today's position breaks this rule, but a rule of logic is always true"
        hint = "mend the rule or `now`, or say with `by` whose condition it is"
        draft.report((*top, "rule"), message, hint)


# --- statements and targets ---


def _check_statements(draft: Draft, case: Case) -> None:
    sections = ("issues", "rules", "actors", "parties", "targets", "levers")
    known = [name for section in sections for name in draft.declared[section] or ()]
    if any(draft.declared[section] is None for section in sections):
        return
    for place, statement in enumerate(case.statements):
        for item, name in enumerate(statement.about or ()):
            if name not in known:
                path = item_at(draft, ("statements", place, "about"), item)
                bad = BadTextError(
                    f"nothing in the case is called {plain(name, 60)!r}", word=name, known=known
                )
                draft.name_fault(path, bad)


def _check_targets(draft: Draft, case: Case) -> None:
    main = [name for name, target in case.targets.items() if target.main]
    for name in main[1:]:
        message = f"two targets are the main one: {main[0]!r} and {name!r}"
        draft.report(("targets", name, "main"), message, "keep one", key=True)
