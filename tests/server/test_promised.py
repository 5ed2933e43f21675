"""What a plan promises, as every page reads it: targets in their order, in words, with the hours in which they run."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests.desk import AGREEMENTS
from upheld.agreements.reading import read_agreement
from upheld.library.loading import file_source
from upheld.server.contracts.promised import PlanPromised, hours_of, plan_promised
from upheld.server.look.plans import counted_words, hours_words, length_words


def plan_of(agreement: str, plan: str) -> PlanPromised:
    """A plan of one of the founding agreements."""
    read, problems = read_agreement(str(AGREEMENTS / f"{agreement}.yaml"), file_source())
    assert read is not None, problems
    found = plan_promised(read, plan)
    assert found is not None
    return found


def told(plan: PlanPromised) -> list[tuple[str, str, str, str]]:
    """Each target of the plan's first and last priority, in words."""
    ends = plan.priorities[0], plan.priorities[-1]
    targets = [(each.name, target) for each in ends for target in each.targets]
    return [(name, each.kind, length_words(each.within), counted_words(each, plan.hours)) for name, each in targets]


def test_a_plan_is_told_by_priority_and_target_with_its_working_hours() -> None:
    plan = plan_of("apifonica", "standard")
    assert (plan.title, plan.kinds) == ("Support of every account", ("response", "resolution"))
    assert plan.hours is not None
    # From 8 to 18 on the five days from Monday, as section 3 says; the zone was decided.
    assert hours_words(plan.hours) == "Mon\N{EN DASH}Fri 08:00\N{EN DASH}18:00, Europe/Brussels"
    assert told(plan) == [
        ("p1", "response", "2 hours", "of working time"), ("p1", "resolution", "4 hours", "of working time"),
        ("p4", "response", "8 hours", "of working time"), ("p4", "resolution", "1 business day", ""),
    ]  # fmt: skip
    assert plan.priorities[0].targets[0].clause == "4.2, first row, first column"


def test_hours_that_never_close_are_called_so_and_others_only_where_they_differ() -> None:
    plan = plan_of("ignite-connex", "premium")
    # Severity 1 is counted around the clock, severity 5 in the plan's own hours.
    assert told(plan) == [
        ("1", "response", "2 hours", "around the clock"),
        ("5", "response", "48 hours", "of working time"),
    ]
    last = plan.priorities[-1].targets[0]
    assert counted_words(last).startswith("of working time: Mon\N{EN DASH}Fri 08:00")


def test_a_priority_without_a_target_stands_without_one() -> None:
    plan = plan_of("ignite-connex", "break_fix")
    assert [len(each.targets) for each in plan.priorities] == [1, 1, 0, 0, 0]


def test_the_words_are_those_of_the_readers_language() -> None:
    with translation.override("de"):
        assert told(plan_of("apifonica", "standard"))[0] == ("p1", "response", "2 Stunden", "Arbeitszeit")


@pytest.mark.parametrize("plan", ["", "gold"])
def test_a_plan_that_there_is_not_is_none(plan: str) -> None:
    read, _problems = read_agreement(str(AGREEMENTS / "apifonica.yaml"), file_source())
    assert read is not None
    assert plan_promised(read, plan) is None
    assert hours_of(read, plan) is None
