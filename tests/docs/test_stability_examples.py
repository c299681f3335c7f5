"""Every figure on the pages about stability, reach and published models is worked out again.

The files stand on the pages (``<!-- file: NAME -->`` before a block). What a table holds is said in
a comment before it, which no reader sees; :data:`TELLERS` has one function for each kind.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import detente
from detente.analysis.ask import deals
from detente.analysis.graph import arcs, table
from detente.analysis.graph.concepts import CONCEPTS
from detente.analysis.graph.patterns import NAMES
from detente.analysis.reach import paths as reach_paths
from detente.analysis.reach import question as reach
from detente.analysis.stay import flips, holds, must_prefer, stability, standing, state_table
from detente.cli import main
from detente.core.conflict import Axis, OptionForm
from detente.core.reading import Draws, value
from detente.core.table import Table
from detente.models import inverses, model_stability, why
from detente.study import open_case

PAGES = (
    "explanation/stability.md",
    "explanation/reach.md",
    "explanation/semantics.md",
    "reference/gmcr-models.md",
    "how-to/get-a-published-table-back.md",
    "how-to/write-preferences-as-an-order.md",
)
FILE = re.compile(r"^<!-- file: (.*?) -->\n```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
VARIANT = re.compile(r"^<!-- variant: (.*?) \| (.*?) \| (.*?) \| (.*?) -->$", re.MULTILINE)
TABLE = re.compile(r"^<!-- ([\w-]+): (.*?) -->\n((?:\|.*\n)+)", re.MULTILINE)
CONCEPT = {name: concept for concept, name in NAMES.items()}
KINDS = ("a", "b", "c", "d")

Rows = list[dict[str, str]]


def texts(root: Path) -> dict[str, str]:
    return {name: (root / "docs" / name).read_text(encoding="utf-8") for name in PAGES}


@pytest.fixture(scope="module")
def files(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file of the pages, and the variants they speak of."""
    folder = tmp_path_factory.mktemp("pages")
    found: dict[str, str] = {}
    for page, text in texts(root).items():
        for name, body in FILE.findall(text):
            assert found.setdefault(name, body) == body, f"{page}: {name} is another file elsewhere"
    for page, text in texts(root).items():
        for base, old, new, name in VARIANT.findall(text):
            assert found[base].count(old) == 1, f"{page}: {old!r} in {base}"
            found[name] = found[base].replace(old, new.replace("\\n", "\n"))
    for name, body in found.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(body, encoding="utf-8")
    return folder


# --- what the tables hold ---


def verdicts(cell: str) -> list[str]:
    """The concepts a cell names."""
    if cell.startswith("all"):
        gone = {CONCEPT[name] for name in cell.partition(" but ")[2].split()}
        return [c for c in CONCEPTS if c not in gone]
    return [] if cell == "–" else [CONCEPT[name] for name in cell.split()]


def parted(words: Sequence[str]) -> tuple[dict[str, Any], str | None]:
    """Options of a question, and the only actor asked about."""
    known: dict[str, dict[str, Any]] = {
        "strong": {"strong": True},
        "not-back": {"back": False},
        "kept": {"start": "kept"},
        "kind-c": {"kind": "c"},
    }
    asked: dict[str, Any] = {}
    only = None
    for word in words:
        if word.startswith("only "):
            only = word[5:]
        else:
            asked |= known[word]
    return asked, only


def stable(files: Path, words: Sequence[str], rows: Rows) -> None:
    """Which states are stable for whom; ``both`` and ``all`` are the equilibria."""
    asked, only = parted(words[1:])
    answer = model_stability(files / words[0], **asked).table
    lists, ids = answer.lists(), answer.ids.tolist()
    assert [int(row["state"]) for row in rows] == sorted(ids)
    columns = [only] if only else [*answer.dms, "both"]
    for row in rows:
        for column in columns:
            by = lists["equilibria"] if column == "both" else lists["stable"][column]
            found = [c for c in CONCEPTS if int(row["state"]) in by[c]]
            assert verdicts(row[column]) == found, (words, row["state"], column)


def states(files: Path, words: Sequence[str], rows: Rows) -> None:
    """One state and one actor in several files, or the same file asked in several ways."""
    *specs, last = words[1:]
    actor = last.removeprefix("only ")
    for spec, row in zip(specs, rows, strict=True):
        name, *how = spec.split()
        lists = model_stability(files / name, **parted(how)[0]).table.lists()
        found = [c for c in CONCEPTS if int(words[0]) in lists["stable"][actor][c]]
        assert verdicts(list(row.values())[-1]) == found, spec


def types(files: Path, words: Sequence[str], rows: Rows) -> None:
    """One actor and concept under each type of unknown preference."""
    name, actor, concept = words
    answer = model_stability(files / name).to_dict()["stable"][actor][concept]
    for row in rows:
        for kind in KINDS:
            found = int(row["state"]) in answer[kind]
            assert row[kind] == ("stable" if found else "no"), (row, kind)


def improvements(files: Path, words: Sequence[str], rows: Rows) -> None:
    """The improvements of one actor from one state, each with its answer."""
    name, state, actor, concept = words
    witnesses = why(model_stability(files / name).file, int(state), concepts=(concept,))
    found = next(w for w in witnesses if w["actor"] == actor)
    assert found["stable"]
    told = [
        [
            f"{state} → {a['improvement']}",
            ", ".join(f"{s['movers']} {s['from']} → {s['to']}" for s in a["sanction"]),
        ]
        for a in found["answers"]
    ]
    assert [list(row.values()) for row in rows] == told


def at_once(files: Path, words: Sequence[str], rows: Rows) -> None:
    """Simultaneous stability."""
    found = model_stability(files / words[0], concepts=("nash", "sim")).table.lists()["stable"]
    for row in rows:
        for actor, by in found.items():
            told = "stable" if int(row["state"]) in by["sim"] else "no"
            assert row[actor] == told, (row, actor)


def counted(files: Path, words: Sequence[str], rows: Rows) -> None:
    """Rankings under which a state holds."""
    found = inverses(model_stability(files / words[0]).file, int(words[1]))
    assert f"of {found['rankings']} rankings" in rows[0]
    for row in rows:
        actor, *numbers = row.values()
        assert [int(n) for n in numbers] == [found["stable"][actor][c] for c in CONCEPTS]


def measured(files: Path, words: Sequence[str], rows: Rows) -> None:
    """Shares of equilibria in random models with strict rankings and two options a side."""
    for column, (sides, options) in zip(list(rows[0])[1:], ((2, 4), (5, 10)), strict=True):
        assert column.startswith(f"{sides} sides, {options} options")
        shares = _random(sides, options, int(words[0]))
        for row in rows:
            told = float(row[column].removesuffix(" %"))
            found = 100 * shares[CONCEPT[next(iter(row.values()))]]
            assert abs(told - found) <= (0.05 if told < 1 else 1), (column, row, found)


def _random(sides: int, options: int, models: int) -> dict[str, float]:
    rng = np.random.default_rng(1)
    free = np.ones((2, 2), dtype=np.bool_)
    axes = tuple(Axis(str(k), ("no", "yes")) for k in range(options))
    steps = tuple({a: free for a in range(options) if a % sides == i} for i in range(sides))
    every, dms = np.ones(2**options, dtype=np.bool_), tuple(str(i) for i in range(sides))
    found: dict[str, list[float]] = {c: [] for c in CONCEPTS}
    for _ in range(models):
        ranks = tuple(rng.permutation(2**options).astype(np.int32) for _ in dms)
        answer = table.stability(OptionForm(dms, axes, steps, every, ranks))
        for concept, flags in answer.equilibria.items():
            found[concept].append(float(flags.mean()))
    return {concept: float(np.mean(shares)) for concept, shares in found.items()}


# --- the same, of cases ---


def case(files: Path, name: str) -> Table:
    return open_case(files / name)[1]


def outcomes(files: Path, words: Sequence[str], rows: Rows) -> None:
    """Outcomes by number, and what they are worth to each actor."""
    known = case(files, words[0])
    told = state_table.state_table(known, readings=8)["states"]
    for row in rows:
        options = {i: row[i] for i in known.declared}
        assert told[int(row["state"])] == options
        place = {i: known.issue[i].options.index(o) for i, o in options.items()}
        for actor in known.actors:
            assert float(row[actor.id]) == value(Draws(0, 0, 1), known, actor, place)[0]


def led(files: Path, words: Sequence[str], rows: Rows) -> None:
    """Room, reach and whether the deal holds, for a target in several files."""
    target, *names = words
    for name, row in zip(names, rows, strict=True):
        known = case(files, name)
        entry = reach.reach(known, target=target, readings=20).support["targets"][target]
        found = [entry["room"], *(entry["reach"][k] for k in ("1", "2", "any"))]
        (package,) = deals(known, target=target, readings=20).support["packages"]
        found += [package["holds"][k] for k in ("alone", "together", "answered")]
        told = [float(cell.removesuffix(" %")) / 100 for cell in list(row.values())[1:]]
        assert told == [one["share"] for one in found], name


def tabled(files: Path, words: Sequence[str], rows: Rows) -> None:
    """Every outcome of a case, for every party and coalition."""
    found = state_table.state_table(case(files, words[0]), readings=8)["stable"]
    for row in rows:
        for actor, by in found.items():
            concepts = [c for c in CONCEPTS if int(row["state"]) in by[c]]
            assert verdicts(row[actor]) == concepts, (row, actor)


def ordered(files: Path, words: Sequence[str], rows: Rows) -> None:
    """Outcomes in the order of each actor, the best first."""
    known = case(files, words[0])
    told = state_table.state_table(known, readings=8)["states"].values()
    for row in rows:
        who, *cells = row.values()
        worth = []
        for cell in cells:
            options = next(o for o in told if ", ".join(o.values()) == cell)
            place = {i: known.issue[i].options.index(o) for i, o in options.items()}
            worth.append(value(Draws(0, 0, 1), known, known.actor[who], place)[0])
        assert all(a > b for a, b in pairwise(worth)), who


TELLERS: dict[str, Callable[[Path, Sequence[str], Rows], None]] = {
    "stable": stable,
    "states": states,
    "types": types,
    "why": improvements,
    "sim": at_once,
    "inverse": counted,
    "measured": measured,
    "values": outcomes,
    "reach": led,
    "states-of": tabled,
    "order": ordered,
}


def _tables() -> list[Any]:
    root = Path(__file__).resolve().parents[2]
    found = []
    for page, text in texts(root).items():
        for verb, rest, body in TABLE.findall(text):
            split = [[c.strip() for c in r[1:-1].split("|")] for r in body.splitlines()]
            rows = [dict(zip(split[0], row, strict=True)) for row in split[2:]]
            words = rest.split(" | ")
            name = f"{Path(page).stem}-{verb}-{words[0]}"
            found.append(pytest.param(verb, words, rows, id=name))
    return found


@pytest.mark.parametrize(("verb", "words", "rows"), _tables())
def test_table(verb: str, words: list[str], rows: Rows, files: Path) -> None:
    TELLERS[verb](files, words, rows)


def test_there_are_tables(root: Path) -> None:
    found = {verb for text in texts(root).values() for verb, _, _ in TABLE.findall(text)}
    assert found == set(TELLERS)


# --- what is said beside the tables ---


def test_the_three_ways_to_write_the_bridge_agree(files: Path) -> None:
    """As a model, with weights, and as orders: the same verdicts, by other numbers."""
    model = model_stability(files / "bridge.yaml").table.lists()["stable"]
    other = {0: 0, 1: 2, 2: 1, 3: 3}
    for name in ("swap.yaml", "order/case.yaml"):
        told = state_table.state_table(case(files, name), readings=8)["stable"]
        assert told == {
            a: {c: sorted(other[s] for s in states) for c, states in by.items()}
            for a, by in model.items()
        }
        found = stability.stability(case(files, name), readings=20)
        assert found.support["now"]["state"] == 0


def test_where_the_comfortable_one_stops(files: Path) -> None:
    known = case(files, "swap-comfort.yaml")
    stops = reach.reach(known, target="swap", readings=20).support["targets"]["swap"]["stops"]
    (reason,) = stops["reasons"]
    assert (reason["actor"], reason["kind"], reason["share"]["share"]) == ("Ilves", "loses", 1)


def test_who_can_go_where(root: Path, files: Path) -> None:
    """The moves that the semantics works out by hand."""
    text = texts(root)["explanation/semantics.md"].partition("By hand, on [the bridge in small]")[2]
    rows = [r for r in text.split("\n\n")[1].splitlines() if re.match(r"\| \d", r)]
    known = case(files, "swap.yaml")
    cells, _ = standing_of(known)
    names = {"closed, held": 0, "closed, home": 1, "open, held": 2, "open, home": 3}
    for row in rows:
        start, *moves = (cell.strip() for cell in row.strip("|").split("|"))
        here = int(start[0])
        assert names[start[2:].partition(" (")[0]] == here
        groups = (["Norden"], ["Sudland"], ["Norden", "Sudland"])
        for group, told in zip(groups, moves, strict=True):
            end = int(told[0])
            gains = [bool(cells.moves.gains(p, here, np.array([end]))[0, 0]) for p in group]
            assert end in cells.way(frozenset(group), improving=False).out_of(here, 0), told
            assert ("gain" in told) == all(gains), told


def standing_of(known: Table) -> tuple[standing.Standing, list[int]]:
    from detente.analysis.numbering import states as numbered

    cells, places = numbered(known, [known.now])
    return standing.Standing(Draws(0, 0, 1), standing.Board(known, cells), places), places


def test_what_norden_would_have_to_prefer(files: Path) -> None:
    found = must_prefer.must_prefer(case(files, "swap.yaml"), 3)
    shares = found["shares"]["Norden"]
    assert found["readings"] == 1
    assert [round(100 * shares[c], 1) for c in ("nash", "seq")] == [50, 66.7]


def test_a_concept_that_tells_little_is_said_to(files: Path) -> None:
    """More than half of the states, or more than can be read."""
    found = model_stability(files / "brink.yaml").patterns()["concepts"]
    assert not found["gmr"]["discriminates"]
    assert found["seq"]["discriminates"]


def test_strong_without_a_mark_leaves_nash_only(files: Path) -> None:
    strongly = model_stability(files / "bridge.yaml", strong=True).table.lists()["stable"]
    plainly = model_stability(files / "bridge.yaml").table.lists()["stable"]
    for dm in ("Norden", "Sudland"):
        assert all(strongly[dm][c] == plainly[dm]["nash"] for c in CONCEPTS)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("explanation/semantics.md", f"than {standing.UNIONS} groups"),
        ("explanation/semantics.md", f"at\nmost {reach_paths.LONGEST} steps long"),
        ("explanation/semantics.md", f"{reach_paths.EXPANSIONS:,} places"),
        ("explanation/semantics.md", f"({reach_paths.FEW_EXPANSIONS} on large tables)"),
        ("explanation/semantics.md", f"{reach.STATES:,} lawful outcomes"),
        ("explanation/semantics.md", f"up to {reach.NEAR:,}"),
        ("explanation/semantics.md", f"Up to {state_table.MOST:,} states"),
        ("explanation/semantics.md", f"up to {stability.FORESEEN:,} states"),
        ("reference/gmcr-models.md", f"| {arcs.MOST:,} |"),
    ],
)
def test_limits(page: str, said: str, root: Path) -> None:
    flat = re.sub(r"\s+", " ", texts(root)[page])
    assert re.sub(r"\s+", " ", said) in flat


def test_limits_in_words() -> None:
    """What the semantics rounds: twelve outcomes, six flips, half the readings, and so on."""
    assert (flips.CANDIDATES, flips.SHOWN, stability.SHOWN) == (12, 6, 3)
    assert state_table.LISTED == 0.5
    assert (stability.FEWEST, reach.FEWEST) == (20, 20)
    assert 130_000 <= holds.FOLLOWED < 135_000
    assert (must_prefer.FEW, state_table.FEW) == (20, 32)
    assert 8e6 <= stability.COMPARED < 9e6


# --- the reference of the form ---


def section(root: Path, heading: str) -> str:
    text = texts(root)["reference/gmcr-models.md"]
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def test_every_key_of_a_model_is_described(root: Path) -> None:
    from detente.case.gmcr.reading import SECTIONS

    text = section(root, "Keys")
    assert not [key for key in SECTIONS if f"`{key}`" not in text]


def test_the_limits_of_a_model(root: Path) -> None:
    from detente.case.gmcr.model import MOST_ARCS_STATES, MOST_OPTIONS
    from detente.case.text import LARGEST

    text = section(root, "Limits")
    assert f"| {LARGEST // 1_000_000} MB |" in text
    assert f"| {MOST_OPTIONS} |" in text
    assert f"| {MOST_ARCS_STATES:,} |" in text


def test_every_key_of_the_json_is_described(root: Path, files: Path) -> None:
    text = section(root, "JSON")
    data = model_stability(files / "bridge.yaml").to_dict()
    told = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert set(told) == set(data) | {"why", "inverse"}
    assert not [key for key in data["model"] if f"`{key}`" not in text]
    assert not [key for key in data["params"] if f"`{key}`" not in text]
    unsure = model_stability(files / "unsure.yaml").to_dict()
    seq = unsure["stable"]["Norden"]["seq"]
    assert (seq["a"], seq["b"], unsure["params"]["kind"]) == ([2], [0, 1, 2], list(KINDS))


def test_every_option_for_models_is_described(root: Path) -> None:
    text = section(root, "The command")
    for option in main.commands["stability"].params:
        for name in option.opts if option.opts[0].startswith("--") else ():
            assert f"`{name}" in text, name


def test_the_python_of_the_page_runs(
    root: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = re.findall(r"^```python\n(.*?)^```$", section(root, "Python"), re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(files)
    names: dict[str, Any] = {}
    for line in code[0].splitlines():
        told, _, shown = line.partition("  # ")
        if shown:
            assert eval(told, names) == ast.literal_eval(shown), told
        else:
            exec(line, names)


BROKEN = {
    "an unknown decision maker": ("dm: Sudland", "dm: Sutland"),
    "a state missing from a ranking": ("Norden: [3, 2, 0]", "Norden: [3, 2]"),
    "a state twice": ("Norden: [3, 2, 0]", "Norden: [3, 2, 0, 2]"),
    "a state that is ruled out": ("Norden: [3, 2, 0]", "Norden: [3, 2, 0, 1]"),
    "a pattern too long": ('["YN"]', '["YNY"]'),
    "a pattern that rules out all": ('["YN"]', '["--"]'),
    "explicit without moves": ("dir: forward", "dir: explicit"),
    "nothing of somebody's preferences": ("  Sudland: [3, 0, 2]\n", ""),
    "a mark at the end": ("Norden: [3, 2, 0]", 'Norden: [3, 2, 0, ">>"]'),
    "a mark in a tie": ("Norden: [3, 2, 0]", 'Norden: [3, [2, ">>", 0]]'),
    "a circle": (
        "  Norden: [3, 2, 0]\n",
        "preference_pairs:\n  Norden: [[3, 2], [2, 0], [0, 3]]\n",
    ),
    "pairs and a ranking": ("source:", "preference_pairs: {Norden: [[3, 2]]}\nsource:"),
    "a coalition twice": ("source:", "coalitions: [[Norden, Sudland], Sudland+Norden]\nsource:"),
    "a wrong count": ("source:", "n_states: 4\nsource:"),
    "a move to itself": ("source:", "removed_moves: {Norden: {0: [0]}}\nsource:"),
    "an impossible statement": (
        "  Norden: [3, 2, 0]\n",
        'priorities:\n  Norden: ["open & !open"]\n',
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_fault_is_one(what: str, files: Path, tmp_path: Path) -> None:
    text = (files / "army.yaml").read_text(encoding="utf-8")
    old, new = BROKEN[what]
    assert text.count(old) == 1
    broken = text.replace(old, new)
    if new.startswith(("preference_pairs:\n", "priorities:\n")):
        # Norden's entry goes into a section of its own, behind Sudland's.
        broken = text.replace(old, "") + new
    (tmp_path / "broken.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(detente.CaseErrors):
        model_stability(tmp_path / "broken.yaml")


def test_keys_of_others_are_let_be(files: Path, tmp_path: Path) -> None:
    text = (files / "army.yaml").read_text(encoding="utf-8") + "published: {table: 3}\n"
    (tmp_path / "noted.yaml").write_text(text, encoding="utf-8")
    assert model_stability(tmp_path / "noted.yaml").table.ids.tolist() == [0, 2, 3]
