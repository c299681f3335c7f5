"""From the case as written to the table: names become axes, words become arrays.

Everything is sorted by name, so that the order in which a case declares things cannot change a
figure; only the options of an issue keep theirs. The order of issues and parties is kept beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from detente.case import entries, moves
from detente.case.compile_time import clock
from detente.case.nodeal import Anchor as WrittenAnchor
from detente.case.schema import Case
from detente.case.values import OneOf, Range, When
from detente.core.logic import TRUE, All, Formula, Is, Not
from detente.core.table import (
    Actor,
    Anchor,
    Care,
    Condition,
    Drop,
    Edit,
    Issue,
    Lever,
    Mute,
    Open,
    Order,
    Party,
    Pick,
    Postpone,
    Put,
    Shift,
    Soften,
    Span,
    Table,
    Target,
)


def compile_case(case: Case) -> Table:
    """What does the table of this case look like?

    Parameters
    ----------
    case : Case
        A checked case: every name it uses is known.

    Returns
    -------
    Table
        Ranges and alternatives are still open; each keeps its path in the case file, which keys
        its random stream.
    """
    days = None if case.deadline is None else tuple(_last(d) for d in case.deadline.dates)
    rules = sorted(case.rules.items())
    conditions = [_condition_of(name, rule, rule.by) for name, rule in rules if rule.by is not None]
    conditions += _refusals(case)
    return Table(
        issues=tuple(_issue(name, case.issues[name]) for name in sorted(case.issues)),
        parties=tuple(_party(name, case.parties[name]) for name in sorted(case.parties)),
        actors=tuple(_actor(case, name) for name in sorted(case.actors)),
        conditions=tuple(sorted(conditions, key=lambda c: c.id)),
        laws=tuple((name, _broken(rule)) for name, rule in rules if rule.by is None),
        targets=tuple(Target(n, t.kind, t.when.formula) for n, t in case.targets.items()),
        as_of=case.meta.as_of.start.toordinal(),
        deadline=None if days is None else Pick("deadline", days),
        headline=headline(case),
        levers=tuple(_lever(case, name) for name in case.levers),
        declared=tuple(case.issues),
        listed=tuple(case.parties),
        clock=clock(case),
    )


def headline(case: Case) -> str:
    """Which target does the page lead with?

    The one marked ``main``, else the first that a forecast asks about, else the first.
    """
    marked = [name for name, target in case.targets.items() if target.main]
    asked = [f.ask for f in case.forecasts if f.ask in case.targets]
    return next(iter([*marked, *asked, *case.targets]))


def _last(when: When) -> int:
    """The day something ends: the last day of a date of less precision."""
    return when.end.toordinal()


def _span(found: Range, path: str) -> Span:
    return Span(path, found.lo, found.hi)


def _firm(found: Range | None, path: str) -> Span:
    return _span(found or Range(100, 100), f"{path}.firm")


def _issue(name: str, issue: entries.Issue) -> Issue:
    options = tuple(issue.options)
    if issue.scale and len(issue.scale) != len(options):
        # A checked case has one number an option; one put together from two cases may not.
        raise ValueError(f"{name} has {len(options)} options, its scale {len(issue.scale)} places")
    return Issue(
        id=name,
        options=options,
        now=options.index(issue.now),
        on_table=frozenset(options.index(o) for o in issue.on_table or options),
        by=tuple(tuple(sorted(issue.asked(o))) for o in options),
        veto=tuple(tuple(sorted(issue.vetoes(o))) for o in options),
        ordered=issue.ordered,
        undo=issue.undo is not None,
        one_way=issue.one_way is not False,
        heading=issue.heading,
        scale=issue.scale or (),
    )


def _party(name: str, party: entries.Party) -> Party:
    return Party(name, party.decides.count, tuple(sorted(party.decides.names)))


def _actor(case: Case, name: str) -> Actor:
    actor = case.actors[name]
    path = f"actors.{name}"
    hears = sorted((actor.hears or {}).items())
    anchors = actor.no_deal.anchors if actor.no_deal else ()
    return Actor(
        id=name,
        party=actor.of,
        cares=tuple(_care(case, path, issue, actor.cares[issue]) for issue in sorted(actor.cares)),
        hears=tuple((adviser, _span(s, f"{path}.hears.{adviser}")) for adviser, s in hears),
        no_deal=tuple(_anchor(case, a, f"{path}.no_deal") for a in anchors),
        order=_order(actor),
        spoils=_span(actor.spoils.chance, f"{path}.spoils.chance") if actor.spoils else None,
        clout=None if actor.clout is None else _span(actor.clout, f"{path}.clout"),
    )


def _order(actor: entries.Actor) -> Order | None:
    if actor.prefers:
        return Order("prefers", actor.levels)
    return Order("ranks", actor.levels) if actor.ranks else None


def _anchor(case: Case, anchor: WrittenAnchor, path: str) -> Anchor:
    amount = _span(anchor.amount, path)
    if anchor.at == "deadline":
        return Anchor(None, amount, anchor.amount.relative)
    when: date = case.meta.as_of.start if anchor.at == "always" else _first(anchor.at)
    return Anchor(when.toordinal(), amount, anchor.amount.relative)


def _first(when: When | str) -> date:
    """The day something starts: the first day of a date of less precision."""
    assert isinstance(when, When)
    return when.start


def _care(case: Case, path: str, issue: str, care: entries.Care) -> Care:
    path = f"{path}.cares.{issue}"
    options = tuple(case.issues[issue].options)
    weight = _span(care.weight, f"{path}.weight")
    if care.value is not None:
        values = tuple(_span(care.value[o], f"{path}.value.{o}") for o in options)
        return Care(issue, weight, value=values)
    assert care.wants is not None
    assert care.accepts is not None
    wants = _pick(care.wants, options, f"{path}.wants")
    return Care(issue, weight, wants, _pick(care.accepts, options, f"{path}.accepts"))


def _pick(found: OneOf, options: tuple[str, ...], path: str) -> Pick:
    return Pick(path, tuple(options.index(o) for o in found.options))


def _broken(rule: entries.Rule) -> Formula:
    """In which outcomes is a rule broken: A without B, while C."""
    while_ = TRUE if rule.while_ is None else rule.while_.formula
    return All((rule.rule.when, Not(rule.rule.needs), while_))


def _condition_of(name: str, rule: entries.Rule, owner: str) -> Condition:
    path = f"rules.{name}"
    firm = _firm(rule.firm, path)
    return Condition(path, "rule", owner, _broken(rule), firm, f"{path}#holds")


def _refusals(case: Case) -> Iterator[Condition]:
    """Every refused option is a condition of its own; of alternatives, one is held a reading."""
    for name, issue, refused in case.refusals():
        path = f"actors.{name}.cares.{issue}"
        options = tuple(case.issues[issue].options)
        firm = _firm(case.actors[name].cares[issue].firm, path)
        for found in refused:
            pick = _pick(found, options, f"{path}.refuses")
            for option in found.options:
                yield Condition(
                    id=f"{path}.refuses.{option}",
                    kind="refusal",
                    owner=name,
                    broken=Is(issue, frozenset({option})),
                    firm=firm,
                    stream=f"{path}#holds",
                    given=None if pick.certain else (pick, options.index(option)),
                )


def _lever(case: Case, name: str) -> Lever:
    lever = case.levers[name]
    pairs = list(_edits(case, lever.do))
    return Lever(
        id=name,
        who=lever.who,
        partners=tuple(lever.with_ or ()),
        edits=tuple(edit for edit, _ in pairs),
        labels=tuple(label for _, label in pairs),
    )


def _edits(case: Case, do: moves.Edits) -> Iterator[tuple[Edit, str]]:
    """The single edits of a lever, each with its words."""
    for issue, opened in (do.open or {}).items():
        options = tuple(case.issues[issue].options)
        edit = Open(issue, tuple(options.index(o) for o in opened))
        yield edit, f"open {issue} = {'/'.join(opened)}"
    for issue, option in (do.set or {}).items():
        place = tuple(case.issues[issue].options).index(option)
        yield Put(issue, place), f"set {issue} = {option}"
    for condition in do.drop or ():
        yield Drop(_condition(condition)), f"drop {condition}"
    for condition, firm in (do.soften or {}).items():
        yield Soften(_condition(condition), firm.lo, firm.hi), f"soften {condition} to {firm}"
    for adviser in do.mute or ():
        yield Mute(adviser), f"mute {adviser}"
    for what, shift in (do.shift or {}).items():
        if isinstance(shift, Range):
            actor = what.removesuffix(".no_deal")
            yield Shift(actor, shift.lo, shift.hi), f"shift {what} by {shift}"
        else:
            words = " or ".join(str(when) for when in shift)
            yield Postpone(tuple(_last(when) for when in shift)), f"move the deadline to {words}"


def _condition(written: str) -> str:
    """The condition a lever names: a rule, or a refusal as ACTOR.ISSUE."""
    actor, dot, issue = written.partition(".")
    return f"actors.{actor}.cares.{issue}.refuses" if dot else f"rules.{written}"
