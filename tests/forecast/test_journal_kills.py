"""Killed at any point, or written by several at once: nothing is lost, torn or doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detente.forecast import journal_lock
from detente.forecast.journal import append, check, read

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

KILLS = 520


def said(name: str, rate: float = 0.3) -> dict:
    known = {"question": f"{name}@2019-12-31", "ask": name, "by": "2019-12-31"}
    return known | {"as_of": "2019-06-01", "rate": rate}


def child(path: Path, numbers: range, pipe: int) -> None:
    """In the child: write pairs of forecasts, and say over the pipe which are done."""
    try:
        for number in numbers:
            append(path, [said(f"q{number}"), said(f"r{number}")])
            os.write(pipe, number.to_bytes(4, "big"))
    finally:
        os._exit(0)


def killed_after(path: Path, first: int, seconds: float) -> int:
    """Let a child write from ``first`` on, kill it, and return the first number not confirmed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        child(path, range(first, first + 50), writing)
    os.close(writing)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    told = b""
    while piece := os.read(reading, 4096):
        told += piece
    os.close(reading)
    return first + len(told) // 4


def test_a_kill_at_any_moment_loses_tears_and_doubles_nothing(tmp_path):
    dice = random.Random(20190601)
    confirmed, kills, in_flight, file = 0, 0, 0, 0
    path = tmp_path / "0.jsonl"
    start = time.perf_counter()
    append(path, [said("warm")])
    typical = time.perf_counter() - start
    path.unlink()
    while kills < KILLS:
        if kills % 40 == 0:  # a new file now and then, so that the first line is under fire too
            file += 1
            path = tmp_path / f"{file}.jsonl"
            confirmed = 0
        confirmed = killed_after(path, confirmed, dice.uniform(0, 2.5 * typical + 0.004))
        kills += 1
        assert check(path) == []
        names = [entry.ask for entry in read(path)]
        pairs = [f"{kind}{n}" for n in range(confirmed + 1) for kind in "qr"]
        # All that was confirmed is there, in order and once; of the pair in flight both or none.
        assert names in (pairs[:-2], pairs)
        in_flight += names == pairs
    # The next child begins with the pair that was in flight, so doubles would have shown.
    leftovers = {p.name for p in tmp_path.iterdir()} - {p.name for p in tmp_path.glob("*.jsonl")}
    assert all(name.endswith((".lock", ".new")) for name in leftovers)
    assert kills >= 500
    # Some kills came after the pair was written and before it was confirmed, most did not.
    assert 0 < in_flight < kills


STEPS = ("open", "write", "fsync", "replace", "settle")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_each_step_leaves_the_old_or_the_new(tmp_path, step, after):
    path = tmp_path / "forecasts.jsonl"
    append(path, [said("old")])
    pid = os.fork()
    if pid == 0:
        place(step, after=after)
        append(path, [said("new")])
        os._exit(1)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status)
    assert check(path) == []
    done = (step, after) in {("replace", True), ("settle", False), ("settle", True)}
    assert [e.ask for e in read(path)] == (["old", "new"] if done else ["old"])
    append(path, [said("new")])
    assert [e.ask for e in read(path)] == ["old", "new"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        *(".forecasts.jsonl.lock", "forecasts.jsonl")
    ]


def place(step: str, *, after: bool) -> None:
    """Make this process kill itself before or after one step of writing."""

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if step == "settle":
        name, home = "_settle", journal_lock
    elif step == "write":
        name, home = "fdopen", os
    else:
        name, home = step, os
    real = getattr(home, name)

    def stepped(*args, **kwargs):
        ours = step != "open" or str(args[0]).endswith(".new")
        if step == "write":
            ours = args[1] == "wb"
        if not ours:
            return real(*args, **kwargs)
        if step == "write":
            file = real(*args, **kwargs)
            os.write(args[0], b'{"seq":0,"torn' if after else b"")
            die()
            return file
        if not after:
            die()
        found = real(*args, **kwargs)
        die()
        return found

    setattr(home, name, stepped)


WRITER = """
import sys
from pathlib import Path
from detente.forecast.journal import append
path, name = Path(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
for n in range(int(sys.argv[3])):
    known = {"question": f"{name}{n}@2019-12-31", "ask": name, "by": "2019-12-31"}
    append(path, [known | {"as_of": "2019-06-01", "rate": n / 100}])
"""


@pytest.mark.parametrize("writers", [2, 4])
def test_several_writers_at_once_lose_nothing(tmp_path, writers):
    path = tmp_path / "forecasts.jsonl"
    each = 60 // writers
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), f"w{n}x", str(each)], stdin=subprocess.PIPE
        )
        for n in range(writers)
    ]
    time.sleep(0.5)
    for one in started:
        one.stdin.write(b"go\n")
        one.stdin.close()
    assert [one.wait(60) for one in started] == [0] * writers
    assert check(path) == []
    found = sorted(e.question for e in read(path))
    assert found == sorted(f"w{n}x{i}@2019-12-31" for n in range(writers) for i in range(each))


def test_a_writer_among_others_that_are_killed_goes_on(tmp_path):
    path = tmp_path / "forecasts.jsonl"
    dice = random.Random(7)
    steady = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "steady", "40"], stdin=subprocess.PIPE
    )
    steady.stdin.write(b"go\n")
    steady.stdin.close()
    done = 0
    while steady.poll() is None:
        done = killed_after(path, done, dice.uniform(0, 0.03))
    assert steady.wait() == 0
    assert check(path) == []
    questions = [e.question for e in read(path)]
    assert len(set(questions)) == len(questions)
    assert sum(q.startswith("steady") for q in questions) == 40
    assert {f"{k}{n}@2019-12-31" for n in range(done) for k in "qr"} <= set(questions)
