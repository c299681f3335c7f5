"""Random small tables: several parties, bodies, advisers, refusals, vetoes and laws."""

from __future__ import annotations

import random
from dataclasses import replace

from detente.core.logic import All, Formula, Is, Not, Some
from detente.core.table import (
    Actor,
    Anchor,
    Care,
    Condition,
    Issue,
    Order,
    Party,
    Pick,
    Span,
    Table,
    Target,
)


def random_table(seed: int, issues: int = 5, options: int = 3) -> Table:
    """One random table; the same seed always gives the same."""
    rng = random.Random(seed)
    names = {f"i{k:02}": tuple(f"o{j}" for j in range(options)) for k in range(issues)}
    who = ("A", "B", "C", "D")
    parties = (
        Party("A", 1, ("Ann",)),
        Party("B", 2, ("Bea", "Bob", "Ben")),
        Party("C", rng.choice([1, 2]), ("Cal", "Council")),
        Party("Council", 1, ("Ann", "Dan")),
        Party("D", 1, ("Dan",)),
    )
    actors = [_actor(rng, n, n[0], names) for n in ("Ann", "Bea", "Bob", "Ben", "Cal", "Dan")]
    adviser = _actor(rng, "Ada", "A", names)
    hears = (("Ada", Span("actors.Ann.hears.Ada", 10, 40)),)
    actors[0] = Actor("Ann", "A", actors[0].cares, hears, actors[0].no_deal)
    actors.append(_actor(rng, "Con", "Council", names))
    owners = ("Ann", "Ada", "Bea", "Cal", "Dan", "Con")
    conditions = tuple(_condition(rng, k, rng.choice(owners), names) for k in range(4))
    laws = tuple((f"rules.l{k}", _formula(rng, names, 2)) for k in range(rng.randint(0, 2)))
    goal = Is("i00", frozenset(names["i00"][1:]))
    when: Formula = All((goal, Some((_is(rng, names), Not(_is(rng, names)), _is(rng, names)))))
    return Table(
        issues=tuple(_issue(rng, n, o, who) for n, o in names.items()),
        parties=parties,
        actors=tuple(sorted((*actors, adviser), key=lambda a: a.id)),
        conditions=conditions,
        laws=laws,
        targets=(
            Target("deal", "deal", when),
            Target("step", "step", Not(Is("i01", frozenset({"o0"})))),
        ),
        as_of=100,
        deadline=Pick("deadline", (150, 250)),
        headline="deal",
    )


def _issue(rng: random.Random, name: str, options: tuple[str, ...], who: tuple[str, ...]) -> Issue:
    offered = {0} | {k for k in range(len(options)) if rng.random() < 0.8}
    by = tuple(tuple(sorted(rng.sample(who, rng.randint(1, 3)))) for _ in options)
    if name == "i00":
        by = tuple(tuple(sorted({"A", *b})) for b in by)
    veto = tuple(tuple(w for w in who if rng.random() < 0.12) for _ in options)
    return Issue(name, options, 0, frozenset(offered), by, veto)


def _actor(rng: random.Random, name: str, party: str, issues: dict[str, tuple[str, ...]]) -> Actor:
    cares = []
    for issue, options in issues.items():
        if rng.random() < 0.25:
            continue
        path = f"actors.{name}.cares.{issue}"
        low = rng.randint(5, 60)
        weight = Span(f"{path}.weight", low, low + rng.randint(0, 40))
        if rng.random() < 0.5:
            values = (rng.randint(0, 80) for _ in options)
            spans = tuple(
                Span(f"{path}.value.{o}", v, v + 20) for o, v in zip(options, values, strict=False)
            )
            cares.append(Care(issue, weight, value=spans))
            continue
        line = range(len(options))
        wants = Pick(f"{path}.wants", (rng.choice(line),))
        accepts = Pick(f"{path}.accepts", tuple(rng.sample(line, rng.randint(1, 2))))
        cares.append(Care(issue, weight, wants, accepts))
    path = f"actors.{name}.no_deal"
    low = rng.randint(20, 50)
    no_deal: tuple[Anchor, ...] = (
        Anchor(100, Span(path, low, low + 15)),
        Anchor(None, Span(path, low - 15, low)),
    )
    if rng.random() < 0.4:
        no_deal = () if rng.random() < 0.5 else (Anchor(None, Span(path, 0, 5), relative=True),)
    return Actor(name, party, tuple(cares), no_deal=no_deal)


def _condition(
    rng: random.Random, k: int, owner: str, issues: dict[str, tuple[str, ...]]
) -> Condition:
    firm = Span(f"rules.r{k}.firm", 40, rng.choice([70, 100]))
    if rng.random() < 0.5:
        issue = rng.choice(sorted(issues))
        option = rng.choice(issues[issue][1:])
        name = f"actors.{owner}.cares.{issue}.refuses.{option}.{k}"
        return Condition(name, "refusal", owner, Is(issue, frozenset({option})), firm, f"{name}#")
    broken = All((_is(rng, issues), Not(_formula(rng, issues, 1))))
    return Condition(f"rules.r{k}", "rule", owner, broken, firm, f"rules.r{k}#holds")


def _is(rng: random.Random, issues: dict[str, tuple[str, ...]]) -> Formula:
    issue = rng.choice(sorted(issues))
    return Is(issue, frozenset(rng.sample(issues[issue], rng.randint(1, len(issues[issue]) - 1))))


def _formula(rng: random.Random, issues: dict[str, tuple[str, ...]], depth: int) -> Formula:
    """A law's or condition's breach: rare enough to leave something lawful."""
    if depth == 0:
        return _is(rng, issues)
    some = _formula(rng, issues, depth - 1)
    both = All((_is(rng, issues), some))
    return Not(Not(both)) if rng.random() < 0.5 else Some((both, All((_is(rng, issues), both))))


def ordered(seed: int, issues: int = 5, options: int = 3, statements: int = 6) -> Table:
    """A random table where Bea, Bob, Cal and Dan have an order, and two issues move one way."""
    table, rng = random_table(seed, issues, options), random.Random(seed)
    names = {i.id: i.options for i in table.issues}

    def preferring(actor: Actor) -> Actor:
        if actor.id not in {"Bea", "Bob", "Cal", "Dan"}:
            return actor
        levels = tuple(_formula(rng, names, rng.randint(0, 1)) for _ in range(statements))
        if actor.id in {"Bea", "Dan"}:
            return replace(actor, cares=(), no_deal=(), order=Order("prefers", levels))
        tied = (Some(levels[:2]), *levels[2:])
        return replace(actor, cares=(), no_deal=(), order=Order("ranks", tied))

    up, down = (
        replace(i, now=1, on_table=i.on_table | {1}, one_way=True, heading=heading)
        for i, heading in zip(table.issues[1:3], (1, -1), strict=True)
    )
    return replace(
        table,
        issues=(table.issues[0], up, down, *table.issues[3:]),
        actors=tuple(preferring(a) for a in table.actors),
    )


def demanding(table: Table, no_deal: float) -> Table:
    """The same table where everybody lives well without a deal and all four parties are asked."""

    def content(actor: Actor) -> Actor:
        if actor.order is not None:
            return actor
        span = Span(f"actors.{actor.id}.no_deal", no_deal, no_deal + 8)
        return replace(actor, no_deal=(Anchor(100, span),))

    first, *others = table.issues
    everybody = (("A", "B", "C", "D"),) * len(first.options)
    return replace(
        table,
        actors=tuple(content(a) for a in table.actors),
        issues=(replace(first, by=everybody), *others),
    )
