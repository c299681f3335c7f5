"""No module over 400 lines, no function over 60: everything can be read in one go."""

from __future__ import annotations

from tools import sizes


def test_modules_and_functions_are_small(root):
    assert sizes.problems(root) == []


def test_exemptions_are_few_and_reasoned():
    assert len(sizes.EXEMPT) <= 3
    assert all(len(reason) > 20 for _, reason in sizes.EXEMPT.values())


def function(lines: int, name: str = "f", docstring: int = 0) -> str:
    """Write a function of so many lines, with a docstring of so many more."""
    text = ["    '''", *["    words"] * (docstring - 2), "    '''"] if docstring else []
    return "\n".join([f"def {name}():", *text, *["    x = 1"] * (lines - 1)]) + "\n"


def test_lengths_are_measured(tmp_path):
    (tmp_path / "src").mkdir()
    place = tmp_path / "src" / "m.py"
    place.write_text(function(60, docstring=30) + "x = 1\n" * 310, encoding="utf-8")
    assert sizes.problems(tmp_path, {}) == []
    place.write_text(function(61) + "x = 1\n" * 340, encoding="utf-8")
    assert sizes.problems(tmp_path, {}) == [
        "src/m.py:1: the module has 401 lines, 400 are allowed",
        "src/m.py:1: f has 61 lines, 60 are allowed",
    ]


def test_a_method_is_found_by_its_full_name(tmp_path):
    (tmp_path / "dev").write_text(
        "class A:\n" + "\n".join("    " + line for line in function(70, "g").splitlines()),
        encoding="utf-8",
    )
    assert sizes.problems(tmp_path, {}) == ["dev:2: A.g has 70 lines, 60 are allowed"]
    assert sizes.problems(tmp_path, {"dev:A.g": (70, "reason")}) == []


def test_an_exemption_that_is_not_needed_is_a_fault(tmp_path):
    assert sizes.problems(tmp_path, {"src/old.py": (500, "reason")}) == [
        "src/old.py: needs its exemption no longer"
    ]
