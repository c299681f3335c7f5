"""What does the deal engine cost on domains made up in any size?

``python -m bench.deals KIND PARTIES ISSUES OPTIONS LINKS`` makes a domain up and asks one question
of it; the last line printed is what that took: ``{"cpu": seconds, "wall": seconds, "note": ...}``.
Kinds are listed in ``KINDS``. Utilities are drawn evenly from 0 to 1 and weighted at random; links
are of three kinds, each between two issues.

The kind ``peer`` asks NegMAS for the frontier and the Nash point of the same domain. It is
published under AGPL-3 and no part of this project. To have it in the same run, make a second
environment (``python -m venv other && other/bin/pip install negmas``) and name its Python:
``DETENTE_PEER=other/bin/python ./dev bench deals``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the benchmarks themselves must stay small: see bench.measure
    import numpy as np

    from detente.core.domain import Domain

SHARE = 0.45
"""What each party has without a deal, as a share of its best with links left aside."""

PEER = "no Python with NegMAS was named; bench/deals.py says how to compare"

TOO_MUCH = 0.8
"""As a share of its best: what each party asks for where a deadlock is wanted."""


def peer_python() -> str | None:
    """Name a Python that can import NegMAS, if there is one."""
    return os.environ.get("DETENTE_PEER") or (sys.executable if find_spec("negmas") else None)


def made_up(parties: int, issues: int, options: int, links: int, *, seed: int = 1) -> Domain:
    """Make a domain up; the same numbers give the same domain.

    Examples
    --------
    >>> made_up(2, 3, 4, 1).size
    64
    """
    import numpy as np

    from detente.core.conflict import Axis
    from detente.core.domain import Domain

    rng = np.random.Generator(np.random.Philox(key=seed))
    axes = tuple(
        Axis(f"issue {k}", tuple(f"option {n}" for n in range(options))) for k in range(issues)
    )
    weights = rng.random((parties, issues))
    weights = weights / weights.sum(axis=1, keepdims=True)
    scores = tuple(rng.random((parties, options)) for _ in range(issues))
    return Domain(
        title="Made up",
        issues=axes,
        parties=tuple(f"party {p}" for p in range(parties)),
        weights=weights,
        scores=scores,
        reserve=SHARE
        * sum((weights[:, k] * s.max(axis=1) for k, s in enumerate(scores)), np.zeros(parties)),
        links=tuple(_link(rng, n, axes) for n in range(links)),
        base=np.zeros(parties),
        discount=np.full(parties, np.nan),
    )


def _link(rng: np.random.Generator, number: int, axes: tuple[Any, ...]) -> Any:
    """Make a link of one of three kinds, each between two issues cut in two."""
    from detente.core.domain import Link
    from detente.core.logic import All, Is

    first, second = (int(k) for k in rng.choice(len(axes), size=2, replace=False))
    many = len(axes[0].options)
    a, b = (int(n) for n in rng.integers(1, many, size=2))
    x, y = axes[first], axes[second]
    high = Is(x.name, frozenset(x.options[a:]))
    kinds = (
        All((high, Is(y.name, frozenset(y.options[:b])))),
        All((high, Is(y.name, frozenset(y.options[b:])))),
        All((Is(x.name, frozenset(x.options[:a])), Is(y.name, frozenset(y.options[b:])))),
    )
    return Link(f"link {number}", kinds[number % 3])


def _solved(domain: Domain, method: str) -> str:
    from detente.analysis.bargain import solve

    solved = solve(domain, method=method)
    proved = all(best.proved for best in solved.solutions.values())
    frontier = ""
    if solved.pareto is not None:
        import numpy as np

        above = np.all(solved.pareto.utilities >= domain.reserve - 1e-9, axis=1)
        frontier = f"{len(above):,} points, {int(above.sum()):,} below nobody's reserve; "
    if "nash" in solved.solutions:
        frontier += f"Nash {_told(solved.solutions['nash'].utilities)}; "
    room = "room not counted" if solved.room is None else f"room {solved.room:,}"
    return f"{solved.method}; {frontier}{room}; {'all proved' if proved else 'not all proved'}"


def _told(utilities: Any) -> str:
    return " ".join(f"{float(u):.6f}" for u in utilities)


def _count(domain: Domain) -> str:
    """The three figures of the bar: egalitarian, Nash, packages with room."""
    from detente.analysis.bargain.dense import dense

    found = dense(domain, domain.reserve)
    return f"room {found.room:,}; {', '.join(found.solutions)}"


def _share(domain: Domain) -> str:
    """Kalai and Smorodinsky's solution alone: best gains first, then the smallest share."""
    from detente.analysis.bargain.programs import programs

    best = programs(domain, domain.reserve, only=("kalai_smorodinsky",)).solutions
    return _best(best["kalai_smorodinsky"])


def _level(domain: Domain) -> str:
    """The largest smallest share alone, without what then breaks ties: best found and bound."""
    from detente.analysis.bargain.programs import largest_smallest_share

    value, bound, proved = largest_smallest_share(domain, domain.reserve)
    return f"{value:.6f}, bound {bound:.6f}, {'proved' if proved else 'not proved'}"


def _nash(domain: Domain) -> str:
    from detente.analysis.bargain.programs import programs

    return _best(programs(domain, domain.reserve, only=("nash",)).solutions["nash"])


def _best(best: Any) -> str:
    return f"{best.value:.6f}, bound {best.bound:.6f}, {'proved' if best.proved else 'not proved'}"


def _frontier(domain: Domain) -> str:
    from detente.analysis.bargain.merge import merge

    return f"{len(merge(domain).frontier.counts):,} points"


def _blockers(domain: Domain) -> str:
    from detente.analysis.bargain import minimal_blockers

    found = minimal_blockers(domain, domain.reserve / SHARE * TOO_MUCH)
    return "there is room" if found is None else f"{len(found.ids)} blockers, proved {found.proved}"


def _concession(domain: Domain) -> str:
    from detente.analysis.bargain import cheapest_concession

    found = cheapest_concession(domain, domain.reserve / SHARE * TOO_MUCH)
    return f"total {found.value:.4f}, proved {found.proved}"


def _lifts(domain: Domain) -> str:
    from detente.analysis.bargain import fewest_lifts

    found = fewest_lifts(domain, domain.reserve / SHARE * TOO_MUCH)
    return f"{len(found.parties)} parties, proved {found.proved}"


def _peer(domain: Domain) -> str:
    """The same domain in NegMAS: frontier, Nash, Kalai-Smorodinsky, egalitarian."""
    import importlib

    outcomes = importlib.import_module("negmas.outcomes")
    preferences = importlib.import_module("negmas.preferences")
    issues = [outcomes.make_issue(list(a.options), name=a.name) for a in domain.issues]
    space = outcomes.make_os(issues)
    functions = [
        preferences.LinearAdditiveUtilityFunction(
            values=[
                dict(zip(a.options, w[p].tolist(), strict=True))
                for a, w in zip(domain.issues, domain.worth, strict=True)
            ],
            outcome_space=space,
            reserved_value=float(domain.reserve[p]),
        )
        for p in range(len(domain.parties))
    ]
    points, _ = preferences.pareto_frontier(functions, outcomes=list(space.enumerate()))
    nash = preferences.nash_points(functions, points, outcome_space=space)
    return f"{len(points):,} points below nobody's reserve; Nash {_told(nash[0][0])}"


KINDS: dict[str, Callable[[Domain], str]] = {
    "auto": lambda domain: _solved(domain, "auto"),
    "merge": lambda domain: _solved(domain, "merge"),
    "dense": lambda domain: _solved(domain, "dense"),
    "programs": lambda domain: _solved(domain, "programs"),
    "count": _count,
    "frontier": _frontier,
    "share": _share,
    "level": _level,
    "nash": _nash,
    "blockers": _blockers,
    "concession": _concession,
    "lifts": _lifts,
    "peer": _peer,
}


def _prepare(kind: str) -> None:
    """Import beforehand what the work needs: that is not what is asked here."""
    from importlib import import_module

    needed = ["negmas.outcomes", "negmas.preferences"]
    if kind != "peer":
        needed = [f"detente.analysis.bargain.{part}" for part in ("engine", "dense", "programs")]
        if kind not in {"count", "frontier", "merge", "dense"}:
            needed.append("scipy.optimize")
    for name in needed:
        import_module(name)


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench.deals", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    for name in ("parties", "issues", "options", "links"):
        parser.add_argument(name, type=int)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    domain = made_up(given.parties, given.issues, given.options, given.links, seed=given.seed)
    _prepare(given.kind)
    cpu, wall = time.process_time(), time.perf_counter()
    note = KINDS[given.kind](domain)
    took = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "note": note}
    print(json.dumps(took))


if __name__ == "__main__":
    main()
