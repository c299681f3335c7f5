"""What the two are doing elsewhere: their activity, their partners, and whether persons remain."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.core.streams import Floats
from detente.forecast.hazard.events import Bools, Events, Ints
from detente.forecast.hazard.history import Asked, exposure, faded, same
from detente.forecast.hazard.labels import CLASSES

#: A column: its name, the group it is explained under, its values.
Told = tuple[str, str, Floats]

_TALKS = len(CLASSES["broad"])
_MOST_PARTNERS = 1500  # parties of a panel; with more, the table of who talks with whom is too big


def about_actors(events: Events, ask: Asked) -> Iterator[Told]:
    """How active are the two, with anybody?"""
    size = len(events.actors) + 1  # the last one stands for actors that no event names
    abroad = same(events.source, events.target)
    sets: dict[str, Bools] = {
        "talks": abroad & (events.kind < _TALKS),
        "acts": np.ones(len(events.day), dtype=np.bool_),
        "intent to meet": abroad & (events.kind == 3),
        "conflict": (events.kind == 8) | (events.kind == 9),
    }
    for name, these in sets.items():
        day = np.repeat(events.day[these], 2)
        cell = np.column_stack([events.source[these], events.target[these]]).ravel()
        cell = np.where(cell < 0, size - 1, cell)
        for half in (30.0, 365.0):
            least, most = np.empty(len(ask.day)), np.empty(len(ask.day))
            states = faded(day, cell, None, ask.dates, half, size)
            for rows, state, share in zip(ask.rows, states, exposure(ask, half), strict=True):
                found = np.log1p(state / share)
                found[size - 1] = 0.0
                a, b = found[ask.first[ask.dyad[rows]]], found[ask.second[ask.dyad[rows]]]
                least[rows], most[rows] = np.minimum(a, b), np.maximum(a, b)
            yield f"{name} of the less active, {half:.0f} d", "what the two do elsewhere", least
            yield f"{name} of the more active, {half:.0f} d", "what the two do elsewhere", most


def about_partners(events: Events, ask: Asked) -> Iterator[Told]:
    """Do the two talk with the same third parties?"""
    parties = np.unique(np.concatenate([ask.first, ask.second]))
    parties = parties[parties >= 0][:_MOST_PARTNERS]
    local = np.full(len(events.actors) + 1, -1, np.int64)
    local[parties] = np.arange(len(parties))
    a, b = local[events.source], local[events.target]
    these = same(a, b) & (events.kind < _TALKS)
    day, a, b = events.day[these], a[these], b[these]
    size = max(len(parties), 1)
    for half in (60.0, 365.0):
        shared, alike = np.zeros(len(ask.day)), np.zeros(len(ask.day))
        states = faded(day, a * size + b, None, ask.dates, half, size * size)
        for rows, state in zip(ask.rows, states, strict=True):
            table = state.reshape(size, size)
            strength = np.log1p(table + table.T)
            np.fill_diagonal(strength, 0.0)
            common = strength @ strength
            length = np.sqrt((strength**2).sum(axis=1)) + 0.5
            x, y = local[ask.first[ask.dyad[rows]]], local[ask.second[ask.dyad[rows]]]
            told = (x >= 0) & (y >= 0)
            shared[rows] = np.where(told, np.log1p(common[x, y]), 0.0)
            alike[rows] = np.where(told, common[x, y] / (length[x] * length[y]), 0.0)
        yield f"shared partners, {half:.0f} d", "third parties", shared
        yield f"likeness of partners, {half:.0f} d", "third parties", alike


def about_persons(
    events: Events, ask: Asked, between: tuple[Ints, Ints, Ints, Ints, Ints]
) -> Iterator[Told]:
    """Are the persons and bodies that held earlier talks of the two still active?

    Who leaves office vanishes from the events, and with him the talks he held. Earlier talks count
    by how active both their ends have been of late, compared with their last year.
    """
    day, dyad, kind, by, to = between
    talks = kind < _TALKS
    crowd = int(max(events.by.max(), events.to.max())) + 1
    low, high = np.minimum(by, to)[talks], np.maximum(by, to)[talks]
    key = (dyad[talks] * crowd + low) * crowd + high
    once = np.unique(np.column_stack([day[talks], key]), axis=0)
    keys, at = np.unique(once[:, 1], return_inverse=True)
    where, one, other = keys // crowd // crowd, keys // crowd % crowd, keys % crowd
    held = faded(once[:, 0], at.ravel(), None, ask.dates, 730.0, len(keys))
    doubled = np.repeat(events.day, 2)
    acting = np.column_stack([events.by, events.to]).ravel()
    recent = faded(doubled, acting, None, ask.dates, 60.0, crowd)
    usual = faded(doubled, acting, None, ask.dates, 365.0, crowd)
    count = len(ask.first)
    alive, ratio, all_talks = (np.empty(len(ask.day)) for _ in range(3))
    steps = zip(ask.rows, held, recent, usual, strict=True)
    for rows, state, now, year in steps:
        active = np.minimum(1.5, (now / 60 + 0.02 * year / 365) / (year / 365 + 0.002))
        weighed = np.bincount(where, state * active[one] * active[other], count)
        plain = np.bincount(where, state, count)
        at_rows = ask.dyad[rows]
        alive[rows] = np.log1p(weighed)[at_rows]
        all_talks[rows] = np.log1p(plain)[at_rows]
        ratio[rows] = np.log((weighed + 0.2) / (plain + 0.2))[at_rows]
    yield "talks by persons still active, 730 d", "persons who held the talks", alive
    yield "talks by anybody, 730 d", "persons who held the talks", all_talks
    yield "persons still active", "persons who held the talks", ratio
