"""The JSON Schema of the finding on deals: which packages would be accepted?"""

from __future__ import annotations

from detente.report.schema_moves import HOLDS
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

_SOLUTIONS: Fields = {
    "utilitarian": ref("share", "Readings in which it has the largest sum of gains."),
    "egalitarian": ref("share", "Readings in which whoever gains least gains most."),
    "nash": ref("share", "Readings in which the product of gains is largest."),
    "kalai_smorodinsky": ref(
        "share",
        "Readings in which shares of each best gain are most even (lexicographic max-min, not the"
        " deal nearest to the ideal line).",
    ),
}
_WORSE = entry(
    "A principal whom a package leaves worse off than today.",
    {
        "actor": text("Who."),
        "party": text("His party."),
        "share": number("Share of the readings with this deal in which he is worse off, 0 to 1."),
        "median_loss": number("How much, in points: the median over these readings."),
        "without_a_say": flag("Whether nobody asks his party."),
    },
    {"ordinal": flag("Set where he has an order: then `median_loss` has no meaning.")},
)
PACKAGE = entry(
    "One package. Shares are of all readings.",
    {
        "id": text("What changes, as `issue=option` with blanks between."),
        "outcome": ref("outcome", "The whole outcome."),
        "changes": ref("outcome", "The issues on which it differs from now."),
        "deal": ref("share", "Readings in which everybody asked consents."),
        "pareto": ref(
            "share",
            "Readings in which no other deal is better for one party and worse for none.",
            or_null="too many outcomes to compare",
        ),
        **_SOLUTIONS,
    },
    {
        "gains": mapping(
            "By party: points over its threshold, over the readings in which it is a deal.",
            ref("spread", "The gain of this party."),
        ),
        "worse_off": items("Principals whom it leaves worse off than today.", _WORSE),
        "holds": nullable(HOLDS, "too many outcomes to follow"),
    },
)
_SPACE = entry(
    "Every outcome that meets the target, in the reading nearest the middle.",
    {
        "parties": names("The two parties drawn (across, up): those who say yes least often."),
        "points": items(
            "[gain across, gain up, place in `packages` or -1, is it a deal, is it Pareto]",
            {
                "type": "array",
                "prefixItems": [
                    {"type": "number"},
                    {"type": "number"},
                    {"type": "integer"},
                    {"type": "boolean"},
                    {"type": "boolean"},
                ],
                "minItems": 5,
                "items": False,
            },
        ),
        "left_out": whole("Outcomes not drawn because there are too many."),
        "now": items("The gains of today's position.", {"type": "number"}),
        "reading": whole("Which reading."),
    },
)
DEALS: Schema = entry(
    "Which packages would be accepted? The figures.",
    {
        "target": text("The target the packages meet."),
        "kind": text("Its kind.", "step", "deal"),
        "levers": names("Levers pulled before asking."),
        "method": text(
            "How deals were found: every outcome looked at, the exact Pareto frontier by merging"
            " issue by issue, or the four solutions by integer programs.",
            *("dense", "merge", "programs"),
        ),
        "disagreement": text(
            "From where the egalitarian, Nash and Kalai-Smorodinsky deals measure gains: each"
            " party's threshold, the worst of the deals for it, or zero on its scale.",
            *("no-deal", "worst", "zero"),
        ),
        "room": ref("share", "Readings with at least one deal."),
        "parties": names("The parties whose gains are compared."),
        "deals_per_reading": ref("spread", "Deals in a reading.", or_null="not counted"),
        "pareto_per_reading": ref("spread", "Efficient ones among them.", or_null="not counted"),
        "packages": items("The dozen most often chosen.", ref("package", "A package.")),
        "space": nullable(_SPACE, "too many outcomes, or no deal is possible"),
    },
    {
        "ordinal": names(
            "Parties in whose decision somebody with an order takes part: of their gains only the"
            " order means anything. Absent where there are none."
        ),
        "unproved": mapping(
            "Large tables, by solution: where the search was cut off before it was proved best.",
            entry(
                "How often, and by how much at most.",
                {
                    "readings": whole("Readings in which it was not proved."),
                    "gap": number("Largest gap to the proven bound.", or_null="no bound"),
                },
            ),
        ),
    },
)
