"""The forecast in JSON: what a program may rely on."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from detente.report.schema import findings_schema
from report.forecast_fixture import TRACK, forecast

SCHEMA = findings_schema()


def faults(data: Any) -> list[str]:
    rule = {"$ref": "#/$defs/forecast", "$defs": SCHEMA["$defs"]}
    return [item.message for item in Draft202012Validator(rule).iter_errors(data)]


def test_the_fixture_is_as_described() -> None:
    for track in (None, TRACK):
        assert not faults(json.loads(forecast(track).to_json()))


def test_a_property_nobody_described_is_a_fault() -> None:
    data = json.loads(forecast().to_json())
    data["support"]["questions"][0]["surprise"] = 1
    assert faults(data)


def test_the_page_may_hold_it() -> None:
    assert "forecast" in SCHEMA["properties"]["findings"]["properties"]
