"""A conflict small enough to check by hand: the prisoner's dilemma."""

from __future__ import annotations

import numpy as np

from detente.core.conflict import Axis, OptionForm


def dilemma() -> OptionForm:
    """Two prisoners, each silent or not; state 0: both talk, 3: both are silent.

    Each likes best to talk while the other is silent, then silence of both, then talk of both, and
    least to be the only one who is silent.
    """
    free = np.ones((2, 2), dtype=np.bool_)
    return OptionForm(
        dms=("Ann", "Bob"),
        axes=(Axis("Ann silent", ("no", "yes")), Axis("Bob silent", ("no", "yes"))),
        steps=({0: free}, {1: free}),
        feasible=np.ones(4, dtype=np.bool_),
        ranks=(
            np.array([1, 3, 0, 2], dtype=np.int32),
            np.array([1, 0, 3, 2], dtype=np.int32),
        ),
    )
