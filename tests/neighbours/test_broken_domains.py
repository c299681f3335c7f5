"""Every fault in a file of GENIUS or GeniusWeb is found: one message each, in its place."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from neighbours.broken_domains import BASES, BROKEN, Broken

from detente.case.faults import CaseErrors
from detente.neighbours import genius, geniusweb

READ = {"genius": genius.read, "geniusweb": geniusweb.read}
_AT_THE_PARENT = {"no-weight": (14, 5), "web-no-weights": (1, 32)}


def laid(files: dict[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_there_are_enough() -> None:
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 80


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_every_fault_is_named_once_in_its_place(broken: Broken, tmp_path: Path) -> None:
    laid(broken.files(), tmp_path)
    before = process_time()
    with pytest.raises(CaseErrors) as caught:
        READ[broken.base](tmp_path)
    assert process_time() - before < 2
    told = str(caught.value)
    assert len(caught.value.faults) == 1, told
    fault = caught.value.faults[0]
    assert broken.says in f"{fault.message} {fault.hint}", told
    assert fault.file == str(tmp_path / broken.file if broken.file else tmp_path)
    assert (fault.line, fault.col) == _AT_THE_PARENT.get(broken.name, broken.place()), told
    assert all(char.isprintable() or char == "\n" for char in told)


@pytest.mark.parametrize("base", BASES)
def test_the_files_themselves_are_sound(base: str, tmp_path: Path) -> None:
    files = {name: text.encode() for name, text in BASES[base].items()}
    assert READ[base](laid(files, tmp_path)).size > 1


@pytest.mark.parametrize("base", BASES)
def test_several_faults_are_told_at_once(base: str, tmp_path: Path) -> None:
    laid({name: text.encode() for name, text in BASES[base].items()}, tmp_path)
    names = {"genius": ("ann.xml", "bob.xml"), "geniusweb": ("fence1.json", "fence2.json")}[base]
    for name in names:
        path = tmp_path / name
        path.write_text(path.read_text().replace('"0.6"', '"-0.6"').replace("0.25", "-0.25"))
    with pytest.raises(CaseErrors) as caught:
        READ[base](tmp_path)
    assert {Path(fault.file).name for fault in caught.value.faults} == set(names)


@pytest.mark.parametrize("base", BASES)
def test_after_very_many_faults_reading_stops(base: str, tmp_path: Path) -> None:
    texts = BASES[base]
    main = next(iter(texts))
    names = ",".join('"x"' for _ in range(5000))
    items = "".join('<item value="x"/>' for _ in range(5000))
    many = {
        "genius": f'<negotiation_template><issue name="a">{items}</issue></negotiation_template>',
        "geniusweb": f'{{"issuesValues": {{"a": {{"values": [{names}]}}}}}}',
    }[base]
    laid({name: text.encode() for name, text in {**texts, main: many}.items()}, tmp_path)
    with pytest.raises(CaseErrors) as caught:
        READ[base](tmp_path)
    assert len(caught.value.faults) == 200
    assert "perhaps more faults" in caught.value.faults[-1].message


@pytest.mark.parametrize("base", BASES)
@given(data=st.data())
def test_no_damage_brings_it_down(base: str, data: st.DataObject, tmp_path_factory) -> None:
    """Whatever is cut out or put in: faults, or a domain whose numbers are finite."""
    folder = tmp_path_factory.mktemp("damaged")
    files = {name: text.encode() for name, text in BASES[base].items()}
    name = data.draw(st.sampled_from(sorted(files)))
    raw = files[name]
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 40)))
    put = data.draw(
        st.sampled_from([b"", b'"', b"<", b">", b"{", b"\x00", b"\xff", b"-", b"9e9", b"NaN", b"&"])
    )
    laid({**files, name: raw[:start] + put + raw[end:]}, folder)
    try:
        domain = READ[base](folder)
    except CaseErrors as error:
        faults = error.faults
    else:
        faults = ()
        assert all(abs(worth).max() < float("inf") for worth in domain.worth)
    assert all(fault.line >= 1 and fault.col >= 1 and fault.message for fault in faults)
