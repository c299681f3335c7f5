"""The door: help, unknown commands, an old Python, a missing pip, and where uv is looked for."""

from __future__ import annotations

import ast
import importlib.util
import re
import stat
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

from tools import browser, commands


def dev(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ./dev with the Python of the tests."""
    return subprocess.run(
        [sys.executable, str(root / "dev"), *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"], ["-h"]])
def test_help_names_every_command(root, arguments):
    done = dev(root, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    for command in commands.COMMANDS:
        assert re.search(rf"^  {command}\b", done.stdout, re.MULTILINE)


def test_an_unknown_command_is_refused(root):
    done = dev(root, "dmeo")
    assert done.returncode == 2
    assert done.stderr.startswith("dev: no command 'dmeo'")


@pytest.fixture
def script(root):
    """The file `dev`, loaded without being run."""
    loader = SourceFileLoader("dev", str(root / "dev"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("dev", loader))
    loader.exec_module(module)
    return module


def test_an_old_python_is_told_what_to_do(script):
    assert script.too_old((3, 11, 0)) is None
    assert script.too_old((3, 14, 1)) is None
    assert script.too_old((4, 0)) is None
    for old in [(2, 7, 18), (3, 9, 2), (3, 10, 99)]:
        message = script.too_old(old)
        assert f"this is {old[0]}.{old[1]}" in message
        assert "needs Python 3.11 or newer" in message


def test_an_old_python_can_read_the_script(root):
    """An old Python must reach the message, so nothing in the file may be newer than it is."""
    tree = ast.parse((root / "dev").read_text(encoding="utf-8"), feature_version=(3, 0))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.Starred)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.arg) and node.annotation]


def test_the_version_is_the_one_of_the_package(root, script):
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert 'requires-python = ">={}.{}"'.format(*script.NEEDED) in text


@pytest.mark.parametrize("name", ["dev", ".ci/run"])
@pytest.mark.skipif(sys.platform == "win32", reason="no such bit there")
def test_scripts_are_executable(root, name):
    assert (root / name).stat().st_mode & stat.S_IXUSR


def program(folder: Path, name: str, text: str) -> Path:
    """Write a small shell program."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine with nothing on its PATH and no uv fetched."""
    monkeypatch.setattr(commands, "TOOLS", tmp_path / "tools")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("DETENTE_CHROMIUM", raising=False)
    monkeypatch.setattr(subprocess, "call", lambda *a, **k: pytest.fail("ran a command"))
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="shell programs")
class TestFindingUv:
    def test_a_uv_of_the_series_is_used(self, bare):
        uv = program(bare / "bin", "uv", f"echo uv {commands.SERIES}.99 '(x)'")
        assert commands.find_uv() == str(uv)

    def test_one_fetched_before_is_used(self, bare):
        program(bare / "bin", "uv", "echo uv 0.4.1")
        uv = program(bare / "tools" / "bin", "uv", f"echo uv {commands.UV}")
        assert commands.find_uv() == str(uv)

    def test_without_pip_the_message_says_so(self, bare, monkeypatch):
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
        with pytest.raises(commands.DevError, match="nor pip is here"):
            commands.find_uv()

    def test_pip_fetches_the_pinned_one(self, bare, monkeypatch):
        ran = []
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)

        def fetched(command):
            ran.append(command)
            program(bare / "tools" / "bin", "uv", f"echo uv {commands.UV}")
            return 0

        monkeypatch.setattr(subprocess, "call", fetched)
        assert commands.find_uv() == str(bare / "tools" / "bin" / "uv")
        assert ran[0][:4] == [sys.executable, "-m", "pip", "install"]
        assert ran[0][-1] == f"uv=={commands.UV}"

    def test_a_failing_pip_is_no_traceback(self, bare, monkeypatch, capsys):
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
        monkeypatch.setattr(subprocess, "call", lambda command: 1)
        assert commands.main(["demo"]) == 1
        assert capsys.readouterr().err.startswith("dev: pip could not fetch uv")


def test_exit_codes_pass_through(monkeypatch):
    monkeypatch.setattr(commands, "find_uv", lambda: "uv")
    for given, shown in [(0, 0), (3, 3), (-11, 139)]:
        monkeypatch.setattr(subprocess, "call", lambda *a, code=given, **k: code)
        assert commands.main(["detente", "--help"]) == shown


def test_check_goes_on_after_a_failure(monkeypatch, capsys):
    ran = []

    def fail_mypy(command, **_):
        ran.append(command[-1])
        return 7 if command[-1] == "mypy" else 0

    monkeypatch.setattr(commands, "find_uv", lambda: "uv")
    monkeypatch.setattr(subprocess, "call", fail_mypy)
    assert commands.main(["check"]) == 7
    assert ran == ["--check", "check", "--check", "mypy", "tools"]
    assert capsys.readouterr().out.endswith("check failed: mypy\n")


@pytest.mark.skipif(sys.platform == "win32", reason="shell programs")
class TestFindingChromium:
    def test_the_named_one_comes_first(self, bare, monkeypatch):
        program(bare / "bin", "chromium", "")
        other = program(bare / "elsewhere", "chrome", "")
        monkeypatch.setenv("DETENTE_CHROMIUM", str(other))
        assert browser.find() == str(other)

    def test_then_the_known_names_in_order(self, bare):
        assert browser.find() is None
        for name in reversed(browser.NAMES):
            path = program(bare / "bin", name, "")
            assert browser.find() == str(path)

    def test_ci_fails_where_it_cannot_install(self, bare, monkeypatch, capsys):
        monkeypatch.setenv("CI", "true")
        assert commands.main(["test"]) == 1
        shown = capsys.readouterr()
        assert "no Chromium" in shown.out
        assert shown.err == "dev: the browser tests cannot run: apt-get is not on this machine\n"

    def test_ci_installs_what_is_missing(self, bare, monkeypatch):
        ran = []
        program(bare / "bin", "apt-get", "")

        def apt(command):
            ran.append(command)
            program(bare / "bin", "chromium", "")
            return 0

        monkeypatch.setattr(subprocess, "call", apt)
        monkeypatch.setattr("os.geteuid", lambda: 0)
        monkeypatch.setattr(browser, "has_fonts", lambda: True)
        assert browser.ensure() is None
        assert [command[-1] for command in ran] == ["update", "fonts-dejavu-core"]
        assert {"--no-install-recommends", "DPkg::Lock::Timeout=200"} <= set(ran[1])

    def test_a_named_one_that_is_not_there_is_said(self, bare, monkeypatch):
        monkeypatch.setenv("DETENTE_CHROMIUM", "no/such/chrome")
        assert "no/such/chrome" in (browser.ensure() or "")
