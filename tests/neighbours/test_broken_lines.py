"""Every fault in a file of positions is found: one message each, in its place."""

from __future__ import annotations

import io
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from neighbours.broken_lines import BASES, BROKEN, WORKBOOKS, Broken, packed, parts

from detente.case.faults import CaseErrors
from detente.core.line import Positions
from detente.neighbours import registry
from detente.neighbours.rows import LONGEST_CELL


def read(name: str, path: Path) -> Positions:
    found = registry.FORMATS[name].read(path)
    assert isinstance(found, Positions)
    return found


def faults(name: str, path: Path) -> CaseErrors:
    before = process_time()
    with pytest.raises(CaseErrors) as caught:
        read(name, path)
    assert process_time() - before < 8
    assert all(char.isprintable() or char == "\n" for char in str(caught.value))
    return caught.value


def test_there_are_enough() -> None:
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 60
    assert len(WORKBOOKS) >= 15


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_every_fault_is_named_once_in_its_place(broken: Broken, tmp_path: Path) -> None:
    caught = faults(broken.format, broken.write(tmp_path))
    assert len(caught.faults) == 1, str(caught)
    fault = caught.faults[0]
    assert broken.says in f"{fault.message} {fault.hint}", str(caught)
    assert Path(fault.file).name == (broken.file or broken.main)
    assert (fault.line, fault.col) == broken.place(), str(caught)


@pytest.mark.parametrize("base", BASES)
def test_the_files_themselves_are_sound(base: str, tmp_path: Path) -> None:
    name, files = BASES[base]
    for file, text in files.items():
        (tmp_path / file).write_text(text)
    path = tmp_path / next(iter(files))
    assert read(name, path).present.any()
    assert registry.detect(path).name == name


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "fence.csv"
    path.write_text(BASES["ktab"][1]["fence.csv"].replace("50", "500").replace("Cy", "Ann"))
    caught = faults("ktab-csv", path)
    assert [(f.line, f.col) for f in caught.faults] == [(3, 25), (5, 1)]


def test_very_many_faults_are_not_all_told(tmp_path: Path) -> None:
    path = tmp_path / "t_positions.csv"
    rows = "".join(f"a{k},x,500,7,-1\n" for k in range(1000))
    path.write_text("actor,issue,position,salience,power\n" + rows)
    caught = faults("decide", path)
    assert len(caught.faults) == 101
    assert "2900 more" in str(caught)


@pytest.mark.parametrize(
    "name", [n for n in registry.FORMATS if registry.FORMATS[n].holds == "positions"]
)
def test_hostile_texts_are_refused_soon(name: str, tmp_path: Path) -> None:
    ending = registry.FORMATS[name].suffixes[0]
    for k, data in enumerate(
        [b"", b"\0" * 50, b'"' * 5000, b"\xff\xfea\0", b"\x81\x8d", b"," * 1_500_000]
    ):
        path = tmp_path / f"{k}{ending}"
        path.write_bytes(data)
        faults(name, path)
    faults(name, tmp_path / "absent")
    path = tmp_path / f"long{ending}"
    path.write_bytes(b"a" * (LONGEST_CELL + 1) + b",b\n1,2\n")
    faults(name, path)
    path = tmp_path / f"large{ending}"
    with path.open("wb") as stream:
        stream.write(b"actor,")
        stream.truncate(100_000_000)
    assert "MB" in str(faults(name, path))


def test_a_header_of_100_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes(b"actor," + b"x," * 50_000_000)
    assert "20 MB" in str(faults("sheet", path))


@given(st.text(alphabet='ab,;"\n\r\t #ADP=-0159.%é\u202e', max_size=200))
def test_whatever_the_text_is_there_is_an_answer(text: str) -> None:
    from detente.neighbours import decide, ktab, mactor, sheet_reader
    from detente.neighbours.rows import rows_of

    for parse in (
        ktab.parse,
        decide.parse,
        mactor.parse,
        lambda table: sheet_reader.parse(sheet_reader.Book("b.csv", table, {})),
    ):
        try:
            parse(rows_of(text))
        except CaseErrors as errors:
            for fault in errors.faults:
                assert fault.line >= 1
                assert fault.col >= 1
                assert fault.message


def sound(folder: Path) -> bytes:
    pytest.importorskip("openpyxl")
    from detente.core.line import Line
    from detente.neighbours.sheet import write

    two = {"Ann": (20.0, 0.5, 2.0), "Bob": (80.0, 1.0, 3.0)}
    written = write(Positions.of("Fence", two, Line("height", "How high?")))
    data = written.files["Fence.xlsx"]
    assert isinstance(data, bytes)
    (folder / "sound.xlsx").write_bytes(data)
    assert read("sheet", folder / "sound.xlsx").actors == ("Ann", "Bob")
    return data


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("name", "change", "says"), WORKBOOKS, ids=[one[0] for one in WORKBOOKS])
def test_broken_workbooks_are_refused(name: str, change: object, says: str, tmp_path: Path) -> None:
    assert callable(change)
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(change(sound(tmp_path)))
    assert says in str(faults("sheet", path))


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    import zipfile

    stream = io.BytesIO(sound(tmp_path))
    with zipfile.ZipFile(stream, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("xl/workbook.xml", b"<a/>")
    path = tmp_path / "two.xlsx"
    path.write_bytes(stream.getvalue())
    assert "the same name" in str(faults("sheet", path))


def test_without_openpyxl_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = sound(tmp_path)
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    assert "pip install 'detente[sheets]'" in str(faults("sheet", path))


def test_formulas_count_as_last_shown(tmp_path: Path) -> None:
    found = parts(sound(tmp_path))
    name = "xl/worksheets/sheet1.xml"
    found[name] = found[name].replace(b"<v>20</v>", b"<f>40/2</f><v>25</v>")
    path = tmp_path / "f.xlsx"
    path.write_bytes(packed(found))
    assert read("sheet", path).position[0, :, 0].tolist() == [25.0, 80.0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sheet", "actor," + "a," * 2000 + "b\n" + "x\n" * 2000),
        ("sheet", "actor,a\n" + "x\n" * 2000 + "," * 2000 + "1\n"),
        ("ktab-csv", "T,,3000,3000\nActor,D,I," + "p,s," * 3000 + "\n" + "x\n" * 3000),
        ("mactor", "actor -4..4," + ",".join(f"o{k}" for k in range(90_000)) + "\nA,1\n"),
        ("deu", "prnr;isnr;rp;out;" + "".join(f"p{k};s{k};" for k in range(9000)) + "\n1;1" * 99),
        ("decide", "#A;a\n#P;p\n" + "#D;b;q;x;y;z\n" * 60_000),
    ],
    ids=["wide", "far", "ktab", "mactor", "deu", "decide"],
)
def test_shapes_made_to_take_long_are_refused_soon(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    faults(name, path)


def test_a_long_scale_is_read_in_time(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("actor,toll\nAnn,1\nBob,2\n")
    rows = "".join(f"toll,{k},m{k}\n" for k in range(40_000))
    (tmp_path / "a_scales.csv").write_text("issue,position,meaning\n" + rows)
    before = process_time()
    assert len(read("sheet", tmp_path / "a.csv").lines[0].marks) == 40_000
    assert process_time() - before < 8
