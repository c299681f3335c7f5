"""Models written for other programs, asked as they are: no case needed."""

from detente.models.conflicts import (
    KINDS,
    ModelAnswer,
    graph_of,
    inverses,
    model_stability,
    place_of,
    why,
)

__all__ = [
    "KINDS",
    "ModelAnswer",
    "graph_of",
    "inverses",
    "model_stability",
    "place_of",
    "why",
]
