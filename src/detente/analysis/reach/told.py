"""What is told of a target that moves reach or miss: shares, paths, stops, and their proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detente.analysis.packages import bitmap
from detente.analysis.reach.paths import ROBUST, Found, paths_to, told
from detente.analysis.reach.states import States
from detente.analysis.reach.stops import stops
from detente.analysis.reach.walk import EXCHANGES, Walk, goals_of
from detente.analysis.room import NOTHING
from detente.core.finding import share
from detente.core.grid import Bools
from detente.core.words import packed, unpacked, weight


class Telling:
    """What is told of each target in one variant of the table, and how it can be checked."""

    def __init__(self, states: States, walked: Walk, largest: str) -> None:
        self.states = states
        self.walked = walked
        self.largest = largest
        self.expansions = 0
        _, self.goals = goals_of(states, tuple(walked.status))

    def target(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The support of one target, and its certificate."""
        entry: dict[str, Any] = {"status": self.walked.status[name], **shares(self.walked, name)}
        entry |= {"smallest": None, "levers": [], "paths": [], "stops": None}
        if name not in self.goals:
            return entry, {"outcomes": [], "shown": [], "paths": [], "readings": []}
        goal = self.goals[name]
        reached = {k: packed(flags) for k, flags in self.walked.reach[name].items()}
        walked = sorted({path for path in self.walked.witness[name] if path})
        paths, expansions = paths_to(self.states, goal, reached, walked)
        self.expansions += expansions
        robust = [p.path for p in paths if p.exchange == self.largest and ROBUST in p.why]
        target = self.states.table.target[name]
        entry["smallest"] = _smallest(self.walked, name)
        entry["paths"] = [self._told(found) for found in paths]
        entry["stops"] = stops(
            self.states, target, goal, reached[self.largest], robust[0] if robust else None
        )
        return entry, self._certificate(name, paths)

    def _told(self, found: Found) -> dict[str, Any]:
        return {
            "exchange": found.exchange,
            "why": list(found.why),
            "exact": found.exact,
            "share": share(int(weight(found.readings)), self.states.count),
            "steps": told(self.states, found.path),
        }

    def _certificate(self, name: str, shown: Sequence[Found]) -> dict[str, Any]:
        """One path for each reading that is reached, and the readings of each path shown.

        Paths are lists of places in ``outcomes``.
        """
        witness = self.walked.witness[name]
        paths = sorted({path for path in witness if path})
        passed = sorted({s for path in (*paths, *(f.path for f in shown)) for s in path})
        place = {state: k for k, state in enumerate(passed)}
        number = {path: k for k, path in enumerate(paths)}
        return {
            "outcomes": [self.states.options(state) for state in passed],
            "shown": [
                {
                    "exchange": found.exchange,
                    "path": [place[state] for state in found.path],
                    "readings": bitmap(unpacked(found.readings, self.states.count)),
                }
                for found in shown
            ],
            "paths": [[place[state] for state in path] for path in paths],
            "readings": [number.get(path, -1) for path in witness],
        }


def shares(walked: Walk, name: str) -> dict[str, Any]:
    """Room and reach of one target in one variant, on the same readings; None: it does not arise.

    Where nothing on offer meets the target both are none in every reading, without sampling.
    """
    if name in walked.room:
        flags = {k: walked.reach[name].get(k) for k in EXCHANGES}
        return {
            "room": _share(walked.room[name]),
            "reach": {k: None if f is None else _share(f) for k, f in flags.items()},
        }
    if walked.status[name] != NOTHING:
        return {"room": None, "reach": None}
    none = {"share": 0.0, "count": 0, "of": 0, "low": 0.0, "high": 0.0, "word": "none"}
    return {"room": dict(none), "reach": {k: dict(none) for k in EXCHANGES}}


def _share(flags: Bools) -> dict[str, Any]:
    return share(int(flags.sum()), len(flags))


def _smallest(walked: Walk, name: str) -> str | None:
    """The smallest exchange that reaches a target wherever one of any size does.

    Where exchanges of any size were not looked at, room bounds what they reach.
    """
    reach = walked.reach[name]
    most = reach.get("any", walked.room[name])
    if not most.any():
        return None
    return next((k for k, flags in reach.items() if (flags == most).all()), None)
