"""A rough picture of values, at the middle of every range: for warnings, never for an answer."""

from __future__ import annotations

from statistics import fmean

from detente.case.schema import Actor, Care, Issue


def option_score(care: Care, issue: Issue, option: str) -> float:
    """What an option is worth to somebody with this care, 0 to 100, alternatives averaged."""
    if care.value is not None:
        return care.value[option].mid
    if care.wants is None or care.accepts is None:
        return 0.0
    ranks = {name: rank for rank, name in enumerate(issue.options)}
    return fmean(
        rank_score(ranks[option], ranks[wants], ranks[accepts], issue.places)
        for wants in care.wants.options
        for accepts in care.accepts.options
    )


def rank_score(rank: int, wants: int, accepts: int, places: tuple[float, ...]) -> float:
    """The score of a rank where `wants` is worth 100 and `accepts` 50.

    Examples
    --------
    >>> [rank_score(rank, wants=3, accepts=1, places=(0, 1, 2, 3)) for rank in range(4)]
    [0.0, 50.0, 75.0, 100.0]
    """
    at = places[wants]
    distance = abs(places[rank] - at)
    if accepts == wants:
        end = places[-1 if rank > wants else 0]
        return 100.0 if rank == wants else 50 * (1 - distance / abs(end - at))
    reach = abs(places[accepts] - at)
    end = places[-1 if accepts > wants else 0]
    if distance <= reach:
        return 100 - 50 * distance / reach
    beyond = abs(end - places[accepts])
    slope = 50 / beyond if beyond else 50 / reach
    return max(0.0, 50 - slope * (distance - reach))


def value_of_now(actor: Actor, issues: dict[str, Issue]) -> float | None:
    """What today is worth to an actor; None where he cares about nothing."""
    weights = [care.weight.mid for care in actor.cares.values()]
    total = sum(weights)
    if not total:
        return None
    scores = (option_score(care, issues[i], issues[i].now) for i, care in actor.cares.items())
    return sum(w * s for w, s in zip(weights, scores, strict=True)) / total
