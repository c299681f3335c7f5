"""What is measured. To add a benchmark, write one function below and put ``@benchmark`` before it.

A function gets a ``Workshop`` (where the project is, a folder to write cases into) and yields jobs;
its name, with ``-`` for ``_``, is the name on the command line, its docstring the help.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.deals import PEER, peer_python
from bench.forecast import ABSENT, PANEL, PARTS, STATES, TALKS
from bench.generate import Size, generate
from bench.stability import IDEAS, Made

FLAGSHIP = Path("cases", "korea-2019")

#: A published conflict of 138,240 states; measured where it lies beside the project.
TRADE = Path("shared", "data", "gmcr_cases", "uruguay_round_trade.yaml")


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
        The command measures its own CPU time and prints ``{"cpu": seconds}`` as its last line,
        with ``wall`` beside it where that is of interest too, and ``note``, words for the table.
    note : str
        For the table: what else there is to know, such as what another program takes.
    absent : str
        Why it cannot be measured here, where it cannot; it is then left out, with this reason.
    """

    label: str
    command: tuple[str, ...]
    runs: int = 5
    most_cpu: float | None = None
    most_peak: float | None = None
    grows_with: str = ""
    amount: float = 0.0
    own_time: bool = False
    note: str = ""
    absent: str = ""


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

    def conflict(
        self, made: Made, label: str, without: Sequence[str] = (), threads: int | None = None
    ) -> Job:
        """Build the job that analyses a made-up conflict."""
        words = made.command(without=without, threads=threads)
        command = (sys.executable, "-m", "bench.stability", *words)
        return Job(label, command, runs=3, own_time=True)

    def forecast(self, label: str, kind: str, *words: str | Path) -> Job:
        """Build a job of ``bench.forecast``: on the flagship, on event data, or in the journal."""
        on: tuple[Path, ...] = (self.root / FLAGSHIP,)
        absent = ""
        if kind == "hazard":
            on = (self.root.parent / TALKS,)
            absent = "" if (on[0] / PANEL).exists() else ABSENT
        elif kind == "journal":
            on = ()
        command = (sys.executable, "-m", "bench.forecast", kind, *map(str, (*on, *words)))
        return Job(label, command, runs=3, own_time=True, absent=absent)

    def deals(self, label: str, kind: str, *size: int, seed: int = 1) -> Job:
        """Build a job of ``bench.deals``: parties, issues, options an issue, links."""
        words = (kind, *map(str, size), f"--seed={seed}")
        command = (sys.executable, "-m", "bench.deals", *words)
        absent = ""
        if kind == "peer":
            python = peer_python()
            absent = "" if python else PEER
            command = ("env", "PYTHONPATH=src", python or "python", *command[1:])
        return Job(label, command, runs=3, own_time=True, absent=absent)


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


@benchmark
def stability(workshop: Workshop) -> Iterator[Job]:
    """Stability of all states for all: Nash, GMR, SMR, SEQ, SSEQ, with budgets."""
    small = workshop.conflict(Made(12, 3, infeasible=0), "4,096 states, 3 decision makers")
    yield replace(small, runs=5, most_cpu=0.05, note="GMCR+ 0.4.1: 131 s, 0.8 GB")
    file = workshop.root.parent / TRADE
    if file.exists():
        yield Job(
            "Uruguay Round, 138,240 states of 2^20, 6 decision makers, ranks included",
            (sys.executable, "-m", "bench.stability", "published", str(file)),
            most_cpu=3.0,
            own_time=True,
            note="GMCR+ 0.4.1: not loaded after 500 s",
        )
    for ranks in ("random", "statements"):
        label = f"1,000,000 states of 2^21, 5 decision makers, {ranks}"
        million = workshop.conflict(Made(21, 5, infeasible=50, ranks=ranks), label)
        yield replace(million, most_cpu=10.0, most_peak=400.0)
    label = "11,700,000 states of 2^24, 6 decision makers, random"
    yield replace(workshop.conflict(Made(24, 6), label), runs=1, most_cpu=150.0, most_peak=2000.0)


@benchmark
def stability_states(workshop: Workshop) -> Iterator[Job]:
    """Stability against states: 700 to 2,900,000, with 5 decision makers."""
    for options in range(10, 24, 2):
        made = Made(options, 5)
        label = f"{made.states:,} states of 2^{options}, 5 decision makers"
        yield replace(workshop.conflict(made, label), grows_with="states", amount=made.states)


@benchmark
def stability_parties(workshop: Workshop) -> Iterator[Job]:
    """Stability against decision makers: 2 to 20, with 734,000 states."""
    for dms in (2, 3, 4, 5, 7, 10, 20):
        label = f"734,000 states of 2^20, {dms} decision makers"
        job = workshop.conflict(Made(20, dms), label)
        yield replace(job, grows_with="decision makers", amount=dms)


@benchmark
def stability_ideas(workshop: Workshop) -> Iterator[Job]:
    """Stability without each of the ideas that make it fast."""
    for ranks in ("random", "statements"):
        made = Made(20, 5, ranks=ranks)
        what = f"734,000 states, 5 decision makers, {ranks}"
        yield workshop.conflict(made, what)
        for idea, words in IDEAS.items():
            if idea != "whole":
                yield workshop.conflict(made, f"{what}, without {words}", [idea])
        yield workshop.conflict(made, f"{what}, without any of these", list(IDEAS))
        yield workshop.conflict(made, f"{what}, on one thread", threads=1)
    made = Made(20, 5, infeasible=0)
    what = "1,048,576 states, nothing infeasible, 5 decision makers, random"
    yield workshop.conflict(made, what)
    yield workshop.conflict(made, f"{what}, without {IDEAS['whole']}", ["whole"])


@benchmark
def stability_one_way(workshop: Workshop) -> Iterator[Job]:
    """Stability where options cannot be taken back: none to all four of each decision maker."""
    for count in range(5):
        label = f"734,000 states, 5 decision makers, {count} of 4 options one way"
        yield workshop.conflict(Made(20, 5, ranks="statements", one_way=count), label)


@benchmark
def forecast(workshop: Workshop) -> Iterator[Job]:
    """The flagship's forecast, weekly to the horizon, 1,000 readings: all of it, and its parts."""
    words = ("forecast", workshop.root / FLAGSHIP, "--json", "--no-journal", "--readings", "1000")
    label = "`detente forecast cases/korea-2019`, 1,000 readings, start-up and all"
    yield Job(label, workshop.detente(*words), most_cpu=5.0)
    what = "flagship, 4 targets, 7 single levers, 1,000 readings, 56 weeks"
    job = workshop.forecast(f"{what}, all of it", "whole")
    yield replace(job, runs=5, most_cpu=5.0)
    for part, name in PARTS.items():
        label = f"{what}, without {name}"
        yield replace(workshop.forecast(label, "whole", f"--without={part}"), runs=5)
    label = f"{what}, without slopes, signposts and curves"
    without = [f"--without={part}" for part in PARTS if part != "levers"]
    yield replace(workshop.forecast(label, "whole", *without), runs=5, most_cpu=5.0)


@benchmark
def forecast_readings(workshop: Workshop) -> Iterator[Job]:
    """The flagship's forecast against readings: 250 to 2,000."""
    for readings in (250, 500, 1000, 2000):
        label = f"flagship, all of it, {readings:,} readings"
        job = workshop.forecast(label, "whole", f"--readings={readings}")
        yield replace(job, grows_with="readings of a forecast", amount=readings)


@benchmark
def forecast_states(workshop: Workshop) -> Iterator[Job]:
    """First passage against states: 126 to 12,960, levers pulled together, 1,000 readings."""
    for count, states in enumerate(STATES):
        label = f"first passage, levers pulled together: {count}"
        job = workshop.forecast(label, "moves", f"--together={count}")
        yield replace(job, grows_with="states of a forecast", amount=states)


@benchmark
def forecast_exchange(workshop: Workshop) -> Iterator[Job]:
    """First passage by how many issues change hands at once: 1, 2, any."""
    for count in (0, 2):
        for exchange in ("1", "2", "any"):
            label = f"first passage, levers pulled together: {count}, exchange {exchange}"
            words = (f"--together={count}", f"--exchange={exchange}")
            yield workshop.forecast(label, "moves", *words)


@benchmark
def forecast_simulation(workshop: Workshop) -> Iterator[Job]:
    """Simulated first passage where the exact one is known: time and error."""
    for count in range(3):
        for kind, name in (("moves", "exact"), ("drawn", "simulated (peak with the exact one)")):
            label = f"{name}, levers pulled together: {count}, 1,000 readings"
            yield workshop.forecast(label, kind, f"--together={count}")


@benchmark
def forecast_hazard(workshop: Workshop) -> Iterator[Job]:
    """Talks from event data: inputs, fit, forecast and scores on eleven years of events."""
    yield workshop.forecast("event data read", "hazard", "read")
    job = workshop.forecast("inputs alone, four targets", "hazard", "features")
    yield replace(job, runs=5)
    label = "inputs, fit, forecast and scores, talks within 30 days"
    yield replace(workshop.forecast(label, "hazard", "one"), runs=5, most_cpu=5.0)
    label = "inputs, fit, forecast and scores, four targets"
    yield replace(workshop.forecast(label, "hazard", "all"), runs=5, most_cpu=5.0)


@benchmark
def forecast_journal(workshop: Workshop) -> Iterator[Job]:
    """The journal of forecasts with 10,000 lines: write them, add one, check all."""
    for what, label in (
        ("write", "10,000 forecasts written at once"),
        ("append", "one forecast added to 10,000"),
        ("check", "10,000 lines checked"),
    ):
        yield replace(workshop.forecast(label, "journal", what), runs=5)


@benchmark
def deals(workshop: Workshop) -> Iterator[Job]:
    """The deal engine on made-up domains: every package, frontiers, programs, repairs."""
    bars = (
        ("count", (6, 8, 10, 0), "10^8 packages, 6 parties: four solutions and count", 1.0, 500.0),
        ("count", (6, 8, 10, 6), "the same with 6 links", 1.0, 500.0),
        ("frontier", (2, 30, 10, 0), "frontier of 10^30 packages, 2 parties", 0.1, None),
        ("frontier", (3, 15, 6, 0), "frontier of 4.7 x 10^11 packages, 3 parties", 2.0, None),
        ("frontier", (6, 8, 6, 0), "frontier of 1,679,616 packages, 6 parties", 5.0, None),
    )
    for kind, size, label, cpu, peak in bars:
        yield replace(workshop.deals(label, kind, *size), most_cpu=cpu, most_peak=peak)
    what = "4.7 x 10^11 packages, 6 parties, 12 links"
    for kind, words, cpu in (
        ("share", "Kalai and Smorodinsky", 1.0),
        ("nash", "Nash", 2.0),
        ("blockers", "one minimal set of blockers", 5.0),
        ("concession", "cheapest concession", 1.0),
        ("lifts", "fewest lifts", 1.0),
    ):
        yield replace(workshop.deals(f"{what}: {words}", kind, 6, 15, 6, 12), most_cpu=cpu)
    large = workshop.deals(
        "1.3 x 10^31 packages, 12 parties, 40 links: level", "level", 12, 40, 6, 40
    )
    yield replace(large, runs=1)
    for parties, issues in ((2, 5), (2, 6), (3, 5), (3, 6)):
        for kind, who in (("peer", "NegMAS"), ("auto", "ours")):
            label = f"10^{issues} packages, {parties} parties: {who}"
            yield workshop.deals(label, kind, parties, issues, 10, 0)


@benchmark
def positions(workshop: Workshop) -> Iterator[Job]:
    """Models of positions on made-up lines: readings, exchanges, power, all of it."""
    del workshop
    for kind, actors, readings, label, cpu in (
        ("grid", 20, 1, "challenge model, 72 readings of it, 20 actors, 10 rounds", 0.2),
        ("named", 20, 1_000, "challenge model, 5 readings of it, 1,000 of 20 actors", 5.0),
        ("exchange", 15, 1, "exchanges between 13 lines, 15 actors", 0.5),
        ("power", 100, 1, "power of 100 actors", 2.0),
        ("finding", 20, 1_000, "all about one line, 20 actors, 1,000 readings", 10.0),
    ):
        command = (sys.executable, "-m", "bench.positions", kind, str(actors), str(readings))
        yield Job(label, command, runs=5, most_cpu=cpu, own_time=True)


@benchmark
def positions_actors(workshop: Workshop) -> Iterator[Job]:
    """The challenge model against actors: 10 to 200, 72 readings of it, 10 rounds."""
    del workshop
    for actors in (10, 20, 50, 100, 200):
        command = (sys.executable, "-m", "bench.positions", "grid", str(actors), "1")
        label = f"challenge model, 72 readings of it, {actors} actors"
        grows = "actors of the challenge model"
        yield Job(label, command, runs=3, own_time=True, grows_with=grows, amount=actors)
