"""The benchmarks measure what they say: sizes, times, budgets, growth."""

from __future__ import annotations

import itertools
import json
import math
import subprocess
import sys

import pytest
import yaml

from bench import machine, table
from bench.__main__ import measure_all
from bench.benchmarks import BENCHMARKS, FLAGSHIP, Job, Workshop
from bench.forecast import STATES, TOGETHER
from bench.generate import Size, axes, generate
from bench.measure import CommandFailedError, Spread, run
from detente.core.edits import pull
from detente.forecast.field import Field
from detente.study import open_case

SIZES = [
    Size(),
    Size(outcomes=1000, actors=2),
    Size(outcomes=2, issues=1, actors=2, rules=0),
    Size(outcomes=4096, issues=3, actors=20, rules=40),
    Size(outcomes=1_000_000),
]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_made_up_case_has_the_size_asked_for(size):
    text = generate(size)
    case = yaml.safe_load(text)
    assert text == generate(size)
    assert math.prod(len(issue["on_table"]) for issue in case["issues"].values()) == size.outcomes
    assert len(case["issues"]) == size.issues
    assert len(case["actors"]) == size.actors
    assert len(case.get("rules") or {}) == size.rules
    wanted = set(itertools.chain(*(actor["cares"] for actor in case["actors"].values())))
    assert wanted == set(case["issues"]), "an issue nobody cares about would not be enumerated"


def test_a_size_with_a_large_prime_is_refused():
    with pytest.raises(ValueError, match="17 has no small factors"):
        axes(34, 3)


@pytest.mark.parametrize("size", SIZES[:4], ids=str)
def test_a_made_up_case_is_a_good_case(size, tmp_path):
    (tmp_path / "case.yaml").write_text(generate(size), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from detente.cli import main; main()", "check", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_benchmark_yields_jobs(root, tmp_path):
    for name, function in BENCHMARKS.items():
        jobs = list(function(Workshop(root, tmp_path)))
        assert jobs, name
        assert function.__doc__, name
        assert len({job.grows_with for job in jobs}) == 1, name


def test_what_cannot_be_measured_here_is_left_out_with_its_reason(monkeypatch):
    job = Job("a thing", ("no-such-program",), absent="skipped: no data")
    monkeypatch.setitem(BENCHMARKS, "thing", lambda _: iter([job]))
    faults, absent = [], []
    assert not list(measure_all(["thing"], None, faults, absent))
    assert not faults
    assert absent == ["thing, a thing: skipped: no data"]


def test_levers_pulled_together_make_as_many_states_as_the_table_says(root):
    table = open_case(root / FLAGSHIP)[1]
    sizes = [Field(pull(table, TOGETHER[:count])).size for count in range(len(STATES))]
    assert sizes == list(STATES)


@pytest.mark.skipif(sys.platform == "win32", reason="needs os.wait4")
class TestMeasuring:
    def test_time_and_memory_of_the_child_are_seen(self, tmp_path):
        idle = run([sys.executable, "-c", "print('hello')"], tmp_path, 60)
        busy = "b = bytearray(80_000_000)\nfor i in range(3_000_000): pass"
        heavy = run([sys.executable, "-c", busy], tmp_path, 60)
        assert idle.output == "hello\n"
        assert heavy.cpu > idle.cpu
        # No upper bound here: a child's peak includes that of the process it was started from.
        assert heavy.peak > 80e6

    def test_a_failing_command_says_why(self, tmp_path):
        complain = "import sys; print('because', file=sys.stderr); sys.exit(3)"
        with pytest.raises(CommandFailedError, match="ended with 3: because"):
            run([sys.executable, "-c", complain], tmp_path, 60)

    def test_a_command_that_hangs_is_stopped(self, tmp_path):
        with pytest.raises(CommandFailedError, match=r"after 0\.2 s"):
            run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, 0.2)


def row(cpu: float, **more: object) -> table.Row:
    return table.Row("b", "label", 1, Spread.of([cpu]), Spread.of([50.0]), **more)


def test_a_missed_budget_is_said():
    assert row(1.0).verdict == ""
    assert row(1.0, most_cpu=2.0, most_peak=60.0).verdict == "within"
    assert row(3.0, most_cpu=2.0, most_peak=40.0).verdict == "over in time and memory"


def test_growth_is_the_power():
    rows = [row(3e-6 * n**1.5, grows_with="n", amount=n) for n in (10, 100, 1000)]
    assert table.growth(rows) == pytest.approx(1.5)
    assert table.growth(rows[:2]) is None
    assert "* with n: power 1.50" in table.markdown(rows, {"cores": "2"}, ["x: broken"])


def test_the_json_says_the_same():
    data = json.loads(table.as_json([row(3.0, most_cpu=2.0)], machine.facts(), ["x: broken"]))
    assert data["rows"][0]["verdict"] == "over in time"
    assert data["not_measured"] == ["x: broken"]
    assert {"processor", "cores", "Python", "numpy"} <= set(data["machine"])
