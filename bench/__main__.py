"""``./dev bench [NAME...] [--out FILE]``: measure, print a table, write it to a file."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import machine, table
from bench.benchmarks import BENCHMARKS, Job, Workshop
from bench.measure import CommandFailedError, Spread, run

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
LIMIT = 900.0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    listed = "\n".join(
        f"  {name:<20} {(function.__doc__ or '').splitlines()[0]}"
        for name, function in BENCHMARKS.items()
    )
    parser = argparse.ArgumentParser(
        prog="./dev bench",
        description="Measure CPU time and peak memory of detente's commands.",
        epilog=f"benchmarks:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "name", nargs="*", help="benchmarks to run, or the first word of several (default: all)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the table (.md)")
    parser.add_argument("--runs", type=int, metavar="N", help="runs of each command")
    chosen = parser.parse_args()
    unknown = sorted(name for name in set(chosen.name) if not matching(name))
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    if chosen.runs is not None and chosen.runs < 1:
        parser.error("--runs must be at least 1")
    return chosen


def matching(name: str) -> list[str]:
    """List the benchmarks meant by a name: itself, and those that begin with it and a dash."""
    return [one for one in BENCHMARKS if one == name or one.startswith(f"{name}-")]


def measured(name: str, job: Job, runs: int) -> table.Row:
    """Run one job several times and summarise what it cost."""
    costs = [run(job.command, ROOT, LIMIT) for _ in range(runs)]
    own: list[dict[str, Any]] = [
        json.loads(c.output.splitlines()[-1]) if job.own_time else {"cpu": c.cpu} for c in costs
    ]
    cpu = [one["cpu"] for one in own]
    wall = [one["wall"] for one in own if "wall" in one]
    found = own[0].get("note", "")
    return table.Row(
        benchmark=name,
        label=job.label,
        runs=runs,
        cpu=Spread.of(cpu),
        peak=Spread.of([cost.peak / 1e6 for cost in costs]),
        most_cpu=job.most_cpu,
        most_peak=job.most_peak,
        grows_with=job.grows_with,
        amount=job.amount,
        note="; ".join(words for words in (job.note, found) if words),
        wall=Spread.of(wall) if wall else None,
    )


def measure_all(
    names: list[str], runs: int | None, faults: list[str], absent: list[str]
) -> Iterator[table.Row]:
    """Measure the named benchmarks one after the other; what fails is noted and left out.

    So is what cannot be measured here, which is no fault.
    """
    with tempfile.TemporaryDirectory(prefix="detente-bench-") as scratch:
        workshop = Workshop(ROOT, Path(scratch))
        for name in names:
            for job in BENCHMARKS[name](workshop):
                sys.stdout.write(f"{name}: {job.label} ... ")
                sys.stdout.flush()
                if job.absent:
                    sys.stdout.write(f"{job.absent}\n")
                    absent.append(f"{name}, {job.label}: {job.absent}")
                    continue
                try:
                    row = measured(name, job, runs or job.runs)
                except CommandFailedError as fault:
                    sys.stdout.write("failed\n")
                    words = str(fault).replace(scratch, "SCRATCH").replace(str(ROOT), ".")
                    faults.append(f"{name}, {job.label}: {words}")
                    continue
                sys.stdout.write(f"{row.cpu.median:.3f} s, {row.peak.median:.0f} MB\n")
                yield row


def main() -> int:
    """Measure, print and write; 1 where something could not be measured."""
    chosen = arguments()
    if sys.platform == "win32":
        sys.stderr.write("bench: needs os.wait4, which this system does not have\n")
        return 1
    facts = machine.facts()
    faults: list[str] = []
    absent: list[str] = []
    wanted = list(dict.fromkeys(chosen.name))
    names = list(dict.fromkeys(one for name in wanted for one in matching(name)))
    names = names or list(BENCHMARKS)
    rows = list(measure_all(names, chosen.runs, faults, absent))
    # A run of some benchmarks must not replace the full table.
    default = RESULTS / f"{'-and-'.join(wanted) or 'all'}.md"
    out = (chosen.out or default).resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    page = table.markdown(rows, facts, [*absent, *faults])
    out.write_text(page, encoding="utf-8")
    data = table.as_json(rows, facts, [*absent, *faults])
    out.with_suffix(".json").write_text(data, encoding="utf-8")
    sys.stdout.write(f"\n{page}\nwritten: {out} and {out.with_suffix('.json').name}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
