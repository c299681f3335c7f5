"""Ways in which files of GENIUS and GeniusWeb can be broken, each with its one fault.

In a change, ‸ stands before the place where the fault must be reported; it is not part of the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from neighbours.small_domains import GENIUS, GENIUSWEB

MARK = "‸"
BASES = {"genius": GENIUS, "geniusweb": GENIUSWEB}


@dataclass(frozen=True)
class Broken:
    """A folder with one fault.

    `file` is where the fault must be reported ("" for the folder), at the mark in the changed text,
    and `says` is part of what must be said there.
    """

    name: str
    base: str
    file: str
    change: tuple[str, str]
    says: str
    drop: tuple[str, ...] = ()
    add: tuple[tuple[str, bytes], ...] = ()

    def files(self) -> dict[str, bytes]:
        """The files of the folder."""
        texts = {name: text for name, text in BASES[self.base].items() if name not in self.drop}
        found = {name: text.encode() for name, text in texts.items()}
        if self.file in texts:
            found[self.file] = self._changed().replace(MARK, "").encode()
        return {**found, **dict(self.add)}

    def _changed(self) -> str:
        old, new = self.change
        text = BASES[self.base][self.file]
        assert not old or text.count(old) == 1, (self.name, old)
        return text.replace(old, new) if old else new

    def place(self) -> tuple[int, int]:
        """Line and column of the fault."""
        if MARK not in self.change[1]:
            return 1, 1
        before = self._changed().partition(MARK)[0]
        return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _genius(name: str, file: str, old: str, new: str, says: str) -> Broken:
    return Broken(name, "genius", file, (old, new), says)


def _web(name: str, file: str, old: str, new: str, says: str) -> Broken:
    return Broken(name, "geniusweb", file, (old, new), says)


_LAUGHS = """\
‸<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<utility_space>&b;</utility_space>
"""
_OUTSIDE = (
    '‸<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<utility_space>&a;</utility_space>'
)
_TWO = GENIUS["fence.xml"].encode()
_TOLL = '<issue index="4" type="integer" name="Toll" lowerbound="2" upperbound="5"/>'
_ISSUE = '<issue index="4" type="integer" name="Toll">\n      '
_BOUNDS = '<range lowerbound="2" upperbound="5"/>'
_ELSEWHERE = f"‸{_ISSUE}{_BOUNDS}".replace('"5"', '"6"')
_BID = '{"issuevalues": {"Gate": "shut", "Height": "low", "Toll": 2.0}}'
_ENDS = '{"lowValue": 0.5, "lowUtility": 0,'
_OTHER = """\
‸<utility_space><objective><issue index="1" name="Price"><item value="9" evaluation="1"/></issue>
<issue index="2" name="Colour"><item value="red" evaluation="1"/></issue>
<weight index="1" value="0.5"/><weight index="2" value="0.5"/></objective></utility_space>
"""
_OTHER_WEB = """\
‸{"LinearAdditiveUtilitySpace": {"issueUtilities": {"Price": {}}, "issueWeights": {"Price": 1}}}
"""

BROKEN = [
    # --- XML ---
    _genius("empty", "ann.xml", "", "‸", "this file is empty"),
    _genius("no-xml", "ann.xml", "", "‸Ann wants the gate open.\n", "this is not XML"),
    _genius("cut-off", "bob.xml", "</utility_space>\n", "‸", "the file ends too early"),
    _genius("wrong-end", "bob.xml", "  </objective>", "  ‸</objectiv>", "</objectiv> does not"),
    _genius("laughs", "ann.xml", "", _LAUGHS, "document type"),
    _genius("outside", "ann.xml", "", _OUTSIDE, "document type"),
    _genius("entity", "bob.xml", "The fence", "‸&fence;", "an entity"),
    _genius("twice", "bob.xml", 'index="0" ', 'index="0" ‸index="0" ', "stands here twice"),
    _genius("number-0", "bob.xml", "The fence", "‸&#0;", "this is not XML"),
    _genius("deep", "bob.xml", "", "<a>" * 100 + "‸<a>", "more than 100 deep"),
    _genius(
        "encoding", "fence.xml", 'encoding="UTF-8"', 'encoding="‸klingon"', "the encoding klingon"
    ),
    Broken(
        "bytes", "genius", "fence.xml", ("", "‸"), "is not UTF-8", add=(("fence.xml", b"\xe9<"),)
    ),
    # --- which files ---
    Broken("no-domain", "genius", "", ("", ""), "there is no GENIUS domain", drop=("fence.xml",)),
    Broken("two", "genius", "", ("", ""), "several domains", add=(("second.xml", _TWO),)),
    Broken(
        "no-profile",
        "genius",
        "fence.xml",
        ("<negotiation_template>", "‸<negotiation_template>"),
        "no profile belongs",
        drop=("ann.xml", "bob.xml"),
    ),
    _genius("other-domain", "bob.xml", "", _OTHER, "this profile belongs to another domain"),
    # --- GENIUS domains ---
    _genius("real", "fence.xml", _TOLL, '‸<issue type="real" name="Toll"/>', "kind real"),
    _genius("no-name", "fence.xml", 'name="Gate"', 'name="‸ "', "an issue has no name"),
    _genius("same-issue", "fence.xml", 'name="Height"', 'name="‸Gate"', "stands here twice"),
    _genius("same-option", "fence.xml", 'value="middle"', 'value="‸low"', "stands here twice"),
    _genius("no-value", "fence.xml", '<item index="2" value="middle"/>', "‸<item/>", "has no name"),
    _genius("odd-name", "fence.xml", 'name="Gate"', 'name="‸Ga&#133;te"', "U+0085"),
    _genius("no-options", "fence.xml", _TOLL, '‸<issue name="Toll"/>', "has no options"),
    _genius("no-issues", "fence.xml", "", "‸<negotiation_template/>", "has no issues"),
    _genius(
        "too-many", "fence.xml", _TOLL, "‸" + _TOLL.replace('"5"', '"2002"'), "this issue has 2,001"
    ),
    _genius("upside-down", "fence.xml", _TOLL, "‸" + _TOLL.replace('"2"', '"9"'), "wrong way"),
    _genius("no-bound", "fence.xml", _TOLL, "‸" + _TOLL.replace("upper", "up"), "is empty"),
    _genius("half", "fence.xml", 'lowerbound="2"', 'lowerbound="‸2.5"', "not a whole number"),
    # --- GENIUS profiles ---
    _genius("nan", "ann.xml", 'evaluation="30"', 'evaluation="‸NaN"', "not a number: 'NaN'"),
    _genius("comma", "ann.xml", 'evaluation="1.5"', 'evaluation="‸1,5"', "write 1.5"),
    _genius("endless", "ann.xml", 'evaluation="30"', 'evaluation="‸1e999"', "too large"),
    _genius("arabic", "ann.xml", 'evaluation="30"', 'evaluation="‸٣"', "is not a number"),
    _genius(
        "no-evaluation",
        "bob.xml",
        '<item value="3" evaluation="4"/>',
        '‸<item value="3"/>',
        "has no evaluation",
    ),
    _genius("negative", "bob.xml", 'value=".5"', 'value="‸-.5"', "a weight is negative"),
    _genius("no-weight", "bob.xml", '<weight index="1" value=".5"/>', "", "has no weight"),
    _genius(
        "two-weights",
        "bob.xml",
        '<weight index="3"',
        '<weight index="‸1" value="0"/><weight index="3"',
        "1 has two weights",
    ),
    _genius(
        "strange-weight",
        "bob.xml",
        '<weight index="1" value=".5"/>',
        '<weight index="1" value=".5"/><weight index="‸7" value="0"/>',
        "no issue has the index '7'",
    ),
    _genius(
        "strange-option",
        "bob.xml",
        '<item value="3" evaluation="4"/>',
        '<item value="3" evaluation="4"/><item value="‸6" evaluation="4"/>',
        "no option '6' of 'Toll'",
    ),
    _genius(
        "missing-option",
        "bob.xml",
        '<issue index="3" name="Height">\n      <item value="high" evaluation="2"/>',
        '‸<issue index="3" name="Height">',
        "does not say how good 'high' is",
    ),
    _genius(
        "strange-issue",
        "bob.xml",
        '<weight index="1" value=".5"/>',
        '<weight index="1" value=".5"/>‸<issue index="9" name="Paint"/>',
        "the domain has no issue 'Paint'",
    ),
    _genius("same-index", "bob.xml", '<issue index="3"', '<issue index="‸4"', "the index 4"),
    _genius("hyper", "ann.xml", "<reservation", "‸<hyperRectangle/><reservation", "not a sum"),
    _genius(
        "two-reserves",
        "ann.xml",
        '<reservation value="0.5"/>',
        '<reservation value="0.5"/>‸<reservation value="0.6"/>',
        "a second <reservation>",
    ),
    _genius("no-reserve", "ann.xml", 'reservation value="0.5"', 'reservation value="‸"', "empty"),
    _genius("discount", "ann.xml", 'value="0.9"', 'value="‸high"', "not a number: 'high'"),
    _genius("other-bounds", "ann.xml", f"{_ISSUE}{_BOUNDS}", _ELSEWHERE, "the bounds are 2 and 6"),
    _genius("curve", "ann.xml", 'ftype="linear"', 'ftype="‸triangular"', "kind triangular"),
    # --- JSON ---
    _web("web-empty", "fence.json", "", "‸", "this file is empty"),
    _web("web-cut-off", "fence2.json", "null\n}}\n", "null‸", "ends too early"),
    _web("web-comma", "fence2.json", "null\n}}", "null,\n‸}}", "a name in double quotes"),
    _web("web-quotes", "fence2.json", '"Bob"', "‸'Bob'", "double quotes"),
    _web("web-colon", "fence2.json", '"name": "Bob"', '"name" ‸"Bob"', "a colon is missing"),
    _web("web-more", "fence2.json", "null\n}}", "null\n}}‸}", "after the end"),
    _web("web-twice", "fence2.json", '"open": 0', '"open": 0, ‸"shut": 0.5', "stands here twice"),
    _web("web-nan", "fence2.json", '"open": 0', '"open": ‸NaN', "NaN is not a number"),
    _web("web-deep", "fence2.json", "", "[" * 100 + "‸[", "more than 100 deep"),
    _web("web-comment", "fence2.json", "null\n", "null ‸// none\n", "no comments"),
    # --- GeniusWeb ---
    _web(
        "web-ordering",
        "fence2.json",
        "",
        '{‸"DefaultPartialOrdering": {"domain": {}, "better": []}}',
        "DefaultPartialOrdering",
    ),
    Broken(
        "web-no-profile",
        "geniusweb",
        "",
        ("", ""),
        "there is no GeniusWeb profile",
        drop=("fence1.json", "fence2.json"),
    ),
    Broken(
        "web-two",
        "geniusweb",
        "",
        ("", ""),
        "several domains",
        add=(("second.json", GENIUSWEB["fence.json"].encode()),),
    ),
    _web("web-other-domain", "fence2.json", "", _OTHER_WEB, "belongs to another domain"),
    _web("web-no-values", "fence.json", '{"values": ["shut", "open"]}', "‸{}", "no options"),
    _web("web-same-value", "fence.json", '["shut", "open"]', '["shut", ‸"shut"]', "twice"),
    _web("web-no-name", "fence.json", '"Gate"', '‸" "', "an issue has no name"),
    _web("web-half-pair", "fence.json", '"Gate"', '‸"Ga\\ud800te"', "U+D800"),
    _web("web-range", "fence.json", '["0.5", 2, 0.5]', '‸["0.5", 2]', "three numbers"),
    _web("web-step", "fence.json", '["0.5", 2, 0.5]', '‸["0.5", 2, 0]', "in steps above 0"),
    _web("web-many", "fence.json", '["0.5", 2, 0.5]', '‸["0.5", 2, 0.001]', "1,501 values"),
    _web("web-tiny", "fence.json", '["0.5", 2, 0.5]', '["0.5", 2, ‸1e-300]', "too small"),
    _web("web-sum", "fence2.json", '{"Gate": 0.5, ', '‸{"Gate": 0.3, ', "add up to 0.8"),
    _web("web-negative", "fence2.json", '"Gate": 0.5', '"Gate": ‸-0.5', "negative"),
    _web("web-no-weight", "fence2.json", '{"Gate": 0.5, ', "‸{", "'Gate' has no weight"),
    _web("web-too-good", "fence2.json", '"high": 1', '"high": ‸1.5', "not between 0 and 1"),
    _web("web-null", "fence2.json", '"high": 1', '"high": ‸null', "not a number: 'null'"),
    _web("web-strange", "fence2.json", '"high": 1', '"high": 1, ‸"top": 1', "no option 'top'"),
    _web("web-missing", "fence2.json", '{"shut": 1, ', "‸{", "does not say how good 'shut'"),
    _web(
        "web-kind",
        "fence2.json",
        '{"DiscreteValueSetUtilities": {"valueUtilities": {"shut": 1, "open": 0}}}',
        '‸{"OddUtilities": {}}',
        "of a kind that is not known",
    ),
    _web(
        "web-line",
        "fence1.json",
        '{"lowValue": 0.5,',
        '‸{"lowValue": 1,',
        "the line runs from 1 to 2",
    ),
    _web("web-ends", "fence1.json", _ENDS, '‸{"lowValue": 0.5,', "a line needs"),
    _web("web-bid", "fence1.json", '"Gate": "shut", "Hei', '‸"Gate": "ajar", "Hei', "'ajar'"),
    _web("web-bid-empty", "fence1.json", _BID, "‸7", "no options"),
    _web("web-no-weights", "fence2.json", '"issueWeights"', '"weights"', 'no "issueWeights"'),
    _web(
        "web-not-the-same",
        "fence1.json",
        '"Gate": {"values": ["shut", "open"]}',
        '‸"Gate": {"values": ["shut", "open", "off"]}',
        "not those of the domain file",
    ),
]
