"""Stability by sweeps: where states are combinations of options, at any size.

With complete preferences each concept asks how far down others can push a decision maker from
where he would go. Numbers stand for states: his rank of the state itself, or of the best he could
make of it (his reply). Whatever others' moves lead to lowers the number of where they start from,
sweep after sweep, until nothing changes. Nothing is listed move by move.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from detente.analysis.graph.concepts import CONCEPTS
from detente.analysis.graph.sweep_blocks import Blocks, tabulate
from detente.analysis.graph.sweep_focus import ALL, Focus, Scale, Tricks
from detente.core.conflict import Bools, OptionForm

T = TypeVar("T")

SMALL = 1 << 14
"""Combinations up to which threads cost more than they save, measured."""

MOST_THREADS = 4
"""Threads used unless more are asked for: each holds 8 bytes for every combination."""


def sweep(
    form: OptionForm,
    concepts: Sequence[str] = CONCEPTS,
    *,
    threads: int | None = None,
    tricks: Tricks = ALL,
) -> dict[str, list[Bools]]:
    """Which states would each decision maker not leave, in which sense of foresight?

    Parameters
    ----------
    form : OptionForm
        Where two moves of one decision maker in a row can also be made as one.
    concepts : sequence of str
        Some of ``nash, gmr, smr, seq, sseq``.
    threads : int, optional
        How many; by default one for each processor, and a single one for small conflicts. The
        answer does not depend on it.
    tricks : Tricks
        For measurements.

    Returns
    -------
    dict of str to list of arrays of bool, shape (codes,)
        By concept, for each decision maker: where it is stable for him. False at infeasible codes.

    Raises
    ------
    ValueError
        For an unknown concept; where moves are not transitive.

    Notes
    -----
    Definitions: Fang, Hipel & Kilgour 1993, ch. 3. Let u be the ranks of decision maker i,
    W(t) = max of u over t and where i can go from t, and G(t) the least of u (GMR, SEQ) or of W
    (SMR, SSEQ) over t and all that the others can reach from t, by any moves (GMR, SMR) or by
    improvements (SEQ, SSEQ). A state s is stable for i where he can go to no t with u(t) > u(s) and
    G(t) > u(s). Moves and improvements are transitive here, so that nobody moves twice in a row is
    no restriction.

    Examples
    --------
    The prisoner's dilemma; states are both silent, A silent, B silent, neither.

    >>> import numpy as np
    >>> from detente.core.conflict import Axis
    >>> both = np.ones((2, 2), dtype=bool)
    >>> ranks = (np.array([2, 0, 3, 1], dtype=np.int32), np.array([2, 3, 0, 1], dtype=np.int32))
    >>> axes = (Axis("a", ("silent", "talks")), Axis("b", ("silent", "talks")))
    >>> form = OptionForm(("A", "B"), axes, ({0: both}, {1: both}), np.ones(4, dtype=bool), ranks)
    >>> found = sweep(form, ("nash", "seq"))
    >>> [flags.tolist() for flags in found["nash"]]
    [[False, False, True, True], [False, True, False, True]]
    >>> [flags.tolist() for flags in found["seq"]]
    [[True, False, True, True], [True, True, False, True]]
    """
    for concept in concepts:
        if concept not in CONCEPTS:
            raise ValueError(f"unknown concept {concept!r}: there are {', '.join(CONCEPTS)}")
    if not form.transitive:
        raise ValueError("sweeps need transitive moves: list the moves instead")
    count = len(form.dms)
    scales = [Scale.of(ranks, form.feasible) for ranks in form.ranks]
    if threads is None:
        threads = 1 if len(form.feasible) <= SMALL else min(MOST_THREADS, os.cpu_count() or 1)
    blocks: list[Blocks | None] = [None] * count
    if set(concepts) - {"nash"}:
        blocks = spread(lambda j: tabulate(form, j, scales[j].plain()), range(count), threads)

    def one(i: int) -> dict[str, Bools]:
        others = [b for j, b in enumerate(blocks) if j != i and b is not None]
        return Focus(form, i, scales[i], tricks).verdicts(others, concepts)

    found = spread(one, range(count), threads)
    return {concept: [by[concept] for by in found] for concept in concepts}


def spread(work: Callable[[int], T], items: Iterable[int], threads: int) -> list[T]:
    """Do some work on each item, in order, on so many threads."""
    if threads <= 1:
        return [work(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor  # slow to import, and not always needed

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, items))
