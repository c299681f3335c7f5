"""Asking the command line about a case, and taking its answer apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from detente.cli import main

_MESSAGE = re.compile(r"(?P<file>\S.*?):(?P<line>[0-9]+):(?P<col>[0-9]+): (?P<text>.*)")
_TOTAL = re.compile(r"([0-9]+) faults?, nothing \w+\.")


@dataclass(frozen=True)
class Message:
    """One message: where, and all it says (sentence, source line, hint)."""

    file: str
    line: int
    col: int
    text: str


def messages(errors: str) -> list[Message]:
    """The messages on standard error, of which every line must belong to one."""
    *lines, last = errors.splitlines()
    found: list[Message] = []
    for line in lines:
        head = _MESSAGE.fullmatch(line)
        if line.startswith("  "):
            before = found.pop()
            found.append(Message(before.file, before.line, before.col, f"{before.text}\n{line}"))
        else:
            assert head is not None, f"not a message: {line!r}"
            found.append(Message(head["file"], int(head["line"]), int(head["col"]), head["text"]))
    total = _TOTAL.fullmatch(last)
    assert total is not None, f"not a total: {last!r}"
    assert int(total[1]) == len(found)
    return found


def refused(arguments: Sequence[str | Path]) -> list[Message]:
    """The messages with which a command refuses a case: on standard error, with exit code 2."""
    result = CliRunner().invoke(main, [str(one) for one in arguments])
    assert isinstance(result.exception, SystemExit), result.exception or "not refused"
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return messages(result.stderr)
