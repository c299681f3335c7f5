"""Deals of a domain in one call, in the terminal and as data."""

from __future__ import annotations

import io
import json
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from rich.console import Console

from detente.core.domain import Domain, Link
from detente.core.logic import All, Is
from detente.models import deals_of, model_deals
from detente.report.domain_tables import show_domain


def water(**more: object) -> Domain:
    """North and South divide water; worked out by hand in docs/explanation/deals.md."""
    return Domain.of(
        "Water",
        {"share": ("none", "token", "half", "most", "all")},
        {"North": {"share": (10, 20, 60, 80, 100)}, "South": {"share": (100, 60, 50, 40, 0)}},
        reserve={"North": 10, "South": 40},
        **more,  # type: ignore[arg-type]
    )


def shown(answer: object) -> str:
    out = io.StringIO()
    show_domain(answer.to_dict(), Console(file=out, width=120))  # type: ignore[attr-defined]
    return out.getvalue()


def test_the_solutions_by_hand() -> None:
    found = {n: b.package["share"] for n, b in deals_of(water()).solved.solutions.items()}
    assert found == {
        "utilitarian": "most",
        "egalitarian": "half",
        "nash": "half",
        "kalai_smorodinsky": "half",
        "ks_nearest": "token",
    }


@pytest.mark.parametrize("method", ["dense", "merge", "programs"])
def test_the_ways_agree(method: str) -> None:
    found = deals_of(water(), method=method).solved
    assert found.method == method
    assert found.solutions["nash"].package == {"share": "half"}
    assert found.solutions["nash"].proved


def test_the_point_changes_nash() -> None:
    values = {"North": (10, 20, 60, 80, 100), "South": (100, 60, 50, 40, 0)}
    options = ("none", "token", "half", "most", "all")
    for point, low in (("reserve", (10, 40)), ("zero", (0, 0)), ("worst", (10, 0))):
        gains = {
            o: [values[p][k] - d for p, d in zip(values, low, strict=True)]
            for k, o in enumerate(options)
        }
        open_ = {o: prod(g) for o, g in gains.items() if min(g) >= 0}
        best = max(open_, key=lambda o: open_[o])
        found = deals_of(water(), disagreement=point).solved.solutions["nash"]
        assert found.package == {"share": best}


def test_data_and_frame_rows() -> None:
    answer = deals_of(water(), format="genius", hash="abc")
    data = json.loads(json.dumps(answer.to_dict(), allow_nan=False))
    assert list(data)[:2] == ["detente", "domain"]
    assert data["domain"]["hash"] == "abc"
    assert data["blockers"] is None
    assert data["room"] == 4
    assert {
        k: v
        for k, v in next(
            r for r in answer.rows() if (r["solution"], r["party"]) == ("nash", "South")
        ).items()
        if k != "proved"
    } == {"solution": "nash", "party": "South", "utility": 50.0, "without": 40.0}


def test_where_there_is_no_room_it_says_why() -> None:
    closed = Link("no half", Is("share", frozenset({"half", "token"})))
    domain = water(links=[closed])
    domain.reserve[:] = (20, 45)
    data = deals_of(domain).to_dict()
    assert data["has_room"] is False
    assert set(data["blockers"]["minimal"]) == {"accept:North", "accept:South", "link:no half"}
    said = shown(deals_of(domain))
    assert "Cannot all stand: what North asks for, what South asks for, the link no half" in said
    assert "Fewest to lift" in said


def test_hostile_words_are_not_markup() -> None:
    domain = Domain.of("[red]\x1b[31mT", {"i[b]": ("o[/b]", "p")}, {"[x]P": {"i[b]": (1, 0)}})
    said = shown(deals_of(domain))
    assert "\x1b" not in said
    assert "i[b]" in said
    assert "[x]P" in said
    assert "o[/b]" in said


def test_both_meanings_are_named() -> None:
    said = shown(deals_of(water()))
    assert "Even shares: Kalai-Smorodinsky" in said
    assert "other meaning" in said


def test_huge_domains_answer() -> None:
    names = tuple(f"i{k}" for k in range(40))
    worth = {
        p: {n: [((k * 7 + o * (3 + s)) % 11) / 10 for o in range(6)] for k, n in enumerate(names)}
        for s, p in enumerate(("A", "B"))
    }
    link = Link("l", All((Is("i0", frozenset({"o1"})), Is("i1", frozenset({"o2"})))))
    domain = Domain.of(
        "Large", {n: [f"o{o}" for o in range(6)] for n in names}, worth, links=[link]
    )
    data = deals_of(domain, seconds=20).to_dict()
    assert data["domain"]["packages"] == 6**40
    assert data["pareto"]["complete"]
    assert "e+31" in shown(deals_of(domain, seconds=20))


EXACT = {"Car-A": (53, 75)}
"""Where the other code told equal sums apart by their rounding: counted with exact fractions."""


def published(root: Path) -> list[dict[str, Any]]:
    """What other code found out about published domains."""
    golden = root / "../shared/data/bargaining_cases/genius_domains.yaml"
    if not golden.exists():
        pytest.skip("the published domains are not here")
    found: list[dict[str, Any]] = yaml.safe_load(golden.read_text(encoding="utf-8"))["domains"]
    return found


def test_published_domains_give_the_figures_of_other_code(root: Path) -> None:
    asked = 0
    for wanted in published(root):
        folder = root / "../shared/data/genius_domains" / wanted["path"].rpartition("/")[2]
        if not folder.is_dir():
            continue
        asked += 1
        for point, name in (("zero", "d0"), ("worst", "dmin")):
            solved = model_deals(folder, disagreement=point).solved
            assert solved.pareto is not None
            sizes = EXACT.get(
                wanted["domain"], (wanted["pareto_distinct"], wanted["pareto_outcomes"])
            )
            assert (len(solved.pareto.counts), sum(solved.pareto.counts)) == sizes
            mine = {key: np.sort(best.utilities) for key, best in solved.solutions.items()}
            for key, theirs in (
                ("nash", "nash"),
                ("kalai_smorodinsky", "ks"),
                ("egalitarian", "egal"),
            ):
                assert np.allclose(mine[key], np.sort(wanted[f"{theirs}_{name}"]), atol=1e-5), (
                    wanted["domain"],
                    key,
                    point,
                )
            total = sum(wanted["utilitarian"])
            assert abs(mine["utilitarian"].sum() - total) < 1e-5
    assert asked >= 8


def test_positions_of_a_published_file_answer(root: Path) -> None:
    file = root / "../shared/data/cop21_decide/cop21_positions.csv"
    if not file.exists():
        pytest.skip("the published positions are not here")
    answer = model_deals(file, seconds=30)
    data = answer.to_dict()
    assert data["has_room"]
    assert data["domain"]["format"] == "decide"
    assert set(data["solutions"]) >= {"nash", "egalitarian", "utilitarian", "kalai_smorodinsky"}
    for best in answer.solved.solutions.values():
        assert np.allclose(answer.domain.utility(best.package), best.utilities)
