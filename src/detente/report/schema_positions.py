"""Parts of the JSON Schema of ``findings.json``: positions on a line."""

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

PLACE_SPREAD = entry(
    "A number in every reading of the case; in a file the three are the same.",
    {
        "median": number("The middle value."),
        "low": number("5 % of the readings lie below it."),
        "high": number("5 % of the readings lie above it."),
    },
)
_NUMBERS: Schema = {"type": "number"}


def _spread(description: str) -> Schema:
    return ref("place_spread", description)


_MARK: Schema = {
    "type": "array",
    "prefixItems": [{"type": "number"}, {"type": "string"}],
    "minItems": 2,
    "items": False,
}
_CHANCE: Schema = {
    "type": "array",
    "prefixItems": [{"type": "number"}, {"type": "number"}],
    "minItems": 2,
    "items": False,
}
_ACTOR = entry(
    "One actor on this line.",
    {
        "id": text("Who."),
        "name": text("The same in words."),
        "position": _spread("Where he stands, in the units of the line."),
        "salience": _spread("How much it matters to him, 0 to 1."),
        "clout": _spread("The power he can bring to bear, on the scale of the case or file."),
        "share": number("His share of the weight (clout times salience), 0 to 1."),
    },
)
_VARIANT = entry(
    "One named reading of the challenge model.",
    {
        "name": text("Its name."),
        "words": text("What it makes of the published equations."),
        "median": items("The weighted median at the start and after each round.", _NUMBERS),
        "mean": items("The weighted mean at the start and after each round.", _NUMBERS),
    },
)
_GRID = entry(
    "Where all readings of the challenge model end.",
    {
        "configurations": whole("How many readings of the model there are."),
        "round": whole("After which round."),
        "low": number("The lowest end."),
        "q25": number("A quarter end below it."),
        "median": number("The middle."),
        "q75": number("A quarter end above it."),
        "high": number("The highest end."),
    },
)
_CHALLENGE = nullable(
    entry(
        "The challenge model: a spread, not a forecast.",
        {
            "rounds": whole("Rounds followed."),
            "variants": items("Its named readings.", _VARIANT),
            "grid": _GRID,
        },
    ),
    "one actor only, or too many",
)
_MOVE = entry(
    "Who moves whom in the first round of the challenge model.",
    {
        "who": text("Whose offer is taken."),
        "whom": text("Who takes it."),
        "to": number("The place offered, on average."),
        "share": number("Share of the readings of the model in which he takes it, 0 to 1."),
    },
)
_CONDORCET = entry(
    "A contest by chance between every two positions.",
    {
        "at": _spread("The mean of the winners."),
        "winners": items("[position, chance that it wins]", _CHANCE),
    },
)
_WINSET = nullable(
    entry(
        "What would carry against the place where things stay.",
        {
            "rule": text("Under which rule, in words."),
            "low": number("The lower end.", or_null="it is empty"),
            "high": number("The upper end.", or_null="it is empty"),
            "empty": flag("Whether nothing would carry."),
        },
    ),
    "no place where things stay is given",
)
_POWER = entry(
    "How often one actor decides.",
    {
        "id": text("Who."),
        "shapley_shubik": number("His Shapley-Shubik index, 0 to 1.", or_null="not counted"),
        "banzhaf": number("His Banzhaf index, 0 to 1.", or_null="not counted"),
    },
)
_SIDE = entry(
    "Who stands on one side of the weighted mean.",
    {
        "side": text("Which side.", "below", "at", "above"),
        "actors": names("Who stands there."),
        "share": number("Their share of the weight, 0 to 1."),
    },
)
POSITIONS_LINE = entry(
    "One line: an issue as a scale, with who pulls it where.",
    {
        "id": text("Its short name."),
        "name": text("The issue in words."),
        "low": number("The lower end of the scale."),
        "high": number("The upper end."),
        "marks": items("[place, what it means]", _MARK),
        "reference": number("Where it stays if nothing is agreed.", or_null="not given"),
        "outcome": number("What was decided.", or_null="not known"),
        "actors": items("Who takes a position.", _ACTOR),
        "mean": _spread("The weighted mean: the figure to go by."),
        "median": _spread("The weighted median."),
        "salience_mean": _spread("The mean weighted by salience alone."),
        "plain_mean": _spread("The mean of all alike."),
        "nearest_mark": {
            "description": "The mark nearest to the weighted mean. Null: the line has no marks.",
            "type": ["string", "null"],
        },
        "challenge": _CHALLENGE,
        "moves": items("Who moves whom.", _MOVE),
        "condorcet": _CONDORCET,
        "winset": _WINSET,
        "power": items("By actor.", _POWER),
        "coalitions": items("The sides of the weighted mean.", _SIDE),
    },
)
_DEAL = entry(
    "One exchange between two actors.",
    {
        "i": text("Who."),
        "gives": text("The line on which he gives way."),
        "from": number("From where."),
        "to": number("To where."),
        "j": text("With whom."),
        "gets": text("The line on which the other gives way."),
        "from_j": number("From where."),
        "to_j": number("To where."),
        "gain": number("What each of the two gains."),
    },
)
_EXCHANGE = nullable(
    entry(
        "Exchanges of support between two lines, equal gain to both.",
        {
            "count": whole("How many pay both."),
            "exchanges": items("The first of them, the best first.", _DEAL),
            "before": mapping("By line: the weighted mean as things are.", _NUMBERS),
            "after": mapping("By line: the weighted mean after the exchanges.", _NUMBERS),
        },
    ),
    "there are fewer than two lines",
)
_ROW: Schema = {
    "description": "One model; more figures may stand beside.",
    "type": "object",
    "properties": {
        "model": text("Which model."),
        "words": text("What it is."),
        "mae": number("Mean absolute error, on scales of 0 to 100."),
    },
    "required": ["model", "words", "mae"],
}
_RECORD = entry(
    "How the models did on decisions that are on public record.",
    {
        "decisions": whole("How many decisions."),
        "source": text("Where the figures come from."),
        "rows": items("The models.", _ROW),
    },
)
POSITIONS = entry(
    "Where do positions pull? The figures.",
    {
        "readings": whole("Readings used; 1 for a file."),
        "clout": text("Whether clout is given, or all count the same.", "given", "equal"),
        "left_out": names("Actors without clout, or without a place on a line."),
        "lines": items("Every line.", ref("positions_line", "One line.")),
        "exchange": _EXCHANGE,
        "record": _RECORD,
    },
)
POSITIONS_CERTIFICATE = entry("Nothing: every figure follows from the support.", {})
POSITIONS_PARTS: Fields = {"place_spread": PLACE_SPREAD, "positions_line": POSITIONS_LINE}
POSITIONS_PARAMS: Fields = {"rounds": whole("Rounds of the challenge model.")}
POSITIONS_FILE: Fields = {
    "file": entry(
        "Of a file of another program: what was read.",
        {
            "title": text("Its title."),
            "format": text("Its format."),
            "source": text("Where its figures come from, as it says."),
            "hash": text("SHA-256 of the file; empty for a folder."),
        },
    )
}
