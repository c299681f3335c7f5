"""The JSON Schema of a case file, so that editors complete and check while one types."""

from __future__ import annotations

from typing import Any

from detente.case.schema import Case

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def case_schema() -> dict[str, Any]:
    """What may stand in a case file, as a JSON Schema (draft 2020-12)?

    It accepts every case that the loader accepts; references between entries, and the texts of
    conditions, are checked by the loader only.

    Examples
    --------
    >>> sorted(case_schema()["required"])
    ['actors', 'case', 'issues', 'parties', 'targets']
    """
    made: dict[str, Any] = _tidied(Case.model_json_schema(by_alias=True))
    head = {"$schema": DIALECT, "title": "A detente case"}
    return head | {key: value for key, value in made.items() if key != "title"}


def _tidied(part: Any) -> Any:
    """Take out what stands for Python's None: a case file has no nulls, one leaves the key out."""
    if isinstance(part, list):
        return [_tidied(one) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _tidied(value) for key, value in part.items()}
    if kept.get("default", "") is None:
        del kept["default"]
    choices = kept.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        others = [one for one in choices if one != {"type": "null"}]
        kept["anyOf"] = others
        if len(others) == 1:
            del kept["anyOf"]
            kept = others[0] | kept
    return kept
