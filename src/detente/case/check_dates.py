"""The `as_of` lock: nothing learned later may stand in a case; and dates that make no sense."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.faults import Path
from detente.case.schema import Case
from detente.case.validate import Draft
from detente.case.values import When


def check_dates(draft: Draft, case: Case) -> None:
    """Report facts dated after `as_of`, and what is to come but dated before it."""
    today = case.meta.as_of.start
    if str(case.meta.as_of) == "9999-12-31":  # stands in for a date that could not be read
        return
    for path, when, what, hint in _facts(case):
        if when.start > today:
            message = f"{what} {when} is later than as_of ({today})"
            draft.report(_item(draft, path), message, hint)
    for path, when, what in _future(case):
        if when.end < today:
            message = f"{what} {when} is over before as_of ({today})"
            draft.report(_item(draft, path), message, "write a later date, or leave it out")
    for place, forecast in enumerate(case.forecasts):
        if forecast.by.end == today:
            message = f"the date of the forecast {forecast.by} is as_of itself: no time is left"
            draft.report(("forecasts", place, "by"), message, "write a later date")


def _item(draft: Draft, path: Path) -> Path:
    """The path itself, or that of the whole where one date stands for a list of one."""
    return path if draft.placed(path) in draft.document.places else path[:-1]


def _facts(case: Case) -> Iterator[tuple[Path, When, str, str]]:
    learned = "nothing learned later may enter the case; outcomes live in resolutions.yaml"
    planned = "an event that moved something is a fact; a planned one may only open issues"
    standing = "write since when nothing has moved today, or leave it out"
    if case.meta.stalled is not None:
        yield ("case", "stalled"), case.meta.stalled, "a stall since", standing
    for name, history in case.histories.items():
        yield ("histories", name, "from"), history.from_, f"the history {name!r} from", learned
        for item, when in enumerate(history.dates):
            yield ("histories", name, "dates", item), when, f"in {name!r}", learned
    for name, source in case.meta.sources.items():
        yield ("case", "sources", name, "date"), source.date, f"source {name!r} of", learned
    for place, statement in enumerate(case.statements):
        if statement.when is not None:
            yield ("statements", place, "when"), statement.when, "a statement of", learned
    for place, event in enumerate(case.calendar):
        if event.moves:
            yield ("calendar", place, "when"), event.when, "what moved issues on", planned
            for item, when in enumerate(event.also or ()):
                yield ("calendar", place, "also", item), when, "what moved issues on", planned


def _future(case: Case) -> Iterator[tuple[Path, When, str]]:
    if case.meta.horizon is not None:
        yield ("case", "horizon"), case.meta.horizon, "the horizon"
    if case.deadline is not None:
        yield ("deadline", "read_as"), case.deadline.read_as, "the deadline"
        for item, when in enumerate(case.deadline.or_ or ()):
            yield ("deadline", "or", item), when, "the deadline"
    for place, forecast in enumerate(case.forecasts):
        yield ("forecasts", place, "by"), forecast.by, "the date of the forecast"
    for name, lever in case.levers.items():
        shifted = (lever.do.shift or {}).get("deadline")
        for item, when in enumerate(shifted if isinstance(shifted, tuple) else ()):
            yield ("levers", name, "do", "shift", "deadline", item), when, "the new deadline"
