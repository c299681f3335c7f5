"""Where a concept marks most outcomes, or too many to read: what those it marks have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.core.conflict import Axis, Bools, Ints
from detente.core.finding import WORKS, percent
from detente.core.streams import Floats

READABLE = 200
"""Equilibria up to which a list of them can be read."""

CLUSTERED = 20_000
"""Equilibria up to which clusters are looked for."""

CLUSTERS, RANKED, NAMED = 5, 10, 3
"""Clusters, robust states and choices in a sentence shown at most."""

DEMANDING = ("nash", "sseq", "seq", "smr", "gmr")
"""The most demanding concept first."""

NAMES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ", "sim": "SIM"}

Flags = NDArray[np.bool_] | NDArray[np.float64]


def patterns(
    axes: Sequence[Axis], digits: Ints, ids: Ints, equilibria: Mapping[str, Flags]
) -> dict[str, Any]:
    """What do the states that are stable for all have in common, and does a concept tell anything?

    Parameters
    ----------
    axes : sequence of Axis
    digits : array of int, shape (states, axes)
        Which choice on each axis each state is.
    ids : array of int, shape (states,)
        The file's own number of each state.
    equilibria : mapping
        By concept, shape (states,): whether the state is stable for all (bool), or the share of
        readings in which it is (float, 0 to 1).

    Returns
    -------
    dict
        Plain data. ``states``: how many there are. ``threshold``: None for bool; for shares, the
        one from which on a state counts as an equilibrium (0.5). ``concepts``: by concept, as
        given,

        * ``count``, ``of``, ``share``: how many states are equilibria;
        * ``discriminates``: false where more than half of the states are, or more than 200;
        * ``common``: ``{axis: choice}`` that all equilibria have, of the axes on which the states
          differ at all (empty where there are no equilibria);
        * ``mostly``: what at least 80 % of them have, but not all, and at least 20 points more of
          them than of all states: ``{axis, option, share}``;
        * ``clusters``: equilibria that hang together by changes of one axis at a time (whether
          anybody can make them or not), the largest five, ties by number of the smallest state:
          ``{size, example, common}``; None above 20,000 equilibria;
        * ``clusters_in_all``: how many there are, or None;
        * ``left_out``: why there are no clusters, else empty.

        ``ranking``: the at most ten states that are most robust, ``{state, options, concepts,
        shares}``. For bool, those that are stable for all under the most demanding concepts
        (Nash, SSEQ, SEQ, SMR, GMR, then others as given; ``shares`` is None); for shares, those
        with the largest share on average over the concepts; ties by the most demanding concepts,
        then by number.

    Raises
    ------
    ValueError
        Where the shapes do not fit together.

    Notes
    -----
    The number of equilibria under general metarationality and sequential stability (Fang, Hipel &
    Kilgour 1993, ch. 3) grows with the conflict, hence the warning.

    Examples
    --------
    >>> axes = (Axis("talks", ("broken", "open")), Axis("aid", ("none", "some")))
    >>> digits = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> found = patterns(axes, digits, np.arange(4), {"seq": np.array([True, True, False, False])})
    >>> found["concepts"]["seq"]["common"]
    {'talks': 'broken'}
    """
    _check(axes, digits, ids, equilibria)
    by_reading = any(flags.dtype != np.bool_ for flags in equilibria.values())
    marked = {c: _marked(flags) for c, flags in equilibria.items()}
    space = _Space(axes, digits, ids)
    return {
        "states": len(ids),
        "threshold": WORKS if by_reading else None,
        "concepts": {c: space.describe(flags) for c, flags in marked.items()},
        "ranking": space.ranking(equilibria, marked, by_reading=by_reading),
    }


def _check(axes: Sequence[Axis], digits: Ints, ids: Ints, equilibria: Mapping[str, Flags]) -> None:
    if digits.shape != (len(ids), len(axes)):
        raise ValueError(f"{len(ids)} states on {len(axes)} axes, but digits are {digits.shape}")
    for concept, flags in equilibria.items():
        if flags.shape != ids.shape:
            raise ValueError(f"{len(ids)} states, but {concept} has shape {flags.shape}")


def _marked(flags: Flags) -> Bools:
    """Which states count as equilibria?"""
    return np.asarray(flags if flags.dtype == np.bool_ else flags >= WORKS, dtype=np.bool_)


class _Space:
    """All states, and what some of them have in common."""

    def __init__(self, axes: Sequence[Axis], digits: Ints, ids: Ints) -> None:
        self.axes = axes
        self.digits = digits
        self.ids = ids
        self.base = [self.held(digits, k) for k in range(len(axes))]
        self.differ = [k for k, held in enumerate(self.base) if np.count_nonzero(held) > 1]

    def held(self, digits: Ints, axis: int) -> Ints:
        """How many states make each choice on an axis?"""
        return np.bincount(digits[:, axis], minlength=len(self.axes[axis].options))

    def describe(self, flags: Bools) -> dict[str, Any]:
        """What one concept marks."""
        count, of = int(np.count_nonzero(flags)), len(flags)
        chosen = np.flatnonzero(flags)
        # In order of their numbers, so that the first of a cluster is its example.
        chosen = chosen[np.argsort(self.ids[chosen], kind="stable")]
        return {
            "count": count,
            "of": of,
            "share": round(count / of, 9) if of else 0.0,
            "discriminates": 2 * count <= of and count <= READABLE,
            "common": self.common(chosen),
            "mostly": self.mostly(chosen),
            **self.clusters(chosen),
        }

    def common(self, chosen: Ints) -> dict[str, str]:
        """Which choices do all of these make?"""
        if not len(chosen):
            return {}
        first = self.digits[chosen[0]]
        same = (self.digits[chosen] == first).all(axis=0)
        return {self.axes[k].name: self.axes[k].options[first[k]] for k in self.differ if same[k]}

    def mostly(self, chosen: Ints) -> list[dict[str, Any]]:
        """Which choices do nearly all of these make, and clearly not all states?"""
        count, of = len(chosen), len(self.ids)
        found = []
        for k in self.differ:
            held = self.held(self.digits[chosen], k)
            option = int(held.argmax())
            many, base = int(held[option]), int(self.base[k][option])
            # In whole numbers, so that exactly 80 % and exactly 20 points count everywhere alike.
            clearly = 5 * (many * of - base * count) >= count * of
            if 5 * many >= 4 * count and many < count and clearly:
                axis = self.axes[k]
                entry = {"axis": axis.name, "option": axis.options[option]}
                found.append(entry | {"share": round(many / count, 9)})
        return found

    def clusters(self, chosen: Ints) -> dict[str, Any]:
        """How do these hang together?"""
        if len(chosen) > CLUSTERED:
            reason = f"clusters are looked for among at most {CLUSTERED} states, not {len(chosen)}"
            return {"clusters": None, "clusters_in_all": None, "left_out": reason}
        labels = components(self.digits[chosen])
        heads, sizes = np.unique(labels, return_counts=True)
        largest = np.argsort(-sizes, kind="stable")[:CLUSTERS]
        found = [
            {
                "size": int(sizes[k]),
                "example": int(self.ids[chosen[heads[k]]]),
                "common": self.common(chosen[labels == heads[k]]),
            }
            for k in largest.tolist()
        ]
        return {"clusters": found, "clusters_in_all": len(heads), "left_out": ""}

    def ranking(
        self, equilibria: Mapping[str, Flags], marked: Mapping[str, Bools], *, by_reading: bool
    ) -> list[dict[str, Any]]:
        """Which states are most robust?"""
        order = [c for c in DEMANDING if c in equilibria]
        order += [c for c in equilibria if c not in DEMANDING]
        if not order:
            return []
        shares = {c: np.round(equilibria[c].astype(np.float64), 9) for c in order}
        some = np.flatnonzero(np.logical_or.reduce([shares[c] > 0 for c in order]))
        keys: list[NDArray[Any]] = [self.ids[some], *(-shares[c][some] for c in reversed(order))]
        if by_reading:
            mean: Floats = np.mean([shares[c][some] for c in order], axis=0)
            keys.append(-np.round(mean, 9))
        best = some[np.lexsort(keys)[:RANKED]].tolist()
        return [
            {
                "state": int(self.ids[k]),
                "options": {
                    a.name: a.options[d] for a, d in zip(self.axes, self.digits[k], strict=True)
                },
                "concepts": [c for c in equilibria if marked[c][k]],
                "shares": {c: float(shares[c][k]) for c in equilibria} if by_reading else None,
            }
            for k in best
        ]


def components(digits: Ints) -> Ints:
    """Which states hang together, if one can go from one to the next by changing one axis?

    Parameters
    ----------
    digits : array of int, shape (states, axes)

    Returns
    -------
    array of int, shape (states,)
        For each state the first of those it hangs together with.

    Examples
    --------
    >>> components(np.array([[0, 0], [1, 1], [0, 2], [2, 1]])).tolist()
    [0, 1, 0, 1]
    """
    count = len(digits)
    labels = np.arange(count, dtype=np.int64)
    groups = list(_alike_but_for_one(digits))
    grown = True
    while grown:
        before = labels
        for group in groups:
            least = np.full(count, count, dtype=np.int64)
            np.minimum.at(least, group, labels)
            labels = least[group]
        # A label is itself a state: taking on its label halves the way that is left.
        labels = labels[labels]
        grown = not np.array_equal(before, labels)
    return labels


def _alike_but_for_one(digits: Ints) -> Iterator[Ints]:
    """For each axis, groups of states that are alike on all the others."""
    count, axes = digits.shape
    for left_out in range(axes):
        key, bound = np.zeros(count, dtype=np.int64), 1
        for axis in range(axes):
            if axis == left_out:
                continue
            size = int(digits[:, axis].max(initial=0)) + 1
            if bound * size > np.iinfo(np.int64).max:
                kept, key = np.unique(key, return_inverse=True)
                bound = len(kept)
            key, bound = key * size + digits[:, axis], bound * size
        yield np.unique(key, return_inverse=True)[1]


def sentence(found: Mapping[str, Any]) -> str:
    """What do the concepts tell, in one sentence?

    Parameters
    ----------
    found : mapping
        What :func:`patterns` returned.

    Returns
    -------
    str
        How many states each concept marks, the weakest concept first; whether that tells anything;
        and what the states of the weakest concept that has anything in common have in common.

    Examples
    --------
    >>> axes = (Axis("talks", ("broken", "open")), Axis("aid", ("none", "some")))
    >>> digits = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> found = patterns(axes, digits, np.arange(4), {"seq": np.array([True, True, False, False])})
    >>> sentence(found)
    'SEQ marks 2 of 4 outcomes as stable for all; both have talks = broken.'
    """
    by = found["concepts"]
    if not by:
        return "No concept was asked about."
    groups: dict[int, list[str]] = {}
    for concept, entry in by.items():
        groups.setdefault(entry["count"], []).append(concept)
    counts = sorted(groups, reverse=True)
    stable = f" of {found['states']} outcomes as stable for all"
    if found["threshold"] is not None:
        stable += " in at least half of the readings"
    clauses = [
        f"{_marks(groups[count])} {count or 'none'}{stable if count == counts[0] else ''}"
        + _judgement(by[groups[count][0]], several=len(groups[count]) > 1)
        for count in counts
    ]
    return "; ".join([*clauses, *_shared(by, counts)]) + "."


def _marks(names: Sequence[str]) -> str:
    return f"{_listed([NAMES.get(c, c) for c in names])} {'mark' if len(names) > 1 else 'marks'}"


def _judgement(entry: Mapping[str, Any], *, several: bool) -> str:
    if entry["discriminates"]:
        return ""
    if 2 * entry["count"] > entry["of"]:
        return f", so {'they tell' if several else 'it tells'} little"
    return ", too many to read one by one"


def _shared(by: Mapping[str, Any], counts: Sequence[int]) -> list[str]:
    """What the largest set that has anything in common has in common."""
    for what in ("common", "mostly"):
        for count in counts:
            found = [c for c in by if by[c]["count"] == count > 1 and by[c][what]]
            if found:
                # Two concepts may mark equally many states, but not the same.
                same = [c for c in found if by[c][what] == by[found[0]][what]]
                of = "" if len(counts) == 1 and len(same) == len(by) else f" that {_marks(same)}"
                return [_held(by[same[0]], what, of)]
    return []


def _held(entry: Mapping[str, Any], what: str, of: str) -> str:
    count = entry["count"]
    if what == "common":
        held = [f"{axis} = {option}" for axis, option in entry["common"].items()]
        more = len(held) - NAMED
        shown = held[:NAMED] + ([f"{more} more like this"] if more > 0 else [])
        return f"{'both' if count == 2 else f'all {count}'}{of} have {_listed(shown)}"
    best = max(entry["mostly"], key=lambda one: float(one["share"]))
    return f"{percent(best['share'])} of the {count}{of} have {best['axis']} = {best['option']}"


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
