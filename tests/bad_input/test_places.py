"""What is no ordinary file at all is refused at once, and nothing outside the folder is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from bad_input.asking import refused
from bad_input.small_case import PAPER, SMALL, SOURCES
from click.testing import CliRunner

from detente.cli import main

needs_links = pytest.mark.skipif(os.name == "nt", reason="links and pipes of Unix")
needs_limits = pytest.mark.skipif(
    os.name == "nt" or getattr(os, "geteuid", lambda: 0)() == 0, reason="root may read everything"
)


def good_folder(tmp_path: Path, text: str = SMALL) -> Path:
    folder = tmp_path / "case"
    (folder / "sources").mkdir(parents=True)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    for name, source in SOURCES.items():
        (folder / name).write_text(source, encoding="utf-8")
    return folder


def one_message(path: Path | str, words: str) -> None:
    (found,) = refused(["check", str(path)])
    assert words in found.text
    assert (found.line, found.col) == (1, 1)


def test_missing_file(tmp_path: Path) -> None:
    one_message(tmp_path / "nowhere.yaml", "no such file")
    one_message(tmp_path / "no" / "where" / "case.yaml", "no such file")


def test_folder_without_a_case(tmp_path: Path) -> None:
    one_message(tmp_path, "no such file")


def test_case_file_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").mkdir()
    one_message(tmp_path, "folder")


def test_name_too_long_for_the_file_system(tmp_path: Path) -> None:
    one_message(tmp_path / ("x" * 5000), "")


def test_name_with_a_control_character(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m").mkdir()
    (found,) = refused(["check", str(tmp_path / "a\x1b[31m")])
    assert "\x1b" not in found.file


def test_name_of_nothing() -> None:
    one_message("", "")


@needs_links
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_device(device: str) -> None:
    one_message(device, "" if device == "/dev/tty" else "not an ordinary file")


@needs_links
def test_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "case.yaml")
    one_message(tmp_path, "not an ordinary file")


@needs_links
def test_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").symlink_to("case.yaml")
    one_message(tmp_path, "")


@needs_links
def test_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").symlink_to("nowhere")
    one_message(tmp_path, "no such file")


@needs_limits
def test_unreadable_file(tmp_path: Path) -> None:
    folder = good_folder(tmp_path)
    (folder / "case.yaml").chmod(0)
    one_message(folder, "cannot be read")


@needs_limits
def test_unreadable_source(tmp_path: Path) -> None:
    folder = good_folder(tmp_path)
    (folder / "sources/paper.md").chmod(0)
    one_message(folder, "cannot be read")


@needs_links
def test_source_that_is_a_pipe(tmp_path: Path) -> None:
    folder = good_folder(tmp_path)
    (folder / "sources/paper.md").unlink()
    os.mkfifo(folder / "sources/paper.md")
    one_message(folder, "not an ordinary file")


def test_source_that_is_a_folder(tmp_path: Path) -> None:
    folder = good_folder(tmp_path)
    (folder / "sources/paper.md").unlink()
    (folder / "sources/paper.md").mkdir()
    one_message(folder, "folder")


@needs_links
def test_source_that_links_out_of_the_folder(tmp_path: Path) -> None:
    folder = good_folder(tmp_path)
    (tmp_path / "secret.md").write_text(PAPER, encoding="utf-8")
    (folder / "sources/paper.md").unlink()
    (folder / "sources/paper.md").symlink_to(tmp_path / "secret.md")
    one_message(folder, "leads out of the case's folder")


@needs_links
def test_sources_folder_that_links_out(tmp_path: Path) -> None:
    folder = good_folder(tmp_path)
    (folder / "sources").rename(tmp_path / "elsewhere")
    (folder / "sources").symlink_to(tmp_path / "elsewhere")
    found = refused(["check", str(folder)])
    assert [one.text.splitlines()[0] for one in found] == [
        "this source leads out of the case's folder"
    ] * 2


@needs_links
def test_source_that_links_to_itself(tmp_path: Path) -> None:
    folder = good_folder(tmp_path)
    (folder / "sources/paper.md").unlink()
    (folder / "sources/paper.md").symlink_to("paper.md")
    result = CliRunner().invoke(main, ["check", str(folder)])
    assert result.exit_code == 0
    assert "'paper' has no text" in result.stderr


def test_nothing_is_run_by_a_tag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tag = "!!python/object/apply:os.system ['touch broken']"
    refused(["check", str(good_folder(tmp_path, SMALL.replace("name: Ada Ost", f"name: {tag}")))])
    assert not (tmp_path / "broken").exists()
