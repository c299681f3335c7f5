"""Readings: one draw of everything uncertain, for many readings at once.

A :class:`Draws` holds the streams of a run of readings; the functions here turn the uncertain
parts of a table into crisp arrays with one row a reading. Work on an unchanged part of the table
is remembered, so that twenty levers do not draw the same actor twenty times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente.core.grid import Outcomes
from detente.core.order import place, places
from detente.core.streams import Floats, uniform
from detente.core.table import Actor, Anchor, Care, Condition, Issue, Pick, Span, Table

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
T = TypeVar("T")

CELLS = 1 << 19
"""Numbers worked on at once: about 4 MB of floats, so that a block stays in the cache."""

AS_OF = "as_of"
DEADLINE = "deadline"

Date = str | int
"""``as_of``, ``deadline`` (each reading's own), or the ordinal of a day."""


class Draws:
    """Readings ``start`` to ``stop`` of a seed, and what was already worked out for them."""

    def __init__(self, seed: int, start: int, stop: int) -> None:
        self.seed = seed
        self.start = start
        self.stop = stop
        self.count = stop - start
        self._whole: Draws | None = None
        self._rows: Ints = np.arange(0)
        self._streams: dict[str, Floats] = {}
        self._memory: dict[tuple[Any, ...], tuple[tuple[Any, ...], Any]] = {}
        self._known: tuple[dict[tuple[Any, ...], tuple[tuple[Any, ...], Any]], ...] = ()

    @property
    def complete(self) -> bool:
        """Is this more than a block of other draws? Only then may results be kept."""
        return self._whole is None

    def stream(self, path: str) -> Floats:
        """The uniform draws of one uncertain number, shape (readings,)."""
        if self._whole is not None:
            rows: Floats = self._part(self._whole.stream(path))
            return rows
        if path not in self._streams:
            self._streams[path] = uniform(self.seed, path, self.start, self.stop)
        return self._streams[path]

    def number(self, span: Span) -> Floats:
        """A range in each reading, shape (readings,)."""
        if span.certain:
            return np.full(self.count, span.lo)
        return span.lo + self.stream(span.path) * (span.hi - span.lo)

    def choice(self, pick: Pick) -> Ints:
        """Which of several options holds in each reading, shape (readings,)."""
        options = np.asarray(pick.options, dtype=np.int64)
        if pick.certain:
            return np.full(self.count, options[0])
        return options[(self.stream(pick.path) * len(options)).astype(np.int64)]

    def remember(self, name: str, parts: tuple[Any, ...], work: Callable[[Draws], T]) -> T:
        """The result of ``work`` for these very objects, done once.

        Keyed by identity: an edit of the table keeps the objects it does not touch.
        """
        if self._whole is not None:
            part: T = self._part(self._whole.remember(name, parts, work))
            return part
        key = (name, *(p if isinstance(p, str | int) else id(p) for p in parts))
        for memory in self._known:
            if key in memory:
                known: T = memory[key][1]
                return known
        if key not in self._memory:
            self._memory[key] = (parts, work(self))
        result: T = self._memory[key][1]
        return result

    def branch(self) -> Draws:
        """The same readings with a memory of their own beside this one.

        For one variant of the table, whose results are of no use to the next.
        """
        branch = Draws(self.seed, self.start, self.stop)
        branch._streams = self._streams
        branch._known = (self._memory, *self._known)
        return branch

    def blocks(self, outcomes: int) -> Iterator[Draws]:
        """The same readings in blocks small enough that work on ``outcomes`` stays in the cache."""
        size = max(1, CELLS // max(outcomes, 1))
        if size >= self.count:
            yield self
            return
        for start in range(0, self.count, size):
            yield self.only(np.arange(start, min(start + size, self.count)))

    def only(self, rows: Ints) -> Draws:
        """Some of these readings, by their place among them."""
        part = Draws(self.seed, self.start, self.start + len(rows))
        part._whole = self
        part._rows = rows
        return part

    def _part(self, result: Any) -> Any:
        if isinstance(result, dict):
            return {key: array[self._rows] for key, array in result.items()}
        return result[self._rows]


def scores(draws: Draws, issue: Issue, care: Care) -> Floats:
    """How good is each option of an issue to an actor, on that issue alone?

    100 = everything wanted, 50 = exactly the bottom line, shape (readings, options).

    From what is wanted (at w) to what is accepted (at a) the score falls from 100 to 50, from
    there to the end of the scale on that side from 50 to 0; on the other side of w the same score
    at the same distance, never below 0. Where a is that end, the first slope goes on to 0. Where
    a = w, each side falls from 50 to 0 at its own end. Distances are those of ``issue.places``.
    """
    if care.value is not None:
        return np.stack([draws.number(v) for v in care.value], axis=1)
    assert care.wants is not None
    assert care.accepts is not None
    places = issue.places
    wants, accepts = care.wants.options, care.accepts.options
    lines = np.array([[_line(w, a, places) for a in accepts] for w in wants])
    # From the option drawn to its row, so that only the lines that can be drawn are worked out.
    row, column = np.zeros((2, len(places)), dtype=np.int64)
    row[list(wants)] = np.arange(len(wants))
    column[list(accepts)] = np.arange(len(accepts))
    chosen: Floats = lines[row[draws.choice(care.wants)], column[draws.choice(care.accepts)]]
    return chosen


@lru_cache(maxsize=1 << 12)
def _line(wants: int, accepts: int, places: tuple[float, ...]) -> tuple[float, ...]:
    """Scores of the options at some places for one pair of wants and accepts (option indices)."""
    at, bound = places[wants], places[accepts]
    if wants == accepts:
        return tuple(_own_side(wants, k, places) for k in range(len(places)))
    first = abs(bound - at)
    rest = abs(places[-1 if accepts > wants else 0] - bound)
    line = []
    for k, here in enumerate(places):
        d = abs(here - at)
        if d <= first or rest == 0:
            line.append(max(100 - _half(d, first), 0.0))
            continue
        # Measured from the bottom line itself, so that the end of the scale scores exactly 0.
        mirrored = (k > wants) != (accepts > wants)
        line.append(max(50 - _half(d - first if mirrored else abs(here - bound), rest), 0.0))
    return tuple(line)


def _half(d: float, whole: float) -> float:
    """50 times a part of a distance, exactly 50 for the whole of it."""
    return 50.0 if d == whole else 50 * d / whole


def _own_side(wants: int, k: int, places: tuple[float, ...]) -> float:
    if k == wants:
        return 100.0
    reach = abs(places[-1 if k > wants else 0] - places[wants])
    return 50 * (1 - abs(places[k] - places[wants]) / reach)


def own_scores(draws: Draws, table: Table, actor: Actor) -> dict[str, Floats]:
    """An actor's own scores by issue, each of shape (readings, options)."""
    return {
        c.issue: draws.remember("scores", (c,), partial(scores, issue=table.issue[c.issue], care=c))
        for c in actor.cares
    }


def own_worth(draws: Draws, table: Table, actor: Actor) -> dict[str, Floats]:
    """What each option adds to an actor's own value: score times share of the weight.

    By issue, shape (readings, options). Summed over issues it is his own value of an outcome;
    empty where he has an order, which is no sum.
    """

    def work(draws: Draws) -> dict[str, Floats]:
        weights = [draws.number(c.weight) for c in actor.cares]
        total = np.zeros(draws.count)
        for weight in weights:
            total = total + weight
        safe = np.where(total > 0, total, 1.0)
        own = own_scores(draws, table, actor)
        return {
            c.issue: own[c.issue] * (w / safe)[:, None]
            for c, w in zip(actor.cares, weights, strict=True)
        }

    return draws.remember("own_worth", (actor,), work)


def _voices(draws: Draws, table: Table, actor: Actor) -> list[tuple[Actor, Floats]]:
    """Whose judgement makes up an actor's, with shares that add to 1 in each reading."""
    heard = [(table.actor[a], draws.number(s) / 100) for a, s in actor.hears if a in table.actor]
    rest = np.ones(draws.count)
    for _, share in heard:
        rest = rest - share
    return [(actor, rest), *heard]


def _parts(table: Table, actor: Actor) -> tuple[Actor, ...]:
    """The objects an actor's judgement depends on."""
    return (actor, *(table.actor[a] for a, _ in actor.hears if a in table.actor))


def worth(draws: Draws, table: Table, actor: Actor) -> dict[str, Floats]:
    """What each option adds to an actor's value, advisers mixed in; (readings, options) by issue.

    Hearing does not chain: an adviser brings his own judgement, not what he has heard. Empty where
    he has an order, which is no sum: see :func:`values`.
    """

    def work(draws: Draws) -> dict[str, Floats]:
        mixed: dict[str, Floats] = {}
        for voice, share in _voices(draws, table, actor):
            for issue, part in own_worth(draws, table, voice).items():
                mixed[issue] = mixed.get(issue, 0.0) + part * share[:, None]
        return dict(sorted(mixed.items()))

    return draws.remember("worth", _parts(table, actor), work)


def _at(worths: dict[str, Floats], outcome: dict[str, int], count: int) -> Floats:
    total = np.zeros(count)
    for issue, part in worths.items():
        total = total + part[:, outcome[issue]]
    return total


def value(draws: Draws, table: Table, actor: Actor, outcome: dict[str, int]) -> Floats:
    """What is one outcome worth to an actor in each reading? Shape (readings,), 0 to 100.

    To one who has an order, only that one number is larger than another means anything.
    """
    if actor.order is not None:
        return np.full(draws.count, place(actor.order, table.options(outcome)))
    return _at(worth(draws, table, actor), outcome, draws.count)


def values(draws: Draws, table: Table, actor: Actor, outcomes: Outcomes) -> Floats:
    """What are many outcomes worth to an actor, as :func:`value`? Spread, with readings."""
    if actor.order is not None:
        return places(actor.order, table, outcomes)
    return outcomes.total(worth(draws, table, actor), draws.count)


def concerns(table: Table, actor: Actor) -> frozenset[str]:
    """On which issues can the value of an outcome to an actor depend, advisers included?"""
    return frozenset().union(*(one.issues for one in _parts(table, actor)))


def value_of_now(draws: Draws, table: Table, actor: Actor) -> Floats:
    """The value of the case's own now, whatever levers have moved; shape (readings,)."""
    return draws.remember(
        "value_of_now",
        _parts(table, actor),
        lambda d: value(d, table, actor, table.home),
    )


def day_of(draws: Draws, table: Table, date: Date) -> Floats:
    """The day (ordinal) a date stands for in each reading: ``as_of``, ``deadline`` or a day."""
    if isinstance(date, int):
        return np.full(draws.count, float(date))
    if date == AS_OF or table.deadline is None:
        return np.full(draws.count, float(table.as_of))
    return draws.choice(table.deadline).astype(np.float64)


def own_no_deal(draws: Draws, table: Table, actor: Actor, date: Date) -> Floats:
    """An actor's own no-deal value at a date, before advisers are heard; shape (readings,).

    Linear between the anchors, flat before the first and after the last, and flat after the
    reading's own deadline. Left out, it is the actor's own value of now.
    """

    def work(draws: Draws) -> Floats:
        now = _own_value_of_now(draws, table, actor)
        if not actor.no_deal:
            return now
        return _interpolate(draws, table, actor.no_deal, now, day_of(draws, table, date))

    # Only the deadline and the day of the reading matter beside the actor himself.
    return draws.remember("own_no_deal", (actor, table.deadline, date), work)


def _own_value_of_now(draws: Draws, table: Table, actor: Actor) -> Floats:
    if actor.order is not None:
        return value(draws, table, actor, table.home)
    return _at(own_worth(draws, table, actor), table.home, draws.count)


def _interpolate(
    draws: Draws, table: Table, anchors: tuple[Anchor, ...], now: Floats, day: Floats
) -> Floats:
    deadline = day_of(draws, table, DEADLINE)
    if table.deadline is not None:
        day = np.minimum(day, deadline)
    # The deadline's anchor comes last among equals, so it holds from its own day on.
    listed = sorted(anchors, key=lambda a: a.day is None)
    days = np.stack(
        [deadline if a.day is None else np.full(draws.count, float(a.day)) for a in listed]
    )
    amounts = np.stack([draws.number(a.amount) + (now if a.relative else 0.0) for a in listed])
    order = np.argsort(days, axis=0, kind="stable")
    days = np.take_along_axis(days, order, axis=0)
    amounts = np.take_along_axis(amounts, order, axis=0)
    result: Floats = amounts[0]
    for k in range(1, len(listed)):
        span = days[k] - days[k - 1]
        share = np.where(span > 0, (day - days[k - 1]) / np.where(span > 0, span, 1.0), 1.0)
        between = amounts[k - 1] + np.clip(share, 0.0, 1.0) * (amounts[k] - amounts[k - 1])
        result = np.where(day >= days[k - 1], between, result)
    return result


def no_deal(draws: Draws, table: Table, actor: Actor, date: Date) -> Floats:
    """How well can an actor live without a deal at a date? Advisers mixed in; (readings,)."""

    def work(draws: Draws) -> Floats:
        total = np.zeros(draws.count)
        for voice, share in _voices(draws, table, actor):
            total = total + own_no_deal(draws, table, voice, date) * share
        return total

    return draws.remember("no_deal", (*_parts(table, actor), table.deadline, date), work)


def threshold(draws: Draws, table: Table, actor: Actor, kind: str, date: Date) -> Floats:
    """From what value on does an actor consent? Shape (readings,).

    In a deal he must agree: his no-deal value at that date. In a step he must tolerate: the lower
    of his no-deal value and the value of now.
    """
    walk_away = no_deal(draws, table, actor, date)
    if kind == "deal":
        return walk_away
    return np.minimum(walk_away, value_of_now(draws, table, actor))


def held(draws: Draws, condition: Condition) -> Bools:
    """In which readings is a condition no bluff? Shape (readings,).

    The condition's own stream is compared with its firmness, so softening can only release it.
    """

    def work(draws: Draws) -> Bools:
        result: Bools = np.ones(draws.count, dtype=np.bool_)
        if condition.firm.lo < 100 or condition.firm.hi < 100:
            result = draws.stream(condition.stream) < draws.number(condition.firm) / 100
        if condition.given is not None:
            pick, option = condition.given
            result = result & (draws.choice(pick) == option)
        return result

    return draws.remember("held", (condition,), work)
