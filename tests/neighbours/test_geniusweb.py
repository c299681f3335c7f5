"""GeniusWeb: read exactly, written so that GeniusWeb takes it, and what is lost is said."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from neighbours.domain_strategies import domains, laid, same, utilities
from neighbours.small_domains import GENIUSWEB

from detente.case.faults import CaseErrors
from detente.core.conflict import Axis
from detente.core.domain import Domain
from detente.core.line import Line, Positions
from detente.neighbours import genius, geniusweb, jsontree
from detente.neighbours.geniusweb_text import PROFILE

DATA = Path(__file__).parents[3] / "shared" / "data" / "genius_domains"
PUBLISHED = sorted(path for path in DATA.glob("*") if path.is_dir())


def own(folder: Path, files: dict[str, str] = GENIUSWEB) -> Path:
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return folder


def trip(domain: Domain, folder: Path) -> tuple[Domain, tuple[str, ...]]:
    written = geniusweb.write(domain)
    return geniusweb.read(laid(written, folder)), written.lost


def test_our_own(tmp_path: Path) -> None:
    domain = geniusweb.read(own(tmp_path))
    assert domain.title == "fence"
    assert domain.parties == ("Ann", "Bob")
    assert domain.issues == (
        Axis("Gate", ("shut", "open")),
        Axis("Height", ("low", "middle", "high")),
        Axis("Toll", ("0.5", "1", "1.5", "2")),
    )
    assert domain.weights.tolist() == [[0.25, 0.25, 0.5], [0.5, 0.25, 0.25]]
    assert domain.scores[0].tolist() == [[0, 1], [1, 0]]
    assert domain.scores[1].tolist() == [[1, 0.5, 0.1], [0, 0.5, 1]]
    assert domain.scores[2] == pytest.approx(np.array([[0, 0.25, 0.5, 0.75], [1, 2 / 3, 1 / 3, 0]]))
    assert domain.reserve[0] == pytest.approx(0.25 + 0.375)
    assert np.isnan(domain.reserve[1])


@pytest.mark.parametrize("name", ["fence.json", "fence2.json"])
def test_one_file_stands_for_all_beside_it(name: str, tmp_path: Path) -> None:
    same(geniusweb.read(own(tmp_path)), geniusweb.read(tmp_path / name))


def test_profiles_hold_their_domain_too(tmp_path: Path) -> None:
    own(tmp_path)
    whole = geniusweb.read(tmp_path)
    (tmp_path / "fence.json").unlink()
    same(whole, geniusweb.read(tmp_path))


def test_a_list_of_files_keeps_its_order(tmp_path: Path) -> None:
    own(tmp_path)
    paths = [tmp_path / name for name in ("fence2.json", "fence.json", "fence1.json")]
    assert geniusweb.read_files(paths).parties == ("Bob", "Ann")


def test_profiles_of_one_name_are_told_apart_by_their_files(tmp_path: Path) -> None:
    files = {name: text.replace('"Bob"', '"Ann"') for name, text in GENIUSWEB.items()}
    assert geniusweb.read(own(tmp_path, files)).parties == ("fence1", "fence2")


def test_other_json_in_the_folder_is_let_be(tmp_path: Path) -> None:
    own(tmp_path)
    (tmp_path / "settings.json").write_text('{"deadline": 10}')
    assert len(geniusweb.read(tmp_path).parties) == 2
    with pytest.raises(CaseErrors, match="not a GeniusWeb file"):
        geniusweb.read(tmp_path / "settings.json")


def test_of_several_domains_in_a_folder_one_is_named(tmp_path: Path) -> None:
    own(tmp_path)
    other = Domain.of("road", {"tar": ("no", "yes")}, {"Cy": {"tar": (0, 1)}})
    for name, text in geniusweb.write(other).files.items():
        (tmp_path / name).write_text(str(text))
    assert geniusweb.read(tmp_path / "road.json").parties == ("Cy",)
    assert geniusweb.read(tmp_path / "fence.json").parties == ("Ann", "Bob")


@given(domains(shares=True))
def test_a_round_trip_keeps_every_number(tmp_path_factory, domain: Domain) -> None:
    found, lost = trip(domain, tmp_path_factory.mktemp("trip"))
    assert lost == ()
    same(domain, found)


@given(domains(coarse=True))
def test_any_domain_becomes_one_that_it_takes(tmp_path_factory, domain: Domain) -> None:
    """The scale may change, but no package is better or worse than it was."""
    written = geniusweb.write(domain)
    found = geniusweb.read(laid(written, tmp_path_factory.mktemp("trip")))
    for name, text in written.files.items():
        weights = json.loads(text).get(PROFILE, {}).get("issueWeights")
        if weights and any("put on the scale" in words for words in written.lost):
            exact = json.loads(text, parse_float=Decimal)[PROFILE]["issueWeights"].values()
            assert sum(exact) == 1 or "scale" not in " ".join(written.lost), name
    before, after = utilities(domain), utilities(found)
    for row in range(len(domain.parties)):
        # Nothing is below 0, so only the unit changes.
        factor = after[row].max() / before[row].max() if before[row].max() > 0 else 1.0
        assert np.allclose(before[row] * factor, after[row], rtol=0, atol=1e-9)
        assert -1e-12 <= after[row].min() <= after[row].max() <= 1 + 1e-12
        reserve = float(domain.reserve[row]) * factor
        if np.isfinite(found.reserve[row]):
            accepted = after[row] >= reserve - 1e-9
            assert np.array_equal(after[row] >= found.reserve[row] - 1e-9, accepted)
        elif np.isfinite(domain.reserve[row]):
            why = "left out" if before[row].max() > 0 else ""
            assert any(why in words for words in written.lost)


def test_what_is_lost_in_words() -> None:
    domain = Domain.of(
        "Fence", {"gate": ("shut", "open")}, {"A": {"gate": (-1, 3)}}, reserve={"A": 1.0}
    )
    domain.discount[0] = 0.9
    written = geniusweb.write(domain)
    why = "GeniusWeb says what A has without a deal (0.5) only as a package"
    assert written.lost == (
        "the utilities of A are put on the scale from 0 to 1",
        "the discount factor of A (0.9) is left out: GeniusWeb has none",
        f"{why}: written is the nearest better one, worth 1",
    )


@pytest.mark.skipif(not PUBLISHED, reason="the published GENIUS domains are not here")
@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda path: path.name)
def test_published_domains_keep_their_order_of_packages(folder: Path, tmp_path: Path) -> None:
    domain = genius.read(folder)
    found, _ = trip(domain, tmp_path / "one")
    assert found.parties == domain.parties
    assert found.issues == domain.issues
    before, after = utilities(domain), utilities(found)
    assert np.allclose(before / before.max(axis=1, keepdims=True), after, rtol=0, atol=1e-9)
    # What GeniusWeb takes goes there and back, by way of GENIUS too, without any change.
    again, lost = trip(found, tmp_path / "two")
    assert lost == ()
    same(found, again)
    same(found, genius.read(laid(genius.write(found), tmp_path / "three")))


def test_only_domains_can_be_written() -> None:
    two = Positions.of("Fence", {"A": (0.0, 1.0, 2.0), "B": (1.0, 0.5, 2.0)}, Line("height"))
    with pytest.raises(TypeError, match="hold domains"):
        geniusweb.write(two)


def test_it_is_told_by_its_beginning() -> None:
    assert all(geniusweb.FORMAT.looks_like(text) for text in GENIUSWEB.values())
    assert not geniusweb.FORMAT.looks_like('{"a": 1}')


def test_the_tree_is_what_json_says() -> None:
    for text in GENIUSWEB.values():
        assert _plain(jsontree.parse_text(text)) == json.loads(text)


def test_utf_16_and_marks(tmp_path: Path) -> None:
    for codec in ("utf-8-sig", "utf-16"):
        path = tmp_path / "file.json"
        path.write_bytes('{"é": [1]}'.encode(codec))
        assert _plain(jsontree.parse(path)) == {"é": [1]}


def _plain(node: jsontree.Node) -> object:
    if node.kind == "map":
        return {key: _plain(one) for key, one in node.entries.items()}
    if node.kind == "list":
        return [_plain(one) for one in node.items]
    return node.text if node.kind == "text" else json.loads(node.text)
