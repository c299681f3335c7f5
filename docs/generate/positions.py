"""How the models of positions did, from the record the program carries."""

from __future__ import annotations

from detente.analysis.positions.record import record


def positions_record() -> str:
    """The public record as a table, with its source."""
    found = record()
    mean = found["rows"][0]["mae"]
    rows = []
    for row in found["rows"]:
        cells = [row["model"], f"{row['mae']:.2f}", f"{row.get('mean_there', mean):.2f}"]
        cells += [str(row["decisions"] or "a part"), _interval(row.get("difference"))]
        rows.append(f"| {' | '.join([*cells, row['words']])} |")
    head = "| model | error | the mean's there | decisions | error less the mean's, 95 % | what |"
    return "\n".join([head, "|---|---|---|---|---|---|", *rows, "", f"Source: {found['source']}"])


def _interval(ends: list[float] | None) -> str:
    return f"{ends[0]:+.2f} to {ends[1]:+.2f}" if ends else ""
