"""Were we right? Forecasts that have been settled, scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from detente.core.streams import Floats
from detente.forecast.scoring.bootstrap import intervals
from detente.forecast.scoring.calibration import (
    Bin,
    Discrimination,
    Line,
    discrimination,
    line,
    table,
)
from detente.forecast.scoring.murphy import TENTHS, Murphy, brier, log_score, log_scores, murphy

Mode = Literal["last", "first", "daily"]
Reference = Literal["class", "even", "base"]

FLOOR = 0.001
"""The smallest probability that counts in the log score."""
DRAWS = 2000
SEED = 0
FEW_CLUSTERS = 10
FEW_QUESTIONS = 30

METHOD = (
    "Brier score of yes-no questions, one-sided (0 to 1); log score in nats; parts after "
    "Murphy 1973 with the terms within bins of Stephenson, Coelho & Jolliffe 2008; percentile "
    "cluster bootstrap"
)
MODES = {
    "last": "the last forecast made before the question was settled",
    "first": "the first forecast of each question",
    "daily": "each forecast weighted by the days it stood",
}
REFERENCES = {
    "class": "the rate of the outside view's reference class, recorded with each forecast",
    "even": "50 % for every question",
    "base": "the share of yes among these same questions (known only afterwards)",
}


@dataclass(frozen=True)
class Said:
    """One forecast of a question: of which day, what, and against which reference.

    ``day`` is the day whose knowledge it rests on (``as_of``); ``made`` the day on which it was
    written down, which is later in a backtest.
    """

    day: date
    rate: float
    reference: float | None = None
    made: date | None = None


@dataclass(frozen=True)
class Settled:
    """A question that has been settled yes or no, with its forecasts in the order written.

    ``on`` is the day it was settled, ``by`` the last day that counts for it. ``cluster`` names the
    group of questions that may stand or fall together.
    """

    question: str
    cluster: str
    yes: bool
    on: date
    by: date
    forecasts: tuple[Said, ...]


@dataclass(frozen=True)
class Scored:
    """One question with its scores. ``rate`` is the mean over the days in mode ``daily``."""

    question: str
    cluster: str
    yes: bool
    rate: float
    forecasts: int
    brier: float
    log: float
    reference: float | None
    reference_brier: float | None
    backtest: bool


@dataclass(frozen=True)
class Score:
    """How good settled forecasts were.

    Attributes
    ----------
    n, yes, clusters, backtests : int
        Questions scored, those with yes, clusters, and questions whose forecast was written down
        only after they were settled.
    brier, log : float
        Mean scores; less is better.
    skill : float or None
        1 - Brier / Brier of the reference, over the ``skill_n`` questions that have one: 1 is
        perfect, 0 no better than the reference, below 0 worse. None where the reference is missing
        or perfect.
    intervals : dict
        95 % intervals of ``brier``, ``log`` and ``skill`` by cluster bootstrap; None where there
        are fewer than two clusters.
    murphy, bins, line, discrimination
        Parts of the Brier score, calibration table and line, and discrimination.
    questions : tuple of Scored
        Each question, in the order given.
    left_out : tuple of str
        Questions that were settled before any forecast of them counts.
    notes : tuple of str
        What to bear in mind, in sentences.
    """

    n: int
    yes: int
    clusters: int
    backtests: int
    brier: float
    log: float
    skill: float | None
    skill_n: int
    reference_brier: float | None
    intervals: dict[str, tuple[float, float] | None]
    murphy: Murphy
    bins: tuple[Bin, ...]
    line: Line
    discrimination: Discrimination
    questions: tuple[Scored, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    method: str
    params: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"murphy": self.murphy.to_dict()}


def standing(one: Settled, mode: Mode = "last") -> list[tuple[Said, float]]:
    """Which forecasts of a question count, and with which weight?

    Those of days before it was settled, and before the last day that counts for it: on the day
    itself the outcome may be known already. Of two of one day, the one written later stands.

    Parameters
    ----------
    one : Settled
        The question.
    mode : {"last", "first", "daily"}
        The last or the first of them, or all, each with its share of the days from the first
        forecast to the end on which it was the latest (as the Good Judgment Project scored).

    Returns
    -------
    list of (Said, float)
        The weights add up to 1. Empty where none counts.

    Examples
    --------
    >>> day = lambda n: date(2019, 6, n)
    >>> q = Settled("q", "a", True, day(11), day(30), (Said(day(1), 0.2), Said(day(9), 0.6)))
    >>> [(said.rate, weight) for said, weight in standing(q, "daily")]
    [(0.2, 0.8), (0.6, 0.2)]
    """
    end = min(one.on, one.by)
    counting = sorted((f for f in one.forecasts if f.day < end), key=lambda f: f.day)
    if not counting:
        return []
    if mode == "first":
        return [(counting[0], 1.0)]
    if mode == "last":
        return [(counting[-1], 1.0)]
    days = [f.day for f in counting] + [end]
    total = (end - days[0]).days
    lasted = [(after - before).days for before, after in pairwise(days)]
    return [(f, span / total) for f, span in zip(counting, lasted, strict=True) if span]


def score(
    settled: Sequence[Settled],
    *,
    mode: Mode = "last",
    reference: Reference = "class",
    floor: float = FLOOR,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Score | None:
    """How good were the forecasts of these questions?

    Parameters
    ----------
    settled : sequence of Settled
        Questions with a yes or a no; void ones are left out by the caller.
    mode : {"last", "first", "daily"}
        Which forecasts of a question count (see :func:`standing`).
    reference : {"class", "even", "base"}
        What skill is measured against: the recorded rate of a reference class; 50 % throughout; or
        the share of yes in this very set, which nobody could know before.
    floor : float
        The smallest probability that counts in the log score, above 0 and below 0.5.
    draws, seed : int
        Bootstrap draws, and the seed of their stream.

    Returns
    -------
    Score or None
        None where no question has a forecast that counts.

    Raises
    ------
    ValueError
        Where a rate is no probability, or a mode, reference or floor is not one.

    Examples
    --------
    >>> day = lambda n: date(2019, 6, n)
    >>> ask = lambda name, yes, p: Settled(name, name, yes, day(20), day(30), (Said(day(1), p),))
    >>> found = score([ask("a", True, 0.7), ask("b", False, 0.2)], reference="even")
    >>> round(found.brier, 3), round(found.skill, 2)
    (0.065, 0.74)
    """
    if mode not in MODES or reference not in REFERENCES or not 0 < floor < 0.5:
        raise ValueError(f"no such mode, reference or floor: {mode!r}, {reference!r}, {floor!r}")
    counted = [(one, standing(one, mode)) for one in settled]
    left_out = tuple(one.question for one, stand in counted if not stand)
    counted = [(one, stand) for one, stand in counted if stand]
    if not counted:
        return None
    columns = _columns(counted)
    questions = _questions(counted, columns, reference, floor)
    p, y, w, question = columns
    names = sorted({one.cluster for one, _ in counted})
    skilled = [q.reference_brier is not None for q in questions]
    against = _mean([q.reference_brier for q in questions if q.reference_brier is not None])
    own = _mean([q.brier for q, has in zip(questions, skilled, strict=True) if has])
    params: dict[str, Any] = {"mode": mode, "mode_said": MODES[mode], "reference": reference}
    params |= {"reference_said": REFERENCES[reference], "floor": floor, "edges": list(TENTHS)}
    params |= {"draws": draws, "seed": seed, "interval": 0.95, "days": "by as_of"}
    result = Score(
        n=len(questions),
        yes=sum(q.yes for q in questions),
        clusters=len(names),
        backtests=sum(q.backtest for q in questions),
        brier=brier(p, y, w),
        log=log_score(p, y, w, floor),
        skill=1 - own / against if own is not None and against and against > 1e-12 else None,
        skill_n=sum(skilled),
        reference_brier=against,
        intervals=_intervals(questions, names, reference, draws, seed),
        murphy=murphy(p, y, w),
        bins=table(p, y, w, question),
        line=line(p, y, w),
        discrimination=discrimination(p, y, w),
        questions=tuple(questions),
        left_out=left_out,
        notes=(),
        method=METHOD,
        params=params,
    )
    return _noted(result)


def _columns(
    counted: Sequence[tuple[Settled, Sequence[tuple[Said, float]]]],
) -> tuple[Floats, Floats, Floats, Floats]:
    """One row for each forecast that counts: probability, outcome, weight, number of question."""
    rows = [
        (said.rate, float(one.yes), weight, float(number))
        for number, (one, stand) in enumerate(counted)
        for said, weight in stand
    ]
    p, y, w, question = np.array(rows, dtype=np.float64).T
    given = [s.reference for _, stand in counted for s, _ in stand if s.reference is not None]
    for values in (p, np.asarray(given, dtype=np.float64)):
        if not (np.isfinite(values) & (values >= 0) & (values <= 1)).all():
            raise ValueError("a rate is no probability: it must lie between 0 and 1")
    return p, y, w, question


def _questions(
    counted: Sequence[tuple[Settled, Sequence[tuple[Said, float]]]],
    columns: tuple[Floats, Floats, Floats, Floats],
    reference: Reference,
    floor: float,
) -> list[Scored]:
    p, y, w, question = columns
    at = question.astype(np.int64)
    briers = np.bincount(at, w * (p - y) ** 2)
    logs = np.bincount(at, w * log_scores(p, y, floor))
    means = np.bincount(at, w * p)
    base = float(np.mean([one.yes for one, _ in counted]))
    found = []
    for number, (one, stand) in enumerate(counted):
        against: list[float | None] = [s.reference for s, _ in stand]
        if reference != "class":
            against = [0.5 if reference == "even" else base] * len(stand)
        pairs = [(r, weight) for r, (_, weight) in zip(against, stand, strict=True)]
        known = [(r, weight) for r, weight in pairs if r is not None]
        whole = len(known) == len(pairs)
        found.append(
            Scored(
                question=one.question,
                cluster=one.cluster,
                yes=one.yes,
                rate=float(means[number]),
                forecasts=len(stand),
                brier=float(briers[number]),
                log=float(logs[number]),
                reference=sum(r * x for r, x in known) if whole else None,
                reference_brier=sum(x * (r - one.yes) ** 2 for r, x in known) if whole else None,
                backtest=any(s.made is not None and s.made > one.on for s, _ in stand),
            )
        )
    return found


def _intervals(
    questions: Sequence[Scored], names: Sequence[str], reference: str, draws: int, seed: int
) -> dict[str, tuple[float, float] | None]:
    """Intervals of Brier, log score and skill; the base rate is taken anew in each draw."""
    number = {name: place for place, name in enumerate(names)}
    sums = np.zeros((len(names), 6))
    for q in questions:
        has = q.reference_brier is not None
        against = q.reference_brier if q.reference_brier is not None else 0.0
        sums[number[q.cluster]] += (1, q.brier, q.log, q.yes, q.brier if has else 0.0, against)

    def figures(total: Floats) -> Floats:
        n, own, log, yes, skilled, against = total.T
        if reference == "base":
            against = yes * (1 - yes / n)
        with np.errstate(divide="ignore", invalid="ignore"):
            # A sum of differences may miss an exact zero by its rounding.
            skill = np.where(against > 1e-12, 1 - skilled / against, np.nan)
        return np.column_stack([own / n, log / n, skill])

    found = intervals(sums, figures, draws=draws, seed=seed)
    return dict(zip(("brier", "log", "skill"), found, strict=True))


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _noted(result: Score) -> Score:
    from dataclasses import replace

    notes = []
    if result.n < FEW_QUESTIONS:
        notes.append(
            f"Only {result.n} settled: with so few, chance weighs heavily in every figure."
        )
    if result.clusters < 2:
        notes.append("All questions belong to one cluster: no interval can be given.")
    elif result.clusters < FEW_CLUSTERS:
        notes.append(f"With only {result.clusters} clusters, the intervals are too narrow.")
    if result.skill_n < result.n:
        kind = "no reference" if not result.skill_n else f"a reference for {result.skill_n} only"
        notes.append(f"Of {result.n} questions, there is {kind}: skill leaves out the others.")
    elif result.skill is None:
        notes.append("The reference is right throughout: skill against it has no value.")
    if result.backtests:
        notes.append(
            f"Backtest: {result.backtests} of {result.n} questions had been settled before their "
            "forecast was written down."
        )
    if result.left_out:
        notes.append(
            "Left out, settled before any forecast of them counts: " + ", ".join(result.left_out)
        )
    return replace(result, notes=tuple(notes))
