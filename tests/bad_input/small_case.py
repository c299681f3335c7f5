"""A small good case with every kind of entry in it, to be broken in all ways."""

from __future__ import annotations

SMALL = """\
# Openly fictional: a toll bridge between two banks.
case:
  title: The bridge at Marn
  question: Can the toll talks be revived?
  as_of: 2030-05-01
  horizon: 2031-12-31
  stalled: 2030-03-31
  language: en
  handling: open
  authors: [Ost, Werth]
  sources:
    paper: {title: The Marn Paper, kind: news, date: 2030-04-20, default: true, grade: B2}
    radio: {title: Radio notes, date: 2030-04}

parties:
  North: {name: North bank, decides: Ada}
  South: {decides: "all of Ben, Council", why: "[a] two keys"}
  Council: {decides: "2 of Cyrus, Dora, Edith"}

issues:
  talks:
    ask: Do they talk?
    by: [North, South]
    undo: any
    now: broken
    options: {broken: no contact, letters: letters only, working: sustained rounds}
    scale: [0, 10, 45.5]
  toll:
    ask: Who pays what?
    by: {high: [North], low: [North, South], free: [North, South]}
    veto: {free: [South]}
    now: high
    on_table: [high, low]
    options:
      high: as now
      low: half the price
      free: no toll at all
  guard:
    ask: Who stands on the bridge?
    by: [South]
    one_way: true
    ordered: no
    now: army
    options: {army: soldiers, police: police, joint: a joint post}

actors:
  Ada:
    of: North
    name: Ada Ost
    hears: {Faye: 10-30}
    no_deal: {2030-05-01: 40-50, deadline: 30-40, why: "'time is on our side' ¶2"}
    cares:
      talks: {weight: 60-80, wants: working, accepts: letters, why: "'we want to talk' ¶1"}
      toll:  {weight: 40-60, wants: high, accepts: low or free, refuses: free, firm: 50-80}
      guard: {weight: 20-30, value: {army: 0-10, police: 45-55, joint: 100}, why: "[bg]"}
    clout: 20-40
  Ben:
    of: South
    no_deal: now + 5..15
    cares:
      talks:
        weight: 30-50
        wants: letters or working
        accepts: broken
      toll: {weight: 70-90, wants: free, accepts: low, why: "'not one coin more' ¶1 [a]"}
      guard: {weight: 35, value: {army: 80, police: 60, joint: 30}}
  Cyrus: {of: Council, cares: {toll: {weight: 50, wants: free, accepts: low}}}
  Dora: {of: Council, cares: {talks: {weight: 50, wants: working, accepts: broken}}}
  Edith: {of: Council, cares: {guard: {weight: 50, value: {army: 90, police: 50, joint: 20}}}}
  Faye:
    of: North
    spoils: {how: closes the bridge for repairs ¶3, chance: 10-30}
    no_deal: 55-70
    cares:
      toll: {weight: 80-100, wants: high, accepts: high, why: "radio ¶2"}
  Hugo:
    of: South
    ranks:
      - guard = army and talks = broken
      - [guard = joint, {when: toll = free and not talks = working, why: "he says so [bg]"}]

rules:
  toll_first: {rule: talks >= working needs toll >= low, by: Ben, firm: 70-90, while: guard = army}
  hard_line: {rule: toll >= low needs guard = joint/police, by: Faye, firm: 40-60, why: "[a]"}
  on_paper: {rule: toll = free needs talks >= letters}

contacts:
  North-South: {rate: 0.5-1 a month, why: "[a]"}
shocks:
  flood: {rate: 0.1 a year, moves: {talks: letters}}

histories:
  fairs:
    what: both banks at one table
    from: 2020
    dates: [2021-06, 2023-06-04/05, 2029]
    counts_for: sit_down
    why: "[bg] the town books"

deadline: {by: Ben, said: until the year is out ¶3, read_as: 2030-12-31, or: 2031-03-31}
calendar:
  - {when: 2030-04-01, what: the talks break off, moves: {talks: broken}}
  - {when: 2030-06, what: the spring fair, opens: [talks, toll]}
  - {when: 2030-07/08, what: the ferrymen meet, opens: [guard, South]}
statements:
  - {who: Ben, about: toll, tone: refuses, when: 2030-04-18, at: ¶1, said: "not one coin more"}
  - {who: a clerk, about: [talks, toll_first], at: radio ¶1, said: "the clerk has gone home"}

targets:
  sit_down: {when: talks >= letters, kind: step, main: true}
  accord: {when: talks = working and toll >= low, kind: deal}
levers:
  police: {who: Ben, with: [Cyrus, Dora], cost: low, from: 2030-06-01, do: {set: {guard: police}}}
  offer: {who: Ada, cost: medium, do: {open: {toll: [free]}, drop: [hard_line, Ada.toll]}}
  soften: {who: Ben, do: {soften: {toll_first: 20-40}}}
  hush: {who: Ada, do: {mute: [Faye]}}
  later: {who: Ben, do: {shift: {Ada.no_deal: -5..-15, deadline: 2031-06-30}}}
open:
  issues.toll.now: Is it still paid by night?
  actors.Dora.no_deal: "Can she live with the bridge as it is?"
  rules.ferry: 'What goes with the ferry?'
forecasts:
  - {ask: sit_down, by: 2030-09-30, yes_if: "letters only, or sustained rounds",
     reference: [impasses:deal:peace, questions:deal, fairs]}
  - {ask: Does the army leave?, when: not guard = army, by: 2031-01-31, yes_if: no soldier is left}
  - {ask: Will the bridge be closed for repairs?, by: 2030-12-31, yes_if: the bridge is closed}
"""

PAPER = """\
# The Marn Paper

Ada Ost said that "we want to talk", to which Ben replied: "not one coin more".

On the north bank they say that time is on our side, and that the toll is needed.

The talks may go on until the year is out; then the bridge is closed for repairs.
"""

RADIO = """\
# Radio notes

At noon the clerk has gone home, it was said.

Faye wants the toll as it is.
"""

SOURCES = {"sources/paper.md": PAPER, "sources/radio.md": RADIO}
