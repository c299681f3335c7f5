"""What a lint yields."""

from __future__ import annotations

from dataclasses import dataclass

from detente.case.faults import Path


@dataclass(frozen=True)
class Warn:
    """Something doubtful at an entry of the case."""

    path: Path
    message: str
    hint: str = ""
    key: bool = False
