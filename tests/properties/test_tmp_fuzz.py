"""Whatever is handed in as an agreement: it is read, or refused with declared problems; nothing else, and never for ever."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreements.conditions import ConditionError, parse_condition
from upheld.agreements.explaining import explain
from upheld.agreements.lint import lint
from upheld.agreements.reading import Source, account_problems, read_agreement
from upheld.agreements.text import parse, plain
from upheld.problems import Problem
from upheld.rules import vocabulary

FOUNDING = sorted((Path(__file__).parents[2] / "agreements").glob("*.yaml"))
TEXTS = [file.read_text(encoding="utf-8") for file in FOUNDING]
LINES = sorted({line for text in TEXTS for line in text.splitlines()})

# Values that have broken readers of contracts before.
NASTY = [
    "NaN", ".nan", "-.inf", "1e400", "9" * 400, "-1", "0", "0%", "1000%", "NaN%", "10^400", "١٢ minutes", "unstated", "",
    "~", "null", "true", "2026-02-30", "9999-12-31", "0001-01-01", "calendar month", "rolling 0 days", "999999999 weeks",
    "billing month from day 0", "Europe/Nowhere", "../../etc/passwd", "+99:99", "CET", "24:00-00:00", "08:00-08:00",
    "[]", "{}", "[[[[]]]]", "{a: {a: {a: {}}}}", "'unclosed", "\"\\u202e\"", "*", "&a", "!!python/name:os.system",
    "${jndi}", "'; DROP TABLE requests; --", "status >= ", "((((", "a\u202eb", "e\u0301", "\U0001f9ff", "x" * 5000,
]  # fmt: skip


def outcome(text: str) -> tuple[Problem, ...]:
    """What is wrong with a text; one that is fine can also be linted, explained and asked for its accounts."""
    source = Source(lambda file, by: _opened(text, by), vocabulary())
    made, problems = read_agreement("a.yaml", source)
    assert (made is None) == bool(problems)
    if made is not None:
        assert all(each.question for each in lint(made))
        assert all(each.says for each in explain(made))
        problems = account_problems(made, source)
    return problems


def _opened(text: str, by: str | None) -> tuple[str, str]:
    if by is not None:
        raise FileNotFoundError(2, "No such file or directory")
    return "a.yaml", text


def declared(problems: tuple[Problem, ...]) -> bool:
    """Whether every problem names its file and says in words of ours what is wrong."""
    ours = (problem.what and "Traceback" not in problem.what and "pydantic" not in problem.what.lower() for problem in problems)
    return all(ours) and all(problem.place.file for problem in problems)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    problems = outcome(text)
    assert problems
    assert declared(problems)


@settings(max_examples=1500)
@given(st.sampled_from(TEXTS), st.data())
def test_a_founding_agreement_with_one_value_changed_is_read_or_refused(text: str, data: st.DataObject) -> None:
    places = [found.span(1) for found in re.finditer(r"(?m): ([^\n#]+)$", text)]
    start, end = data.draw(st.sampled_from(places))
    value = data.draw(st.sampled_from(NASTY) | st.text(max_size=20))
    assert declared(outcome(text[:start] + value + text[end:]))


@given(st.sampled_from(TEXTS), st.data())
def test_a_founding_agreement_with_lines_lost_doubled_or_moved_is_read_or_refused(text: str, data: st.DataObject) -> None:
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        new = data.draw(st.sampled_from([[], [lines[at], lines[at]], [f"  {lines[at]}"], [lines[at].strip()]]) | st.just([]))
        lines[at : at + 1] = [*new, data.draw(st.sampled_from(LINES))]
    assert declared(outcome("\n".join(lines)))


TREES = st.recursive(
    st.sampled_from(NASTY) | st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), inner, max_size=3),
    max_leaves=8,
)
SECTIONS = (
    "version documents include calendars services fields measures exclusions commitments remedies support changes "
    "change_requests notices duties definitions accounts decisions zone document applies_to"
).split()


@settings(max_examples=1500)
@given(st.dictionaries(st.sampled_from(SECTIONS), TREES, max_size=4))
def test_any_tree_in_the_place_of_terms_is_read_or_refused(terms: dict[str, object]) -> None:
    head: dict[str, object] = {"upheld": "1", "agreement": "a", "title": "A", "provider": "P", "version": {"id": "1"}}
    assert declared(outcome(_yaml({**head, **terms})))


def _yaml(value: object) -> str:
    """Flow YAML in which every scalar is quoted, so that it stands for itself."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_yaml(key)}: {_yaml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    return "'" + str(value).replace("'", "''") + "'"


@given(TREES)
def test_what_is_written_down_is_what_is_read(value: object) -> None:
    tree, problems = parse(_yaml({"a": value}), "a.yaml")
    if tree is None:
        # Only what no contract needs: signs that cannot be seen.
        assert all("invisible" in problem.what for problem in problems)
    else:
        assert plain(tree) == {"a": value}


@given(st.sampled_from(["(", "[", "{", "- ", "? ", "a: ", "!", "&", '"']), st.integers(1, 20_000))
def test_a_flood_of_one_sign_is_refused(sign: str, count: int) -> None:
    assert declared(outcome(sign * count))


@given(
    st.lists(
        st.sampled_from(
            ["status", "code", "nonsense", "500", "'x'", "AND", "OR", "NOT", "=", ">=", "<>", "(", ")", "IN", "BETWEEN",
             "LIKE", "IS", "NULL", ",", "SELECT", "FROM", "CASE", "*", "+", "documented", "TRUE", "::", "[1]", "->", "1e9"]
        ),
        max_size=14,
    )  # fmt: skip
)
def test_any_condition_is_read_or_refused(words: list[str]) -> None:
    try:
        parse_condition(" ".join(words))
    except ConditionError as error:
        assert str(error)
