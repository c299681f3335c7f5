"""A small reader of published conflicts, for tests only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from detente.core.conflict import Axis, OptionForm

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "gmcr_cases"
STEPS = {
    "both": np.ones((2, 2), dtype=bool),
    "forward": np.array([[True, True], [False, True]]),
    "backward": np.array([[True, False], [True, True]]),
}

here = pytest.mark.skipif(not FOLDER.exists(), reason="the published cases are not here")


def cases(origin: str) -> list[str]:
    """Names of the cases with listed states and a result of that origin, if they are there."""
    read = {p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in FOLDER.glob("*.yaml")}
    return sorted(name for name, case in read.items() if _plain(case) and result(case, origin))


def _plain(case: dict[str, Any]) -> bool:
    """In option form, with complete rankings?"""
    return (
        case.get("moves") == "option-form"
        and "removed_moves" not in case
        and {"states", "preferences"} <= set(case)
    )


def read(name: str) -> dict[str, Any]:
    """The file as it is written."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def result(case: dict[str, Any], origin: str) -> dict[str, Any]:
    """The first result whose origin starts like this; empty where there is none."""
    return next((r for r in case["results"] if r["origin"].startswith(origin)), {})


def form(case: dict[str, Any]) -> OptionForm:
    """The conflict: every option an axis of no and yes, the file's numbers as ids."""
    count = len(case["options"])
    codes = {s: _code(state["yn"]) for s, state in case["states"].items()}
    feasible, ids = np.zeros(2**count, dtype=bool), np.full(2**count, -1, dtype=np.int64)
    for state, code in codes.items():
        feasible[code], ids[code] = True, state
    return OptionForm(
        dms=tuple(case["dms"]),
        axes=tuple(Axis(option["id"], ("no", "yes")) for option in case["options"]),
        steps=tuple(
            {k: STEPS[o["dir"]] for k, o in enumerate(case["options"]) if o["dm"] == dm}
            for dm in case["dms"]
        ),
        feasible=feasible,
        ranks=tuple(_ranks(case["preferences"][dm], codes, 2**count) for dm in case["dms"]),
        ids=ids,
    )


def listed_ids(flags: np.ndarray, conflict: OptionForm) -> list[int]:
    """The file's numbers of some states, given over the feasible codes in order."""
    assert conflict.ids is not None
    found: list[int] = np.sort(conflict.ids[np.flatnonzero(conflict.feasible)][flags]).tolist()
    return found


def expected(states: list[int] | str, case: dict[str, Any]) -> list[int]:
    """A list of states as the file writes it."""
    if isinstance(states, str):
        return {"all": sorted(case["states"]), "none": []}[states]
    return sorted(states)


def _code(yes_no: str) -> int:
    return int(yes_no.replace("N", "0").replace("Y", "1"), 2)


def _ranks(best_first: list[Any], codes: dict[int, int], size: int) -> np.ndarray:
    ranks = np.zeros(size, dtype=np.int32)
    for place, tied in enumerate(best_first):
        for state in tied if isinstance(tied, list) else [tied]:
            ranks[codes[state]] = -place
    return ranks
