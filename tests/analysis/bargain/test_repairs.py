"""Blockers, lifts and concessions against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from analysis.bargain.domains import domains
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_bargain import Oracle

from detente.analysis.bargain import cheapest_concession, fewest_lifts, minimal_blockers
from detente.core.domain import Domain


@st.composite
def deadlocks(draw):
    """A domain and thresholds that are often too high together."""
    domain = draw(domains(most=150))
    oracle = Oracle(domain)
    values = list(oracle.utilities.values())
    low, high = np.min(values, axis=0), np.max(values, axis=0)
    share = draw(st.sampled_from([0.3, 0.7, 0.95, 1.1]))
    return domain, oracle, np.round(4 * (low + share * (high - low))) / 4


@settings(max_examples=60, deadline=None)
@given(deadlocks())
def test_fewest_lifts(deadlock):
    domain, oracle, thresholds = deadlock
    lifts = fewest_lifts(domain, thresholds)
    least = oracle.fewest(thresholds.tolist())
    assert lifts.proved
    if least is None:
        assert lifts.package is None
        return
    assert lifts.value == lifts.bound == least == len(lifts.parties)
    assert domain.lawful(lifts.package)
    short = domain.utility(lifts.package) < thresholds - 1e-9
    assert lifts.parties == tuple(p for p, s in zip(domain.parties, short, strict=True) if s)


@settings(max_examples=60, deadline=None)
@given(deadlocks())
def test_cheapest_concession(deadlock):
    domain, oracle, thresholds = deadlock
    found = cheapest_concession(domain, thresholds)
    least = oracle.concession(thresholds.tolist())
    if least is None:
        assert found.package is None
        return
    assert found.proved
    assert found.value == pytest.approx(least, abs=1e-6)
    assert found.bound <= found.value
    assert found.value == pytest.approx(sum(found.shortfalls.values()))
    assert domain.lawful(found.package)
    width = np.array(oracle.high()) - np.array(oracle.low())
    short = thresholds - domain.utility(found.package)
    for party, s, w in zip(domain.parties, short, width, strict=True):
        away = s / w if w > 1e-9 else s
        assert found.shortfalls.get(party, 0.0) == pytest.approx(max(0.0, away), abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(deadlocks())
def test_minimal_blockers(deadlock):
    domain, oracle, thresholds = deadlock
    blockers = minimal_blockers(domain, thresholds)
    asked = dict(zip(domain.parties, thresholds.tolist(), strict=True))
    everything = {link.id for link in domain.links}
    if oracle.possible(asked, everything):
        assert blockers is None
        return
    assert blockers is not None
    assert blockers.proved
    kept = {p: asked[p] for p in blockers.parties}
    links = set(blockers.links)
    assert not oracle.possible(kept, links)
    for party in kept:
        assert oracle.possible({p: t for p, t in kept.items() if p != party}, links)
    for link in links:
        assert oracle.possible(kept, links - {link})
    assert len(blockers.ids) == len(kept) + len(links)


def test_thresholds_must_be_numbers():
    domain = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 3.0)}})
    for bad in (np.array([1.0, 2.0]), np.array([np.nan])):
        with pytest.raises(ValueError, match="one finite number a party"):
            fewest_lifts(domain, bad)
