"""The version is written in two places, which must say the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

from detente.core.version import VERSION


def test_the_version_is_the_projects(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
