"""A made-up world of events, and a panel that asks about it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

START = date(2010, 1, 1)
ACTORS = ("Arland", "Borduria", "Costaguana", "Dalmasca", "Elbonia", "Freedonia")
LABELS = ("Consult", "Express intent to meet or negotiate", "Accuse", "Engage in negotiation")


def events(days: int = 900, seed: int = 7) -> dict[str, list]:
    """Some pairs talk in spells; a wish to meet comes a few days before most talks."""
    generator = np.random.Generator(np.random.Philox(seed))
    rows = []
    for i, a in enumerate(ACTORS):
        for j, b in enumerate(ACTORS[i + 1 :], i + 1):
            level = 0.004 + 0.012 * ((i + j) % 3)
            for day in range(days):
                spell = 4.0 if (day // 120 + i * j) % 3 == 0 else 0.4
                if generator.random() < level * spell:
                    rows.append((day, a, b, LABELS[0]))
                    rows.append((day, b, a, LABELS[0]))
                    if generator.random() < 0.6:
                        rows.append((max(day - 5, 0), a, b, LABELS[1]))
                    if generator.random() < 0.3:
                        rows.append((day, a, b, LABELS[3]))
                if generator.random() < 0.01:
                    rows.append((day, b, a, LABELS[2]))
    rows.sort()
    return {
        "date": [START + timedelta(days=day) for day, *_ in rows],
        "source": [f"Minister ({a})" for _, a, _, _ in rows],
        "target": [f"Minister ({b})" for _, _, b, _ in rows],
        "source_actor": [a for _, a, _, _ in rows],
        "target_actor": [b for _, _, b, _ in rows],
        "event": [label for *_, label in rows],
    }


def panel(world: dict[str, list], days: int = 900, *, horizon: int = 20, split: bool = True):
    """Rows every nine days; the outcome follows from the events."""
    talks: dict[frozenset, set] = {}
    for on, a, b, label in zip(
        world["date"], world["source_actor"], world["target_actor"], world["event"], strict=True
    ):
        if label in {LABELS[0], LABELS[3]}:
            talks.setdefault(frozenset((a, b)), set()).add((on - START).days)
    rows = []
    for i, a in enumerate(ACTORS):
        for b in ACTORS[i + 1 :]:
            held = talks.get(frozenset((a, b)), set())
            for day in range(100, days, 9):
                happened = any(day < one <= day + horizon for one in held)
                known = day + horizon < days
                part = "train" if day < 450 else "val" if day < 580 else "test"
                if part != "test" and day + horizon >= (450 if part == "train" else 585):
                    part = "gap"
                rows.append((a, b, START + timedelta(days=day), int(happened) if known else -1))
                rows[-1] += (part, not any(day - 60 < one <= day for one in held))
    made = {
        "actor_a": [row[0] for row in rows],
        "actor_b": [row[1] for row in rows],
        "date": [row[2] for row in rows],
        f"y_broad_{horizon}": [row[3] for row in rows],
        "freeze_broad": [row[5] for row in rows],
    }
    return made | ({f"split_{horizon}": [row[4] for row in rows]} if split else {})


def write(folder: Path, **changed: dict[str, list]) -> Path:
    """Both files in a folder; the path of the panel."""
    import polars as pl

    world = changed.get("events") or events()
    pl.DataFrame(world).write_parquet(folder / "events_made.parquet")
    path = folder / "panel_made.parquet"
    pl.DataFrame(changed.get("panel") or panel(world)).write_parquet(path)
    return path
