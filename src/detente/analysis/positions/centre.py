"""Where is the centre of the positions? Four centres, the simplest forecasts there are.

The mean weighted by clout times salience is the compromise model (Achen 2006, in Thomson et al.,
*The European Union Decides*). The weighted median is the position that
no other one beats when everybody votes with his weight for whatever is nearer (Black 1948).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.core.line import Positions
from detente.core.streams import Floats

HALF = 1e-12
"""A side holds half of the weight if it is short of it by less than this share."""


def weighted_mean(x: Floats, weight: Floats) -> Floats:
    """Where do the positions balance? The mean along the last axis, by weight.

    Parameters
    ----------
    x, weight : array of float, shape (..., actors)
        Positions in any unit; weights at least 0, not all of them 0.

    Returns
    -------
    array of float, shape (...)

    Examples
    --------
    >>> float(weighted_mean(np.array([0.0, 100.0]), np.array([3.0, 1.0])))
    25.0
    """
    return np.asarray((x * weight).sum(axis=-1) / weight.sum(axis=-1))


def weighted_median(x: Floats, weight: Floats) -> Floats:
    """Which held position is beaten by no other, if all vote with their weight for the nearer one?

    It is the lowest position up to which half of the weight lies. Where the weight splits into two
    equal halves, every position between two neighbours will do; the lower neighbour is taken.

    Parameters
    ----------
    x, weight : array of float, shape (..., actors)

    Returns
    -------
    array of float, shape (...)

    Examples
    --------
    >>> float(weighted_median(np.array([10.0, 4.0, 7.0]), np.array([2.0, 2.0, 1.0])))
    7.0
    """
    order = np.argsort(x, axis=-1, kind="stable")
    held = np.take_along_axis(x, order, axis=-1)
    up_to = np.cumsum(np.take_along_axis(np.broadcast_to(weight, x.shape), order, axis=-1), axis=-1)
    enough = up_to >= up_to[..., -1:] * (0.5 - HALF)
    first = np.argmax(enough, axis=-1)[..., None]
    return np.asarray(np.take_along_axis(held, first, axis=-1)[..., 0])


@dataclass(frozen=True, eq=False)
class Centres:
    """The centres of the positions on one line, in every reading.

    Attributes
    ----------
    mean, median, salience_mean, plain_mean : array of float, shape (readings,)
        In the units of the line. ``mean`` and ``median`` weigh by clout times salience,
        ``salience_mean`` by salience alone, ``plain_mean`` counts all alike.
    """

    mean: Floats
    median: Floats
    salience_mean: Floats
    plain_mean: Floats


def centres(given: Positions, line: int = 0) -> Centres:
    """Where are the centres of one line? See :class:`Centres`.

    Parameters
    ----------
    given : Positions
    line : int
        Which of its lines.

    Raises
    ------
    ValueError
        If nobody takes a position on the line, or nobody there has clout and salience.

    Examples
    --------
    >>> from detente.core.line import Line
    >>> two = Positions.of("Fence", {"A": (0.0, 1.0, 3.0), "B": (8.0, 0.5, 2.0)}, Line("height"))
    >>> float(centres(two).mean[0]), float(centres(two).plain_mean[0])
    (2.0, 4.0)
    """
    there = given.on(line)
    x, salience, weight = there.position[:, :, 0], there.salience[:, :, 0], there.weight[:, :, 0]
    if not there.actors:
        raise ValueError(f"nobody takes a position on '{there.lines[0].id}'")
    if not (weight.sum(axis=1) > 0).all():
        raise ValueError(f"nobody has clout and salience above 0 on '{there.lines[0].id}'")
    return Centres(
        mean=weighted_mean(x, weight),
        median=weighted_median(x, weight),
        salience_mean=weighted_mean(x, salience),
        plain_mean=np.asarray(x.mean(axis=1)),
    )


@dataclass(frozen=True)
class Side:
    """Who stands on one side of the weighted mean, and with what share of the weight."""

    side: str
    actors: tuple[str, ...]
    share: float


def sides(names: tuple[str, ...], x: Floats, weight: Floats, mean: float) -> tuple[Side, ...]:
    """Who would pull the weighted mean down, who up? Sides without anybody are left out.

    Parameters
    ----------
    names : tuple of str
    x, weight : array of float, shape (actors,)
    mean : float
        Their weighted mean.

    Examples
    --------
    >>> for side in sides(("A", "B"), np.array([0.0, 8.0]), np.array([3.0, 1.0]), 2.0):
    ...     print(side)
    Side(side='below', actors=('A',), share=0.75)
    Side(side='above', actors=('B',), share=0.25)
    """
    near = 1e-9 * max(1.0, float(np.ptp(x)))
    where: dict[str, NDArray[np.bool_]] = {
        "below": x < mean - near,
        "at": np.abs(x - mean) <= near,
        "above": x > mean + near,
    }
    return tuple(
        Side(
            side,
            tuple(names[k] for k in np.flatnonzero(there)),
            float(weight[there].sum() / weight.sum()),
        )
        for side, there in where.items()
        if there.any()
    )
