"""Room in many variants of one table at once: what levers, pins and exclusions do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from detente.analysis.room import NOTHING, OPEN, met, room_in
from detente.analysis.scale import too_large
from detente.core.consent import Terms
from detente.core.edits import contradiction, pull
from detente.core.finding import share
from detente.core.grid import Bools, on_offer
from detente.core.reading import AS_OF, Draws
from detente.core.table import Table, Target
from detente.core.work import Map, over_readings

Names = tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """Room for every target in one variant of the table.

    ``flags`` holds, for (target, ``trade`` or ``bind``), the readings with room.
    """

    status: dict[str, str]
    flags: dict[tuple[str, str], Bools]

    @classmethod
    def joined(cls, parts: Sequence[Variant]) -> Variant:
        """One variant from its pieces of readings, in order."""
        keys = parts[0].flags
        return cls(parts[0].status, {k: np.concatenate([p.flags[k] for p in parts]) for k in keys})


RULES = (("trade", False), ("bind", True))
TRADE = RULES[:1]


def evaluate(
    tables: Sequence[Table],
    seed: int,
    part: tuple[int, int],
    targets: Sequence[str] | None = None,
    rules: Sequence[tuple[str, bool]] = RULES,
    known: dict[tuple[int, int], Draws] | None = None,
) -> list[Variant]:
    """Room at ``as_of`` in each variant, for these readings.

    The streams are drawn once, and what the first variant has worked out serves the others
    wherever they do not differ from it. ``known`` keeps the draws of each piece from one call to
    the next.
    """
    pool = {} if known is None else known
    trunk = pool[part].branch() if part in pool else pool.setdefault(part, Draws(seed, *part))
    found = [_one(trunk, table, targets, rules) for table in tables[:1]]
    return found + [_one(trunk.branch(), table, targets, rules) for table in tables[1:]]


def _one(
    draws: Draws,
    table: Table,
    targets: Sequence[str] | None,
    rules: Sequence[tuple[str, bool]],
) -> Variant:
    found: dict[tuple[str, str], Bools] = {}
    kinds: dict[str, str] = {}
    for target in table.targets:
        if targets is not None and target.id not in targets:
            continue
        kinds[target.id] = met(table, target) or OPEN
        terms = {rule: Terms(target.kind, AS_OF, bind) for rule, bind in rules}
        if kinds[target.id] == OPEN:
            flags, any_lawful = _flags(draws, table, target, tuple(terms.values()))
            found |= {(target.id, rule): flags[on] for rule, on in terms.items()}
            if not any_lawful:
                kinds[target.id] = NOTHING
        else:
            none = np.zeros(draws.count, dtype=np.bool_)
            found |= {(target.id, rule): none for rule in terms}
    return Variant(kinds, found)


def _flags(
    draws: Draws, table: Table, target: Target, terms: Sequence[Terms]
) -> tuple[dict[Terms, Bools], bool]:
    """Readings with room on each of several terms, and whether any lawful outcome is on offer."""
    if too_large(table):
        from detente.analysis.large.questions import large_flags

        return large_flags(draws, table, target, terms)
    rooms = room_in(draws, table, target, terms)
    return {on: r.flags for on, r in rooms.items()}, any(r.outcomes for r in rooms.values())


class Lab:
    """Room in variants of one table, each worked out once, all on the same readings."""

    def __init__(self, table: Table, readings: int, seed: int, mapping: Map | None) -> None:
        self.table = table
        self.readings = readings
        self.seed = seed
        self.mapping = mapping
        self.lever = {lever.id: lever for lever in table.levers}
        self.results: dict[Names, Variant] = {}
        self.draws: dict[tuple[int, int], Draws] = {}

    def clash(self, names: Sequence[str]) -> str | None:
        """The entry that two of these levers edit differently, if any."""
        for a, b in combinations(names, 2):
            entry = contradiction(self.lever[a], self.lever[b])
            if entry is not None:
                return entry
        return None

    def moved(self, names: Names) -> Table:
        """The table with some levers pulled."""
        return pull(self.table, names)

    def run(self, sets: Sequence[Names]) -> None:
        """Work out room for these sets of levers."""
        missing = [s for s in sets if s not in self.results]
        found = self.tables([self.moved(s) for s in missing])
        self.results.update(zip(missing, found, strict=True))

    def tables(
        self, tables: Sequence[Table], rules: Sequence[tuple[str, bool]] = RULES
    ) -> list[Variant]:
        """Room in any variants of the table."""
        outcomes = max((on_offer(t).size for t in tables), default=1)
        known = self.draws if self.mapping is None else None
        work = partial(evaluate, tables, self.seed, rules=rules, known=known)
        parts = over_readings(work, self.readings, outcomes, self.mapping)
        return [Variant.joined([p[k] for p in parts]) for k in range(len(tables))]

    def status(self, names: Names, target: str) -> str:
        return self.results[names].status[target]

    def flags(self, names: Names, target: str, rule: str = "trade") -> Bools:
        """In which readings is there room?"""
        return self.results[names].flags[target, rule]

    def rooms(self, names: Names, target: str) -> dict[str, Any]:
        """Room by trade and by bind; None where the question does not arise."""
        if self.status(names, target) not in (OPEN, "nothing on offer"):
            return {"trade": None, "bind": None}
        return {
            rule: share(int(self.flags(names, target, rule).sum()), self.readings)
            for rule in ("trade", "bind")
        }

    def points(self, names: Names, target: str) -> float:
        """Points of room gained over today, by trade."""
        gained = int(self.flags(names, target).sum()) - int(self.flags((), target).sum())
        return round(100 * gained / self.readings, 6)
