"""What do the models of positions cost, on made-up lines of any size?

``python -m bench.positions KIND ACTORS READINGS`` makes positions up and asks one model. Printed is
what the model took: ``{"cpu": seconds, "wall": seconds}``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the benchmarks themselves must stay small: see bench.measure
    from detente.core.line import Positions
    from detente.core.streams import Floats

LINES = 13
"""Lines of a made-up case with exchanges: as many as the climate talks of 2015 have."""


def grid(actors: int, readings: int) -> Callable[[], object]:
    """All 72 readings of the challenge model, ten rounds."""
    from detente.analysis.positions.challenge import challenge
    from detente.analysis.positions.variants import grid as every

    x, salience, clout = _made(actors, readings)
    return lambda: challenge(x, salience, clout, every(), rounds=10)


def named(actors: int, readings: int) -> Callable[[], object]:
    """The five named readings of the challenge model, ten rounds."""
    from detente.analysis.positions.challenge import challenge
    from detente.analysis.positions.variants import NAMED

    x, salience, clout = _made(actors, readings)
    return lambda: challenge(x, salience, clout, NAMED, rounds=10)


def exchange(actors: int, readings: int) -> Callable[[], object]:
    """All exchanges of equal gain between 13 lines."""
    from detente.analysis.positions.exchange import exchanges

    given = _positions(actors, readings, LINES)
    return lambda: exchanges(given)


def power(actors: int, readings: int) -> Callable[[], object]:
    """Both power indices of one line."""
    from detente.analysis.positions.power import power as indices

    del readings
    weight = _made(actors, 1)[2][0]
    return lambda: indices(weight)


def finding(actors: int, readings: int) -> Callable[[], object]:
    """Everything about one line."""
    from detente.analysis.positions.question import positions

    given = _positions(actors, readings, 1)
    return lambda: positions(given)


KINDS = {one.__name__: one for one in (grid, named, exchange, power, finding)}


def _made(actors: int, readings: int) -> tuple[Floats, Floats, Floats]:
    import numpy as np

    rng = np.random.Generator(np.random.Philox(1))
    x, salience, clout = rng.random((3, readings, actors))
    return 100 * x, salience, clout


def _positions(actors: int, readings: int, lines: int) -> Positions:
    import numpy as np

    from detente.core.line import Line, Positions

    rng = np.random.Generator(np.random.Philox(1))
    x, salience, clout = rng.random((3, readings, actors, lines))
    names = tuple(f"a{k:03}" for k in range(actors))
    axes = tuple(Line(f"l{k}") for k in range(lines))
    return Positions("made up", names, names, axes, 100 * x, salience, clout)


def main(arguments: list[str]) -> int:
    """Ask one model and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m bench.positions")
    parser.add_argument("kind", choices=list(KINDS))
    parser.add_argument("actors", type=int)
    parser.add_argument("readings", type=int)
    chosen = parser.parse_args(arguments)
    work = KINDS[chosen.kind](chosen.actors, chosen.readings)
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    took = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    sys.stdout.write(f"{json.dumps(took)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
