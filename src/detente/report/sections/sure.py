"""How sure: inputs that flip the verdict, both bargaining rules for all targets, the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.report.answers import Answers
from detente.report.prose import (
    Cell,
    Line,
    cell,
    code,
    figure,
    header,
    join,
    joined,
    line,
    link,
    name,
    strong,
)
from detente.report.sections.verdict import judgement_share
from detente.report.shares import bare, labelled
from detente.report.text import count, fixed, human, plural

MOST = 3
BASIS = "basis-room"


def flips(answers: Answers) -> tuple[Line, ...]:
    """Return the inputs that flip the verdict, or the sentence that none does."""
    today = answers.sensitivity
    out: list[Line] = []
    if today.get("base") and "inputs" in today:
        out.extend(_flips(today, answers))
    after = answers.support("sensitivity").get("with_levers") or {}
    if after.get("base"):
        levers = join([name(answers.book.lever(item)) for item in after.get("levers") or ()])
        found = after.get("flips") or []
        if found:
            tail: Line = line(
                figure(str(len(found)), "basis-sensitivity"),
                " would, most of all ",
                _first(after, answers),
            )
        else:
            tail = line("none does")
        out.append(line("With ", levers, ": ", tail, "."))
    return tuple(out)


def _flips(entry: Mapping[str, Any], answers: Answers) -> list[Line]:
    inputs = entry.get("inputs") or []
    found = [item for item in inputs if item.get("flips")]
    if not found:
        number = plural(len(inputs), "uncertain input")
        tail = f": {number}, each moved to both ends of its own range."
        return [line(strong("No single input flips the verdict"), tail)]
    head = line(
        strong(f"{plural(len(found), 'input')} would flip the verdict"),
        f" alone, moved inside {'its' if len(found) == 1 else 'their'} own range",
        f" (of {count(len(inputs))})",
    )
    shown = [_input(item, answers) for item in found[:MOST]]
    more = f" The other {count(len(found) - MOST)} are in the table." if len(found) > MOST else ""
    return [line(head, ": ", joined(shown), ".", more)]


def _first(entry: Mapping[str, Any], answers: Answers) -> Line:
    return next(_input(item, answers) for item in entry["inputs"] if item.get("flips"))


def _input(item: Mapping[str, Any], answers: Answers) -> Line:
    shown = joined(
        (
            line(f"{human(str(end['value']))}: ", figure(bare(end["share"]), "basis-sensitivity"))
            for end in item.get("at") or ()
        ),
        ", ",
    )
    found = answers.book.find_reason(str(item["path"]))
    ref: Line = line(" ", link(f"R{found[0]}", f"r{found[0]}")) if found else ()
    return line(name(human(str(item["label"]))), " (", shown, ")", ref)


def targets(answers: Answers) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Return head and rows of the table of all targets: both rules, today and at the deadline."""
    late = any((entry.get("trade") or {}).get("deadline") for entry in answers.targets.values())
    levers = tuple((answers.smallest or {}).get("levers") or ())
    head = ["Target", "Today"]
    head += ["Deadline"] if late else []
    head += ["Today, lines bind"]
    head += ["Deadline, lines bind"] if late else []
    head += ["After the moves"] if levers else []
    book = {item.ident: item for item in answers.book.targets}
    rows: list[tuple[Cell, ...]] = []
    for target, entry in answers.targets.items():
        known = book.get(target)
        kind = entry.get("kind") or (known.kind if known else "")
        words = line(name(answers.book.target(target)), f" ({kind})" if kind else "", " ")
        first = header(words, code(known.when)) if known else header(words)
        if not (entry.get("trade") or {}).get("as_of"):
            rows.append((first, cell(str(entry.get("status", "")))))
            continue
        cells: list[Cell] = [first]
        dates = ("as_of", "deadline") if late else ("as_of",)
        cells.extend(
            labelled(answers.room(target, rule, when), BASIS)
            for rule in ("trade", "bind")
            for when in dates
        )
        if levers:
            cells.append(_after(answers, target, levers))
        rows.append(tuple(cells))
    return tuple(head), tuple(rows)


def _after(answers: Answers, target: str, levers: tuple[str, ...]) -> Cell:
    share = answers.with_levers(target, levers)
    if share is not None:
        return labelled(share, "basis-levers")
    return cell("\u2013")


def judged(answers: Answers) -> Line:
    """Return the share of reasons that are nothing but judgement."""
    number, of = judgement_share(answers)
    if not of:
        return line("The case gives no reasons for its numbers.")
    share = fixed(100 * number / of, 0)
    return line(
        figure(f"{count(number)} of {count(of)}", "reasons"),
        f" reasons ({share}\u00a0%) are the analyst\u2019s judgement alone; "
        "the rest cite a source or background.",
    )


def still_open(answers: Answers) -> Line:
    """Return how many questions the analyst has still to answer; empty where there are none."""
    number = len(answers.book.open)
    if not number:
        return ()
    return line(
        figure(plural(number, "question"), "open-questions"),
        f" about the case {'is' if number == 1 else 'are'} still open: what is written there"
        " stands in until somebody has answered.",
    )


def record(answers: Answers) -> Line:
    """Return the track record, only where the case asks questions that could be resolved."""
    number = answers.book.forecasts
    if not number or "forecast" in answers.findings:
        return ()  # with a forecast, the record has a section of its own
    return line(
        f"No questions resolved yet ({count(number)} open): nothing here has been scored, "
        "so confidence is never called high."
    )
