"""Did it happen as often as was said, and did yes get higher probabilities than no?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from detente.core.finding import wilson
from detente.core.streams import Floats
from detente.forecast.scoring.murphy import TENTHS, bins

FEWEST = 20
"""Questions below which no calibration line is fitted."""
FEWEST_OF_EACH = 5
"""Yes and no below which none is fitted: a line through a handful of points misleads."""
_CLIP = 0.001
_STEPS = 60


@dataclass(frozen=True)
class Bin:
    """One row of the calibration table.

    ``n`` is the number of questions with a forecast in the bin. ``weight`` is how much of them
    lies in it (less than ``n`` only where forecasts are weighted by days). ``said`` is the mean
    probability and ``happened`` the share of yes, with its 95 % interval (Wilson 1927).
    """

    low: float
    high: float
    n: int
    weight: float
    said: float
    happened: float
    happened_low: float
    happened_high: float


@dataclass(frozen=True)
class Line:
    """A calibration line: log-odds of yes = intercept + slope x log-odds said.

    Intercept 0 and slope 1 are perfect. A slope below 1 says that the forecasts were too extreme,
    an intercept above 0 that yes came more often than was said. The intervals (95 %) take the
    questions as independent. Where no line is fitted, ``why_not`` says why.
    """

    intercept: float | None = None
    intercept_low: float | None = None
    intercept_high: float | None = None
    slope: float | None = None
    slope_low: float | None = None
    slope_high: float | None = None
    why_not: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Discrimination:
    """Whether yes got higher probabilities than no.

    ``auc`` is the chance that a question with yes got the higher probability than one with no
    (ties count half): 0.5 is no better than chance, 1 is perfect. All are None where they have
    nothing to compare.
    """

    auc: float | None
    mean_yes: float | None
    mean_no: float | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def table(
    p: Floats, y: Floats, w: Floats, question: Floats, edges: tuple[float, ...] = TENTHS
) -> tuple[Bin, ...]:
    """Did it happen as often as was said? One row for each bin that holds a forecast.

    Parameters
    ----------
    p, y, w : array of float, shape (n,)
        Probabilities of yes, what happened (1 yes, 0 no), and weights (of a question: 1 in all).
    question : array, shape (n,)
        Number of the question each forecast is about.
    edges : tuple of float
        Edges of the bins, from 0 to 1.

    Examples
    --------
    >>> p, y = np.array([0.2, 0.25, 0.9]), np.array([0.0, 1.0, 1.0])
    >>> [(b.low, b.n, b.happened) for b in table(p, y, np.ones(3), np.arange(3.0))]
    [(0.2, 2, 0.5), (0.9, 1, 1.0)]
    """
    at = bins(p, edges)
    found = []
    for k in np.unique(at).tolist():
        here = at == k
        weight = float(w[here].sum())
        yes = float((w * y)[here].sum())
        # Weights that add up to a whole number up to rounding are that number.
        count = round(weight) if abs(weight - round(weight)) < 1e-9 else weight
        low, high = _wilson(yes, count)
        said = float(np.average(p[here], weights=w[here]))
        n = len(np.unique(question[here]))
        found.append(Bin(edges[k], edges[k + 1], n, weight, said, yes / weight, low, high))
    return tuple(found)


def _wilson(yes: float, of: float) -> tuple[float, float]:
    if float(of).is_integer() and float(yes).is_integer():
        return wilson(int(yes), int(of))
    z = 1.959964
    share = yes / of
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def line(p: Floats, y: Floats, w: Floats) -> Line:
    """How would the forecasts have to be stretched and shifted to fit what happened?

    Logistic regression of the outcome on the log-odds said (Cox 1958, Biometrika 45:562), by
    Newton's method; Wald intervals. Probabilities are clipped to 0.1 % and 99.9 % first.

    Parameters
    ----------
    p, y, w : array of float, shape (n,)
        Probabilities of yes, what happened (1 yes, 0 no), and weights (of a question: 1 in all).

    Examples
    --------
    >>> p = np.repeat([0.2, 0.8], 50)
    >>> y = np.concatenate([np.arange(50) < 10, np.arange(50) < 40]).astype(float)
    >>> fit = line(p, y, np.ones(100))
    >>> round(fit.intercept, 6) + 0.0, round(fit.slope, 6)
    (0.0, 1.0)
    """
    total, yes = float(w.sum()), float(w @ y)
    if total < FEWEST - 1e-9 or min(yes, total - yes) < FEWEST_OF_EACH - 1e-9:
        needs = f"{FEWEST} questions, {FEWEST_OF_EACH} of them yes and {FEWEST_OF_EACH} no"
        return Line(why_not=f"too few: a line needs at least {needs}")
    clipped = np.clip(p, _CLIP, 1 - _CLIP)
    x = np.log(clipped / (1 - clipped))
    if float(np.ptp(x)) < 1e-9:
        return Line(why_not="all forecasts are the same")
    design = np.column_stack([np.ones_like(x), x])
    at = np.zeros(2)
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(design @ at, -35, 35)))
        information = (design * (w * fitted * (1 - fitted))[:, None]).T @ design
        if np.linalg.cond(information) > 1e12:
            break
        step = np.linalg.solve(information, design.T @ (w * (y - fitted)))
        at = at + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < 1e-10:
            half = 1.959964 * np.sqrt(np.diag(np.linalg.inv(information)))
            low, high = at - half, at + half
            a, b = ((float(at[k]), float(low[k]), float(high[k])) for k in (0, 1))
            return Line(*a, *b)
    return Line(why_not="the forecasts part yes from no completely: no line is the best one")


def discrimination(p: Floats, y: Floats, w: Floats) -> Discrimination:
    """Did yes get higher probabilities than no?

    The weighted form of the Mann-Whitney statistic (Hanley & McNeil 1982, Radiology 143:29).

    Parameters
    ----------
    p, y, w : array of float, shape (n,)
        Probabilities of yes, what happened (1 yes, 0 no), and weights.

    Examples
    --------
    >>> found = discrimination(np.array([0.9, 0.4, 0.4]), np.array([1.0, 1.0, 0.0]), np.ones(3))
    >>> found.auc, found.mean_yes, found.mean_no
    (0.75, 0.65, 0.4)
    """
    yes = y > 0.5
    mean_yes = float(np.average(p[yes], weights=w[yes])) if yes.any() else None
    mean_no = float(np.average(p[~yes], weights=w[~yes])) if (~yes).any() else None
    if mean_yes is None or mean_no is None:
        return Discrimination(None, mean_yes, mean_no)
    levels, at = np.unique(p, return_inverse=True)
    high = np.bincount(at, w * yes, len(levels))
    low = np.bincount(at, w * ~yes, len(levels))
    below = np.cumsum(low) - low
    auc = float(high @ (below + low / 2) / (high.sum() * low.sum()))
    return Discrimination(auc, mean_yes, mean_no)
