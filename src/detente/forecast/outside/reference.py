"""Which reference classes speak to a question, and what do they say?

Nothing that became known after ``as_of`` is used: impasses are cut off on that day, later ones are
dropped, and a set of questions counts only from the day on which its last question was closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from detente.forecast.component import Component
from detente.forecast.outside.history import Record, own_record
from detente.forecast.outside.impasses import Event, Impasse, impasses, kinds, spells
from detente.forecast.outside.questions import (
    CLOSED,
    OPENED,
    SETS,
    SOURCE,
    classify,
    in_days,
    loosely,
    share,
)
from detente.forecast.outside.survival import within

EVENTS: tuple[Event, ...] = get_args(Event)
WHAT = {"talks": "talks came back", "deal": "a deal came"}
REMEMBERED = (
    "Impasses are remembered because something came of them, and those in the table that began "
    "later lasted longer, so the figure leans upwards; some impasses are parts of others."
)
NOT_STALLED = (
    "The case does not say since when the talks are stalled, so the wait is taken to begin now."
)


@dataclass(frozen=True)
class Look:
    """What the outside view says: the components, and what was left out, each with its reason."""

    components: tuple[Component, ...]
    left_out: tuple[str, ...] = ()


def reference(
    names: Sequence[str],
    *,
    kind: str,
    as_of: date,
    by: date,
    stalled: date | None = None,
    histories: Sequence[Record] = (),
    text: str = "",
    target: str = "",
) -> list[Component]:
    """What do the reference classes of a question say?

    As ``look``, which also tells what was left out and why.

    Examples
    --------
    >>> found = reference([], kind="deal", as_of=date(2019, 6, 1), by=date(2019, 12, 31))
    >>> [component.name for component in found]
    ['impasses:deal', 'questions:deal']
    """
    return list(
        look(
            names,
            kind=kind,
            as_of=as_of,
            by=by,
            stalled=stalled,
            histories=histories,
            text=text,
            target=target,
        ).components
    )


def look(
    names: Sequence[str],
    *,
    kind: str,
    as_of: date,
    by: date,
    stalled: date | None = None,
    histories: Sequence[Record] = (),
    text: str = "",
    target: str = "",
) -> Look:
    """What do the reference classes of a question say, and which could not be used?

    Parameters
    ----------
    names : sequence of str
        ``impasses:talks``, ``impasses:deal`` (either may end in a kind of impasse, as in
        ``impasses:talks:nuclear``), ``questions:NAME`` with a name in ``SETS``, ``history:NAME``
        or just the name of a history. Any other words without a colon stand for the set of
        questions nearest to them, which the basis says. Without names the classes are chosen by
        ``kind`` and by the words of ``text`` and ``target``; histories join that count for the
        target.
    kind : str
        Kind of target: ``step``, ``deal`` or ``event``.
    as_of, by : date
        Knowledge cut, and the date asked about (later than ``as_of``).
    stalled : date, optional
        Since when the talks are stalled.
    histories : sequence of Record
        The parties' own records, in ordinal days.
    text, target : str
        The question in words, and the name of its target.

    Returns
    -------
    Look

    Raises
    ------
    ValueError
        If ``by`` is not later than ``as_of``, or a name with a colon is not known.
    """
    if not by > as_of:
        raise ValueError(f"the date asked about, {by}, is not later than {as_of}")
    wanted = list(dict.fromkeys(names)) or _by_kind(kind, f"{text} {target}", target, histories)
    records = {record.id: record for record in histories}
    found: list[Component] = []
    left: list[str] = []
    for name in wanted:
        answer = _one(name, as_of, by, stalled, records)
        if isinstance(answer, str):
            left.append(answer)
        elif answer.name not in {component.name for component in found}:
            found.append(answer)
        else:
            left.append(f"{name}: the same class as {answer.name}, counted once")
    return Look(tuple(found), tuple(left))


def impasse_component(
    event: Event,
    *,
    by: date,
    as_of: date,
    stalled: date | None = None,
    kind: str = "",
    rows: Sequence[Impasse] | None = None,
) -> Component | str:
    """How likely is the end of a stall by a date, going by historic impasses?

    Parameters
    ----------
    event : "talks" or "deal"
    by, as_of, stalled : date
        As in ``look``.
    kind : str
        Only impasses of this kind; empty: all.
    rows : sequence of Impasse, optional
        The impasses to count; left out, the whole table.

    Returns
    -------
    Component or str
        The component; or, where no row is left, a sentence that says so.

    Examples
    --------
    >>> found = impasse_component("talks", as_of=date(2019, 6, 1), by=date(2019, 12, 31))
    >>> 0.2 < found.rate < 0.6
    True
    """
    name = f"impasses:{event}" + (f":{kind}" if kind else "")
    table = [row for row in (impasses() if rows is None else rows) if kind in {"", row.kind}]
    known, dropped = spells(table, event, as_of)
    began = as_of if stalled is None else min(stalled, as_of)
    elapsed, days = (as_of - began).days, (by - as_of).days
    estimate = within(known, elapsed, days)
    if estimate is None:
        return f"{name}: no impasse of this kind had begun by {as_of}"
    counted = [row for row in table if row.start < min(row.until, as_of)]
    memory = sum(row.basis != "cited" for row in counted)
    read = f"; {estimate.note}" if estimate.note else ""
    return Component(
        name=name,
        kind="hazard" if estimate.how == "hazard" else "survival",
        rate=estimate.rate,
        low=min(estimate.low, estimate.rate),
        high=max(estimate.high, estimate.rate),
        n=estimate.at_risk,
        basis=(
            f"{len(known)} {kind + ' ' if kind else ''}impasses begun by {as_of} and read as of "
            f"that day ({dropped} left out as later): of {estimate.at_risk} that had lasted longer "
            f"than {elapsed} days, {WHAT[event]} in {estimate.events} within {days} days more "
            f"(Kaplan-Meier){read}; {memory} of the rows are at least partly from memory"
        ),
        caveat=REMEMBERED if stalled is not None else f"{NOT_STALLED} {REMEMBERED}",
    )


def question_component(
    name: str, *, as_of: date, by: date, said: str = "", refuse: bool = True
) -> Component | str:
    """How likely is a yes by a date, going by closed questions of the sort?

    Parameters
    ----------
    name : str
        A name in ``SETS``.
    as_of, by : date
        As in ``look``.
    said : str
        The words that led to this set, if it was not named itself.
    refuse : bool
        Whether the set is refused before the day on which its last question was closed.

    Returns
    -------
    Component or str

    Examples
    --------
    >>> found = question_component("deal", as_of=date(2019, 6, 1), by=date(2019, 12, 31))
    >>> round(found.rate, 3)
    0.155
    >>> question_component("deal", as_of=date(2014, 6, 1), by=date(2014, 12, 31))
    'questions:deal: its last question closed on 2015-06-10, after 2014-06-01'
    """
    chosen = SETS[name]
    if refuse and as_of < CLOSED:
        return f"questions:{name}: its last question closed on {CLOSED}, after {as_of}"
    days = (by - as_of).days
    # A share says nothing about less time than any question gave, so there it shrinks with it;
    # nor about more, so there it stays.
    full = chosen.typical if chosen.longer else chosen.shortest
    asked = min(days, chosen.longest if chosen.longer else full)
    rate, least, most = (in_days(x, asked, full) for x in share(chosen.yes, chosen.n))
    if chosen.longer:
        taken = f"carried from their typical {full:g} days to {asked:g} with a constant hazard"
    elif days < full:
        taken = f"none was shorter than {full:g} days, so carried to {days} with a constant hazard"
    else:
        taken = f"not adjusted to {days} days, for in this class more time did not help to tell"
    if days > chosen.longest:
        taken += f"; no question gave more than {chosen.longest:g} days, {days} are asked"
    read = f"; the words '{said}' are taken as this class" if said else ""
    return Component(
        name=f"questions:{name}",
        kind="base rate",
        rate=rate,
        low=least,
        high=most,
        n=chosen.n,
        basis=(
            f"{chosen.what}: {chosen.yes} of {chosen.n} questions opened from {OPENED} and closed "
            f"by {CLOSED} came true ({SOURCE}), half a case of either outcome added; {taken}{read}"
        ),
        caveat=(
            "Questions are asked about what is in doubt and in the news, other parties and other "
            "years; it knows nothing of this case."
        ),
    )


def _by_kind(kind: str, words: str, target: str, histories: Sequence[Record]) -> list[str]:
    """Which classes speak to a target for which none are named?"""
    sort = "deal" if kind == "deal" else classify(words)
    own = [f"history:{record.id}" for record in histories if target in record.counts_for]
    if sort in EVENTS:
        return [f"impasses:{sort}", f"questions:{sort}", *own]
    return ["questions:all", *own]


def _one(
    name: str, as_of: date, by: date, stalled: date | None, records: dict[str, Record]
) -> Component | str:
    family, _, rest = name.partition(":")
    if name in records or (family == "history" and rest in records):
        return own_record(records.get(name) or records[rest], as_of=as_of, by=by)
    if family == "impasses" and rest:
        event, _, kind = rest.partition(":")
        for known in EVENTS:
            if event == known and kind in {"", *kinds()}:
                return impasse_component(known, as_of=as_of, by=by, stalled=stalled, kind=kind)
    if family == "questions" and rest in SETS:
        return question_component(rest, as_of=as_of, by=by)
    if ":" in name:
        raise ValueError(f"no reference class {name!r}; there are {', '.join(_known(records))}")
    answer = question_component(loosely(name), as_of=as_of, by=by, said=name)
    return answer if isinstance(answer, str) else replace(answer, judgement=True)


def _known(records: dict[str, Record]) -> list[str]:
    return [
        *(f"impasses:{event}[:{'|'.join(kinds())}]" for event in EVENTS),
        *(f"questions:{name}" for name in SETS),
        *(f"history:{name}" for name in records),
    ]
