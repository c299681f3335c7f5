"""Writing a bargaining domain as GeniusWeb files."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.case.faults import plain
from detente.core.domain import Domain
from detente.neighbours import sums
from detente.neighbours.form import Model, Written
from detente.neighbours.scales import on_scale

PROFILE = "LinearAdditiveUtilitySpace"
DISCRETE = ("DiscreteValueSetUtilities", "discreteutils")
"""Utilities by option, in version 2 and before."""

NUMBER = ("NumberValueSetUtilities", "numberutils")
"""Utilities on a line over numbers, in version 2 and before."""

_CLOSE = 1e-9
_MOST_PACKAGES = 200_000


def write(model: Model) -> Written:
    """What is this domain as GeniusWeb files? One domain, and a profile for each party.

    Numbers that GeniusWeb takes (utilities from 0 to 1, weights that add up to 1) are written so
    that they are read back exactly. A party with others is put on a scale up to 1 (its best
    package): from 0, or from its worst package where something is worth less than 0.
    ``Written.lost`` says what was changed or left out: scales, links, discounts, and reservations
    that no package is worth.

    Examples
    --------
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 3.0)}})
    >>> written = write(d)
    >>> list(written.files), written.lost
    (['Fence.json', 'Fence1.json'], ('the utilities of A are put on the scale from 0 to 1',))
    """
    if not isinstance(model, Domain):
        raise TypeError("GeniusWeb files hold domains")
    domain, lost = sums.fitted(model)
    domain, renamed = sums.writable(domain)
    domain, scaled = on_scale(domain, _fits)
    lost += [*renamed, *scaled, *_discounts(domain)]
    bids = [_bid(domain, row, lost) for row in range(len(domain.parties))]
    stem = sums.file_name(domain.title)
    table = {
        "name": " ".join(domain.title.split()),
        "issuesValues": {axis.name: {"values": list(axis.options)} for axis in domain.issues},
    }
    files: dict[str, str | bytes] = {f"{stem}.json": _text(table)}
    for row in range(len(domain.parties)):
        files[f"{stem}{row + 1}.json"] = _text(_profile(domain, row, table, bids[row]))
    return Written(files, tuple(lost))


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _profile(domain: Domain, row: int, table: Any, bid: dict[str, str] | None) -> Any:
    utilities = {
        axis.name: {
            DISCRETE[0]: {
                "valueUtilities": dict(zip(axis.options, scores[row].tolist(), strict=True))
            }
        }
        for axis, scores in zip(domain.issues, domain.scores, strict=True)
    }
    names = [axis.name for axis in domain.issues]
    body: dict[str, Any] = {
        "name": domain.parties[row],
        "issueUtilities": utilities,
        "issueWeights": dict(zip(names, domain.weights[row].tolist(), strict=True)),
        "domain": table,
    }
    if bid is not None:
        body["reservationBid"] = {"issuevalues": bid}
    return {PROFILE: body}


def _fits(domain: Domain, row: int) -> bool:
    weights = domain.weights[row]
    inside = all(s[row].min() >= 0 and s[row].max() <= 1 for s in domain.scores)
    return bool(inside and weights.min() >= 0 and abs(weights.sum() - 1) <= _CLOSE)


def _discounts(domain: Domain) -> list[str]:
    return [
        f"the discount factor of {plain(party, 60)} ({value:g}) is left out: GeniusWeb has none"
        for party, value in zip(domain.parties, domain.discount.tolist(), strict=True)
        if not math.isnan(value) and value != 1.0
    ]


def _bid(domain: Domain, row: int, lost: list[str]) -> dict[str, str] | None:
    """A package that is worth what a party has without a deal; None where there is none.

    GeniusWeb knows a reservation only as a package: the one that is worth least, of those that are
    worth no less.
    """
    reserve, party = float(domain.reserve[row]), plain(domain.parties[row], 60)
    if math.isnan(reserve):
        return None
    why = f"GeniusWeb says what {party} has without a deal ({reserve:g}) only as a package"
    if domain.size > _MOST_PACKAGES:
        lost.append(f"{why}, and there are too many to look for one: it is left out")
        return None
    values = np.zeros(1)
    for worth in domain.worth:
        values = np.add.outer(values, worth[row]).ravel()
    if reserve < values.min() - _CLOSE:
        lost.append(f"{why}, and every package is worth more: it is left out")
        return None
    enough = np.flatnonzero(values >= reserve - _CLOSE * max(1.0, abs(reserve)))
    if not enough.size:
        lost.append(f"{why}, and none is worth as much: it is left out")
        return None
    # An exact one first, if there is one among those that are equal but for rounding.
    best = int(enough[np.argmin(np.abs(values[enough] - reserve))])
    if abs(values[best] - reserve) > _CLOSE:
        lost.append(f"{why}: written is the nearest better one, worth {values[best]:g}")
    return _package(domain, best)


def _package(domain: Domain, code: int) -> dict[str, str]:
    sizes: Sequence[int] = [len(axis.options) for axis in domain.issues]
    places = np.unravel_index(code, tuple(sizes))
    return {
        axis.name: axis.options[int(place)]
        for axis, place in zip(domain.issues, places, strict=True)
    }
