"""The few numbers of the inside view that no case gives, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

Exchange = Literal["1", "2", "any"]


@dataclass(frozen=True)
class About:
    """What a parameter means: shown on the page, in the docs and in ``--help``."""

    unit: str
    meaning: str
    reason: str
    low: float | None = None
    high: float | None = None


ABOUT: dict[str, About] = {
    "slope": About(
        "points",
        "How many points of gain over no deal take a party's yes from even odds to 73 %.",
        "[a] a fifth of the way between bottom line and everything wanted; shown at 5 and 20 too",
        5,
        20,
    ),
    "alone": About(
        "times a month",
        "How often a party goes back to what it could do by itself.",
        "[a] a government looks at a file like this about once a month",
    ),
    "contact": About(
        "occasions a month",
        "How often two parties deal with each other for which the case gives no contact.",
        "[a] ordinary diplomatic traffic; whose contact is broken should have an entry in the case",
    ),
    "exchange": About(
        "issues",
        "How many issues can change hands on one occasion.",
        "[a] one thing for another; larger packages take several occasions",
    ),
    "step": About("days", "Length of a step in time.", "at most one agreed move a week"),
    "drift": About(
        "steps",
        "How long no-deal values are taken as constant.",
        "they move by some ten points in half a year, so by a point or two in four weeks",
    ),
}


@dataclass(frozen=True)
class Parameters:
    """The numbers of the inside view.

    Examples
    --------
    >>> Parameters(slope=5).slope, Parameters().exchange
    (5, '2')
    """

    slope: float = 10.0
    alone: float = 1.0
    contact: float = 1.0
    exchange: Exchange = "2"
    step: int = 7
    drift: int = 4

    def __post_init__(self) -> None:
        if not self.slope > 0 or min(self.alone, self.contact) < 0:
            raise ValueError("slope must be positive, rates must not be negative")
        if self.exchange not in ("1", "2", "any") or self.step < 1 or self.drift < 1:
            raise ValueError("exchange is 1, 2 or any; step and drift are at least 1")

    @property
    def most(self) -> int | None:
        """Issues that change at once, at most; None: any number."""
        return None if self.exchange == "any" else int(self.exchange)

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Every parameter with its value, unit, meaning and reason."""
        found: dict[str, dict[str, Any]] = {}
        for item in fields(self):
            about = ABOUT[item.name]
            found[item.name] = {
                "value": getattr(self, item.name),
                "unit": about.unit,
                "meaning": about.meaning,
                "reason": about.reason,
                "low": about.low,
                "high": about.high,
            }
        return found
