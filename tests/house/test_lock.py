"""The lock file names public hosts only, and so does every other file; none names a machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tools import lock


def test_the_lock_names_public_hosts_only(root):
    assert lock.problems(root / "uv.lock") == []


PACKAGE = '[[package]]\nname = "a"\nversion = "1"\nsource = {source}\n'


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('{ registry = "https://pypi.org/simple" }', None),
        ('{ registry = "https://pypi.example.org/simple" }', "pypi.example.org/simple is not on"),
        ('{ registry = "http://pypi.org/simple" }', "http://pypi.org/simple is not on"),
        ('{ registry = "https://pypi.org.example.com/simple" }', "is not on"),
        ('{ git = "https://pypi.org/a.git" }', "not from the registry"),
        ('{ path = "wheels/a.whl" }', "not from the registry"),
    ],
)
def test_another_host_is_found(source, words, tmp_path):
    (tmp_path / "uv.lock").write_text(PACKAGE.format(source=source), encoding="utf-8")
    found = lock.problems(tmp_path / "uv.lock")
    assert len(found) == (0 if words is None else 1), found
    assert words is None or words in found[0]


# Written so that this file does not match itself.
MACHINE_PATHS = re.compile(
    r"(?<![\w.~$}/-])(?:/(?:work|root|workspace|Users|home/\w+|opt/\w+)/"
    r"|[A-Z]:\\+Users\\)"
)
PACKAGE_INDEX = re.compile(r"https?://([^/\s\"'<>]+)(?:/[^\s\"'<>]*)?/(?:simple|pypi|npm)\b")
SETTINGS = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX")


def tracked(root: Path) -> list[Path]:
    """Which files are, or would be, part of the repository?"""
    if not shutil.which("git") or not (root / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    paths = [root / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def lines(path: Path) -> list[str]:
    """Read a text file's lines; a picture has none."""
    data = path.read_bytes()
    return [] if b"\0" in data[:8192] else data.decode("utf-8", "replace").splitlines()


def mirrors() -> set[str]:
    """Which package hosts is this machine told to use that are not public?"""
    values = " ".join(os.environ.get(name, "") for name in SETTINGS).split()
    found = {urlsplit(value.rpartition("=")[2]).hostname for value in values}
    return {host for host in found if host} - lock.HOSTS


def test_no_file_names_a_machine_or_a_mirror(root):
    faults = []
    hosts = mirrors()
    for path in tracked(root):
        for number, line in enumerate(lines(path), 1):
            where = f"{path.relative_to(root)}:{number}"
            if path.name != "uv.lock" and MACHINE_PATHS.search(line):
                faults.append(f"{where} names a path of one machine: {line.strip()[:80]}")
            others = {host for host in PACKAGE_INDEX.findall(line) if host not in lock.HOSTS}
            others |= {host for host in hosts if host in line}
            others -= {"pypi.example.org", "pypi.org.example.com"}  # the examples above
            faults += [f"{where} names the package host {host}" for host in sorted(others)]
    assert faults == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see /" + "work/main/x", True),
        ("'/" + "root/.cache'", True),
        ("/" + "home/ann/x", True),
        ("C:" + "\\Users\\ann", True),
        ("https://example.org/work/1", False),
        ("docs/work/notes", False),
        ("~/work/x", False),
    ],
)
def test_what_counts_as_a_machine_path(line, found):
    assert bool(MACHINE_PATHS.search(line)) is found
