"""Every planted fault is found: all in one pass, one message each, in place, nothing written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from bad_input.asking import Message, messages, refused
from bad_input.broken import Broken
from bad_input.faults_catalogue import catalogue

CASES = {broken.name: broken for broken in catalogue()}
SAMPLE = (
    "unquoted_comma",
    "double_section",
    "billion_laughs",
    "deep_brackets",
    "deep_indents",
    "utf16",
    "character_nul",
    "ten_megabytes",
    "several_kinds",
    "many_hundred_faults",
)
_SECONDS = 2.0
_MEGABYTES = 400


def agree(broken: Broken, folder: Path, found: list[Message]) -> None:
    """One message for each planted fault, in the order of the file, with the right words."""
    told = "\n".join(f"{one.line}:{one.col}: {one.text}" for one in found)
    assert len(found) == len(broken.expected), told
    places = [(one.line, one.col) for one in found]
    assert places == sorted(places)
    for one, expected in zip(found, broken.expected, strict=True):
        assert Path(one.file) == folder / broken.file
        assert expected.says in one.text, told
        assert expected.line in {0, one.line}, told
        assert expected.col in {0, one.col}, told
        assert one.text.isprintable() or all(c.isprintable() or c == "\n" for c in one.text)


def test_there_are_enough_and_every_kind() -> None:
    assert len(CASES) == sum(1 for _ in catalogue()), "two broken cases have the same name"
    assert len(CASES) >= 400
    assert sum(len(broken.expected) for broken in CASES.values()) > len(CASES)


@pytest.mark.parametrize("name", CASES)
def test_check_names_every_fault_once(name: str, tmp_path: Path) -> None:
    broken = CASES[name]
    folder = broken.write(tmp_path / "case")
    before = process_time()
    found = refused(["check", folder])
    assert process_time() - before < _SECONDS
    agree(broken, folder, found)


@pytest.mark.parametrize("name", list(CASES)[::12])
def test_run_writes_nothing(name: str, tmp_path: Path) -> None:
    folder = CASES[name].write(tmp_path / "case")
    written = sorted(tmp_path.rglob("*"))
    agree(CASES[name], folder, refused(["run", folder, "-o", tmp_path / "new", "--readings", "1"]))
    refused(["run", folder, "--readings", "1"])
    assert sorted(tmp_path.rglob("*")) == written


def test_run_leaves_what_was_there(tmp_path: Path) -> None:
    folder = CASES["unquoted_comma"].write(tmp_path / "case")
    (tmp_path / "report.html").write_text("yesterday's", encoding="utf-8")
    refused(["run", folder, "-o", tmp_path])
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "yesterday's"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["case", "report.html"]


@pytest.mark.parametrize(
    "question", ["room", "deals", "blockers", "stability", "reach", "levers", "sensitivity"]
)
def test_every_question_refuses_alike(question: str, tmp_path: Path) -> None:
    broken = CASES["several_kinds"]
    folder = broken.write(tmp_path / "case")
    agree(broken, folder, refused([question, folder]))
    agree(broken, folder, refused([question, folder, "--json", "--readings", "5"]))


def test_compare_refuses_either_side(tmp_path: Path, root: Path) -> None:
    broken = CASES["now_not_on_table"]
    folder = broken.write(tmp_path / "case")
    good = root / "cases" / "harbour-strike"
    agree(broken, folder, refused(["compare", good, folder]))
    agree(broken, folder, refused(["compare", folder, good]))


_MEASURED = """
import atexit, pathlib, re, sys
peak = pathlib.Path(sys.argv.pop(1))

def note():
    # Of this program alone: getrusage would also count what its parent held when it was started.
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        peak.write_text(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])

atexit.register(note)
from detente.cli import main
main()
"""


@pytest.mark.parametrize("name", SAMPLE)
def test_in_a_process_of_its_own(name: str, tmp_path: Path) -> None:
    broken = CASES[name]
    folder = broken.write(tmp_path / "case")
    out = tmp_path / "out"
    peak = tmp_path / "peak"
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(peak), "run", str(folder), "-o", str(out)],
        capture_output=True,
        timeout=60,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1", "COLUMNS": "20"},
    )
    errors = done.stderr.decode("utf-8")
    assert done.returncode == 2, errors[-2000:]
    assert done.stdout == b""
    assert not re.search("Traceback|Error:", errors)
    agree(broken, folder, messages(errors))
    assert not out.exists()
    if sys.platform == "linux":
        assert int(peak.read_text()) / 1024 < _MEGABYTES
