"""Support terms that cannot hold are found when the agreement is read."""

from __future__ import annotations

import textwrap

import pytest

from tests.desk import OFFICE, agreement_of
from upheld.agreements.reading import Source, read_agreement
from upheld.rules import vocabulary
from upheld.support.promises import plan_ready


def faults(plan: str) -> list[str]:
    text = OFFICE + textwrap.indent(plan, " " * 6) + "\n"
    _, problems = read_agreement("desk.yaml", Source(lambda file, _: (file, text), vocabulary()))
    return [f"{problem.field.removeprefix('support.plans.gold.')}: {problem.what}" for problem in problems]


DAY = "within: 1 business day, counted: business days, by: opening"


@pytest.mark.parametrize(
    ("plan", "fault"),
    [
        ("'1': {update: {within: 1 business day, counted: elapsed time}}", "has no fixed seconds"),
        ("'1': {update: {within: 1 month, counted: working time}}", "has no fixed seconds"),
        ("'1': {update: {within: 1 hour, counted: business days}}", "are not business days"),
        ("'1': {update: {within: 1 hour, counted: elapsed time, by: opening}}", "`by` goes with business days"),
        ("'1': {response: {within: 1 hour, counted: elapsed time, starts: response}}", "cannot start with itself"),
        ("'1': {update: {within: 1 hour, counted: working time, kept_share: 101%}}", "more than all of them"),
        (f"targets: {{'1': {{update: {{{DAY}}}}}}}\npriority_change: less time spent", "cannot be taken from a date"),
        ("targets: {}\nwarn_at: [100%]", "warn_at.0: a warning at 100% is none"),
        ("targets: {}\nescalation: [{to: lead, at: 1 month}]", "escalation.0.at: 1 month has no fixed seconds"),
        ("targets: {'9': {update: {within: 1 hour, counted: elapsed time}}}", "no priority is named `9`"),
    ],
)  # fmt: skip
def test_terms_that_cannot_hold_are_faults(plan: str, fault: str) -> None:
    written = plan if plan.startswith("targets") else f"targets: {{{plan}}}"
    assert fault in "\n".join(faults(written))


def test_terms_that_hold_are_none() -> None:
    assert faults(f"targets: {{'1': {{update: {{{DAY}, received_by: '16:00'}}}}}}\nwarn_at: [50%]") == []


def test_a_calendar_that_is_open_is_asked_for_once_by_many_targets() -> None:
    open_zone = OFFICE.replace(
        "    zone: Europe/Berlin\n    week: {mon: [08", "    zone: unstated\n    week: {mon: [08"
    )
    text = (
        open_zone
        + """
      targets:
        "1":
          response: {within: 2 hours, counted: working time}
          resolution: {within: 4 hours, counted: working time}
        "2": {response: {within: 1 business day, counted: business days, by: opening}}
"""
    )
    plan, problems = plan_ready(agreement_of(text), "gold")
    assert (plan, [problem.field for problem in problems]) == (None, ["calendars.office.zone"])
