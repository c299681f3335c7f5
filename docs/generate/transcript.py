"""Runs the commands of a page in an empty folder and writes what they print below them.

A page says in comments, which no reader sees, what its blocks are for:

    <!-- file: PATH -->            the next block is the whole of this file
    <!-- append: PATH -->          the next block goes to the end of this file
    <!-- edit: PATH | OLD | NEW -->  one place of a file is changed, as the text says
    <!-- run: COMMAND -->          a command that readers do by other means (copying a folder)
    <!-- lines: 1-20 -->           of the next command's answer, only these lines are shown, and
                                   no warnings; what is left out shows as …
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ORDER = re.compile(r"^<!-- (file|append|edit|run|lines): (.*?) -->$", re.MULTILINE)
BOX = re.compile(rf"{ORDER.pattern}|{FENCE.pattern}", re.DOTALL | re.MULTILINE)
LONGEST = 120


@dataclass
class Stage:
    """A folder in which the commands of one page run."""

    folder: Path
    root: Path

    def put(self, name: str, text: str, *, more: bool = False) -> None:
        """Write a file, or more of it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if more else ""
        path.write_text(before + text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Change one place of a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise SystemExit(f"docs: {old!r} stands {text.count(old)} times in {name}")
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, command: str) -> tuple[list[str], list[str]]:
        """What a command warns of and what it answers, as a reader without colours sees it."""
        told = command.replace("./dev detente", "detente")
        place = str(Path(sys.executable).parent)
        told_env = {
            **os.environ,
            "PATH": f"{place}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONUTF8": "1",
            "TERM": "dumb",
            "LC_ALL": "C.UTF-8",
        }
        for name in ("COLUMNS", "FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR"):
            told_env.pop(name, None)
        done = subprocess.run(  # noqa: S602 - the commands of our own pages
            told,
            shell=True,
            cwd=self.folder,
            env=told_env,
            capture_output=True,
            check=False,
        )
        warned, answer = (one.decode("utf-8") for one in (done.stderr, done.stdout))
        if "Traceback (most recent call last)" in warned:
            raise SystemExit(f"docs: {command}\n{warned}")
        return _rows(warned), _rows(answer)


def _rows(text: str) -> list[str]:
    return [row.rstrip() for row in text.strip("\n").splitlines()]


def with_outputs(text: str, root: Path) -> str:
    """The page with every command's output below it."""
    if "```console" not in text:
        return text
    with tempfile.TemporaryDirectory() as name:
        stage = Stage(Path(name), root)
        shutil.copytree(
            root / "cases", stage.folder / "cases", ignore=shutil.ignore_patterns("out")
        )
        return "".join(_played(text, stage))


def _played(text: str, stage: Stage) -> Iterator[str]:
    """The pieces of the page, in order, each order obeyed on the way."""
    end = 0
    waiting: tuple[str, str] | None = None
    shown: tuple[int, int] | None = None
    for found in BOX.finditer(text):
        yield text[end : found.start()]
        end = found.end()
        verb, rest, kind, body = found.groups()
        if verb is None:
            if waiting is not None:
                stage.put(waiting[1], body, more=waiting[0] == "append")
                waiting = None
            yield _console(body, stage, shown) if kind == "console" else found.group()
            shown = None if kind == "console" else shown
            continue
        yield found.group()
        if verb in ("file", "append"):
            waiting = (verb, rest)
        elif verb == "edit":
            name, old, new = (part.strip() for part in rest.split(" | "))
            stage.edit(name, old, new)
        elif verb == "run":
            stage.run(rest)
        else:
            first, last = rest.split("-")
            shown = (int(first), int(last))
    yield text[end:]


def _console(body: str, stage: Stage, shown: tuple[int, int] | None) -> str:
    commands = [row[2:] for row in body.splitlines() if row.startswith("$ ")]
    parts = []
    for command in commands:
        warned, answer = stage.run(command)
        output = [*warned, *answer]
        if shown is not None:
            first, last = shown
            before = ["…"] if first > 1 or warned else []
            after = ["…"] if last < len(answer) else []
            output = [*before, *answer[first - 1 : last], *after]
        parts.append("\n".join([f"$ {command}", *output]))
    return "```console\n" + "\n\n".join(parts) + "\n```"
