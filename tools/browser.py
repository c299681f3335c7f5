"""Where is a Chromium for the tests, and how does one get here?

Playwright's own browser download is never used: it is large, and many networks refuse it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")
FONT = "DejaVuSans.ttf"

ADVICE = (
    "no Chromium found: install chromium (Debian, Ubuntu: apt-get install chromium) or name one "
    "in DETENTE_CHROMIUM"
)

#: Keep a test browser quiet: no sandbox (it may run as root), no profile, no calls home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks for, nothing but this machine can be found.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def find() -> str | None:
    """Which Chromium do the tests use?

    Returns
    -------
    str or None
        ``DETENTE_CHROMIUM`` where it is set, else the first of ``NAMES`` on the PATH.
    """
    named = os.environ.get("DETENTE_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def has_fonts() -> bool:
    """Are the fonts there with which pages are measured and photographed?"""
    if not sys.platform.startswith("linux"):
        return True
    if any(Path("/usr/share/fonts").rglob(FONT)):
        return True
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list"], capture_output=True, text=True, check=False)
    return FONT in listed.stdout


def install() -> str | None:
    """Install Chromium and fonts with apt-get.

    Returns
    -------
    str or None
        Why it did not work, or None where it did.
    """
    if not shutil.which("apt-get"):
        return "apt-get is not on this machine"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        become: list[str] = []
    elif shutil.which("sudo"):
        become = ["sudo", "--non-interactive"]
    else:
        return "installing needs root, and there is no sudo"
    apt = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    options = ["-o", "DPkg::Lock::Timeout=200"]
    for step in (
        [*apt, *options, "update"],
        [*apt, *options, "install", "-y", "--no-install-recommends", *PACKAGES],
    ):
        code = subprocess.call(step)
        if code:
            return f"'{' '.join(step)}' ended with {code}"
    return None


def ensure() -> str | None:
    """Make sure that Chromium and fonts are here, installing them where they are missing.

    Returns
    -------
    str or None
        Why they are not here, or None where they are.
    """
    if os.environ.get("DETENTE_CHROMIUM") and not find():
        return f"DETENTE_CHROMIUM names {os.environ['DETENTE_CHROMIUM']!r}, which cannot be run"
    missing = [name for name, here in (("Chromium", find()), ("fonts", has_fonts())) if not here]
    if not missing:
        return None
    sys.stdout.write(f"dev: no {' and no '.join(missing)} here; installing with apt-get\n")
    sys.stdout.flush()
    fault = install()
    if fault:
        return fault
    if not find() or not has_fonts():
        return "apt-get reports success, but Chromium or the fonts are still missing"
    return None
