"""What a case knows only after a day: for an analysis as of that day, all of it is hindsight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from detente.case.faults import Fault, Path, snippet
from detente.case.resolutions import Resolution
from detente.case.schema import Case
from detente.case.values import When

if TYPE_CHECKING:
    from detente.case.load import Loaded

_LATER = "leave it out, or take a later day for the analysis"


def later_than(
    loaded: Loaded, day: date, resolutions: Mapping[str, Resolution] | None = None
) -> list[Fault]:
    """What in this case, or in its resolutions, became known only after a day?

    Parameters
    ----------
    loaded
        A case as `detente.case.load.load` returns it.
    day
        The day of the analysis: what is dated on it, or began by it, may be known.
    resolutions
        Outcomes that stand beside the case, if they are to be looked at as well.

    Returns
    -------
    list of Fault
        Empty where the case may be used as of that day. Otherwise everything that is later, each
        with its place: first, where it is later, the case's own ``as_of``. A case written on a
        later day is refused as a whole, for its ranges and its `now` were written with all that
        was known by then; the other faults say what that was.
    """
    document = loaded.document
    found = [
        document.fault(path, f"{what} is later than {day.isoformat()}", hint)
        for path, when, what, hint in _known(loaded.case)
        if when.start > day
    ]
    for one in (resolutions or {}).values():
        if one.on.start > day:
            message = f"the outcome of {one.id!r}, of {one.on}, is later than {day.isoformat()}"
            shown = snippet(one.shown, one.col) if one.shown else ""
            found.append(Fault(one.file, one.line, one.col, message, _LATER, shown))
    return found


def _known(case: Case) -> Iterator[tuple[Path, When, str, str]]:
    """Everything with a date by which it was known: the path, the date, and what it is."""
    as_of = case.meta.as_of
    whole = "all of the case was written on that day: write one that stands as of the earlier day"
    yield ("case", "as_of"), as_of, f"this case stands as of {as_of}, which", whole
    if case.meta.stalled is not None:
        yield ("case", "stalled"), case.meta.stalled, f"a stall since {case.meta.stalled}", _LATER
    for name, source in case.meta.sources.items():
        what = f"source {name!r} of {source.date}"
        yield ("case", "sources", name, "date"), source.date, what, _LATER
    for name, history in case.histories.items():
        top: Path = ("histories", name)
        yield (*top, "from"), history.from_, f"the history {name!r} from {history.from_}", _LATER
        for place, when in enumerate(history.dates):
            yield (*top, "dates", place), when, f"{when} in the history {name!r}", _LATER
    for place, event in enumerate(case.calendar):
        for path, when in _dates(place, event.when, event.also or ()):
            # What was still to come on the day of the case had been announced by then.
            if event.moves or when.end <= as_of.end:
                yield path, when, f"what happened on {when}", _LATER
    for place, statement in enumerate(case.statements):
        if statement.when is not None:
            what = f"a statement of {statement.when}"
            yield ("statements", place, "when"), statement.when, what, _LATER


def _dates(place: int, when: When, also: tuple[When, ...]) -> Iterator[tuple[Path, When]]:
    yield ("calendar", place, "when"), when
    for item, other in enumerate(also):
        yield ("calendar", place, "also", item), other
