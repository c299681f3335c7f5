"""Every fault in a Gambit file is found in its place; two faults are told in one pass."""

from __future__ import annotations

import pytest
from neighbours.broken_conflicts import BROKEN, CHICKEN, SOUND, Broken

from detente.case.faults import CaseErrors
from detente.neighbours import nfg


def test_there_are_enough() -> None:
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 20


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_the_fault_is_found_in_its_place(broken: Broken, tmp_path) -> None:
    path = tmp_path / "game.nfg"
    path.write_bytes(broken.text.encode())
    with pytest.raises(CaseErrors) as found:
        nfg.read(path)
    (fault,) = found.value.faults
    assert broken.says in fault.message
    assert (fault.line, fault.col) == broken.place
    assert fault.file == str(path)


@pytest.mark.parametrize("name", SOUND)
def test_sound_files_are_read(name: str, tmp_path) -> None:
    path = tmp_path / f"{name}.nfg"
    path.write_text(SOUND[name], encoding="utf-8")
    file = nfg.read(path)
    assert file.id == name
    assert not file.warnings


def test_all_faults_come_at_once(tmp_path) -> None:
    path = tmp_path / "game.nfg"
    path.write_text(CHICKEN.replace("1 1 2", "one 1 two").replace("4 2 3 3", "4 2 3"))
    with pytest.raises(CaseErrors) as found:
        nfg.read(path)
    assert len(found.value.faults) == 3


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfeN\x00F\x00", "UTF-16"),
        (b'NFG 1 R "caf\xe9"', "not UTF-8"),
        (b'NFG 1 R "\x00"', "NUL"),
        (b"NFG 1 R " + b" " * 2_000_001, "2 MB"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, says: str, tmp_path) -> None:
    path = tmp_path / "game.nfg"
    path.write_bytes(data)
    with pytest.raises(CaseErrors, match=says):
        nfg.read(path)
