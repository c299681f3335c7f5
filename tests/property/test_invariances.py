"""What must not change a figure does not, to the last digit; what must does so in one place."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import oracle
import pytest
import strategies
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import Doc

from detente.core.edits import apply
from detente.core.finding import Finding
from detente.core.table import Pin
from detente.study import open_case, study_of

READINGS = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("invariances")


def figures(text: str, folder: Path, **changes: Any) -> dict[str, Any]:
    """Every figure of every question, as plain data."""
    place = folder / "case.yaml"
    place.write_text(text, encoding="utf-8")
    loaded, table = open_case(place)
    found = study_of(loaded, table, **({"readings": READINGS} | changes)).findings
    return {name: plain(finding) for name, finding in found.items()}


def plain(finding: Finding) -> dict[str, Any]:
    """A finding without the hash of the text it was made from, and without names by place."""
    return unplaced({k: v for k, v in finding.to_dict().items() if k != "case_hash"})


def unplaced(value: Any) -> Any:
    """Figures without what is known by its place in the case.

    That are the numbers of states (row-major over the issues as declared), the sentences that name
    them or a coalition, and the order of a coalition's members.
    """
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if k not in BY_PLACE}
        return {_sorted_name(k): unplaced(v) for k, v in kept.items()}
    if isinstance(value, list | tuple):
        return type(value)(unplaced(v) for v in value)
    return _sorted_name(value)


BY_PLACE = {"state", "ranking", "example"}


def _sorted_name(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\w+(\+\w+)+", value):
        return "+".join(sorted(value.split("+")))
    return value


def of_cases(root: Path) -> list[str]:
    return [oracle.open_text(p) for p in sorted((root / "cases").iterdir())]


# --- nothing changes ------------------------------------------------------------------------------


def canonical(value: Any) -> Any:
    """The same figures without the order of lists that follow the order of declaration."""
    if isinstance(value, dict):
        return {k: canonical(v) for k, v in sorted(value.items())}
    if isinstance(value, list | tuple):
        return sorted((canonical(v) for v in value), key=repr)
    return value


def shuffled(doc: Doc, seed: int) -> Doc:
    """The case with everything declared in another order, where order carries no meaning."""
    rng = random.Random(seed)

    def mixed(entries: Doc) -> Doc:
        names = list(entries)
        rng.shuffle(names)
        return {name: entries[name] for name in names}

    doc = mixed(copy.deepcopy(doc))
    for part in ("parties", "issues", "actors", "rules", "targets", "levers"):
        if part in doc:
            doc[part] = mixed(doc[part])
    for actor in doc["actors"].values():
        actor |= {key: mixed(actor[key]) for key in ("cares",) if key in actor}
        if "hears" in actor:
            actor["hears"] = mixed(actor["hears"])
    for issue in doc["issues"].values():
        for part in ("by", "veto"):
            if isinstance(issue.get(part), list):
                rng.shuffle(issue[part])
        if "on_table" in issue:
            rng.shuffle(issue["on_table"])
        if issue.get("ordered") == "no" and issue.get("one_way") not in ("up", "down"):
            rng.shuffle(issue["options"])
    return doc


def led(doc: Doc) -> Doc:
    """The case with its leading target marked, so that it does not lead by its place."""
    first = oracle.parse(strategies.text(doc)).headline
    doc = copy.deepcopy(doc)
    doc["targets"][first]["main"] = "true"
    return doc


def by_lever(found: dict[str, Any]) -> dict[str, Any]:
    """Levers combine in the order they are declared: their sets are compared as sets."""
    found = copy.deepcopy(found)
    entry = found["levers"]
    entry["certificate"] = {
        target: {"+".join(sorted(names.split("+"))): flags for names, flags in sets.items()}
        for target, sets in entry["certificate"].items()
    }
    movers = entry["support"]["movers"]
    entry["support"]["movers"] = {"+".join(sorted(k.split("+"))): v for k, v in movers.items()}
    for question in found.values():
        question.pop("answer")
    return found


def comparable(found: dict[str, Any]) -> Any:
    found = by_lever(found)
    deal = found["deals"]["support"]
    if deal["space"]:
        # Points name their package by its place in the list of packages, which keeps its order.
        deal["packages"] = dict(enumerate(deal["packages"]))
    # A certificate may name any one acceptable outcome: which one depends on the order of cells.
    readings = found["room"]["certificate"]
    for terms in readings.values():
        for name, entry in terms.items():
            terms[name] = [place >= 0 for place in entry["readings"]]
    # Likewise any one path in each reading, and outcomes by the place of their options.
    found["reach"].pop("certificate")
    return canonical(found)


@given(strategies.cases(), st.integers(0, 999))
@settings(max_examples=20, phases=strategies.PHASES)
def test_order_of_declaration(folder, doc, seed):
    doc = led(doc)
    before = figures(strategies.text(doc), folder)
    after = figures(strategies.text(shuffled(doc, seed)), folder)
    assert comparable(after) == comparable(before)


TWO_FAIR_DEALS = """
case: {title: Two deals equally fair, as_of: 2020-03-01}
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  i: {now: a, options: [a, b, c], ordered: 'no', by: [P, Q]}
actors:
  X: {of: P, no_deal: '50', cares: {i: {weight: '50', value: {a: '50', b: '60', c: '70'}}}}
  Z: {of: Q, no_deal: '50', cares: {i: {weight: '50', value: {a: '50', b: '70', c: '60'}}}}
targets: {t: {when: i != a, main: 'true'}}
levers: {l: {who: X, with: [Z], do: {shift: {X.no_deal: '-1', Z.no_deal: '-1'}}}}
"""


def test_order_of_options_where_two_deals_are_equally_fair(folder):
    doc = yaml.load(TWO_FAIR_DEALS, Loader=yaml.BaseLoader)
    before = figures(strategies.text(doc), folder)
    doc["issues"]["i"]["options"] = ["a", "c", "b"]
    assert comparable(figures(strategies.text(doc), folder)) == comparable(before)


@given(strategies.cases())
@settings(max_examples=10, phases=strategies.PHASES)
def test_labels(folder, doc):
    before = figures(strategies.text(doc), folder)
    labelled = copy.deepcopy(doc)
    labelled["case"]["title"] = "Quite another title"
    for part in ("parties", "actors", "targets", "levers"):
        for name, body in labelled.get(part, {}).items():
            body["name"] = f"{name} by another name"
    for issue in labelled["issues"].values():
        issue["ask"] = "What is it?"
        issue["options"] = {o: f"{o} in words" for o in issue["options"]}
    assert figures(strategies.text(labelled), folder) == before


@given(strategies.cases())
@settings(max_examples=10, phases=strategies.PHASES)
def test_an_edit_that_says_nothing(folder, doc):
    text = strategies.text(doc)
    before = figures(text, folder)
    noisy = "# a remark\n\n" + text.replace("\n", "   # aside\n", 1).replace(
        "\nactors:", "\n\n\nactors:"
    )
    noisy += 'statements:\n- {who: Somebody, at: "[bg]", said: "so it is said"}\n'
    assert figures(noisy, folder) == before


@given(strategies.cases())
@settings(max_examples=10, phases=strategies.PHASES)
def test_an_issue_that_matters_to_nobody(folder, doc):
    before = figures(strategies.text(doc), folder)
    larger = copy.deepcopy(doc)
    larger["issues"] = {"aside": {"now": "left", "options": ["left", "right"], "by": ["P0"]}} | (
        larger["issues"]
    )
    assert without_issue(figures(strategies.text(larger), folder), "aside") == before


def without_issue(value: Any, name: str) -> Any:
    """The figures with an issue struck from every outcome."""
    if isinstance(value, dict):
        return {k: without_issue(v, name) for k, v in value.items() if k != name}
    if isinstance(value, list | tuple):
        return type(value)(without_issue(v, name) for v in value)
    return value


# --- other names ----------------------------------------------------------------------------------


def renamed(value: Any, names: Callable[[str], str]) -> Any:
    """The case with every id replaced, wherever it stands."""
    if isinstance(value, dict):
        return {names(k): renamed(v, names) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(v, names) for v in value]
    return names(value) if isinstance(value, str) else value


def mirrored(text: str) -> str:
    """Ids such as i0, A21, P1 get names that sort the other way round; all else stays."""
    return re.sub(r"\b([iroltPABV])(\d{1,2})\b", lambda m: f"{m[1]}x{99 - int(m[2]):02}", text)


def rounded(value: Any) -> Any:
    """Sums are taken in the order of names, so their last digits may move."""
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(v) for v in value]
    return round(value, 4) + 0.0 if isinstance(value, float) else value


@given(strategies.cases(crisp=True))
@settings(max_examples=20, phases=strategies.PHASES)
def test_other_ids_where_nothing_is_drawn(folder, doc):
    doc = led(doc)
    text = strategies.text(renamed(doc, mirrored))
    before = rounded(renamed(unordered_names(figures(strategies.text(doc), folder)), mirrored))
    after = rounded(unordered_names(figures(text, folder)))
    assert canonical(after) == canonical(before)


def unordered_names(found: dict[str, Any]) -> Any:
    """What must be equal under other names: equals are told apart by name, and no more than that.

    The list of packages is cut at a dozen and among equals by name, the smallest working set and
    the space likewise; these are compared by their figures in other tests.
    """
    kept: dict[str, Any] = {"room": by_lever(found)["room"]["support"]}
    kept["sensitivity"] = found["sensitivity"]["support"]["targets"]
    kept["singles"] = {
        t: (entry["base"], entry["singles"])
        for t, entry in found["levers"]["support"]["targets"].items()
    }
    kept["alone"] = {
        t: (entry["room"], entry["bits"], entry["alone"])
        for t, entry in found["blockers"]["support"]["targets"].items()
    }
    return kept


# --- one number at a time -------------------------------------------------------------------------


def ranges(doc: Doc) -> list[tuple[str, Doc, str]]:
    """Every number of the case that could be wider: its path, and where it stands."""
    found = []
    for name, actor in doc["actors"].items():
        path = f"actors.{name}"
        if isinstance(actor.get("no_deal"), str) and actor["no_deal"][:1] != "n":
            found.append((f"{path}.no_deal", actor, "no_deal"))
        for issue, care in actor.get("cares", {}).items():
            found.append((f"{path}.cares.{issue}.weight", care, "weight"))
            value = care.get("value", {})
            found += [(f"{path}.cares.{issue}.value.{option}", value, option) for option in value]
            if "firm" in care:
                found.append((f"{path}.cares.{issue}.firm", care, "firm"))
    for name, rule in doc.get("rules", {}).items():
        if "firm" in rule:
            found.append((f"rules.{name}.firm", rule, "firm"))
    return found


@given(strategies.cases(), st.data())
@settings(max_examples=20, phases=strategies.PHASES)
def test_a_wider_range_holds_every_reading_of_the_narrow_one(folder, doc, data):
    """A narrow reading is the wide one with this number pinned inside its range, and all other
    numbers as they were."""
    narrow, wide = copy.deepcopy(doc), copy.deepcopy(doc)
    doc["levers"] = {}
    assume(ranges(narrow))
    path, entry, key = data.draw(st.sampled_from(ranges(narrow)))
    index = [p for p, _, _ in ranges(wide)].index(path)
    point = data.draw(st.sampled_from([0, 25, 50, 100]))
    entry[key] = str(point)
    ranges(wide)[index][1][key] = "0-100"
    for one in (narrow, wide):
        one.pop("levers", None)
    place = folder / "case.yaml"
    place.write_text(strategies.text(narrow), encoding="utf-8")
    loaded, table = open_case(place)
    place.write_text(strategies.text(wide), encoding="utf-8")
    _, wider = open_case(place)
    assume(any(i.path == path for i in wider.uncertain()))
    pinned = apply(wider, [Pin(path, point / 100)])
    only = ("room", "deals", "blockers", "levers")
    first, second = (study_of(loaded, t, only=only, readings=READINGS) for t in (table, pinned))
    for name in only:
        assert plain(first[name]) == plain(second[name])


@given(strategies.cases())
@settings(max_examples=20, phases=strategies.PHASES)
def test_room_for_a_step_wherever_there_is_room_for_a_deal(folder, doc):
    flags = {}
    for kind in ("step", "deal"):
        for target in doc["targets"].values():
            target["kind"] = kind
        found = figures(strategies.text(doc), folder, only=("room",))["room"]["certificate"]
        flags[kind] = [
            (target, terms, place >= 0)
            for target, entries in sorted(found.items())
            for terms, entry in sorted(entries.items())
            for place in entry["readings"]
        ]
    for step, deal in zip(flags["step"], flags["deal"], strict=True):
        assert step[2] >= deal[2], step


@given(strategies.cases())
@settings(max_examples=10, phases=strategies.PHASES)
def test_more_readings_keep_the_first_ones(folder, doc):
    few = figures(strategies.text(doc), folder, only=("room",), readings=7)["room"]
    many = figures(strategies.text(doc), folder, only=("room",), readings=31)["room"]
    for target, entries in few["certificate"].items():
        for terms, entry in entries.items():
            other = many["certificate"][target][terms]["readings"]
            assert [w >= 0 for w in entry["readings"]] == [w >= 0 for w in other[:7]]


# --- the same figures wherever the work is done ---------------------------------------------------


@contextmanager
def threads() -> Iterator[Any]:
    with ThreadPoolExecutor(2) as pool:
        yield pool.map


@contextmanager
def processes() -> Iterator[Any]:
    from multiprocessing import get_context

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool.map


@contextmanager
def dask() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address=None,
    )
    with cluster, distributed.Client(cluster) as client:

        def mapping(fn: Any, items: Any) -> list[Any]:
            gathered: list[Any] = client.gather(client.map(fn, list(items)))
            return gathered

        yield mapping


@pytest.mark.parametrize(
    ("executor", "only"),
    [
        pytest.param(threads, None, id="threads"),
        pytest.param(processes, None, id="processes"),
        pytest.param(dask, ("room", "blockers"), id="dask", marks=pytest.mark.slow),
    ],
)
def test_the_same_figures_through_any_map(executor, only, root):
    case = open_case(root / "cases" / "harbour-strike")
    asked = partial(study_of, *case, readings=130, only=only)
    with executor() as mapping:
        spread = asked(map=mapping)
    assert spread.to_json() == asked().to_json()
