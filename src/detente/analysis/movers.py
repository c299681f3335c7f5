"""What a lever does to whoever pulls it, and what does not matter at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from detente.analysis.deals import gains_of
from detente.analysis.lab import RULES, TRADE, Lab
from detente.analysis.packages import spread
from detente.analysis.room import met
from detente.analysis.scale import too_large
from detente.analysis.solutions import egalitarian
from detente.core.consent import Sheet, Terms, needed, offered
from detente.core.edits import apply, deaf_to, pull
from detente.core.reading import AS_OF, Draws, value, value_of_now
from detente.core.streams import Floats
from detente.core.table import Drop, Mute, Pliant, Table


def movers(table: Table, best: Sequence[str], readings: int, seed: int) -> dict[str, Any]:
    """What does whoever pulls a lever gain or lose: by the move itself, and with a deal?

    In value points against the case's own now; ``with_deal`` at the egalitarian package for the
    headline target, over the readings that have room. The smallest working set stands under the
    names of its levers joined by ``+``. Of one who has an order (``ordinal``) only the sign counts.
    """
    draws = Draws(seed, 0, readings)
    found = {
        lever.id: _effect(draws, table, (lever.id,), lever.who)
        | {"who": lever.who, "with": list(lever.partners)}
        for lever in table.levers
    }
    if len(best) > 1:
        who = sorted({lever.who for lever in table.levers if lever.id in best})
        found["+".join(best)] = {
            "who": ", ".join(who),
            "with": [],
            "by_actor": {name: _effect(draws, table, best, name) for name in who},
        }
    return found


def _effect(draws: Draws, table: Table, names: Sequence[str], who: str) -> dict[str, Any]:
    moved = pull(table, names)
    if who not in moved.actor:
        return {"at_once": None, "with_deal": None}
    before = value_of_now(draws, table, table.actor[who])
    at_once = value(draws, moved, moved.actor[who], moved.now) - before
    effect = {"at_once": spread(at_once), "with_deal": _with_deal(draws, moved, who, before)}
    return effect | ({"ordinal": True} if moved.actor[who].order else {})


def _with_deal(draws: Draws, moved: Table, who: str, before: Floats) -> dict[str, Any] | None:
    target = moved.target[moved.headline]
    if too_large(moved):
        return None
    grid, allowed = offered(moved, target)
    parties = needed(moved, grid, allowed)
    if not parties:
        return None
    terms = Terms(target.kind, AS_OF)
    changes = []
    done = 0
    for block in draws.blocks(grid.size * len(parties)):
        sheet = Sheet(block, moved, grid)
        deals = sheet.acceptable(allowed, terms)
        some = np.flatnonzero(deals.any(axis=0))
        done += block.count
        if not len(some):
            continue
        fair = egalitarian(gains_of(sheet, parties, terms, deals)[:, :, some])
        worth = sheet.flat(sheet.values(moved.actor[who]))[:, some]
        # Of several equally fair packages the mean counts, not whichever is listed first.
        mean = np.where(fair, worth, 0.0).sum(axis=0) / fair.sum(axis=0)
        changes.append(mean - before[some + done - block.count])
    return spread(np.concatenate(changes)) if changes else None


def useless(lab: Lab, best: Sequence[str]) -> dict[str, list[str]]:
    """What changes room for no target in no reading, today or after the smallest working set?"""
    table = lab.table
    conditions = sorted({c.id for c in table.conditions})
    idle = [n for n in lab.lever if _idle_lever(lab, n)]
    matters: set[str] = set()
    for names in dict.fromkeys(((), tuple(best))):
        moved = lab.moved(names)
        variants = {c: apply(moved, [Drop(c)]) for c in _breakable(moved)}
        variants |= {a.id: _excluded(moved, a.id) for a in table.actors if a.id in moved.actor}
        for rules in (TRADE, RULES[1:]):
            # What changes nothing by trade may still do so where bottom lines bind.
            left = {name: t for name, t in variants.items() if name not in matters}
            matters |= _matter(lab, moved, left, rules)
    return {
        "levers": idle,
        "conditions": [c for c in conditions if c not in matters],
        "actors": [a.id for a in table.actors if a.id not in matters],
    }


def _breakable(table: Table) -> list[str]:
    """Conditions that some lawful outcome on the table, in some target, would break."""
    found: set[str] = set()
    for target in table.targets:
        if met(table, target):
            continue
        grid, allowed = offered(table, target)
        for c in table.conditions:
            if c.id not in found and (grid.truth(table, c.broken) & allowed).any():
                found.add(c.id)
    return sorted(found)


def _matter(
    lab: Lab, base: Table, variants: dict[str, Table], rules: Sequence[tuple[str, bool]]
) -> set[str]:
    """Which variants of a table differ from it in some reading?"""
    today, *found = lab.tables([base, *variants.values()], rules)
    return {
        name
        for name, variant in zip(variants, found, strict=True)
        if any((variant.flags[k] != flags).any() for k, flags in today.flags.items())
    }


def _idle_lever(lab: Lab, name: str) -> bool:
    """Does a lever leave every reading as it is, alone and beside every other single lever?"""
    for names, variant in lab.results.items():
        if name not in names or len(names) > 2:
            continue
        rest = tuple(n for n in names if n != name)
        base = lab.results[rest]
        if any((variant.flags[k] != flags).any() for k, flags in base.flags.items()):
            return False
        if variant.status != base.status:
            return False
    return True


def _excluded(table: Table, name: str) -> Table:
    """The table as if an actor had no say: not heard, holding nothing, agreeing to all."""
    if not any(name in table.deciders(p.id) for p in table.parties):
        return apply(table, [Mute(name)])
    conditions = [Drop(c.id) for c in table.conditions if c.owner == name]
    deaf = tuple(deaf_to(actor, name) for actor in table.actors)
    return apply(replace(table, actors=deaf), [*conditions, Pliant(name)])
