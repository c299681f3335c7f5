"""Corners of the semantics that generated cases reach too seldom, each a small case of its own."""

from __future__ import annotations

import oracle
import pytest
from differential.compare import (
    both,
    same_blockers,
    same_deals,
    same_levers,
    same_room,
    same_sensitivity,
)

from detente.analysis.blockers import blockers

HEAD = "case: {title: A corner, as_of: 2020-03-01}\n"

CORNERS = {
    # The adviser of a body binds those who act through the body, not the whole party.
    "a body's adviser": """
parties: {P: {decides: "1 of B, X"}, B: {decides: Y}, Q: {decides: Z}}
issues: {i: {by: [P, Q], now: a, options: [a, b]}}
actors:
  X: {of: P, no_deal: 60, cares: {i: {weight: 50, value: {a: 50, b: 55}}}}
  Y: {of: B, no_deal: 60, cares: {i: {weight: 50, value: {a: 50, b: 40}}}}
  V: {of: B, cares: {i: {weight: 50, value: {a: 50, b: 55}, refuses: b}}}
  Z: {of: Q, no_deal: 40, cares: {i: {weight: 50, value: {a: 50, b: 55}}}}
targets: {t: {when: i = b}}
""",
    # Whoever sits in a body that decides for a party asked has a say.
    "a say through a body": """
parties: {P: {decides: "1 of B, X"}, B: {decides: Y}, Q: {decides: Z}}
issues: {i: {by: [P, Q], now: a, options: [a, b]}}
actors:
  X: {of: P, no_deal: 40, cares: {i: {weight: 50, value: {a: 50, b: 55}}}}
  Y: {of: B, no_deal: 40, cares: {i: {weight: 50, value: {a: 50, b: 30}}}}
  Z: {of: Q, no_deal: 40, cares: {i: {weight: 50, value: {a: 50, b: 55}}}}
targets: {t: {when: i = b}}
""",
    # Either way of meeting the target needs three options that nobody offers.
    "a target that needs more than two unoffered options": """
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  a: {by: [P, Q], now: o, on_table: [o], options: [o, n]}
  b: {by: [P, Q], now: o, on_table: [o], options: [o, n]}
  c: {by: [P, Q], now: o, on_table: [o], options: [o, n]}
  d: {by: [P, Q], now: o, on_table: [o], options: [o, n]}
actors:
  X: {of: P, no_deal: 40, cares: {a: {weight: 50, value: {o: 50, n: 55}}}}
  Z: {of: Q, no_deal: 40, cares: {a: {weight: 50, value: {o: 50, n: 55}}}}
targets: {t: {when: (a = n and b = n and c = n) or (b = n and c = n and d = n)}}
""",
    # A veto that rests on a refusal goes with the refusal.
    "a veto out of a refusal": """
parties: {P: {decides: X}, Q: {decides: Z}, R: {decides: W}}
issues: {a: {by: [P, Q], veto: [R], now: o, options: [o, n]}}
actors:
  X: {of: P, no_deal: 40, cares: {a: {weight: 50, value: {o: 50, n: 60}}}}
  Z: {of: Q, no_deal: 40, cares: {a: {weight: 50, value: {o: 50, n: 90}}}}
  W: {of: R, no_deal: 40, cares: {a: {weight: 50, value: {o: 50, n: 90}, refuses: n}}}
targets: {t: {when: a = n}}
levers: {e: {who: W, do: {drop: [W.a]}}}
""",
    # Whoever gives his yes need not waive a veto besides.
    "a yes and a veto in one hand": """
parties: {P: {decides: X}, Q: {decides: Z}}
issues: {a: {by: [P, Q], veto: [P], now: o, options: [o, n]}}
actors:
  X: {of: P, no_deal: 70, cares: {a: {weight: 50, value: {o: 50, n: 30}}}}
  Z: {of: Q, no_deal: 40, cares: {a: {weight: 50, value: {o: 50, n: 90}}}}
targets: {t: {when: a = n}}
""",
    # A veto holder must tolerate: nothing to give up but the veto.
    "a veto out of value": """
parties: {P: {decides: X}, Q: {decides: Z}, R: {decides: W}}
issues: {a: {by: [P, Q], veto: {n: [R]}, now: o, options: [o, n]}}
actors:
  X: {of: P, no_deal: 40, cares: {a: {weight: 50, value: {o: 50, n: 60}}}}
  Z: {of: Q, no_deal: 40, cares: {a: {weight: 50, value: {o: 50, n: 90}}}}
  W: {of: R, no_deal: 45-60, cares: {a: {weight: 50, value: {o: 50, n: 40-60}}}}
targets: {t: {when: a = n}}
""",
    # Two bodies with three ways to a yes each leave the way out of a veto what it is.
    "a veto out of a refusal beside two bodies": """
parties: {P: {decides: "1 of X0, X1, X2"}, Q: {decides: "2 of Y0, Y1, Y2"}, R: {decides: W}}
issues: {a: {by: [P, Q], veto: [R], now: o, options: [o, n]}}
actors:
  X0: {of: P, no_deal: 50-60, cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}}
  X1: {of: P, no_deal: 50-60, cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}}
  X2: {of: P, no_deal: 50-60, cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}}
  Y0: {of: Q, no_deal: 50-60, cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}}
  Y1: {of: Q, no_deal: 50-60, cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}}
  Y2: {of: Q, no_deal: 50-60, cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}}
  W: {of: R, no_deal: 40, cares: {a: {weight: 50, value: {o: 50, n: 90}, refuses: n, firm: 60}}}
targets: {t: {when: a = n}}
""",
    # However many bodies are asked, each way to each majority counts; not all are asked at once.
    "three bodies, each with a yes and a veto": """
parties:
  P: {decides: "1 of X0, X1, X2"}
  Q: {decides: "2 of Y0, Y1, Y2"}
  R: {decides: "2 of Z0, Z1, Z2"}
issues:
  a: {by: [P, Q, R], now: o, options: [o, n]}
  b: {by: [P], veto: [Q, R], now: o, options: [o, n]}
  c: {by: [Q], veto: [P], now: o, on_table: [o], options: [o, n]}
actors:
  X0: {of: P, no_deal: 50-60, cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}}
  X1: {of: P, prefers: [a = o and b = o, c = n]}
  X2: {of: P, no_deal: 50-60, cares: {c: {weight: 50, value: {o: 50, n: 90}, refuses: n}}}
  Y0: {of: Q, no_deal: 50-60, cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}}
  Y1: {of: Q, no_deal: 50-60, cares: {b: {weight: 50, value: {o: 50, n: 45-65}, refuses: n}}}
  Y2: {of: Q, no_deal: 50-60, cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}}
  Z0: {of: R, no_deal: 50-60, cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}}
  Z1: {of: R, no_deal: 50-60, cares: {b: {weight: 50, value: {o: 50, n: 45-65}, refuses: n}}}
  Z2: {of: R, no_deal: 50-60, cares: {b: {weight: 50, value: {o: 50, n: 45-65}}}}
rules: {r: {rule: b = n needs a = n, by: Z2, firm: 50}}
targets: {t: {when: a = n or b = n or c = n}, u: {when: b = n and a = o}}
""",
    # One lever gives a condition up, the other holds it less firmly: one entry, two edits.
    "dropped and softened": """
parties: {P: {decides: X}, Q: {decides: Z}}
issues: {c: {by: [P, Q], now: o, options: [o, n]}}
actors:
  X: {of: P, no_deal: 40, cares: {c: {weight: 50, value: {o: 50, n: 50}}}}
  Z: {of: Q, no_deal: 40, cares: {c: {weight: 50, value: {o: 50, n: 55}, refuses: n, firm: 60-90}}}
rules: {r: {rule: c = n needs c = o, by: X, firm: 50-90}}
targets: {t: {when: c = n}}
levers:
  d: {who: X, do: {drop: [r]}}
  s: {who: X, do: {soften: {r: 10-20}}}
  e: {who: Z, do: {drop: [Z.c]}}
  f: {who: Z, do: {soften: {Z.c: 10-20}}}
  g: {who: Z, with: [X], do: {drop: [Z.c], shift: {X.no_deal: 5}}}
""",
    # No party is asked by every outcome, and one that is not asked refuses the other's deal.
    "nobody asked by all": """
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  a: {by: [P], now: o, options: [o, n]}
  b: {by: [Q], now: o, options: [o, n]}
actors:
  X: {of: P, no_deal: 40,
      cares: {a: {weight: 50, value: {o: 50, n: 60}},
              b: {weight: 50, value: {o: 50, n: 10}, refuses: n}}}
  Z: {of: Q, no_deal: 40, cares: {b: {weight: 50, value: {o: 50, n: 90}}}}
targets: {t: {when: a = n or b = n}}
""",
    # `one_way` bars going back once a lever has moved the issue, on an order and without one.
    "no way back": """
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  a: {by: [P, Q], now: m, one_way: true, options: [l, m, h, x]}
  b: {by: [P, Q], now: m, one_way: true, ordered: no, options: [l, m, h, x]}
  c: {by: [P, Q], now: o, options: [o, n]}
actors:
  X: {of: P, no_deal: 40, cares: {a: {weight: 50, wants: l, accepts: h},
                                  b: {weight: 50, value: {l: 50, m: 55, h: 50, x: 50}}}}
  Z: {of: Q, no_deal: 40, cares: {c: {weight: 50, value: {o: 50, n: 55}}}}
targets:
  t: {when: c = n}
  u: {when: c = n and a = l}
  v: {when: c = n and a = m}
  w: {when: c = n and b = l}
  y: {when: c = n and b = m}
levers:
  s: {who: X, with: [Z], do: {set: {a: h, b: h}}}
  r: {who: X, with: [Z], do: {set: {a: x, b: x}}}
""",
    # `up` and `down` hold from the start, whatever is offered, and from wherever a lever has gone.
    "up and down only": """
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  a: {by: [P, Q], now: m, one_way: up, on_table: [l, m, h], options: [l, m, h, x]}
  b: {by: [P, Q], now: h, one_way: down, options: [l, m, h, x]}
  c: {by: [P], now: n, one_way: down, ordered: no, options: [o, n]}
actors:
  X: {of: P, no_deal: 30-50, cares: {a: {weight: 50, wants: l, accepts: h},
                                     b: {weight: 50, wants: x, accepts: m}}}
  Z: {of: Q, no_deal: 40, cares: {c: {weight: 50, value: {o: 50, n: 45}}}}
targets:
  t: {when: a = l/x or b = x or c = o}
  u: {when: a = l}
  v: {when: b <= m and a >= h}
levers:
  s: {who: X, with: [Z], do: {set: {a: h, b: m}}}
  r: {who: X, do: {open: {a: [x]}}}
""",
    # Orders in bodies and vetoes, beside values; a rule of one who has an order.
    "orders at every place": """
parties: {P: {decides: "2 of X, Y, B"}, B: {decides: "1 of W, Z"}, Q: {decides: R}, S: {decides: T}}
issues:
  a: {by: [P, Q], now: m, veto: {h: [S]}, options: [l, m, h, x]}
  b: {by: {o: [Q], n: [P, Q]}, now: o, on_table: [o], options: [o, n]}
actors:
  X: {of: P, prefers: [a >= h, b = n and not a = x, a = l]}
  Y: {of: P, no_deal: 45-55, cares: {a: {weight: 50, wants: x, accepts: m}}}
  W: {of: B, ranks: [a = h and b = n, [a = l, a = m and b = o]]}
  Z: {of: B, no_deal: 40-60, cares: {b: {weight: 50, value: {o: 50, n: 55}}}}
  R: {of: Q, prefers: [b = o, a != m]}
  T: {of: S, ranks: [a = m, a = h]}
  V: {of: Q, ranks: [a = x]}
rules: {r: {rule: a = x needs b = n, by: V, firm: 40-80}, q: {rule: b = n needs a >= h, by: X}}
targets: {t: {when: a != m}, u: {when: a >= h and b = n, kind: step}}
levers:
  e: {who: R, do: {open: {b: [n]}}}
  f: {who: R, do: {drop: [r]}}
""",
    # A no-deal value left out is the value of now, and a shift is counted from there.
    "a shift of what was left out": """
parties: {P: {decides: X}, Q: {decides: Z}}
issues: {a: {by: [P, Q], now: o, options: [o, n]}}
actors:
  X: {of: P, cares: {a: {weight: 50, value: {o: 50, n: 40-48}}}}
  Z: {of: Q, no_deal: 40, cares: {a: {weight: 50, value: {o: 50, n: 90}}}}
targets: {t: {when: a = n}, s: {when: a = n, kind: step}}
levers: {e: {who: X, do: {shift: {X.no_deal: -1..-9}}}}
""",
    # Two dates on one day: the deadline's own value is the last word.
    "a deadline on the day of another date": """
parties: {P: {decides: X}, Q: {decides: Z}}
issues: {a: {by: [P, Q], now: o, options: [o, n]}}
actors:
  X: {of: P, no_deal: {2020-01: 30-60, 2020-06-30: 50-70, deadline: 20-60},
      cares: {a: {weight: 50, value: {o: 50, n: 48}}}}
  Z: {of: Q, no_deal: {2020-06: 20-60, 2021: 60-90},
      cares: {a: {weight: 50, value: {o: 50, n: 52}}}}
deadline: {read_as: 2020-06, or: [2020-03-15, 2020-03-05, 2021-02]}
targets: {t: {when: a = n}}
levers: {e: {who: X, do: {shift: {deadline: [2020-06-30, 2020-04]}}}}
""",
}


@pytest.mark.parametrize("name", CORNERS)
def test_a_corner(name, tmp_path):
    case, table = both(HEAD + CORNERS[name].lstrip(), tmp_path)
    same_room(case, table, 30, 1)
    same_levers(case, table, 30, 2)
    same_sensitivity(case, table, 20, 3, tuple(case.levers)[:1])
    same_blockers(case, table, 30, 4)
    for pulled in ((), tuple(case.levers)[:1]):
        same_deals(case, table, 30, 5, pulled, bind=False)
        same_deals(case, table, 30, 5, pulled, bind=True)


def test_a_body_counts_as_a_whole_where_the_ways_to_a_yes_are_too_many(tmp_path):
    parties = "PQRS"
    cares = "cares: {a: {weight: 50, value: {o: 50, n: 45-65}}}"
    bodies = ", ".join(f"{p}: {{decides: '2 of {p}0, {p}1, {p}2'}}" for p in parties)
    lines = [f"parties: {{{bodies}}}"]
    lines += ["issues: {a: {by: [P, Q, R, S], now: o, options: [o, n]}}", "actors:"]
    lines += [f"  {p}{k}: {{of: {p}, no_deal: 50-60, {cares}}}" for p in parties for k in range(3)]
    case, table = both(HEAD + "\n".join([*lines, "targets: {t: {when: a = n}}"]), tmp_path)
    entry = blockers(table, readings=40, seed=1).support["targets"]["t"]
    told_apart = {f"no_deal:{p}{k}" for p in "PQR" for k in range(3)}
    assert set(entry["bits"]) == told_apart | {"consent:S"}
    terms = oracle.Terms("deal")
    drawn = oracle.readings(case, 40, 1)
    gains = [[oracle.party_gain(r, p, {"a": "n"}, terms) for p in parties] for r in drawn]
    alone = {a["id"]: a["room"]["count"] for a in entry["alone"]}
    assert alone["consent:S"] == sum(min(g[:3]) >= 0 for g in gains)
    assert entry["room"]["count"] == sum(min(g) >= 0 for g in gains)
