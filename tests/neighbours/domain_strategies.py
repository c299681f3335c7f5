"""Bargaining domains for hypothesis, and what it means that two are the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from detente.core.conflict import Axis
from detente.core.domain import Domain, Link
from detente.core.logic import All, Is, Not, Some
from detente.neighbours.form import Written

NAMES = st.text(
    st.characters(blacklist_categories=["Cc", "Cs"], blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=6,
).filter(lambda text: text == text.strip())
ODD = st.sampled_from(["and", "null", "A/B", "..", "con", "agreement", "a b", "A b", "<&>", '"'])
FINITE = st.floats(-1e6, 1e6, allow_subnormal=False)
SHARES = st.floats(0, 1) | st.sampled_from([0.0, 1.0, 0.1, 1 / 3])


@st.composite
def domains(
    draw: st.DrawFn,
    *,
    shares: bool = False,
    weighted: bool = False,
    linked: bool = False,
    coarse: bool = False,
) -> Domain:
    """A small domain.

    With ``weighted``, weights add up to 1 and nobody has more than 1 without a deal; with
    ``shares``, moreover, utilities are from 0 to 1.
    """
    axes = tuple(
        Axis(name, tuple(draw(st.lists(NAMES | ODD, min_size=1, max_size=4, unique=True))))
        for name in draw(st.lists(NAMES | ODD, min_size=1, max_size=3, unique=True))
    )
    parties = tuple(draw(st.lists(NAMES | ODD, min_size=1, max_size=3, unique=True)))
    figures = st.integers(0, 6).map(float) if coarse else SHARES if shares else FINITE
    weight = st.integers(0, 4).map(float) if coarse else st.floats(0, 1e3, allow_subnormal=False)
    weights = np.array([[draw(weight) for _ in axes] for _ in parties])
    if shares or weighted:
        counts = np.array([[draw(st.integers(1, 9)) for _ in axes] for _ in parties])
        weights = counts / counts.sum(axis=1, keepdims=True)
    none = st.just(float("nan"))
    reserves = figures.map(lambda x: min(x, 1.0)) if weighted else figures
    return Domain(
        title=draw(NAMES),
        issues=axes,
        parties=parties,
        weights=weights,
        scores=tuple(
            np.array([[draw(figures) for _ in axis.options] for _ in parties]) for axis in axes
        ),
        reserve=np.array([draw(none if shares else none | reserves) for _ in parties]),
        links=tuple(_link(draw, axes, k) for k in range(draw(st.integers(0, 2)) if linked else 0)),
        base=np.array([draw(figures) if linked else 0.0 for _ in parties]),
        discount=np.array([draw(none if shares else none | st.floats(0, 1)) for _ in parties]),
    )


def _link(draw: st.DrawFn, axes: tuple[Axis, ...], k: int) -> Link:
    def leaf() -> Is:
        axis = draw(st.sampled_from(axes))
        chosen = draw(st.lists(st.sampled_from(axis.options), min_size=1))
        return Is(axis.name, frozenset(chosen))

    parts = (leaf(), Not(leaf()) if draw(st.booleans()) else leaf())
    return Link(f"link {k}", All(parts) if draw(st.booleans()) else All((*parts, Some(parts))))


def laid(written: Written, folder: Path) -> Path:
    """Put files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in written.files.items():
        assert isinstance(text, str)
        (folder / name).write_bytes(text.encode())
    assert len(list(folder.iterdir())) == len(written.files)
    return folder


def same(one: Domain, other: Domain) -> None:
    """The same domain, number by number."""
    assert other.title == one.title
    assert other.parties == one.parties
    assert other.issues == one.issues
    assert np.array_equal(other.weights, one.weights)
    assert all(np.array_equal(a, b) for a, b in zip(one.scores, other.scores, strict=True))
    assert np.array_equal(other.reserve, one.reserve, equal_nan=True)
    assert np.array_equal(other.discount, one.discount, equal_nan=True)
    assert np.array_equal(other.base, one.base)


def utilities(domain: Domain) -> np.ndarray:
    """What every package is worth to every party, in row-major order over the issues."""
    values = domain.base[:, None]
    for worth in domain.worth:
        values = (values[:, :, None] + worth[:, None, :]).reshape(len(domain.parties), -1)
    return values
