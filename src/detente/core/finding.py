"""Findings: what every question returns and every face renders."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

WORDS = (
    (0.0, "none"),
    (0.2, "few"),
    (0.5, "some"),
    (0.8, "most"),
    (1.0, "nearly all"),
)
"""Upper ends of the words for shares: none is exactly 0, all is exactly 1."""

WORKS = 0.5
"""A share from which on a move is said to work."""


def word(share: float) -> str:
    """Which word stands for a share of readings?

    Examples
    --------
    >>> [word(s) for s in (0, 0.19, 0.2, 0.5, 0.8, 1)]
    ['none', 'few', 'some', 'most', 'nearly all', 'all']
    """
    if share <= 0:
        return "none"
    return next((name for end, name in WORDS[1:] if share < end), "all")


def share(count: int, of: int) -> dict[str, Any]:
    """A share of readings with its 95 % sampling interval and its word.

    The interval is Wilson's (1927), which stays inside 0 to 1 and is honest at 0 and 1.

    Parameters
    ----------
    count, of : int
        Readings in which something holds, and readings in all.

    Examples
    --------
    >>> share(75, 1000)["word"]
    'few'
    """
    p = count / of if of else 0.0
    low, high = wilson(count, of)
    return {
        "share": round(p, 9),
        "count": int(count),
        "of": int(of),
        "low": round(low, 6),
        "high": round(high, 6),
        "word": word(p),
    }


def percent(part: float) -> str:
    """A share in per cent, with a decimal where whole numbers would say none or all.

    Examples
    --------
    >>> percent(0.004), percent(0.066), percent(1)
    ('0.4 %', '7 %', '100 %')
    """
    number = 100 * part
    fine = 0 < number < 1 or 99 < number < 100
    return f"{number:.1f} %" if fine else f"{number:.0f} %"


def wilson(count: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval for a share (Wilson 1927, J. Am. Stat. Assoc. 22:209, eq. 2)."""
    if of == 0:
        return 0.0, 1.0
    p = count / of
    centre = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return (0.0 if count == 0 else centre - half), (1.0 if count == of else centre + half)


@dataclass(frozen=True)
class Finding:
    """One answer, with everything needed to trust or check it.

    Attributes
    ----------
    question : str
        room, deals, blockers, stability, reach, levers, sensitivity or compare.
    answer : str
        The answer in one plain sentence.
    support : dict
        The figures behind it, plain data.
    evidence : tuple of str
        Places in the case file the answer rests on.
    method : str
        How it was worked out.
    params : dict
        Readings, seed and options of the question.
    case_hash : str
        SHA-256 of the case file's text, empty for a table built in code.
    certificate : dict
        Facts that a short independent program can verify (see docs, "Certificates").
    """

    question: str
    answer: str
    support: dict[str, Any]
    evidence: tuple[str, ...]
    method: str
    params: dict[str, Any]
    case_hash: str = ""
    certificate: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as written to ``findings.json``."""
        return {
            "question": self.question,
            "answer": self.answer,
            "support": self.support,
            "evidence": list(self.evidence),
            "method": self.method,
            "params": self.params,
            "case_hash": self.case_hash,
            "certificate": self.certificate,
        }

    def to_json(self) -> str:
        """The finding as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)
