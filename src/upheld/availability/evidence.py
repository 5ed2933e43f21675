"""Outages with their evidence: the slices, counts and failed requests that they are made of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from upheld.availability.answers import AccountTime, BaseAnswer, SliceSource
from upheld.availability.exclusions import Exclusions
from upheld.availability.figures import Judged
from upheld.availability.outages import slices_in
from upheld.availability.result import Downtime, Sample, SliceEvidence
from upheld.telemetry.slicing.question import DownSlice
from upheld.timeline.spans import Span, Spans

MOST_SLICES = 1440
MOST_SAMPLES = 5


def evidence_of(
    outages: Sequence[Span],
    judged: Judged,
    exclusions: Exclusions,
    time: AccountTime,
    source: tuple[Sequence[BaseAnswer], str, SliceSource | None],
) -> Iterator[Downtime]:
    """Each outage with the seconds that count, and what shows it; samples only where a source for them is given."""
    answers, _, slices = source
    slice_ends = _Slices(time, answers)
    samples = {} if slices is None else _samples(outages, time, source)
    excluded = exclusions.taken_out | exclusions.as_up
    for outage in outages:
        found = slice_ends.within(outage)
        counts = None if any(answer.states is not None for answer in answers) else found
        yield Downtime(
            span=outage,
            counted_seconds=judged.down.within(outage).total,
            excluded_seconds=excluded.within(outage).total,
            slice_count=len(found) if counts is not None else slices_in(outage, answers[0].question.grid),
            valid=None if counts is None else sum(part.valid for part in found),
            bad=None if counts is None else sum(part.bad for part in found),
            slices=tuple(found[:MOST_SLICES]),
            samples=_first_samples(samples, found),
            members=tuple(sorted(name for name, down in time.members_down.items() if name and down.within(outage))),
        )


def joined(outages: Iterable[Downtime]) -> tuple[Downtime, ...]:
    """Outages in order, those made one that a change of the agreement's version cut in two."""
    made: list[Downtime] = []
    for outage in outages:
        if made and made[-1].span.end == outage.span.start:
            made.append(_both(made.pop(), outage))
        else:
            made.append(outage)
    return tuple(made)


def beside_silence(outages: Sequence[Downtime], silent: Spans | None) -> Iterator[Downtime]:
    """The outages in order, each told how long nothing at all was heard before it, back to the outage before."""
    before: Downtime | None = None
    for outage in outages:
        gap = Span(before.span.end, outage.span.start) if before and before.span.end < outage.span.start else None
        heard = gap is None or silent is None or silent.within(gap).total < gap.seconds
        yield outage if gap is None or heard else replace(outage, silent_before=gap.seconds)
        before = outage


def _both(first: Downtime, second: Downtime) -> Downtime:
    return Downtime(
        span=Span(first.span.start, second.span.end),
        counted_seconds=first.counted_seconds + second.counted_seconds,
        excluded_seconds=first.excluded_seconds + second.excluded_seconds,
        slice_count=first.slice_count + second.slice_count,
        valid=None if first.valid is None or second.valid is None else first.valid + second.valid,
        bad=None if first.bad is None or second.bad is None else first.bad + second.bad,
        slices=(*first.slices, *second.slices)[:MOST_SLICES],
        samples=(*first.samples, *second.samples)[:MOST_SAMPLES],
        members=tuple(sorted({*first.members, *second.members})),
    )


class _Slices:
    """All down slices of an account in order, so that those of an outage are found by search."""

    def __init__(self, time: AccountTime, answers: Sequence[BaseAnswer]) -> None:
        grids = {answer.name: answer.question.grid for answer in answers}
        only = next(iter(grids.values()))
        found: dict[tuple[int, int], list[tuple[str, DownSlice]]] = {}
        for name, slices in time.slices.items():
            grid = grids.get(name.partition("/")[0], only)
            for part in slices:
                found.setdefault((part.start, grid.end_of(part.start)), []).append((name, part))
        self.parts = [_joined(span, members) for span, members in sorted(found.items())]
        self.starts = [part.span.start for part in self.parts]

    def within(self, outage: Span) -> list[SliceEvidence]:
        first, last = bisect_left(self.starts, outage.start), bisect_left(self.starts, outage.end)
        return self.parts[first:last]


def _joined(span: tuple[int, int], members: list[tuple[str, DownSlice]]) -> SliceEvidence:
    names = tuple(name for name, _ in members if name)
    return SliceEvidence(Span(*span), sum(p.valid for _, p in members), sum(p.bad for _, p in members), names)


def _samples(
    outages: Sequence[Span], time: AccountTime, source: tuple[Sequence[BaseAnswer], str, SliceSource | None]
) -> dict[int, list[Sample]]:
    """Start of a slice -> failed requests in it, for the first slices of each outage, over all functions."""
    answers, account, slices = source
    found: dict[int, list[Sample]] = {}
    for answer in answers:
        parts = [part for name, parts in time.slices.items() if _belongs(name, answer, answers) for part in parts]
        starts = sorted({part.start for part in parts})
        wanted = [start for outage in outages for start in _first_starts(starts, outage)]
        samples = slices.samples(answer.for_account(account), wanted) if slices and wanted else {}
        for start, told in samples.items():
            found.setdefault(start, []).extend(Sample(at, fields) for at, fields in told)
    return found


def _belongs(name: str, answer: BaseAnswer, answers: Sequence[BaseAnswer]) -> bool:
    """Whether slices under this name (function, or function/member) come from an answer."""
    return len(answers) == 1 or name == answer.name or name.startswith(f"{answer.name}/")


def _first_starts(starts: Sequence[int], outage: Span) -> Sequence[int]:
    first, last = bisect_left(starts, outage.start), bisect_left(starts, outage.end)
    return starts[first : min(last, first + MOST_SAMPLES)]


def _first_samples(samples: Mapping[int, Sequence[Sample]], slices: Sequence[SliceEvidence]) -> tuple[Sample, ...]:
    inside = [sample for part in slices[:MOST_SAMPLES] for sample in samples.get(part.span.start, ())]
    return tuple(sorted(inside, key=_order)[:MOST_SAMPLES])


def _order(sample: Sample) -> tuple[int, list[tuple[str, str]]]:
    return sample.at, sorted(sample.fields.items())
