"""Single values changed in an agreement's text: what is read is what was meant, and every other byte stays."""

from __future__ import annotations

from pathlib import Path as File
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreements.editing import Changes, Written, copied, part_at, removed, replaced, with_entry, written
from upheld.agreements.text import Path, plain
from upheld.problems import Problem

CARE = """\
# What Northlight promises.
upheld: 1   # the language
title: "Northlight's care"

calendars:
  office:
    week: {mon: [09:00-17:00], tue: [09:00-17:00]}  # short
    holidays: [2026-12-24, 2026-12-25]
priorities:
  # the gravest
  p1:
    title: 'It''s out'
    note: |
      Two lines
      of it.
  p2: {title: Slow}    # the rest

rules:
- answers: {effect: [out]}
  priority: p1
- priority: p2
empty:
"""


def read(text: str) -> Written:
    """A text that can be read."""
    made, problems = written(text, "care.yaml")
    assert made is not None, problems
    return made


def changed(path: Path, value: str | None, text: str = CARE) -> str:
    """The text with one value changed."""
    made, problems = replaced(read(text), Changes(MappingProxyType({path: value})))
    assert made is not None, problems
    return made.text


def told(result: tuple[Written | None, tuple[Problem, ...]]) -> str:
    """The text that came of an edit."""
    assert result[0] is not None, result[1]
    return result[0].text


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (("upheld",), "2", "upheld: 1   # the language", "upheld: 2   # the language"),
        # Quotes stay as they were, and what they hold is escaped in their own way.
        (("title",), 'A "care"', 'title: "Northlight\'s care"', 'title: "A \\"care\\""'),
        (("priorities", "p1", "title"), "It's down", "'It''s out'", "'It''s down'"),
        # What would be read as something else gets quotes.
        (("priorities", "p2", "title"), "Slow, or so", "{title: Slow}", '{title: "Slow, or so"}'),
        (("rules", 1, "priority"), "p3: # no", "- priority: p2", '- priority: "p3: # no"'),
        (("rules", 1, "priority"), None, "- priority: p2", "- priority: null"),
        (("calendars", "office", "week", "tue", 0), "10:00-16:00", "tue: [09:00-17:00]", "tue: [10:00-16:00]"),
        (("priorities", "p1", "note"), "One\nTwo\n", "Two lines\n      of it.", "One\n      Two"),
        (("empty",), "full", "empty:\n", "empty: full\n"),
    ],
)
def test_a_value_is_changed_where_it_stands(path: Path, value: str | None, before: str, after: str) -> None:
    assert CARE.count(before) == 1
    assert changed(path, value) == CARE.replace(before, after)


PATHS: tuple[Path, ...] = (
    ("upheld",), ("title",), ("calendars", "office", "holidays", 1), ("priorities", "p1", "title"),
    ("priorities", "p1", "note"), ("priorities", "p2", "title"), ("rules", 0, "answers", "effect", 0), ("empty",),
)  # fmt: skip


WORDS = st.characters(exclude_categories=("Cc", "Cs", "Cf"), include_characters="\n\t")


@settings(max_examples=80, deadline=None)
@given(
    path=st.sampled_from(PATHS),
    value=st.none() | st.text(WORDS, max_size=30),
)
def test_whatever_is_written_is_read_again_and_every_other_byte_stays(path: Path, value: str | None) -> None:
    old = read(CARE)
    made, problems = replaced(old, Changes(MappingProxyType({path: value})))
    assert made is not None, problems
    new, part = part_at(made.root, path), part_at(old.root, path)
    assert new is not None
    assert part is not None
    assert new.value == value
    # A value that was empty is written behind a space, so the colon's own place is compared.
    assert made.text.startswith(CARE[: part.start])
    assert made.text.endswith(CARE[part.end :])


def test_many_values_and_names_are_changed_at_once() -> None:
    values: dict[Path, str | None] = {("priorities", "p1", "title"): "Out", ("rules", 0, "priority"): "p0"}
    made, _ = replaced(read(CARE), Changes(MappingProxyType(values), MappingProxyType({("priorities", "p1"): "p0"})))
    assert made is not None
    expected = CARE.replace("  p1:\n    title: 'It''s out'", "  p0:\n    title: 'Out'").replace("y: p1", "y: p0")
    assert made.text == expected


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        (Changes({("title",): "a\u202eb"}), "U+202E"),
        (Changes({("nothing",): "x"}), "no such value"),
        (Changes({("calendars",): "x"}), "no such value"),
        (Changes({("title",): "x" * 20_001}), "at most 20000"),
        (Changes({}, {("priorities", "p1"): "p2"}), "stands twice"),
        (Changes({}, {("priorities", "p1"): " "}), "needs a name"),
        (Changes({}, {("rules", 0): "x"}), "no such value"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is_changed(changes: Changes, what: str) -> None:
    made, problems = replaced(read(CARE), changes)
    assert made is None
    assert [what in problem.what for problem in problems] == [True]


def test_a_copy_of_the_last_entry_follows_it() -> None:
    # In a block on lines of its own, in brackets behind a comma; names and days count on.
    assert told(copied(read(CARE), ("priorities",))) == CARE.replace(
        "  p2: {title: Slow}    # the rest\n", "  p2: {title: Slow}    # the rest\n  p3: {title: Slow}\n"
    )
    assert told(copied(read(CARE), ("rules",))) == CARE.replace("- priority: p2\n", "- priority: p2\n- priority: p2\n")
    assert "[2026-12-24, 2026-12-25, 2026-12-25]" in told(copied(read(CARE), ("calendars", "office", "holidays")))
    assert "  office_2:\n    week: {mon:" in told(copied(read(CARE), ("calendars",)))
    days = read("exceptions:\n  2026-12-31: []\n")
    assert told(copied(days, ("exceptions",))) == "exceptions:\n  2026-12-31: []\n  2027-01-01: []\n"


def test_a_copy_holds_its_lines_and_comments_as_they_are() -> None:
    text = "a:\n  p1:\n    note: |\n      One.\n    # inside\n    z: 1"
    assert told(copied(read(text), ("a",))) == text + "\n  p2:\n    note: |\n      One.\n    # inside\n    z: 1"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (("priorities", "p2"), "  p2: {title: Slow}    # the rest\n", ""),
        (("rules", 0), "- answers: {effect: [out]}\n  priority: p1\n", ""),
        (("rules", 0, "answers"), "- answers: {effect: [out]}\n  priority: p1\n", "- priority: p1\n"),
        (("calendars", "office", "holidays", 0), "[2026-12-24, 2026-12-25]", "[2026-12-25]"),
        (("calendars", "office", "holidays", 1), "[2026-12-24, 2026-12-25]", "[2026-12-24]"),
        (("calendars", "office", "week", "mon", 0), "mon: [09:00-17:00]", "mon: []"),
        (("empty",), "empty:\n", ""),
    ],
)
def test_an_entry_is_taken_out_with_what_was_its_own(path: Path, before: str, after: str) -> None:
    assert told(removed(read(CARE), path)) == CARE.replace(before, after)


def test_the_last_entry_leaves_brackets() -> None:
    text = "calendars:   # ours\n  office:\n    zone: UTC\nend: 1\n"
    assert told(removed(read(text), ("calendars", "office"))) == "calendars: {}   # ours\nend: 1\n"
    assert removed(read(text), ("nothing", "here"))[0] is None


def test_a_term_is_added_at_the_end_of_its_table() -> None:
    assert told(with_entry(read(CARE), ("priorities", "p2"), "note", "null")) == CARE.replace(
        "{title: Slow}", "{title: Slow, note: null}"
    )
    assert "    holidays: [2026-12-24, 2026-12-25]\n    zone: null\n" in told(
        with_entry(read(CARE), ("calendars", "office"), "zone", "null")
    )
    assert told(with_entry(read("a: {}\nb: []\n"), ("a",), "x", "[]")) == "a: {x: []}\nb: []\n"
    assert told(with_entry(read("a: {}\nb: []\n"), ("b",), None, "{}")) == "a: {}\nb: [{}]\n"
    assert with_entry(read(CARE), ("priorities", "p2"), "title", "null")[0] is None


FOUNDING = sorted((File(__file__).parents[3] / "agreements").glob("*.yaml"))


@pytest.mark.parametrize("file", FOUNDING, ids=lambda file: file.stem)
def test_the_founding_agreements_know_where_each_value_stands(file: File) -> None:
    old = read(file.read_text("utf-8"))
    # Each of a few entries is copied and taken out again: the text is as it was, but for lines of comments.
    for path in (("decisions",), ("definitions",)):
        part = part_at(old.root, path)
        if part is None or not part.entries:
            continue
        made, _ = copied(old, path)
        assert made is not None
        grown = part_at(made.root, path)
        assert grown is not None
        back = removed(made, (*path, grown.entries[-1].step))[0]
        assert back is not None
        assert back.text == old.text
        assert plain(back.tree) == plain(old.tree)
