"""Commands of the graph model: stability and reach."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.shared import (
    CASE,
    LEVERS,
    TARGET,
    answer,
    console,
    faults,
    known,
    options,
    pull,
    refuse,
    usage,
    warn,
)
from detente.cli.shared import progress as bar

if TYPE_CHECKING:
    from detente.core.finding import Finding
    from detente.core.table import Table


@click.command()
@CASE
@click.option(
    "--concept",
    "concepts",
    metavar="A,B",
    default="nash,gmr,smr,seq,sseq",
    show_default=True,
    help="Which concepts of stability; a model also has sim (simultaneous sanctions).",
)
@LEVERS
@click.option(
    "--why", type=int, metavar="STATE", help="Show the moves behind each verdict on STATE."
)
@click.option(
    "--inverse",
    type=int,
    metavar="STATE",
    help="Count the rankings under which each would stay in STATE.",
)
@click.option(
    "--coalition",
    "coalitions",
    multiple=True,
    metavar="A+B",
    help="A coalition to ask as well (a model's own are asked anyhow). May be repeated.",
)
@click.option(
    "--kind",
    type=click.Choice(["a", "b", "c", "d"]),
    help="How unknown preferences are taken (all four by default).",
)
@click.option(
    "--start",
    type=click.Choice(["removed", "kept"]),
    default="removed",
    show_default=True,
    help="Whether others who return to the state they answer from have reached it.",
)
@click.option("--not-back", is_flag=True, help="An answer that ends where he started is none.")
@click.option("--strong", is_flag=True, help="Only answers he finds greatly worse count.")
@click.option("--states", "all_states", is_flag=True, help="Every outcome on the table of a case.")
@options
def stability(
    case: Path,
    concepts: str,
    pulled: str,
    why: int | None,
    inverse: int | None,
    coalitions: tuple[str, ...],
    kind: str | None,
    start: str,
    *,
    not_back: bool,
    strong: bool,
    all_states: bool,
    readings: int,
    seed: int,
    as_json: bool,
) -> None:
    """Why does nobody leave today's position, or who would?

    CASE is a case, or a published conflict (a file of the form gmcr-case/1), whose stability table
    is printed. NASH: nobody gains by leaving. GMR: others could answer so that he would not have
    gained. SMR: and he could not escape that answer. SEQ: others would gain by answering. SSEQ:
    both.
    """
    from detente.case.gmcr.file import is_conflict_file

    asked = tuple(c.strip() for c in concepts.split(",") if c.strip())
    with usage():
        model = is_conflict_file(case)
        if model:
            refuse(FOR_CASES, "a case", "a published conflict")
            _ask_model(
                case,
                {"concepts": asked, "kind": kind, "start": start}
                | {"back": not not_back, "strong": strong},
                [tuple(p.strip() for p in c.split("+")) for c in coalitions],
                (why, inverse),
                as_json=as_json,
            )
            return
        refuse(FOR_MODELS, "a published conflict", "a case")
        _ask_case(
            case, asked, pulled, (readings, seed), inverse, states=all_states, as_json=as_json
        )


FOR_CASES = {
    "pulled": "--levers",
    "all_states": "--states",
    "readings": "--readings",
    "seed": "--seed",
}
FOR_MODELS = {
    "why": "--why",
    "coalitions": "--coalition",
    "kind": "--kind",
    "start": "--start",
    "not_back": "--not-back",
    "strong": "--strong",
}


def _ask_case(
    case: Path,
    concepts: Sequence[str],
    pulled: str,
    drawn: tuple[int, int],
    inverse: int | None,
    *,
    states: bool,
    as_json: bool,
) -> None:
    from detente.analysis.graph.concepts import CONCEPTS
    from detente.analysis.numbering import TooManyStatesError
    from detente.analysis.stay.must_prefer import must_prefer
    from detente.analysis.stay.stability import stability as question
    from detente.analysis.stay.state_table import state_table

    for concept in concepts:
        if concept not in CONCEPTS:
            raise click.UsageError(f"No concept {concept!r}: there are {', '.join(CONCEPTS)}.")
    tables: dict[str, Any] = {}

    def ask(table: Table) -> Finding:
        levers = pull(table, pulled)
        args: dict[str, Any] = {"levers": levers, "concepts": concepts}
        args |= {"readings": drawn[0], "seed": drawn[1]}
        found = question(table, **args)
        if states or as_json:
            try:
                tables.update(state_table(table, **args))
            except TooManyStatesError as error:
                tables["left_out"] = str(error)
        if inverse is not None:
            tables["inverse"] = must_prefer(table, inverse, **args)
        return found

    answer(case, as_json, ask, extra=tables)


def _ask_model(
    path: Path,
    how: dict[str, Any],
    coalitions: Sequence[tuple[str, ...]],
    asked: tuple[int | None, int | None],
    *,
    as_json: bool,
) -> None:
    import json

    from detente.models import inverses, model_stability, why
    from detente.report.model_tables import show_model

    with faults(), bar():
        found = model_stability(path, coalitions=None, **how)
        if coalitions:
            groups = [*found.file.coalitions, *coalitions]
            found = model_stability(path, coalitions=groups, **how)
        data = found.to_dict()
        state, target = asked
        if state is not None:
            groups = [*found.file.coalitions, *coalitions]
            witnesses = why(found.file, state, coalitions=groups, **_why(how))
            data["why"] = {"state": state, "witnesses": witnesses}
        if target is not None:
            data["inverse"] = inverses(
                found.file, target, concepts=how["concepts"], back=how["back"]
            )
    warn(found.file.warnings)
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        show_model(data, found.file.words, console())


def _why(how: dict[str, Any]) -> dict[str, Any]:
    from detente.analysis.graph.verdicts import Conventions

    conventions = Conventions(
        how["kind"], how["start"] == "kept", back=how["back"], strong=how["strong"]
    )
    return {"concepts": how["concepts"], "conventions": conventions}


@click.command()
@CASE
@TARGET
@LEVERS
@click.option("--pairs", is_flag=True, help="With every pair of levers, not only with each alone.")
@options
def reach(
    case: Path,
    target: str | None,
    pulled: str,
    *,
    pairs: bool,
    readings: int,
    seed: int,
    as_json: bool,
) -> None:
    """Can they get there? Moves that suit all who make them, from today to a target.

    One issue at a time, two exchanged for each other, or any package at once.
    """
    from detente.analysis.ask import reach as question

    def ask(table: Table) -> Finding:
        return question(
            table,
            target=known(table, target),
            levers=pull(table, pulled),
            with_levers="pairs" if pairs else True,
            readings=readings,
            seed=seed,
        )

    answer(case, as_json, ask)
