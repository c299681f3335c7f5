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
from detente.models.domains import DomainAnswer, deals_of, model_deals

__all__ = [
    "KINDS",
    "DomainAnswer",
    "ModelAnswer",
    "deals_of",
    "graph_of",
    "inverses",
    "model_deals",
    "model_stability",
    "place_of",
    "why",
]
