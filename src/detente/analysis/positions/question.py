"""Where do the positions pull each issue? The weighted mean first, the other models beside it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from detente.analysis.positions.centre import Centres, centres, sides, weighted_mean
from detente.analysis.positions.challenge import Run, challenge
from detente.analysis.positions.condorcet import contest
from detente.analysis.positions.exchange import exchanges, middle
from detente.analysis.positions.power import power, winset
from detente.analysis.positions.record import DECISIONS, mae, record
from detente.analysis.positions.variants import NAMED, grid
from detente.core.finding import Finding
from detente.core.line import Line, Positions
from detente.core.streams import Floats

ROUND = 5
"""After which round the grid of readings of the challenge model is looked at."""
MOST_ACTORS = 200
MOST_READINGS = 200
EFFORT = 60_000
"""Pairs of actors times readings that the grid may look at in all: a second or two."""
MOST_LISTED = 200
SHOWN = 3


def positions(given: Positions, *, rounds: int = 10, seed: int = 0) -> Finding:
    """Where do the positions pull each issue, and how far can that be trusted?

    Every line has its weighted mean (the figure to go by), three other centres, the challenge model
    as a spread over its readings, who moves whom in it, a contest by chance, whose weight turns a
    majority, what everybody would prefer to how things are, and the sides of the mean. With two
    lines or more, exchanges of support between them stand beside.

    Parameters
    ----------
    given : Positions
        Positions, salience and clout, in one reading or many.
    rounds : int
        Rounds of the challenge model, at least 1.
    seed : int
        Only handed on: nothing is drawn here.

    Returns
    -------
    Finding
        Spreads are medians with 5 % and 95 % over the readings; in a file the three are the same.

    Raises
    ------
    ValueError
        If no line has anybody with a position, clout and salience, if clout or salience is missing
        or negative where there is a position, or if ``rounds`` is below 1.

    Examples
    --------
    >>> two = Positions.of("Fence", {"A": (0.0, 1.0, 3.0), "B": (8.0, 1.0, 1.0)}, Line("height"))
    >>> positions(two).support["lines"][0]["mean"]["median"]
    2.0
    """
    if rounds < 1:
        raise ValueError("the challenge model needs at least one round")
    held = np.isfinite(given.position)
    for name, values in (("clout", given.clout), ("salience", given.salience)):
        with np.errstate(invalid="ignore"):
            wrong = held & ~(np.isfinite(values) & (values >= 0))
        if wrong.any():
            _, actor, line = np.argwhere(wrong)[0]
            where = f"'{given.actors[actor]}' on '{given.lines[line].id}'"
            raise ValueError(f"{name} of {where} must be a number from 0 up")
    kept = [k for k in range(len(given.lines)) if _usable(given, k)]
    if not kept:
        raise ValueError("no issue has anybody with a position, clout and salience above 0")
    actors = max(int(given.present[:, k].sum()) for k in kept)
    used = max(1, min(given.readings, MOST_READINGS, EFFORT // (actors**2 * len(kept))))
    lines = [_line(given.on(k), rounds, used) for k in kept]
    remarks = dict(given.remarks)
    support = {
        "readings": given.readings,
        "clout": "equal" if remarks.get("clout") == "equal" else "given",
        "left_out": [who for who in remarks.get("left_out", "").split(", ") if who],
        "lines": lines,
        "exchange": _exchange(given) if len(kept) > 1 else None,
        "record": record(),
    }
    return Finding(
        question="positions",
        answer=_sentence(lines),
        support=support,
        evidence=(),
        method=_method(given, used, len(given.lines) - len(kept)),
        params={"rounds": rounds, "readings": given.readings, "seed": seed},
    )


def _usable(given: Positions, line: int) -> bool:
    """Has anybody a position, clout and salience there, in every reading?"""
    weight = given.on(line).weight[:, :, 0]
    return bool(weight.shape[1] and (weight.sum(axis=1) > 0).all())


def _line(there: Positions, rounds: int, used: int) -> dict[str, Any]:
    """Everything about one line."""
    line = there.lines[0]
    x, salience, clout = (a[:, :, 0] for a in (there.position, there.salience, there.clout))
    weight = there.weight[:, :, 0]
    centre = centres(there)
    mid = middle(there)
    at, mass = mid.position[0, :, 0], mid.weight[0, :, 0]
    mean = float(weighted_mean(at, mass))
    share = np.median(weight / weight.sum(axis=1, keepdims=True), axis=0)
    runs = _runs(x[:used], salience[:used], clout[:used], rounds)
    index = power(mass)
    return {
        "id": line.id,
        "name": line.name,
        "low": line.low,
        "high": line.high,
        "marks": [[place, text] for place, text in line.marks],
        "reference": line.reference,
        "outcome": line.outcome,
        "actors": [
            {
                "id": there.actors[k],
                "name": there.names[k],
                "position": _spread(x[:, k]),
                "salience": _spread(salience[:, k]),
                "clout": _spread(clout[:, k]),
                "share": _fine(share[k]),
            }
            for k in range(len(there.actors))
        ],
        **_centres(centre),
        "nearest_mark": _nearest(line, float(np.median(centre.mean))),
        "challenge": None if runs is None else _challenge(*runs, rounds),
        "moves": [] if runs is None else _moves(there.actors, runs[1]),
        "condorcet": _condorcet(x, weight, at, mass),
        "winset": _winset(line, at, mass),
        "power": [
            {
                "id": there.actors[k],
                "shapley_shubik": _fine(index.shapley_shubik[k]),
                "banzhaf": _fine(index.banzhaf[k]),
            }
            for k in range(len(there.actors))
        ],
        "coalitions": [
            {"side": one.side, "actors": list(one.actors), "share": _fine(one.share)}
            for one in sides(there.actors, at, mass, mean)
        ],
    }


def _centres(centre: Centres) -> dict[str, Any]:
    return {
        "mean": _spread(centre.mean),
        "median": _spread(centre.median),
        "salience_mean": _spread(centre.salience_mean),
        "plain_mean": _spread(centre.plain_mean),
    }


def _runs(x: Floats, salience: Floats, clout: Floats, rounds: int) -> tuple[Run, Run] | None:
    """The named readings of the challenge model, and the grid; None for one actor or too many."""
    if not 2 <= x.shape[1] <= MOST_ACTORS:
        return None
    named = challenge(x, salience, clout, NAMED, rounds=rounds)
    return named, challenge(x, salience, clout, grid(), rounds=min(ROUND, rounds))


def _challenge(named: Run, spread: Run, rounds: int) -> dict[str, Any]:
    ends = spread.median[:, :, -1]
    low, q25, half, q75, high = np.percentile(ends, [0, 25, 50, 75, 100])
    median, mean = np.median(named.median, axis=1), np.median(named.mean, axis=1)
    return {
        "rounds": rounds,
        "variants": [
            {
                "name": rules.name,
                "words": rules.words,
                "median": [_fine(value) for value in median[k]],
                "mean": [_fine(value) for value in mean[k]],
            }
            for k, rules in enumerate(named.rules)
        ],
        "grid": {
            "configurations": len(spread.rules),
            "round": spread.median.shape[2] - 1,
            "low": _fine(low),
            "q25": _fine(q25),
            "median": _fine(half),
            "q75": _fine(q75),
            "high": _fine(high),
        },
    }


def _moves(actors: tuple[str, ...], spread: Run) -> list[dict[str, Any]]:
    """Who takes whose offer in the first round, over all readings of the model; most often first.

    Seldom ones (below 1 % of the readings) are left out.
    """
    by = spread.by.reshape(-1, len(actors))
    first = spread.first.reshape(by.shape)
    found = []
    for whom in range(len(actors)):
        for who in np.unique(by[:, whom]):
            takes = by[:, whom] == who
            if who >= 0 and takes.mean() >= 0.01:
                found.append(
                    {
                        "who": actors[who],
                        "whom": actors[whom],
                        "to": _fine(first[takes, whom].mean()),
                        "share": _fine(takes.mean()),
                    }
                )
    found.sort(key=lambda move: (-float(move["share"]), str(move["whom"]), str(move["who"])))
    return found[:MOST_LISTED]


def _condorcet(x: Floats, weight: Floats, at: Floats, mass: Floats) -> dict[str, Any]:
    """The mean winner in every reading (at most 200), and the winners of the middle one."""
    means = [contest(x[k], weight[k]).mean for k in range(min(len(x), MOST_READINGS))]
    won = contest(at, mass)
    return {
        "at": _spread(np.array(means)),
        "winners": [[_fine(p), _fine(c)] for p, c in zip(won.places, won.chances, strict=True)],
    }


def _winset(line: Line, at: Floats, mass: Floats) -> dict[str, Any] | None:
    if line.reference is None:
        return None
    found = winset(at, mass, line.reference, (line.low, line.high))
    return {
        "rule": found.rule,
        "low": None if found.empty else _fine(found.low),
        "high": None if found.empty else _fine(found.high),
        "empty": found.empty,
    }


def _exchange(given: Positions) -> dict[str, Any]:
    found = exchanges(given)
    listed = []
    for one in found.exchanges[:MOST_LISTED]:
        row = asdict(one)
        names = {"start": "from", "end": "to", "start_j": "from_j", "end_j": "to_j"}
        listed.append(
            {names.get(k, k): v if isinstance(v, str) else _fine(v) for k, v in row.items()}
        )
    return {
        "count": len(found.exchanges),
        "exchanges": listed,
        "before": {line: _fine(mean) for line, mean in found.before.items()},
        "after": {line: _fine(mean) for line, mean in found.after.items()},
    }


def _fine(value: float | np.floating[Any]) -> float:
    """A figure to nine decimals, so that rounding noise never shows."""
    return round(float(value), 9) + 0.0


def _spread(values: Floats) -> dict[str, float]:
    low, half, high = np.percentile(values, [5, 50, 95])
    return {"median": _fine(half), "low": _fine(low), "high": _fine(high)}


def _nearest(line: Line, mean: float) -> str | None:
    """The mark nearest to the mean; of two equally near the lower."""
    if not line.marks:
        return None
    return min(line.marks, key=lambda mark: (round(abs(mark[0] - mean), 9), mark[0]))[1]


def _plain(value: float, line: dict[str, Any]) -> str:
    """A place on a line, as fine as its scale deserves."""
    length = line["high"] - line["low"]
    places = 1 if length >= 20 else 2 if length >= 2 else 4
    return f"{value:.{places}f}".rstrip("0").rstrip(".")


def _said(line: dict[str, Any]) -> str:
    mean = line["mean"]
    words = f"{line['name'] or line['id']} {_plain(mean['median'], line)}"
    low, high = _plain(mean["low"], line), _plain(mean["high"], line)
    notes = [] if low == high else [f"{low} to {high} in 9 of 10 readings"]
    notes += [f"nearest to '{line['nearest_mark']}'"] if line["nearest_mark"] else []
    return f"{words} ({', '.join(notes)})" if notes else words


def _sentence(lines: list[dict[str, Any]]) -> str:
    """The weighted mean first; of the challenge model the spread, never one figure."""
    said = "; ".join(_said(line) for line in lines[:SHOWN])
    more = f"; and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    words = [f"The positions balance, as a weighted mean, at: {said}{more}."]
    grids = [(line, line["challenge"]["grid"]) for line in lines if line["challenge"]]
    if len(lines) == 1 and grids:
        line, ends = grids[0]
        low, high = _plain(ends["low"], line), _plain(ends["high"], line)
        where = f"all end at {low}" if low == high else f"end anywhere from {low} to {high}"
        words.append(f"The {ends['configurations']} readings of the challenge model {where}.")
    elif grids:
        wide = max((g["high"] - g["low"]) / (line["high"] - line["low"]) for line, g in grids)
        words.append(
            f"The readings of the challenge model end up to {100 * wide:.0f} % of a scale apart."
        )
    words.append(
        f"On {DECISIONS} EU decisions such a mean was off by {mae('weighted mean'):.1f} of 100 on"
        f" average, the challenge model by {mae('challenge model'):.1f}."
    )
    return " ".join(words)


def _method(given: Positions, used: int, dropped: int) -> str:
    words = (
        "weighted mean by clout times salience; challenge model in 5 named readings and a grid of"
        " 72, probabilistic Condorcet with the linear law, exchanges of equal gain, exact power"
        " indices, all on given positions"
    )
    if given.readings > 1:
        words += (
            f"; spreads over {given.readings} readings, the challenge model over the first {used},"
            " exchanges, power and sides of the middle one"
        )
    if dropped:
        words += f"; {dropped} issue(s) left out on which nobody has weight"
    return words
