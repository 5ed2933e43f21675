"""Which periods are to be measured: the one that runs and the ones before it, as each commitment counts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.words import Unstated
from upheld.availability.needs import base_measures
from upheld.availability.periods import kind_of
from upheld.server.figures.telemetry import Store
from upheld.server.figures.terms import Terms
from upheld.telemetry.mapping import Series
from upheld.timeline.measured_periods import RollingDays, RollingHours
from upheld.timeline.periods import ContractPeriod, PeriodError

BEFORE = 2
"""How many periods before the one that runs are looked at again: late telemetry and late exclusions correct them."""

GRACE = 2 * 86_400
"""Seconds after a period's end for which more requests are waited for; then what came is what there was."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Commitments of an agreement to be measured together: those of one period, from one store.

    `until` is the instant (UTC epoch seconds) up to which it is judged, `over` says that the period ended before.
    `rolling` periods are never over.
    """

    agreement: str
    period: ContractPeriod
    store: Store
    commitments: tuple[str, ...]
    until: int
    over: bool
    rolling: bool


def plans(terms: Terms, stores: Sequence[Store], now: int, label: str = "") -> tuple[Plan, ...]:
    """What there is to measure of an agreement at `now`; with a `label`, of that period alone.

    `now` is in UTC epoch seconds. A commitment whose period or zone is an open question is left out: the core says so.
    """
    found: dict[tuple[Series, str, str], Plan] = {}
    for store in stores:
        for name in _served(terms, store):
            for period in _periods(terms.text, name, (store, now), label):
                key = store.series, period.label, period.zone
                together = found[key].commitments if key in found else ()
                found[key] = _plan((terms.text.agreement, period), store, now, (*together, name))
    return tuple(sorted(found.values(), key=lambda plan: plan.period.span.start))


def _plan(of: tuple[str, ContractPeriod], store: Store, now: int, commitments: tuple[str, ...]) -> Plan:
    agreement, period = of
    reaches, end = store.reaches(now), period.span.end
    rolling = isinstance(period.kind, RollingDays | RollingHours)
    until = min(now if now >= end + GRACE else reaches, end)
    return Plan(agreement, period, store, commitments, until, until >= end and not rolling, rolling)


def _served(terms: Terms, store: Store) -> Iterator[str]:
    """The commitments that are measured by a store's series, those of earlier versions included."""
    for name in dict.fromkeys(name for one in reversed(terms.versions.ordered) for name in one.text.commitments):
        one = next(one for one in reversed(terms.versions.ordered) if name in one.text.commitments)
        first = next(iter(base_measures(one, one.text.commitments[name].measure)))
        if one.text.measures[first].series == store.series:
            yield name


def _periods(text: AgreementText, name: str, at: tuple[Store, int], label: str) -> Iterator[ContractPeriod]:
    """The periods of a commitment, the latest first; none before the telemetry begins."""
    (store, now), commitment = at, text.commitments.get(name)
    if commitment is None:
        return
    zone = commitment.zone or text.zone
    if isinstance(commitment.period, Unstated) or isinstance(zone, Unstated) or store.begins is None:
        return
    kind = kind_of(commitment.period, zone)
    if label:
        try:
            yield kind.named(label, zone)
        except PeriodError:
            return
        return
    reaches = store.reaches(now)
    if isinstance(kind, RollingDays | RollingHours):
        yield kind.containing(reaches, zone)
        return
    period = kind.containing(reaches - 1, zone)
    for _ in range(BEFORE + 1):
        if period.span.end <= store.begins:
            return
        yield period
        period = period.previous()
