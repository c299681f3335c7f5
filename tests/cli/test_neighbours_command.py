"""``import`` and ``export`` as their users call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from neighbours.broken_conflicts import CHICKEN

from detente.cli import main
from detente.neighbours.registry import FORMATS

ROOT = Path(__file__).parents[2]
WEIR = ROOT / "tests" / "models" / "weir.yaml"
KOREA = ROOT / "cases" / "korea-2019"
HARBOUR = ROOT / "cases" / "harbour-strike"


def ask(*args: object):
    return CliRunner().invoke(main, [str(a) for a in args])


@pytest.fixture
def chicken(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "chicken.nfg"
    path.write_text(CHICKEN, encoding="utf-8")
    return path


def test_help_lists_every_format_with_one_line_each():
    for command, names in (
        ("import", list(FORMATS)),
        ("export", [n for n in FORMATS if n != "deu"]),
    ):
        # A wide terminal, so that nothing is wrapped.
        found = CliRunner().invoke(
            main, [command, "--help"], max_content_width=200, terminal_width=200
        )
        assert found.exit_code == 0
        listed = found.stdout.partition("Formats:")[2].split("\n")
        for name in names:
            (line,) = (one for one in listed if one.split()[:1] == [name])
            assert FORMATS[name].title in line
    assert "deu " not in found.stdout.partition("Formats:")[2]


def test_a_file_becomes_a_case_with_its_questions_and_next_steps(chicken):
    found = ask("import", "auto", chicken)
    assert found.exit_code == 0, found.stderr
    assert "Written: chicken/case.yaml" in found.stdout
    assert "Left open: 3 questions" in found.stdout
    assert "Next: detente check chicken" in found.stdout
    assert "detente stability chicken" in found.stdout
    assert "payoffs are kept as an order" in found.stderr
    checked = ask("check", "chicken")
    assert checked.exit_code == 0
    assert "case.as_of" in checked.stdout


def test_a_date_that_is_given_is_no_question(chicken):
    found = ask("import", "nfg", chicken, "--as-of", "2031-05-10", "--json")
    data = json.loads(found.stdout)
    assert data["format"] == "nfg"
    assert data["files"] == ["chicken/case.yaml"]
    assert len(data["lost"]) == 2
    assert set(data["open"]) == {"issues", "targets"}
    assert "2031-05-10" in Path("chicken/case.yaml").read_text(encoding="utf-8")


def test_an_import_overwrites_nothing(chicken):
    assert ask("import", "nfg", chicken).exit_code == 0
    before = Path("chicken/case.yaml").read_bytes()
    again = ask("import", "nfg", chicken, "--as-of", "2031-01-01")
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert Path("chicken/case.yaml").read_bytes() == before


def test_a_broken_file_leaves_nothing_behind(chicken):
    chicken.write_text(CHICKEN.replace("1 1 2", "1 one 2"))
    found = ask("import", "nfg", chicken)
    assert found.exit_code == 2
    assert "chicken.nfg:4:3: 'one' is not a number" in found.stderr
    assert "1 fault, nothing done." in found.stderr
    assert [p.name for p in Path().iterdir()] == ["chicken.nfg"]


def test_a_format_written_wrong_is_named(chicken):
    found = ask("import", "gmrc", chicken)
    assert found.exit_code == 2
    assert "Did you mean gmcr?" in found.stderr
    assert "There are: genius" in ask("export", "excel", chicken).stderr


def test_a_case_is_exported_and_comes_back(chicken):
    assert ask("import", "nfg", chicken).exit_code == 0
    found = ask("export", "gmcr", "chicken", "-o", "back/again.yaml")
    assert found.exit_code == 0, found.stderr
    assert "Written: back/again.yaml" in found.stdout
    assert "not in gmcr: left out: targets (1)" in found.stderr
    assert ask("stability", "back/again.yaml").exit_code == 0
    assert [p.name for p in Path("back").iterdir()] == ["again.yaml"]


def test_an_export_replaces_only_when_told(chicken):
    args = ("export", "gmcr", chicken, "-o", "x.yaml")
    Path("x.yaml").write_text("mine")
    refused = ask(*args)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert Path("x.yaml").read_text() == "mine"
    assert ask(*args, "--force").exit_code == 0
    assert Path("x.yaml").read_text().startswith("format: gmcr-case/1")


def test_a_single_file_goes_to_the_terminal(chicken):
    found = ask("export", "nfg", chicken, "-o", "-")
    assert found.exit_code == 0
    assert found.stdout.startswith('NFG 1 R "Chicken" { "Row" "Column" }')
    assert '{ "drive" "swerve" }' in found.stdout
    assert "not in nfg: payoffs are ranks" in found.stderr
    assert [p.name for p in Path().iterdir()] == ["chicken.nfg"]
    assert "leave out --json" in ask("export", "nfg", chicken, "-o", "-", "--json").stderr


def test_json_tells_what_was_written_and_lost(chicken):
    data = json.loads(ask("export", "gmcr", WEIR, "--json").stdout)
    assert data == {"format": "gmcr", "files": ["weir.yaml"], "lost": [], "open": {}}


def test_several_files_go_into_a_folder(chicken):
    found = ask("export", "genius", KOREA, "-o", "out")
    assert found.exit_code == 0, found.stderr
    assert len(list(Path("out").iterdir())) == found.stdout.count("Written: ") > 1
    assert "name a folder" in ask("export", "genius", KOREA, "-o", "-").stderr
    Path("taken").write_text("")
    assert "need a folder" in ask("export", "genius", KOREA, "-o", "taken").stderr


def test_another_form_is_refused_in_plain_words(chicken):
    found = ask("export", "ktab-csv", chicken)
    assert found.exit_code == 2
    assert "this file holds a conflict of options" in found.stderr
    assert "nothing done" in found.stderr


def test_what_cannot_be_written_is_refused(chicken):
    assert "can be read, not written" in ask("export", "deu", KOREA).stderr
    found = ask("export", "nfg", HARBOUR)
    assert found.exit_code == 2
    assert "nobody can change anything alone" in found.stderr
    assert [p.name for p in Path().iterdir()] == ["chicken.nfg"]


def test_what_a_case_cannot_hold_names_a_way_on(chicken):
    # 1024 states, all of different worth: more than a case can rank one by one.
    players = " ".join(f'"P{k}"' for k in range(10))
    payoffs = " ".join(map(str, range(10 << 10)))
    text = f'NFG 1 R "Big" {{ {players} }} {{ {"2 " * 10}}} {payoffs}'
    Path("big.nfg").write_text(text)
    found = ask("import", "nfg", "big.nfg")
    assert found.exit_code == 2
    assert "detente export gmcr big.nfg" in found.stderr
