"""Parts of the JSON Schema of ``findings.json``: common ones, room, blockers and levers."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
Fields = dict[str, Schema]


def ref(name: str, description: str, *, or_null: str = "") -> Schema:
    """A part defined once, with what it means here; ``or_null`` says what null stands for."""
    target = {"$ref": f"#/$defs/{name}"}
    if not or_null:
        return {"description": description} | target
    return {"description": f"{description} Null: {or_null}.", "anyOf": [target, {"type": "null"}]}


def text(description: str, *choices: str) -> Schema:
    """A text, maybe one of a few."""
    return {"description": description, "type": "string"} | (
        {"enum": [*choices]} if choices else {}
    )


def flag(description: str) -> Schema:
    """Yes or no."""
    return {"description": description, "type": "boolean"}


def whole(description: str) -> Schema:
    """A whole number."""
    return {"description": description, "type": "integer"}


def number(description: str, *, or_null: str = "") -> Schema:
    """A number; ``or_null`` says what null stands for."""
    if not or_null:
        return {"description": description, "type": "number"}
    return {"description": f"{description} Null: {or_null}.", "type": ["number", "null"]}


def names(description: str) -> Schema:
    """A list of names."""
    return {"description": description, "type": "array", "items": {"type": "string"}}


def items(description: str, item: Schema) -> Schema:
    """A list."""
    return {"description": description, "type": "array", "items": item}


def mapping(description: str, item: Schema) -> Schema:
    """A map with any keys."""
    return {"description": description, "type": "object", "additionalProperties": item}


def entry(description: str, fields: Fields, optional: Fields | None = None) -> Schema:
    """A map with these keys and no others; those in ``optional`` may be missing."""
    return {
        "description": description,
        "type": "object",
        "properties": fields | (optional or {}),
        "required": [*fields],
        "additionalProperties": False,
    }


def nullable(whole_entry: Schema, meaning: str) -> Schema:
    """The same, or null with this meaning."""
    return whole_entry | {
        "description": f"{whole_entry['description']} Null: {meaning}.",
        "type": [whole_entry["type"], "null"],
    }


# --- parts used in many places -------------------------------------------------------

SHARE = entry(
    "A share of the readings, with its sampling error and its word.",
    {
        "share": number("The share, 0 to 1."),
        "count": whole("Readings in which it holds."),
        "of": whole("Readings counted; 0 where it was settled for all readings at once."),
        "low": number("Lower end of the 95 % sampling interval (Wilson)."),
        "high": number("Upper end of the 95 % sampling interval."),
        "word": text(
            "The word for the share: none (0), few (below 20 %), some (below 50 %), most (below"
            " 80 %), nearly all (below 100 %), all. `undecided` where every search was cut off.",
            *("none", "few", "some", "most", "nearly all", "all", "undecided"),
        ),
    },
    {"undecided": whole("Readings left out because the search was cut off (large tables only).")},
)
SPREAD = entry(
    "How a number differs between readings, in points on the 0-100 scale or in counts.",
    {
        "median": number("The middle value."),
        "low": number("5 % of the readings lie below it."),
        "high": number("5 % of the readings lie above it."),
    },
)
OUTCOME = mapping("One option per issue: issue to option.", {"type": "string"})
BITMAP = {
    "description": (
        "Readings as a hexadecimal number: bit r (the lowest is bit 0) is 1 where it holds in"
        " reading r."
    ),
    "type": "string",
    "pattern": "^[0-9a-f]+$",
}
STATUS = {
    "description": (
        "Whether the question arises: `open`; `already so` (true today); `nothing on offer` (no"
        " lawful outcome on the table meets it); `meets the target by itself` (a lever does)."
    ),
    "enum": ["open", "already so", "nothing on offer", "meets the target by itself"],
}
_TRADE = "A loss on one issue may be paid for on another."
_BIND = "No issue may lie below a principal's own bottom line, unless it is no worse than now."
RULES = entry(
    "Room by both bargaining rules, today.",
    {
        "trade": ref("share", _TRADE, or_null="the question does not arise"),
        "bind": ref("share", _BIND, or_null="the question does not arise"),
    },
)
_DATES = {
    "as_of": ref("share", "On the day of the analysis.", or_null="the question does not arise"),
    "deadline": ref("share", "At each reading's own deadline.", or_null="there is no deadline"),
}
_IDS = names("What would have to go, or cannot stand together, by id (see `alone`).")

# --- room ----------------------------------------------------------------------------

ROOM_TARGET = entry(
    "Room for one target.",
    {
        "kind": text("Whether parties must tolerate (step) or agree (deal).", "step", "deal"),
        "status": ref("status", "Whether the question arises."),
        "outcomes": {
            "description": "Lawful outcomes on the table that meet it. Null: too many to count.",
            "type": ["integer", "null"],
        },
        "asked": names("Parties whose yes every such outcome needs (else: any of them needs)."),
        "veto": names("Parties that could stop one of these outcomes."),
        "trade": entry(_TRADE, _DATES),
        "bind": entry(_BIND, _DATES),
    },
    {"outcomes_at_most": whole("A bound on the outcomes where they are too many to count.")},
)
ROOM = entry(
    "Is there room? The figures for every target.",
    {
        "headline": text("The target the page leads with."),
        "dates": entry(
            "The dates at which room was worked out, as YYYY-MM-DD.",
            {
                "as_of": text("The day of the analysis."),
                "deadline": {
                    "description": "Every reading of the deadline. Null: the case has none.",
                    "type": ["array", "null"],
                    "items": {"type": "string"},
                },
            },
        ),
        "now": ref("outcome", "Today's position."),
        "targets": mapping("By target.", ref("room_target", "Room for this target.")),
    },
)
WITNESSES = entry(
    "One acceptable outcome for every reading with room.",
    {
        "outcomes": items("The outcomes listed.", ref("outcome", "An acceptable outcome.")),
        "readings": items(
            "By reading: the place of its outcome in `outcomes`, -1 where there is no room.",
            {"type": "integer"},
        ),
    },
    {"undecided": items("Readings whose search was cut off.", {"type": "integer"})},
)

# --- blockers ------------------------------------------------------------------------

_BLOCKER = entry(
    "One thing that stands in the way, and what its going alone would do.",
    {
        "id": text("Its id: KIND:PATH, such as `condition:rules.new_method`."),
        "kind": text(
            "A condition, a refusal, a no-deal value, the consent of a large body, a veto, or an"
            " option that nobody offers.",
            *("condition", "refusal", "no_deal", "consent", "veto", "unoffered"),
        ),
        "label": text("The same in words."),
        "who": {"description": "Who holds it. Null: nobody does.", "type": ["string", "null"]},
        "paths": names("Places in the case file it rests on."),
        "room": ref("share", "Room if it alone went and all else stayed."),
        "gain": number("Points of room gained by that (0 to 100)."),
    },
)
_BLOCKER_SET = entry(
    "Things that together would have to go.",
    {
        "ids": _IDS,
        "suffices": ref("share", "Readings with room once all of them are gone."),
        "minimal": ref("share", "Readings in which none of them could stay."),
    },
    {"undecided": whole("Readings in which this set was not settled (large tables only).")},
)
BLOCKERS_TARGET = entry(
    "What blocks one target.",
    {
        "room": ref("share", "Room as things stand, by trade, today."),
        "bits": names("Everything met in some minimal set, by id."),
        "alone": items("Each of these alone, the most telling first.", _BLOCKER),
        "sets": items("The smallest sets by the share in which they suffice.", _BLOCKER_SET),
        "conflicts": items(
            "Things that cannot all stand, whatever else gives way.",
            entry(
                "One minimal conflict.",
                {"ids": _IDS, "share": ref("share", "Readings in which it is a conflict.")},
            ),
        ),
        "most_unoffered": whole("Options that nobody offers in one set, at most."),
        "left_out": names("Ids left out because there were too many to tell apart."),
    },
    {"undecided": whole("Readings whose search was cut off (large tables only).")},
)

# --- levers --------------------------------------------------------------------------

_TRADE_FIELD = RULES["properties"]["trade"]
_BIND_FIELD = RULES["properties"]["bind"]
_GAIN = number("Points of room gained over today, by trade.", or_null="there is no room figure")
_SINGLE = entry(
    "Room after one lever.",
    {
        "trade": _TRADE_FIELD,
        "bind": _BIND_FIELD,
        "status": ref("status", "Whether the question still arises."),
        "gain": _GAIN,
    },
)
_PAIR = entry(
    "Room after two levers.",
    {
        "levers": names("The two levers."),
        "trade": _TRADE_FIELD,
        "bind": _BIND_FIELD,
        "gain": _GAIN,
        "interaction": number(
            "Points by which the pair does more than the sum of its parts, on the same readings.",
            or_null="there is nothing to compare",
        ),
        "interaction_error": number(
            "Standard error of the interaction, in points.", or_null="there is nothing to compare"
        ),
        "complement": flag("At least 5 points and at least twice the standard error."),
        "status": {
            "description": "As `status`, or `contradict`: both edit one entry, differently.",
            "enum": [*STATUS["enum"], "contradict"],
        },
        "note": text("Why a pair contradicts; empty otherwise."),
    },
)
_SMALLEST = entry(
    "The smallest set of levers after which there is room in at least half of the readings.",
    {
        "levers": names("The levers; empty where there is room as things stand."),
        "size": whole("How many."),
        "exhaustive": flag("Whether all smaller sets were tried, so that none of them works."),
        "trade": _TRADE_FIELD,
        "bind": _BIND_FIELD,
    },
)
LEVERS_TARGET = entry(
    "What levers do for one target.",
    {
        "base": ref("rules", "Room as things stand."),
        "status": ref("status", "Whether the question arises today."),
        "singles": mapping("By lever.", _SINGLE),
        "pairs": items("Every pair.", _PAIR),
        "smallest": nullable(_SMALLEST, "no set works, or none is needed"),
    },
)
BY_TARGET = mapping(
    "Room by target, by trade.", ref("share", "Room.", or_null="the question does not arise")
)
_EFFECT: Fields = {
    "at_once": ref(
        "spread",
        "What the move itself is worth to him against today, in points.",
        or_null="he is not in the case once the lever is pulled",
    ),
    "with_deal": ref(
        "spread",
        "The same with the egalitarian package for the headline target.",
        or_null="there is no such deal",
    ),
}
_BY_ORDER: Fields = {
    "ordinal": flag("Set where he has an order: then only the sign of the points has a meaning.")
}
_MOVER = entry(
    "What whoever pulls it gains or loses.",
    {
        "who": text("The actor, or the actors joined by commas."),
        "with": names("Who must join in."),
    },
    _EFFECT
    | _BY_ORDER
    | {
        "by_actor": mapping(
            "For a set of levers: by actor.", entry("One actor.", _EFFECT, _BY_ORDER)
        )
    },
)
LEVERS = entry(
    "What would revive it? The figures.",
    {
        "targets": mapping("By target.", ref("levers_target", "Levers for this target.")),
        "edits": mapping(
            "By lever: which of its edits carries the effect; empty where it has only one.",
            items(
                "Its edits.",
                entry(
                    "One edit of a lever.",
                    {
                        "edit": text("The edit in words."),
                        "alone": BY_TARGET | {"description": "Room with this edit alone."},
                        "without": BY_TARGET | {"description": "Room with all the others."},
                    },
                ),
            ),
        ),
        "movers": mapping("By lever, and for the smallest working set (joined by +).", _MOVER),
        "useless": entry(
            "What changes room for no target in no reading, today or after the smallest set. Empty"
            " for tables too large to enumerate, as are `edits` and `movers`.",
            {},
            {
                "levers": names("Levers without effect, alone and in every pair."),
                "conditions": names("Conditions and refusals that could go."),
                "actors": names("Actors who could fall silent."),
            },
        ),
    },
)
