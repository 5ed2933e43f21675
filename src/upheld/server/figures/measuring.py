"""Measuring a plan by the core alone: what was judged for each account, and for all of them as one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from upheld.availability.run import Judged, Run, requests_of
from upheld.library.measuring import Asking, Measurement, measure
from upheld.problems import Problem, Refused
from upheld.remedies.fees import NO_FEES, Fees
from upheld.rules.record import Record
from upheld.server.accounts.models import Account
from upheld.server.figures.planning import Plan
from upheld.server.figures.terms import Terms
from upheld.telemetry.bad import gathered
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.zones import tzdata_version


@dataclass(frozen=True, slots=True)
class Side:
    """For whom is measured: terms, accounts, exclusions, and the fees that credits are shares of.

    `accounts` is empty where all are judged as one; then `records` are those that concern everybody.
    """

    terms: Terms
    accounts: tuple[Account, ...]
    records: tuple[Record, ...]
    fees: Fees = NO_FEES


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one plan for one side: `measurement` is None where nothing could be judged."""

    measurement: Measurement | None
    problems: tuple[Problem, ...]

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Every judged commitment, account by account."""
        return self.measurement.judged if self.measurement else ()


def measured(plan: Plan, side: Side) -> Measured:
    """Judge the commitments of a plan; one that cannot be judged takes none of the others with it."""
    able, problems = _able(plan, side)
    if not able:
        return Measured(None, problems)
    try:
        return Measured(_measure(plan, side, able), problems)
    except Refused as refused:
        if len(able) == 1:
            return Measured(None, (*problems, *refused.problems))
    return _one_by_one(plan, side, able, problems)


def inputs_of(plan: Plan, sides: Sequence[Side]) -> str:
    """The digest of all that the figures of a plan follow from: while it is the same, so are they."""
    told = [
        version("upheld"), tzdata_version(), plan.period.label, plan.until, plan.over, plan.commitments,
        [repr(known) for known in sides[0].terms.known],
        [(account.slug, account.agreed_rate) for side in sides for account in side.accounts],
        [repr(record) for side in sides for record in side.records],
        [repr(fee) for side in sides for fees in side.fees.by_account.values() for fee in fees],
        list(plan.store.digests(plan.period.span)),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def together(found: Sequence[Measurement]) -> Measurement:
    """Measurements of one period from several stores as one, account by account."""
    judged = sorted((one for each in found for one in each.judged), key=lambda one: one.judgement.account)
    return replace(
        found[0],
        judged=tuple(judged),
        sources=tuple(source for each in found for source in each.sources),
        rows=sum(each.rows for each in found),
        bad=gathered(each.bad for each in found),
    )


def _able(plan: Plan, side: Side) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The commitments that can be judged, and what the others leave open."""
    able: list[str] = []
    problems: dict[Problem, None] = {}
    for name in plan.commitments:
        run = Run(side.terms.versions, plan.period.label, plan.until, side.terms.own_terms, commitments=(name,))
        found = requests_of(run)[1]
        problems.update(dict.fromkeys(found))
        able.extend([] if found else [name])
    return tuple(able), tuple(problems)


def _one_by_one(plan: Plan, side: Side, able: Sequence[str], problems: Sequence[Problem]) -> Measured:
    found = [measured(replace(plan, commitments=(name,)), side) for name in able]
    made = [each.measurement for each in found if each.measurement]
    told = dict.fromkeys((*problems, *(problem for each in found for problem in each.problems)))
    return Measured(together(made) if made else None, tuple(told))


def _measure(plan: Plan, side: Side, commitments: Sequence[str]) -> Measurement:
    names = tuple(account.slug for account in side.accounts)
    asking = Asking(
        plan.period.label,
        among=frozenset(names) if names else None,
        commitments=tuple(commitments),
        records=side.records,
        now=utc_from_seconds(plan.until),
        # What a statement needs: its working. Of what still runs the figures alone are shown.
        detail=plan.over,
        own_terms=side.terms.own_terms,
        text_of=side.terms.text_of,
    )
    return measure(side.terms.versions, [plan.store.place], asking)
