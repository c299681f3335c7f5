"""Signposts: what to watch, and which way each would push the figures.

Each size is the difference between the model as the case stands and the model with this one thing
otherwise, on the same readings: a window that does not take place, a shock that happens at once, a
lever that is pulled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from detente.core.edits import apply
from detente.core.table import Pick, Put, Table
from detente.forecast.asks import Ask
from detente.forecast.inside import Looker, Seen, mean_of
from detente.forecast.passage import already

READINGS = 250
"""Readings on which a signpost is measured, at most."""

SEEN = 0.001
"""Changes below a tenth of a point are told as none."""

Sizes = dict[str, float]


def signposts(
    table: Table, asks: Sequence[Ask], looker: Looker, base: Seen
) -> list[dict[str, Any]]:
    """What should be watched, by date, and which way would each push the inside view?

    Parameters
    ----------
    asks : sequence of Ask
        The questions whose figures count.
    looker : Looker
        Sees variants of the table.
    base : Seen
        The table as it stands.
    """
    asked = [a for a in asks if a.target is not None and not already(table, a.target)]
    if base.passage is None or not asked:
        return []
    few = looker.first(READINGS)
    windows, shocks = table.clock.windows, sorted(table.clock.shocks, key=lambda s: s.id)
    variants = [_without(table, k) for k in range(len(windows))]
    variants += [_struck(table, dict(s.moves)) for s in shocks]
    days = sorted(table.deadline.options) if table.deadline is not None else []
    ends = [days[0], days[-1]] if len(days) > 1 else []
    variants += [replace(table, deadline=Pick("deadline", (day,))) for day in ends]
    seen = few.see(variants)
    found = []
    if ends:
        sizes = _sizes(asked, seen[-2], seen[-1], 1.0)
        first, last = (date.fromordinal(day).isoformat() for day in ends)
        why = f"measured with this deadline against the same model with {last}"
        found.append(_post(first, f"the deadline, if it is {first} and not {last}", sizes, why))
    for window, after in zip(windows, seen[: len(windows)], strict=True):
        sizes = _sizes(asked, after, base, -1.0)
        what = window.name
        if window.issues:
            what += f" (opens {', '.join(sorted(window.issues))})"
        why = "measured against the same model without this occasion"
        found.append(_post(date.fromordinal(window.start).isoformat(), what, sizes, why))
    for shock, after in zip(shocks, seen[len(windows) :], strict=False):
        sizes = _sizes(asked, after, base, 1.0)
        why = "measured as if it happened on the day of the analysis"
        found.append(_post("", shock.id.replace("_", " "), sizes, why))
    return sorted(found, key=lambda post: (post["date"] == "", post["date"], post["what"]))


def _without(table: Table, window: int) -> Table:
    kept = tuple(w for k, w in enumerate(table.clock.windows) if k != window)
    return replace(table, clock=replace(table.clock, windows=kept))


def _struck(table: Table, moves: Mapping[str, int]) -> Table:
    """The table after a shock: today is where it leads, on the table or not."""
    put = [Put(issue, option) for issue, option in moves.items()]
    moved = apply(table, put)
    return replace(table, moved=moved.moved)


def _sizes(asks: Sequence[Ask], after: Seen, base: Seen, sign: float) -> Sizes:
    """By question, how much the inside view changes, on the readings both were asked in."""
    found = {}
    for ask in asks:
        assert ask.target is not None
        new, old = after.by(ask.target, ask.by), base.by(ask.target, ask.by)
        if new is not None and old is not None:
            found[ask.id] = sign * (mean_of(new)[0] - mean_of(old[: len(new)])[0])
    return found


def _post(day: str, what: str, sizes: Sizes, why: str) -> dict[str, Any]:
    moved = {k: round(v, 6) for k, v in sizes.items() if abs(v) >= SEEN}
    ways = {v > 0 for v in moved.values()}
    pushes = "none" if not ways else "either" if len(ways) > 1 else "up" if True in ways else "down"
    return {
        "date": day,
        "what": what,
        "pushes": pushes,
        "targets": sorted(moved),
        "why": why,
        "size": moved or None,
    }
