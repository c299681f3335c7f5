"""A study: one case, the questions asked of it, and where each answer comes from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from detente.analysis.ask import blockers, deals, levers, reach, room, sensitivity, stability
from detente.analysis.positions.ask import positions_of_case, says_clout
from detente.asking import asks_of
from detente.case.compile import compile_case
from detente.case.load import Loaded, load
from detente.core.finding import Finding
from detente.core.table import Table
from detente.core.version import VERSION
from detente.core.work import Map
from detente.forecast.asks import Ask
from detente.forecast.question import forecast
from detente.ledger import track

QUESTIONS = (
    *("room", "blockers", "stability", "levers", "deals", "reach", "positions", "sensitivity"),
    "forecast",
)
READINGS = 1000
SEED = 0

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Study:
    """One case with its findings.

    Attributes
    ----------
    loaded : Loaded
        The case as written, with positions, sources and warnings.
    table : Table
        The same case as arrays on the table.
    findings : dict of str to Finding
        By question, in the order they were asked.
    """

    loaded: Loaded
    table: Table
    findings: dict[str, Finding]
    version: str

    def __getitem__(self, question: str) -> Finding:
        return self.findings[question]

    def to_json(self) -> str:
        """All findings as one JSON text (``detente schema findings`` describes it)."""
        case = self.loaded.case
        head = {
            "detente": self.version,
            "case": {
                "title": case.meta.title,
                "question": case.meta.question,
                "as_of": case.meta.as_of.start.isoformat(),
                "handling": case.meta.handling,
                "hash": self.loaded.sha256,
            },
            "findings": {name: f.to_dict() for name, f in self.findings.items()},
        }
        return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


def open_case(path: str | Path) -> tuple[Loaded, Table]:
    """A case file, checked, and its table.

    Raises
    ------
    CaseErrors
        Where the file breaks the case language: all faults at once, with their places.
    """
    loaded = load(Path(path))
    return loaded, compile_case(loaded.case)


def study(
    path: str | Path,
    *,
    only: Sequence[str] | None = None,
    readings: int = READINGS,
    seed: int = SEED,
    map: Map | None = None,  # noqa: A002 - the word every executor uses
    progress: Progress | None = None,
) -> Study:
    """What do we know about this case? Asks every question of it.

    Parameters
    ----------
    path : str or Path
        A case folder, or a case file.
    only : sequence of str, optional
        Some of ``room, blockers, stability, levers, deals, reach, positions, sensitivity,
        forecast``. By default all of them; positions only where some actor of the case has clout.
    readings : int
        Draws of everything uncertain.
    seed : int
        Seed of all streams.
    map : callable, optional
        Carries pieces of readings elsewhere: an executor's ``map``, dask's or Ray's. The figures
        are the same to the last digit.
    progress : callable, optional
        Called with (question, number done, number in all) before each question.

    Examples
    --------
    >>> s = study("cases/korea-2019", readings=100)  # doctest: +SKIP
    >>> s["room"].answer  # doctest: +SKIP
    """
    loaded, table = open_case(path)
    return study_of(
        loaded, table, only=only, readings=readings, seed=seed, map=map, progress=progress
    )


def study_of(
    loaded: Loaded,
    table: Table,
    *,
    only: Sequence[str] | None = None,
    readings: int = READINGS,
    seed: int = SEED,
    map: Map | None = None,  # noqa: A002
    progress: Progress | None = None,
) -> Study:
    """The same for a case already open."""
    wanted = questions_of(table) if only is None else tuple(only)
    findings: dict[str, Finding] = {}
    for done, name in enumerate(wanted):
        if progress is not None:
            progress(name, done, len(wanted))
        asks = asks_of(loaded, table) if name == "forecast" else []
        found = _ask(name, table, findings, _args(readings, seed, map), asks)
        if name == "forecast":
            found = replace(found, support=found.support | {"track": track(loaded.path.parent)})
        findings[name] = stamped(found, loaded)
    if progress is not None:
        progress("done", len(wanted), len(wanted))
    return Study(loaded, table, findings, VERSION)


def questions_of(table: Table) -> tuple[str, ...]:
    """Which questions are asked of a case by default?

    All, but where positions pull: that only where the case says what clout some actor has.
    """
    return tuple(name for name in QUESTIONS if name != "positions" or says_clout(table))


def _args(readings: int, seed: int, mapping: Map | None) -> dict[str, Any]:
    """The arguments every question takes."""
    return {"readings": readings, "seed": seed, "mapping": mapping}


def _ask(
    name: str,
    table: Table,
    findings: Mapping[str, Finding],
    args: dict[str, Any],
    asks: Sequence[Ask],
) -> Finding:
    """One question. Some are also asked after the smallest set of levers that works."""
    if name == "forecast":
        return forecast(table, asks, **args)
    if name in ("deals", "reach", "sensitivity"):
        pulled = working_levers(findings.get("levers") or levers(table, **args))
        if name == "reach":
            sets = [pulled] if pulled else []
            return reach(table, with_levers=False, sets=sets, **args)
        after = deals if name == "deals" else sensitivity
        return after(table, levers=pulled, **args)
    asker = {
        "room": room,
        "blockers": blockers,
        "stability": stability,
        "levers": levers,
        "positions": positions_of_case,
    }[name]
    return asker(table, **args)


def working_levers(found: Finding) -> tuple[str, ...]:
    """The smallest set of levers that works for the headline target, empty where there is none."""
    targets = found.support["targets"]
    best = targets[found.params["headline"]]["smallest"]
    return tuple(best["levers"]) if best else ()


def stamped(finding: Finding, loaded: Loaded) -> Finding:
    """A finding with the hash of the case it is about."""
    return replace(finding, case_hash=loaded.sha256)
