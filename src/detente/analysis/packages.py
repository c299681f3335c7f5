"""One package: how often it is a deal, who gains, and who loses without a say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.core.consent import Sheet, Terms, asked
from detente.core.finding import Finding, percent, share
from detente.core.grid import Bools, Grid
from detente.core.reading import Draws, value, value_of_now
from detente.core.streams import Floats
from detente.core.table import TOLERANCE, Table, Target


def single(table: Table, outcome: Mapping[str, int]) -> Grid:
    """The grid that holds one outcome only."""
    return Grid(tuple(i.id for i in table.issues), tuple((outcome[i.id],) for i in table.issues))


def spread(numbers: np.ndarray) -> dict[str, float]:
    """Median and 5 % to 95 % range of what differs between readings."""
    low, middle, high = np.quantile(numbers, [0.05, 0.5, 0.95])
    return {
        "median": round(float(middle), 6),
        "low": round(float(low), 6),
        "high": round(float(high), 6),
    }


def bitmap(flags: Bools) -> str:
    """Readings as a hexadecimal number whose bit r tells of reading r."""
    packed = np.packbits(flags, bitorder="little").tobytes()
    return f"{int.from_bytes(packed, 'little'):x}"


def describe(
    draws: Draws,
    table: Table,
    outcome: dict[str, int],
    flags: Mapping[str, Bools],
    parties: Sequence[str],
    terms: Terms,
) -> dict[str, Any]:
    """What to say of a package; gains and losses over the readings in which it is a deal."""
    names = table.options(outcome)
    changes = {i: names[i] for i in names if outcome[i] != table.home[i]}
    deal = flags["deal"]
    sheet = Sheet(draws, table, single(table, outcome))
    entry: dict[str, Any] = {
        "id": " ".join(f"{i}={o}" for i, o in changes.items()),
        "outcome": names,
        "changes": changes,
    }
    entry |= {name: share(int(f.sum()), len(f)) for name, f in flags.items()}
    if deal.any():
        gains = {p: sheet.flat(sheet.stake(p, terms))[0, deal] for p in parties}
        entry["gains"] = {p: spread(g) for p, g in gains.items()}
        entry["worse_off"] = worse_off(draws, table, outcome, deal)
    entry["readings"] = {name: bitmap(f) for name, f in flags.items()}
    return entry


def flagged(table: Table, parties: Sequence[str]) -> dict[str, list[str]]:
    """The parties whose gains only tell which is better, as a support names them; empty for none.

    Somebody who takes part in their decision has an order, and an order has no points.
    """
    found = [party for party in parties if table.ordinal(party)]
    return {"ordinal": found} if found else {}


def worse_off(
    draws: Draws, table: Table, outcome: dict[str, int], deal: Bools
) -> list[dict[str, Any]]:
    """Which principals does a package leave worse off than today, and were they asked?"""
    here = single(table, outcome)
    parties = {*asked(table, here), *asked(table, here, "veto")}
    said = {name for party in parties for name in table.deciders(party)}
    found = []
    for party in table.parties:
        for name in table.deciders(party.id):
            if table.actor[name].party != party.id:
                continue
            actor = table.actor[name]
            loss: Floats = value_of_now(draws, table, actor) - value(draws, table, actor, outcome)
            hurt: NDArray[np.bool_] = deal & (loss > TOLERANCE)
            if hurt.any():
                entry = {
                    "actor": name,
                    "party": party.id,
                    "share": round(float(hurt.sum() / deal.sum()), 9),
                    "median_loss": round(float(np.median(loss[hurt])), 6),
                    "without_a_say": name not in said,
                }
                found.append(entry | ({"ordinal": True} if actor.order else {}))
    return sorted(found, key=lambda f: (not f["without_a_say"], -f["share"], f["actor"]))


def precedence(
    table: Table, outcome: Mapping[str, int], chosen: int, deal: int
) -> tuple[int, int, int, list[tuple[str, str]]]:
    """Where does a package stand in the list? A key to sort by.

    The most often chosen by the solutions come first, then those that are a deal most often;
    equals are told apart by how few issues they move, then by the names of what they change.
    """
    names = table.options(dict(outcome))
    changes = sorted((i, o) for i, o in names.items() if outcome[i] != table.home[i])
    return (-chosen, -deal, len(changes), changes)


def deals_finding(
    table: Table, target: Target, support: dict[str, Any], params: dict[str, Any], method: str
) -> Finding:
    """The answer to which deals there are, from its figures: the same words by every method."""
    packages = support["packages"]
    certificate = {p["id"]: p.pop("readings") for p in packages}
    return Finding(
        question="deals",
        answer=_sentence(target, support),
        support=support,
        evidence=tuple(f"actors.{a}" for p in support["parties"] for a in table.deciders(p)),
        method=method,
        params=params,
        certificate=certificate,
    )


def _sentence(target: Target, support: Mapping[str, Any]) -> str:
    after = f" after {' and '.join(support['levers'])}" if support["levers"] else ""
    searched = support["method"] == "programs"  # other packages may be deals too
    if not support["packages"]:
        found = "was found to be" if searched else "is"
        return f"No package {found} a deal for {target.id} in any reading{after}."
    best = support["packages"][0]
    changes = ", ".join(f"{i} = {o}" for i, o in best["changes"].items()) or "today's situation"
    room = f" (some deal exists in {percent(support['room']['share'])})"
    return (
        f"The package most often chosen for {target.id}{after} is {changes}: "
        f"a deal in {percent(best['deal']['share'])} of the readings{'' if searched else room}."
    )
