"""YAML as agreements are read: plain text, known places, and nothing that a contract does not need."""

from __future__ import annotations

import pytest

from upheld.agreements.text import (
    MAX_DEPTH,
    MAX_NODES,
    Path,
    Scalar,
    node_at,
    overlay,
    parse,
    place_of,
    plain,
    replaced,
)
from upheld.problems import Place


def faults(text: str) -> list[str]:
    """What is wrong with a text, each with line and column."""
    tree, problems = parse(text, "a.yaml")
    assert tree is None
    return [f"{problem.place.line}:{problem.place.column} {problem.what}" for problem in problems]


def read(text: str) -> object:
    """A text without any fault, as plain values."""
    tree, problems = parse(text, "a.yaml")
    assert tree is not None, problems
    return plain(tree)


def test_every_value_stays_the_text_that_was_written() -> None:
    # YAML 1.1 would read 17:00 as 1020, `no` as false, 1e3 as a number and 2026-01-01 as a date.
    text = "a: 17:00\nb: no\nc: 99.950\nd: 1e3\ne: 2026-01-01\nf: 0o17\ng: '~'\n"
    assert read(text) == {"a": "17:00", "b": "no", "c": "99.950", "d": "1e3", "e": "2026-01-01", "f": "0o17", "g": "~"}


@pytest.mark.parametrize("empty", ["", "~", "null"])
def test_a_value_left_empty_is_none_and_not_text(empty: str) -> None:
    assert read(f"a: {empty}\n") == {"a": None}


def test_places_are_those_of_an_editor() -> None:
    tree, _ = parse("a:\n  b: 1\n  list:\n    - x\n    - y: 2\n", "a.yaml")
    assert tree is not None
    places: dict[Path, tuple[int, int]] = {("a", "b"): (2, 3), ("a", "list", 1, "y"): (5, 7), ("a", "gone"): (1, 1)}
    for path, (line, column) in places.items():
        assert place_of(tree, path) == Place("a.yaml", line, column)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\na: 2\n", ["2:1 `a` stands twice; first in line 1"]),
        ("a: &x 1\nb: *x\n", ["1:4 YAML anchors and aliases are not allowed"]),
        ("a: *x\n", ["1:4 YAML anchors and aliases are not allowed"]),
        (
            "a: !!python/object:os.system x\n",
            ["1:4 the YAML tag tag:yaml.org,2002:python/object:os.system is not allowed"],
        ),
        ("a: 1\n---\nb: 2\n", ["2:1 a second document begins here"]),
        ("- a\n", ["1:1 the file must be a mapping of terms (`name: value` lines)"]),
        ("", ["1:1 the file is empty"]),
        ("# nothing\n", ["1:1 the file is empty"]),
        ("a: x\u202ey\n", ["1:5 the character U+202E is invisible or changes the direction of the text"]),
        ("a: x\u200by\n", ["1:5 the character U+200B is invisible or changes the direction of the text"]),
        ("a: \x07\n", ["1:4 the character U+0007 is invisible or changes the direction of the text"]),
        ("? [a, b]\n: 1\n", ["1:3 the name of a term must be a single word"]),
    ],
)
def test_what_no_contract_needs_is_refused_with_its_place(text: str, found: list[str]) -> None:
    assert faults(text) == found


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (r"\u202e", "U+202E"),
        (r"\U0000202E", "U+202E"),
        (r"\x07", "U+0007"),
        (r"\0", "U+0000"),
        (r"\e", "U+001B"),
        (r"\N", "U+0085"),
        (r"\r", "U+000D"),
        (r"\u200b", "U+200B"),
        (r"\xad", "U+00AD"),
        (r"\ufeff", "U+FEFF"),
        (r"\ud800", "U+D800"),
        (r"\U000E0041", "U+E0041"),
        (r"\udb40\udc41", "U+E0041"),  # the same sign by its two halves, as JSON writes it
    ],
)
def test_an_escape_hides_nothing_in_values_and_names(written: str, code: str) -> None:
    says = f"the character {code} is invisible or changes the direction of the text"
    text = f'a: 1\nsupport:\n  plans:\n    - title: "Gold{written}"\n  "pla{written}n": 2\n'
    _, problems = parse(text, "a.yaml")
    assert [(each.place.line, each.place.column, each.field, each.what) for each in problems] == [
        (4, 14, "support.plans.0.title", says),
        (5, 3, "support", says),
    ]
    # Without double quotes it is no escape, but what it looks like.
    assert read(f"a: Gold{written}\n") == {"a": f"Gold{written}"}


def test_escapes_that_show_what_they_are_stay() -> None:
    # A line break, a tabulator, a space that does not break, U+1F600 by its halves (RFC 8259, section 7), a joiner.
    assert read(r'a: "x\ny\tz\_\ud83d\ude00\u200d\r\n"') == {"a": "x\ny\tz\xa0\U0001f600\u200d\r\n"}


def test_a_byte_order_mark_hides_nothing_behind_it() -> None:
    assert faults("\ufeffa: x\u202ey\n") == [
        "1:6 the character U+202E is invisible or changes the direction of the text"
    ]
    assert faults("\ufeff\ufeffa: 1\n") == [
        "1:2 the character U+FEFF is invisible or changes the direction of the text"
    ]


def test_broken_yaml_says_where() -> None:
    (fault,) = faults("a: 1\nb: [1, 2\nc: 3\n")
    assert fault.startswith("3:2 the text is not valid YAML")


def test_depth_count_and_size_are_bounded() -> None:
    assert "nested deeper" in faults("a: " + "[" * 20_000)[0]
    assert "nested deeper" in faults("a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))[0]
    assert f"more than {MAX_NODES} values" in faults("a: [" + "x," * MAX_NODES + "]")[0]
    assert "bytes; at most" in faults("a: " + "x" * 600_000)[0]
    assert "characters; at most" in faults("a: " + "x" * 30_000)[0]


def test_a_byte_order_mark_at_the_very_beginning_is_no_fault() -> None:
    assert read("\ufeffa: 1\n") == {"a": "1"}


def test_overlaying_merges_mappings_and_replaces_the_rest() -> None:
    lower, _ = parse("a: {x: 1, y: [1, 2]}\nb: 1\n", "low.yaml")
    upper, _ = parse("a: {y: [3]}\nc: 4\n", "high.yaml")
    assert lower is not None
    assert upper is not None
    whole = overlay(lower, upper)
    assert plain(whole) == {"a": {"x": "1", "y": ["3"]}, "b": "1", "c": "4"}
    assert place_of(whole, ("a", "y")).file == "high.yaml"
    assert place_of(whole, ("a", "x")).file == "low.yaml"


def test_replacing_keeps_every_other_place_and_makes_what_is_missing() -> None:
    tree, _ = parse("a:\n  b: 1\n  list: [{x: 1}, {x: 2}]\n", "a.yaml")
    assert tree is not None
    value = Scalar("9", Place("b.yaml", 7, 7))
    changed = replaced(replaced(tree, ("a", "list", "1", "x"), value), ("c", "d"), value)
    assert plain(changed) == {"a": {"b": "1", "list": [{"x": "1"}, {"x": "9"}]}, "c": {"d": "9"}}
    assert place_of(changed, ("a",)) == Place("a.yaml", 1, 1)
    assert place_of(changed, ("a", "list", 1, "x")) == Place("b.yaml", 7, 7)
    assert node_at(changed, ("a", "list", 5)) is None
