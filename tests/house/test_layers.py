"""Imports only point down, siblings do not know each other, and nobody inside uses the facade."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import layers


def test_the_package_keeps_its_layers(root):
    assert layers.problems(root / "src") == []


def test_every_unit_has_its_place(root):
    units = {name.split(".")[1] for name in layers.modules(root / "src") if "." in name}
    assert units <= set(layers.MAY_IMPORT)


def test_arrows_only_point_down():
    """What a unit may import may in turn never lead back to it."""
    seen: set[str] = set()
    waiting = dict(layers.MAY_IMPORT)
    while waiting:
        ready = {unit for unit, below in waiting.items() if below <= seen}
        assert ready, f"these units may import each other: {sorted(waiting)}"
        seen |= ready
        waiting = {unit: below for unit, below in waiting.items() if unit not in ready}


GOOD = {
    "__init__": "from detente.study import run",
    "core/__init__": "",
    "core/table": "import numpy as np\nfrom detente.core import logic",
    "core/logic": "from dataclasses import dataclass",
    "analysis/__init__": "",
    "analysis/room": "def milp():\n    from scipy.optimize import milp\n    return milp",
    "study": "from detente.analysis.room import milp\nfrom detente.core.table import Table",
}

FAULTS = {
    "up": ("core/logic", "from detente.study import run", "core may not know study"),
    "late": (
        "core/logic",
        "def f():\n    import detente.analysis.room",
        "core may not know analysis",
    ),
    "typing": (
        "core/logic",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from detente import study",
        "core may not know study",
    ),
    "relative": ("core/logic", "from ..analysis import room", "core may not know analysis"),
    "sibling": ("case/load", "from detente.analysis import room", "case may not know analysis"),
    "facade": ("cli", "import detente", "imports the facade"),
    "facade name": ("cli", "from detente import run", "imports the facade"),
    "stranger": ("gadget", "", "give 'gadget' a line"),
    "outside": ("core/logic", "import yaml", "core uses only numpy"),
    "input": ("core/logic", "from pathlib import Path", "no input or output"),
    "early scipy": ("analysis/deals", "from scipy import optimize", "inside the function"),
    "cycle": (
        "core/logic",
        "def f():\n    from detente.core.table import Table",
        "import cycle: detente.core.logic -> detente.core.table -> detente.core.logic",
    ),
}


def planted(folder: Path, files: dict[str, str]) -> Path:
    """Write a package of these modules and return the folder that holds it."""
    for name, text in files.items():
        path = folder / "src" / "detente" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "src"


def test_a_good_package_passes(tmp_path):
    assert layers.problems(planted(tmp_path, GOOD)) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault, tmp_path):
    module, text, words = FAULTS[fault]
    found = layers.problems(planted(tmp_path, {**GOOD, module: text}))
    assert any(words in sentence for sentence in found), found
