"""A finding on positions made by hand, in the form the question gives it."""

from __future__ import annotations

from typing import Any

from detente.core.finding import Finding

ROUNDS = 5


def spread(at: float, half: float = 0.0) -> dict[str, float]:
    """A number with its range over the readings."""
    return {"median": at, "low": at - half, "high": at + half}


def line(
    place: int,
    names: list[str],
    name: str = "How high is the fence?",
    half: float = 0.0,
    marks: list[list[Any]] | None = None,
) -> dict[str, Any]:
    """One line with its actors spread evenly over it."""
    many = len(names)
    shares = [(k + 1) / (many * (many + 1) / 2) for k in range(many)]
    at = [100.0 * k / max(1, many - 1) if many > 1 else 40.0 for k in range(many)]
    mean = sum(x * s for x, s in zip(at, shares, strict=True))
    actors = [
        {
            "id": f"a{k}",
            "name": names[k],
            "position": spread(at[k], half),
            "salience": spread(0.5),
            "clout": spread(2.0 * (k + 1)),
            "share": shares[k],
        }
        for k in range(many)
    ]
    path = [mean + k for k in range(ROUNDS + 1)]
    challenge: dict[str, Any] | None = {
        "rounds": ROUNDS,
        "variants": [
            {"name": "literal", "words": "as the paper prints it", "median": path, "mean": path},
            {"name": "code", "words": "as its code runs", "median": path[::-1], "mean": path},
        ],
        "grid": {
            "configurations": 72,
            "round": 5,
            "low": 12.5,
            "q25": 30.0,
            "median": 47.25,
            "q75": 60.0,
            "high": 96.0,
        },
    }
    moves = [
        {"who": f"a{i}", "whom": f"a{j}", "to": at[i], "share": (many - abs(i - j)) / (many + 1)}
        for i in range(many)
        for j in range(many)
        if i != j and abs(i - j) < 4
    ]
    sides = [("below", range(many // 2)), ("above", range(many // 2, many))]
    return {
        "id": f"line_{place}",
        "name": name,
        "low": 0.0,
        "high": 100.0,
        "marks": [[0.0, "no fence"], [40.0, "to the knee"], [100.0, "a wall"]]
        if marks is None
        else marks,
        "reference": 0.0,
        "outcome": 60.0,
        "actors": actors,
        "mean": spread(mean, half),
        "median": spread(at[many // 2], half),
        "salience_mean": spread(mean + 1),
        "plain_mean": spread(50.0),
        "nearest_mark": None if marks == [] else "a wall" if mean > 70 else "to the knee",
        "challenge": None if many == 1 else challenge,
        "moves": moves,
        "condorcet": {"at": spread(52.0), "winners": [[at[0], 0.25], [at[-1], 0.75]]},
        "winset": None
        if place % 2
        else {"rule": "half of the weight", "low": 10.0, "high": 80.0, "empty": False},
        "power": [
            {"id": f"a{k}", "shapley_shubik": shares[k], "banzhaf": shares[k]} for k in range(many)
        ],
        "coalitions": [
            {
                "side": side,
                "actors": [f"a{k}" for k in which],
                "share": sum(shares[k] for k in which),
            }
            for side, which in sides
            if len(which)
        ],
    }


def support(
    lines: list[dict[str, Any]], *, readings: int = 1, exchange: bool = True
) -> dict[str, Any]:
    """The figures of the finding on these lines."""
    first, last = lines[0]["id"], lines[-1]["id"]
    deal = {
        "i": "a0",
        "gives": first,
        "from": 0.0,
        "to": 25.0,
        "j": "a1",
        "gets": last,
        "from_j": 50.0,
        "to_j": 30.0,
        "gain": 1.25,
    }
    found = {
        "count": 1,
        "exchanges": [deal],
        "before": {one["id"]: one["mean"]["median"] for one in lines},
        "after": {one["id"]: one["mean"]["median"] - 3 for one in lines},
    }
    return {
        "readings": readings,
        "clout": "given",
        "left_out": [],
        "lines": lines,
        "exchange": found if exchange and len(lines) > 1 else None,
        "record": RECORD,
    }


RECORD: dict[str, Any] = {
    "decisions": 351,
    "source": "351 decisions on record",
    "rows": [
        {"model": "weighted mean", "words": "clout times salience", "mae": 22.99},
        {"model": "challenge model", "words": "one published reading", "mae": 26.83},
    ],
}


def finding(figures: dict[str, Any] | None = None, readings: int = 1) -> Finding:
    """The finding itself."""
    figures = figures or support([line(1, ["A", "B", "C"]), line(2, ["A", "B", "C"])])
    return Finding(
        "positions",
        "On line 1 positions pull to 60.",
        figures | {"readings": readings},
        (),
        "the weighted mean in every reading",
        {"readings": readings, "seed": 0, "rounds": ROUNDS},
    )
