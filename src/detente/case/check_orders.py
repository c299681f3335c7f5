"""Orders go together with the rest: what counts in points has no place beside them."""

from __future__ import annotations

from detente.case.faults import Path
from detente.case.schema import Actor
from detente.case.validate import Draft

WANTS = ("cares", "prefers", "ranks")
"""The ways of saying what an actor wants, of which each has one."""


def ordinal(draft: Draft, name: str) -> bool:
    """Does the file give an actor an order, readable or not?"""
    return any(("actors", name, key) in draft.document.places for key in WANTS[1:])


def check_order(draft: Draft, name: str, actor: Actor) -> None:
    """Report where an order stands beside values, or is asked for points."""
    top: Path = ("actors", name)
    written = [key for key in WANTS if (*top, key) in draft.document.places]
    for key in written[1:]:
        message = f"what {name!r} wants stands in `{written[0]}` already"
        draft.report((*top, key), message, "keep one of cares, prefers and ranks", key=True)
    if not ordinal(draft, name):
        for adviser in actor.hears or {}:
            if adviser != name and ordinal(draft, adviser):
                message = f"{adviser!r} has an order, and a share of his judgement takes values"
                hint = f"give {adviser} cares, or remove him here"
                draft.report((*top, "hears", adviser), message, hint, key=True)
    elif len(written) == 1:
        if (*top, "hears") in draft.document.places:
            message = f"{name!r} has an order, and a share of somebody's judgement takes values"
            draft.report((*top, "hears"), message, "give him cares, or remove hears", key=True)
        if (*top, "no_deal") in draft.document.places:
            message = "an order has no points, so none can say what no deal is worth"
            hint = (
                "leave it out: he accepts what is no worse than today; a rule with `by` asks more"
            )
            draft.report((*top, "no_deal"), message, hint, key=True)
