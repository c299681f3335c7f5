"""Rates in words and figures, always together: the probability of something by a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from detente.report.text import NBSP, clean, fixed, human

Question = Mapping[str, Any]
Component = Mapping[str, Any]

BANDS = {
    "almost no chance": (1, 5),
    "very unlikely": (5, 20),
    "unlikely": (20, 45),
    "roughly even chance": (45, 55),
    "likely": (55, 80),
    "very likely": (80, 95),
    "almost certain": (95, 99),
}
"""What each word stands for, in points of a hundred (US Intelligence Community Directive 203)."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
KINDS = {
    "inside": "moves of this case in time",
    "survival": "how long such talks stay stuck",
    "base rate": "how often such questions came true",
    "history": "dated occasions between the same parties",
    "hazard": "model of earlier cases",
}
"""What each kind of component is, in words."""


def rate(value: float | None) -> str:
    r"""Return a probability as it is printed; none is claimed beyond 1 and 99 %.

    >>> rate(0.314), rate(0.004), rate(0.996)
    ('31\xa0%', 'below 1\xa0%', 'above 99\xa0%')
    """
    if value is None:
        return "\u2013"
    if value < 0.01:
        return f"below 1{NBSP}%"
    if value > 0.99:
        return f"above 99{NBSP}%"
    return f"{fixed(int(value * 100 + 0.5), 0)}{NBSP}%"


def between(low: float | None, high: float | None) -> str:
    r"""Return an interval of probabilities, empty where there is none.

    >>> between(0.114, 0.2), between(0.001, 0.004)
    ('11\u201320\xa0%', 'below 1\xa0%')
    """
    if low is None or high is None:
        return ""
    if rate(low) == rate(high):
        return rate(low)
    if low < 0.01 or high > 0.99:
        return f"{rate(low)} to {rate(high)}"
    return f"{rate(low)[:-2]}\u2013{rate(high)}"


def band(word: str) -> str:
    r"""Return what a word stands for, empty for a word that is none of the seven.

    >>> band("unlikely")
    '20\u201345\xa0%'
    """
    known = BANDS.get(word)
    return f"{known[0]}\u2013{known[1]}{NBSP}%" if known else ""


def tight(words: str) -> str:
    r"""Return figures in the short form of drawings.

    >>> tight(rate(0.001))
    '<1\xa0%'
    """
    return words.replace("below ", "<").replace("above ", ">")


def points(value: float) -> str:
    r"""Return a difference of rates in points of a hundred, signed.

    >>> points(0.034), points(-0.1), points(0.0001)
    ('+3', '\u221210', '0')
    """
    shown = f"{abs(value) * 100:.0f}" if abs(value) >= 0.01 else f"{abs(value) * 100:.1f}"
    if float(shown) == 0:
        return "0"
    return f"{'+' if value > 0 else chr(0x2212)}{shown}"


def day(iso: object) -> str:
    """Return a date in words, or what was given where it is no date.

    >>> day("2019-12-31"), day("soon")
    ('31 December 2019', 'soon')
    """
    try:
        found = date.fromisoformat(str(iso))
    except ValueError:
        return clean(iso)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def component_name(name: str) -> str:
    """Return a component as a reader would say it.

    >>> component_name("inside"), component_name("impasses:talks")
    ('inside view', 'impasses: talks')
    """
    return "inside view" if name == "inside" else human(name.replace(":", ": ")).replace("  ", " ")


def label(item: Component) -> str:
    """Return a component in words, with its kind where the name does not tell it.

    >>> label({"name": "us_dprk", "kind": "history"})
    'history: us dprk'
    """
    own = str(item["name"])
    plain = item.get("kind") == "history" and ":" not in own
    return f"history: {human(own)}" if plain else component_name(own)


def components(question: Question) -> Sequence[Component]:
    """Return the components of a question, the inside view first, as the finding orders them."""
    found = list(question.get("components") or ())
    return sorted(found, key=lambda item: item.get("kind") != "inside")


def shown(question: Question) -> str:
    """Return the figure with what the word stands for: ``20-45 %; our figure 31 %``."""
    if question["rate"] is None:
        return "no figure"
    figures = rate(question["rate"])
    known = band(str(question["word"]))
    outside = question["rate"] < 0.01 or question["rate"] > 0.99
    return f"our figure {figures}" if outside or not known else f"{known}; our figure {figures}"


def ratio(low: float, high: float) -> float:
    """Return how many times larger the odds at the high end are, both kept inside 1 to 99 %.

    >>> round(ratio(0.2, 0.5), 6)
    4.0
    """
    ends = [min(max(item, 0.01), 0.99) for item in (low, high)]
    return (ends[1] / (1 - ends[1])) / (ends[0] / (1 - ends[0]))
