"""Asking for help must not wait for arrays, models or grammars to load."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = {"numpy", "scipy", "pydantic", "yaml", "lark", "jinja2"}

PROBE = """
import json, sys
sys.argv = ["detente", "--help"]
from detente.cli import main
try:
    main()
except SystemExit as stop:
    code = stop.code
print("\\n" + json.dumps([code or 0, sorted({name.split(".")[0] for name in sys.modules})]))
"""


def test_help_imports_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    code, loaded = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    assert "Usage: detente" in done.stdout
    assert HEAVY.isdisjoint(loaded), sorted(HEAVY & set(loaded))


def test_the_facade_alone_imports_nothing_heavy():
    probe = "import json, sys, detente; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert HEAVY.isdisjoint(json.loads(done.stdout))
