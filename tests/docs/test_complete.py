"""Everything a user can write, call or read is documented, and nothing documented is gone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

import detente
from detente.case import entries, moves, schema
from detente.case.lints import LINTS
from detente.cli import main
from detente.report.schema import findings_schema
from detente.study import QUESTIONS
from docs.build import pages
from docs.generate.case_language import OTHER_WARNINGS
from tools.commands import COMMANDS

ENTRIES = [
    found
    for module in (entries, moves, schema)
    for found in vars(module).values()
    if isinstance(found, type)
    and issubclass(found, BaseModel)
    and found.__module__ == module.__name__
]


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    root = Path(detente.__file__).resolve().parents[2]
    return {
        page.stem: page.read_text(encoding="utf-8")
        for page in (root / "docs" / "reference").glob("*.md")
    }


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.__name__)
def test_every_key_of_a_case_is_described_and_shown(
    entry: type[BaseModel], reference: dict[str, str]
) -> None:
    for name, field in entry.model_fields.items():
        assert field.description, f"{entry.__name__}.{name} has no description"
        row = re.search(
            rf"^\| `{field.alias or name}` \|.*{re.escape(field.description)}",
            reference["case-language"],
            re.MULTILINE,
        )
        assert row, f"{entry.__name__}.{name} is not in the reference"


def test_every_warning_is_listed(root: Path, reference: dict[str, str]) -> None:
    named = {rule.__name__ for rule in LINTS}
    for path in (root / "src" / "detente" / "case").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"\bname=\"(\w+)\"", text))
        named |= set(re.findall(r"_warn\([^)]*?\"(\w+)\"", text))
    assert set(OTHER_WARNINGS) <= named
    missing = [n for n in named if f"| `{n}` |" not in reference["case-language"]]
    assert not missing


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_is_shown(name: str, reference: dict[str, str]) -> None:
    section = reference["cli"].split(f"\n## {name}\n")[1].split("\n## ")[0]
    command = main.commands[name]
    assert command.help
    for one in command.params:
        if isinstance(one, click.Option):
            assert one.help, f"{name} {one.opts}: no help"
            assert all(f"`{option}`" in section for option in one.opts)
        else:
            assert (one.metavar or "|".join(getattr(one.type, "choices", ()))) in section


def _described(node: Any, path: str) -> list[str]:
    """Properties without a description."""
    found = []
    if isinstance(node, dict):
        for name, inner in node.get("properties", {}).items():
            if not inner.get("description"):
                found.append(f"{path}.{name}")
        for name, inner in node.items():
            found += _described(inner, f"{path}.{name}")
    elif isinstance(node, list):
        for place, inner in enumerate(node):
            found += _described(inner, f"{path}[{place}]")
    return found


def test_every_property_of_the_findings_is_described(reference: dict[str, str]) -> None:
    schema = findings_schema()
    assert not _described(schema, "$")
    for name, part in schema["$defs"].items():
        assert part["description"]
        assert f"\n## {name}\n" in reference["findings"]


def test_every_finding_has_its_part() -> None:
    parts = findings_schema()["$defs"]
    for question in (*QUESTIONS, "compare"):
        assert {question, f"{question}_support", f"{question}_certificate"} <= set(parts)


def test_every_public_name_is_shown(reference: dict[str, str]) -> None:
    for name in detente.__all__:
        assert f"## detente.{name}\n" in reference["python"]


def test_every_edit_of_a_lever_is_explained(root: Path) -> None:
    text = (root / "docs" / "explanation" / "semantics.md").read_text(encoding="utf-8")
    for name in moves.Edits.model_fields:
        assert f"| `{name}` |" in text


def test_the_commands_of_the_project_exist() -> None:
    for page in pages():
        for name in re.findall(r"\./dev ([a-z]+)", page.read_text(encoding="utf-8")):
            assert name in COMMANDS or name == "help", f"{page.name}: ./dev {name}"


def test_the_changelog_has_something_to_say(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = text.split("\n## ")[1]
    assert newest.count("\n* ") >= 1
