"""What `check` says to somebody who writes an agreement for the first time: each slip with how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.agreements_in_words import HEAD, try_agreement
from upheld.agreements.schema import json_schema
from upheld.agreements.validation import FORMS
from upheld.rules import vocabulary

SUPPORT = """
support:
  priorities: {p1: {title: A, definition: B}}
  plans:
    s:
      title: S
      calendar: office
      targets: {p1: {response: {within: 1 hour, counted: working time}}}
"""


def told(wrong: str, right: str, terms: str = "") -> str:
    """Every problem of the head with one slip in it: what is wrong, and how to mend it."""
    head = HEAD.replace(wrong, right)
    assert head + terms != HEAD
    return "\n".join(f"{problem.what} / {problem.help}" for problem in try_agreement(terms, head)[1])


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        # 0.9995 of one is 99.95%; whoever writes it hardly means 0.9995%.
        ("99.9%", "0.9995", "write `0.9995%` if per cent are meant, `99.95%` if a share of one is meant"),
        ("99.9%", "4 hours", "`4 hours` is not a share; write `99.95%`"),
        ("{error_share: {over: 5%}}", "{error_share: 5%}", "write its terms by name: over, at_least, minimum"),
        ("{over: 5%}", "{more_than: 5%}", "known here: over, at_least, minimum, clause, note"),
        ("status >= 500", "status => 500", "not a condition: it cannot be read at `=>` in `status =>`"),
        ("status >= 500", "status >= 500 AND", "not a condition: it cannot be read at `AND`"),
        ("status >= 500", "status = 'x", "a quote or a bracket left open?"),
        ("status >= 500", "status LIKE '5%'", "write a whole number without quotes"),
        ("status >= 500", 'code = "A"', "text stands in single quotes"),
        ("zone: Europe/Berlin\ncal", "zone: Berlin\ncal", "did you mean Europe/Berlin?"),
        ("zone: Europe/Berlin\ncal", "zone: GMT+1\ncal", 'did you mean "+01:00"?'),
        ("zone: Europe/Berlin\ncal", "zone: UTC-3:30\ncal", 'did you mean "-03:30"?'),
        ("[2026-10-03, 2026-12-25]", "DE-XX", "DE-BE"),
        ("[2026-10-03, 2026-12-25]", "de-be", "did you mean DE-BE"),
        ("mon: [08:00-18:00]", "mon: 08:00-18:00", "write `[08:00-18:00]` if it is one entry"),
        ("agreement: test", "agreement: My API", "small letters, digits and `-`"),
        ('upheld: "1"\n', "", "is required / begin the file with `upheld: 1`"),
    ],
)
def test_a_slip_is_told_with_how_to_mend_it(wrong: str, right: str, said: str) -> None:
    assert said in told(wrong, right)


def test_no_message_speaks_of_the_parser() -> None:
    for condition in ("/v1/payments*", "error_rate > 5%", "status = 500 AND", "(status = 1", "status ~ '5'"):
        assert "sqlglot" not in told("status >= 500", condition)


def test_holidays_that_nobody_knows_get_no_wild_guess() -> None:
    assert "did you mean" not in told("[2026-10-03, 2026-12-25]", "Berlin")


def test_zones_are_advised_on_once() -> None:
    assert told("zone: Europe/Berlin\ncal", "zone: Berlin\ncal").count("IANA") == 1


def test_what_may_stand_in_place_of_a_word_is_told_as_well() -> None:
    support = SUPPORT + "      escalation: [{to: lead, at: 50%}]\n"
    assert "use `breach`, or write `5 minutes`" in told("", "", support)


def test_an_unlikely_name_is_not_guessed_at() -> None:
    support = SUPPORT.replace("counted: working time}", "counted: working time, remedy: credits}")
    assert "known here: within, counted" in told("", "", support)


def test_a_fault_in_a_remedy_that_two_commitments_share_is_told_once() -> None:
    terms = """
remedies:
  credits:
    base: fee of the month
    credit: {tiers: {table: [{below: 99.8%, credit: 10%}]}}
    claim: none
"""
    uptime = "    remedy: credits\n"
    second = HEAD.partition("  uptime:\n")[2].replace("uptime", "more")
    found = try_agreement(f"{uptime}  more:\n{second}{uptime}{terms}")[1]
    assert ["earns nothing" in problem.what for problem in found] == [True]


def patterns_in(node: object) -> Iterator[str]:
    """Every pattern of a schema."""
    if isinstance(node, Mapping):
        yield from [node["pattern"]] if isinstance(node.get("pattern"), str) else []
    inner = node.values() if isinstance(node, Mapping) else node if isinstance(node, list | tuple) else ()
    for part in inner:
        yield from patterns_in(part)


def test_every_form_that_a_name_must_have_is_told_in_words() -> None:
    patterns = set(patterns_in(json_schema(vocabulary())))
    assert patterns
    assert patterns - set(FORMS) == set()
