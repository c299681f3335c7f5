"""What is read from the files of other programs that hold positions, figure by figure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from neighbours.broken_lines import BASES, DEU, MACTOR, WIDE, WORDED, XML

from detente.case.faults import CaseErrors
from detente.core.line import Positions
from detente.neighbours import decide, deu, ktab, ktab_xml, mactor, registry, sheet
from detente.neighbours.rows import rows_of
from detente.neighbours.sheet_numbers import Convention

# Weighted means sum(c s x) / sum(c s) of the published inputs, issue by issue.
COP21 = {
    "differentiation": 49.25540,
    "mrv": 57.21127,
    "legal": 57.96875,
    "adaptlegal": 59.51145,
    "adaptinst": 59.64036,
    "financevol": 47.64408,
    "financewho": 38.09713,
    "adaptfinance": 55.12173,
    "ld": 40.10584,
    "progress": 45.59617,
    "amb2050": 67.87752,
    "amb2100": 85.70858,
    "eaa": 57.10052,
}
COPENHAGEN = {
    "Newtreaty": 61.57627,
    "DevlopC2020": 58.14465,
    "Domestred": 30.70740,
    "MRVdecrease": 52.23592,
    "Commitments": 51.94989,
    "Control": 57.62145,
    "Extra": 64.62069,
}


@pytest.fixture
def shared(root: Path) -> Path:
    folder = root.parent / "shared" / "data"
    if not (folder / "ktab_smp").is_dir():
        pytest.skip("the published files are not here (../shared/data)")
    return folder


def laid(base: str, folder: Path) -> Path:
    for name, text in BASES[base][1].items():
        (folder / name).write_text(text)
    return folder / next(iter(BASES[base][1]))


def means(found: Positions) -> dict[str, float]:
    """By plain arithmetic, one number after the other."""
    result = {}
    for column, line in enumerate(found.lines):
        above = below = 0.0
        for row in range(len(found.actors)):
            at = (0, row, column)
            if not np.isnan(found.position[at]):
                weight = float(found.clout[at]) * float(found.salience[at])
                above += weight * float(found.position[at])
                below += weight
        result[line.id] = above / below
    return result


# --- published files ---


def test_paris_and_copenhagen(shared: Path) -> None:
    for name, known, count in (("cop21", COP21, 181), ("copenhagen2009", COPENHAGEN, 75)):
        found = decide.read(shared / "cop21_decide" / f"{name}_positions.csv")
        assert means(found) == pytest.approx(known, abs=1e-4)
        assert int(found.present.sum()) == count
    paris = decide.read(shared / "cop21_decide" / "cop21_positions.csv")
    assert (len(paris.actors), len(paris.lines)) == (15, 13)
    assert sum(len(line.marks) for line in paris.lines) == 66
    assert dict(zip(paris.actors, paris.names, strict=True))["LDC"] == "LDCsrepresentedbyBangladesh"
    assert registry.detect(shared / "cop21_decide" / "cop21_positions.csv").name == "decide"


def test_chinese_state_enterprises(shared: Path) -> None:
    known = {"SOE-Policy.csv": (26, 35.0063), "SOE-Competitive.csv": (34, 39.96349)}
    for name, (count, mean) in known.items():
        found = ktab.read(shared / "ktab_smp" / name)
        assert len(found.actors) == count
        assert list(means(found).values()) == pytest.approx([mean], abs=1e-4)
    both = ktab.read(shared / "ktab_smp" / "SOE-Pol-Comp.csv")
    assert [line.id for line in both.lines] == ["Policy", "Competitive"]
    assert (len(both.actors), both.salience[0, 0].tolist()) == (13, [0.24, 0.48])


@pytest.mark.parametrize("name", ["dummyData-a040", "dummyData_3Dim", "dummyData_6Dim"])
def test_synthetic_files_of_ktab(shared: Path, name: str) -> None:
    path = shared / "ktab_smp" / f"{name}.csv"
    found = ktab.read(path)
    assert found.present.all()
    assert registry.detect(path).name == "ktab-csv"
    out = ktab.write(found).files
    again = ktab.parse(rows_of(str(next(iter(out.values())))))
    np.testing.assert_array_equal(again.position, found.position)
    np.testing.assert_array_equal(again.salience, found.salience)


def test_the_example_of_ktab_has_one_empty_coordinate(shared: Path) -> None:
    path = shared / "ktab_smp" / "smpExample.xml"
    with pytest.raises(CaseErrors) as caught:
        ktab_xml.read(path)
    (fault,) = caught.value.faults
    assert (fault.line, fault.col) == (32, 9)
    assert "Alice on FirstDim" in fault.message
    text = path.read_text(encoding="utf-8-sig").replace("<dCoord></dCoord>", "<dCoord>7</dCoord>")
    found = ktab_xml.read_text(text)
    assert found.actors == ("Alice", "Bob", "Carol", "David", "Ellie")
    assert [line.id for line in found.lines] == ["FirstDim", "SecondDim", "YADN"]
    assert found.clout[0, 0].tolist() == [117.7] * 3
    again = ktab_xml.read_text(str(next(iter(ktab_xml.write(found).files.values()))))
    assert again.remarks == found.remarks
    assert ("model.BigRAdjust", "OneThird") in found.remarks


# --- our own ---


def test_ktab_xml_keeps_the_settings() -> None:
    found = ktab_xml.read_text(XML)
    told = dict(found.remarks)
    assert told["prngSeed"] == "007"
    assert told["model.VotingRule"] == "Linear"
    text = str(next(iter(ktab_xml.write(found).files.values())))
    assert "<VotingRule>Linear</VotingRule>" in text
    assert "<adjust>0.5</adjust>" in text


def test_saliences_above_a_hundred_are_a_warning(tmp_path: Path) -> None:
    path = laid("ktab", tmp_path)
    path.write_text(path.read_text().replace("100,40", "100,60"))
    found = ktab.read(path)
    assert any(key == "warning" and "Bob" in text for key, text in found.remarks)
    assert any("Bob" in one and "rule" in one for one in ktab.write(found).lost)
    assert any("Bob" in one for one in ktab_xml.write(found).lost)


def test_decide_takes_other_delimiters_and_comments() -> None:
    for sign in (",", "\t"):
        text = BASES["decide"][1]["fence.txt"].replace(";", sign)
        found = decide.parse(rows_of(f"#0{sign}a comment\n" + text))
        assert found.lines[0].marks == ((0.0, "none"), (2.0, "as high as a man"))
        assert (found.lines[0].high, found.lines[1].high) == (2.0, 100.0)
        assert found.title == "Fence"
        assert not found.present[1, 1]


def test_a_folder_of_tables(tmp_path: Path) -> None:
    laid("tables", tmp_path)
    found = decide.read(tmp_path)
    assert (found.title, found.names) == ("x", ("The neighbour", "The owner"))
    assert registry.detect(tmp_path).name == "decide"
    (tmp_path / "y_positions.csv").write_text("a")
    with pytest.raises(CaseErrors, match="2 files of positions"):
        decide.read(tmp_path)


def test_tables_alone_are_enough(tmp_path: Path) -> None:
    path = laid("tables", tmp_path)
    for other in ("actors", "issues", "scales"):
        (tmp_path / f"x_{other}.csv").unlink()
    found = decide.read(path)
    assert (found.actors, [line.id for line in found.lines]) == (("ann", "bob"), ["height", "cost"])


def test_deu() -> None:
    found = deu.parse(rows_of(DEU, delimiter=";"))
    assert found.actors == ("com", "de", "fr")
    assert [(line.id, line.reference, line.outcome) for line in found.lines] == [
        ("1-1", 0.0, 60.0),
        ("1-2", None, 50.0),
        ("2-1", 0.0, 0.0),
    ]
    assert np.isnan(found.position[0]).tolist() == [
        [False, False, False],
        [False, False, False],
        [True, False, True],
    ]
    assert found.salience[0, 0].tolist() == [0.8, 0.7, 0.8]
    assert (found.clout == 1).all()
    assert ("clout", "equal") in found.remarks
    assert ("intro:1-1", "1999-05-03") in found.remarks
    one = deu.parse(rows_of(DEU, delimiter=";"), proposal="barley")
    assert [line.id for line in one.lines] == ["2-1"]
    assert one.actors == ("com", "de")
    with pytest.raises(CaseErrors, match="no proposal 'Rye'"):
        deu.parse(rows_of(DEU, delimiter=";"), proposal="Rye")


def test_a_position_without_a_salience_is_left_out_and_said() -> None:
    found = deu.parse(rows_of(DEU.replace(";80;50;", ";;50;"), delimiter=";"))
    assert not found.present[0, 0]
    assert any(key == "warning" and "com on 1-1" in text for key, text in found.remarks)


def test_mactor() -> None:
    found = mactor.parse(rows_of(MACTOR))
    assert found.clout[0, :, 0].tolist() == [4.0, 6.0, 1.0]
    assert found.position[0, 1].tolist() == [0.0, 100.0, 100.0]
    assert found.salience[0, 1].tolist() == [0.75, 0.25, 0.5]
    text = str(next(iter(mactor.write(found).files.values())))
    assert text == MACTOR


def test_mactor_in_two_files_and_on_the_older_scale(tmp_path: Path) -> None:
    first, _, second = (
        MACTOR.replace(" -4..4", "").replace("4,-2", "3,-2").replace("-4", "-3").partition("\n\n")
    )
    (tmp_path / "m_objectives.csv").write_text(first + "\n")
    (tmp_path / "m_influence.csv").write_text(second)
    found = mactor.read(tmp_path / "m_objectives.csv")
    assert found.salience[0, 0, 0] == 1.0
    assert found.clout[0, :, 0].tolist() == [4.0, 6.0, 1.0]
    assert ("scale", "-3..3") in found.remarks


def test_a_wide_sheet(tmp_path: Path) -> None:
    found = sheet.read(laid("wide", tmp_path))
    assert found.actors == ("Ann", "Bob")
    assert found.clout[0, :, 0].tolist() == [10.0, 30.0]
    assert found.salience[0, :, 0].tolist() == [0.5, 1.0]
    assert ("left_out", "row 6: Total") in found.remarks
    assert any(key == "ask:toll" and "0 to 100" in text for key, text in found.remarks)
    assert WIDE.startswith("Talks")


def test_a_long_sheet_in_any_order(tmp_path: Path) -> None:
    found = sheet.read(laid("long", tmp_path))
    assert found.position[0].tolist()[0] == [20.0, 50.0]
    assert not found.present[1, 1]
    assert ("clout", "equal") in found.remarks


def test_words_become_marks(tmp_path: Path) -> None:
    path = laid("worded", tmp_path)
    found = sheet.read(path)
    assert found.lines[0].marks == ((0.0, "open"), (1.0, "half"))
    assert any("In which order" in text for key, text in found.remarks if key == "ask:gate")
    scales = tmp_path / "g_scales.csv"
    scales.write_text("issue,meaning\ngate,shut\ngate,half\ngate,open\n")
    found = sheet.read(path)
    assert found.lines[0].marks == ((0.0, "shut"), (1.0, "half"), (2.0, "open"))
    assert found.position[0, :, 0].tolist() == [2.0, 1.0, 2.0]
    assert not any("In which order" in text for _, text in found.remarks)
    scales.write_text("issue,position,meaning\ngate,0,shut\ngate,100,open\n")
    with pytest.raises(CaseErrors, match="cell B3: the position of Bob on gate is 'half'"):
        sheet.read(path)
    assert WORDED.startswith("actor")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("actor;toll\nAnn;12,5\nBob;80\n", [12.5, 80.0]),
        ('actor,toll\nAnn,"1,200"\nBob,0.5\n', [1200.0, 0.5]),
        ("actor;toll\nAnn;1.200\nBob;0,5\n", [1200.0, 0.5]),
        ("actor;toll\nAnn;1.234.567,5\nBob;1 000\n", [1234567.5, 1000.0]),
        ("actor\ttoll\nAnn\t45 %\nBob\t−5\n", [45.0, -5.0]),
        (",toll,road\nAnn,1,2\nBob,3,\n", [1.0, 3.0]),
        (
            "\n\nTalks\n\nStakeholder,toll position\nAnn,1\n\nBob,n/a\nCy,2\nMean,1.5\n",
            [1.0, np.nan, 2.0],
        ),
    ],
)
def test_figures_as_people_write_them(text: str, expected: list[float]) -> None:
    from detente.neighbours.sheet_reader import Book, parse

    found = parse(Book("b.csv", rows_of(text), {}))
    np.testing.assert_array_equal(found.position[0, :, 0], expected)


@pytest.mark.parametrize(
    ("figures", "expected", "asked"),
    [("0.5 1", [0.5, 1.0], False), ("3 8", [0.3, 0.8], True), ("3 80", [0.03, 0.8], False)],
)
def test_the_scale_of_saliences(figures: str, expected: list[float], asked: bool) -> None:
    from detente.neighbours.sheet_reader import Book, parse

    one, other = figures.split()
    found = parse(Book("b.csv", rows_of(f"actor,toll,toll salience\nA,1,{one}\nB,2,{other}\n"), {}))
    assert found.salience[0, :, 0].tolist() == expected
    assert any("highest" in text for _, text in found.remarks) == asked


def test_issues_without_saliences_beside_others_are_asked_about() -> None:
    from detente.neighbours.sheet_reader import Book, parse

    found = parse(Book("b.csv", rows_of("actor,toll,toll salience,road\nA,1,0.5,2\n"), {}))
    assert found.salience[0, 0].tolist() == [0.5, 1.0]
    assert any(key == "ask" and "road" in text for key, text in found.remarks)


def test_saliences_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("actor,toll,road\nAnn,1,2\nBob,3,\n")
    (tmp_path / "b_salience.csv").write_text("actor,road,toll\nBob,,40\nAnn,20,100\n")
    found = sheet.read(path)
    assert found.salience[0, 0].tolist() == [1.0, 0.2]
    assert found.salience[0, 1, 0] == 0.4
    (tmp_path / "b_salience.csv").write_text("actor,road,toll\nBo,,40\nAnn,20,100\n")
    with pytest.raises(CaseErrors, match="no 'Bo' on 'toll'"):
        sheet.read(path)


def test_a_workbook_of_people(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    main = book.active
    main.title = "Tabelle1"
    for row in (
        ["Talks in spring"],
        [],
        ["Country", "Influence", "Toll", "Gate"],
        ["Ann", 10, 0.2, "open"],
        ["Bob", 30, 0.8, "shut"],
        ["Total", 40],
    ):
        main.append(row)
    main["C4"].number_format = main["C5"].number_format = "0%"
    other = book.create_sheet("Salience")
    for row in (["Country", "Toll", "Gate"], ["Ann", 50, 100], ["Bob", 25, 75]):
        other.append(row)
    path = tmp_path / "talks.xlsx"
    book.save(path)
    found = sheet.read(path)
    assert registry.detect(path).name == "sheet"
    assert found.position[0].tolist() == [[20.0, 0.0], [80.0, 1.0]]
    assert found.salience[0].tolist() == [[0.5, 1.0], [0.25, 0.75]]
    assert [line.high for line in found.lines] == [100.0, 1.0]
    main["C5"] = "=C4*4"
    book.save(path)
    with pytest.raises(CaseErrors, match="sheet 'Tabelle1', cell C5: a formula without a value"):
        sheet.read(path)


def test_other_scripts_and_encodings(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_bytes("actor;péage\nÉtat;1\nמדינה;2\n".encode())
    assert sheet.read(path).actors == ("État", "מדינה")
    path.write_bytes("actor;péage\nÉtat;1\n".encode("cp1252"))
    assert sheet.read(path).lines[0].id == "péage"
    path.write_bytes("\ufeffactor;toll\nÉtat;1\n".encode())
    assert sheet.read(path).actors == ("État",)


def test_one_sign_tells_decimals() -> None:
    here = Convention.of(["1,5", "2.5"])
    assert here.read("1,200").either
    assert here.read("1.200").value == 1.2


@pytest.mark.parametrize("base", BASES)
def test_a_format_says_what_it_is(base: str) -> None:
    form = registry.FORMATS[BASES[base][0]]
    assert form.holds == "positions"
    assert form.title
    assert (form.write is None) == (form.name == "deu")
