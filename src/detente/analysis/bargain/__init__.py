"""The deal engine: bargaining solutions, frontiers and repairs on a domain of any size."""

from detente.analysis.bargain.engine import METHODS, POINTS, solve
from detente.analysis.bargain.repairs import (
    Blockers,
    Concession,
    Lifts,
    cheapest_concession,
    fewest_lifts,
    minimal_blockers,
)
from detente.analysis.bargain.result import Best, Frontier, Solved

__all__ = [
    "METHODS",
    "POINTS",
    "Best",
    "Blockers",
    "Concession",
    "Frontier",
    "Lifts",
    "Solved",
    "cheapest_concession",
    "fewest_lifts",
    "minimal_blockers",
    "solve",
]
