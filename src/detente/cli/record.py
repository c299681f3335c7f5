"""Commands of the record: how questions came out, how good the forecasts were, the journal."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.shared import CASE, console, faults

if TYPE_CHECKING:
    from detente.case.resolutions import Resolution
    from detente.forecast.journal import Entry
    from detente.ledger import Book

_DAY = click.DateTime(["%Y-%m-%d"])
_NONE_YET = "no questions resolved yet"


@contextmanager
def recorded() -> Iterator[None]:
    """As ``faults``, for the journal too: one message a fault, exit code 2."""
    from detente.forecast.journal import JournalError

    with faults():
        try:
            yield
        except JournalError as error:
            click.echo(str(error), err=True)
            raise SystemExit(2) from None


def today() -> date:
    """Which day is it here? ``SOURCE_DATE_EPOCH``, where it is set, says so."""
    from detente.forecast.journal import now

    moment = now()
    return moment.date() if "SOURCE_DATE_EPOCH" in os.environ else moment.astimezone().date()


# --- resolve ---


@click.command()
@CASE
@click.argument("question", metavar="QUESTION")
@click.argument("outcome", type=click.Choice(["yes", "no", "void"]))
@click.option(
    "--source",
    metavar="TEXT",
    required=True,
    help="Where a stranger can check it: an article with its date, an address.",
)
@click.option("--on", type=_DAY, metavar="DATE", help="The day it was settled (default: today).")
@click.option("--note", metavar="TEXT", default="", help="What else should be known.")
@click.option(
    "--replace", is_flag=True, help="Correct an earlier resolution; it is kept under 'was'."
)
def resolve(
    case: Path,
    question: str,
    outcome: str,
    source: str,
    on: datetime | None,
    note: str,
    *,
    replace: bool,
) -> None:
    """Enter how a question of CASE came out: yes, no, or void (it cannot be settled).

    QUESTION is its id, such as talks_resume@2019-12-31; `detente journal CASE` lists them. For a
    yes, --on is the day it happened. The entry goes into resolutions.yaml beside the case.
    """
    from detente.case.load import load

    with recorded():
        loaded = load(case)
        folder = loaded.path.parent
        asked = _asked(loaded.case, folder)
        day = on.date() if on else today()
        new = _resolution(question, outcome, day, source, note, asked)
        done = _enter(folder, new, replace=replace)
    click.echo(done)


def _asked(case: Any, folder: Path) -> dict[str, tuple[date, date]]:
    """The questions of a case and of its journal: asked when, and the last day that counts."""
    from detente.forecast.journal import FILE, question_id, read

    found: dict[str, tuple[date, date]] = {}
    for entry in read(folder / FILE):
        first = min(entry.as_of, found.get(entry.question, (entry.as_of,))[0])
        found[entry.question] = (first, entry.by)
    for one in case.forecasts:
        name = question_id(one.ask, one.by.end)
        found.setdefault(name, (case.meta.as_of.start, one.by.end))
    return found


def _resolution(
    question: str,
    outcome: str,
    day: date,
    source: str,
    note: str,
    asked: dict[str, tuple[date, date]],
) -> Resolution:
    """What is to be entered, once everything about it is in order."""
    from detente.case.faults import BadTextError, listed, plain
    from detente.case.readers import read_prose
    from detente.case.resolutions import Resolution
    from detente.case.values import When

    if question not in asked:
        close = get_close_matches(question, asked, 1, 0.4)
        known = f" There are: {listed(list(asked), 'and')}." if asked else " None has been asked."
        meant = f" Did you mean {plain(close[0])}?" if close else ""
        raise click.UsageError(f"No question {plain(question)!r}.{meant}{known}")
    first, by = asked[question]
    if day > today():
        raise click.UsageError(f"{day} lies in the future: nothing is settled on it yet.")
    if day < first:
        raise click.UsageError(f"{day} lies before the question was asked ({first}).")
    if outcome == "yes" and day > by:
        raise click.UsageError(
            f"{day} lies after the last day that counts ({by}): what happens later is no yes. "
            "Give the day it happened with --on."
        )
    try:
        texts = [read_prose(source), read_prose(note) if note.strip() else ""]
    except BadTextError as bad:
        raise click.UsageError(f"{bad.message}. {bad.hint}".strip()) from None
    return Resolution(question, outcome, When(day, day), texts[0], texts[1])


def _enter(folder: Path, new: Resolution, *, replace: bool) -> str:
    """Write the entry, with the file locked against a second writer, and say what was done."""
    from detente.case.resolutions import FILE, read_resolutions
    from detente.case.text import LARGEST, decode
    from detente.cli.settle import entered
    from detente.forecast.journal_lock import held, whole
    from detente.forecast.journal_lock import replace as put

    path = folder / FILE
    with held(path):
        data = whole(path, LARGEST) or b""
        if len(data) > LARGEST:
            raise click.UsageError(f"{path} is larger than {LARGEST // 1_000_000} MB.")
        content = decode(data, str(path))
        old = read_resolutions(content, str(path)).get(new.id)
        said = f"{new.id}: {new.outcome}, on {new.on}"
        if old is not None and _same(old, new):
            return f"{said}. It stands so already."
        if old is not None and not replace:
            raise click.UsageError(
                f"{new.id} was settled before: {old.outcome}, on {old.on}. --replace corrects it "
                "and keeps the old entry."
            )
        put(path, entered(content, new, str(path)).encode("utf-8"))
    return f"{said}\nWritten: {path}"


def _same(old: Resolution, new: Resolution) -> bool:
    return (old.outcome, old.on, old.source, old.note) == (
        *(new.outcome, new.on, new.source, new.note),
    )


# --- score ---


@click.command()
@click.argument(
    "cases", type=click.Path(path_type=Path), metavar="CASE...", nargs=-1, required=True
)
@click.option(
    "--mode",
    type=click.Choice(["last", "first", "daily"]),
    default="last",
    show_default=True,
    help="Which forecasts of a question count; daily weighs each by the days it stood.",
)
@click.option(
    "--reference",
    type=click.Choice(["class", "even", "base"]),
    default="class",
    show_default=True,
    help="What skill is measured against: the recorded reference class, 50 %, or the share of yes.",
)
@click.option(
    "--as-of", type=_DAY, metavar="DATE", help="Refuse whatever is dated later, for a backtest."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the intervals.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def score(
    cases: Sequence[Path],
    mode: str,
    reference: str,
    as_of: datetime | None,
    seed: int,
    *,
    as_json: bool,
) -> None:
    """How good were the forecasts of CASE that have been settled, and which are open?

    Several cases are taken together; each is then a cluster of the intervals. Within one case, the
    questions of one target are.
    """
    from detente.forecast import score as scoring

    day = as_of.date() if as_of else None
    with recorded():
        book = _book(cases, day)
    how: dict[str, Any] = {"mode": mode, "reference": reference, "seed": seed}
    found = scoring.score(book.settled, **how)
    data = found.to_dict() if found else None
    if as_json:
        whole: dict[str, Any] = {"cases": [str(case) for case in cases], "score": data}
        whole |= {"open": book.open, "said": None if data else _NONE_YET, "void": book.void}
        whole |= {"settled_without_forecast": book.unforecast}
        click.echo(json.dumps(whole, ensure_ascii=False, allow_nan=False))
        return
    from detente.cli.record_tables import show_open, show_score

    out = console()
    if data:
        show_score(data, out)
    else:
        out.print(_NONE_YET)
        for one in book.settled:
            out.print(f"Settled before any forecast of it counts: {one.question}", markup=False)
    if book.void:
        out.print(f"Void, not scored: {', '.join(book.void)}", markup=False, soft_wrap=True)
    if book.unforecast:
        names = ", ".join(book.unforecast)
        out.print(f"Settled, but never forecast: {names}", markup=False, soft_wrap=True)
    show_open(book.open, out)


def _book(cases: Sequence[Path], as_of: date | None) -> Book:
    """Everything that was forecast and settled, refused where it is dated too late."""
    from detente.case.faults import CaseErrors
    from detente.case.resolutions import load_resolutions
    from detente.forecast.journal import FILE, read
    from detente.ledger import Book, add

    book = Book([], [], [], [])
    late: list[Any] = []
    folders = list({folder.resolve(): folder for folder in map(_folder, cases)}.values())
    names = {folder: folder.resolve().name for folder in folders}
    if len(set(names.values())) < len(names):
        names = {folder: str(folder) for folder in folders}
    for folder in folders:
        entries = read(folder / FILE)
        resolutions = load_resolutions(folder)
        late += _late(folder / FILE, entries, resolutions, as_of)
        name = names[folder] if len(folders) > 1 else ""
        add(book, entries, resolutions, name, as_of or today())
    if late:
        raise CaseErrors(late)
    book.open.sort(key=lambda row: (row["by"], row["name"]))
    return book


def _folder(case: Path) -> Path:
    from detente.case.text import case_file

    if not case.exists():
        raise click.UsageError(f"{case}: there is no such case.")
    return case_file(case).parent


def _late(
    path: Path, entries: Sequence[Entry], resolutions: dict[str, Resolution], as_of: date | None
) -> Iterator[Any]:
    """What is dated after the day of a backtest, or resolutions after today."""
    from detente.case.faults import Fault

    limit = as_of or today()
    for one in resolutions.values():
        if one.on.end > limit:
            when = f"after {limit}" + ("" if as_of else ", which is today")
            message = f"the resolution of {one.id!r} is dated {one.on}, {when}"
            hint = "what is known only later is no part of it: take it out, or ask without --as-of"
            yield Fault(one.file, one.line, one.col, message, hint if as_of else "correct the date")
    for entry in entries:
        if as_of is not None and entry.as_of > as_of:
            message = f"the forecast of {entry.question!r} is dated {entry.as_of}, after {as_of}"
            yield Fault(str(path), entry.line, 1, message, "ask without --as-of")


# --- journal ---


@click.command()
@CASE
@click.option("--check", "checked", is_flag=True, help="Only check that no line was changed.")
@click.option(
    "--head",
    "known",
    metavar="HASH",
    help="A hash noted earlier (12 characters or more): check that its line is still there.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def journal(case: Path, known: str | None, *, checked: bool, as_json: bool) -> None:
    """Which forecasts of CASE were written down, and is the record as it was written?"""
    from detente.forecast.journal import FILE, JournalError, check, head, read

    with recorded():
        path = _folder(case) / FILE
        try:
            problems = check(path, known)
        except ValueError as error:
            raise click.UsageError(f"--head: {error}.") from None
        if problems and not as_json:
            raise JournalError(path, problems)
        entries = [] if problems else read(path)
    data: dict[str, Any] = {"path": str(path), "lines": len(entries), "head": head(entries)}
    if problems:
        data = {"path": str(path), "lines": None, "head": None}
    data["problems"] = [vars(one) for one in problems]
    data["forecasts"] = [dict(entry.record) for entry in entries]
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, allow_nan=False))
        if problems:
            raise SystemExit(2)
        return
    if checked or known:
        click.echo(f"{len(entries)} lines, all as they were written. Last hash: {data['head']}")
        return
    from detente.cli.record_tables import show_journal

    show_journal(data, console())
