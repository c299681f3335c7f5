"""Parts of the JSON Schema of ``findings.json``: reach."""

from __future__ import annotations

from detente.report.schema_moves import CHANGED, STATE
from detente.report.schema_parts import (
    STATUS,
    Fields,
    Schema,
    entry,
    flag,
    items,
    mapping,
    names,
    nullable,
    ref,
    text,
    whole,
)

_SIZE: Schema = {
    "description": "Issues that may move at once: one, two, or any number.",
    "enum": ["1", "2", "any"],
}
_LEFT_OUT = "left out, for the size of the table"
_REACH = nullable(
    entry(
        "Readings in which moves lead there, by how many issues may move at once.",
        {
            "1": ref("share", "One issue at a time.", or_null=_LEFT_OUT),
            "2": ref("share", "At most two at a time.", or_null=_LEFT_OUT),
            "any": ref("share", "Any number at a time.", or_null=_LEFT_OUT),
        },
    ),
    "the question does not arise",
)
_ROOM = ref(
    "share", "Room on the same readings, by trade, today.", or_null="the question does not arise"
)
STEP = entry(
    "One step of a path.",
    {
        "changes": CHANGED,
        "movers": names("Whose move it is: everybody whose hands it needs."),
        "share": ref("share", "Readings in which the path is made up to and with this step."),
        "gains": mapping(
            "By mover: points gained by the step, over the readings in which it is made.",
            ref("spread", "The gain of this party.", or_null="it is made in no reading"),
        ),
        "state": STATE,
    },
    {"ordinal": names("Movers who decide by an order: of their gains only the sign counts.")},
)
_PATHS = items(
    "The shortest path and the most robust one, by exchange.",
    entry(
        "One path.",
        {
            "exchange": _SIZE,
            "why": items(
                "Which of the two it is, or both.",
                {"type": "string", "enum": ["shortest", "most robust"]},
            ),
            "exact": flag("False where the search was cut off: there may be a better one."),
            "share": ref("share", "Readings in which it ends in an acceptable outcome."),
            "steps": items("Its steps.", ref("step", "A step.")),
        },
    ),
)
_REASON = entry(
    "Why a step is not made, or the outcome at the end not accepted.",
    {
        "party": text("Which party is against it."),
        "actor": {"description": "Who of it. Null: all of it.", "type": ["string", "null"]},
        "kind": text(
            "He would not gain, a condition he holds is broken, or a veto.",
            *("loses", "condition", "veto"),
        ),
        "what": {
            "description": "The condition, by its place in the case. Null: none.",
            "type": ["string", "null"],
        },
        "share": ref("share", "Readings in which that is a reason."),
    },
)
_STOPS = nullable(
    entry(
        "Where the readings stop that have room (or all, where none has) and never get there.",
        {
            "route": items("The moves along which that is told.", ref("step", "A step.")),
            "at": whole("The step at which most of them stop; beyond the last, the outcome."),
            "unreached": ref("share", "Readings that never get there."),
            "share": ref("share", "Readings of these that get as far as this step."),
            "lost": ref("share", "Readings of these that stop there."),
            "reasons": items("Why, the commonest first.", _REASON),
        },
    ),
    "every reading with room gets there, or there is no way to tell it along",
)
_SMALLEST: Schema = {
    "description": (
        "The smallest exchange that leads there in every reading in which one of any size does."
        " Null: none does."
    ),
    "enum": ["1", "2", "any", None],
}
_TOLD: Fields = {"smallest": _SMALLEST, "paths": _PATHS, "stops": _STOPS}
REACH_TARGET = entry(
    "Reach of one target.",
    {
        "status": STATUS | {"description": "Whether the question arises."},
        "room": _ROOM,
        "reach": _REACH,
        **_TOLD,
        "levers": items(
            "Reach after each set of levers asked about; only where there is room at all.",
            entry(
                "One set of levers.",
                {
                    "levers": names("The levers; empty: as things stand."),
                    "status": STATUS | {"description": "Whether the question still arises."},
                    "room": _ROOM,
                    "reach": _REACH,
                },
                _TOLD,
            ),
        ),
    },
)
REACH = entry(
    "Can they get there? The figures.",
    {
        "targets": mapping("By target.", ref("reach_target", "Reach of this target.")),
        "levers": names("Levers pulled before asking."),
        "states": whole("Lawful outcomes on the table."),
        "readings_used": whole("Readings used; 0 where the question was left out."),
    },
)
_BITMAPS = {"type": ["object", "null"], "additionalProperties": {"$ref": "#/$defs/bitmap"}}
_PLACES = items("The places of its outcomes.", {"type": "integer"})
_PROOF: Fields = {
    "outcomes": items("Outcomes passed.", ref("outcome", "An outcome.")),
    "shown": items(
        "The paths of the support.",
        entry(
            "One path.",
            {
                "exchange": _SIZE,
                "path": _PLACES,
                "readings": ref("bitmap", "Readings in which it works."),
            },
        ),
    ),
    "paths": items("Paths used below.", _PLACES),
    "readings": items(
        "By reading: the place of its path in `paths`, -1 for none.", {"type": "integer"}
    ),
}
REACH_CERTIFICATE = mapping(
    "By target: a path for each reading that is reached.",
    entry(
        "One target. Paths are lists of places in `outcomes`.",
        _PROOF
        | {
            "levers": items(
                "By set of levers: the readings with room, and those reached; for a set whose"
                " paths are told, the same proof of them.",
                entry(
                    "One set.",
                    {
                        "levers": names("The levers."),
                        "room": ref("bitmap", "With room.", or_null="it does not arise"),
                        "reach": _BITMAPS
                        | {"description": "Reached, by exchange. Null: it does not arise."},
                    },
                    _PROOF,
                ),
            ),
        },
    ),
)
REACH_PARAMS: Fields = {
    "with_levers": {
        "description": "Whether reach after each lever, or each pair, was asked.",
        "enum": [True, False, "pairs"],
    },
    "sets": items("More sets of levers asked about.", names("One set.")),
}
