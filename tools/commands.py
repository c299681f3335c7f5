"""The commands behind ``./dev``: find uv, set up the environment, run what was asked for."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools import browser

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
UV = "0.13.9"
SERIES = UV.rpartition(".")[0]
FLAGSHIP = Path("cases", "korea-2019")

HELP = f"""\
usage: ./dev COMMAND [ARGS]        (on Windows: py dev COMMAND [ARGS])

  demo            set up, run the flagship case, say where its page is
  detente ARGS    the command line of detente, for instance: ./dev detente --help
  test [ARGS]     set up and run the tests; ARGS go to pytest
  check           style, types, layers, sizes, lock file
  bench [ARGS]    measure time and memory; ./dev bench --help lists the benchmarks
  docs            write the generated pages of the documentation anew
  help            this text

Needs Python 3.11 or newer. A uv of the {SERIES} series is used where one is on the PATH, else pip
puts {UV} into .tools/; the environment lives in .venv/.
The browser tests use DETENTE_CHROMIUM, or else chromium, chromium-browser or google-chrome from
the PATH. Under CI=true a missing Chromium is installed with apt-get.
"""


class DevError(Exception):
    """Something the user can mend; its text says how."""


def is_compatible(program: str) -> bool:
    """Is this a uv of the series the lock file was written with?"""
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    found = re.match(r"uv (\d+\.\d+)\.", asked.stdout)
    return asked.returncode == 0 and found is not None and found[1] == SERIES


def own_uv() -> str | None:
    """Where pip puts its uv, or nothing where it has not yet."""
    for place in ("bin", "Scripts"):
        found = shutil.which("uv", path=str(TOOLS / place))
        if found and is_compatible(found):
            return found
    return None


def find_uv() -> str:
    """Find a uv, or have pip fetch one into .tools/."""
    known = shutil.which("uv")
    if known and is_compatible(known):
        return known
    known = own_uv()
    if known:
        return known
    say(f"fetching uv {UV} into {TOOLS.name}/")
    if importlib.util.find_spec("pip") is None:
        raise DevError(
            f"neither uv {SERIES} nor pip is here. Install pip (Debian, Ubuntu: "
            "apt-get install python3-pip; elsewhere: python -m ensurepip) or uv "
            "(https://docs.astral.sh/uv/), then try again"
        )
    options = ["--quiet", "--disable-pip-version-check", "--upgrade", "--target", str(TOOLS)]
    if subprocess.call([sys.executable, "-m", "pip", "install", *options, f"uv=={UV}"]):
        raise DevError("pip could not fetch uv; its message is above. Is the network there?")
    known = own_uv()
    if not known:
        raise DevError(f"pip installed uv {UV} into {TOOLS}, but it does not run there")
    return known


def say(text: str) -> None:
    """Print a line of our own, in order with what the commands print."""
    sys.stdout.write(f"dev: {text}\n")
    sys.stdout.flush()


def call(command: list[str], cwd: Path | None = None) -> int:
    """Run a command with its input and output as ours, and return its exit code."""
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never")
    # The Python that runs this script, also where that one is itself a virtual environment's.
    environment.setdefault("UV_PYTHON", getattr(sys, "_base_executable", None) or sys.executable)
    environment.pop("VIRTUAL_ENV", None)
    # Compiled modules belong to our own environment; without them every start costs half a second.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    code = subprocess.call(command, cwd=cwd, env=environment)
    return code if code >= 0 else 128 - code


def in_environment(arguments: list[str], *, dev: bool = True, cwd: Path | None = ROOT) -> int:
    """Run a program of the locked environment, setting that up as far as it is missing."""
    groups = [] if dev else ["--no-dev"]
    uv = [find_uv(), "run", "--project", str(ROOT), "--locked", *groups]
    return call([*uv, "--", *arguments], cwd)


def demo(arguments: list[str]) -> int:
    """Run the flagship case and say where its page is."""
    out = FLAGSHIP / "out"
    code = in_environment(["detente", "run", str(FLAGSHIP), "-o", str(out), *arguments], dev=False)
    page = ROOT / out / "report.html"
    if code == 0:
        say(f"the page is {page}")
        say(f"open it in a browser: {page.as_uri()}")
    return code


def detente(arguments: list[str]) -> int:
    """Run the command line of detente where the user stands."""
    return in_environment(["detente", *arguments], dev=False, cwd=None)


def test(arguments: list[str]) -> int:
    """Run the tests: all of them on several processors, or what ARGS name."""
    if os.environ.get("CI") == "true":
        fault = browser.ensure()
        if fault:
            raise DevError(f"the browser tests cannot run: {fault}")
    workers = min(os.cpu_count() or 1, 4)
    if not arguments and workers > 1:
        # Grouped, so that the browser tests share one browser; the rest goes to who is free.
        arguments = ["-n", str(workers), "--dist", "loadgroup"]
    return in_environment(["pytest", *arguments])


def check(arguments: list[str]) -> int:
    """Run every check, also after one has failed, so that all faults come in one pass."""
    if arguments:
        raise DevError("check takes no arguments")
    steps = {
        "ruff check": ["ruff", "check"],
        "ruff format": ["ruff", "format", "--check"],
        "mypy": ["mypy"],
        "layers, sizes, lock": ["python", "-m", "tools"],
    }
    say("lock file up to date")
    codes = {"uv lock": call([find_uv(), "lock", "--check"], ROOT)}
    for name, command in steps.items():
        say(name)
        codes[name] = in_environment(command)
    failed = [name for name, code in codes.items() if code]
    say(f"check failed: {', '.join(failed)}" if failed else "check passed")
    return next((code for code in codes.values() if code), 0)


def bench(arguments: list[str]) -> int:
    """Measure time and memory of the product's own commands."""
    return in_environment(["python", "-m", "bench", *arguments], dev=False)


def docs(arguments: list[str]) -> int:
    """Write the generated pages of the documentation anew."""
    return in_environment(["python", "docs/build.py", *arguments])


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "detente": detente,
    "test": test,
    "check": check,
    "bench": bench,
    "docs": docs,
}


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        sys.stdout.write(HELP)
        return 0
    if arguments[0] not in COMMANDS:
        sys.stderr.write(f"dev: no command '{arguments[0]}'\n\n{HELP}")
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except DevError as fault:
        sys.stderr.write(f"dev: {fault}\n")
        return 1
    except KeyboardInterrupt:
        return 130
