"""Published negotiation domains, read by a few lines that share nothing with the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import yaml

from detente.core.conflict import Axis
from detente.core.domain import Domain

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "data"
FOLDERS = SHARED / "genius_domains"
GOLDEN = SHARED / "bargaining_cases" / "genius_domains.yaml"


def golden() -> list[Any]:
    """The golden cases whose files lie beside the project, as parameters of a test."""
    if not GOLDEN.exists():
        reason = "no ../shared/data/bargaining_cases/genius_domains.yaml beside the project"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    cases = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))["domains"]
    here = [(case, folder(case)) for case in cases]
    return [pytest.param(case, id=case["domain"]) for case, at in here if at is not None]


def folder(case: dict[str, Any]) -> Path | None:
    """Where the files of a case lie, if they do."""
    places = [p for p in FOLDERS.glob("*") if all((p / f).exists() for f in case["files"])]
    return places[0] if places else None


def read(case: dict[str, Any]) -> Domain:
    """The domain of a golden case, with weights multiplied in."""
    at = folder(case)
    assert at is not None
    trees = {name: ET.parse(at / name).getroot() for name in sorted(case["files"])}
    profiles = [t for t in trees.values() if next(t.iter("weight"), None) is not None]
    worth, options = [], []
    for profile in profiles:
        weights = {w.get("index"): float(w.get("value")) for w in profile.iter("weight")}
        issues = sorted(profile.iter("issue"), key=lambda i: int(i.get("index")))
        worth.append(
            [
                {
                    x.get("value"): float(x.get("evaluation")) * weights[i.get("index")]
                    for x in i.findall("item")
                }
                for i in issues
            ]
        )
        options.append(
            [(i.get("name"), [x.get("value") for x in i.findall("item")]) for i in issues]
        )
    axes = tuple(Axis(name, tuple(values)) for name, values in options[0])
    parties = tuple(f"P{k + 1}" for k in range(len(profiles)))
    scores = tuple(
        np.array([[w[k][option] for option in axis.options] for w in worth])
        for k, axis in enumerate(axes)
    )
    return Domain(
        title=case["domain"],
        issues=axes,
        parties=parties,
        weights=np.ones((len(parties), len(axes))),
        scores=scores,
        reserve=np.full(len(parties), np.nan),
        links=(),
        base=np.zeros(len(parties)),
        discount=np.full(len(parties), np.nan),
    )
