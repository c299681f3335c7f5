"""How likely are talks between two parties within so many days? Fit, forecast, and score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detente.core.streams import Floats
from detente.forecast.hazard.drift import drift
from detente.forecast.hazard.events import Bools, Events, Ints, Panel, Target, iso
from detente.forecast.hazard.features import History
from detente.forecast.hazard.fit import LEAST, Model, fit, logistic
from detente.forecast.hazard.scores import FLOOR, PSEUDO, own_record, scored, subsets
from detente.forecast.hazard.tables import DataError

_HELD_BACK = 0.2  # of the dates to fit on, where the panel does not say which rows are for choice


@dataclass(frozen=True)
class Roles:
    """What each row of a panel is for.

    Attributes
    ----------
    fit : array of bool, shape (rows,)
        Fitted on: outcome known, window closed before the first row to forecast.
    held : array of bool, shape (rows,)
        Those of them held back first, for the choice of the penalty.
    ask : array of bool, shape (rows,)
        To be forecast.
    late : int
        Rows meant for the fit whose window had not closed in time; they are left out.
    how : str
        How the rows were told apart.
    """

    fit: Bools
    held: Bools
    ask: Bools
    late: int
    how: str


@dataclass(frozen=True)
class Answer:
    """The forecast of one target.

    Attributes
    ----------
    target : Target
    rows : array of int, shape (n,)
        Rows of the panel that are forecast.
    p : array of float, shape (n,)
        Probability of such talks in the days after the row's date.
    shift : array of float, shape (n,)
        What of it, in log-odds, is the drift of all pairs since the fit.
    model : Model
    scores : mapping
        By subset (all, freeze, freeze_conflict); empty where no outcome is known.
    """

    target: Target
    rows: Ints
    p: Floats
    shift: Floats
    model: Model
    scores: Mapping[str, Any]


@dataclass(frozen=True)
class Forecast:
    """All answers, and what the reader should know about how they were made."""

    answers: tuple[Answer, ...]
    notes: tuple[str, ...] = ()
    history: History | None = field(default=None, repr=False)


def roles(panel: Panel, target: Target, *, fitted: bool = False) -> Roles:
    """Which rows are fitted on, and which are forecast?

    As the column ``split_H`` says. Without it, rows from the median date on are forecast, and rows
    whose window closed before that date are fitted on. In either case no window that was open at
    the first row to forecast is used, and where no row is marked ``val`` the last fifth of the
    dates is held back to choose the penalty. Where a fit is given (``fitted``), a panel without the
    column is forecast as a whole.
    """
    day, known = panel.day, panel.happened[target] >= 0
    split = panel.split.get(target.days)
    if split is None:
        dates = np.unique(day)
        first = int(dates[len(dates) // 2])
        ask = day >= first
        meant = ~ask
        if fitted:
            ask = np.ones_like(ask)
        how = f"no column split_{target.days}: rows from {iso(first)} on are forecast"
    else:
        tested = split == "test"
        first = int(day[tested].min()) if tested.any() else int(day.max()) + target.days + 1
        meant = (split == "train") | (split == "val")
        ask = ((day >= first) & ~meant) if tested.any() else ~meant
        how = f"by column split_{target.days}"
    closed = day + target.days < first
    use = meant & known & closed
    held = use & (split == "val") if split is not None else np.zeros_like(use)
    if use.any() and not held.any():
        dates = np.unique(day[use])
        cut = int(dates[int(len(dates) * (1 - _HELD_BACK))])
        held = use & (day >= cut)
    if held.any() and split is None:  # windows of the rest must have closed by then, too
        cut = int(day[held].min())
        use &= held | (day + target.days < cut) | ~known
    return Roles(use, held, ask, int((meant & known & ~closed).sum()), how)


def check_dates(
    panel: Panel, events: Events, asked: Sequence[tuple[Target, Roles, bool]], as_of: int
) -> list[str]:
    """What of the data was not known on a day? One sentence a fault; nothing is left out quietly.

    Parameters
    ----------
    asked : sequence of (Target, Roles, bool)
        The flag says whether the rows to fit on are used (no earlier model is given).
    as_of : int
        Days since 1970-01-01.
    """
    faults = []
    day = iso(as_of)
    rows = panel.day > as_of
    if rows.any():
        last = int(panel.day.max())
        used = int(((events.day > as_of) & (events.day <= last)).sum())
        faults.append(
            f"{int(rows.sum())} rows of the panel are dated after {day} (the last: {iso(last)}); "
            f"their inputs would use {used} events that nobody knew on that day."
        )
    for target, role, fitted in asked:
        open_then = role.fit & (panel.day + target.days > as_of)
        if fitted and open_then.any():
            last = int(panel.day[open_then].max()) + target.days
            faults.append(
                f"{target.name}: {int(open_then.sum())} outcomes to fit on were not known on "
                f"{day} (the last window closes on {iso(last)})."
            )
    return faults


def forecast(
    panel: Panel,
    events: Events,
    *,
    targets: Sequence[Target] | None = None,
    models: Mapping[Target, Model] | None = None,
    as_of: int | None = None,
    seed: int = 0,
) -> Forecast:
    """How likely are talks, at each row to forecast?

    Parameters
    ----------
    panel, events : Panel, Events
        See `events.read_panel` and `events.read_events`.
    targets : sequence of Target, optional
        All of the panel by default.
    models : mapping of Target to Model, optional
        Earlier fits; nothing is fitted then.
    as_of : int, optional
        Refuse data dated later (days since 1970-01-01).
    seed : int
        Of the intervals of the scores.

    Raises
    ------
    DataError
        Where there is nothing to fit on, no actor is known to the events, or data are too late.
    """
    wanted = tuple(targets) if targets is not None else tuple(panel.happened)
    told = {one: roles(panel, one, fitted=models is not None) for one in wanted}
    notes: list[str] = []
    faults = _lacking(panel, events, told, models)
    if as_of is not None:
        asked = [(one, told[one], models is None) for one in wanted]
        faults += check_dates(panel, events, asked, as_of)
        later = int((events.day > as_of).sum())
        if later and not faults:
            notes.append(f"{later} events after {iso(as_of)} are in the file; none is used.")
    if faults:
        raise DataError(*faults)
    history = History(events, panel)
    answers = []
    for target in wanted:
        model = None if models is None else models[target]
        answers.append(_answer(panel, history, target, told[target], model, seed))
        notes += _remarks(panel, target, told[target], model)
    return Forecast(tuple(answers), tuple(dict.fromkeys(notes)), history)


def _lacking(
    panel: Panel,
    events: Events,
    told: Mapping[Target, Roles],
    models: Mapping[Target, Model] | None,
) -> list[str]:
    """What is missing for a forecast?"""
    faults = []
    named = {name for pair in panel.pairs for name in pair}
    if not named & set(events.actors):
        few = ", ".join(sorted(named)[:3])
        faults.append(f"The events name none of the panel's actors ({few}, ...).")
    for target, role in told.items():
        if models is not None:
            if target not in models:
                have = ", ".join(sorted(one.name for one in models))
                faults.append(f"The model has no fit for {target.name}; it has {have}.")
            continue
        happened = panel.happened[target]
        yes = int((happened[role.fit] == 1).sum())
        no = int((happened[role.fit] == 0).sum())
        if min(yes, no) < LEAST:
            faults.append(
                f"{target.name}: no fit is possible with {yes} rows of yes and {no} of no "
                f"({LEAST} of each are needed, with windows closed before the first row to "
                f"forecast). Mark rows as train in split_{target.days}, or give an earlier fit: "
                "--model MODEL.json."
            )
    return faults


def _answer(
    panel: Panel, history: History, target: Target, role: Roles, model: Model | None, seed: int
) -> Answer:
    happened = panel.happened[target]
    if model is None:
        until = int(panel.day[role.fit].max()) + target.days
        priors = history.priors(target.days, until)
        columns = history.columns(target, priors)
        model = fit(
            target,
            columns,
            happened.astype(np.float64),
            (role.fit, role.held),
            panel.day,
            (priors, _base(panel, target, role)),
        )
    else:
        columns = history.columns(target, model.priors)
    rows = np.flatnonzero(role.ask)
    odds = model.odds(columns, np.arange(len(panel.day)))
    shift = drift(
        history.calendars[target.kind],
        (history.ask.dyad, panel.day),
        odds,
        model.until - target.days,
        target.days,
    )
    p = np.clip(logistic((odds + shift)[rows]), FLOOR, 1 - FLOOR)
    scores = _scores(panel, target, model, (rows, p), seed)
    return Answer(target, rows, p, shift[rows], model, scores)


def _base(panel: Panel, target: Target, role: Roles) -> tuple[float, float]:
    """The reference "own record": overall share, and the weight that served best when held back."""
    happened = panel.happened[target]
    share = float(happened[role.fit & ~role.held].mean())
    if not role.held.any():
        return share, 8.0
    y = happened[role.held]

    def loss(windows: float) -> float:
        record = own_record(panel.pair, panel.day, happened, target.days, share, windows)
        return float(((record[role.held] - y) ** 2).mean())

    return share, min(PSEUDO, key=loss)


def _scores(
    panel: Panel, target: Target, model: Model, made: tuple[Ints, Floats], seed: int
) -> dict[str, Any]:
    rows, p = made
    happened = panel.happened[target]
    split = panel.split.get(target.days)
    known = happened[rows] >= 0
    if split is not None and (split[rows] == "test").any():
        known &= split[rows] == "test"
    rows, p = rows[known], p[known]
    record = own_record(panel.pair, panel.day, happened, target.days, *model.base)[rows]
    found: dict[str, Any] = {}
    for name, these in subsets(target.kind, panel.flags, rows).items():
        if these.any():
            y = happened[rows][these].astype(np.float64)
            references = {
                "own record": record[these],
                "earlier share": np.full(len(y), model.base[0]),
                "share of these rows": np.full(len(y), float(y.mean())),
            }
            found[name] = scored(p[these], y, references, panel.pair[rows][these], seed=seed)
    return found


def _remarks(panel: Panel, target: Target, role: Roles, model: Model | None) -> list[str]:
    notes = []
    if model is None:
        notes.append(role.how)
        if role.late:
            notes.append(
                f"{target.name}: {role.late} rows marked for the fit had windows still open at the "
                "first row to forecast and were left out."
            )
    else:
        early = int((panel.day[role.ask] < model.until).sum())
        if early:
            notes.append(
                f"{target.name}: the model was fitted on windows up to {iso(model.until)}; {early} "
                "rows to forecast are earlier, so their scores flatter it."
            )
    return notes
