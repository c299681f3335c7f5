"""What a forecast of talks looks at: for each row, numbers made from events up to its date."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detente.core.streams import Floats
from detente.forecast.hazard.actors import about_actors, about_partners, about_persons
from detente.forecast.hazard.events import Events, Ints, Panel, Target
from detente.forecast.hazard.history import (
    Asked,
    Calendar,
    asked,
    calendar,
    dyads,
    exposure,
    faded,
    pooled,
)
from detente.forecast.hazard.labels import CLASSES, KINDS

#: Days after which an act counts half.
HALVES = (7.0, 30.0, 90.0, 365.0)

#: Over how many days back the share of windows with talks is taken; None: all.
SPANS = (180, 365, 730, 1460, None)

#: Where the effect of the time since the last talks may bend, in days.
BENDS = (14, 60, 180, 365, 730)

#: Which of a pair's columns are also multiplied with each other: {c} stands for the class.
CROSSED = (
    "{c}: time since",
    "{c}: share of windows, all",
    "all acts, 90 d",
    "talks, 30 d",
    "intent to meet, 30 d",
    "persons still active",
)

#: Windows counted as seen before the first, at the rate of all pairs.
PRIOR_WINDOWS = 4.0


@dataclass
class Columns:
    """Named columns, each with the group it is explained under."""

    names: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)

    def add(self, name: str, group: str, values: Floats) -> None:
        self.names.append(name)
        self.groups.append(group)
        self.values.append(np.asarray(values, dtype=np.float64))

    def extend(self, other: Columns) -> None:
        self.names += other.names
        self.groups += other.groups
        self.values += other.values


class History:
    """All that is known at the rows of a panel, from events up to each row's own date.

    The parts that all targets share are made once.

    Parameters
    ----------
    events : Events
    panel : Panel
    """

    def __init__(self, events: Events, panel: Panel) -> None:
        self.ask = asked(events, panel)
        dyad = dyads(events, self.ask)
        between = dyad >= 0
        dyad, day, kind = dyad[between], events.day[between], events.kind[between]
        end = max(int(self.ask.dates[-1]), self.ask.start)
        self.calendars: dict[str, Calendar] = {}
        for name, kinds in CLASSES.items():
            talks = np.isin(kind, kinds)
            self.calendars[name] = calendar(
                day[talks], dyad[talks], len(self.ask.first), self.ask.start, end
            )
        self.shared = Columns()
        self.shared.extend(_acts(day, dyad, kind, self.ask))
        forward = events.source[between] == self.ask.first[dyad]
        self.shared.extend(_directed(day, dyad, kind, forward, self.ask))
        for one in self.calendars:
            self.shared.extend(_since(one, self.calendars[one], self.ask))
        for make in (about_actors, about_partners):
            for told in make(events, self.ask):
                self.shared.add(*told)
        persons = (events.by[between], events.to[between])
        for told in about_persons(events, self.ask, (day, dyad, kind, *persons)):
            self.shared.add(*told)

    def priors(self, horizon: int, day: int) -> dict[str, float]:
        """In what share of all windows that had closed by a day was there talk, by class?"""
        found = {}
        for name, one in self.calendars.items():
            closed = int(one.place(np.array([day]))[0]) + 1 - horizon
            share = pooled(one.windows(horizon), closed) if closed > 0 else 0.0
            found[name] = float(np.clip(share, 1e-3, 1 - 1e-3))
        return found

    def columns(self, target: Target, priors: dict[str, float]) -> Columns:
        """The columns for one target; ``priors`` is the share of windows with talk, by class."""
        made = Columns(list(self.shared.names), list(self.shared.groups), list(self.shared.values))
        for name, one in self.calendars.items():
            made.extend(_shares(name, one, self.ask, target.days, priors[name]))
        made.extend(_season(self.ask, target.days))
        return made


def crossed(target: Target) -> list[tuple[str, str]]:
    """Which columns of a target are multiplied with each other?"""
    names = [name.format(c=target.kind) for name in CROSSED]
    return [(a, b) for at, a in enumerate(names) for b in names[at:]]


def _acts(day: Ints, dyad: Ints, kind: Ints, ask: Asked) -> Columns:
    """Acts between the two, by kind, fading at four speeds.

    Several acts of a kind on one day count as the logarithm of their number: many are one meeting
    told twice (each side consults the other).
    """
    many, cells = len(KINDS), len(KINDS) * len(ask.first)
    used = kind < many
    key = (day[used] - ask.start) * cells + dyad[used] * many + kind[used]
    keys, times = np.unique(key, return_counts=True)
    on, cell, weight = keys // cells + ask.start, keys % cells, np.log2(1.0 + times)
    made = Columns()
    for half in HALVES:
        found = np.empty((len(ask.day), many))
        scale = exposure(ask, half)
        states = faded(on, cell, weight, ask.dates, half, cells)
        for rows, state, share in zip(ask.rows, states, scale, strict=True):
            found[rows] = state.reshape(-1, many)[ask.dyad[rows]] / share
        for at, name in enumerate(KINDS):
            made.add(f"{name}, {half:.0f} d", name, np.log1p(found[:, at]))
        made.add(f"talks, {half:.0f} d", "talks of any kind", np.log1p(found[:, :3].sum(axis=1)))
        made.add(f"all acts, {half:.0f} d", "all acts between them", np.log1p(found.sum(axis=1)))
    return made


def _directed(day: Ints, dyad: Ints, kind: Ints, forward: np.ndarray, ask: Asked) -> Columns:
    """Wishes to meet, and refusals: from one side only, or from both."""
    made = Columns()
    for number, name in ((3, KINDS[3]), (4, KINDS[4])):
        for half in HALVES[:3]:
            sides = []
            for side in (True, False):
                these = (kind == number) & (forward == side)
                found = np.empty(len(ask.day))
                states = faded(day[these], dyad[these], None, ask.dates, half, len(ask.first))
                for rows, state in zip(ask.rows, states, strict=True):
                    found[rows] = np.log1p(state[ask.dyad[rows]])
                sides.append(found)
            made.add(f"{name} by both, {half:.0f} d", name, np.minimum(*sides))
            made.add(f"{name} by one, {half:.0f} d", name, np.maximum(*sides))
    return made


def _since(name: str, talks: Calendar, ask: Asked) -> Columns:
    """The time since the last talks, with bends, and against the usual gap."""
    made = Columns()
    at = talks.place(ask.day)
    last = talks.last[ask.dyad, at].astype(np.int64)
    days = np.where(last > 0, at - last, at + 365)
    log = np.log1p(days)
    made.add(f"{name}: never yet", "time since the last talks", (last == 0).astype(float))
    made.add(f"{name}: time since", "time since the last talks", log)
    for bend in BENDS:
        late = np.maximum(0.0, log - np.log1p(bend))
        made.add(f"{name}: time since, over {bend} d", "time since the last talks", late)
    usual = (at + 30) / (talks.count[ask.dyad, at] + 1.0)
    gap = np.log((days + 5) / usual)
    made.add(f"{name}: gap against usual", "time since the last talks", gap)
    return made


def _shares(name: str, talks: Calendar, ask: Asked, horizon: int, prior: float) -> Columns:
    """The dyad's own record: in what share of earlier windows did they talk?"""
    made = Columns()
    windows = talks.windows(horizon)
    at = talks.place(ask.day)
    end = np.clip(at + 1 - horizon, 0, windows.shape[1] - 1)
    share = np.full(len(at), prior)
    for span in SPANS:
        start = np.maximum(end - span, 0) if span else np.zeros_like(end)
        held = (windows[ask.dyad, end] - windows[ask.dyad, start]) / horizon
        seen = (end - start) / horizon
        share = (held + PRIOR_WINDOWS * prior) / (seen + PRIOR_WINDOWS)
        label = f"{span} d" if span else "all"
        odds = np.log(share / (1 - share))
        made.add(f"{name}: share of windows, {label}", "the pair's own record", odds)
    for width in (0, 15):
        hits, years = 0.5 * share, np.full(len(at), 0.5)
        for year in range(1, 6):
            low = at - round(365.25 * year) - width
            high = low + horizon + 2 * width
            known = (low >= 0) & (high <= at)
            low, high = np.maximum(low, 0), np.clip(high, 0, talks.count.shape[1] - 1)
            hit = known & (talks.count[ask.dyad, high] > talks.count[ask.dyad, low])
            if year == 1 and not width:
                made.add(f"{name}: a year ago", "same time in earlier years", hit.astype(float))
            hits, years = hits + hit * 0.8**year, years + known * 0.8**year
        title = f"{name}: earlier years, {width} d around"
        made.add(title, "same time in earlier years", hits / years - share)
    return made


def _season(ask: Asked, horizon: int) -> Columns:
    made = Columns()
    middle = (ask.day + horizon / 2) / 365.2425 * 2 * np.pi
    for wave in (1, 2):
        made.add(f"sine {wave}", "season", np.sin(wave * middle))
        made.add(f"cosine {wave}", "season", np.cos(wave * middle))
    return made
