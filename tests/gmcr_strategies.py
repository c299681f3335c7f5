"""Small conflicts in graph form, drawn at random: small enough for brute force, and awkward.

Each is described in plain Python and can be written as the product's own forms or as the oracle's
model. Drawn with ``random.Random`` for long seeded runs, or by hypothesis, which hands its own
random numbers to the same code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from random import Random

import numpy as np
from gmcr_oracle import Model, Pair
from hypothesis import strategies as st

from detente.core.conflict import Arcs, Axis, GraphForm, OptionForm

NAMES = ("A", "B", "C", "D", "E")


@dataclass(frozen=True, eq=False)
class OptionCase:
    """A conflict in option form: ``steps[i][axis]`` holds the changes (from, to) that i can make.

    ``feasible`` and ``ranks[i]`` (higher is better) go over all combinations, last axis fastest.
    """

    dms: tuple[str, ...]
    sizes: tuple[int, ...]
    steps: tuple[Mapping[int, frozenset[Pair]], ...]
    feasible: tuple[bool, ...]
    ranks: tuple[tuple[int, ...], ...]

    @property
    def shared(self) -> bool:
        """Is an axis owned by more than one?"""
        owned = [axis for steps in self.steps for axis in steps]
        return len(owned) > len(set(owned))

    def states(self) -> list[tuple[int, ...]]:
        """The feasible combinations in order."""
        combos = product(*(range(n) for n in self.sizes))
        return [c for c, fine in zip(combos, self.feasible, strict=True) if fine]

    def arcs(self) -> tuple[frozenset[Pair], ...]:
        """For each decision maker the moves between states, by their place in the order."""
        states = self.states()
        return tuple(
            frozenset(
                (s, t)
                for s, here in enumerate(states)
                for t, there in enumerate(states)
                if s != t
                and all(
                    here[axis] == there[axis] or (here[axis], there[axis]) in steps.get(axis, ())
                    for axis in range(len(self.sizes))
                )
            )
            for steps in self.steps
        )

    def state_ranks(self) -> list[list[int]]:
        """Ranks of the feasible combinations only."""
        return [
            [r for r, fine in zip(ranks, self.feasible, strict=True) if fine]
            for ranks in self.ranks
        ]

    def option_form(self) -> OptionForm:
        steps = []
        for own in self.steps:
            arrays = {}
            for axis, changes in own.items():
                allowed = np.eye(self.sizes[axis], dtype=bool)
                for a, b in changes:
                    allowed[a, b] = True
                arrays[axis] = allowed
            steps.append(arrays)
        return OptionForm(
            dms=self.dms,
            axes=tuple(
                Axis(f"o{k}", tuple(f"v{v}" for v in range(n))) for k, n in enumerate(self.sizes)
            ),
            steps=tuple(steps),
            feasible=np.array(self.feasible, dtype=bool),
            ranks=tuple(np.array(ranks, dtype=np.int32) for ranks in self.ranks),
        )

    def graph(self) -> GraphCase:
        """The same conflict, arc by arc."""
        n = len(self.states())
        better = tuple(_better(ranks) for ranks in self.state_ranks())
        return GraphCase(self.dms, tuple(range(n)), self.arcs(), better)

    def graph_form(self) -> GraphForm:
        return self.graph().graph_form()

    def model(self) -> Model:
        plain = self.graph().model()
        return Model(
            plain.dms,
            plain.states,
            plain.moves,
            plain.better,
            combos=dict(enumerate(self.states())),
        )


@dataclass(frozen=True, eq=False)
class GraphCase:
    """A conflict whose moves are listed; pairs are of places in ``ids``, as in the oracle."""

    dms: tuple[str, ...]
    ids: tuple[int, ...]
    arcs: tuple[frozenset[Pair], ...]
    better: tuple[frozenset[Pair], ...]
    unknown: tuple[frozenset[frozenset[int]], ...] = ()
    much: tuple[frozenset[Pair], ...] = field(default=())

    def graph_form(self) -> GraphForm:
        n = len(self.ids)
        arcs = []
        for pairs in self.arcs:
            listed = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
            arcs.append(Arcs(listed[:, 0].copy(), listed[:, 1].copy()))
        unknown = [
            {p for s, t in map(sorted, own) for p in ((s, t), (t, s))} for own in self.unknown
        ]
        return GraphForm(
            dms=self.dms,
            ids=np.array(self.ids, dtype=np.int64),
            arcs=tuple(arcs),
            better=_cube(self.better, n),
            unknown=_cube(unknown, n) if self.unknown else None,
            much=_cube(self.much, n) if self.much else None,
        )

    def model(self) -> Model:
        states = tuple(range(len(self.ids)))
        moves = {
            dm: {s: {t for a, t in pairs if a == s} for s in states}
            for dm, pairs in zip(self.dms, self.arcs, strict=True)
        }
        return Model(
            self.dms,
            states,
            moves,
            {dm: set(pairs) for dm, pairs in zip(self.dms, self.better, strict=True)},
            {dm: set(pairs) for dm, pairs in zip(self.dms, self.unknown, strict=False)},
            {dm: set(pairs) for dm, pairs in zip(self.dms, self.much, strict=False)},
        )


def _cube(pairs: object, n: int) -> np.ndarray:
    """Pairs of states for each decision maker as an array [dm, s, t]."""
    listed = list(pairs)  # type: ignore[call-overload]
    cube = np.zeros((len(listed), n, n), dtype=bool)
    for i, own in enumerate(listed):
        for s, t in own:
            cube[i, s, t] = True
    return cube


def _better(ranks: list[int]) -> frozenset[Pair]:
    return frozenset(
        (s, t) for s, low in enumerate(ranks) for t, high in enumerate(ranks) if high > low
    )


# --- drawing --------------------------------------------------------------------------------------


def option_case(rng: Random, most: int = 16) -> OptionCase:
    """Draw a conflict of two to five parties in option form, with at most so many states.

    Many combinations are infeasible, options may be one-way, stuck or go round,
    ranks may be tied, some axes have three choices, and an axis may have two owners or none.
    """
    n_dms = rng.choice((2, 2, 3, 3, 3, 4, 5))
    dms = NAMES[:n_dms]
    sizes: list[int] = []
    while len(sizes) < max(n_dms, 2) or rng.random() < 0.7:
        size = 3 if rng.random() < 0.2 else 2
        if _product(sizes) * size > 2 * most:
            break
        sizes.append(size)
    steps: list[dict[int, frozenset[Pair]]] = [{} for _ in dms]
    for axis, size in enumerate(sizes):
        owner = axis if axis < n_dms and rng.random() < 0.9 else rng.randrange(n_dms)
        steps[owner][axis] = _changes(rng, size)
        if rng.random() < 0.1:
            steps[rng.randrange(n_dms)][axis] = _changes(rng, size)
    codes = _product(sizes)
    feasible = _feasible(rng, codes, most)
    ranks = tuple(tuple(_ranks(rng, codes)) for _ in dms)
    return OptionCase(dms, tuple(sizes), tuple(steps), feasible, ranks)


def graph_case(
    rng: Random, most: int = 12, *, unknown: bool = False, strength: bool = False
) -> GraphCase:
    """Draw a conflict arc by arc: an option form with moves taken out, or any arcs at all.

    Preferences are mostly rankings, sometimes relations that no ranking gives.
    """
    if rng.random() < 0.5:
        drawn = option_case(rng, most)
        n, dms = len(drawn.states()), drawn.dms
        gone = rng.choice((0.0, 0.1, 0.4))
        arcs = tuple(
            frozenset(arc for arc in sorted(pairs) if rng.random() >= gone)
            for pairs in drawn.arcs()
        )
    else:
        n, dms = rng.randint(2, most), NAMES[: rng.choice((2, 2, 3, 3, 4, 5))]
        each = rng.choice((0.5, 1.0, 2.0, 4.0)) / n
        arcs = tuple(
            frozenset((s, t) for s in range(n) for t in range(n) if s != t and rng.random() < each)
            for _ in dms
        )
    drawn_better = [_preference(rng, n) for _ in dms]
    unsure: list[frozenset[frozenset[int]]] = []
    if unknown:
        drawn_better, unsure = _forget(rng, n, drawn_better)
    much = [_much(rng, n, better) for better in drawn_better] if strength else []
    ids = rng.sample(range(100), n)
    return GraphCase(dms, tuple(ids), arcs, tuple(drawn_better), tuple(unsure), tuple(much))


def _product(sizes: list[int]) -> int:
    found = 1
    for size in sizes:
        found *= size
    return found


def _changes(rng: Random, size: int) -> frozenset[Pair]:
    """Draw which changes of an axis its owner can make: any, one way, or what chance allows."""
    every = [(a, b) for a in range(size) for b in range(size) if a != b]
    form = rng.random()
    if form < 0.6:
        return frozenset(every)
    if form < 0.8:
        return frozenset((a, b) for a, b in every if a < b)
    return frozenset(change for change in every if rng.random() < 0.5)


def _feasible(rng: Random, codes: int, most: int) -> tuple[bool, ...]:
    share = rng.choice((0.0, 0.0, 0.2, 0.4))
    fine = [rng.random() >= share for _ in range(codes)]
    surplus = [code for code, yes in enumerate(fine) if yes]
    for code in rng.sample(surplus, max(0, len(surplus) - most)):
        fine[code] = False
    if not any(fine):
        fine[rng.randrange(codes)] = True
    return tuple(fine)


def _ranks(rng: Random, n: int) -> list[int]:
    """Draw a strict ranking, or one with ties, or indifference."""
    form = rng.random()
    if form < 0.6:
        return rng.sample(range(n), n)
    return [rng.randint(0, n // 2 if form < 0.95 else 0) for _ in range(n)]


def _preference(rng: Random, n: int) -> frozenset[Pair]:
    if rng.random() < 0.75:
        return _better(_ranks(rng, n))
    pairs = []
    for s in range(n):
        for t in range(s):
            which = rng.random()
            if which < 0.8:
                pairs.append((s, t) if which < 0.4 else (t, s))
    return frozenset(pairs)


def _forget(
    rng: Random, n: int, better: list[frozenset[Pair]]
) -> tuple[list[frozenset[Pair]], list[frozenset[frozenset[int]]]]:
    """Make some pairs unknown, ties among them."""
    known, unsure = [], []
    for own in better:
        share = rng.choice((0.0, 0.15, 0.15, 0.5))
        lost = frozenset(
            frozenset((s, t)) for s in range(n) for t in range(s) if rng.random() < share
        )
        unsure.append(lost)
        known.append(frozenset(pair for pair in own if frozenset(pair) not in lost))
    return known, unsure


def _much(rng: Random, n: int, better: frozenset[Pair]) -> frozenset[Pair]:
    """Draw which preferences are great: where many states lie between, or by chance."""
    if rng.random() < 0.5:
        return frozenset(pair for pair in sorted(better) if rng.random() < 0.6)
    below = [sum((t, s) in better for t in range(n)) for s in range(n)]
    return frozenset((s, t) for s, t in better if below[t] - below[s] >= max(2, n // 3))


# --- for hypothesis -------------------------------------------------------------------------------

randoms = st.randoms(use_true_random=False)


def option_cases(most: int = 8) -> st.SearchStrategy[OptionCase]:
    """Conflicts in option form."""
    return randoms.map(lambda rng: option_case(rng, most))


def graph_cases(
    most: int = 7, *, unknown: bool = False, strength: bool = False
) -> st.SearchStrategy[GraphCase]:
    """Conflicts arc by arc."""
    return randoms.map(lambda rng: graph_case(rng, most, unknown=unknown, strength=strength))
