"""XML from strangers: read as a tree with places, or refused with one fault in its place."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.faults import CaseErrors
from detente.neighbours import xmltree
from detente.neighbours.xmltree import Node, parse, parse_text

SMALL = '<a x="1" y=\'x=2\'>\r\n  one\n  <b/><é w="&lt;&#65;">two</é>\r<b>three</b></a>'


def refused(content: str | bytes, folder: Path) -> tuple[str, int, int]:
    path = folder / "file.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(CaseErrors) as caught:
        parse(path)
    (fault,) = caught.value.faults
    assert fault.file == str(path)
    return fault.message, fault.line, fault.col


def shape(node: Node) -> object:
    return (node.tag, node.attrs, node.text, [shape(child) for child in node.children])


def test_a_tree_with_places() -> None:
    root = parse_text(SMALL)
    assert [(n.tag, n.line, n.col) for n in root.walk()] == [
        *[("a", 1, 1), ("b", 3, 3), ("é", 3, 7)],
        ("b", 4, 1),
    ]
    assert root.attrs == {"x": "1", "y": "x=2"}
    assert root.text == "one"
    assert root.find("é").attrs == {"w": "<A"}
    assert [b.text for b in root.all("b")] == ["", "three"]
    assert root.find("c") is None


def test_a_fault_points_to_an_attribute() -> None:
    root = parse_text('<a>\n <b x="y=1"\n    y="no"/>\n</a>', "file")
    fault = root.children[0].fault("is not a number", "write one", attr="y")
    assert (fault.line, fault.col) == (3, 8)
    assert root.children[0].fault("is odd", attr="z").col == 2


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_with_a_mark_or_none(codec: str, tmp_path: Path) -> None:
    path = tmp_path / "file.xml"
    path.write_bytes(SMALL.encode(codec))
    assert shape(parse(path)) == shape(parse_text(SMALL))


@pytest.mark.parametrize("codec", ["iso-8859-1", "windows-1252", "iso-8859-15", "us-ascii"])
def test_encodings_by_name(codec: str, tmp_path: Path) -> None:
    path = tmp_path / "file.xml"
    words = "plain" if codec == "us-ascii" else "Königsbrücke"
    path.write_bytes(f"<?xml version='1.0' encoding='{codec}'?><a>{words}</a>".encode(codec))
    assert parse(path).text == words


@pytest.mark.parametrize(
    ("content", "says", "line", "col"),
    [
        (b"", "empty", 1, 1),
        (b" \n ", "empty", 2, 2),
        (b"<a>\n\xe4</a>", "0xe4 is not UTF-8", 2, 1),
        (b'<?xml version="1.0" encoding="ascii"?>\n<a>\xc3</a>', "not ASCII", 2, 4),
        (b'<?xml version="1.0" encoding="koi8-r"?><a/>', "koi8-r is not known", 1, 31),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', "is not what is in this file", 1, 31),
        ("<a>\n<b>\n</a>", "</a> does not close <b> of line 2", 3, 1),
        ("<a>\n<b>\n", "ends too early", 3, 1),
        ("<a/>\n<b/>", "more stands here", 2, 1),
        ("\n<?xml version='1.0'?><a/>", "only at the very beginning", 2, 1),
        ("<a>\x07</a>", "U+0007 cannot stand in XML", 1, 4),
        ("<a>\n &nbsp;</a>", "an entity that XML itself does not know", 2, 2),
        ("<a b='&amp;&x;'/>", "an entity that XML itself does not know", 1, 12),
        ("<!DOCTYPE a>\n<a/>", "a document type", 1, 1),
        ('<!DOCTYPE a SYSTEM "http://example.org/a.dtd">\n<a/>', "a document type", 1, 1),
    ],
)
def test_one_fault_in_its_place(
    content: str | bytes, says: str, line: int, col: int, tmp_path: Path
) -> None:
    message, *place = refused(content, tmp_path)
    assert says in message
    assert place == [line, col]


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    names = [f"<!ENTITY e{k} '{f'&e{k - 1};' * 10}'>" for k in range(1, 12)]
    laughs = f"<!DOCTYPE a [<!ENTITY e0 'ha'>{''.join(names)}]><a>&e11;</a>"
    before = process_time()
    assert "document type" in refused(laughs, tmp_path)[0]
    assert process_time() - before < 1


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse_text("<a>" * 100 + "</a>" * 100).tag == "a"
    assert "more than 100 deep" in refused("<a>" * 101 + "</a>" * 101, tmp_path)[0]
    monkeypatch.setattr(xmltree, "MOST_NODES", 10)
    assert refused(f"<a>{'<b/>' * 10}</a>", tmp_path) == (
        "this file has more than 10 elements",
        1,
        40,
    )
    monkeypatch.setattr(xmltree, "LARGEST", 1_000_000)
    assert refused("<a>" + " " * 1_000_000 + "</a>", tmp_path)[0].endswith("larger than 1 MB")


def test_no_file_and_no_ordinary_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.xml", Path("a\0b")):
        with pytest.raises(CaseErrors) as caught:
            parse(path)
        assert len(caught.value.faults) == 1
        assert "case" not in str(caught.value.faults[0].hint)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: f"<a>{t}</a>".encode()))
def test_whatever_it_is(data: bytes) -> None:
    """A tree, or one fault: never another exception."""
    try:
        root = parse_text(xmltree.decode(data, "file"), "file")
    except CaseErrors as error:
        count = len(error.faults)
    else:
        count = 1 if root.tag else 0
    assert count == 1
