"""Which readings of the challenge model are looked at: five with names, and a grid of 72."""

from __future__ import annotations

from itertools import product

from detente.analysis.positions.challenge import Rules

NAMED = (
    Rules(
        "code2014",
        "as a program of 2014: chances divided by all votes, both sides seen with one's own risk,"
        " nobody gives in",
        code2014=True,
    ),
    Rules(
        "enforceable_no_conflict_move",
        "where both expect to gain nobody moves; the offer of whoever expects most is taken",
        conflict=False,
    ),
    Rules(
        "enforceable",
        "where both expect to gain the one who expects less gives way; the offer of whoever"
        " expects most is taken",
    ),
    Rules(
        "least_move",
        "where both expect to gain the one who expects less gives way; the offer with the shortest"
        " move is taken",
        choice="least",
    ),
    Rules(
        "category_order",
        "conflict comes before compromise, compromise before giving in; within each the shortest"
        " move",
        choice="category",
    ),
)
"""The five readings with names, each of which somebody has programmed or the paper suggests."""


def grid() -> tuple[Rules, ...]:
    """Which 72 readings make up the spread?

    All combinations of ``q`` 0.5 or 1, three ways to choose an offer, conflicts that move somebody
    or nobody, the range of the round or of the start, and three ways with risk: none, or from the
    challenges received, or from those made.

    Examples
    --------
    >>> len(grid()), grid()[0].name
    (72, 'q0.5 category conflict moving received')
    """
    found = []
    for q, choice, conflict, moving, (risk, received) in product(
        (0.5, 1.0),
        ("category", "least", "enforce"),
        (True, False),
        (True, False),
        ((True, True), (True, False), (False, True)),
    ):
        name = " ".join(
            [
                f"q{q:g}",
                choice,
                "conflict" if conflict else "no-conflict",
                "moving" if moving else "fixed",
                ("received" if received else "made") if risk else "no-risk",
            ]
        )
        found.append(
            Rules(
                name,
                choice=choice,
                conflict=conflict,
                q=q,
                moving=moving,
                received=received,
                risk=risk,
            )
        )
    return tuple(found)
