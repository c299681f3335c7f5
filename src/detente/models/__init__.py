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
from detente.models.positions import PositionsAnswer, model_positions

__all__ = [
    "KINDS",
    "DomainAnswer",
    "ModelAnswer",
    "PositionsAnswer",
    "deals_of",
    "graph_of",
    "inverses",
    "model_deals",
    "model_positions",
    "model_stability",
    "place_of",
    "why",
]
