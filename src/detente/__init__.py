"""Detente: a workbench for stalled multi-party negotiations.

Is there room for a deal, what blocks it, which real move would open it, and how sure is that?

>>> import detente
>>> answers = detente.run("cases/korea-2019")  # doctest: +SKIP
>>> answers["room"].answer  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.case.faults import CaseErrors
    from detente.case.load import load
    from detente.core.finding import Finding
    from detente.notebook import run

__all__ = ["CaseErrors", "Finding", "load", "run"]

_PLACES = {
    "CaseErrors": "detente.case.faults",
    "Finding": "detente.core.finding",
    "load": "detente.case.load",
    "run": "detente.notebook",
}


def __getattr__(name: str) -> Any:
    """Names are imported when they are first used, so that ``import detente`` costs nothing."""
    if name not in _PLACES:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PLACES[name]), name)
