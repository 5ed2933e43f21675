"""Outages and exclusions of a judgement in words, with their evidence."""

from __future__ import annotations

from fractions import Fraction

from upheld.availability.result import Downtime, Excluded, Sample, SliceEvidence
from upheld.statements.moments import instant, instant_of_micros, stretch
from upheld.statements.quantities import Stretch
from upheld.statements.statement import DownSlice, Exclusion, FailedRequest, Outage
from upheld.statements.words import clipped, count, duration, ratio, visible
from upheld.timeline.spans import Spans
from upheld.wording import listed, say, say_word


def outage(found: Downtime, zone_name: str) -> Outage:
    """An outage with its evidence; the sentence says what was seen."""
    return Outage(
        stretch=stretch(found.span, zone_name),
        counted=duration(found.counted_seconds),
        excluded=duration(found.excluded_seconds),
        slices_total=found.slice_count,
        valid=found.valid,
        bad=found.bad,
        members=tuple(visible(member) for member in found.members),
        evidence=_evidence(found),
        slices=tuple(_down_slice(piece, zone_name) for piece in found.slices),
        samples=tuple(_failed_request(sample, zone_name) for sample in found.samples),
        silent_before=None if found.silent_before is None else duration(found.silent_before),
    )


def exclusion(ruled: Excluded, zone_name: str) -> Exclusion:
    """An exclusion as it was ruled; one that does not hold is told too, with the reason."""
    return Exclusion(
        cause=visible(ruled.cause),
        title=visible(ruled.title),
        clause=None if ruled.clause is None else visible(ruled.clause),
        effect=say_word(visible(ruled.effect)),
        stretch=stretch(ruled.span, zone_name),
        holds=ruled.holds,
        ruling=say("holds") if ruled.holds else say("does not hold"),
        reasons=tuple(clipped(reason, 1000) for reason in ruled.reasons),
        taken=duration(ruled.seconds),
        taken_spans=_stretches(ruled.taken, zone_name),
        record=visible(ruled.record),
        account=None if ruled.account is None else visible(ruled.account),
        author=visible(ruled.author),
        evidence=tuple(clipped(piece, 1000) for piece in ruled.evidence),
        announced=None if ruled.announced is None else instant(ruled.announced, zone_name),
        figures=tuple((visible(name), clipped(value)) for name, value in ruled.figures),
    )


def _stretches(spans: Spans, zone_name: str) -> tuple[Stretch, ...]:
    return tuple(stretch(span, zone_name) for span in spans)


def _evidence(found: Downtime) -> str:
    """What the outage rests on, in one sentence."""
    who = say("; down: {members}", members=listed(visible(member) for member in found.members)) if found.members else ""
    slices = count(found.slice_count, "slice")
    if found.valid is None or found.bad is None:
        return say("{slices} down by the recorded states{who}", slices=slices, who=who)
    return say("{slices} down; {failed}{who}", slices=slices, failed=_failed(found.valid, found.bad), who=who)


def _failed(valid: int, bad: int) -> str:
    if valid <= 0:
        return say("no request counted")
    share = ratio(Fraction(bad, valid), places=1).words
    return say("{bad:,} of {requests} failed ({share})", bad=bad, requests=count(valid, "request"), share=share)


def _down_slice(piece: SliceEvidence, zone_name: str) -> DownSlice:
    members = tuple(visible(member) for member in piece.members)
    words = _failed(piece.valid, piece.bad) + (say("; down: {members}", members=listed(members)) if members else "")
    return DownSlice(stretch(piece.span, zone_name), piece.valid, piece.bad, members, words)


def _failed_request(sample: Sample, zone_name: str) -> FailedRequest:
    fields = tuple((visible(name), clipped(value)) for name, value in sorted(sample.fields.items()))
    words = ", ".join(f"{name} {value}" for name, value in fields)
    return FailedRequest(instant_of_micros(sample.at, zone_name), fields, words)
