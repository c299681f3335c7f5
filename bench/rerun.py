"""What does it cost to run a case again in the same process, after one number was edited?

Runs the case once (which also loads everything), changes one number in a copy of the file, runs it
again, page and all, and prints what the second run took: ``{"cpu": seconds}``.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

#: The first weight of the file: a number that many figures depend on.
WEIGHT = re.compile(r"(?<=weight: )(\d+)-(\d+)")


def edited(text: str) -> str:
    """Change the upper end of the first weight by one.

    >>> edited("{weight: 60-80}, {weight: 1-2}")
    '{weight: 60-81}, {weight: 1-2}'
    """
    changed, count = WEIGHT.subn(
        lambda found: f"{found[1]}-{int(found[2]) + 1 if int(found[2]) < 100 else 99}", text, 1
    )
    if not count:
        raise ValueError("the case has no weight that is a range")
    return changed


def main(arguments: list[str]) -> int:
    """Run ``CASE`` (a folder) twice with the remaining options and time the second run."""
    from detente.cli import main as detente

    with tempfile.TemporaryDirectory() as scratch:
        case = Path(scratch, "case")
        shutil.copytree(arguments[0], case, ignore=shutil.ignore_patterns("out"))
        command = ["run", str(case), "-o", str(Path(scratch, "out")), *arguments[1:]]
        file = case / "case.yaml"
        with contextlib.redirect_stdout(io.StringIO()):
            detente(command, standalone_mode=False)
            file.write_text(edited(file.read_text(encoding="utf-8")), encoding="utf-8")
            start = time.process_time()
            detente(command, standalone_mode=False)
            took = time.process_time() - start
    sys.stdout.write(json.dumps({"cpu": took}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
