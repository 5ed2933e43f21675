"""Agreements written in the tests themselves: text -> agreement, with every problem shown where there is any."""

from __future__ import annotations

from upheld.agreements.agreement import Agreement
from upheld.agreements.reading import Source, read_agreement
from upheld.problems import Problem
from upheld.rules import vocabulary

HEAD = """
upheld: "1"
agreement: test
title: An agreement for a test
provider: Provider
version: {id: "1", effective: 2026-01-01}
zone: Europe/Berlin
calendars:
  office:
    zone: Europe/Berlin
    week: {mon: [08:00-18:00], tue: [08:00-18:00], wed: [08:00-18:00], thu: [08:00-18:00], fri: [08:00-18:00]}
    holidays: [2026-10-03, 2026-12-25]
measures:
  api:
    series: requests
    valid: "TRUE"
    bad: status >= 500
    slice: 1 minute
    down: {error_share: {over: 5%}}
    no_traffic: up
commitments:
  uptime:
    measure: api
    period: calendar month
    target: 99.9%
    comparison: at least
"""


def try_agreement(terms: str, head: str = HEAD) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """The common head with further terms below it: the agreement, or every problem found."""
    text = head + terms
    return read_agreement("test.yaml", Source(lambda file, _: (file, text), vocabulary()))


def agreement(terms: str, head: str = HEAD) -> Agreement:
    """The agreement; fails with its problems in words."""
    made, problems = try_agreement(terms, head)
    assert made is not None, "\n".join(map(str, problems))
    return made


def problems_of(terms: str, head: str = HEAD) -> list[str]:
    """Every problem found, in words."""
    return [f"{problem.field}: {problem.what}" for problem in try_agreement(terms, head)[1]]
