"""What to say of reach in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.analysis.room import ALREADY, BY_ITSELF, NOTHING
from detente.core.finding import percent

HOW = {"1": "one issue at a time", "2": "exchanging two issues at a time", "any": "by packages"}
"""By which moves, for the size of the exchange."""


def sentence(name: str, pulled: Sequence[str], targets: dict[str, Any]) -> str:
    """The answer for one target, after the levers pulled.

    Examples
    --------
    >>> some, most = {"share": 0.3, "word": "some"}, {"share": 0.6, "word": "most"}
    >>> reach = {"1": some, "2": most, "any": most}
    >>> entry = {"status": "open", "room": most, "reach": reach, "smallest": "2"}
    >>> sentence("talks", [], {"talks": entry})
    'Moves that suit all who make them lead to talks in most of the plausible readings (60 %), \
exchanging two issues at a time; one issue at a time in some (30 %).'
    """
    entry = targets[name]
    if entry["status"] == ALREADY:
        return f"{name} is already so."
    if entry["status"] == BY_ITSELF:
        return f"The lever meets {name} by itself."
    if entry["status"] == NOTHING:
        when = f"Even after {' and '.join(pulled)}, nothing" if pulled else "Nothing"
        return f"{when} on offer meets {name}."
    text = _open(name, entry)
    return f"After {' and '.join(pulled)}: {text[0].lower()}{text[1:]}" if pulled else text


def _open(name: str, entry: dict[str, Any]) -> str:
    room = entry["room"]
    reach = {size: found for size, found in entry["reach"].items() if found is not None}
    largest = list(reach)[-1]
    if not room["share"]:
        return f"No moves lead to {name}: there is no room for it in any reading."
    if not reach[largest]["share"]:
        return (
            f"No moves that suit all who make them lead to {name} {_up_to(largest)}, though there"
            f" is room for it in {_told(room)}."
        )
    best = entry["smallest"] or largest
    text = (
        f"Moves that suit all who make them lead to {name} in {reach[best]['word']} of the"
        f" plausible readings ({percent(reach[best]['share'])}), {HOW[best]}"
    )
    if best == "1":
        return f"{text}."
    smaller = list(reach)[list(reach).index(best) - 1]
    return f"{text}; {HOW[smaller]} in {_told(reach[smaller])}."


def _told(found: dict[str, Any]) -> str:
    return f"{found['word']} ({percent(found['share'])})"


def _up_to(largest: str) -> str:
    return "in any reading" if largest == "any" else f"in any reading, {HOW[largest]}"
