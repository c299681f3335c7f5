"""A published model made into a case keeps its stability tables.

The two are worked out by different programs: a model by sets of states (or sweeps over options), a
case by moves of parties reading by reading.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from detente.analysis.stay.must_prefer import must_prefer
from detente.analysis.stay.state_table import state_table
from detente.case.compile import compile_case
from detente.case.gmcr.file import load_conflict
from detente.case.gmcr.to_case import case_text
from detente.case.load import load_text
from detente.models import inverses, model_stability

GOLDEN = Path(__file__).parents[3] / "shared" / "data" / "gmcr_cases"
MODELS = [p for p in sorted(GOLDEN.glob("*.yaml")) if p.stat().st_size < 20_000]
MODELS = [p for p in MODELS if p.stem != "uruguay_round_trade"]
OWN = Path(__file__).parents[1] / "models"


def case_of(path: Path):
    loaded = load_text(case_text(load_conflict(path), as_of=date(2000, 1, 1)), Path("case.yaml"))
    return compile_case(loaded.case)


@pytest.mark.parametrize("path", [*MODELS, *sorted(OWN.glob("*.yaml"))], ids=lambda p: p.stem)
def test_tables_survive_the_import(path):
    file = load_conflict(path)
    groups = [tuple(g) for g in file.coalitions]
    wanted = model_stability(path, coalitions=groups).to_dict()["stable"]
    found = state_table(case_of(path))
    ids = [option.id for option in file.options]
    number = {file.pattern(int(i)): int(i) for i in model_stability(path).table.ids}
    renamed = {
        state: number["".join("Y" if options[o] == "yes" else "N" for o in ids)]
        for state, options in found["states"].items()
    }
    for actor, by in wanted.items():
        name = re.sub(r"[^\w+]", "_", actor)
        for concept, states in by.items():
            same = sorted(renamed[s] for s in found["stable"][name][concept])
            assert same == states, (actor, concept)


@pytest.mark.parametrize("path", sorted(OWN.glob("*.yaml")), ids=lambda p: p.stem)
def test_the_inverse_question_has_the_same_answer(path):
    file = load_conflict(path)
    ids = [option.id for option in file.options]
    table = case_of(path)
    for state, options in state_table(table)["states"].items():
        number = "".join("Y" if options[o] == "yes" else "N" for o in ids)
        code = next(int(i) for i in model_stability(path).table.ids if file.pattern(i) == number)
        wanted = inverses(file, code)
        found = must_prefer(table, state)["shares"]
        for dm, by in wanted["stable"].items():
            for concept, count in by.items():
                assert found[dm][concept] == pytest.approx(count / wanted["rankings"], abs=1e-9)
