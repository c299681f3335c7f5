"""What a published conflict cannot hold of a case, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detente.case.faults import listed, plain
from detente.case.load import Loaded
from detente.core.table import Table

Held = Mapping[str, tuple[str, str]]
Live = Mapping[str, tuple[int, ...]]


def lost_of(
    loaded: Loaded, table: Table, held: Held, live: Live, dms: Mapping[str, str]
) -> tuple[str, ...]:
    """What of a case is not in its conflict? One sentence for each thing left out.

    Parameters
    ----------
    held
        By issue that is in the model: under whose name it stands, and which way its options go.
    live
        By the same issue, the options in play.
    dms
        By party that decides there, its name.
    """
    return (
        *_issues(loaded, table, held, live, dms),
        *_consent(table, live),
        *beside(loaded),
    )


def _issues(
    loaded: Loaded, table: Table, held: Held, live: Live, dms: Mapping[str, str]
) -> Iterator[str]:
    for name, (owner, way) in held.items():
        if way != "explicit":
            continue
        issue = table.issue[name]
        groups = {issue.by[k] for k in live[name]}
        if all(len(by) > 1 for by in groups):
            who = listed(sorted({p for by in groups for p in by}), "and")
            what = f"{name} takes {who} together, and here nobody moves it alone"
        else:
            what = f"who can move {name} depends on where it stands and goes"
        owned = plain(dms[owner], 60)
        yield f"{what}: its options stand under {owned}'s name, and all moves are listed one by one"
    for name in table.issue_order:
        issue = table.issue[name]
        now = issue.options[table.now[name]]
        if name not in live and len(issue.on_table | {table.now[name]}) > 1:
            yield f"{name} is in no single party's hands: it is left at {now}, as it is now"
        elif len(issue.on_table | {table.now[name]}) < len(issue.options):
            gone = [o for k, o in enumerate(issue.options) if k not in issue.on_table]
            gone = [o for o in gone if o != now]
            yield f"{name}: options that nobody offers are left out ({listed(gone, 'and')})"
    gone = [p for p in loaded.case.parties if p not in dms]
    if gone:
        yield f"parties that can change nothing alone are left out: {listed(gone, 'and')}"


def _consent(table: Table, live: Live) -> Iterator[str]:
    guarded = [name for name in live if any(table.issue[name].veto)]
    if guarded:
        yield f"vetoes are left out: on {listed(guarded, 'and')} a move can be made all the same"
    kinds = {"rule": "rules that somebody holds", "refusal": "refusals"}
    for kind, words in kinds.items():
        many = len({c.id for c in table.conditions if c.kind == kind})
        if many:
            yield f"{words} are left out ({many}): moves that break them are possible here"
    heard = sorted({adviser for actor in table.actors for adviser, _ in actor.hears})
    if heard:
        who = listed(heard, "and")
        yield f"advisers are no decision makers: {who} count only in the orders of who hears them"
    if any(actor.no_deal for actor in table.actors):
        yield "no-deal values are left out: a ranking knows no walking away"


def beside(loaded: Loaded) -> Iterator[str]:
    """What stands beside the table of a case and has no place in another program's file."""
    case = loaded.case
    parts = {
        "targets": len(case.targets),
        "levers": len(case.levers),
        "dates": len(case.calendar),
        "statements": len(case.statements),
        "forecasts": len(case.forecasts),
    }
    words = [f"{name} ({many})" for name, many in parts.items() if many]
    words += ["the deadline"] if case.deadline is not None else []
    words += ["the reasons with their sources"]
    yield f"left out: {listed(words, 'and')}"
