"""How good is the outside view? Every impasse is forecast from the others and compared with fact.

The figures are about remembered impasses, so they say whether the machinery does what it claims,
not how well it will do on a case that nobody remembers yet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from detente.forecast.component import Component
from detente.forecast.outside.impasses import Event, Impasse, impasses, spells
from detente.forecast.outside.questions import CLOSED, classify, in_days
from detente.forecast.outside.reference import EVENTS, impasse_component, question_component
from detente.forecast.outside.survival import Z, within
from detente.forecast.pool import logit, pool

Floats = NDArray[np.float64]
MONTH = 365.25 / 12
MONTHS = (3, 6, 12, 24)
ELAPSED = (0, 91)
"""Forecasts are made on the day of the break and three months (91 days) later."""

FLAGSHIP = ("dprk_", "sixparty_")
"""Rows that belong to the case which the project is shown on: never fitted to."""

EARLIER = 15
"""A forecast from earlier impasses only is made where at least so many had begun."""


@dataclass(frozen=True)
class Trial:
    """One forecast of one impasse: what was said, what a bare share would say, what came."""

    row: str
    event: Event
    elapsed: int
    months: int
    came: bool
    said: dict[str, float]
    share: float


def trials() -> list[Trial]:
    """Which forecasts can be compared with fact, each made without the row that it is about?

    Returns
    -------
    list of Trial
        For every row, event, time gone (0 and 91 days) and time asked (3, 6, 12 and 24 months),
        if the row had lasted so long and was watched to the end. ``said`` holds the ``impasses``
        class alone, the ``pooled`` outside view (with the question set), and ``earlier``: the
        class as known on the day, where at least 15 impasses had begun. ``share`` is the share of
        the other rows in which it came, for the same event and times.
    """
    rows = impasses()
    found = []
    for event in EVENTS:
        for elapsed in ELAPSED:
            for months in MONTHS:
                days = round(months * MONTH)
                asked = [(row, _came(row, event, elapsed, days)) for row in rows]
                known = [(row, came) for row, came in asked if came is not None]
                yes = sum(came for _, came in known)
                for row, came in known:
                    said = _said(row, rows, event, elapsed, days)
                    bare = (yes - came) / (len(known) - 1)
                    found.append(Trial(row.id, event, elapsed, months, came, said, bare))
    return found


def calibration() -> dict[str, object]:
    """How good and how well calibrated is the outside view on historic impasses?

    Returns
    -------
    dict
        ``rows`` (impasses), ``cells`` (one for each event, time gone and time asked: forecasts,
        share that came, mean said, Brier score, score of the bare share, skill against it) and
        ``overall`` (by event and for both: n, impasses, Brier score, skill, and the intercept and
        slope of the logistic recalibration with 95 % intervals clustered by impasse).

    Notes
    -----
    Brier scores are ``(p - y) ** 2``, from 0 to 1. Recalibration: Cox, "Two further applications of
    a model for binary regression", Biometrika 45, 1958; intercept 0 and slope 1 are perfect.
    """
    every = trials()
    cells = [
        _cell([t for t in every if (t.event, t.elapsed, t.months) == (event, elapsed, months)])
        for event in EVENTS
        for elapsed in ELAPSED
        for months in MONTHS
    ]
    overall = [
        _overall([t for t in every if event in {"both", t.event} and way in t.said], event, way)
        for event in (*EVENTS, "both")
        for way in ("impasses", "pooled", "earlier")
    ]
    return {"rows": len(impasses()), "cells": cells, "overall": overall}


def recalibrate(
    said: Sequence[float], came: Sequence[bool], rows: Sequence[str]
) -> dict[str, float]:
    """What intercept and slope would bring the log-odds of forecasts into line with fact?

    Newton's method on ``came ~ intercept + slope * logit(said)``; errors are those of the sandwich
    clustered by ``rows``, with the factor G / (G - 1) for G rows.

    Returns
    -------
    dict
        ``intercept``, ``slope`` and the ends of their 95 % intervals.

    Raises
    ------
    ValueError
        If the forecasts are all the same, or outcome and forecast can be told apart perfectly.

    Examples
    --------
    >>> said = [0.2] * 10 + [0.8] * 10
    >>> came = [True] * 2 + [False] * 8 + [True] * 8 + [False] * 2
    >>> fit = recalibrate(said, came, [str(i) for i in range(20)])
    >>> abs(round(fit["intercept"], 6)), round(fit["slope"], 6)
    (0.0, 1.0)
    """
    x = np.column_stack([np.ones(len(said)), [logit(p) for p in said]])
    y = np.asarray(came, dtype=np.float64)
    beta = np.array([0.0, 1.0])
    hessian: Floats = np.eye(2)
    for _ in range(100):
        p = 1 / (1 + np.exp(-(x @ beta)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x
        if np.linalg.cond(hessian) > 1e12:
            raise ValueError("these forecasts do not fix an intercept and a slope")
        step = np.linalg.solve(hessian, x.T @ (y - p))
        beta = beta + step
        if float(np.abs(step).max()) < 1e-12:
            break
    scores = x * (y - 1 / (1 + np.exp(-(x @ beta))))[:, None]
    _, group = np.unique(np.asarray(rows), return_inverse=True)
    sums: Floats = np.zeros((int(group.max()) + 1, 2))
    np.add.at(sums, group, scores)
    bread = np.linalg.inv(hessian)
    error = np.sqrt(np.diag(bread @ (sums.T @ sums) @ bread) * len(sums) / (len(sums) - 1))
    return {
        "intercept": float(beta[0]),
        "intercept_low": float(beta[0] - Z * error[0]),
        "intercept_high": float(beta[0] + Z * error[0]),
        "slope": float(beta[1]),
        "slope_low": float(beta[1] - Z * error[1]),
        "slope_high": float(beta[1] + Z * error[1]),
    }


def fitted_rate(leave_out: Sequence[str] = FLAGSHIP) -> dict[str, object]:
    """How often do stalled talks come back in a month, if the hazard is taken as constant?

    Events over time watched, with Jeffreys' prior for the interval. The fit is shown; it is made
    without the rows of the flagship and never used on it.

    Parameters
    ----------
    leave_out : sequence of str
        Beginnings of the ids of rows that are left out.

    Returns
    -------
    dict
        ``rows``, ``events``, ``months`` watched, ``rate`` a month with ``low`` and ``high``
        (95 %), ``left_out`` (rows), and ``check``: what the constant hazard and the Kaplan-Meier
        curve say for 3, 6, 12 and 24 months.

    Examples
    --------
    >>> fit = fitted_rate()
    >>> fit["rows"] + fit["left_out"] == len(impasses())
    True
    """
    from scipy.stats import gamma

    rows = [row for row in impasses() if not row.id.startswith(tuple(leave_out))]
    waits, _ = spells(rows, "talks")
    events = sum(wait.event for wait in waits)
    months = math.fsum(wait.exit for wait in waits) / MONTH
    rate = events / months
    check = []
    for ahead in MONTHS:
        curve = within(waits, 0, ahead * MONTH)
        check.append(
            {
                "months": ahead,
                "constant": -math.expm1(-rate * ahead),
                "curve": None if curve is None else curve.rate,
            }
        )
    return {
        "rows": len(waits),
        "events": events,
        "months": months,
        "rate": rate,
        "low": float(gamma.ppf(0.025, events + 0.5) / months),
        "high": float(gamma.ppf(0.975, events + 0.5) / months),
        "left_out": len(impasses()) - len(rows),
        "check": check,
    }


@dataclass(frozen=True)
class Asked:
    """A closed question: its words, the days it gave, whether it came true, whether scored."""

    text: str
    days: float
    came: bool
    scored: bool


def question_floor(asked: Sequence[Asked]) -> dict[str, float]:
    """Are the classes of questions any better than one share for all?

    Every scored question is forecast without itself, by the share of its class (talks and deals;
    for the others the share of all), and whether that share grows with the time allowed is decided
    without it too.

    Parameters
    ----------
    asked : sequence of Asked
        All closed questions; those with ``scored`` are the ones that count.

    Returns
    -------
    dict
        ``n`` scored, and the Brier scores of the classes (``classes``), of classes that never
        grow (``flat``), of the share of the scored ones (``share``) and of all (``share_all``).
    """
    names = [_class(question.text) for question in asked]
    scored = [i for i, question in enumerate(asked) if question.scored]
    losses: dict[str, list[float]] = {"classes": [], "flat": [], "share": [], "share_all": []}
    for i in scored:
        peers = [j for j in range(len(asked)) if j != i and names[i] in {"all", names[j]}]
        flat, grown = _shares(asked, peers, asked[i].days)
        helps = names[i] == "talks" and _grows(asked, peers)
        others = [j for j in scored if j != i]
        every = [j for j in range(len(asked)) if j != i]
        for name, p in (
            ("classes", grown if helps else flat),
            ("flat", flat),
            ("share", sum(asked[j].came for j in others) / len(others)),
            ("share_all", sum(asked[j].came for j in every) / len(every)),
        ):
            losses[name].append((p - asked[i].came) ** 2)
    return {"n": len(scored), **{name: float(np.mean(loss)) for name, loss in losses.items()}}


def _class(text: str) -> str:
    name = classify(text)
    return name if name in EVENTS else "all"


def _shares(asked: Sequence[Asked], peers: Sequence[int], days: float) -> tuple[float, float]:
    """Share of the peers, as it is and carried to a number of days."""
    share = (sum(asked[j].came for j in peers) + 0.5) / (len(peers) + 1)
    typical = float(np.median([asked[j].days for j in peers]))
    return share, in_days(share, days, typical)


def _grows(asked: Sequence[Asked], peers: Sequence[int]) -> bool:
    """Does carrying the share to the time allowed help among the peers, each left out once?"""
    flat = grown = 0.0
    for i in peers:
        one, two = _shares(asked, [j for j in peers if j != i], asked[i].days)
        flat += (one - asked[i].came) ** 2
        grown += (two - asked[i].came) ** 2
    return grown < flat


def _came(row: Impasse, event: Event, elapsed: int, days: int) -> bool | None:
    """Did it come in the days asked? None: it had come before, or nobody watched so long."""
    when = row.came(event)
    begin = row.start + timedelta(elapsed)
    end = begin + timedelta(days)
    if (when is not None and when <= begin) or row.until <= begin:
        return None
    if when is not None and when <= min(end, row.until):
        return True
    return False if row.until >= end else None


def _said(
    row: Impasse, rows: Sequence[Impasse], event: Event, elapsed: int, days: int
) -> dict[str, float]:
    others = [other for other in rows if other.id != row.id]
    said: dict[str, float] = {}
    # No knowledge cut: the day is put after all that the table knows.
    late = max(other.until for other in rows)
    both = (
        impasse_component(
            event,
            as_of=late,
            by=late + timedelta(days),
            stalled=late - timedelta(elapsed),
            rows=others,
        ),
        question_component(event, as_of=CLOSED, by=CLOSED + timedelta(days)),
    )
    parts: list[Component] = [part for part in both if not isinstance(part, str)]
    said["impasses"] = parts[0].rate
    said["pooled"] = pool(parts)
    today: date = row.start + timedelta(elapsed)
    if sum(other.start < today for other in others) >= EARLIER:
        known = impasse_component(
            event, as_of=today, by=today + timedelta(days), stalled=row.start, rows=others
        )
        if not isinstance(known, str):
            said["earlier"] = known.rate
    return said


def _cell(found: Sequence[Trial]) -> dict[str, object]:
    came = np.array([t.came for t in found], dtype=np.float64)
    first = found[0]
    bare = float(np.mean((np.array([t.share for t in found]) - came) ** 2))
    scores = {}
    for way in ("impasses", "pooled"):
        said = np.array([t.said[way] for t in found])
        brier = float(np.mean((said - came) ** 2))
        scores[way] = {"said": float(said.mean()), "brier": brier, "skill": 1 - brier / bare}
    return {
        "event": first.event,
        "elapsed": first.elapsed,
        "months": first.months,
        "n": len(found),
        "came": float(came.mean()),
        "share_brier": bare,
        **scores,
    }


def _overall(found: Sequence[Trial], event: str, way: str) -> dict[str, object]:
    came = np.array([t.came for t in found], dtype=np.float64)
    said = np.array([t.said[way] for t in found])
    brier = float(np.mean((said - came) ** 2))
    bare = float(np.mean((np.array([t.share for t in found]) - came) ** 2))
    return {
        "event": event,
        "way": way,
        "n": len(found),
        "impasses": len({t.row for t in found}),
        "came": float(came.mean()),
        "said": float(said.mean()),
        "brier": brier,
        "share_brier": bare,
        "skill": 1 - brier / bare,
        **recalibrate(said.tolist(), [t.came for t in found], [t.row for t in found]),
    }
