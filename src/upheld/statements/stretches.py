"""Outages that only silence keeps apart, told as one stretch: an account with little traffic has many of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from upheld.statements.moments import from_to
from upheld.statements.sheet import Cell, cell
from upheld.statements.statement import Outage
from upheld.statements.words import count, duration, ratio
from upheld.wording import listed, say

LONGEST_SILENCE = 3600
"""Seconds of silence up to which two outages are told as one."""

TOLD_AS_ONE = say(
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
    return (
        cell(
            from_to(first.start, last.end),
            say("{outages} outages, {silent} of silence between", outages=len(outages), silent=silent.words),
        ),
        cell(counted.words, tone="bad" if counted.seconds else "plain"),
        cell(duration(sum(outage.excluded.seconds for outage in outages)).words),
        cell(_evidence(outages) + (say("; down: {members}", members=listed(members)) if members else "")),
    )


def _evidence(outages: Sequence[Outage]) -> str:
    slices = say("{slices} down", slices=count(sum(outage.slices_total for outage in outages), "slice"))
    counts = [(outage.valid, outage.bad) for outage in outages if outage.valid is not None and outage.bad is not None]
    valid, bad = sum(valid for valid, _ in counts), sum(bad for _, bad in counts)
    if not valid:
        return slices
    return say(
        "{slices}; {bad:,} of {requests} failed ({share})",
        slices=slices,
        bad=bad,
        requests=count(valid, "request"),
        share=ratio(Fraction(bad, valid), places=1).words,
    )
