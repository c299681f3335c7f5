"""GENIUS: the published domains number by number, and round trips without loss."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from neighbours.domain_strategies import domains, laid, same, utilities
from neighbours.small_domains import GENIUS

from detente.case.faults import CaseErrors
from detente.core.conflict import Axis
from detente.core.domain import Domain, Link
from detente.core.line import Line, Positions
from detente.core.logic import Is
from detente.neighbours import genius

DATA = Path(__file__).parents[3] / "shared" / "data"
PUBLISHED = sorted(path for path in DATA.glob("genius_domains/*") if path.is_dir())
needs_data = pytest.mark.skipif(not PUBLISHED, reason="the published GENIUS domains are not here")


def own(folder: Path, files: dict[str, str] = GENIUS) -> Path:
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return folder


@pytest.fixture(scope="module")
def golden() -> dict[str, dict]:
    cases = yaml.safe_load((DATA / "bargaining_cases" / "genius_domains.yaml").read_text())
    return {Path(case["path"].partition(": ")[2]).name: case for case in cases["domains"]}


@needs_data
@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda path: path.name)
def test_published_domains(folder: Path, golden: dict[str, dict]) -> None:
    case = golden[folder.name]
    domain = genius.read(folder)
    assert [(axis.name, len(axis.options)) for axis in domain.issues] == [
        (issue["name"], issue["n"]) for issue in case["issues"]
    ]
    files = {Path(name).stem for name in case["files"]}
    assert len(domain.parties) == case["parties"] == len(files) - 1
    assert set(domain.parties) < files
    assert domain.size == case["outcomes"]
    found = utilities(domain)
    assert found.min(axis=1) == pytest.approx(case["u_min"], abs=1e-6)
    assert found.max(axis=1) == pytest.approx(case["u_max"], abs=1e-6)
    assert found.sum(axis=0).max() == pytest.approx(sum(case["utilitarian"]), abs=1e-5)
    best = found[:, found.prod(axis=0).argmax()]
    assert np.log(best).sum() == pytest.approx(case["nash_log_d0"], abs=1e-5)


@needs_data
@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda path: path.name)
def test_published_domains_survive_a_round_trip(folder: Path, tmp_path: Path) -> None:
    domain = genius.read(folder)
    written = genius.write(domain)
    assert written.lost == ()
    same(domain, genius.read(laid(written, tmp_path)))


def test_our_own(tmp_path: Path) -> None:
    domain = genius.read(own(tmp_path))
    assert domain.title == "The fence"
    assert domain.parties == ("ann", "bob")
    assert domain.issues == (
        Axis("Gate", ("shut", "open & free")),
        Axis("Height", ("low", "middle", "high")),
        Axis("Toll", ("2", "3", "4", "5")),
    )
    assert domain.weights.tolist() == [[0.1, 0.3, 0.6], [0.5, 0.25, 0.25]]
    assert [scores.tolist() for scores in domain.scores] == [
        [[0, 30], [5, 0.5]],
        [[1.5, 1, 0.1], [0, 1, 2]],
        [[0.25, 0.5, 0.75, 1], [9, 4, -1, 0]],
    ]
    assert domain.reserve[0] == 0.5
    assert domain.discount[0] == 0.9
    assert np.isnan([domain.reserve[1], domain.discount[1]]).all()


@pytest.mark.parametrize("name", ["fence.xml", "ann.xml"])
def test_one_file_stands_for_all_beside_it(name: str, tmp_path: Path) -> None:
    same(genius.read(own(tmp_path)), genius.read(tmp_path / name))


def test_a_list_of_files_keeps_its_order(tmp_path: Path) -> None:
    own(tmp_path)
    paths = [tmp_path / name for name in ("bob.xml", "fence.xml", "ann.xml")]
    assert genius.read_files(paths).parties == ("bob", "ann")


def test_of_several_domains_in_a_folder_one_is_named(tmp_path: Path) -> None:
    own(tmp_path)
    other = Domain.of("Road", {"tar": ("no", "yes")}, {"Cy": {"tar": (0, 1)}})
    laid_beside = genius.write(other)
    for name, text in laid_beside.files.items():
        (tmp_path / name).write_text(str(text))
    assert genius.read(tmp_path / "Road.xml").parties == ("Cy",)
    assert genius.read(tmp_path / "fence.xml").parties == ("ann", "bob")
    with pytest.raises(CaseErrors, match="several domains"):
        genius.read(tmp_path)


def test_older_lines_count_from_zero(tmp_path: Path) -> None:
    files = dict(GENIUS)
    files["ann.xml"] = files["ann.xml"].replace(
        'offset="0.25" slope="0.25"', 'parameter0="0.1" parameter1="0.2"'
    )
    assert genius.read(own(tmp_path, files)).scores[2][0] == pytest.approx([0.5, 0.7, 0.9, 1.0])


def test_parties_come_in_the_order_people_count_in(tmp_path: Path) -> None:
    files = {"fence.xml": GENIUS["fence.xml"]}
    files |= {f"side{k}.xml": GENIUS["ann.xml"] for k in (1, 2, 10)}
    assert genius.read(own(tmp_path, files)).parties == ("side1", "side2", "side10")


def test_agents_named_for_files_that_are_not_there_are_let_be(tmp_path: Path) -> None:
    files = dict(GENIUS)
    files["fence.xml"] = files["fence.xml"].replace(
        "  <utility_space ", '  <agent name="Buyer" utility_space="gone.xml"/>\n  <utility_space '
    )
    assert genius.read(own(tmp_path, files)).parties == ("ann", "bob")


@given(domains(weighted=True))
def test_a_round_trip_keeps_every_number(tmp_path_factory, domain: Domain) -> None:
    written = genius.write(domain)
    assert written.lost == ()
    same(domain, genius.read(laid(written, tmp_path_factory.mktemp("trip"))))


@given(domains(linked=True, coarse=True))
def test_what_is_lost_is_said(tmp_path_factory, domain: Domain) -> None:
    """The scale of a party may change, but no package is better or worse than it was."""
    written = genius.write(domain)
    found = genius.read(laid(written, tmp_path_factory.mktemp("trip")))
    scaled = sum("put on the scale" in words for words in written.lost)
    told = sum(bool(x) for x in domain.base.tolist()) + len(domain.links)
    assert len(written.lost) == told + scaled
    before, after = utilities(domain), utilities(found)
    for row in range(len(domain.parties)):
        most = before[row].max()
        factor = after[row].max() / most if most > 0 else 1.0
        assert np.allclose(before[row] * factor, after[row], rtol=0, atol=1e-9)
        assert np.isnan(domain.reserve[row]) == np.isnan(found.reserve[row])
        if most > 0:
            reserve = domain.reserve[row] * factor
            assert np.allclose(reserve, found.reserve[row], rtol=0, atol=1e-9, equal_nan=True)
        if domain.base[row] == 0 and abs(domain.weights[row].sum() - 1) > 0.1:
            # GENIUS divides scores by the largest of their issue: it must find the same.
            tops = {float(scores[row].max()) for scores in found.scores}
            assert tops <= {0.0, 1.0}
            assert found.weights[row].sum() == pytest.approx(1, abs=1e-12)


def test_what_is_lost_in_words() -> None:
    link = Link("no_toll", Is("gate", frozenset({"open"})))
    worth = {"A\n1": {"gate": (1.0, 3.0)}}
    domain = Domain.of("Fence", {"gate": ("shut", "open")}, worth, links=[link])
    first, second = genius.write(domain).lost
    assert "link no_toll is left out" in first
    assert second == "the party 'A 1' is written as 'A 1'"


def test_only_domains_can_be_written() -> None:
    two = Positions.of("Fence", {"A": (0.0, 1.0, 2.0), "B": (1.0, 0.5, 2.0)}, Line("height"))
    with pytest.raises(TypeError, match="hold domains"):
        genius.write(two)


def test_it_is_told_by_its_beginning() -> None:
    assert all(genius.FORMAT.looks_like(text) for text in GENIUS.values())
    assert not genius.FORMAT.looks_like("<ktab/>")
