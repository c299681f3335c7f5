"""findings.json is what its schema says, for real cases, large tables and single questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from detente.analysis.large.questions import large_blockers, large_deals, large_room
from detente.cli import main
from detente.compare import compare
from detente.core.examples import fence
from detente.core.finding import Finding
from detente.report.schema import findings_schema
from detente.study import study

CASES = ("harbour-strike", "korea-2019", "veshta-basin")
READINGS = 60


def faults(data: Any, part: str = "") -> list[str]:
    schema = findings_schema()
    if part:
        schema = {"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]}
    found = Draft202012Validator(schema).iter_errors(data)
    return [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in found]


def plain(finding: Finding) -> Any:
    return json.loads(finding.to_json())


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(findings_schema())


@pytest.mark.parametrize("name", CASES)
def test_real_findings(name: str, root: Path) -> None:
    found = study(root / "cases" / name, readings=READINGS)
    assert not faults(json.loads(found.to_json()))


def test_a_property_nobody_described_is_a_fault(root: Path) -> None:
    data = json.loads(study(root / "cases" / "korea-2019", only=["room"], readings=20).to_json())
    data["findings"]["room"]["support"]["surprise"] = 1
    assert faults(data)


QUESTIONS = ["room", "blockers", "stability", "levers", "deals", "reach", "sensitivity"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_question(question: str, root: Path) -> None:
    case = str(root / "cases" / "harbour-strike")
    done = CliRunner().invoke(main, [question, case, "--json", "--readings", "30"])
    assert done.exit_code == 0
    assert not faults(json.loads(done.stdout), question)


def test_compare(root: Path, tmp_path: Path) -> None:
    first = root / "cases" / "harbour-strike" / "case.yaml"
    other = tmp_path / "case.yaml"
    text = first.read_text(encoding="utf-8").replace("weight: 80-100", "weight: 40-50", 1)
    other.write_text(text, encoding="utf-8")
    assert not faults(plain(compare(first, other, readings=20)), "compare")


def test_large_tables() -> None:
    table = fence()
    assert not faults(plain(large_room(table, readings=5)), "room")
    assert not faults(plain(large_blockers(table, readings=5)), "blockers")
    assert not faults(plain(large_deals(table, table.target["shared"], readings=5)), "deals")


def test_the_command_prints_it() -> None:
    done = CliRunner().invoke(main, ["schema", "findings"])
    assert json.loads(done.stdout) == findings_schema()
