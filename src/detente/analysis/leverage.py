"""Room in many variants of one table at once: what levers, pins and exclusions do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.analysis.room import OPEN, room_in, status
from detente.core.consent import Terms
from detente.core.grid import Bools
from detente.core.reading import AS_OF, Draws
from detente.core.table import Table


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


def evaluate(
    tables: Sequence[Table],
    seed: int,
    part: tuple[int, int],
    targets: Sequence[str] | None = None,
    rules: Sequence[tuple[str, bool]] = RULES,
) -> list[Variant]:
    """Room at ``as_of`` in each variant, for these readings.

    The streams are drawn once, and what the first variant has worked out serves the others
    wherever they do not differ from it.
    """
    draws = Draws(seed, *part)
    found = []
    for table in tables:
        found.append(_one(draws if not found else draws.branch(), table, targets, rules))
    return found


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
        kinds[target.id] = status(table, target)
        terms = {rule: Terms(target.kind, AS_OF, bind) for rule, bind in rules}
        if kinds[target.id] == OPEN:
            rooms = room_in(draws, table, target, tuple(terms.values()))
            found |= {(target.id, rule): rooms[on].flags for rule, on in terms.items()}
        else:
            none = np.zeros(draws.count, dtype=np.bool_)
            found |= {(target.id, rule): none for rule in terms}
    return Variant(kinds, found)
