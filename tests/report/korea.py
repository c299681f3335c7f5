"""A hand-made casebook and its findings: the shapes are real, the figures only plausible."""

from __future__ import annotations

import re
from typing import Any

from detente.core.finding import Finding, share
from detente.report.casebook import (
    ActorBook,
    Casebook,
    EventBook,
    IssueBook,
    LeverBook,
    Option,
    PartyBook,
    Place,
    Reason,
    RuleBook,
    SaidBook,
    ShockBook,
    Source,
    Stance,
    TargetBook,
)
from report import graph

ISSUES = """
talks: broken letters meeting working | broken | broken letters meeting working
scope: pause freeze major full | pause | pause freeze major
sequence: disarm_first steps relief_first | disarm_first | disarm_first
sanctions: tighter hold waivers partial full | hold | tighter hold waivers
security: nothing statement guarantee | nothing | nothing statement
testing: long_range short_range quiet | short_range | long_range short_range quiet
team: hawks envoy | hawks | hawks
ship: kept swapped returned | kept | kept
abductees: frozen inquiry returns | frozen | frozen
food: little un_rok package | little | little
"""
STANCES = """
Trump talks working / letters / / 60-80 / "Deal will happen!" ¶12
Trump scope full / freeze major / / 70-90 / denuclearisation is the declared aim ¶5
Trump sanctions hold / waivers partial / / 40-60 / leverage, yet "great economic potential" ¶12
Trump sequence disarm_first / steps / / 20-40 / split team leaves him movable ¶4-5 [a]
Trump testing quiet / short_range / long_range / 60-80 / "small weapons" ¶4
Trump abductees returns / frozen / / 10-25 / "We'll work on that together" ¶6
Bolton scope full / full / / 90-100 / hard line before and in office ¶8
Bolton sanctions tighter / hold / / 70-90 / ran the ship seizure ¶8
Bolton sequence disarm_first / disarm_first / / 60-80 / leads the hard-liners ¶5
Bolton testing quiet / quiet / / 50-70 / "no doubt" tests breach UN resolutions ¶2
Bolton ship swapped / kept / / 10-20 / floated the Pueblo trade ¶8
Pompeo scope full / major full / / 80-100 / counted among the hard-liners ¶5
Pompeo sequence disarm_first / disarm_first steps / / 50-70 / [a]
Pompeo sanctions hold / waivers / / 60-80 / [a]
Pompeo talks working / broken / / 20-40 / [a]
Kim sanctions full / waivers partial / tighter / 80-100 / "the lifting of economic sanctions" ¶5
Kim security guarantee / nothing statement / / 70-90 / "They only need guarantees" ¶11
Kim scope pause / freeze major / full / 80-100 / [a]
Kim sequence relief_first / steps / / 60-80 / "a new method of calculation" ¶5
Kim team envoy / hawks envoy / / 20-40 / Bolton a "warmonger" ¶9
Kim ship returned / kept swapped / / 10-25 / "unlawful and egregious act" ¶9
Kim food package / little / / 20-40 / looming shortages ¶7
Kim abductees frozen / inquiry / / 10-20 / a card to keep [a]
Kim talks meeting / broken / / 20-40 / prefers leaders to officials ¶9 ¶12 [a]
Abe abductees returns / inquiry / / 80-100 / the key to any Japanese opening ¶6
Abe testing quiet / quiet short_range / / 70-90 / "extremely regrettable" ¶3
Abe sanctions tighter / hold waivers / / 50-70 / "strengthening enforcement" ¶3
Abe scope full / major / / 50-70 / hard line throughout ¶3
Moon talks working / letters / / 80-100 / [a]
Moon sanctions partial / hold / / 40-60 / economic ties despite sanctions ¶7
Moon food un_rok / little / / 20-40 / [a]
Putin security guarantee / nothing / / 60-80 / "All of us together need to think" ¶11
Putin sanctions partial / hold / / 40-60 / talks with Kim on sanctions ¶7
Xi sanctions partial / hold / / 50-70 / ¶7 [a]
Xi testing quiet / short_range / / 40-60 / [a]
"""
RULES = """
new_method | talks >= working needs sequence >= steps | Kim | 70-95 | it "will never be resumed" ¶5
no_hawks | talks >= working needs team = envoy | Kim | 40-80 | not with Bolton or Pompeo ¶5
all_or_nothing | sanctions >= partial needs scope = full | Bolton | 60-90 | who holds the line [a]
safety_first | scope >= major needs security >= statement | Kim | 70-95 | ¶11
talk_first | scope >= freeze needs talks >= meeting | | |
"""
ACTORS = (
    (
        "Trump",
        "US",
        True,
        "45-60 now, 35-50 at the deadline",
        "wants to succeed where others failed ¶13",
    ),
    ("Bolton", "US", False, "60-80", "strikes once his stated preference ¶8"),
    ("Pompeo", "US", False, "50-70", "[a]"),
    (
        "Kim",
        "DPRK",
        True,
        "45-60 now, 35-55 at the deadline",
        "others receive him, but drought bites ¶7",
    ),
    ("Abe", "Japan", True, "50-65", "feels the missiles more than Trump does ¶6"),
    ("Moon", "ROK", True, "30-45", "bets on inter-Korean ties ¶7"),
    ("Putin", "Russia", True, "45-60", 'a deal "remained a possibility" ¶11'),
    ("Xi", "China", True, "45-60", "high-level talks with Kim ¶7"),
)
LEVERS = (
    (
        "drop_bolton",
        "Trump",
        (),
        "medium",
        "",
        ("set team = envoy", "mute Bolton", "drop all_or_nothing"),
    ),
    ("step_by_step", "Trump", (), "medium", "", ("open sequence: steps", "drop all_or_nothing")),
    ("ship_swap", "Trump", (), "low", "", ("open ship: swapped",)),
    ("abductees", "Trump", ("Abe", "Kim"), "low", "", ("open abductees: inquiry, returns",)),
    ("food_aid", "Moon", ("Abe",), "low", "", ("set food = un_rok",)),
    ("guarantees", "Putin", ("Xi", "Trump"), "medium", "", ("open security: guarantee",)),
    ("side_meeting", "Moon", ("Trump", "Kim"), "low", "2019-06-28", ("soften no_hawks: 10-40",)),
)
TARGETS = (
    ("contact", "talks >= meeting", "step"),
    ("talks_resume", "talks = working", "step"),
    ("interim_deal", "talks = working and scope >= freeze and sanctions >= waivers", "deal"),
    ("final_deal", "scope = full and sanctions = full", "deal"),
)
PARAGRAPHS = {
    2: "In Tokyo Bolton said that there was “no doubt” the tests broke UN resolutions.",
    3: "Abe called the tests “extremely regrettable” and asked for “strengthening enforcement”.",
    4: "Trump spoke of “small weapons”.",
    5: "Pyongyang asked for “a new method of calculation”; else it “will never be resumed”. "
    "Hanoi broke on “the lifting of economic sanctions”. It will not sit with Bolton or Pompeo.",
    6: "“We'll work on that together,” Trump told Abe of the abductees.",
    7: "Seoul, Moscow and Beijing kept talking; drought threatens food.",
    8: "Bolton once argued for strikes and coordinated the seizure of a coal ship.",
    9: "Pyongyang spoke of a “warmonger” and of an “unlawful and egregious act”.",
    11: "“They only need guarantees about their security. That's it,” said Putin; a deal "
    "“remained a possibility”. “All of us together need to think about this.”",
    12: "“great economic potential … Deal will happen!” Trump wrote.",
    13: "He wants to succeed where others failed.",
}


def reason(path: str, what: str, value: str, why: str) -> Reason:
    """A reason as the binding would make it."""
    places = tuple(
        Place("seed", int(a), int(b or a)) for a, b in re.findall(r"¶(\d+)(?:-(\d+))?", why)
    )
    quotes = tuple(re.findall(r'"([^"]+)"', why))
    return Reason(path, what, value, why, places, quotes, "[a]" in why, "[bg]" in why, "en")


def book() -> Casebook:
    """The casebook."""
    issues = []
    for row in ISSUES.strip().splitlines():
        names, now, offered = (part.strip() for part in row.split("|"))
        ident, options = names.split(":")
        issues.append(
            IssueBook(
                ident,
                f"How far on {ident}?",
                tuple(
                    Option(o, f"{o.replace('_', ' ')}, in full", o in offered.split(), o == now)
                    for o in options.split()
                ),
            )
        )
    stances, reasons = [], []
    for who, party, _, value, why in ACTORS:
        reasons.append(
            reason(f"actors.{who}.no_deal", f"{who} ({party}): worth of no deal", value, why)
        )
    for row in STANCES.strip().splitlines():
        head, accepts, refuses, weight, why = (part.strip() for part in re.split(r" /(?= )", row))
        who, issue, wants = head.split()
        path = f"actors.{who}.cares.{issue}"
        stances.append(
            Stance(
                who,
                issue,
                (wants,),
                tuple(accepts.split()),
                tuple(refuses.split()),
                weight=weight,
                path=path,
            )
        )
        reasons.append(reason(path, f"{who} on {issue}", f"wants {wants}, accepts {accepts}", why))
    rules = []
    for row in RULES.strip().splitlines():
        ident, sentence, by, firm, why = (part.strip() for part in row.split("|"))
        rules.append(RuleBook(ident, sentence, by, firm, f"rules.{ident}"))
        if why:
            reasons.append(reason(f"rules.{ident}", f"{by}: {ident}", f"firm {firm}", why))
    levers = tuple(LeverBook(*row, f"levers.{row[0]}") for row in LEVERS)
    reasons.extend(reason(item.path, f"lever {item.ident}", "", "¶8-9") for item in levers)
    return Casebook(
        title="US-North Korea talks after Hanoi",
        question="Can the talks be revived, by what lever, and how likely by when?",
        as_of="2019-06-01",
        handling="open",
        horizon="2020-06-30",
        case_hash="3f" * 32,
        parties=tuple(
            PartyBook(a, b)
            for a, b in (
                ("US", "United States"),
                ("DPRK", "North Korea"),
                ("Japan", "Japan"),
                ("ROK", "South Korea"),
                ("Russia", "Russia"),
                ("China", "China"),
            )
        ),
        issues=tuple(issues),
        actors=tuple(ActorBook(who, party, main) for who, party, main, _, _ in ACTORS),
        stances=tuple(stances),
        rules=tuple(rules),
        targets=tuple(TargetBook(*row, f"targets.{row[0]}") for row in TARGETS),
        levers=levers,
        events=(
            EventBook("2019-02-28", "2019-02-28", "2019-02-28", "Hanoi summit fails"),
            EventBook(
                "2019-06-28",
                "2019-06-29",
                "2019-06-28/29",
                "G20 in Japan: Trump with Xi, Putin",
                ("security", "sanctions"),
            ),
            EventBook("2019-06-01", "2019-06-30", "2019-06", "Trump visits Moon", ("talks",)),
        ),
        shocks=(ShockBook("long_range_test", "0.01-0.05 a month", "testing: long_range"),),
        statements=(
            SaidBook(
                "Putin",
                ("security",),
                "offers",
                "They only need guarantees about their security.",
                Place("seed", 11, 11),
                "en",
            ),
            SaidBook(
                "Trump", ("talks",), "promises", "Deal will happen!", Place("seed", 12, 12), "en"
            ),
        ),
        reasons=tuple(reasons),
        sources=(
            Source(
                "seed", "A news analysis", "news analysis", "2019-06", "C3", "en", PARAGRAPHS, True
            ),
        ),
        deadline="2019-12-31 or 2020-04-30",
        deadline_by="Kim",
        forecasts=4,
    )


def _finding(question: str, support: dict[str, Any], evidence: tuple[str, ...] = ()) -> Finding:
    return Finding(
        question,
        f"The answer on {question}.",
        support,
        evidence,
        "all outcomes compared",
        {"readings": 1000, "seed": 0},
        "3f" * 32,
    )


def _at(a: int, b: int) -> dict[str, Any]:
    return {"as_of": share(a, 1000), "deadline": share(b, 1000)}


def findings() -> dict[str, Finding]:
    """The findings."""
    rooms = {"contact": (1000, 1000), "talks_resume": (75, 128), "interim_deal": (10, 22)}
    targets: dict[str, Any] = {
        key: {
            "kind": "step",
            "status": "open",
            "outcomes": 54,
            "asked": ["US", "DPRK"],
            "trade": _at(*value),
            "bind": _at(value[0] * 8 // 10, value[1] * 8 // 10),
        }
        for key, value in rooms.items()
    }
    targets["final_deal"] = {
        "kind": "deal",
        "status": "nothing on offer",
        "outcomes": 0,
        "asked": [],
        "trade": {"as_of": share(0, 0), "deadline": None},
        "bind": {"as_of": share(0, 0), "deadline": None},
    }
    room = {
        "headline": "talks_resume",
        "dates": {"as_of": "2019-06-01", "deadline": ["2019-12-31", "2020-04-30"]},
        "now": {issue.ident: issue.now for issue in book().issues},
        "targets": targets,
    }
    evidence = (
        "actors.Trump.no_deal",
        "actors.Kim.no_deal",
        "actors.Kim.cares.scope",
        "rules.new_method",
    )
    return {
        "room": _finding("room", room, evidence),
        "blockers": _finding("blockers", _blockers(), ("rules.new_method",)),
        "stability": _finding("stability", graph.stability(), ("issues.talks.by",)),
        "levers": _finding("levers", _levers(), ("levers.drop_bolton",)),
        "deals": _finding("deals", _deals(), ("actors.Kim",)),
        "reach": _finding("reach", graph.reach(), ("actors.Kim.cares.talks",)),
        "sensitivity": _finding("sensitivity", _sensitivity(), ("actors.Kim.no_deal",)),
    }


def _blockers() -> dict[str, Any]:
    def entry(
        ident: str, kind: str, label: str, who: str | None, path: str, after: int
    ) -> dict[str, Any]:
        return {
            "id": ident,
            "kind": kind,
            "label": label,
            "who": who,
            "paths": [path],
            "room": share(after, 1000),
            "gain": (after - 75) / 10,
        }

    alone = [
        entry(
            "condition:rules.new_method",
            "condition",
            "Kim holds to new_method",
            "Kim",
            "rules.new_method",
            170,
        ),
        entry(
            "unoffered:sequence.steps",
            "unoffered",
            "sequence = steps is not on offer",
            None,
            "issues.sequence",
            160,
        ),
        entry(
            "condition:rules.no_hawks",
            "condition",
            "Kim holds to no_hawks",
            "Kim",
            "rules.no_hawks",
            130,
        ),
        entry(
            "no_deal:Kim",
            "no_deal",
            "Kim can live as well without a deal",
            "Kim",
            "actors.Kim.no_deal",
            80,
        ),
        entry(
            "refusal:actors.Kim.cares.scope",
            "refusal",
            "Kim refuses scope = full",
            "Kim",
            "actors.Kim.cares.scope",
            75,
        ),
    ]
    sets = [
        {
            "ids": ["condition:rules.new_method", "condition:rules.no_hawks"],
            "suffices": share(800, 1000),
            "minimal": share(600, 1000),
        },
    ]
    one = {
        "room": share(75, 1000),
        "bits": [a["id"] for a in alone],
        "alone": alone,
        "sets": sets,
        "conflicts": [],
    }
    other = {"room": share(10, 1000), "bits": [], "alone": alone[:3], "sets": sets, "conflicts": []}
    return {"targets": {"talks_resume": one, "interim_deal": other}}


def _levers() -> dict[str, Any]:
    alone = dict(zip((row[0] for row in LEVERS), (180, 165, 80, 75, 75, 75, 210), strict=True))
    singles = {
        name: {
            "trade": share(n, 1000),
            "bind": share(n // 2, 1000),
            "gain": (n - 75) / 10,
            "status": "open",
        }
        for name, n in alone.items()
    }
    names = list(alone)
    pairs = []
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            both = {first, second} == {"drop_bolton", "step_by_step"}
            n = 1000 if both else min(1000, alone[first] + alone[second] - 75)
            entry: dict[str, Any] = {
                "levers": [first, second],
                "trade": share(n, 1000),
                "bind": share(n * 9 // 10, 1000),
                "gain": (n - 75) / 10,
                "interaction": 73.0 if both else 0.0,
                "interaction_error": 1.4,
                "complement": both,
                "status": "open",
                "note": "",
            }
            if {first, second} == {"food_aid", "abductees"}:
                entry |= {
                    "trade": None,
                    "bind": None,
                    "gain": None,
                    "status": "contradict",
                    "note": "both edit food",
                }
            pairs.append(entry)
    best = {
        "levers": ["drop_bolton", "step_by_step"],
        "size": 2,
        "exhaustive": True,
        "trade": share(1000, 1000),
        "bind": share(870, 1000),
    }
    one = {
        "base": {"trade": share(75, 1000), "bind": share(60, 1000)},
        "singles": singles,
        "pairs": pairs,
        "smallest": best,
    }
    final = {
        "base": {"trade": share(0, 1000), "bind": share(0, 1000)},
        "singles": {
            n: {"trade": share(0, 1000), "bind": share(0, 1000), "gain": 0.0, "status": "open"}
            for n in names
        },
        "pairs": [p | {"trade": share(0, 1000), "bind": share(0, 1000)} for p in pairs],
        "smallest": None,
    }
    edits = {
        "drop_bolton": [
            {
                "edit": "set team = envoy",
                "alone": {"talks_resume": share(150, 1000)},
                "without": {"talks_resume": share(100, 1000)},
            },
            {
                "edit": "mute Bolton",
                "alone": {"talks_resume": share(100, 1000)},
                "without": {"talks_resume": share(150, 1000)},
            },
            {
                "edit": "drop all_or_nothing",
                "alone": {"talks_resume": share(75, 1000)},
                "without": {"talks_resume": share(180, 1000)},
            },
        ]
    }
    swing = {"median": -1.2, "low": -3.0, "high": 0.5}
    movers = {
        "drop_bolton": {"who": "Trump", "with": [], "at_once": swing, "with_deal": None},
        "drop_bolton+step_by_step": {
            "who": "Trump",
            "with": [],
            "by_actor": {
                "Trump": {"at_once": swing, "with_deal": {"median": 7.1, "low": 3.0, "high": 11.0}}
            },
        },
    }
    useless = {
        "levers": ["ship_swap", "food_aid"],
        "conditions": ["rules.safety_first"],
        "actors": ["Xi"],
    }
    return {
        "targets": {"talks_resume": one, "final_deal": final},
        "edits": edits,
        "movers": movers,
        "useless": useless,
    }


def _deals() -> dict[str, Any]:
    changes = {
        "talks": "working",
        "scope": "freeze",
        "sequence": "steps",
        "sanctions": "waivers",
        "team": "envoy",
    }
    gains = {
        "US": {"median": 7.0, "low": 2.0, "high": 12.0},
        "DPRK": {"median": 6.5, "low": 1.0, "high": 11.0},
    }
    packages = [
        {
            "id": f"p{k}",
            "outcome": changes,
            "changes": dict(list(changes.items())[: 5 - k]),
            **{
                key: share(900 - 150 * k, 1000)
                for key in (
                    "deal",
                    "pareto",
                    "nash",
                    "kalai_smorodinsky",
                    "egalitarian",
                    "utilitarian",
                )
            },
            "gains": gains,
            "holds": graph.holds(),
            "worse_off": [
                {
                    "actor": "Abe",
                    "party": "Japan",
                    "share": 0.8,
                    "median_loss": 3.1,
                    "without_a_say": True,
                }
            ],
        }
        for k in range(3)
    ]
    points = [[-30 + (k * 7) % 45, -25 + (k * 11) % 40, -1, False, False] for k in range(60)]
    points += [
        [4.0, 9.0, 1, True, True],
        [7.0, 6.5, 0, True, True],
        [9.5, 2.0, 2, True, True],
        [3.0, 3.0, -1, True, False],
    ]
    return {
        "target": "talks_resume",
        "kind": "step",
        "levers": ["drop_bolton", "step_by_step"],
        "room": share(1000, 1000),
        "parties": ["DPRK", "US"],
        "deals_per_reading": {"median": 12, "low": 3, "high": 40},
        "pareto_per_reading": {"median": 4, "low": 1, "high": 9},
        "packages": packages,
        "space": {"parties": ["DPRK", "US"], "points": points, "now": [-9.0, -8.0], "reading": 17},
    }


def _sensitivity() -> dict[str, Any]:
    item = {
        "path": "actors.Kim.no_deal",
        "label": "Kim's no-deal value",
        "range": "45-60",
        "at": [
            {"value": "45", "share": share(210, 1000)},
            {"value": "60", "share": share(10, 1000)},
        ],
        "swing": 20.0,
        "flips": True,
    }
    calm = item | {
        "path": "actors.Trump.no_deal",
        "label": "Trump's no-deal value",
        "flips": False,
        "swing": 3.0,
    }
    entry = {
        "base": share(75, 1000),
        "levers": [],
        "inputs": [item, calm],
        "flips": ["actors.Kim.no_deal"],
    }
    after = {
        "base": share(1000, 1000),
        "levers": ["drop_bolton", "step_by_step"],
        "inputs": [calm],
        "flips": [],
    }
    return {
        "targets": {"talks_resume": entry},
        "with_levers": after,
        "readings": 1000,
        "judgement": {"reasons": 59, "judgement": 15},
    }
