"""Stability, reach and whether deals hold, by hand: real shapes, figures only plausible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.core.finding import share

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
LEVERS = ["drop_bolton", "step_by_step"]
TIGHTER = {"sanctions": ["hold", "tighter"]}
TESTS = {"testing": ["short_range", "long_range"]}
BOTH = ["DPRK", "US"]


def spread(median: float) -> dict[str, float]:
    return {"median": median, "low": median - 1, "high": median + 2}


def improvement(
    changes: Mapping[str, list[str]],
    count: int,
    gains: Mapping[str, float],
    answered: Mapping[str, int] | None = None,
    answer: Mapping[str, Any] | None = None,
    state: int = 1,
) -> dict[str, Any]:
    found = answered or dict.fromkeys(CONCEPTS[1:], 0)
    return {
        "state": state,
        "changes": dict(changes),
        "share": share(count, 1000),
        "gains": {party: spread(gain) for party, gain in gains.items()},
        "answered": {c: share(n, count) for c, n in found.items()},
        "answer": answer,
    }


def answer(concept: str, mover: str, changes: Mapping[str, list[str]]) -> dict[str, Any]:
    step = {"movers": [mover], "changes": dict(changes), "state": 0}
    return {"concept": concept, "steps": [step], "share": share(150, 180)}


def actor(
    name: str, stays: tuple[int, ...], improvements: list[dict[str, Any]], *, moves: bool = True
) -> dict[str, Any]:
    return {
        "name": name,
        "members": name.split("+"),
        "moves": moves,
        "now": {c: share(n, 1000) for c, n in zip(CONCEPTS, stays, strict=True)},
        "improvements": improvements,
        "improvements_in_all": len(improvements),
    }


def pattern(count: int, *, tells: bool) -> dict[str, Any]:
    return {
        "count": count,
        "of": 126,
        "share": round(count / 126, 9),
        "discriminates": tells,
        "common": {},
        "mostly": [],
        "clusters": [{"size": count, "example": 0, "common": {"scope": "pause"}}],
        "clusters_in_all": 1,
        "left_out": "",
    }


def stability() -> dict[str, Any]:
    """Who would leave today's position."""
    could = {"gmr": 180, "smr": 170, "seq": 0, "sseq": 0}
    tighter = improvement(TIGHTER, 180, {"US": 0.5}, could, answer("gmr", "DPRK", TESTS))
    together = [
        improvement({"talks": ["broken", "letters"]}, 1000, {"DPRK": 1.6, "US": 4.4}, state=61),
        improvement({"talks": ["broken", "meeting"]}, 1000, {"DPRK": 3.1, "US": 6.8}, state=115),
        improvement(
            {"talks": ["broken", "meeting"], "security": ["nothing", "statement"]},
            990,
            {"DPRK": 8.3, "US": 5.5},
            state=118,
        ),
    ]
    both = actor("US+DPRK", (0, 0, 0, 0, 0), together) | {"improvements_in_all": 40}
    every = (1000, 1000, 1000, 1000, 1000)
    now = (820, 1000, 1000, 820, 820)
    stays = {c: share(n, 1000) for c, n in zip(CONCEPTS, now, strict=True)}
    return {
        "levers": [],
        "now": {"state": 7, "outcome": {"talks": "broken", "testing": "short_range"}},
        "states": 126,
        "concepts": list(CONCEPTS),
        "every_union": True,
        "actors": [
            actor("DPRK", every, []),
            actor("US", now, [tighter]),
            both,
            actor("Japan", every, [], moves=False),
        ],
        "equilibrium": stays,
        "coalition_proof": {c: share(0, 1000) for c in CONCEPTS},
        "flips": [
            {
                "actor": "DPRK",
                "changes": TESTS,
                "prefers": share(0, 1000),
                "flips": {"nash": share(1000, 1000), "seq": share(960, 1000)},
            }
        ],
        "in_common": {
            "found": {
                "states": 126,
                "threshold": 0.5,
                "concepts": {"gmr": pattern(126, tells=False), "nash": pattern(17, tells=True)},
                "ranking": [
                    {
                        "state": 0,
                        "options": {"talks": "broken"},
                        "concepts": ["gmr"],
                        "shares": {"gmr": 1.0, "nash": 0.2},
                    }
                ],
            },
            "sentence": "GMR marks 126 of 126 outcomes, so it tells little; Nash marks 17.",
            "readings": 32,
        },
    }


def step(
    changes: Mapping[str, list[str]],
    count: int,
    movers: list[str] | None = None,
    gains: Mapping[str, float] | None = None,
    state: int = 1,
) -> dict[str, Any]:
    who = movers or BOTH
    known = gains or dict.fromkeys(who, 2.5)
    return {
        "changes": dict(changes),
        "movers": who,
        "share": share(count, 1000),
        "gains": {party: spread(gain) for party, gain in known.items()},
        "state": state,
    }


def path(exchange: str, count: int, steps: list[dict[str, Any]], *why: str) -> dict[str, Any]:
    return {
        "exchange": exchange,
        "why": list(why or ("shortest", "most robust")),
        "exact": True,
        "share": share(count, 1000),
        "steps": steps,
    }


def reaches(one: int, two: int, most: int) -> dict[str, Any]:
    return {"1": share(one, 1000), "2": share(two, 1000), "any": share(most, 1000)}


def long_path() -> list[dict[str, Any]]:
    """Seven steps, three of them of one party alone."""
    ends = [
        {"sequence": ["disarm_first", "steps"], "talks": ["broken", "working"]},
        {"security": ["nothing", "statement"], "testing": ["short_range", "quiet"]},
        {"talks": ["working", "meeting"], "testing": ["quiet", "long_range"]},
        {"sanctions": ["hold", "waivers"], "testing": ["long_range", "quiet"]},
        {"sanctions": ["waivers", "tighter"], "security": ["statement", "nothing"]},
        {"sanctions": ["tighter", "waivers"], "scope": ["pause", "freeze"]},
        {"security": ["nothing", "statement"], "talks": ["meeting", "working"]},
    ]
    movers = [BOTH, BOTH, ["DPRK"], BOTH, ["US"], BOTH, BOTH]
    return [
        step(changes, 1000 - 70 * k, who, state=10 + k)
        for k, (changes, who) in enumerate(zip(ends, movers, strict=True))
    ]


def reason(
    party: str, actor: str | None, kind: str, count: int, what: str | None = None
) -> dict[str, Any]:
    found = {"party": party, "actor": actor, "kind": kind, "what": what}
    return found | {"share": share(count, 1000)}


def stops(at: int = 0) -> dict[str, Any]:
    """A route of two steps on which some readings stop."""
    route = [
        step({"talks": ["broken", "meeting"]}, 40, state=2),
        step({"talks": ["meeting", "working"]}, 12, state=3),
    ]
    return {
        "route": route,
        "at": at,
        "unreached": share(75, 1000),
        "share": share(75, 1000),
        "lost": share(63, 1000),
        "reasons": [
            reason("DPRK", "Kim", "condition", 60, "rules.new_method"),
            reason("US", "Trump", "loses", 9),
            reason("China", None, "veto", 1),
        ],
    }


def reach() -> dict[str, Any]:
    """Where moves lead: a step today, a trade with the levers."""
    trade = {"sequence": ["disarm_first", "steps"], "talks": ["broken", "working"]}
    creep = [step({"talks": ["broken", "working"]}, 75, state=169)]
    today = {"levers": [], "status": "open", "room": share(75, 1000), "reach": reaches(75, 75, 75)}
    after = {
        "levers": LEVERS,
        "status": "open",
        "room": share(1000, 1000),
        "reach": reaches(165, 1000, 1000),
        "smallest": "2",
        "paths": [
            path("1", 165, [step({"talks": ["broken", "working"]}, 165, state=169)]),
            path("2", 1000, [step(trade, 1000, state=200)]),
            path("any", 1000, [step(trade, 1000, state=200)]),
        ],
        "stops": None,
    }
    none = {"share": 0.0, "count": 0, "of": 0, "low": 0.0, "high": 0.0, "word": "none"}
    return {
        "targets": {
            "talks_resume": {
                "status": "open",
                "room": share(75, 1000),
                "reach": reaches(75, 75, 75),
                "smallest": "1",
                "levers": [today, after],
                "paths": [path(size, 75, creep) for size in ("1", "2", "any")],
                "stops": None,
            },
            "final_deal": {
                "status": "nothing on offer",
                "room": none,
                "reach": {"1": none, "2": none, "any": none},
                "smallest": None,
                "levers": [],
                "paths": [],
                "stops": None,
            },
        },
        "levers": [],
        "states": 126,
        "readings_used": 1000,
    }


def holds() -> dict[str, Any]:
    """A deal that one party would leave, and others would answer."""
    return {
        "alone": share(60, 900),
        "together": share(30, 900),
        "answered": share(820, 900),
        "exits": [
            {
                "actor": "DPRK",
                "changes": {"scope": ["freeze", "pause"]},
                "share": share(840, 900),
                "answered": share(790, 840),
            }
        ],
    }
