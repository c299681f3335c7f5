"""Trying sentences out on outcomes, within bounds: warnings must never take long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from detente.core.logic import All, Formula, Is, Not, Some, holds, issues

MOST = 1_000_000
"""Comparisons a lint may make: below a second."""

Options = Mapping[str, tuple[str, ...]]


@dataclass
class Tries:
    """How many comparisons a lint may still make."""

    left: int = MOST

    def allow(self, many: int) -> bool:
        """Whether so many may be made; they are then counted."""
        allowed = many <= self.left
        self.left -= many if allowed else 0
        return allowed

    def outcomes(
        self, formulas: Sequence[Formula], options: Options
    ) -> Iterator[dict[str, str]] | None:
        """Every outcome of the issues these formulas name; None where there are too many to try."""
        named = sorted(frozenset().union(*map(issues, formulas)))
        each = sum(map(comparisons, formulas))
        if not self.allow(prod(len(options[name]) for name in named) * max(each, 1)):
            return None
        cells = product(*(options[name] for name in named))
        return (dict(zip(named, cell, strict=True)) for cell in cells)


def comparisons(formula: Formula) -> int:
    """How many comparisons does it take to say whether a formula is true?"""
    match formula:
        case Is():
            return 1
        case Not(part=part):
            return comparisons(part)
        case All(parts=parts) | Some(parts=parts):
            return sum(map(comparisons, parts))


def can_hold(formula: Formula, options: Options, tries: Tries) -> bool | None:
    """Can the formula be true on these options? None where there are too many to try."""
    outcomes = tries.outcomes([formula], options)
    return None if outcomes is None else any(holds(formula, one) for one in outcomes)
