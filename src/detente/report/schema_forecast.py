"""Parts of the JSON Schema of ``findings.json``: the forecast."""

from __future__ import annotations

from detente.report.schema_parts import (
    Fields,
    Schema,
    entry,
    flag,
    items,
    mapping,
    names,
    nullable,
    number,
    ref,
    text,
    whole,
)

_DATE = "as YYYY-MM-DD"
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_NUMBERS: Schema = {"type": "array", "items": {"type": "number"}}
_NUMBERS_OR_NULL: Schema = {"type": ["array", "null"], "items": {"type": "number"}}

COMPONENT = entry(
    "One view of a question, inside or outside.",
    {
        "name": text("`inside`, or the reference class or history."),
        "kind": text(
            "Where it comes from: the case's own moves; how long such talks stay stuck; how often"
            " such questions came true; dated occasions of the same parties; a model of hazards.",
            *("inside", "survival", "base rate", "history", "hazard"),
        ),
        "rate": number("Its probability, 0 to 1."),
        "low": number("Lower end of its 95 % interval.", or_null="none was worked out"),
        "high": number("Upper end of it. Inside: sampling error only.", or_null="none"),
        "n": whole("What it rests on: readings, episodes, questions or occasions."),
        "weight": number("Its weight in the pool."),
        "basis": text("What it rests on, in a sentence: dates, source, what it assumes."),
        "judgement": flag("Whether judgement, not counting, stands behind it."),
        "caveat": text("What to bear in mind."),
    },
)
QUESTION = entry(
    "One dated question with its rate: the probability that it comes true by its date.",
    {
        "id": text("Its id, such as `talks_resume@2019-12-31`."),
        "ask": text("The target asked about, or the question in free text."),
        "target": _TEXT_OR_NULL
        | {"description": "The target, or the condition that counts. Null: free text only."},
        "by": text(f"The last day that counts, {_DATE}."),
        "yes_if": _TEXT_OR_NULL
        | {"description": "When a stranger would settle it as yes. Null: not stated."},
        "rate": number("The pooled probability, 0 to 1.", or_null="no view was possible"),
        "low": number("The lowest component.", or_null="there is none"),
        "high": number("The highest component.", or_null="there is none"),
        "word": text(
            "The word for the rate (ICD 203): almost no chance (below 5 %), very unlikely (below"
            " 20 %), unlikely (below 45 %), roughly even chance (to 55 %), likely (to 80 %), very"
            " likely (to 95 %), almost certain."
        ),
        "components": items("Every view that was possible.", ref("component", "A view.")),
        "spread": number("The highest component less the lowest.", or_null="there is none"),
        "told": text("One sentence on why the components disagree."),
        "pool": nullable(
            entry(
                "How the components became one figure.",
                {
                    "method": text("How they were pooled."),
                    "weights": mapping("By component.", number("Its weight.")),
                    "extremise": number("The factor by which the log-odds were stretched."),
                    "centre": number("Away from what.", or_null="even odds"),
                },
            ),
            "there was nothing to pool",
        ),
        "slope": items(
            "What the acceptance slope, a judgement, does to it; empty where it does not matter.",
            entry(
                "One slope.",
                {
                    "slope": number("The slope, in points."),
                    "inside": number("The inside view then.", or_null="left out"),
                    "rate": number("The pooled rate then."),
                },
            ),
        ),
        "left_out": names("Views that were asked for and not possible, and why."),
        "note": text("What else to know, such as that only an outside view was possible."),
    },
)
_INSIDE = nullable(
    entry(
        "The inside view, by date.",
        {
            "mean": _NUMBERS | {"description": "Mean over the readings."},
            "early": _NUMBERS_OR_NULL
            | {"description": "Over readings with the first deadline. Null: only one deadline."},
            "late": _NUMBERS_OR_NULL
            | {"description": "Over readings with the second. Null: only one deadline."},
            "low": _NUMBERS | {"description": "10 % of the readings lie below it."},
            "high": _NUMBERS | {"description": "10 % of the readings lie above it."},
        },
    ),
    "left out",
)
CURVE = entry(
    "How likely a target is to be reached by each date.",
    {
        "dates": names(f"The dates, {_DATE}."),
        "inside": _INSIDE,
        "outside": mapping("By component: the same by date.", _NUMBERS),
        "rate": _NUMBERS | {"description": "The pooled rate by date."},
    },
)
SIGNPOST = entry(
    "A dated sign to watch.",
    {
        "date": text(f"When, {_DATE}; empty: at any time."),
        "what": text("What happens then."),
        "pushes": text("Where it pushes the rate.", "up", "down", "either", "none"),
        "targets": names("Of which questions, by id."),
        "why": text("Why."),
        "size": {
            "description": "By question: the change of its inside view, -1 to 1. Null: none.",
            "type": ["object", "null"],
            "additionalProperties": {"type": "number"},
        },
    },
)
_LEVERS = entry(
    "The forecast on the condition that some levers are pulled on the day of the analysis.",
    {
        "levers": names("The levers."),
        "targets": mapping(
            "By question (its id).",
            entry(
                "Its rate then.",
                {
                    "by": text(f"By when, {_DATE}."),
                    "rate": number("The pooled rate.", or_null="not worked out"),
                    "inside": number("The inside view.", or_null="left out"),
                    "change": number("The change of the inside view.", or_null="left out"),
                    "error": number("Standard error of this change.", or_null="left out"),
                },
            ),
        ),
        "status": text("`open`, or why there is no figure."),
    },
)
_PARAMETER = entry(
    "One parameter of the forecast.",
    {
        "value": {"description": "Its value.", "type": ["number", "string"]},
        "unit": text("In what unit."),
        "meaning": text("What it means."),
        "reason": text("Why this value; `[a]` marks judgement."),
    },
    {
        "low": number("Lower end of its range.", or_null="it has none"),
        "high": number("Upper end of its range.", or_null="it has none"),
    },
)
_WINDOW = entry(
    "An occasion in the calendar.",
    {
        "name": text("What it is."),
        "start": text(f"First day, {_DATE}."),
        "end": text(f"Last day, {_DATE}."),
        "issues": names("Issues that can be dealt with then."),
        "parties": names("Parties that are there; empty: all whose hands a move needs."),
    },
)
_TRACK: Schema = {
    "description": (
        "The score of the questions resolved so far, as `detente score --json` prints it."
        " Null: none is resolved."
    ),
    "type": ["object", "null"],
    "properties": {
        "n": whole("Questions scored."),
        "brier": number("Mean Brier score, 0 (best) to 1."),
        "log": number("Mean log score in nats, 0 is best."),
        "skill": number("1 less Brier score over that of the reference.", or_null="no reference"),
        "reference_brier": number("Brier score of the reference.", or_null="no reference"),
        "intervals": {
            "description": "95 % intervals of `brier`, `log` and `skill`.",
            "type": "object",
        },
        "bins": {"description": "The calibration table.", "type": "array"},
    },
    "required": ["n", "brier", "log", "skill"],
}
FORECAST = entry(
    "How likely, by when? The figures.",
    {
        "as_of": text(f"The day of the analysis, {_DATE}."),
        "horizon": text(f"The last day looked at, {_DATE}."),
        "deadlines": names("Every reading of the deadline; empty: none."),
        "windows": items("Occasions in the calendar.", _WINDOW),
        "parameters": mapping("By name.", _PARAMETER),
        "questions": items("The questions asked.", ref("asked", "A question.")),
        "curves": mapping("By target.", ref("curve", "How likely by each date.")),
        "levers": items("What levers would make of it.", _LEVERS),
        "signposts": items("Dated signs to watch.", ref("signpost", "A sign.")),
        "readings_used": whole("Readings used; 0 where the inside view was left out."),
        "method_inside": text(
            "How the inside view was worked out.", "exact", "simulated", "left out"
        ),
        "pulled": names("Levers pulled before asking."),
        "states": whole("States of the table that the inside view moves among."),
        "track": _TRACK,
    },
)
FORECAST_CERTIFICATE = mapping("Facts that a checker can verify; may be empty.", {})
FORECAST_PARAMS: Fields = {
    "extremise": number("How far the pool is moved away from the outside view; 1: not at all."),
    "parameters": mapping(
        "The numbers of the inside view, by name (see `parameters` of the support).",
        {"type": ["number", "string"]},
    ),
}
PARTS: Fields = {
    "component": COMPONENT,
    "asked": QUESTION,
    "curve": CURVE,
    "signpost": SIGNPOST,
}
"""What is defined once and referred to by name."""
