"""Parts of the JSON Schema of ``findings.json``: stability, and whether a deal would hold."""

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

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")

# --- moves ---------------------------------------------------------------------------

CHANGES: Schema = mapping(
    "What a move changes: issue to the option left and the option arrived at.",
    {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
)
CHANGED = ref("changes", "What it changes.")
STATE = whole("The number of a state: row-major over the options on the table, as declared.")


def _by_concept(description: str, known: tuple[str, ...] = CONCEPTS) -> Schema:
    """A share for each concept that was asked about."""
    return entry(description, {}, {c: ref("share", f"By {c.upper()}.") for c in known})


# --- would a deal hold? --------------------------------------------------------------

HOLDS = entry(
    "Whether the deal would hold. Shares are of the readings in which it is a deal, on a large"
    " table of the first of them.",
    {
        "alone": ref("share", "Readings in which no party gains by leaving it alone."),
        "together": ref("share", "Readings in which no party or coalition gains by leaving it."),
        "answered": ref(
            "share",
            "Readings in which nobody leaves it without an answer by which others gain (SEQ).",
        ),
        "exits": items(
            "The commonest exits, at most two.",
            entry(
                "One exit.",
                {
                    "actor": text("Who would leave: a party, or parties joined by +."),
                    "changes": CHANGED,
                    "share": ref("share", "Readings in which that is a gain for all of them."),
                    "answered": ref("share", "Of these, those in which others would answer."),
                },
            ),
        ),
    },
)

# --- stability -----------------------------------------------------------------------

_ANSWER = entry(
    "The answer that works most often.",
    {
        "concept": text("Whether others gain by it (seq) or not (gmr).", "seq", "gmr"),
        "steps": items(
            "Moves of others, in order.",
            entry(
                "One move.",
                {
                    "movers": names("Whose move it is."),
                    "changes": CHANGED,
                    "state": STATE,
                },
            ),
        ),
        "share": ref(
            "share", "Of the readings with such an answer, those in which this one works."
        ),
    },
)
_IMPROVEMENT = entry(
    "A move away from today that is a gain for all who make it.",
    {
        "state": STATE,
        "changes": CHANGED,
        "share": ref("share", "Readings in which it is a gain."),
        "gains": mapping(
            "By party: points gained over these readings. Bodies and orders are left out: they"
            " have no points.",
            ref("spread", "The gain of this party."),
        ),
        "answered": _by_concept(
            "Of these readings, those in which others have an answer in each sense.", CONCEPTS[1:]
        ),
        "answer": nullable(_ANSWER, "nobody has an answer"),
    },
)
_ACTOR = entry(
    "A party, or a coalition whose hands some move needs.",
    {
        "name": text("The parties joined by +."),
        "members": names("The parties."),
        "moves": flag("Whether it can move anything at all."),
        "now": _by_concept("Readings in which it stays in today's position."),
        "improvements": items("Its commonest gains, at most three.", _IMPROVEMENT),
        "improvements_in_all": whole("How many there are in all."),
    },
)
_FLIP = entry(
    "A single preference that, were it the other way round, would change who stays.",
    {
        "actor": text("Whose: a party, or parties joined by +."),
        "changes": CHANGED | {"description": "The outcome compared with today."},
        "prefers": ref("share", "Readings in which it is preferred to today."),
        "flips": _by_concept("Readings in which the verdict on today changes."),
    },
)
_SHARED = mapping("Options that all of these have, by issue.", {"type": "string"})
_PATTERN = entry(
    "What one concept marks.",
    {
        "count": whole("Outcomes it marks as stable for all."),
        "of": whole("Outcomes in all."),
        "share": number("Their share, 0 to 1."),
        "discriminates": flag("False where it marks more than half of them, or more than 200."),
        "common": _SHARED,
        "mostly": items(
            "Options that most of these have, and clearly not all outcomes.",
            entry(
                "One option.",
                {
                    "axis": text("The issue."),
                    "option": text("The option."),
                    "share": number("Share of these outcomes that have it, 0 to 1."),
                },
            ),
        ),
        "clusters": {
            "description": "The largest groups that hang together by changes of one issue at a"
            " time. Null: too many outcomes to look for them.",
            "type": ["array", "null"],
            "items": entry(
                "One group.",
                {
                    "size": whole("Outcomes in it."),
                    "example": STATE,
                    "common": _SHARED,
                },
            ),
        },
        "clusters_in_all": {
            "description": "How many groups there are. Null: not looked for.",
            "type": ["integer", "null"],
        },
        "left_out": text("Why there are no groups; empty otherwise."),
    },
)
_FOUND = entry(
    "What the outcomes that are stable for all have in common.",
    {
        "states": whole("Outcomes in all."),
        "threshold": number("Share of readings from which on one counts.", or_null="no readings"),
        "concepts": mapping("By concept.", _PATTERN),
        "ranking": items(
            "The most robust outcomes, at most ten.",
            entry(
                "One outcome.",
                {
                    "state": STATE,
                    "options": ref("outcome", "The outcome."),
                    "concepts": names("Concepts that mark it."),
                    "shares": {
                        "description": "Share of readings by concept, 0 to 1. Null: no readings.",
                        "type": ["object", "null"],
                        "additionalProperties": {"type": "number"},
                    },
                },
            ),
        ),
    },
)
STABILITY = entry(
    "Why is it stuck? Who would leave today's position, and what answer awaits him.",
    {
        "levers": names("Levers pulled before asking."),
        "now": entry(
            "Today's position.", {"state": STATE, "outcome": ref("outcome", "Its options.")}
        ),
        "states": whole("Outcomes among which moves were followed."),
        "concepts": names("Concepts asked about."),
        "every_union": flag("Whether every union of `by` sets was asked as a coalition."),
        "actors": items("Parties and coalitions; last, parties that have no move.", _ACTOR),
        "equilibrium": _by_concept("Readings in which every party stays, each asked alone."),
        "coalition_proof": _by_concept("Readings in which every coalition stays as well."),
        "flips": items("The strongest first, at most six.", _FLIP),
        "in_common": nullable(
            entry(
                "What the outcomes on the table that are stable for all have in common.",
                {
                    "found": _FOUND,
                    "sentence": text("The same in a sentence."),
                    "readings": whole("Readings looked at."),
                },
            ),
            "that would take long",
        ),
    },
)
_BY_CONCEPT = mapping(
    "By concept, the numbers of states.", {"type": "array", "items": {"type": "integer"}}
)
STATE_TABLE: Fields = {
    "stable": mapping(
        "From the command, by party or coalition: states that are stable for it in at least half"
        " of the readings.",
        _BY_CONCEPT,
    ),
    "equilibria": _BY_CONCEPT
    | {"description": "From the command, by concept: states stable for every party."},
    "shares": mapping(
        "From the command, by concept: share of readings in which each state is stable for every"
        " party, by its number, where it is not 0.",
        mapping("By state.", {"type": "number"}),
    ),
    "states": mapping(
        "From the command, by number: the options of each state.", ref("outcome", "Its options.")
    ),
    "numbered": names("From the command: the issues in the order that numbers the states."),
    "patterns": _FOUND | {"description": "From the command: what equilibria have in common."},
    "pattern": text("From the command: the same in a sentence."),
    "readings": whole("From the command: readings used for the states."),
    "left_out": text("From the command: why there is no table of states."),
}
STABILITY_CERTIFICATE = entry(
    "For everybody who would leave, one gain for each reading that has one.",
    {
        "improvements": mapping(
            "By party or coalition.",
            entry(
                "Its gains.",
                {
                    "outcomes": items("Outcomes gone to.", ref("outcome", "An outcome.")),
                    "which": items(
                        "By reading: the place in `outcomes`, -1 for none.", {"type": "integer"}
                    ),
                },
            ),
        )
    },
)
