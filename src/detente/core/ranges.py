"""Numbers and choices that are not certain: each is drawn on a stream of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A number known only as a range: drawn uniformly between lo and hi, on its own stream."""

    path: str
    lo: float
    hi: float

    @property
    def certain(self) -> bool:
        return self.lo == self.hi


@dataclass(frozen=True)
class Pick:
    """One of several options, each as plausible as the other, drawn on its own stream."""

    path: str
    options: tuple[int, ...]

    @property
    def certain(self) -> bool:
        return len(self.options) == 1
