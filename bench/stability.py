"""What does a stability table cost, on conflicts made up in any size and on a published one?

``python -m bench.stability made OPTIONS DMS`` makes a conflict up and analyses it; ``python -m
bench.stability published FILE`` builds one from its options, infeasible patterns and prioritised
statements first. Printed is what the analysis took: ``{"cpu": seconds, "wall": seconds}``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the benchmarks themselves must stay small: see bench.measure
    import numpy as np
    from numpy.typing import NDArray

    from detente.core.conflict import OptionForm

#: Switches of the engine that can be turned off, and what each is.
IDEAS: dict[str, str] = {
    "worklist": "looking again only where something changed",
    "whole": "seeing at once what GMR and SMR come to where all is feasible",
    "pairs": "two concepts in one sweep",
    "narrow": "16-bit ranks where they fit",
    "pieces": "pieces that fit the cache",
}


@dataclass(frozen=True)
class Made:
    """What a made-up conflict is like.

    Attributes
    ----------
    options, dms : int
        Options, each taken or not, in equal shares one after the other.
    infeasible : int
        Per cent of the combinations that are no states, at random.
    ranks : str
        ``random``: no two states alike, no pattern. ``statements``: by ten statements of three
        pairs of options each, the most important first, as conflicts are modelled in practice.
    one_way : int
        Options of each decision maker that cannot be taken back.
    seed : int
        The same seed gives the same conflict.
    """

    options: int
    dms: int
    infeasible: int = 30
    ranks: str = "random"
    one_way: int = 0
    seed: int = 1

    @property
    def states(self) -> int:
        """How many states it has, about."""
        return (1 << self.options) * (100 - self.infeasible) // 100

    def command(self, *, without: Sequence[str] = (), threads: int | None = None) -> list[str]:
        """Arguments for this module that analyse it."""
        words = ["made", str(self.options), str(self.dms), "--infeasible", str(self.infeasible)]
        words += ["--ranks", self.ranks, "--one-way", str(self.one_way), "--seed", str(self.seed)]
        words += [] if threads is None else ["--threads", str(threads)]
        return [*words, *(f"--without={idea}" for idea in without)]


def made_up(made: Made) -> OptionForm:
    """Make a conflict up."""
    import numpy as np

    from detente.core.conflict import Axis, OptionForm

    rng = np.random.default_rng(made.seed)
    codes = 1 << made.options
    # One byte a code: at the largest size memory counts.
    dice = rng.integers(0, 100, size=codes, dtype=np.uint8)
    feasible = dice >= made.infeasible
    del dice
    ranks = []
    for _ in range(made.dms):
        if made.ranks == "random":
            ranks.append(rng.integers(0, 2**31 - 1, size=codes, dtype=np.int32))
        else:
            ranks.append(_by_statements(rng, made.options))
    freely = np.ones((2, 2), dtype=np.bool_)
    once = np.array([[True, True], [False, True]])
    steps = tuple(
        {int(k): once if place < made.one_way else freely for place, k in enumerate(mine)}
        for mine in np.array_split(np.arange(made.options), made.dms)
    )
    axes = tuple(Axis(f"o{k + 1}", ("N", "Y")) for k in range(made.options))
    names = tuple(f"DM{j + 1}" for j in range(made.dms))
    return OptionForm(names, axes, steps, feasible, tuple(ranks))


def _by_statements(rng: np.random.Generator, options: int) -> NDArray[np.int32]:
    """Ranks from ten statements, each true where one of three pairs of options is as it says."""
    import numpy as np

    taken = _taken([str(k) for k in range(options)])
    statements = []
    for _ in range(10):
        pairs = [rng.choice(options, size=2, replace=False) for _ in range(3)]
        words = [[f"{'!' * int(rng.integers(2))}{k}" for k in pair] for pair in pairs]
        statements.append(" | ".join(" & ".join(pair) for pair in words))
    return np.ascontiguousarray(_ranked(statements, taken, (2,) * options))


def _taken(options: Sequence[str]) -> dict[str, Any]:
    """Where each option is taken, as an array that is thin on all other axes."""
    import numpy as np

    places = np.indices((2,) * len(options), sparse=True)
    return {name: place == 1 for name, place in zip(options, places, strict=True)}


def _ranked(
    statements: Sequence[str], taken: Mapping[str, Any], shape: tuple[int, ...]
) -> NDArray[np.int32]:
    """Ranks by statements in disjunctive normal form: the p-th last true one counts 2^(p - 1)."""
    import numpy as np

    ranks = np.zeros(shape, dtype=np.int32)
    for text in statements:
        true: Any = False
        for part in text.split("|"):
            holds: Any = True
            for word in (w.strip() for w in part.split("&")):
                holds = holds & (~taken[word[1:]] if word.startswith("!") else taken[word])
            true = true | holds
        ranks += ranks
        ranks += true
    return ranks.ravel()


def published(case: Mapping[str, Any]) -> OptionForm:
    """Build a published conflict from its options, infeasible patterns and priorities."""
    import numpy as np

    from detente.core.conflict import Axis, OptionForm

    names = [option["id"] for option in case["options"]]
    shape = (2,) * len(names)
    taken = _taken(names)
    feasible = np.ones(shape, dtype=np.bool_)
    for pattern in case["infeasible"]:
        feasible[tuple(slice(None) if c == "-" else "NY".index(c) for c in pattern)] = False
    ranks = tuple(_ranked(case["priorities"][dm], taken, shape) for dm in case["dms"])
    freely = np.ones((2, 2), dtype=np.bool_)
    steps = tuple(
        {k: freely for k, option in enumerate(case["options"]) if option["dm"] == dm}
        for dm in case["dms"]
    )
    axes = tuple(Axis(name, ("N", "Y")) for name in names)
    return OptionForm(tuple(case["dms"]), axes, steps, feasible.ravel(), ranks)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.stability")
    kinds = parser.add_subparsers(dest="kind", required=True)
    made = kinds.add_parser("made")
    made.add_argument("options", type=int)
    made.add_argument("dms", type=int)
    made.add_argument("--infeasible", type=int, default=30)
    made.add_argument("--ranks", choices=["random", "statements"], default="random")
    made.add_argument("--one-way", type=int, default=0)
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--threads", type=int)
    made.add_argument("--without", action="append", choices=list(IDEAS), default=[])
    kinds.add_parser("published").add_argument("file", type=Path)
    return parser


def _clock() -> Iterator[dict[str, float]]:
    """First a start, then what it took since."""
    cpu, wall = time.process_time(), time.perf_counter()
    yield {}
    yield {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def main(arguments: list[str]) -> int:
    """Analyse one conflict and print what it took."""
    chosen = _parser().parse_args(arguments)
    # Importing the engine is start-up, which is not asked for here.
    from detente.analysis.graph.concepts import CONCEPTS
    from detente.analysis.graph.sweep import sweep
    from detente.analysis.graph.sweep_focus import Tricks

    if chosen.kind == "published":
        import yaml

        case = yaml.safe_load(chosen.file.read_text(encoding="utf-8"))
        clock = _clock()
        next(clock)
        sweep(published(case), CONCEPTS)
    else:
        made = Made(
            options=chosen.options,
            dms=chosen.dms,
            infeasible=chosen.infeasible,
            ranks=chosen.ranks,
            one_way=chosen.one_way,
            seed=chosen.seed,
        )
        form = made_up(made)
        tricks = Tricks(**dict.fromkeys(chosen.without, False))
        clock = _clock()
        next(clock)
        sweep(form, CONCEPTS, threads=chosen.threads, tricks=tricks)
    sys.stdout.write(f"{json.dumps(next(clock))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
