"""How must somebody rank the states for one of them to be stable? Counted without listing.

Whether a state is stable for somebody depends on his ranking only through the set B of states he
likes less than it, and every concept asks for a condition on B that only gets easier as B grows.
So the rankings are counted by how large B is: b states can stand below the state, and the others
above it, in b! (m - 1 - b)! ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import factorial
from operator import or_

import numpy as np

from detente.analysis.graph.arcs import sequences, unpack
from detente.analysis.graph.concepts import CONCEPTS
from detente.analysis.graph.monotone import EFFORT, EffortError, sizes_of_sets
from detente.analysis.graph.verdicts import within
from detente.core.conflict import Arcs, GraphForm


def total(form: GraphForm) -> int:
    """How many strict rankings of the states are there?

    Examples
    --------
    >>> from detente.analysis.graph.arcs import listed
    >>> from detente.analysis.graph.examples import dilemma
    >>> total(listed(dilemma()))
    24
    """
    return factorial(form.size)


def inverse(
    form: GraphForm,
    target: int,
    dm: int,
    concepts: Sequence[str] = CONCEPTS,
    *,
    back: bool = True,
    effort: int = EFFORT,
) -> dict[str, int]:
    """Under how many of somebody's strict rankings would he not leave a state?

    The preferences of the others stay as they are; where it is not known what one of them prefers,
    he may answer either way.

    Parameters
    ----------
    form : GraphForm
    target : int
        Index of the state.
    dm : int
        Index of the decision maker whose ranking is asked for; his preferences in ``form`` do not
        matter.
    concepts : sequence of str
        Some of ``nash, gmr, smr, seq, sseq``.
    back : bool
        Whether an answer that ends exactly in ``target`` sanctions him.
    effort : int
        Terms of conditions looked at, per concept, before giving up.

    Returns
    -------
    dict
        By concept, a number of rankings: exact, out of :func:`total`.

    Raises
    ------
    ValueError
        For an unknown concept, state or decision maker, or when counting takes more than
        ``effort``: then too many states matter in too many ways.

    Notes
    -----
    The question is that of inverse GMCR (Kinsara, Kilgour & Hipel 2015). They list all m! rankings;
    here the sets B that will do are counted by their size, branching only on the states that
    matter, with memory. Of k states that matter, N_b sets of size b will do; then the answer is
    m! / (k + 1)! times the sum of N_b b! (k - b)!.

    Examples
    --------
    What would the first prisoner have to prefer for mutual silence (3) to be stable? Looking one
    move ahead, silence to being a traitor (1): half of all rankings. If he expects to be answered
    in kind (0), it is enough that he likes one of the two less than silence.

    >>> from detente.analysis.graph.arcs import listed
    >>> from detente.analysis.graph.examples import dilemma
    >>> found = inverse(listed(dilemma()), 3, 0, ("nash", "seq"))
    >>> found, total(listed(dilemma()))
    ({'nash': 12, 'seq': 16}, 24)
    """
    unknown = [c for c in concepts if c not in CONCEPTS]
    if unknown:
        raise ValueError(f"unknown concept {unknown[0]!r}: there are {', '.join(CONCEPTS)}")
    if not 0 <= target < form.size:
        raise ValueError(f"unknown state {target}: there are {form.size}")
    if not 0 <= dm < len(form.dms):
        raise ValueError(f"unknown decision maker {dm}: there are {len(form.dms)}")
    counts = {}
    for concept in concepts:
        clauses = _conditions(form, target, dm, concept, back=back)
        matter = reduce(or_, (term for clause in clauses for term in clause), 0)
        try:
            sizes = sizes_of_sets(clauses, effort)
        except EffortError:
            raise ValueError(
                f"counting the rankings for {concept} takes more than {effort} steps: "
                f"{matter.bit_count()} states matter to it"
            ) from None
        k = len(sizes) - 1
        orders = sum(n * factorial(b) * factorial(k - b) for b, n in enumerate(sizes))
        counts[concept] = factorial(form.size) // factorial(k + 1) * orders
    return counts


# --- what B has to satisfy ------------------------------------------------------------------------


def _conditions(
    form: GraphForm, target: int, dm: int, concept: str, *, back: bool
) -> list[list[int]]:
    """For each move away from the target, sets of states one of which has to be in B.

    Either where he goes is itself no improvement, or the others can take it to a state in B (or
    back to the target), from which, for SMR and SSEQ, all his moves lead into B or to the target.
    """
    firsts = [int(s1) for s1 in form.arcs[dm].dst[form.arcs[dm].src == target]]
    if concept == "nash":
        return [[1 << s1] for s1 in firsts]
    improving, lasting = concept in {"seq", "sseq"}, concept in {"smr", "sseq"}
    others = [
        _improvements(form, j) if improving else form.arcs[j]
        for j in range(len(form.dms))
        if j != dm
    ]
    reached = unpack(sequences(others, form.size), form.size)[:, firsts]
    needs = {}
    for s2 in np.flatnonzero(reached.any(axis=1)).tolist():
        after = form.arcs[dm].dst[form.arcs[dm].src == s2].tolist() if lasting else ()
        needs[s2] = reduce(or_, (1 << s3 for s3 in (s2, *after) if s3 != target), 0)
    if not back:
        needs.pop(target, None)
    return [
        [1 << s1, *(needs[s2] for s2 in np.flatnonzero(ends).tolist() if s2 in needs)]
        for s1, ends in zip(firsts, reached.T, strict=True)
    ]


def _improvements(form: GraphForm, dm: int) -> Arcs:
    """The moves by which somebody answers: whatever is not known to be no improvement."""
    better = form.better[dm]
    return within(form.arcs[dm], better if form.unknown is None else better | form.unknown[dm])
