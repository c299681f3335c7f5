"""On what was it measured? A figure without its machine means little."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

LIBRARIES = ("detente", "numpy", "scipy", "pydantic")


def _named_in(path: str, key: str) -> str | None:
    """Read the value behind the first line of a ``key: value`` file that has this key."""
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return None


def facts() -> dict[str, str]:
    """Which machine, system and versions are these?

    Returns
    -------
    dict of str to str
        In the order in which a reader wants them. No host name and no user name.
    """
    memory = _named_in("/proc/meminfo", "MemTotal")
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found = {
        "processor": _named_in("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": str(usable),
        "memory": f"{int(memory.split()[0]) / 2**20:.0f} GiB" if memory else "unknown",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
    }
    found.update({name: metadata.version(name) for name in LIBRARIES})
    if hasattr(os, "getloadavg"):
        found["load at the start"] = f"{os.getloadavg()[0]:.1f}"
    return found
