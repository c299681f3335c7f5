"""What does one run of a command cost? CPU time and peak memory of a child process.

CPU time (user and system, with all children) and not wall time, because it is what the command
costs and because other work on the machine disturbs it least. The measuring process imports only
the standard library: a child starts as a copy of its parent, and a big parent would show up as
the child's peak memory.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: Of ``ru_maxrss``: kilobytes on Linux, bytes on macOS.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


class CommandFailedError(Exception):
    """A measured command did not end well; the text says how."""


@dataclass(frozen=True)
class Spread:
    """Smallest, middle and largest of several runs."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Summarise at least one value.

        >>> Spread.of([3.0, 1.0, 2.0])
        Spread(low=1.0, median=2.0, high=3.0)
        """
        return cls(min(values), statistics.median(values), max(values))


@dataclass(frozen=True)
class Cost:
    """What one run took: CPU and wall in seconds, peak resident memory in bytes, its output."""

    cpu: float
    wall: float
    peak: int
    output: str


def run(command: Sequence[str], cwd: Path, limit: float) -> Cost:
    """What does one run of a command cost?

    Parameters
    ----------
    command : sequence of str
        Program and arguments.
    cwd : Path
        Where to run it.
    limit : float
        Wall time in seconds after which it is stopped.

    Returns
    -------
    Cost
        Of the command and every process it waited for; the peak is that of the largest of them.

    Raises
    ------
    CommandFailedError
        Where it does not exit with 0, or not in time.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        watch = threading.Timer(limit, child.kill)
        watch.start()
        try:
            _, status, used = os.wait4(child.pid, 0)
        except BaseException:
            child.kill()
            raise
        finally:
            watch.cancel()
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode:
            late = f" after {limit:g} s" if wall >= limit else ""
            words = err.read().decode("utf-8", "replace").strip().splitlines()
            raise CommandFailedError(
                f"'{' '.join(command)}' ended with {child.returncode}{late}: "
                f"{words[-1] if words else 'no message'}"
            )
        output = out.read().decode("utf-8", "replace")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * _PEAK_UNIT, output)
