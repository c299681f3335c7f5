"""How good were the forecasts of talks, against which reference, and by chance or not?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from detente.core.streams import Floats
from detente.forecast.hazard.events import Bools, Ints
from detente.forecast.scoring.bootstrap import intervals
from detente.forecast.scoring.calibration import discrimination
from detente.forecast.scoring.murphy import brier, log_score, murphy

#: No forecast is less, or more than 1 minus this; the log score takes none as less either.
FLOOR = 1e-4

#: How many windows the overall share may count as in a pair's own record.
PSEUDO = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)

_DRAWS = 1000


def own_record(
    pair: Ints, day: Ints, happened: Ints, horizon: int, share: float, windows: float
) -> Floats:
    """The reference to beat: in what share of its earlier windows did each pair talk?

    At each row only windows that had closed by its date count. Without any, it is the overall
    share, which counts as ``windows`` windows.

    Examples
    --------
    >>> pair, day = np.zeros(3, dtype=np.int64), np.array([0, 30, 60])
    >>> own_record(pair, day, np.array([1, 0, 1]), 30, 0.5, 1.0).tolist()
    [0.5, 0.75, 0.5]
    """
    low = int(day.min()) - horizon - 1
    width = int(day.max()) - low + horizon + 2
    known = happened >= 0
    key = pair[known] * width + day[known] - low
    order = np.argsort(key, kind="stable")
    key = key[order]
    yes = np.concatenate([[0], np.cumsum(happened[known][order])])
    start = np.searchsorted(key, pair * width)
    end = np.searchsorted(key, pair * width + np.maximum(day - horizon - low, 0), side="right")
    return np.asarray((yes[end] - yes[start] + windows * share) / (end - start + windows))


def equal_bins(p: Floats, count: int = 10) -> tuple[float, ...]:
    """Edges of bins that hold about as many forecasts each."""
    edges = np.unique(np.quantile(p, np.linspace(0, 1, count + 1)[1:-1]))
    return (0.0, *[float(one) for one in edges if 0 < one < 1], 1.0)


def calibration_error(p: Floats, y: Floats, count: int = 10) -> float:
    """How far is what was said from what happened? Mean distance over ``count`` equal bins (ECE).

    Bins are made by rank, so that each holds the same number of forecasts.

    Examples
    --------
    >>> calibration_error(np.array([0.25, 0.25, 0.75, 0.75]), np.array([0.0, 0.0, 1.0, 1.0]), 2)
    0.25
    """
    parts = np.array_split(np.argsort(p, kind="stable"), count)
    gaps = [len(at) * abs(float(p[at].mean() - y[at].mean())) for at in parts if len(at)]
    return sum(gaps) / len(p)


def scored(
    p: Floats, y: Floats, references: Mapping[str, Floats], cluster: Ints, *, seed: int = 0
) -> dict[str, Any]:
    """All that is said about some forecasts.

    Parameters
    ----------
    p, y : array of float, shape (n,)
        Probabilities and what happened (1, 0).
    references : mapping of str to array of float, shape (n,)
        Other forecasts of the same rows; skill is 1 - Brier / Brier of the reference.
    cluster : array of int, shape (n,)
        The pair of each row: whole pairs are drawn again for the 95 % intervals.
    seed : int
        Of those draws.

    Returns
    -------
    dict
        n, pairs, yes, brier, log, auc, ece, parts, and by reference: brier, skill, low, high.
    """
    weights = np.ones(len(p))
    names = list(references)
    losses = np.column_stack([(p - y) ** 2, *[(references[name] - y) ** 2 for name in names]])
    _, at = np.unique(cluster, return_inverse=True)
    sums = np.column_stack([np.bincount(at.ravel(), one) for one in losses.T]).astype(np.float64)

    def skill(total: Floats) -> Floats:
        below = np.where(total[:, 1:] > 0, total[:, 1:], np.nan)
        return np.asarray(1 - total[:, :1] / below)

    ends = intervals(sums, skill, draws=_DRAWS, seed=seed)
    told = {
        name: {
            "brier": float(losses[:, k + 1].mean()),
            "skill": float(1 - losses[:, 0].mean() / max(losses[:, k + 1].mean(), 1e-300)),
            "low": None if ends[k] is None else ends[k][0],  # type: ignore[index]
            "high": None if ends[k] is None else ends[k][1],  # type: ignore[index]
        }
        for k, name in enumerate(names)
    }
    return {
        "n": len(p),
        "pairs": len(sums),
        "yes": int(y.sum()),
        "share": float(y.mean()),
        "brier": brier(p, y, weights),
        "log": log_score(p, y, weights, FLOOR),
        "auc": discrimination(p, y, weights).auc,
        "ece": calibration_error(p, y),
        "parts": murphy(p, y, weights, equal_bins(p)).to_dict(),
        "against": told,
    }


def subsets(kind: str, flags: Mapping[str, Bools], rows: Ints) -> dict[str, Bools]:
    """Which rows are also scored by themselves: frozen pairs, and those in conflict too."""
    found = {"all": np.ones(len(rows), dtype=np.bool_)}
    for word in ("freeze", "freeze_conflict"):
        if f"{word}_{kind}" in flags:
            found[word] = flags[f"{word}_{kind}"][rows]
    return found
