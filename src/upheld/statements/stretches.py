"""Outages that only silence keeps apart, told as one stretch: an account with little traffic has many of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from upheld.statements.sheet import Cell, cell
from upheld.statements.statement import Outage
from upheld.statements.words import count, duration, listed, ratio

LONGEST_SILENCE = 3600
"""Seconds of silence up to which two outages are told as one."""

TOLD_AS_ONE = (
    "Outages with nothing but silence between them, of an hour at most, are told as one stretch. Only what they "
    "counted is added up, the silence is not; the JSON has each of them."
)


def stretches_of(outages: Sequence[Outage]) -> tuple[tuple[Outage, ...], ...]:
    """The outages in order, those together between which nothing was heard."""
    found: list[list[Outage]] = []
    for outage in outages:
        silence = outage.silent_before
        if found and silence is not None and silence.seconds <= LONGEST_SILENCE:
            found[-1].append(outage)
        else:
            found.append([outage])
    return tuple(map(tuple, found))


def told_as_one(outages: Sequence[Outage]) -> tuple[Cell, ...]:
    """One row for several outages: from the first to the last, what they counted, and the silence between them."""
    first, last = outages[0].stretch, outages[-1].stretch
    counted = duration(sum(outage.counted.seconds for outage in outages))
    silent = duration(sum(outage.silent_before.seconds for outage in outages[1:] if outage.silent_before))
    members = tuple(dict.fromkeys(member for outage in outages for member in outage.members))
    same_day = first.start.local[:10] == last.end.local[:10]
    until = last.end.words.partition(", ")[2] if same_day else last.end.words
    return (
        cell(f"{first.start.words} to {until}", f"{len(outages)} outages, {silent.words} of silence between"),
        cell(counted.words, tone="bad" if counted.seconds else "plain"),
        cell(duration(sum(outage.excluded.seconds for outage in outages)).words),
        cell(_evidence(outages) + (f"; down: {listed(members)}" if members else "")),
    )


def _evidence(outages: Sequence[Outage]) -> str:
    slices = f"{count(sum(outage.slices_total for outage in outages), 'slice')} down"
    counts = [(outage.valid, outage.bad) for outage in outages if outage.valid is not None and outage.bad is not None]
    valid, bad = sum(valid for valid, _ in counts), sum(bad for _, bad in counts)
    if not valid:
        return slices
    return f"{slices}; {bad:,} of {count(valid, 'request')} failed ({ratio(Fraction(bad, valid), places=1).words})"
