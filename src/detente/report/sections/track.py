"""Track record: what came of the questions asked before, scored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.report.answers import Answers
from detente.report.prose import Cell, Line, Table, figure, header, line, name, numeric
from detente.report.rates import rate
from detente.report.text import NBSP, count, fixed, plural

NONE = "No questions resolved yet."


def record(answers: Answers) -> Mapping[str, Any]:
    """Return the scores, empty where nothing has been scored."""
    found: Mapping[str, Any] = answers.support("forecast").get("track") or {}
    return found if found.get("n") else {}


def resolved(answers: Answers) -> int:
    """Return how many questions have been resolved."""
    return int(record(answers).get("n") or 0)


def weak(answers: Answers) -> bool:
    """Say whether the record is not shown to be better than its reference."""
    ends = _interval(record(answers), "skill")
    return ends is None or ends[0] <= 0


def _interval(found: Mapping[str, Any], of: str) -> tuple[float, float] | None:
    ends = (found.get("intervals") or {}).get(of)
    return (float(ends[0]), float(ends[1])) if ends else None


def _ends(found: Mapping[str, Any], of: str, digits: int) -> str:
    ends = _interval(found, of)
    return f"{fixed(ends[0], digits)} to {fixed(ends[1], digits)}" if ends else ""


def _reference(found: Mapping[str, Any]) -> str:
    """Return what skill is measured against, in words."""
    known = found.get("params") or {}
    return str(known.get("reference_said") or known.get("reference") or "")


def sentences(answers: Answers) -> tuple[Line, ...]:
    """Return the record in words; empty where no forecast was asked."""
    if "forecast" not in answers.findings:
        return ()
    found = record(answers)
    if not found:
        open_ = len(answers.support("forecast").get("questions") or ())
        tail = f" {plural(open_, 'is', 'are')} open: nothing here has been scored," if open_ else ""
        also = " so confidence in a rate is at most moderate." if open_ else ""
        return (line(f"{NONE}{tail}{also}"),)
    out = [
        line(
            figure(plural(int(found["n"]), "question")),
            " resolved. Brier score ",
            figure(_score(found.get("brier"))),
            " (0 is perfect, 0.25 is what a coin toss said each time earns); log score ",
            figure(_score(found.get("log"))),
            " (0 is perfect).",
        )
    ]
    late = int(found.get("backtests") or 0)
    if late:
        words = "was" if late == 1 else "were"
        said = f" of these {words} forecast only after the outcome was known (backtests)."
        out.append(line(figure(count(late)), said))
    if found.get("skill") is not None:
        out.append(_skill(found))
    return tuple(out)


def _skill(found: Mapping[str, Any]) -> Line:
    """Return skill with its interval, against what, and what that shows."""
    ends, interval = _ends(found, "skill", 2), _interval(found, "skill")
    shown = f" (95{NBSP}%: {ends})" if ends else ""
    reference = _reference(found)
    against: Line = line(" against ", name(reference)) if reference else ()
    tail = ": above 0 is better than the reference."
    if interval is None:
        tail = ": too few groups of questions for an interval, so it shows nothing yet."
    elif interval[0] <= 0:
        tail = ": the interval reaches 0, so nothing better than the reference has been shown."
    return line("Skill", against, " is ", figure(fixed(found["skill"], 2)), shown, tail)


def _score(value: Any) -> str:
    return "\u2013" if value is None else fixed(float(value), 3)


def tables(answers: Answers) -> tuple[Table, ...]:
    """Return the scores and the table of calibration."""
    found = record(answers)
    if not found:
        return ()
    scores = [
        ("Questions resolved", count(int(found["n"])), ""),
        ("Brier score", _score(found.get("brier")), _ends(found, "brier", 3)),
        ("Log score", _score(found.get("log")), _ends(found, "log", 3)),
        ("Brier score of the reference", _score(found.get("reference_brier")), ""),
        ("Skill", _score(found.get("skill")), _ends(found, "skill", 3)),
    ]
    out = [
        Table(
            "Scores",
            ("Score", "Value", "95 % interval"),
            tuple((header(name(a)), numeric(b), numeric(c)) for a, b, c in scores),
            frozenset({1, 2}),
        )
    ]
    rows = tuple(_bin(item) for item in found.get("bins") or ())
    if rows:
        heads = ("We said", "Questions", "On average", "Came true", "95 % interval")
        out.append(Table("Calibration", heads, rows, frozenset({1, 2, 3, 4})))
    return tuple(out)


def _bin(item: Mapping[str, Any]) -> tuple[Cell, ...]:
    low, high = item.get("happened_low"), item.get("happened_high")
    known = low is not None and high is not None
    return (
        header(f"{_whole(item['low'])[:-2]}\u2013{_whole(item['high'])}"),
        numeric(count(int(item["n"]))),
        numeric(rate(item.get("said"))),
        numeric(_whole(item["happened"])),
        numeric(f"{_whole(low)} to {_whole(high)}" if known else "\u2013"),
    )


def _whole(share: Any) -> str:
    return f"{fixed(float(share) * 100, 0)}{NBSP}%"
