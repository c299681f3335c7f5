"""Files of positions with one fault each: what is planted, where it must be told, in which words.

‸ stands before the place where the fault must be told; it is not part of the file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MARK = "‸"

KTAB = """Fence,How high it is,3,2
Actor,Description,Influence,Height Position,Height Salience,Cost Position,Cost Salience
Ann,The neighbour,10,20,50,0,40
Bob,The owner,30,80,60,100,40
Cy,The town,5,50,10,50,10
"""

XML = """<?xml version="1.0" encoding="UTF-8"?>
<Scenario>
  <name>Fence</name>
  <desc>How high it is</desc>
  <prngSeed>007</prngSeed>
  <ModelParameters><VotingRule>Linear</VotingRule></ModelParameters>
  <Dimensions><dName>Height</dName><dName>Cost</dName></Dimensions>
  <Actors>
    <Actor>
      <name>Ann</name><description>The neighbour</description><capability>10</capability>
      <Position><dCoord>20</dCoord><dCoord>0</dCoord></Position>
      <Salience><dSal>50</dSal><dSal>40</dSal></Salience>
    </Actor>
    <Actor>
      <name>Bob</name><description>The owner</description><capability>30</capability>
      <Position><dCoord>80</dCoord><dCoord>100</dCoord></Position>
      <Salience><dSal>60</dSal><dSal>40</dSal></Salience>
    </Actor>
  </Actors>
  <IdealAdjustment>
    <iaPair><adjustingIdeal>Ann</adjustingIdeal><referencePos>Bob</referencePos><adjust>0.5</adjust></iaPair>
  </IdealAdjustment>
</Scenario>
"""

DECIDE = """#/;title;Fence
#A;ann;The neighbour
#A;bob;The owner
#P;height;How high is the fence?
#P;cost;Who pays?
#M;height;0;none
#M;height;2;as high as a man
#D;ann;height;0.5;0.5;0.25
#D;bob;height;2;0.75;1
#D;ann;cost;0;0.4;0.25
"""

TABLE = """actor,issue,position,salience,power
ann,height,20,0.5,0.25
bob,height,80,0.75,1
ann,cost,0,0.4,0.25
"""

ACTORS = "actor,name\nann,The neighbour\nbob,The owner\n"
ISSUES = "issue,name\nheight,How high is the fence?\ncost,Who pays?\n"
SCALES = "issue,position,meaning\nheight,0,none\nheight,100,as high as a man\n"

DEU = """prnr;prname;isnr;type;intro;finact;pcom;pde;pfr;scom;sde;sfr;rp;out
1;Eels;1;a;03-05-99;10-11-00;100;0;;80;50;;0;60
1;Eels;2;a;03-05-99;999;40;60;100;70;50;20;;50
2;Barley;1;b;03-05-99;10-11-00;0;100;999;80;50;999;0;0
"""

MACTOR = """actor -4..4,dam,toll,road
Ann,4,-2,0
Bob,-3,1,2
Cy,0,0,-4

,Ann,Bob,Cy
Ann,0,3,1
Bob,2,0,4
Cy,0,1,0
"""

WIDE = """Talks in spring,,,
,,,
actor,power,toll,toll salience
Ann,10,20,50%
Bob,30,80,100%
Total,40,,
"""

LONG = """Issue,Country,Stance,Importance
toll,Ann,20,0.5
toll,Bob,80,1
road,Ann,50,0.25
"""

WORDED = """actor,gate
Ann,open
Bob,half
Cy,open
"""

BASES: dict[str, tuple[str, dict[str, str]]] = {
    "ktab": ("ktab-csv", {"fence.csv": KTAB}),
    "xml": ("ktab-xml", {"fence.xml": XML}),
    "decide": ("decide", {"fence.txt": DECIDE}),
    "tables": (
        "decide",
        {
            "x_positions.csv": TABLE,
            "x_actors.csv": ACTORS,
            "x_issues.csv": ISSUES,
            "x_scales.csv": SCALES,
        },
    ),
    "deu": ("deu", {"deu.csv": DEU}),
    "mactor": ("mactor", {"m.csv": MACTOR}),
    "wide": ("sheet", {"w.csv": WIDE}),
    "long": ("sheet", {"l.csv": LONG}),
    "worded": ("sheet", {"g.csv": WORDED}),
}
"""Sound files: their format, the file to read first, and those beside it."""


@dataclass(frozen=True)
class Broken:
    """A sound file changed in one place."""

    name: str
    base: str
    old: str
    new: str
    says: str
    file: str = ""

    @property
    def format(self) -> str:
        return BASES[self.base][0]

    @property
    def main(self) -> str:
        return next(iter(BASES[self.base][1]))

    @property
    def changed(self) -> str:
        """The file with the fault, the mark still in it."""
        text = BASES[self.base][1][self.file or self.main]
        assert text.count(self.old) >= 1, self.name
        return text.replace(self.old, self.new, 1)

    def place(self) -> tuple[int, int]:
        """Line and column of the fault."""
        before = self.changed.partition(MARK)[0]
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    def write(self, folder: Path) -> Path:
        """Lay the files down; returns the one to read."""
        for name, text in BASES[self.base][1].items():
            here = name == (self.file or self.main)
            body = self.changed.replace(MARK, "") if here else text
            (folder / name).write_bytes(body.encode())
        return folder / self.main


def _b(name: str, base: str, old: str, new: str, says: str, file: str = "") -> Broken:
    return Broken(name, base, old, new, says, file)


BROKEN: tuple[Broken, ...] = (
    # --- KTAB, CSV ---
    _b("ktab-no-count", "ktab", "it is,3,2", "it is,‸three,2", "no number of actors"),
    _b("ktab-count-wrong", "ktab", "it is,3,2", "it is,‸4,2", "says 4 actors, but 3 follow"),
    _b("ktab-issues-wrong", "ktab", "3,2\nActor", "3,3\n‸Actor", "columns for 2"),
    _b("ktab-salience-high", "ktab", "20,50,0", "20,‸150,0", "salience of Ann on Height is 150"),
    _b("ktab-off-scale", "ktab", "30,80,60", "30,‸-80,60", "position of Bob on Height is -80"),
    _b("ktab-nan", "ktab", "10,20,50", "10,‸nan,50", "'nan', not a number"),
    _b("ktab-inf", "ktab", "10,20,50", "‸inf,20,50", "'inf', not a number"),
    _b("ktab-huge", "ktab", "10,20,50", "‸1e999,20,50", "not a number"),
    _b("ktab-empty", "ktab", "10,20,50", "10,‸,50", "position of Ann on Height is missing"),
    _b("ktab-short", "ktab", "50,10,50,10\n", "50,10,50‸\n", "salience of Cy on Cost is missing"),
    _b("ktab-long", "ktab", "50,10,50,10\n", "50,10,50,10,‸7\n", "1 more cells"),
    _b("ktab-twice", "ktab", "Bob,The", "‸Ann,The", "'Ann' stands here twice"),
    _b("ktab-issue-twice", "ktab", "Cost Position", "‸Height Position", "'Height' stands here"),
    _b("ktab-power", "ktab", "Cy,The town,5", "Cy,The town,‸-5", "influence of Cy is -5"),
    _b("ktab-two-ways", "ktab", "10,20,50", '‸"1,200",20,50', "write 1200 or 1.200"),
    _b("ktab-quote", "ktab", "Bob,The owner", 'Bob,‸"The owner', "is never closed"),
    _b("ktab-after-quote", "ktab", "Bob,The", 'Bob,"The" ‸"x" ', "after the closing quotation"),
    _b("ktab-nul", "ktab", "The town", "The‸\0town", "a NUL byte"),
    _b("ktab-no-actor-name", "ktab", "Cy,The town", "‸,The town", "name of the actor is missing"),
    _b("ktab-arabic-digits", "ktab", "10,20,50", "10,‸٢٠,50", "not a number"),
    _b("ktab-name-long", "ktab", "Bob,The", f"‸{'B' * 201},The", "longer than 200"),
    # --- KTAB, XML ---
    _b("xml-empty", "xml", "<dCoord>20</dCoord>", "‸<dCoord></dCoord>", "Ann on Height is missing"),
    _b("xml-word", "xml", "<dSal>50", "‸<dSal>much", "'much', not a number"),
    _b("xml-high", "xml", "<dSal>50", "‸<dSal>500", "salience of Ann on Height is 500"),
    _b("xml-few", "xml", "<Salience><dSal>50</dSal>", "‸<Salience>", "2 dimensions"),
    _b(
        "xml-doctype",
        "xml",
        "<Scenario>",
        '‸<!DOCTYPE s [<!ENTITY a "b">]><Scenario>',
        "document type",
    ),
    _b("xml-twice", "xml", "<name>Bob", "‸<name>Ann", "'Ann' stands here twice"),
    _b("xml-parameter", "xml", "<VotingRule>Linear</VotingRule>", "‸<Mood>good</Mood>", "no model"),
    _b("xml-strange", "xml", "<prngSeed>007</prngSeed>", "‸<seed>1</seed>", "not part of a"),
    _b(
        "xml-pair",
        "xml",
        "<iaPair><adjustingIdeal>Ann",
        "‸<iaPair><adjustingIdeal>Zoe",
        "no actor 'Zoe'",
    ),
    _b("xml-capability", "xml", "<capability>10", "‸<capability>-1", "capability of Ann is -1"),
    _b("xml-dimension", "xml", "<dName>Cost", "‸<dName>Height", "dimension 'Height' stands here"),
    # --- Decide ---
    _b("decide-tag", "decide", "#P;cost", "‸#Q;cost", "'#Q' is no tag"),
    _b("decide-no-tag", "decide", "#/;title;Fence\n", "#/;title;Fence\n‸hello;you\n", "is no tag"),
    _b("decide-actor", "decide", "#D;ann;cost", "#D;‸zoe;cost", "no actor 'zoe'"),
    _b("decide-issue", "decide", "#D;ann;cost", "#D;ann;‸toll", "no issue 'toll'"),
    _b("decide-off", "decide", "height;2;0.75", "height;‸3;0.75", "position of bob on height is 3"),
    _b("decide-salience", "decide", "0.5;0.5;0.25", "0.5;‸50;0.25", "a number from 0 to 1"),
    _b("decide-power", "decide", "0.75;1\n", "0.75;‸-1\n", "power of bob on height is -1"),
    _b("decide-twice", "decide", "#D;bob;height", "#D;‸ann;height", "stands here twice"),
    _b("decide-meanings", "decide", "#M;height;2", "#M;height;‸0", "two meanings"),
    _b("decide-mark", "decide", "#M;height;0", "#M;height;‸low", "'low', not a number"),
    _b("decide-nan", "decide", "height;0.5;0.5", "height;0.5;‸NaN", "'NaN', not a number"),
    # --- Decide as tables ---
    _b(
        "tables-header",
        "tables",
        "actor,issue,position,salience,power",
        "‸actor,issue,position,salience,force",
        "no column power",
    ),
    _b("tables-actor", "tables", "bob,height", "‸bo,height", "no actor 'bo'"),
    _b("tables-off", "tables", "height,80", "height,‸180", "position of bob on height is 180"),
    _b(
        "tables-twice",
        "tables",
        "bob,height,80,0.75,1",
        "‸ann,height,80,0.75,1",
        "stands here twice",
    ),
    _b("tables-scale", "tables", "height,100", "height,‸0", "two meanings", "x_scales.csv"),
    _b("tables-issue", "tables", "height,0,", "‸width,0,", "no issue 'width'", "x_scales.csv"),
    _b(
        "tables-long",
        "tables",
        "ann,height,20,0.5,0.25",
        "ann,height,20,0.5,0.25,‸no, really",
        "more cells",
    ),
    # --- DEU ---
    _b("deu-no-rp", "deu", "prnr;prname", "‸prnum;prname", "no column prnr"),
    _b("deu-high", "deu", ";40;60;100;", ";‸140;60;100;", "Commission on 1-2 is 140"),
    _b("deu-word", "deu", ";70;50;20;", ";70;‸some;20;", "salience of Germany on 1-2 is 'some'"),
    _b("deu-date", "deu", "10-11-00;100", "‸10-13-00;100", "'10-13-00' is no date"),
    _b("deu-twice", "deu", "1;Eels;2;", "1;Eels;‸1;", "issue 1-1 stands here twice"),
    _b(
        "deu-column",
        "deu",
        "pfr;scom;sde;sfr",
        "‸pfr;scom;sde;sxx",
        "'fr' has positions but no saliences",
    ),
    _b("deu-inf", "deu", ";;50\n2", ";;‸inf\n2", "outcome of 1-2 is 'inf'"),
    # --- MACTOR ---
    _b("mactor-size", "mactor", "Ann,4", "Ann,‸5", "a number from -4 to 4"),
    _b("mactor-word", "mactor", "-2,0\n", "‸for,0\n", "'for', not a number"),
    _b("mactor-twice", "mactor", "Bob,-3", "‸Ann,-3", "'Ann' stands here twice"),
    _b("mactor-empty", "mactor", "Ann,4,-2", "Ann,‸,-2", "valuation of dam by Ann is missing"),
    _b("mactor-actors", "mactor", ",Ann,Bob,Cy\n", ",‸Ann,Bob\n", "not the actors"),
    _b("mactor-negative", "mactor", "Bob,2,0,4", "Bob,‸-2,0,4", "influence of Bob on Ann is -2"),
    _b("mactor-objective", "mactor", "dam,toll", "dam,‸dam", "'dam' stands here twice"),
    _b("mactor-who", "mactor", "Bob,2,0,4", "‸Zoe,2,0,4", "no actor 'Zoe'"),
    _b("mactor-third", "mactor", "Cy,0,1,0\n", "Cy,0,1,0\n\n‸x,1\n", "a third block"),
    # --- spreadsheets ---
    _b("sheet-word", "wide", "30,80,", "30,‸maybe,", "cell C5: the position of Bob on toll"),
    _b("sheet-nan", "wide", "30,80,", "30,‸nan,", "cell C5"),
    _b("sheet-twice", "wide", "Bob,30", "‸Ann,30", "cell A5: the actor 'Ann' stands here twice"),
    _b("sheet-clout", "wide", "Bob,30", "Bob,‸strong", "cell B5: the clout of Bob"),
    _b("sheet-clout-below", "wide", "Bob,30", "Bob,‸-30", "a number of at least 0"),
    _b("sheet-salience", "wide", "100%", "‸300%", "cell D5: the salience of Bob is 300%"),
    _b("sheet-salience-blank", "wide", ",100%", ",‸", "cell D5: the salience of Bob on toll is"),
    _b("sheet-no-header", "wide", "toll,toll salience", "toll,‸road salience", "no issue 'road'"),
    _b("sheet-headless", "wide", "20,50%", "20,50%,‸7", "column E has figures but no header"),
    _b("sheet-two-ways", "wide", "10,20", '‸"1,200",20', "the comma has two meanings"),
    _b("sheet-error", "wide", "30,80,", "30,‸#REF!,", "a formula that went wrong"),
    _b("sheet-issue-twice", "wide", "toll salience", "‸toll", "cell D3: the issue 'toll' stands"),
    _b("sheet-nothing", "worded", WORDED, "‸only words here\n", "no header with actors"),
    _b("long-twice", "long", "toll,Bob", "toll,‸Ann", "cell B3: 'Ann' stands twice on 'toll'"),
    _b("long-no-actor", "long", "toll,Bob", "toll,‸", "name of the actor is missing"),
    _b("long-salience", "long", "50,0.25", "50,‸-1", "cell D4: the salience of Ann on road"),
    _b("worded-text", "worded", "Bob,half", f"Bob,‸{'so and so ' * 12}", "no position"),
)


# --- workbooks ---


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in parts.items():
            file.writestr(name, body)
    return stream.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _with(name: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def changed(sound: bytes) -> bytes:
        found = parts(sound)
        found[name] = change(found.get(name, b""))
        return packed(found)

    return changed


_SHEET = "xl/worksheets/sheet1.xml"
_TYPE = b"<!DOCTYPE worksheet [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"

WORKBOOKS: tuple[tuple[str, Callable[[bytes], bytes], str], ...] = (
    ("bomb", _with("xl/media/a.bin", lambda _: bytes(49_000_000)), "more than 200 times"),
    ("huge", _with("xl/media/a.bin", lambda _: bytes(60_000_000)), "unpacked this workbook takes"),
    ("doctype", _with(_SHEET, lambda body: _TYPE + body), "has a document type"),
    (
        "doctype-utf16",
        _with(_SHEET, lambda body: (_TYPE + body).decode().encode("utf-16")),
        "has a document type",
    ),
    (
        "doctype-utf7",
        _with(_SHEET, lambda _: b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a><a/>'),
        "sheet1.xml",
    ),
    ("way-out", _with("../../evil.txt", lambda _: b"x"), "a way out of it"),
    ("absolute", _with("/etc/passwd", lambda _: b"x"), "a way out of it"),
    ("many", lambda _: packed({f"{k}.txt": b"" for k in range(1001)}), "1001 parts"),
    ("no-workbook", lambda _: packed({"a.txt": b"x"}), "is no XLSX workbook"),
    ("no-zip", lambda _: b"actor,toll\nAnn,1\n", "is no XLSX workbook"),
    ("cut", lambda sound: sound[: len(sound) // 2], "is no XLSX workbook"),
    (
        "locked",
        lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "locked with a password",
    ),
    ("not-xml", _with(_SHEET, lambda body: body[:-20]), "is not sound XML"),
    (
        "formula",
        _with(_SHEET, lambda body: body.replace(b"<v>20</v>", b"<f>1+1</f><v></v>")),
        "cell D2: a formula without a value",
    ),
    (
        "far-away",
        _with(
            _SHEET,
            lambda b: b.replace(
                b"</sheetData>", b'<row r="900000"><c r="A900000"><v>1</v></c></row></sheetData>'
            ),
        ),
        "more than 100,000 rows",
    ),
    (
        "billion-cells",
        _with(
            _SHEET,
            lambda b: b.replace(
                b"</sheetData>",
                b"".join(
                    b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (k, k) for k in range(10, 50)
                )
                + b"</sheetData>",
            ),
        ),
        "500,000 cells",
    ),
    ("word", _with(_SHEET, lambda body: body.replace(b"<v>20</v>", b"<v>-7</v>")), "cell D2"),
)
"""What is done to a sound workbook, and what must be told."""
