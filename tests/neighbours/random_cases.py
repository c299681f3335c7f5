"""Small random cases: a few issues of several options, parties of one voice or of votes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random


def random_case(rng: Random, *, joint: bool) -> str:
    """The text of a case that may hold together or not; with `joint`, issues of two parties too."""
    return "\n".join(_Maker(rng, joint).lines()) + "\n"


@dataclass
class _Maker:
    rng: Random
    joint: bool

    def lines(self) -> Iterator[str]:
        rng = self.rng
        parties = ["N", "S", "W"][: rng.randint(2, 3)]
        actors = {p: [f"a{p}{k}" for k in range(rng.choice([1, 1, 1, 3]))] for p in parties}
        self.issues = {
            f"i{k}": ([f"o{j}" for j in range(many)], many == 2 or rng.random() < 0.6)
            for k, many in enumerate(rng.choices([2, 2, 3, 4], k=rng.randint(2, 3)))
        }
        yield from ("case: {title: Random, question: Why?, as_of: 2030-01-01}", "parties:")
        for party, names in actors.items():
            who = names[0] if len(names) == 1 else f'"2 of {", ".join(names)}"'
            yield f"  {party}: {{decides: {who}}}"
        yield "issues:"
        for name, (options, ordered) in self.issues.items():
            yield f"  {name}: {{{', '.join(self._issue(parties, options, ordered=ordered))}}}"
        if rng.random() < 0.5:
            rule = f"{self._condition()} needs {self._condition()}"
            yield from ("rules:", f"  law: {{rule: {rule}, why: so}}")
        yield "actors:"
        for party, names in actors.items():
            for name in names:
                yield from (f"  {name}:", f"    of: {party}")
                yield from self._wants()
        yield from ("targets:", f"  d: {{when: {self._condition()}, kind: deal}}")

    def _issue(self, parties: list[str], options: list[str], *, ordered: bool) -> Iterator[str]:
        rng = self.rng
        both = self.joint and rng.random() < 0.5
        yield f"by: [{', '.join(rng.sample(parties, 2 if both else 1))}]"
        yield f"now: {rng.choice(options)}"
        if self.joint and rng.random() < 0.4:
            yield "undo: any"
        elif rng.random() < 0.4:
            yield f"one_way: {rng.choice(['up', 'down', 'yes'] if ordered else ['yes'])}"
        if not ordered:
            yield "ordered: no"
        yield f"options: {{{', '.join(f'{o}: x' for o in options)}}}"

    def _condition(self) -> str:
        name = self.rng.choice(list(self.issues))
        options = self.issues[name][0]
        return (
            f"{name} = {'/'.join(self.rng.sample(options, self.rng.randint(1, len(options) - 1)))}"
        )

    def _wants(self) -> Iterator[str]:
        rng = self.rng
        way = rng.random()
        if way < 0.35:
            for k in range(rng.randint(1, 4)):
                yield from ["    prefers:"][k:]
                sign = rng.choice(["and", "or"])
                yield f'      - "{self._condition()} {sign} not ({self._condition()})"'
            return
        if way < 0.5:
            yield f"    ranks: [{self._condition()}, {self._condition()}]"
            return
        yield "    cares:"
        for k, (name, (options, ordered)) in enumerate(self.issues.items()):
            if k and rng.random() < 0.3:
                continue
            if ordered and rng.random() < 0.5:
                said = f"wants: {rng.choice(options)}, accepts: {rng.choice(options)}"
                yield f"      {name}: {{weight: {rng.choice([20, 40, '30-50'])}, {said}}}"
            else:
                worth = ", ".join(f"{o}: {rng.choice([0, 25, 50, 100])}" for o in options)
                yield f"      {name}: {{weight: {rng.choice([20, 40])}, value: {{{worth}}}}}"
