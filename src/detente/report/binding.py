"""From a loaded case to the casebook: the one place that knows both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from detente.case.reasons import parse_reason
from detente.core.logic import issues
from detente.report.casebook import (
    ActorBook,
    Casebook,
    EventBook,
    IssueBook,
    LeverBook,
    OpenBook,
    Option,
    PartyBook,
    Place,
    Reason,
    RuleBook,
    SaidBook,
    ShockBook,
    Source,
    Stance,
    TargetBook,
)
from detente.report.text import human, listed

if TYPE_CHECKING:
    from detente.case.load import Loaded
    from detente.case.schema import Actor, Care, Case, Edits, Issue

Entry = tuple[str, str, str, str | None]
"""Path, what it is, its value as written, and its reason."""


def casebook(loaded: Loaded) -> Casebook:
    """Return everything the page says about a case.

    Parameters
    ----------
    loaded
        The case as written, with the source texts found beside it.
    """
    case = loaded.case
    meta = case.meta
    deadline = case.deadline
    return Casebook(
        title=meta.title,
        question=meta.question or "",
        as_of=meta.as_of.start.isoformat(),
        handling=meta.handling,
        lang=meta.language,
        horizon=str(meta.horizon or ""),
        stalled=str(meta.stalled or ""),
        case_hash=loaded.sha256,
        parties=tuple(PartyBook(key, item.name or key) for key, item in case.parties.items()),
        issues=tuple(_issue(key, item) for key, item in case.issues.items()),
        actors=_actors(case),
        stances=tuple(_stances(case)),
        rules=tuple(_rules(case)),
        targets=tuple(
            TargetBook(key, item.when.text, item.kind, f"targets.{key}", item.name or "")
            for key, item in case.targets.items()
        ),
        levers=tuple(_levers(case)),
        events=tuple(_events(case)),
        shocks=tuple(
            ShockBook(key, str(item.rate), _pairs(item.moves), f"shocks.{key}")
            for key, item in case.shocks.items()
        ),
        statements=tuple(_statements(case)),
        reasons=tuple(_reason(entry, case) for entry in _entries(case)),
        sources=_sources(loaded),
        deadline=" or ".join(str(day) for day in deadline.dates) if deadline else "",
        deadline_by=(deadline.by or "") if deadline else "",
        forecasts=len(case.forecasts),
        open=tuple(OpenBook(path, question) for path, question in case.open.items()),
    )


def _issue(key: str, item: Issue) -> IssueBook:
    offered = set(item.offered)
    options = tuple(
        Option(
            option,
            words or human(option),
            option in offered,
            option == item.now,
            item.behind(option, item.now),
        )
        for option, words in item.options.items()
    )
    return IssueBook(key, item.ask or "", options, item.ordered, listed(list(item.holders)))


def _actors(case: Case) -> tuple[ActorBook, ...]:
    advisers = set(case.advisers)
    return tuple(
        ActorBook(
            ident=key,
            party=item.of,
            decides=key not in advisers,
            no_deal=str(item.no_deal) if item.no_deal else "",
            hears=tuple((name, str(share)) for name, share in (item.hears or {}).items()),
            name=item.name or "",
        )
        for key, item in case.actors.items()
    )


def _stances(case: Case) -> Iterator[Stance]:
    for who, actor in case.actors.items():
        for issue, care in actor.cares.items():
            refused = [option for item in care.refuses or () for option in item.options]
            yield Stance(
                actor=who,
                issue=issue,
                wants=care.wants.options if care.wants else (),
                accepts=care.accepts.options if care.accepts else (),
                refuses=tuple(dict.fromkeys(refused)),
                values={option: str(worth) for option, worth in (care.value or {}).items()},
                weight=str(care.weight),
                firm=str(care.firm or ""),
                path=f"actors.{who}.cares.{issue}",
            )

    for who, actor in case.actors.items():
        for issue in case.issues if actor.order else ():
            if issue in actor.concerns:
                yield _by_order(who, actor, issue)


def _by_order(who: str, actor: Actor, issue: str) -> Stance:
    """Return what somebody's order says of one issue."""
    numbered = zip(actor.written, actor.levels, strict=True)
    named = [(k, str(wish)) for k, (wish, level) in enumerate(numbered) if issue in issues(level)]
    return Stance(
        actor=who,
        issue=issue,
        wants=(),
        accepts=(),
        path=f"actors.{who}.{actor.order}.{named[0][0]}",
        order="; ".join(f"{k + 1}. {text}" for k, text in named),
    )


def _rules(case: Case) -> Iterator[RuleBook]:
    for key, item in case.rules.items():
        sentence = item.rule.text
        if item.while_:
            sentence += f", while {item.while_.text}"
        yield RuleBook(key, sentence, item.by or "", str(item.firm or ""), f"rules.{key}")


def _levers(case: Case) -> Iterator[LeverBook]:
    for key, item in case.levers.items():
        start = item.from_.start.isoformat() if item.from_ else ""
        later = start if start > case.meta.as_of.start.isoformat() else ""
        yield LeverBook(
            ident=key,
            who=item.who,
            with_=item.with_ or (),
            cost=item.cost or "",
            start=later,
            edits=tuple(_edits(item.do)),
            path=f"levers.{key}",
            name=item.name or "",
        )


def _edits(edits: Edits) -> Iterator[str]:
    """Yield a lever's edits as the case would say them."""
    for issue, options in (edits.open or {}).items():
        yield f"open {issue}: {', '.join(options)}"
    for issue, option in (edits.set or {}).items():
        yield f"set {issue} = {option}"
    for name in edits.drop or ():
        yield f"drop {name}"
    for name, firm in (edits.soften or {}).items():
        yield f"soften {name} to {firm}"
    for name in edits.mute or ():
        yield f"mute {name}"
    for name, by in (edits.shift or {}).items():
        shown = " or ".join(str(day) for day in by) if isinstance(by, tuple) else str(by)
        yield f"shift {name}: {shown}"


def _events(case: Case) -> Iterator[EventBook]:
    for item in case.calendar:
        opens, parties = case.opened(item)
        for when in (item.when, *(item.also or ())):
            yield EventBook(
                start=when.start.isoformat(),
                end=when.end.isoformat(),
                shown=str(when),
                what=item.what,
                opens=opens,
                said=item.said or "",
                parties=parties,
            )


def _statements(case: Case) -> Iterator[SaidBook]:
    for item in case.statements:
        places = _parsed(item.at, case)[0]
        place = places[0] if places else None
        source = case.meta.sources.get(place.source) if place else None
        lang = (source.language if source else None) or case.meta.language
        yield SaidBook(item.who, item.about or (), item.tone or "", item.said, place, lang)


def _pairs(moves: Mapping[str, str]) -> str:
    return ", ".join(f"{issue} = {option}" for issue, option in moves.items())


def _sources(loaded: Loaded) -> tuple[Source, ...]:
    case = loaded.case
    texts = loaded.sources.texts
    default = case.default_source
    out = []
    for key, item in case.meta.sources.items():
        paragraphs = texts[key].paragraphs if key in texts else ()
        out.append(
            Source(
                ident=key,
                title=item.title,
                kind=", ".join(part for part in (item.kind, item.author) if part),
                date=str(item.date),
                grade=item.grade or "",
                lang=item.language or case.meta.language,
                paragraphs=dict(enumerate(paragraphs, 1)),
                default=key == default,
                url=item.url or "",
            )
        )
    return tuple(out)


def _entries(case: Case) -> Iterator[Entry]:
    """Yield every entry a figure may rest on, in the order of the file."""
    for key, party in case.parties.items():
        yield f"parties.{key}", f"{party.name or key}: who decides", str(party.decides), party.why
    for key, issue in case.issues.items():
        offered = listed([human(option) for option in issue.offered])
        now = f"now {human(issue.now)}; on offer {offered}"
        if issue.scale:
            places = zip(issue.options, issue.scale, strict=True)
            now += f"; on the scale {listed([f'{human(o)} at {at:.12g}' for o, at in places])}"
        yield f"issues.{key}", f"issue {human(key)}", now, issue.why
    yield from _actor_entries(case)
    yield from _moving_entries(case)


def _moving_entries(case: Case) -> Iterator[Entry]:
    for key, rule in case.rules.items():
        if rule.by or rule.why:
            firm = f", firm {rule.firm}" if rule.firm else ""
            whose = f"{rule.by}: " if rule.by else ""
            yield f"rules.{key}", f"{whose}{human(key)}", f"{rule.rule.text}{firm}", rule.why
    for key, contact in case.contacts.items():
        yield f"contacts.{key}", f"contacts {key}", str(contact.rate), contact.why
    for key, shock in case.shocks.items():
        yield f"shocks.{key}", human(key), f"{shock.rate}, {_pairs(shock.moves)}", shock.why
    for key, history in case.histories.items():
        dates = history.dates
        span = f"{len(dates)} dates since {history.from_}, the last {dates[-1]}"
        yield f"histories.{key}", f"history {human(key)}: {history.what}", span, history.why
    if case.deadline:
        days = " or ".join(str(day) for day in case.deadline.dates)
        why = "; ".join(part for part in (case.deadline.said, case.deadline.why) if part)
        yield "deadline", "deadline", days, why
    for place, event in enumerate(case.calendar):
        why = "; ".join(part for part in (event.said, event.why) if part)
        yield f"calendar.{place}", event.what, str(event.when), why
    for key, target in case.targets.items():
        yield f"targets.{key}", f"target {human(key)}", target.when.text, target.why
    for key, lever in case.levers.items():
        cost = f"cost {lever.cost}; " if lever.cost else ""
        yield f"levers.{key}", f"lever {human(key)}", cost + "; ".join(_edits(lever.do)), lever.why


def _actor_entries(case: Case) -> Iterator[Entry]:
    for key, actor in case.actors.items():
        start = f"actors.{key}"
        parts = [f"hears {name} {share} %" for name, share in (actor.hears or {}).items()]
        parts += [f"clout {actor.clout}"] if actor.clout else []
        if parts or (actor.why and not actor.order):
            yield start, f"{actor.name or key} ({actor.of})", "; ".join(parts), actor.why
        yield from _order_entries(key, actor)
        if actor.no_deal:
            yield (
                f"{start}.no_deal",
                f"{key}: worth of no deal",
                str(actor.no_deal),
                actor.no_deal.why,
            )
        for issue, care in actor.cares.items():
            yield f"{start}.cares.{issue}", f"{key} on {human(issue)}", _care(care), care.why
        if actor.spoils:
            chance = f"{actor.spoils.how}; chance {actor.spoils.chance} %"
            yield f"{start}.spoils", f"{key} may spoil", chance, actor.spoils.why


def _order_entries(key: str, actor: Actor) -> Iterator[Entry]:
    """Yield somebody's order: the whole with the actor's reason, statements with their own."""
    path = f"actors.{key}.{actor.order}"
    own = list(actor.reasons)
    if actor.order and (actor.why or not own):
        listed_ = "; ".join(f"{k}. {wish}" for k, wish in enumerate(actor.written, 1))
        yield path, f"{actor.name or key} {actor.order}, in order", listed_, actor.why
    for below, sentence, why in own:
        place = ".".join(map(str, below))
        number = f"{actor.order} no. {below[0] + 1}"
        yield f"{path}.{place}", f"{actor.name or key} {number}", sentence, why


def _care(care: Care) -> str:
    """Return a stance as one line."""
    parts = [f"weight {care.weight}"]
    if care.wants:
        parts.append(f"wants {care.wants}")
    if care.accepts:
        parts.append(f"accepts {care.accepts}")
    if care.refuses:
        parts.append(f"refuses {', '.join(str(item) for item in care.refuses)}")
    if care.firm:
        parts.append(f"firm {care.firm}")
    if care.value:
        parts.append("worth " + ", ".join(f"{key} {worth}" for key, worth in care.value.items()))
    return ", ".join(parts)


def _parsed(text: str, case: Case) -> tuple[tuple[Place, ...], bool, bool, tuple[str, ...]]:
    found = parse_reason(text, case.meta.sources, case.default_source)
    places = tuple(Place(item.source, item.first, item.last) for item in found.places)
    return places, found.judgement, found.background, tuple(found.quotes)


def _reason(entry: Entry, case: Case) -> Reason:
    path, what, value, why = entry
    if not why:
        return Reason(path, what, value, "")
    places, judgement, background, quotes = _parsed(why, case)
    source = case.meta.sources.get(places[0].source) if places else None
    lang = (source.language if source else None) or case.meta.language
    return Reason(path, what, value, why, places, quotes, judgement, background, lang)
