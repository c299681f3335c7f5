"""Files that are no text, or too much of it."""

from __future__ import annotations

from collections.abc import Iterator

from bad_input.broken import SMALL_CASE, Broken, Expected, plant, whole
from bad_input.small_case import PAPER, SMALL


def file_faults() -> Iterator[Broken]:
    """All broken cases of this kind."""
    yield from _encodings()
    yield from _characters()
    yield from _sizes()
    yield from _slow()
    yield from _sources()


def _of_bytes(name: str, data: bytes, says: str, line: int = 1, col: int = 0) -> Broken:
    files = SMALL_CASE.files("") | {"case.yaml": data}
    return Broken(name, files, (Expected(says, line, col),))


def _encodings() -> Iterator[Broken]:
    yield _of_bytes("utf16", SMALL.encode("utf-16"), "UTF-16")
    yield _of_bytes("utf16_big_end", b"\xfe\xff" + SMALL.encode("utf-16-be"), "UTF-16")
    yield _of_bytes("utf16_without_mark", SMALL.encode("utf-16-le"), "NUL", 1, 2)
    yield _of_bytes("utf32", SMALL.encode("utf-32"), "UTF-")
    yield _of_bytes(
        "latin1", SMALL.encode("latin-1"), "UTF-8", SMALL[: SMALL.index("¶")].count("\n") + 1
    )
    yield _of_bytes("korean_code_page", "case: {title: 다리}\n".encode("cp949"), "UTF-8")
    yield _of_bytes("invalid_byte", b"case:\n  title: \xc3(\n", "0xc3", 2, 10)
    yield _of_bytes("lone_continuation", b"case:\n  title: \x80\n", "0x80", 2, 10)
    yield _of_bytes("over_long", b"case:\n  title: \xc0\xaf\n", "0xc0", 2, 10)
    yield _of_bytes("surrogate", b"case:\n  title: \xed\xa0\x80\n", "0xed", 2, 10)
    yield _of_bytes(
        "cut_off",
        SMALL.encode()[: SMALL.encode().index("¶".encode()) + 1],
        "UTF-8",
        SMALL[: SMALL.index("¶")].count("\n") + 1,
    )
    yield _of_bytes("picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "")
    yield _of_bytes("zip", b"PK\x03\x04" + bytes(200), "")


def _characters() -> Iterator[Broken]:
    for name, char, says in (
        ("nul", "\0", "NUL"),
        ("bell", "\x07", "U+0007"),
        ("escape", "\x1b[31m", "U+001B"),
        ("delete", "\x7f", "U+007F"),
        ("c1_control", "\x9b31m", "U+009B"),
        ("form_feed", "\f", "U+000C"),
        ("vertical_tab", "\v", "U+000B"),
        ("next_line", "\x85", "U+0085"),
        ("line_separator", "\u2028", "U+2028"),
        ("not_a_character", "\uffff", "U+FFFF"),
    ):
        text = SMALL.replace("Ada Ost", f"Ada ‸{char} Ost")
        yield whole(f"character_{name}", text, says=says)
    for name, code, says in (
        ("nul", "\\0", "NUL"),
        ("escape", "\\e[31m", "U+001B"),
        ("u2028", "\\L", "U+2028"),
    ):
        text = SMALL.replace("name: Ada Ost", f'name: ‸"Ada {code} Ost"')
        yield whole(f"escaped_{name}", text, says=says)
    yield whole("bom_inside", SMALL.replace("Ada Ost", "Ada ‸\ufeff Ost"), says="U+FEFF")
    yield whole("two_boms", "‸\ufeff\ufeff" + SMALL, says="U+FEFF")


def _sizes() -> Iterator[Broken]:
    yield _of_bytes("ten_megabytes", SMALL.encode() + b"# more\n" * 1_500_000, "larger than")
    yield _of_bytes("ten_megabytes_in_one_line", b"case: " + b"a" * 10_000_000, "larger than")
    yield _of_bytes(
        "ten_thousand_indents",
        b"".join(b" " * n + b"a:\n" for n in range(10_000))[:12_000_000],
        "larger than",
    )
    many = "".join(f"  n{k}: {{of: Nobody}}\n" for k in range(1_500))
    head, tail = SMALL.split("  Ada:\n", 1)
    lines = SMALL[: SMALL.index("  Ada:\n")].count("\n") + 1
    files = SMALL_CASE.files(head + many + "  Ada:\n" + tail)
    faults = tuple(Expected("no party 'Nobody'", lines + k, 11 + len(str(k))) for k in range(1_500))
    yield Broken("many_hundred_faults", files, faults)


def _slow() -> Iterator[Broken]:
    """What would take a careless reader minutes: long blanks, long words, very many names."""
    blanks = " " * 200_000
    too_long = "longer than 2000"
    swaps = {
        "blanks_in_decides": ('"2 of Cyrus,', f'‸"2 of Cyrus{blanks}x,'),
        "blanks_in_wants": ("wants: letters or working", f'wants: ‸"letters{blanks}working"'),
        "blanks_in_range": ("weight: 35", f'weight: ‸"35{blanks}x"'),
        "blanks_in_rate": ("rate: 0.1 a year", f'rate: ‸"0.1{blanks}x"'),
        "blanks_in_flag": ("one_way: true", f'one_way: ‸"true{blanks}x"'),
        "blanks_in_rule": ("{rule: toll = free needs", f'{{rule: ‸"toll = {blanks} free needs'),
    }
    for name, (old, new) in swaps.items():
        ends = ("needs talks >= letters}", 'needs talks >= letters"}')
        yield plant(name, (old, new), *([ends] if name == "blanks_in_rule" else []), says=too_long)
    names = ", ".join(f"A{n}" for n in range(3_000))
    yield plant(
        "very_many_parties", ("    by: [South]", f"    by: ‸[{names}]"), says="2000 entries"
    )
    actors = "".join(f"  A{n}: {{of: North}}\n" for n in range(3_000))
    yield plant("very_many_actors", ("  Ada:\n", f"  ‸{actors[2:]}  Ada:\n"), says="2000 entries")
    reason = 'why: "[bg]"'
    yield plant("long_word", (reason, f'why: ‸"¶9 {"a-b" * 3_000}"'), says="no paragraph 9")
    yield plant("very_long_word", (reason, f'why: ‸"{"a" * 1_000_000} ¶9"'), says="longer than")
    yield plant("open_quotes", (reason, f"why: '{'“' * 9_000} ‸¶9'"), says="no paragraph 9")
    yield plant("very_many_places", (reason, f'why: ‸"{"¶9 " * 400_000}"'), says="longer than")


def _sources() -> Iterator[Broken]:
    def source(name: str, data: bytes, says: str, line: int = 1) -> Broken:
        files = SMALL_CASE.files(SMALL) | {"sources/paper.md": data}
        return Broken(name, files, (Expected(says, line),), "sources/paper.md")

    yield source("source_utf16", PAPER.encode("utf-16"), "UTF-16")
    yield source(
        "source_latin1", PAPER.replace("needed", "nécessaire").encode("latin-1"), "UTF-8", 5
    )
    yield source("source_nul", PAPER.encode() + b"\0", "NUL", 8)
    yield source("source_too_large", PAPER.encode() + b"more\n\n" * 1_000_000, "larger than")
    for name in (
        "../../etc/passwd",
        "/etc/passwd",
        "..",
        "a/b",
        "C:\\paper",
        "paper\\..\\x",
        ".hidden",
        "~root",
    ):
        text = SMALL.replace(
            "    radio: {", f"    ‸'{name}': {{title: T, date: 2030}}\n    radio: {{"
        )
        yield whole(f"source_named_{name}", text, says="cannot be a name")
