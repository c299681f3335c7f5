"""Who prefers what in a published conflict: rankings, utilities, pairs and priorities."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from detente.case.faults import BadEntryError, BadTextError, Path, listed, plain
from detente.case.gmcr.model import Model
from detente.case.gmcr.moves import by_dm, read_state
from detente.case.gmcr.priorities import Statement, parse_statement
from detente.case.gmcr.reading import Reading
from detente.case.gmcr.sense import check_sense, check_settled, find_cycle

GREATLY = ">>"

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
_RANKING = "[3, [1, 2], 4], best first"
_MOST_STATEMENTS = 200
_WAYS = ("preferences", "utilities", "preference_pairs", "priorities")


@dataclass(frozen=True)
class Ranking:
    """States best first, equally good ones in one group.

    `marks` counts, for each ``>>``, the groups before it: those are greatly preferred to all that
    come after.
    """

    groups: tuple[tuple[int, ...], ...]
    marks: tuple[int, ...] = ()

    def agrees(self, other: Ranking) -> bool:
        """Whether another ranking has the same states in the same order."""
        return list(map(set, self.groups)) == list(map(set, other.groups))


Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Preferences:
    """What each decision maker prefers: by a ranking, by pairs, or else by his priorities.

    Attributes
    ----------
    rankings
        Complete rankings, from `preferences` or from `utilities`.
    pairs
        Pairs (better, worse); nothing is known of any other pair.
    priorities
        Statements, most important first; used where there is neither of the others.
    """

    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    pairs: Mapping[str, Pairs] = field(default_factory=dict)
    priorities: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)

    def by_priorities(self, dm: str) -> bool:
        """Whether nothing but priorities says what somebody prefers."""
        return dm not in self.rankings and dm not in self.pairs


def read_preferences(reading: Reading, model: Model) -> Preferences:
    """Who prefers what? Reports everybody of whom nothing is said."""
    rankings: dict[str, Ranking] = {}
    said: dict[str, list[str]] = {name: [] for name in model.dms or ()}
    for name, path in by_dm(reading, "preferences", f"{{US: {_RANKING}}}", model):
        said.setdefault(name, []).append("preferences")
        ranking = _read_ranking(reading, path, name, model)
        if ranking is not None:
            rankings[name] = ranking
    for name, path in by_dm(reading, "utilities", "{US: {1: 3.5, 2: 0}}", model):
        said.setdefault(name, []).append("utilities")
        ranking = _read_utilities(reading, path, name, model)
        if ranking is not None and not rankings.setdefault(name, ranking).agrees(ranking):
            message = f"the utilities of {plain(name, 60)!r} order the states otherwise"
            hint = "keep one of the two: preferences or utilities"
            reading.report(path, message, hint, key=True)
    pairs: dict[str, Pairs] = {}
    for name, path in by_dm(reading, "preference_pairs", "{US: [[3, 7], [4, 8]]}", model):
        if said.setdefault(name, []):
            message = f"{plain(name, 60)!r} has both a ranking and pairs"
            hint = "keep one: a ranking knows all pairs, with pairs every other one is unknown"
            reading.report(path, message, hint, key=True)
        said[name].append("preference_pairs")
        pairs[name] = _read_pairs(reading, path, model)
    priorities: dict[str, tuple[Statement, ...]] = {}
    for name, path in by_dm(reading, "priorities", '{US: ["o3", "!o4 & o1"]}', model):
        used = not said.setdefault(name, [])
        said[name].append("priorities")
        priorities[name] = _read_priorities(reading, path, model, used=used)
    _report_missing(reading, said)
    return Preferences(rankings, pairs, priorities)


def _report_missing(reading: Reading, said: Mapping[str, Sequence[str]]) -> None:
    sections = [way for way in _WAYS if reading.given((way,))]
    for way in sections:
        node = reading.node((way,))
        if node is None or not reading.whole((way,)):
            return
        if any(key.value.strip() not in said for key, _ in node.pairs):
            # A name that is not known may be meant for anybody of whom nothing is said.
            return
    missing = [plain(name, 60) for name, ways in said.items() if not ways]
    if missing:
        message = f"nothing says what {listed([repr(name) for name in missing], 'and')} prefers"
        hint = f"write preferences: {{{missing[0]}: [best, …, worst]}}"
        reading.report((sections[0],) if sections else (), message, hint, key=True)


# --- rankings ---


def _read_ranking(reading: Reading, path: Path, name: str, model: Model) -> Ranking | None:
    places = reading.items(path, _RANKING)
    if places is None:
        return None
    groups: list[tuple[int, ...]] = []
    marks: list[int] = []
    seen: set[int] = set()
    good = True
    for k, place in enumerate(places):
        node = reading.node(place)
        if node is not None and node.kind == "text" and node.value.strip() == GREATLY:
            good &= _mark(reading, place, k, len(places), groups, marks)
            continue
        group = _read_group(reading, place, name, model, seen)
        good &= group is not None
        groups.append(group or ())
    good = good and _complete(reading, path, "ranking", name, seen, model)
    return Ranking(tuple(groups), tuple(marks)) if good else None


def _mark(
    reading: Reading,
    place: Path,
    k: int,
    many: int,
    groups: Sequence[tuple[int, ...]],
    marks: list[int],
) -> bool:
    if k == 0 or k == many - 1:
        side = "before" if k == 0 else "after"
        message = f"nothing stands {side} this {GREATLY}"
        reading.report(place, message, "what comes before it is greatly preferred to what follows")
        return False
    if marks and marks[-1] == len(groups):
        reading.report(place, f"{GREATLY} stands here twice", "remove one")
        return False
    marks.append(len(groups))
    return True


def _read_group(
    reading: Reading, place: Path, name: str, model: Model, seen: set[int]
) -> tuple[int, ...] | None:
    """One state, or a list of equally good ones."""
    node = reading.node(place)
    if node is None:
        return None
    places = [place]
    if node.kind == "list":
        places = reading.items(place, "[1, 2]") or []
        if not places and reading.whole(place):
            reading.report(place, "this tie is empty", "name the states, or remove it")
    found: list[int] = []
    for one in places:
        below = reading.node(one)
        if below is not None and below.kind == "list":
            message = "a tie inside a tie"
            reading.report(one, message, "write equally good states in one list, such as [1, 2]")
            continue
        if below is not None and below.value.strip() == GREATLY:
            message = f"{GREATLY} cannot stand inside a tie"
            reading.report(one, message, "equally good states are not greatly preferred")
            continue
        state = read_state(reading, one, model)
        if state is not None and state in seen:
            message = f"state {state} stands twice in the ranking of {plain(name, 60)!r}"
            reading.report(one, message, "rank each state once")
        elif state is not None:
            seen.add(state)
            found.append(state)
    return tuple(found) if places and len(found) == len(places) else None


def _complete(
    reading: Reading, path: Path, what: str, name: str, seen: set[int], model: Model
) -> bool:
    """Whether every state is there; reports those that are not."""
    if not model.sure or not reading.whole(path):
        return False
    missing = model.missing(seen, 13)
    if missing:
        states = listed([str(state) for state in missing], "and")
        message = f"the {what} of {plain(name, 60)!r} leaves out {states}"
        hint = "add every state once"
        if what == "ranking":
            hint += "; put equally good ones in a list of their own, such as [1, 2]"
        reading.report(path, message, hint, key=True)
    return not missing


def _read_utilities(reading: Reading, path: Path, name: str, model: Model) -> Ranking | None:
    worth: dict[int, float] = {}
    entries = reading.entries(path, "{1: 3.5, 2: 0}")
    good = entries is not None
    for key, place in entries or ():
        state = reading.number(place, key, key=True)
        if state is not None and not model.exists(state):
            reading.bad(place, model.unknown(state), key=True)
            state = None
        elif state is not None and state in worth:
            reading.report(place, f"state {state} stands here twice", "keep one", key=True)
            state = None
        text = reading.text(place, "3.5")
        if text is not None and (not _NUMBER.fullmatch(text) or float(text) in _ENDLESS):
            message = f"{plain(text, 40)!r} is not a finite number"
            reading.report(place, message, "write such as 3.5; more is better")
            text = None
        if state is None or text is None:
            good = False
        else:
            worth[state] = float(text) + 0.0
    if not good or not _complete(reading, path, "list of utilities", name, set(worth), model):
        return None
    levels: dict[float, list[int]] = {}
    for state, value in worth.items():
        levels.setdefault(value, []).append(state)
    return Ranking(tuple(tuple(levels[value]) for value in sorted(levels, reverse=True)))


_ENDLESS = (float("inf"), float("-inf"))


def _read_pairs(reading: Reading, path: Path, model: Model) -> Pairs:
    found: dict[tuple[int, int], Path] = {}
    good = True
    for place in reading.items(path, "[[3, 7], [4, 8]]") or ():
        ends = reading.items(place, "[3, 7], the better first")
        if ends is None:
            good = False
            continue
        if len(ends) != 2:
            message = f"a pair has two states, and this has {len(ends)}"
            reading.report(place, message, "write [better, worse]")
            good = False
            continue
        better, worse = (read_state(reading, end, model) for end in ends)
        if better is None or worse is None:
            good = False
        elif better == worse:
            reading.report(place, f"state {better} cannot be better than itself", "remove the pair")
        elif (better, worse) in found:
            reading.report(place, f"the pair [{better}, {worse}] stands here twice", "remove one")
        elif (worse, better) in found:
            message = f"{better} is better than {worse} here, and worse above"
            reading.report(place, message, "keep one of the two pairs")
            good = False
        else:
            found[better, worse] = place
    cycle = find_cycle(found) if good else None
    if cycle is not None:
        shown = " > ".join(str(state) for state in [*cycle[:12], cycle[0]])
        last = max(found[pair] for pair in zip(cycle, cycle[1:] + cycle[:1], strict=True))
        message = f"these pairs run in a circle: {shown}"
        reading.report(last, message, "remove one of them")
    return tuple(found)


# --- priorities ---


def _read_priorities(
    reading: Reading, path: Path, model: Model, *, used: bool
) -> tuple[Statement, ...]:
    known = None if model.options is None else {option.id for option in model.options}
    found: list[Statement] = []
    places: list[Path] = []
    items = reading.items(path, '["o3", "!o4 & o1"], most important first') or []
    if len(items) > _MOST_STATEMENTS:
        message = f"more than {_MOST_STATEMENTS} statements"
        reading.report(path, message, "keep those that decide something", key=True)
        return ()
    for place in items:
        text = reading.text(place, '"!o4 & o1"')
        if text is None:
            continue
        if text == GREATLY:
            message = f"{GREATLY} means nothing between statements"
            reading.report(place, message, "it can only stand in a ranking, under preferences")
            continue
        try:
            found.append(parse_statement(text, known))
        except BadTextError as bad:
            reading.bad(place, bad)
        except BadEntryError as several:
            for _, one in several.faults:
                reading.bad(place, one)
        else:
            places.append(place)
    check_sense(reading, found, places, used=used)
    if used and model.options is not None and model.sure:
        check_settled(reading, found, places, model)
    return tuple(found)
