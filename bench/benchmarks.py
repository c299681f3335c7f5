"""What is measured. To add a benchmark, write one function below and put ``@benchmark`` before it.

A function gets a ``Workshop`` (where the project is, a folder to write cases into) and yields jobs;
its name, with ``-`` for ``_``, is the name on the command line, its docstring the help.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.generate import Size, generate

FLAGSHIP = Path("cases", "korea-2019")


@dataclass(frozen=True)
class Job:
    """One command to measure.

    Attributes
    ----------
    label : str
        What it is, for the table.
    command : tuple of str
        Program and arguments.
    runs : int
        How often, unless the user says otherwise.
    most_cpu, most_peak : float, optional
        Budget for the median: CPU seconds, peak in MB.
    grows_with, amount : str, float
        For a growth table: what grows, and how much of it there is in this job.
    own_time : bool
        The command measures its own CPU time and prints ``{"cpu": seconds}`` as its last line.
    """

    label: str
    command: tuple[str, ...]
    runs: int = 5
    most_cpu: float | None = None
    most_peak: float | None = None
    grows_with: str = ""
    amount: float = 0.0
    own_time: bool = False


@dataclass(frozen=True)
class Workshop:
    """Where the project is, and where made-up cases and results may be written."""

    root: Path
    scratch: Path

    def detente(self, *arguments: str | Path) -> tuple[str, ...]:
        """Build a command line of the product, in this environment."""
        program = Path(sys.executable).with_name("detente")
        return (str(program), *map(str, arguments))

    def case(self, size: Size) -> Path:
        """Write a made-up case and return its folder."""
        words = "-".join(str(value) for value in vars(size).values())
        folder = self.scratch / f"made-{words}"
        folder.mkdir(exist_ok=True)
        (folder / "case.yaml").write_text(generate(size), encoding="utf-8")
        return folder

    def room(self, size: Size, readings: int) -> tuple[str, ...]:
        """Build the command that asks for room in a made-up case."""
        return self.detente("room", self.case(size), "--json", "--readings", str(readings))


Benchmark = Callable[[Workshop], Iterator[Job]]
BENCHMARKS: dict[str, Benchmark] = {}


def benchmark(function: Benchmark) -> Benchmark:
    """Register a benchmark under its function's name."""
    BENCHMARKS[function.__name__.strip("_").replace("_", "-")] = function
    return function


@benchmark
def help_(workshop: Workshop) -> Iterator[Job]:
    """Start-up: `detente --help`."""
    yield Job("`detente --help`", workshop.detente("--help"), runs=15, most_cpu=0.15)


@benchmark
def flagship(workshop: Workshop) -> Iterator[Job]:
    """The whole report on cases/korea-2019, 1,000 readings."""
    out = workshop.scratch / "flagship"
    command = workshop.detente("run", workshop.root / FLAGSHIP, "-o", out, "--readings", "1000")
    yield Job("whole report, 1,000 readings", command, most_cpu=2.0)


@benchmark
def rerun(workshop: Workshop) -> Iterator[Job]:
    """The flagship report again in the same process, after one edited number."""
    command = (sys.executable, "-m", "bench.rerun", str(workshop.root / FLAGSHIP))
    yield Job("second report after one edited number", command, most_cpu=1.0, own_time=True)


@benchmark
def stress_room(workshop: Workshop) -> Iterator[Job]:
    """Room in a made-up case: 100,000 outcomes on the table, 10 actors, 1,000 readings."""
    yield Job(
        "100,000 outcomes, 10 actors, 1,000 readings",
        workshop.room(Size(outcomes=100_000, actors=10), readings=1000),
        most_cpu=5.0,
        most_peak=300.0,
    )


@benchmark
def growth_outcomes(workshop: Workshop) -> Iterator[Job]:
    """Room against outcomes: 1,000 to 1,000,000, with 200 readings."""
    for outcomes in (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000):
        yield Job(
            f"{outcomes:,} outcomes, 10 actors, 200 readings",
            workshop.room(Size(outcomes=outcomes), readings=200),
            runs=3,
            grows_with="outcomes",
            amount=outcomes,
        )


@benchmark
def growth_readings(workshop: Workshop) -> Iterator[Job]:
    """Room against readings: 100 to 4,000, with 30,000 outcomes."""
    for readings in (100, 250, 500, 1000, 2000, 4000):
        yield Job(
            f"30,000 outcomes, 10 actors, {readings:,} readings",
            workshop.room(Size(outcomes=30_000), readings=readings),
            runs=3,
            grows_with="readings",
            amount=readings,
        )


@benchmark
def growth_actors(workshop: Workshop) -> Iterator[Job]:
    """Room against actors: 2 to 20, with 30,000 outcomes and 500 readings."""
    for actors in (2, 4, 7, 10, 14, 20):
        yield Job(
            f"30,000 outcomes, {actors} actors, 500 readings",
            workshop.room(Size(outcomes=30_000, actors=actors), readings=500),
            runs=3,
            grows_with="actors",
            amount=actors,
        )
