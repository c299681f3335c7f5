"""Short checkers of what a finding claims, each against the plain semantics of ``oracle``.

A certificate is a list of facts that can be checked one by one: they are checked here without
asking how they were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import oracle
from oracle import Case, Reading, Terms

from detente.core.finding import Finding

FEW = 400


def bits(text: str, of: int) -> list[bool]:
    """A bitmap as written in a certificate: bit r tells of reading r."""
    number = int(text, 16)
    assert number >> of == 0, "a bitmap must not tell of readings that were not drawn"
    return [bool(number >> r & 1) for r in range(of)]


def check_room(case: Case, finding: Finding) -> None:
    """Each witness is lawful, on the table, in the target, and accepted by everybody asked in its
    reading; where a reading has no witness, no outcome is.
    """
    drawn = _readings(case, finding)
    for target, entries in finding.certificate.items():
        for name, entry in entries.items():
            rule, when = name.split()
            terms = Terms(case.targets[target].kind, when, rule == "bind")
            for x in entry["outcomes"]:
                assert set(x) == set(case.issues)
                assert not oracle.missing(case, x)
                assert oracle.lawful(case, x)
                assert case.targets[target].when(x)
            for reading, place in zip(drawn, entry["readings"], strict=True):
                if place >= 0:
                    assert oracle.consented(reading, entry["outcomes"][place], terms)
                else:
                    cells = oracle.outcomes(case, target)
                    assert not any(oracle.consented(reading, x, terms) for x in cells)


def check_deals(case: Case, finding: Finding) -> None:
    """Each package is a deal, efficient and a solution in exactly the readings of its bitmaps."""
    bind = finding.params["bind"]
    moved = oracle.pull(case, finding.params["levers"])
    per_reading = [
        {tuple(sorted(d["outcome"].items())): d for d in found}
        for found in (
            oracle.deals(reading, finding.params["target"], bind=bind)
            for reading in _readings(moved, finding)
        )
    ]
    for package in finding.support["packages"]:
        key = tuple(sorted(package["outcome"].items()))
        for name, bitmap in finding.certificate[package["id"]].items():
            expected = [
                key in found and (name == "deal" or found[key][name]) for found in per_reading
            ]
            assert bits(bitmap, len(per_reading)) == expected, (package["id"], name)


def check_blockers(case: Case, finding: Finding) -> None:
    """Lifting a set gives room in exactly the readings of its bitmap."""
    for target, entry in finding.certificate.items():
        most = finding.support["targets"][target]["most_unoffered"]
        drawn = _readings(case, finding, finding.support["targets"][target]["room"]["of"])
        plain = len(oracle.outcomes(case, target, most)) <= FEW
        families = None if plain else [oracle.minimal_blockers(r, target, most) for r in drawn]
        for one in entry["sets"]:
            gone = frozenset(one["ids"])
            expected = (
                [oracle.suffices(r, target, gone, most) for r in drawn]
                if families is None
                else [any(s <= gone for s in family) for family in families]
            )
            assert bits(one["readings"], len(drawn)) == expected, (target, one["ids"])


def check_levers(case: Case, finding: Finding) -> None:
    """After each set of levers that was tried there is room in exactly the readings listed."""
    n, seed = finding.params["readings"], finding.params["seed"]
    for target, entries in finding.certificate.items():
        for name, rules in entries.items():
            names = () if name == "today" else tuple(name.split("+"))
            for rule, bitmap in rules.items():
                expected = oracle.after(case, names, target, n, seed, bind=rule == "bind")
                assert bits(bitmap, n) == (expected or [False] * n), (target, name, rule)


CHECKS = {
    "room": check_room,
    "deals": check_deals,
    "blockers": check_blockers,
    "levers": check_levers,
}


def check(case: Case, findings: Iterable[Finding]) -> None:
    """Every certificate among some findings."""
    for finding in findings:
        if finding.question in CHECKS:
            CHECKS[finding.question](case, finding)


def _readings(case: Case, finding: Finding, n: int | None = None) -> Sequence[Reading]:
    params: dict[str, Any] = finding.params
    return oracle.readings(case, n or params["readings"], params["seed"])
