"""What does a forecast cost: of the flagship, of larger cases, on event data, in the journal?

``python -m bench.forecast KIND ...`` does one piece of work, most often on a case read beforehand,
and prints as its last line what the work took: ``{"cpu": seconds, "wall": seconds, "note": words}``
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:  # the benchmarks themselves must stay small: see bench.measure
    from detente.core.table import Table
    from detente.forecast.parameters import Parameters
    from detente.forecast.passage import Passage

#: What the forecast of a case does beside the figures of its questions; each can be left out.
PARTS: dict[str, str] = {
    "levers": "single levers",
    "slopes": "the other two slopes",
    "signposts": "signposts",
    "curves": "curves by date",
}

#: Levers of the flagship in the order in which they are pulled together, and the states there are
#: once so many are pulled.
TOGETHER = (
    "drop_bolton",
    "step_by_step",
    "ship_swap",
    "abductees",
    "food_aid",
    "guarantees",
)
STATES = (126, 252, 504, 1_008, 6_048, 9_072, 12_960)

#: Event data, where they lie beside the project, and the files in it.
TALKS = Path("shared", "data", "icews_talks")
PANEL, EVENTS, RELATIONS = "panel_2005_2015.parquet", "events_2005_2015.parquet", "relations.csv"
ABSENT = "skipped: the event data (shared/data/icews_talks) are not beside the project"

LINES = 10_000
QUESTIONS = 50
"""Questions that the journal's forecasts are about, in turn."""


class Clock:
    """CPU and wall time since it was made."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def read(self, note: str = "") -> dict[str, Any]:
        """What was taken so far?"""
        cpu, wall = time.process_time() - self._cpu, time.perf_counter() - self._wall
        return {"cpu": cpu, "wall": wall, "note": note}


def whole(case: Path, readings: int, without: Sequence[str]) -> dict[str, Any]:
    """What does the whole forecast of a case take, or one without some of its parts?"""
    import scipy.sparse  # noqa: F401  (loading it is start-up)

    from detente.asking import asks_of
    from detente.forecast import question
    from detente.study import open_case

    loaded, table = open_case(case)
    asks = asks_of(loaded, table)
    with ExitStack() as stack:
        if "slopes" in without:
            stack.enter_context(patch.object(question, "SLOPES", ()))
        if "curves" in without:
            stack.enter_context(patch.object(question, "_curves", lambda *_: {}))
        clock = Clock()
        question.forecast(
            table,
            asks,
            readings=readings,
            with_levers="levers" not in without,
            with_signposts="signposts" not in without,
        )
        return clock.read()


def moves(case: Path, levers: Sequence[str], exchange: str, readings: int) -> dict[str, Any]:
    """What does first passage to all targets take, by whichever way the size asks for?"""
    import scipy.sparse  # noqa: F401

    from detente.forecast.inside import Looker
    from detente.forecast.passage import Plan

    table, parameters = _opened(case, levers, exchange)
    plan = Plan(_until(table), parameters, readings, 0)
    clock = Clock()
    seen = Looker(table.targets, plan).see([table])[0]
    took = clock.read()
    states = 0 if seen.passage is None else seen.passage.states
    return took | {"note": f"{states:,} states, {seen.method}"}


def drawn(case: Path, levers: Sequence[str], exchange: str, readings: int) -> dict[str, Any]:
    """What does simulation take where all could be followed exactly, and how far is it off?"""
    import scipy.sparse  # noqa: F401

    from detente.forecast.passage import first_passage
    from detente.forecast.simulate import simulated

    table, parameters = _opened(case, levers, exchange)
    clock = Clock()
    found = simulated(table, until=_until(table), parameters=parameters, readings=readings)
    took = clock.read()
    exact = first_passage(table, until=_until(table), parameters=parameters, readings=readings)
    return took | {"note": _apart(exact, found)}


def _opened(case: Path, levers: Sequence[str], exchange: str) -> tuple[Table, Parameters]:
    from detente.core.edits import pull
    from detente.forecast.parameters import Parameters
    from detente.study import open_case

    table = pull(open_case(case)[1], levers)
    return table, Parameters(exchange=exchange)  # type: ignore[arg-type]


def _until(table: Table) -> int:
    assert table.clock.horizon is not None
    return table.clock.horizon


def _apart(exact: Passage, found: Passage) -> str:
    """How far are simulated means from exact ones, over all targets and steps?

    The standard error is that of the mean over readings, with one path drawn in each.
    """
    far = errors = 0.0
    for name, curve in exact.curves.items():
        gap = abs(found.curves[name].mean(axis=0) - curve.mean(axis=0))
        error = (curve * (1 - curve)).sum(axis=0) ** 0.5 / len(curve)
        some = error > 1e-9
        far = max(far, float(gap.max()))
        errors = max([errors, *(gap[some] / error[some]).tolist()])
    return f"off by at most {far:.4f}, {errors:.1f} standard errors"


def hazard(folder: Path, what: str) -> dict[str, Any]:
    """What do the inputs, the fit and the forecast of talks take on eleven years of events?"""
    from detente.forecast.hazard.events import Target, read_events, read_panel
    from detente.forecast.hazard.features import History
    from detente.forecast.hazard.question import forecast

    clock = Clock()
    panel = read_panel(folder / PANEL)
    events = read_events(folder / EVENTS, folder / RELATIONS)
    note = f"{len(panel.day):,} rows, {len(events.day):,} events"
    if what == "read":
        return clock.read(note)
    clock = Clock()
    if what == "features":
        history = History(events, panel)
        until = int(panel.day.max())
        for target in panel.happened:
            history.columns(target, history.priors(target.days, until))
    else:
        forecast(panel, events, targets=None if what == "all" else [Target("broad", 30)])
    return clock.read(note)


def journal(what: str, lines: int) -> dict[str, Any]:
    """What does it take to add to a journal, or to check one?"""
    from detente.forecast.journal import FILE, append, check

    records = list(_records(lines + 1))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        clock = Clock()
        append(file, records[:lines])
        if what != "write":
            clock = Clock()
        if what == "append":
            append(file, records[lines:])
        elif what == "check" and check(file):
            raise ValueError("the journal that was just written is not in order")
        return clock.read(f"{file.stat().st_size / 1e6:.1f} MB")


def _records(count: int) -> Iterator[dict[str, Any]]:
    """Forecasts of some questions in turn, no two in succession alike."""
    for k in range(count):
        name = f"question_{k % QUESTIONS}"
        rate = round((k * 0.618034) % 1 * 0.98 + 0.01, 6)
        part = {"name": "inside", "kind": "inside", "rate": rate, "low": rate, "high": rate}
        yield {
            "question": f"{name}@2031-12-31",
            "ask": name,
            "by": "2031-12-31",
            "as_of": "2031-05-10",
            "rate": rate,
            "components": [part, part | {"name": "impasses:talks", "kind": "survival"}],
        }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.forecast")
    kinds = parser.add_subparsers(dest="kind", required=True)
    for name in ("whole", "moves", "drawn"):
        kind = kinds.add_parser(name)
        kind.add_argument("case", type=Path)
        kind.add_argument("--readings", type=int, default=1000)
        if name == "whole":
            kind.add_argument("--without", action="append", choices=list(PARTS), default=[])
        else:
            kind.add_argument("--together", type=int, default=0, help="levers pulled, in order")
            kind.add_argument("--exchange", choices=["1", "2", "any"], default="2")
    kind = kinds.add_parser("hazard")
    kind.add_argument("folder", type=Path)
    kind.add_argument("what", choices=["read", "features", "one", "all"])
    kind = kinds.add_parser("journal")
    kind.add_argument("what", choices=["write", "append", "check"])
    kind.add_argument("--lines", type=int, default=LINES)
    return parser


def main(arguments: list[str]) -> int:
    """Do one piece of work and print what it took."""
    chosen = _parser().parse_args(arguments)
    if chosen.kind == "whole":
        took = whole(chosen.case, chosen.readings, chosen.without)
    elif chosen.kind == "hazard":
        took = hazard(chosen.folder, chosen.what)
    elif chosen.kind == "journal":
        took = journal(chosen.what, chosen.lines)
    else:
        work = moves if chosen.kind == "moves" else drawn
        levers = TOGETHER[: chosen.together]
        took = work(chosen.case, levers, chosen.exchange, chosen.readings)
    sys.stdout.write(f"{json.dumps(took)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
