"""A domain as a case: it loads, and its deals are those of the domain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from neighbours.domain_strategies import domains, utilities
from strategies import PHASES

from detente.analysis.deals import FLAGS, flags_in
from detente.case.compile import compile_case
from detente.case.faults import CaseErrors
from detente.case.load import Loaded, load_text
from detente.case.writing import ids
from detente.core.consent import Sheet, Terms, needed, offered
from detente.core.domain import Domain, Link
from detente.core.logic import All, Is, Not
from detente.core.reading import Draws
from detente.neighbours import genius
from detente.neighbours.domain_case import UNDATED, domain_case

DATA = Path(__file__).parents[3] / "shared" / "data" / "genius_domains"
SMALL = ["Laptop", "ItexvsCypress", "AirportSiteSelectionA", "IS_BT_Acquisition"]
SMALL += ["group2-new_sporthal", "group6-tram", "group2-dinner", "Camera"]
PUBLISHED = [DATA / name for name in SMALL if (DATA / name).is_dir()]
GOLDEN = ("bargaining_cases", "genius_domains.yaml")
DAY = date(2030, 5, 1)
NEAR = 1e-7


def case_of(domain: Domain, origin: str = "fence.xml") -> Loaded:
    return load_text(domain_case(domain, as_of=DAY, origin=origin), "case.yaml")


def flags_of(domain: Domain) -> tuple[np.ndarray, np.ndarray]:
    """What the case says of each package: shape (flags, packages), rows as ``FLAGS``.

    Packages are in row-major order over the issues of the domain. Also, which of them the case
    looks at: an issue that matters to nobody stays where it is.
    """
    table = compile_case(case_of(domain).case)
    target = table.target["settled"]
    grid, allowed = offered(table, target)
    parties = needed(table, grid, allowed)
    sheet = Sheet(Draws(0, 0, 1), table, grid)
    flags = flags_in(sheet, allowed, parties, Terms(target.kind))[:, :, 0]
    names = ids([" agreement", *(a.name for a in domain.issues if len(a.options) > 1)], "issue")
    found = np.zeros((len(FLAGS), domain.size), dtype=bool)
    seen = np.zeros(domain.size, dtype=bool)
    for index in range(grid.size):
        outcome = grid.outcome(index)
        place = 0
        for axis in domain.issues:
            place = place * len(axis.options) + outcome.get(names.get(axis.name, ""), 0)
        found[:, place] = flags[:, index]
        seen[place] = True
    matter = [axis for k, axis in enumerate(domain.issues) if np.ptp(domain.worth[k], axis=1).any()]
    assert seen.sum() == grid.size >= np.prod([len(axis.options) for axis in matter])
    return found, seen


def gains_of(domain: Domain) -> tuple[np.ndarray, np.ndarray]:
    """Gains on the scale of the case, worked out from the domain alone, and which are deals."""
    low = np.stack([worth.min(axis=1) for worth in domain.worth]).sum(axis=0)
    high = np.stack([worth.max(axis=1) for worth in domain.worth]).sum(axis=0)
    wide = high - low
    scale = np.where(wide > 0, 100 / np.where(wide > 0, wide, 1), 0)
    values = scale[:, None] * (utilities(domain) - domain.base[:, None] - low[:, None])
    over = np.nan_to_num(domain.reserve - domain.base - low, nan=0.0)
    points = np.where(wide > 0, scale * over, np.where(over > 1e-9, 100, 0))
    points = np.clip(points, 0, 100)
    shape = [len(axis.options) for axis in domain.issues]
    lawful = np.array(
        [
            domain.lawful({a.name: a.options[k] for a, k in zip(domain.issues, ks, strict=True)})
            for ks in np.ndindex(*shape)
        ]
        if domain.links
        else np.ones(domain.size, dtype=bool)
    )
    gains = values - points[:, None]
    return gains, lawful & (gains >= -1e-9).all(axis=0)


def leximin(rows: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Which of the wanted columns are best for the worst off, then for the next?"""
    ranked = np.sort(rows, axis=0)
    best = wanted.copy()
    for level in ranked:
        best &= level >= level[best].max() - NEAR
    return best


def agree(domain: Domain) -> int:
    """The deals of the case are those of the domain; how many there are."""
    found, seen = flags_of(domain)
    flags = dict(zip(FLAGS, found[:, seen], strict=True))
    gains, deals = (array[..., seen] for array in gains_of(domain))
    unsure = (np.abs(gains) < NEAR).any(axis=0)
    assert np.array_equal(flags["deal"] | unsure, deals | unsure)
    assert not (flags["deal"] & ~deals & ~unsure).any()
    deals = flags["deal"]
    if not deals.any():
        assert not any(found.any() for found in flags.values())
        return 0
    sums = gains.sum(axis=0)
    assert set(np.flatnonzero(flags["utilitarian"])) <= set(
        np.flatnonzero(deals & (sums >= sums[deals].max() - NEAR))
    )
    best = gains[:, deals].max(axis=1, keepdims=True)
    shares = np.where(best > 1e-6, gains / np.where(best > 1e-6, best, 1), 1.0)
    assert (leximin(gains, deals) & flags["egalitarian"]).any()
    assert not (flags["egalitarian"] & ~leximin(gains, deals)).any()
    if (best > 1e-6).all() or (best < 1e-9).any():
        assert not (flags["kalai_smorodinsky"] & ~leximin(shares, deals)).any()
    strict = deals & (gains > 1e-6).all(axis=0)
    if strict.any():
        logs = np.where(strict, np.log(np.where(gains > 0, gains, 1)).sum(axis=0), -np.inf)
        assert not (flags["nash"] & (logs < logs.max() - NEAR)).any()
        assert flags["nash"].any()
    return int(deals.sum())


@pytest.fixture(scope="module")
def golden() -> dict[str, dict]:
    cases = yaml.safe_load(DATA.parent.joinpath(*GOLDEN).read_text())
    return {Path(case["path"].partition(": ")[2]).name: case for case in cases["domains"]}


@pytest.mark.skipif(not PUBLISHED, reason="the published GENIUS domains are not here")
@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda path: path.name)
def test_published_domains_keep_their_deals(folder: Path, golden: dict[str, dict]) -> None:
    domain = genius.read(folder)
    assert agree(domain) > 0
    case = golden[folder.name]
    best = utilities(domain).max(axis=1)
    for share, key in ((0.5, "zopa_half_of_max"), (0.7, "zopa_70pct_of_max")):
        assert agree(replace(domain, reserve=share * best)) == case[key]


@pytest.mark.skipif(not PUBLISHED, reason="the published GENIUS domains are not here")
@pytest.mark.parametrize("folder", sorted(DATA.glob("*/")), ids=lambda path: path.name)
def test_every_published_domain_loads(folder: Path) -> None:
    loaded = case_of(genius.read(folder), folder.name)
    kinds = {warning.name for warning in loaded.warnings}
    # Today is the first option of each issue, which may be anything to them.
    assert kinds <= {"source_without_text", "now_far_from_no_deal"}


@settings(max_examples=60, phases=PHASES)
@given(domains(linked=True, coarse=True))
def test_any_small_domain_keeps_its_deals(domain: Domain) -> None:
    agree(domain)


@settings(max_examples=60, phases=PHASES)
@given(domains(linked=True), st.text(max_size=30))
def test_any_domain_loads(domain: Domain, origin: str) -> None:
    loaded = case_of(domain, origin)
    assert loaded.case.open
    assert len(loaded.case.parties) == len(domain.parties)


def test_our_own_word_by_word() -> None:
    gate = Is("The gate", frozenset({"open"}))
    domain = Domain.of(
        "Fence",
        {"The gate": ("shut", "open"), "agreement": ("10%", "20%", "10 %"), "fixed": ("so",)},
        {
            "Ann": {"The gate": (1, 3), "agreement": (0, 1, 3), "fixed": (7,)},
            "or": {"The gate": (2, 2), "agreement": (2, 1.5, 1), "fixed": (0,)},
        },
        links=[Link("toll", All((gate, Not(Is("fixed", frozenset())))))],
        reserve={"Ann": 9.0},
    )
    text = domain_case(domain, as_of=UNDATED, origin="fence [1].xml")
    assert "  # in every package the same: fixed: so\n" in text
    assert "agreement_2: {weight: 100, value: {10: 0, 20: 33.3333333333, 10_2: 100}}" in text
    assert "The_gate: {weight: 66.6666666667, value: {shut: 0, open: 100}}" in text
    assert "no_deal: 20\n" in text
    assert 'rule: "agreement = signed needs not (The_gate = open)"' in text
    assert 'why: "[bg] fence (1).xml as imported"' in text
    loaded = load_text(text)
    assert list(loaded.case.open) == [
        *["case.as_of", "parties", "issues.The_gate.now", "issues.agreement_2.now"],
        *["actors.or__decider.no_deal", "deadline"],
    ]


def test_better_without_a_deal_is_asked_about() -> None:
    worth = {"A": {"gate": (0, 1)}, "B": {"gate": (1, 0)}}
    domain = Domain.of("Fence", {"gate": ("shut", "open")}, worth, reserve={"A": 2.0})
    loaded = case_of(domain)
    assert "better without a deal" in loaded.case.open["actors.A_decider.no_deal"]


def test_what_is_too_large_is_refused() -> None:
    options = tuple(map(str, range(2500)))
    wide = Domain.of("Wide", {"n": options}, {"A": {"n": range(2500)}})
    issues = {f"i{k}": options[:900] for k in range(40)}
    large = Domain.of("Large", issues, {p: {i: range(900) for i in issues} for p in "ABCDE"})
    link = Link("long", All(tuple(Is("n", frozenset(options[k::7])) for k in range(7))))
    long = Domain.of("Long", {"n": options[:1900]}, {"A": {"n": range(1900)}}, links=[link])
    for domain, says in ((wide, "2,500 options"), (large, "2 MB"), (long, "2000 characters")):
        with pytest.raises(CaseErrors, match=says) as caught:
            domain_case(domain, as_of=DAY, origin="file.xml")
        (fault,) = caught.value.faults
        assert (fault.file, fault.line, fault.col) == ("file.xml", 1, 1)
        assert "detente deals" in fault.hint
