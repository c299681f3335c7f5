"""Reference classes a forecast may name: the words only, so that a case is checked without them.

What each class holds, and how a figure comes from it, is the forecast's own business.
"""

from __future__ import annotations

from types import MappingProxyType

KINDS: tuple[str, ...] = (
    "arms",
    "normalisation",
    "nuclear",
    "peace",
    "people",
    "territory",
    "trade",
)
"""Kinds of historic impasse that a class can be narrowed to, as in ``impasses:talks:nuclear``."""

NARROW = "KIND"
"""Stands in the name of a class for one of the kinds."""

CLASSES = MappingProxyType(
    {
        "impasses:talks": "historic impasses, until the two sides talked again",
        "impasses:deal": "historic impasses, until a deal",
        "impasses:talks:KIND": "historic impasses of one kind, until the two sides talked again",
        "impasses:deal:KIND": "historic impasses of one kind, until a deal",
        "questions:talks": "resolved questions whether talks begin or resume by a date",
        "questions:deal": "resolved questions whether something is agreed or signed by a date",
        "questions:visit": "resolved questions whether somebody visits or meets somebody by a date",
        "questions:test": "resolved questions whether a weapon is tested or fired by a date",
        "questions:office": "resolved questions whether somebody leaves or takes office by a date",
        "questions:all": "all resolved yes-or-no questions of the set",
    }
)
"""Every class by its name, in words."""


def class_names() -> tuple[str, ...]:
    """Every name of a reference class that a case may write, kinds filled in.

    Examples
    --------
    >>> "impasses:talks:nuclear" in class_names()
    True
    """
    return tuple(
        written
        for name in CLASSES
        for written in (
            [name.replace(NARROW, kind) for kind in KINDS] if name.endswith(NARROW) else [name]
        )
    )
