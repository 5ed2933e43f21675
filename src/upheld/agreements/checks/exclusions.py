"""Exclusions that hold together: measures and calendars that exist, conditions that can hold at once."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.checks.fault import Fault, unknown_name
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.exclusion import ConditionTerms, Exclusion
from upheld.agreements.text import Path
from upheld.wording import say


def exclusion_faults(terms: AgreementText, exclusion: Exclusion, path: Path) -> Iterator[Fault]:
    """Faults of one exclusion."""
    for index, measure in enumerate(exclusion.measures):
        yield from unknown_name((*path, "measures", index), "measure", measure, terms.measures)
    for use in exclusion.conditions:
        calendar = getattr(use.terms, "calendar", None)
        if isinstance(calendar, str):
            where = (*path, "conditions", use.name, "calendar")
            yield from unknown_name(where, "calendar", calendar, terms.calendars)
    yield from _unrecorded(exclusion, path)
    yield from _budgets(exclusion, path)


def _unrecorded(exclusion: Exclusion, path: Path) -> Iterator[Fault]:
    """A cause that the traffic itself shows has no record in which a condition could be looked up."""
    kinds = [use.terms.shown_by for use in exclusion.conditions if isinstance(use.terms, ConditionTerms)]
    if {"traffic", "record"} <= set(kinds):
        what = say("one condition is shown by the traffic and another by a record; no time can have both")
        yield Fault((*path, "conditions"), what, say("make two exclusions of it"))


def _budgets(exclusion: Exclusion, path: Path) -> Iterator[Fault]:
    for use in exclusion.conditions:
        if exclusion.covers == "whole time" and getattr(use.terms, "spent_by", None) == "downtime":
            what = say("the exclusion covers the whole time, and its budget is spent by downtime only")
            mend = say("write `spent_by: recorded time`, or `covers: downtime`")
            yield Fault((*path, "conditions", use.name, "spent_by"), what, mend)
