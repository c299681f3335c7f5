"""The fit: a penalised logistic regression, and what each of its inputs pushes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from detente.core.streams import Floats
from detente.forecast.hazard.events import Bools, Ints, Target
from detente.forecast.hazard.features import Columns, crossed

#: Penalties tried; the one with the best log score on the rows held back is taken.
PENALTIES = (60.0, 250.0, 1000.0)

#: Where nothing is held back.
MIDDLE = 250.0

#: How much more a product of two inputs is penalised than an input.
CROSSED_PENALTY = 2.0

#: Inputs count no further out than this many standard deviations.
FURTHEST = 5.0

#: Below so many days of rows, the season cannot be told from a trend and is left out.
SEASONS_FROM = 730

#: Fewer rows with yes, or with no, are not fitted.
LEAST = 20

_CURVATURE_ROWS = 16_000  # the second derivative is taken on so many rows, evenly picked
_STEPS = 60
_BLOCKS = 3
_BEFORE = 0.25  # share of the rows that must lie before a block
_NEAR = 0.02  # the log-likelihood of all rows could still rise by half of this
_CURVED = (0, 2)  # at these steps the curvature is taken anew, unless it is given


@dataclass(frozen=True)
class Model:
    """A fitted forecast of one target, with all it needs to forecast other rows.

    Attributes
    ----------
    target : Target
    names, groups : tuple of str
        The inputs, and the group each is explained under.
    mean, scale : array of float
        Each input counts as (value - mean) / scale; a scale of 0 leaves it out.
    weights : array of float
        For the inputs, the products of `crossed`, and the constant last; log-odds.
    priors : dict
        By class: share of windows with talk, used where a pair has little record.
    penalty : float
    rows, yes : int
        Rows fitted on, and how many of them had talks.
    until : int
        Last day of the windows fitted on (days since 1970-01-01).
    base : tuple of (float, float)
        The reference "own record": overall share, and how many windows it counts as.
    """

    target: Target
    names: tuple[str, ...]
    groups: tuple[str, ...]
    mean: Floats
    scale: Floats
    weights: Floats
    priors: dict[str, float]
    penalty: float
    rows: int
    yes: int
    until: int
    base: tuple[float, float]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        made = asdict(self)
        for name in ("mean", "scale", "weights"):
            made[name] = [float(value) for value in made[name]]
        return made

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Model:
        """Out of JSON; a KeyError, TypeError or ValueError where it is none."""
        arrays = {n: np.asarray(data[n], dtype=np.float64) for n in ("mean", "scale", "weights")}
        target = Target(str(data["target"]["kind"]), int(data["target"]["days"]))
        count = len(data["names"])
        sizes = {len(data["groups"]), len(arrays["mean"]), len(arrays["scale"])}
        if sizes != {count} or len(arrays["weights"]) != count + len(crossed(target)) + 1:
            raise ValueError("its lists do not fit together")
        if not all(np.isfinite(one).all() for one in arrays.values()):
            raise ValueError("it holds numbers that are none")
        share, windows = data["base"]
        return cls(
            target=target,
            names=tuple(data["names"]),
            groups=tuple(data["groups"]),
            priors={name: float(data["priors"][name]) for name in ("broad", "narrow")},
            penalty=float(data["penalty"]),
            rows=int(data["rows"]),
            yes=int(data["yes"]),
            until=int(data["until"]),
            base=(float(share), float(windows)),
            **arrays,
        )

    def odds(self, columns: Columns, rows: Ints) -> Floats:
        """How likely are talks, in log-odds, at some rows of the columns?"""
        if tuple(columns.names) != self.names:
            raise ValueError("the model was fitted on other inputs")
        design = _design(self.target, columns, rows, self.mean, self.scale)
        return np.asarray(design @ self.weights)

    def explain(self, columns: Columns, row: int) -> dict[str, float]:
        """What pushes the forecast of one row, in log-odds, by group of inputs?

        The parts add up to the log-odds of the forecast. Inputs that move together share their
        push, so the parts of a group mean more than any single weight.
        """
        design = _design(self.target, columns, np.array([row]), self.mean, self.scale)[0]
        parts = {"a pair with average inputs": float(self.weights[-1])}
        groups = [*self.groups, *["combinations of these"] * len(crossed(self.target))]
        pushes = (design[:-1] * self.weights[:-1]).tolist()
        for group, push in zip(groups, pushes, strict=True):
            parts[group] = parts.get(group, 0.0) + push
        return parts


def logistic(odds: Floats) -> Floats:
    """Log-odds as a probability.

    Examples
    --------
    >>> logistic(np.array([0.0, 1000.0, -1000.0])).tolist()
    [0.5, 1.0, 0.0]
    """
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(odds, dtype=np.float64))))


def fit(
    target: Target,
    columns: Columns,
    happened: Floats,
    chosen: tuple[Bools, Bools],
    day: Ints,
    known: tuple[dict[str, float], tuple[float, float]],
) -> Model:
    """Which weights fit the rows best, without running after their noise?

    The log-likelihood less ``penalty / 2`` times the squared weights is made as large as can be
    (ridge logistic regression: le Cessie & van Houwelingen 1992, Applied Statistics 41:191). The
    penalty is chosen on rows held back, and on blocks of rows before them of the same length, each
    forecast from what had closed before it; then all rows are used.

    Parameters
    ----------
    target : Target
    columns : Columns
        Inputs of all rows of the panel.
    happened : array of float, shape (rows,)
        1 yes, 0 no.
    chosen : pair of array of bool, shape (rows,)
        Rows to fit on, and those of them held back for the choice of the penalty.
    day : array of int, shape (rows,)
        The date of each row.
    known : (dict, (float, float))
        ``priors`` and ``base`` of the model.
    """
    use, held = chosen
    rows = np.flatnonzero(use)
    when = day[rows]
    span = int(when.max() - when.min())
    mean, scale = _scales(columns, rows, seasons=span >= SEASONS_FROM)
    design = _design(target, columns, rows, mean, scale)
    y = happened[rows]
    penalty, state = MIDDLE, None
    folds = _folds(when, held[rows], target.days, y)
    if folds:
        losses = dict.fromkeys(PENALTIES, 0.0)
        for inner, outer in folds:
            part, told = design[inner], y[inner]
            ahead, truth = design[outer], y[outer]
            for one in reversed(PENALTIES):
                state = solve(part, told, _penalties(target, len(mean), one), state)
                odds = ahead @ state[0]
                losses[one] += float((np.logaddexp(0.0, odds) - truth * odds).sum())
        penalty = min(losses, key=lambda one: losses[one])
    weights, _ = solve(design, y, _penalties(target, len(mean), penalty), state)
    return Model(
        target=target,
        names=tuple(columns.names),
        groups=tuple(columns.groups),
        mean=mean,
        scale=scale,
        weights=weights,
        priors=known[0],
        penalty=penalty,
        rows=len(rows),
        yes=int(y.sum()),
        until=int(when.max()) + target.days,
        base=known[1],
    )


def _folds(when: Ints, held: Bools, horizon: int, y: Floats) -> list[tuple[Bools, Bools]]:
    """Rows held back, and blocks before them: each with the rows closed before it.

    Rows come by pair, not by date, so these are masks; a block with few of either outcome, or with
    little before it, is not used.
    """
    folds: list[tuple[Bools, Bools]] = []
    if not held.any():
        return folds
    start, end = int(when[held].min()), int(when[held].max()) + 1
    length = end - start
    while len(folds) < _BLOCKS:
        outer = held if not folds else (when >= start) & (when < start + length)
        inner = ~held & (when + horizon < start)
        if _few(y[outer]) or _few(y[inner]) or inner.sum() < _BEFORE * len(y):
            break
        folds.append((inner, outer))
        start -= length
    return folds


def _few(y: Floats) -> bool:
    return bool(min(y.sum(), (1 - y).sum()) < LEAST)


def _penalties(target: Target, inputs: int, penalty: float) -> Floats:
    products = np.full(len(crossed(target)), penalty * CROSSED_PENALTY)
    return np.concatenate([np.full(inputs, penalty), products, [1e-6]])


def _scales(columns: Columns, rows: Any, *, seasons: bool) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each input; 0 for one that says nothing."""
    mean, scale = np.empty(len(columns.names)), np.empty(len(columns.names))
    for at, values in enumerate(columns.values):
        mean[at], scale[at] = values[rows].mean(), values[rows].std()
        if scale[at] < 1e-6 or (columns.groups[at] == "season" and not seasons):
            scale[at] = 0.0
    return mean, scale


def _design(target: Target, columns: Columns, rows: Any, mean: Floats, scale: Floats) -> Any:
    """The inputs as they are weighed: scaled, multiplied where `crossed`, and 1 for the constant.

    Single precision: the inputs are counts, and half the memory is half the time.
    """
    pairs = crossed(target)
    count = len(columns.names)
    design = np.empty((len(rows), count + len(pairs) + 1), dtype=np.float32)
    for at, values in enumerate(columns.values):
        if scale[at]:
            design[:, at] = (values[rows] - mean[at]) / scale[at]
        else:
            design[:, at] = 0.0
    np.clip(design[:, :count], -FURTHEST, FURTHEST, out=design[:, :count])
    place = {name: at for at, name in enumerate(columns.names)}
    for at, (a, b) in enumerate(pairs):
        np.multiply(design[:, place[a]], design[:, place[b]], out=design[:, count + at])
    design[:, -1] = 1.0
    return design


def solve(
    design: Any,
    y: Floats,
    penalty: Floats,
    start: tuple[Floats, Floats] | None = None,
) -> tuple[Floats, Floats]:
    """The weights with the best penalised log-likelihood, by Newton's method.

    The curvature is taken from a part of the rows, so a step is not quite Newton's; steps are
    halved until they help, and the gradient that must vanish is that of all rows.

    Parameters
    ----------
    design : array of float, shape (rows, inputs)
        The last column is 1.
    y : array of float, shape (rows,)
        1 yes, 0 no.
    penalty : array of float, shape (inputs,)
    start : (array of float, array of float), optional
        Weights and curvature to start from, as another call gave them.

    Returns
    -------
    (array of float, array of float)
        Weights, and the curvature of the mean log-likelihood (inputs by inputs).

    Examples
    --------
    >>> made = np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 1.0], [1.0, 1.0]], dtype=np.float32)
    >>> found, _ = solve(made, np.array([0.0, 1.0, 1.0, 1.0]), np.array([1.0, 1e-6]))
    >>> bool(found[0] > 0)
    True
    """
    curvature = None
    if start is None:
        share = float(np.clip(y.mean(), 1e-4, 1 - 1e-4))
        weights = np.zeros(design.shape[1])
        weights[-1] = np.log(share / (1 - share))
    else:
        weights, curvature = start
    stride = max(1, len(y) // _CURVATURE_ROWS)
    part = design[::stride]
    odds, value = _value(design, y, penalty, weights)
    inverse, found = None, curvature
    for number in range(_STEPS):
        p = logistic(odds)
        gradient = (p - y).astype(np.float32) @ design + penalty * weights
        if found is None or (curvature is None and number in _CURVED):
            found, inverse = _curvature(part, p[::stride]), None
        if inverse is None:
            inverse = _inverse(len(y) * found, penalty)
        step = inverse @ gradient
        slope = float(step @ gradient)
        if slope < _NEAR:
            break
        tried, new_odds, new_value = weights, odds, value
        for halved in range(10):
            length = 0.5**halved
            tried = weights - length * step
            new_odds, new_value = _value(design, y, penalty, tried)
            if new_value <= value - 1e-4 * length * slope:
                break
        if new_value >= value:
            break
        weights, odds, value = tried, new_odds, new_value
    assert found is not None
    return weights, found


def _value(design: Any, y: Floats, penalty: Floats, weights: Floats) -> tuple[Floats, float]:
    odds = (design @ weights.astype(np.float32)).astype(np.float64)
    loss = float((np.logaddexp(0.0, odds) - y * odds).sum())
    return odds, loss + 0.5 * float((penalty * weights**2).sum())


def _curvature(part: Any, p: Floats) -> Floats:
    root = np.sqrt(p * (1 - p) / len(p)).astype(np.float32)
    scaled = part * root[:, None]
    return np.asarray((scaled.T @ scaled).astype(np.float64))


def _inverse(second: Floats, penalty: Floats) -> Floats:
    second = second.copy()
    second[np.diag_indices(len(second))] += penalty + 1e-6 * np.trace(second) / len(second)
    return np.asarray(np.linalg.inv(second))
