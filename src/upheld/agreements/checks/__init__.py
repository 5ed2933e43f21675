"""Everything that must fit together in an agreement before it can be used; all faults are found at once."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from upheld.agreements.agreement import Agreement
from upheld.agreements.checks.calendars import compiled_calendars
from upheld.agreements.checks.fault import Fault
from upheld.agreements.checks.frame import frame_faults
from upheld.agreements.checks.measures import measure_faults, parsed_conditions
from upheld.agreements.checks.promises import promise_faults
from upheld.agreements.checks.support import support_faults
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.text import Table, place_of
from upheld.problems import Problem


def check(terms: AgreementText, tree: Table) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """Resolve every name of the terms: the agreement, or every problem found, each with its place."""
    faults: list[Fault] = []
    calendars = compiled_calendars(terms, faults)
    conditions = parsed_conditions(terms, faults)
    faults.extend(_rest(terms))
    if faults:
        # Two commitments may share a remedy, and find the same fault in it.
        return None, tuple(_problem(fault, tree) for fault in dict.fromkeys(faults))
    fields = MappingProxyType(dict(terms.fields))
    return Agreement(terms, tree, MappingProxyType(calendars), MappingProxyType(conditions), fields), ()


def _rest(terms: AgreementText) -> Iterator[Fault]:
    yield from frame_faults(terms)
    yield from measure_faults(terms)
    yield from promise_faults(terms)
    yield from support_faults(terms)


def _problem(fault: Fault, tree: Table) -> Problem:
    return Problem(place_of(tree, fault.path), ".".join(map(str, fault.path)), fault.what, fault.help)
