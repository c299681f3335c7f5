"""The JSON Schema of ``findings.json``: what every figure a program may read from it means.

Written by hand as data. Other programs rely on these names, so a change here is a change of the
project's interface and belongs in the changelog.
"""

from __future__ import annotations

from detente.report import schema_positions as lines
from detente.report.schema_deals import DEALS, PACKAGE
from detente.report.schema_forecast import (
    FORECAST,
    FORECAST_CERTIFICATE,
    FORECAST_PARAMS,
    PARTS,
)
from detente.report.schema_moves import (
    CHANGES,
    STABILITY,
    STABILITY_CERTIFICATE,
    STATE_TABLE,
)
from detente.report.schema_parts import (
    BITMAP,
    BLOCKERS_TARGET,
    BY_TARGET,
    LEVERS,
    LEVERS_TARGET,
    OUTCOME,
    ROOM,
    ROOM_TARGET,
    RULES,
    SHARE,
    SPREAD,
    STATUS,
    WITNESSES,
    Fields,
    Schema,
    entry,
    flag,
    items,
    mapping,
    names,
    number,
    ref,
    text,
    whole,
)
from detente.report.schema_reach import (
    REACH,
    REACH_CERTIFICATE,
    REACH_PARAMS,
    REACH_TARGET,
    STEP,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# --- sensitivity and compare ---------------------------------------------------------

_INPUT = entry(
    "One uncertain input, moved inside its own range while all else stays as drawn.",
    {
        "path": text("Its place in the case file."),
        "label": text("The same in words."),
        "at": items(
            "Room with it pinned at each end of its range, or at each alternative.",
            entry(
                "One pinned value.",
                {"value": text("The value."), "share": ref("share", "Room.")},
            ),
        ),
        "swing": number("Points between the largest and the smallest of these."),
        "flips": flag("Whether one of them has another word than room has now."),
    },
)
_SENSITIVE = entry(
    "What room for one target depends on.",
    {
        "base": ref("share", "Room, by trade, today.", or_null="the question does not arise"),
        "levers": names("Levers pulled."),
        "inputs": items("Every uncertain input, the largest swing first.", _INPUT),
        "flips": names("Paths of those that flip the word."),
    },
)
_SENSITIVITY = entry(
    "How sure? The figures.",
    {
        "targets": mapping("The target asked about.", ref("sensitive", "As things stand.")),
        "with_levers": ref("sensitive", "After the levers named.", or_null="none were named"),
        "readings": whole("Readings used."),
    },
)
_DIFFERENCE = entry(
    "One entry in which two cases differ.",
    {
        "path": text("Its place in the case file."),
        "sentence": text("The difference as a sentence."),
        "a": text("What the first case says."),
        "b": text("What the second case says."),
        "effect": {
            "description": (
                "Points of room by target, if this alone were put into the first case (null where"
                " the question does not arise). Null: it cannot stand there alone."
            ),
            "type": ["object", "null"],
            "additionalProperties": {"type": ["number", "null"]},
        },
        "largest": number("The largest of these, without sign.", or_null="there is none"),
    },
)
_COMPARE = entry(
    "How two cases differ. The figures.",
    {
        "a": text("The first file."),
        "b": text("The second file."),
        "differences": items("By what they do to room, the largest first.", _DIFFERENCE),
        "room": entry(
            "Room for every target, by trade, today.",
            {
                "a": BY_TARGET | {"description": "In the first case."},
                "b": BY_TARGET | {"description": "In the second."},
            },
        ),
    },
)

# --- findings ------------------------------------------------------------------------

_BLOCKERS = entry(
    "What blocks it? The figures.",
    {
        "targets": mapping(
            "By target that is not already so.", ref("blockers_target", "Its blockers.")
        )
    },
)
_SUPPORT = {
    "room": ROOM,
    "blockers": _BLOCKERS,
    "stability": STABILITY,
    "levers": LEVERS,
    "deals": DEALS,
    "reach": REACH,
    "positions": lines.POSITIONS,
    "sensitivity": _SENSITIVITY,
    "forecast": FORECAST,
    "compare": _COMPARE,
}
_PINNED = mapping("By value pinned.", ref("bitmap", "Readings with room then."))
_CERTIFICATE = {
    "room": mapping(
        "By target, then by rule and date (such as `trade as_of`).",
        mapping("By rule and date.", WITNESSES),
    ),
    "blockers": mapping(
        "By target: the readings in which each set shown suffices.",
        entry(
            "The sets of one target.",
            {
                "sets": items(
                    "As shown.",
                    entry(
                        "One set.",
                        {
                            "ids": names("What goes."),
                            "readings": ref("bitmap", "Readings with room then."),
                        },
                    ),
                )
            },
        ),
    ),
    "levers": mapping(
        "By target, then by set of levers (joined by +; `today` for none): the readings with room.",
        mapping(
            "By set of levers.",
            entry(
                "Readings with room.",
                {
                    "trade": ref("bitmap", "By trade."),
                    "bind": ref("bitmap", "By bind."),
                },
            ),
        ),
    ),
    "deals": mapping(
        "By package id: the readings in which it is a deal, Pareto and each solution.",
        mapping("By `deal`, `pareto` or solution.", ref("bitmap", "The readings.")),
    ),
    "stability": STABILITY_CERTIFICATE,
    "reach": REACH_CERTIFICATE,
    "positions": lines.POSITIONS_CERTIFICATE,
    "forecast": FORECAST_CERTIFICATE,
    "sensitivity": entry(
        "The readings with room for every pinned input.",
        {},
        {
            "today": mapping("By input (empty: none pinned), then by value.", _PINNED),
            "with_levers": mapping("The same after the levers.", _PINNED),
        },
    ),
    "compare": entry("What was compared.", {"hashes": names("SHA-256 of both files.")}),
}
_PARAMS: Fields = {
    "readings": whole("Readings used."),
    "seed": whole("Seed of all random streams."),
}
_OPTIONAL_PARAMS: Fields = {
    "readings_asked_for": whole("Readings asked for, where a large table allowed fewer."),
    "target": {"description": "The target asked about. Null: all.", "type": ["string", "null"]},
    "levers": names("Levers pulled before asking."),
    "bind": flag("Whether every bottom line binds."),
    "method": text("Deals: the method asked for by name.", "dense", "merge", "programs"),
    "disagreement": text("Deals: where gains are measured from, if not no deal.", "worst", "zero"),
    "headline": text("The target the page leads with."),
    "most_unoffered": whole("Options that nobody offers in one set, at most."),
    **REACH_PARAMS,
    **lines.POSITIONS_PARAMS,
    **FORECAST_PARAMS,
}
_BESIDE: dict[str, Fields] = {"stability": STATE_TABLE, "positions": lines.POSITIONS_FILE}
"""What a command prints with a finding."""


def _finding(question: str) -> Schema:
    return entry(
        f"The finding on {question}.",
        {
            "question": text("Which question.", question),
            "answer": text("The answer in one plain sentence."),
            "support": ref(f"{question}_support", "The figures behind it."),
            "evidence": names("Places in the case file the answer rests on."),
            "method": text("How it was worked out."),
            "params": entry("What it was worked out with.", _PARAMS, _OPTIONAL_PARAMS),
            "case_hash": text("SHA-256 of the case file; empty for a table built in code."),
            "certificate": ref(f"{question}_certificate", "Facts that a checker can verify."),
        },
        _BESIDE.get(question),
    )


def findings_schema() -> Schema:
    """What may stand in ``findings.json``, as a JSON Schema (draft 2020-12)?

    What a question prints with ``--json`` is described by ``$defs`` under the question's name.

    Examples
    --------
    >>> findings_schema()["required"]
    ['detente', 'case', 'findings']
    """
    parts = {
        "share": SHARE,
        "spread": SPREAD,
        "outcome": OUTCOME,
        "bitmap": BITMAP,
        "status": STATUS,
        "rules": RULES,
        "room_target": ROOM_TARGET,
        "blockers_target": BLOCKERS_TARGET,
        "levers_target": LEVERS_TARGET,
        "package": PACKAGE,
        "changes": CHANGES,
        "step": STEP,
        "reach_target": REACH_TARGET,
        **lines.POSITIONS_PARTS,
        "sensitive": _SENSITIVE,
        **PARTS,
    }
    for question, support in _SUPPORT.items():
        parts[question] = _finding(question)
        parts[f"{question}_support"] = support
        parts[f"{question}_certificate"] = _CERTIFICATE[question]
    asked = ("room", "blockers", "stability", "levers", "deals", "reach")
    also = ("positions", "sensitivity", "forecast")
    top = entry(
        "Everything found out about one case.",
        {
            "detente": text("The version of the program."),
            "case": entry(
                "The case.",
                {
                    "title": text("Its title."),
                    "question": {
                        "description": "Its question. Null: none.",
                        "type": ["string", "null"],
                    },
                    "as_of": text("The day of the analysis."),
                    "handling": text("How it may be handled.", "open", "internal", "restricted"),
                    "hash": text("SHA-256 of the case file."),
                },
            ),
            "findings": entry(
                "The findings by question; only those asked are there.",
                {},
                {name: ref(name, f"The finding on {name}.") for name in (*asked, *also)},
            ),
        },
    )
    head = {"$schema": DIALECT, "title": "The findings of a detente case"}
    return head | top | {"$defs": parts}
