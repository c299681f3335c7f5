"""A forecast by hand, in the shape the engine gives it; the figures are only plausible."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

from detente.core.finding import Finding

AS_OF, HORIZON = "2019-06-01", "2020-06-30"
WEEKS = 57
WORDS = (
    (0.05, "almost no chance"),
    (0.2, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.8, "likely"),
    (0.95, "very likely"),
    (2.0, "almost certain"),
)
YES = {
    "talks_resume": "US and DPRK officials below leader level meet in person for talks on"
    " denuclearisation on two or more occasions within 60 days",
    "contact": "Trump and Kim meet in person, or sustained working-level rounds take place",
    "interim_deal": "a text or parallel announcements commit the DPRK to make no new fissile"
    " material and the US to waivers, or more",
    "final_deal": "a signed text commits the DPRK to complete, verified denuclearisation",
}


def word(p: float) -> str:
    return next(name for end, name in WORDS if p < end)


def component(
    name: str, kind: str, rate: float, n: int, weight: float, spread: float, *, judged: bool = False
) -> dict[str, Any]:
    basis = {
        "inside": "1,000 readings of the case, weekly steps from 2019-06-01; moves as in reach.",
        "survival": "94 impasses in talks since 1945, 93 days in; assumes this one is like them.",
        "base rate": "Questions of this kind asked in public and settled before 2019-06-01.",
        "history": "Dated occasions between the same parties, 1993 to 2019.",
    }[kind]
    return {
        "name": name,
        "kind": kind,
        "rate": rate,
        "low": max(0.0, rate - spread),
        "high": min(1.0, rate + spread),
        "n": n,
        "weight": weight,
        "basis": basis,
        "judgement": judged,
        "caveat": "The interval is of sampling only."
        if kind == "inside"
        else "Few cases are quite alike.",
    }


def question(
    target: str, by: str, inside: float, stuck: float, asked: float, past: float | None
) -> dict[str, Any]:
    parts = [
        component("inside", "inside", inside, 1000, 1.0, 0.012, judged=True),
        component("impasses:talks", "survival", stuck, 94, 1.0, 0.09),
        component("questions:talks", "base rate", asked, 41, 0.5, 0.14),
    ]
    if past is not None:
        parts.append(component("us_dprk", "history", past, 9, 1.0, 0.2))
    total = sum(p["weight"] for p in parts)
    mean = sum(p["weight"] * math.log(p["rate"] / (1 - p["rate"])) for p in parts) / total
    pooled = round(1 / (1 + math.exp(-1.2 * mean)), 4)
    return {
        "id": f"{target}@{by}",
        "ask": target,
        "target": target,
        "by": by,
        "yes_if": YES[target],
        "rate": pooled,
        "low": min(p["rate"] for p in parts),
        "high": max(p["rate"] for p in parts),
        "spread": max(p["rate"] for p in parts) - min(p["rate"] for p in parts),
        "word": word(pooled),
        "components": parts,
        "told": "The inside view asks that Bolton's conditions go first; most impasses had none.",
        "pool": {
            "method": "log-odds",
            "weights": {p["name"]: p["weight"] for p in parts},
            "extremise": 1.2,
            "centre": 0.5,
        },
        "slope": [
            {"slope": 5, "inside": round(inside * 0.7, 4), "rate": round(pooled * 0.9, 4)},
            {"slope": 10, "inside": inside, "rate": pooled},
            {"slope": 20, "inside": round(inside * 1.3, 4), "rate": round(pooled * 1.1, 4)},
        ],
        "left_out": [],
        "note": "",
    }


def curve(top: float, outside: dict[str, float]) -> dict[str, Any]:
    start = date.fromisoformat(AS_OF)
    share = [1 - math.exp(-2.2 * k / (WEEKS - 1)) for k in range(WEEKS)]
    inside = [round(top * s, 6) for s in share]
    flat = {name: [round(p * s, 6) for s in share] for name, p in outside.items()}
    return {
        "dates": [(start + timedelta(days=7 * k)).isoformat() for k in range(WEEKS)],
        "inside": {
            "mean": inside,
            "early": [round(min(1, p * 1.15), 6) for p in inside],
            "late": [round(p * 0.85, 6) for p in inside],
            "low": [round(p * 0.3, 6) for p in inside],
            "high": [round(min(1, p * 1.9), 6) for p in inside],
        },
        "outside": flat,
        "rate": [
            round((p + sum(f[k] for f in flat.values())) / (1 + len(flat)), 6)
            for k, p in enumerate(inside)
        ],
    }


def _bin(low: float, high: float, n: int, said: float, happened: float) -> dict[str, Any]:
    ends = (max(0.0, happened - 0.2), min(1.0, happened + 0.25))
    keys = ("low", "high", "n", "weight", "said", "happened", "happened_low", "happened_high")
    return dict(zip(keys, (low, high, n, float(n), said, happened, *ends), strict=True))


TRACK = {
    "n": 24,
    "yes": 7,
    "clusters": 9,
    "backtests": 1,
    "brier": 0.171,
    "log": 0.512,
    "skill": 0.18,
    "skill_n": 24,
    "reference_brier": 0.208,
    "intervals": {"brier": [0.13, 0.22], "log": [0.41, 0.62], "skill": [0.02, 0.33]},
    "bins": [
        _bin(0.0, 0.2, 11, 0.09, 0.091),
        _bin(0.2, 0.5, 8, 0.33, 0.375),
        _bin(0.5, 1.0, 5, 0.71, 0.6),
    ],
    "params": {
        "reference": "class",
        "reference_said": "the rate of the outside view's reference class",
    },
}
"""As a score is written: the parts of it that the page reads."""


def signposts() -> list[dict[str, Any]]:
    rows = (
        (
            "2019-06-01",
            "Trump visits Moon in Seoul",
            "up",
            ["talks_resume@2019-12-31", "contact@2019-09-30"],
            "talks can be dealt with",
            {"talks_resume@2019-12-31": 0.03, "contact@2019-09-30": 0.11},
        ),
        (
            "2019-06-28",
            "G20 in Osaka: Trump with Xi, Putin",
            "either",
            ["interim_deal@2020-06-30"],
            "it opens sanctions and security",
            None,
        ),
        (
            "2019-10-10",
            "Party anniversary in Pyongyang",
            "down",
            ["talks_resume@2019-12-31"],
            "tests have marked it before",
            {"talks_resume@2019-12-31": -0.021},
        ),
        (
            "2019-12-31",
            "the deadline in one reading",
            "none",
            ["talks_resume@2019-12-31"],
            "both sides then hold out no longer",
            None,
        ),
        (
            "",
            "long range test",
            "down",
            ["contact@2019-09-30"],
            "measured as if it happened on the day of the analysis",
            {"contact@2019-09-30": -0.05},
        ),
    )
    keys = ("date", "what", "pushes", "targets", "why", "size")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def support(track: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the forecast of the flagship may look like."""
    asked = [
        question("talks_resume", "2019-12-31", 0.12, 0.33, 0.41, 0.3),
        question("contact", "2019-09-30", 0.62, 0.45, 0.38, None),
        question("interim_deal", "2020-06-30", 0.015, 0.11, 0.08, None),
        _final(),
    ]
    rates = {q["target"]: q for q in asked}
    pulls = (["drop_bolton"], ["step_by_step"], ["drop_bolton", "step_by_step"])
    return {
        "as_of": AS_OF,
        "horizon": HORIZON,
        "deadlines": ["2019-12-31", "2020-04-30"],
        "windows": [
            {
                "name": "Trump visits Moon in Seoul",
                "start": "2019-06-01",
                "end": "2019-06-30",
                "issues": ["talks"],
                "parties": [],
            },
            {
                "name": "G20 in Osaka: Trump with Xi, Putin",
                "start": "2019-06-28",
                "end": "2019-06-29",
                "issues": ["security", "sanctions"],
                "parties": [],
            },
        ],
        "parameters": {
            "slope": {
                "value": 10.0,
                "unit": "points",
                "meaning": "gain at which a yes is three times as likely as a no, near enough",
                "reason": "judgement: nothing to fit it to",
                "low": 5.0,
                "high": 20.0,
            },
            "contact": {
                "value": 1.0,
                "unit": "a month",
                "meaning": "occasions of pairs with no entry",
                "reason": "judgement: as often as envoys met in 2018",
            },
            "exchange": {
                "value": "2",
                "unit": "issues",
                "meaning": "issues that may move at once",
                "reason": "as in reach",
            },
            "step": {
                "value": 7,
                "unit": "days",
                "meaning": "length of a step",
                "reason": "short against a month",
            },
        },
        "questions": asked,
        "curves": {
            "talks_resume": curve(
                0.19, {"impasses:talks": 0.45, "questions:talks": 0.5, "us_dprk": 0.4}
            ),
            "contact": curve(0.8, {"impasses:talks": 0.6, "questions:talks": 0.5}),
            "interim_deal": curve(0.015, {"impasses:talks": 0.11, "questions:talks": 0.08}),
        },
        "levers": [
            {
                "levers": pull,
                "targets": {
                    rates[t]["id"]: {
                        "by": rates[t]["by"],
                        "rate": min(0.95, round(rates[t]["rate"] * gain, 4)),
                        "inside": 0.3,
                        "change": 0.18,
                        "error": 0.011,
                    }
                    for t in ("talks_resume", "interim_deal")
                },
                "status": "open",
            }
            for pull, gain in zip(pulls, (1.3, 1.2, 2.1), strict=True)
        ],
        "signposts": signposts(),
        "readings_used": 1000,
        "method_inside": "exact",
        "pulled": [],
        "states": 216,
        "track": track,
    }


def _final() -> dict[str, Any]:
    """A question with an outside view only, and a figure below 1 %."""
    out = question("final_deal", "2020-06-30", 0.01, 0.02, 0.012, None)
    parts = [p for p in out["components"] if p["kind"] == "survival"]
    parts[0] |= {"rate": 0.006, "low": 0.001, "high": 0.031}
    return out | {
        "components": parts,
        "rate": 0.006,
        "low": 0.006,
        "high": 0.006,
        "spread": 0.0,
        "word": "almost no chance",
        "slope": [],
        "note": "outside view only: nothing on offer meets the target",
        "told": "",
    }


def forecast(track: dict[str, Any] | None = None) -> Finding:
    """The finding."""
    return Finding(
        "forecast",
        "Unlikely (20\u201345 %; our figure 25 %) that talks resume by 31 December 2019.",
        support(track),
        ("contacts.US-DPRK",),
        "first passage, exact in every reading, pooled with reference classes in log-odds",
        {"readings": 1000, "seed": 0},
        "3f" * 32,
        {},
    )
