"""What only the forecast uses goes together: contacts, shocks, dates that open, histories, asks."""

from __future__ import annotations

from detente.case.classes import CLASSES, class_names
from detente.case.faults import BadTextError, Path, listed, plain
from detente.case.schema import Case, Event, Forecast, History, halves
from detente.case.validate import Draft

_MOST_PAIRED = 30


def check_time(draft: Draft, case: Case) -> None:
    """Report what does not go together in contacts, shocks, calendar, histories and forecasts."""
    _check_contacts(draft)
    for name, shock in case.shocks.items():
        _check_moves(draft, ("shocks", name, "moves"), shock.moves)
    for place, event in enumerate(case.calendar):
        _check_moves(draft, ("calendar", place, "moves"), event.moves or {})
        _check_opens(draft, ("calendar", place, "opens"), event)
    parties = draft.declared["parties"]
    by = case.deadline.by if case.deadline is not None else None
    if by is not None and parties is not None and by not in parties:
        draft.known("actors", by, ("deadline", "by"), "actor or party")
    for name, history in case.histories.items():
        _check_history(draft, name, history)
    asked: dict[tuple[str, object], int] = {}
    for place, forecast in enumerate(case.forecasts):
        _check_forecast(draft, place, forecast)
        key = (" ".join(forecast.ask.split()), forecast.by.end)
        if key in asked:
            message = f"the same is asked by {forecast.by} already, in entry {asked[key] + 1}"
            draft.report(("forecasts", place, "ask"), message, "keep one of the two")
        asked.setdefault(key, place)


def item_at(draft: Draft, path: Path, place: int) -> Path:
    """The path of a list's item; of the whole where a single name stands for the list."""
    below = (*path, place)
    return below if draft.placed(below) in draft.document.places else path


def _check_contacts(draft: Draft) -> None:
    """Every name joins two parties in one way only, and every pair stands there once."""
    known = draft.declared["parties"]
    if known is None or draft.case is None:
        return
    first: dict[frozenset[str], str] = {}
    for name in draft.case.contacts:
        pairs = halves(name, known)
        if len(pairs) != 1:
            _no_pair(draft, name, pairs, known)
            continue
        there = first.setdefault(frozenset(pairs[0]), name)
        if there != name:
            message = f"{name!r} and {there!r} are the same two parties"
            hint = "keep one of the two: the order of the names has no meaning"
            draft.report(("contacts", name), message, hint, key=True)


def _no_pair(draft: Draft, name: str, pairs: list[tuple[str, str]], known: tuple[str, ...]) -> None:
    if pairs:
        ways = listed([f"{a} and {b}" for a, b in pairs])
        message = f"{plain(name, 60)!r} can be read in more than one way: {ways}"
        hint = "rename a party, so that its name has no hyphen"
        draft.report(("contacts", name), message, hint, key=True)
        return
    few = known[:_MOST_PAIRED]
    bad = BadTextError(
        f"{plain(name, 60)!r} does not name two parties",
        "write PARTY-PARTY",
        word=name,
        known=[f"{a}-{b}" for a in few for b in few if a != b],
    )
    draft.name_fault(("contacts", name), bad, key=True)


def _check_moves(draft: Draft, path: Path, moves: dict[str, str]) -> None:
    for issue, option in moves.items():
        if draft.known("issues", issue, (*path, issue), "issue", key=True):
            draft.option(issue, option, (*path, issue))


def _check_opens(draft: Draft, path: Path, event: Event) -> None:
    """Whatever a date opens is an issue or a party, and clearly one of them."""
    issues, parties = draft.declared["issues"], draft.declared["parties"]
    if issues is None or parties is None or event.opens is None:
        return
    sound = True
    for place, name in enumerate(event.opens):
        if name in issues and name in parties:
            sound = False
            message = f"{name!r} is the name of an issue and of a party"
            hint = "rename one of the two, so that it is clear what the date opens"
            draft.report(item_at(draft, path, place), message, hint)
        elif name not in issues and name not in parties:
            sound = False
            message = f"there is no issue (or party) {plain(name, 60)!r}"
            bad = BadTextError(message, word=name, known=(*issues, *parties))
            draft.name_fault(item_at(draft, path, place), bad)
    if sound and not any(name in issues for name in event.opens):
        message = "this date names who is there, but no issue that it opens"
        example = listed(issues[:2], "and")
        hint = f"add the issues that can be dealt with, such as {example}, or leave opens out"
        draft.report(path, message, hint, key=True)


def _check_history(draft: Draft, name: str, history: History) -> None:
    top: Path = ("histories", name)
    for place, target in enumerate(history.counts_for or ()):
        draft.known("targets", target, item_at(draft, (*top, "counts_for"), place), "target")
    seen: dict[tuple[str, str], str] = {}
    for place, when in enumerate(history.dates):
        path = item_at(draft, (*top, "dates"), place)
        if when.end < history.from_.start:
            message = f"{when} lies before the history begins (from: {history.from_})"
            draft.report(path, message, "leave it out, or begin earlier")
        days = (when.start.isoformat(), when.end.isoformat())
        if days in seen:
            message = f"{when} stands in this history twice"
            draft.report(path, message, "keep one; two occasions of one month count as one")
        seen[days] = str(when)


def _check_forecast(draft: Draft, place: int, forecast: Forecast) -> None:
    top: Path = ("forecasts", place)
    targets = draft.declared["targets"]
    if (*draft.placed(top), "when") in draft.document.places:
        if targets is not None and forecast.ask in targets:
            message = f"{forecast.ask!r} is a target, which says already what counts"
            hint = "remove when, or ask in other words"
            draft.report((*top, "when"), message, hint, key=True)
    elif " " not in forecast.ask:
        hint = "name a target, or ask in words"
        draft.known("targets", forecast.ask, (*top, "ask"), "target", hint=hint)
    histories = draft.declared["histories"]
    classes = class_names()
    for item, name in enumerate(forecast.reference or ()):
        if histories is None or name in histories or name in classes:
            continue
        plainly = [one for one in CLASSES if not one.endswith("KIND")]
        hint = f"write a history of this case, or {listed(plainly)}"
        bad = BadTextError(
            f"there is no reference class or history {plain(name, 60)!r}",
            hint,
            word=name,
            known=(*histories, *plainly, *classes),
        )
        draft.name_fault(item_at(draft, (*top, "reference"), item), bad)
