"""Writes a case of any wanted size, in the case language; the same numbers give the same text.

    python -m bench.generate --outcomes 100000 --actors 10 > big/case.yaml

The generated talks are stuck like real ones: each party wants another end of most issues, each
principal can live without a deal about as well as with one, and rules tie the issues together. So
room is neither empty nor everything, and every condition is sometimes the one that decides.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass

PRIMES = (2, 3, 5, 7, 11, 13)


@dataclass(frozen=True)
class Size:
    """How big the case is: outcomes on the table, issues, actors (a third advises), rules."""

    outcomes: int = 100_000
    issues: int = 8
    actors: int = 10
    rules: int = 12
    seed: int = 0


def axes(outcomes: int, issues: int) -> list[int]:
    """How many options per issue make so many outcomes?

    Parameters
    ----------
    outcomes : int
        On-table outcomes wanted; a product of primes up to 13.
    issues : int
        Issues to spread them over.

    Returns
    -------
    list of int, length ``issues``
        Options on the table, as even as the prime factors allow; their product is ``outcomes``.

    Raises
    ------
    ValueError
        Where ``outcomes`` has a larger prime factor.

    Examples
    --------
    >>> axes(100_000, 8)
    [5, 5, 5, 5, 5, 4, 4, 2]
    """
    factors, rest = [], outcomes
    for prime in PRIMES:
        while rest % prime == 0:
            factors.append(prime)
            rest //= prime
    if rest != 1:
        raise ValueError(f"{outcomes} outcomes cannot be made: {rest} has no small factors")
    sizes = [1] * issues
    for factor in sorted(factors, reverse=True):
        sizes[sizes.index(min(sizes))] *= factor
    return sorted(sizes, reverse=True)


class Dice:
    """Draws that are the same on every platform and version of Python: only ``random()``."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, count: int) -> int:
        """Draw a whole number from 0 up to but without ``count``."""
        return int(self._random() * count)

    def spread(self, low: int, high: int, width: int) -> str:
        """Draw a range of this width between two bounds, as the case language writes it."""
        start = low + self.below(high - low - width + 1)
        return f"{start}-{start + width}"


def _parties(size: Size) -> int:
    """Two thirds of the actors decide for a party, the others advise one of them."""
    return max(2, size.actors - size.actors // 3)


def _issues(size: Size, sizes: list[int]) -> list[str]:
    """Write the issues; each has one option that nobody offers yet."""
    lines = ["issues:"]
    parties = _parties(size)
    for number, count in enumerate(sizes):
        names = [f"o{option}" for option in range(count + 1)]
        holders = sorted({number % parties, (number + 1) % parties})
        lines += [
            f"  i{number}:",
            f"    ask: How far does point {number} go?",
            f"    by: [{', '.join(f'P{holder}' for holder in holders)}]",
            "    now: o0",
            f"    on_table: [{', '.join(names[:-1])}]",
            f"    options: {{{', '.join(f'{name}: step {name[1:]}' for name in names)}}}",
        ]
    return lines


def _cares(size: Size, sizes: list[int], actor: int, dice: Dice) -> list[str]:
    """Write what one actor wants; the first issues concern everybody, so that all have to agree."""
    parties = _parties(size)
    side = actor % parties if actor < parties else (actor - parties) % parties
    lines = ["    cares:"]
    for number, count in enumerate(sizes):
        if number >= 2 and (number + actor) % 3 == 0 and len(sizes) > 3:
            continue
        forward = (number + side) % 2 == 0
        first, last = (count, 0) if forward else (0, count)
        middle = count // 2
        near = f"o{middle}" if middle in {first, last} else f"o{middle} or o{middle - (middle > 0)}"
        accepts = f"o{last}" if count == 1 else near
        # Whoever wants to stay where we are may refuse the furthest option on the table.
        firm = f", refuses: o{count - 1}, firm: {dice.spread(20, 60, 20)}"
        refuses = firm if not forward and count > 3 else ""
        lines.append(
            f"      i{number}: {{weight: {dice.spread(20, 100, 20)}, wants: o{first}, "
            f'accepts: {accepts}{refuses}, why: "[a]"}}'
        )
    return lines


def _actors(size: Size, sizes: list[int], dice: Dice) -> list[str]:
    """Write principals first, then advisers."""
    parties = _parties(size)
    lines = ["actors:"]
    for actor in range(size.actors):
        party = actor if actor < parties else (actor - parties) % parties
        heard = [f"A{adviser}" for adviser in range(parties, size.actors)]
        mine = heard[actor::parties] if actor < parties else []
        shares = ", ".join(f"{adviser}: {dice.spread(5, 30, 10)}" for adviser in mine)
        lines += [f"  A{actor}:", f"    of: P{party}"]
        if shares:
            lines.append(f"    hears: {{{shares}}}")
        lines.append(
            f"    no_deal: {{2024-01: {dice.spread(30, 55, 15)}, "
            f'deadline: {dice.spread(25, 45, 15)}, why: "[a]"}}'
        )
        lines += _cares(size, sizes, actor, dice)
    return lines


def _rules(size: Size, sizes: list[int], dice: Dice) -> list[str]:
    """Write conditions that tie one issue to another, each somebody's."""
    wide = [number for number, count in enumerate(sizes) if count > 1]
    lines = ["rules:"] if size.rules and len(wide) > 1 else []
    for rule in range(size.rules if lines else 0):
        left = wide[rule % len(wide)]
        right = wide[(rule + 1 + dice.below(len(wide) - 1)) % len(wide)]
        if left == right:
            right = wide[(wide.index(left) + 1) % len(wide)]
        high = 1 + dice.below(sizes[left] - 1)
        lines.append(
            f"  r{rule}: {{rule: i{left} >= o{high} needs i{right} >= o1, "
            f'by: A{dice.below(_parties(size))}, firm: {dice.spread(40, 100, 20)}, why: "[a]"}}'
        )
    return lines


def generate(size: Size) -> str:
    """What does a case of this size look like?

    Parameters
    ----------
    size : Size
        Outcomes on the table, issues, actors, rules and the seed of the draws.

    Returns
    -------
    str
        The text of a ``case.yaml``, in the case language.
    """
    sizes = axes(size.outcomes, size.issues)
    dice = Dice(size.seed)
    parties = _parties(size)
    wide = [number for number, count in enumerate(sizes) if count > 1]
    goals = " and ".join(f"i{number} >= o1" for number in wide[:3])
    lines = [
        f"# Made by bench/generate.py: {size.outcomes} outcomes, {size.actors} actors.",
        "case:",
        "  title: Made-up talks",
        "  question: Is there room for a deal?",
        "  as_of: 2024-01-01",
        "  horizon: 2025-01-01",
        "  language: en",
        "  handling: open",
        "parties:",
        *(f"  P{party}: {{name: Party {party}, decides: A{party}}}" for party in range(parties)),
        *_issues(size, sizes),
        *_actors(size, sizes, dice),
        *_rules(size, sizes, dice),
        'deadline: {by: A0, said: "by autumn", read_as: 2024-09-01, or: 2024-12-01, why: "[a]"}',
        "targets:",
        f"  deal: {{when: {goals}, kind: deal, main: true}}",
        "levers:",
        "  offer:",
        f'    {{who: A0, with: [A1], cost: low, do: {{open: {{i0: [o{sizes[0]}]}}}}, why: "[a]"}}',
        f'forecasts:\n  - {{ask: deal, by: 2024-12-31, yes_if: "{goals}"}}',
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write a case of the wanted size to the standard output."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    for name, value in vars(Size()).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    sys.stdout.write(generate(Size(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
