"""Conditions: what may be said over fields, and everything else refused before it is used."""

from __future__ import annotations

from fractions import Fraction

import pytest

from upheld.agreements.conditions import (
    ALWAYS,
    All,
    AnyOf,
    Comparison,
    ConditionError,
    Field,
    Like,
    Missing,
    Not,
    OneOf,
    fields_of,
    parse_condition,
)

STATUS = Field("status", "integer")
CODE = Field("code", "text")


def test_conditions_become_a_small_tree() -> None:
    read = parse_condition("status = 500 AND NOT (code IN ('A', 'B') OR route LIKE '/x/%') AND region IS NOT NULL")
    assert read == All((
        All((
            Comparison(STATUS, "=", Fraction(500)),
            Not(AnyOf((OneOf(CODE, ("A", "B")), Like(Field("route", "text"), "/x/%")))),
        )),
        Not(Missing(Field("region", "text"))),
    ))  # fmt: skip


def test_both_ends_of_between_belong_to_it() -> None:
    assert parse_condition("status BETWEEN 400 AND 499") == All((
        Comparison(STATUS, ">=", Fraction(400)), Comparison(STATUS, "<=", Fraction(499)),
    ))  # fmt: skip


def test_a_comparison_may_stand_the_other_way_round() -> None:
    assert parse_condition("500 <= status") == Comparison(STATUS, ">=", Fraction(500))


def test_true_false_and_fields_that_are_either() -> None:
    assert parse_condition("TRUE") == ALWAYS
    assert parse_condition("FALSE") == AnyOf(())
    assert parse_condition("documented") == Comparison(Field("documented", "boolean"), "=", value=True)


def test_numbers_are_exact() -> None:
    assert parse_condition("latency_ms > 0.1") == Comparison(Field("latency_ms", "number"), ">", Fraction(1, 10))
    assert parse_condition("status > -1") == Comparison(STATUS, ">", Fraction(-1))


def test_columns_of_ones_own_are_declared() -> None:
    assert fields_of(parse_condition("tier = 'gold' AND status = 500", {"tier": "text"})) == {"tier", "status"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("statu = 500", "did you mean `status`?"),
        ("tier = 'gold'", "declare further columns under `fields`"),
        ("status = '500'", "`status` is integer"),
        ("status = 500.5", "whole number"),
        ("code = 500", "`code` is text"),
        ("code > 'A'", "only be compared with ="),
        ("status", "not true or false"),
        ("status = other", "no value of that kind"),
        ("lower(code) = 'x'", "not a field"),
        ("status + 1 = 500", "not a field"),
        ("status IN ()", "IN needs a list"),
        ("status IN (SELECT 1)", "IN needs a list"),
        ("EXISTS (SELECT 1)", "is not allowed"),
        ("status = (SELECT max(status) FROM requests)", "no value of that kind"),
        ("a.status = 500", "not a field"),
        ("code LIKE code", "no value of that kind"),
        ("status IS TRUE", "only IS NULL"),
        ("CASE WHEN TRUE THEN TRUE END", "is not allowed"),
        ("status = 500; DROP TABLE requests", "semicolons"),
        ("status = 500 -- more", "semicolons and comments"),
        ("read_csv('/etc/passwd')", "is not allowed"),
        ("status = 500 AND", "not a condition"),
        ("", "an empty condition"),
        ("(" * 40 + "TRUE" + ")" * 40, "nested deeper"),
        ("status = 1 OR " * 400 + "TRUE", "characters"),
        ("status = 1e400", "not a number"),
    ],
)
def test_everything_else_is_refused(text: str, says: str) -> None:
    with pytest.raises(ConditionError, match=says.replace("?", r"\?").replace("(", r"\(")):
        parse_condition(text)
