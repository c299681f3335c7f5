"""Does the lock file name public hosts only?

A lock written behind a mirror would send every later user to that mirror.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

HOSTS = frozenset({"files.pythonhosted.org", "pypi.org"})
_ADDRESS = re.compile(r"\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s\"'<>]+")


def problems(lock: Path) -> list[str]:
    """Which lines of a lock file lead elsewhere?

    Parameters
    ----------
    lock : Path
        A ``uv.lock``.

    Returns
    -------
    list of str
        One sentence for each fault, beginning with ``file:line``; empty where all is well.
    """
    text = lock.read_text(encoding="utf-8")
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        for address in _ADDRESS.findall(line):
            parts = urlsplit(address)
            if parts.scheme != "https" or parts.hostname not in HOSTS:
                faults.append(
                    f"{lock.name}:{number}: {address} is not on {' or '.join(sorted(HOSTS))}"
                )
    faults += [f"{lock.name}: {fault}" for fault in _odd_sources(tomllib.loads(text))]
    return faults


def _odd_sources(lock: dict[str, object]) -> Iterator[str]:
    """Name packages that come from a folder or a repository instead of the registry."""
    packages = lock.get("package")
    for package in packages if isinstance(packages, list) else []:
        source = package.get("source", {})
        if "registry" not in source and source != {"editable": "."}:
            yield f"{package.get('name')} comes from {source}, not from the registry"
