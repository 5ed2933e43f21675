"""Advice from the account's own figures: where downtime came from, and what came close to a breach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from upheld.availability.result import Judgement
from upheld.statements.commitments import allowance_used
from upheld.statements.moments import stretch
from upheld.statements.statement import Advice
from upheld.statements.words import count, duration, ratio, visible
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.spans import Span, Spans
from upheld.timeline.zones import zone
from upheld.wording import listed, say

CLOSE = Fraction(3, 4)
"""From this share of the allowance on, a promise that was kept is called close to breach."""

_MOST = Fraction(1, 2)
_HOUR = 3600


def advice(judgement: Judgement) -> tuple[Advice, ...]:
    """Findings about one commitment, the ones about money first."""
    return (*_allowance(judgement), *_longest(judgement), *_members(judgement), *_hours(judgement),
            *_late_exclusions(judgement), *_coverage(judgement))  # fmt: skip


def _allowance(judgement: Judgement) -> Iterator[Advice]:
    used = allowance_used(judgement)
    if used is None:
        return
    found = say("{share} of what the promise allows to fail was used", share=ratio(used, places=1).words)
    if judgement.verdict == "missed" and used > 1:
        yield Advice(
            visible(judgement.commitment), "close to breach", say("{found}.", found=found), _to_keep(judgement)
        )
    elif judgement.verdict == "kept" and used >= CLOSE:
        finding = say("The promise was kept, but {found}.", found=found)
        yield Advice(visible(judgement.commitment), "close to breach", finding, _left(judgement))


def _to_keep(judgement: Judgement) -> str:
    over = _over(judgement)
    if over is None:
        return say("Fewer failures, in that proportion, would have kept the promise.")
    return say("{duration} less downtime would have kept it.", duration=duration(over).words)


def _left(judgement: Judgement) -> str:
    over = _over(judgement)
    if over is None:
        return say("Plan the next changes with what is left in mind.")
    return say(
        "{duration} of downtime were left; plan the next changes with that in mind.",
        duration=duration(max(-over, 0)).words,
    )


def _over(judgement: Judgement) -> int | None:
    """Seconds down beyond what the promise allows (negative: what was left), rounded up to whole seconds."""
    figure = judgement.figure
    if figure.unit == "requests":
        return None
    seconds = 1 if figure.unit == "seconds" else judgement.slice_seconds
    lost = figure.whole - figure.good - (1 - judgement.target.value) * figure.whole
    return -int(-lost * seconds // 1)


def _longest(judgement: Judgement) -> Iterator[Advice]:
    down = judgement.down_seconds
    longest = max(judgement.downtime, key=lambda outage: outage.counted_seconds, default=None)
    if longest is None or len(judgement.downtime) < 2 or not down or longest.counted_seconds < down * _MOST:
        return
    when = stretch(longest.span, judgement.zone).words
    finding = say(
        "One outage of {outages}, {when}, is {part}.",
        outages=len(judgement.downtime),
        when=when,
        part=_part(longest.counted_seconds, down),
    )
    yield Advice(visible(judgement.commitment), "where downtime came from", finding,
                 say("What would have shortened this one is worth more than all the others."))  # fmt: skip


def _members(judgement: Judgement) -> Iterator[Advice]:
    seconds: Counter[str] = Counter()
    for outage in judgement.downtime:
        for member in outage.members:
            seconds[member] += outage.counted_seconds
    down = judgement.down_seconds
    worst = sorted(seconds.items(), key=lambda entry: (-entry[1], entry[0]))[:3]
    if not down or not worst or worst[0][1] == 0:
        return
    named = listed(
        say("{member} in {part}", member=visible(member), part=_part(part, down)) for member, part in worst if part
    )
    yield Advice(visible(judgement.commitment), "where downtime came from", say("Taking part: {named}.", named=named),
                 say("Look at {worst} first.", worst=visible(worst[0][0])))  # fmt: skip


def _hours(judgement: Judgement) -> Iterator[Advice]:
    """The two neighbouring hours of the day with the most downtime, where several days show it."""
    counted = judgement.down - judgement.excluded
    if not counted:
        return
    by_hour, days_of_hour = _by_hour(counted, judgement.zone)
    start = max(range(24), key=lambda hour: (by_hour[hour] + by_hour[(hour + 1) % 24], -hour))
    seconds = by_hour[start] + by_hour[(start + 1) % 24]
    days = days_of_hour[start] | days_of_hour[(start + 1) % 24]
    if len(days) < 2 or seconds < counted.total * _MOST:
        return
    between = say("between {start} and {until}", start=f"{start:02}:00", until=f"{(start + 2) % 24:02}:00")
    finding = say(
        "{part} fell {between}, on {days}.",
        part=_part(seconds, counted.total),
        between=between,
        days=count(len(days), "day"),
    )
    yield Advice(visible(judgement.commitment), "where downtime came from", finding,
                 say("Look at what runs at that time of day, and move planned work away from it."))  # fmt: skip


def _by_hour(spans: Spans, zone_name: str) -> tuple[list[int], list[set[str]]]:
    """Seconds, and dates, for each hour of the local day."""
    tz = zone(zone_name)
    seconds, dates = [0] * 24, [set[str]() for _ in range(24)]
    for span in spans:
        for start, end in _pieces(span):
            local = utc_from_seconds(start).astimezone(tz)
            seconds[local.hour] += end - start
            dates[local.hour].add(local.date().isoformat())
    return seconds, dates


def _pieces(span: Span) -> Iterator[tuple[int, int]]:
    """The span cut at every quarter of an hour: every zone's clock shows full hours there."""
    start = span.start
    while start < span.end:
        end = min(start - start % 900 + 900, span.end)
        yield start, end
        start = end


def _late_exclusions(judgement: Judgement) -> Iterator[Advice]:
    refused = [ruled for ruled in judgement.exclusions if not ruled.holds]
    cost = (Spans.of(ruled.span for ruled in refused) & (judgement.down - judgement.excluded)).total
    if not cost:
        return
    noun = say("exclusion that does not hold") if len(refused) == 1 else say("exclusions that do not hold")
    finding = say(
        "{duration} of downtime counts although it lies inside {refused} {noun}.",
        duration=duration(cost).words,
        refused=len(refused),
        noun=noun,
    )
    yield Advice(visible(judgement.commitment), "exclusions", finding,
                 say("Announce and record in time, with the evidence that the agreement asks for."))  # fmt: skip


def _coverage(judgement: Judgement) -> Iterator[Advice]:
    coverage = judgement.coverage
    if coverage is None or coverage >= 1:
        return
    unknown = judgement.unknown.total
    length = say(" ({length})", length=duration(unknown).words) if unknown else ""
    finding = say(
        "Nothing is known of {share} of the judged time{length}.", share=ratio(1 - coverage).words, length=length
    )
    counts = say("The figure rests on the rest") if unknown else say("It counts as the agreement says")
    recommendation = say("{counts}; a probe at quiet times would make it known.", counts=counts)
    yield Advice(visible(judgement.commitment), "coverage", finding, recommendation)


def _part(seconds: int, whole: int) -> str:
    share = ratio(Fraction(seconds, whole), places=1).words
    return say(
        "{part} of the {whole} that count ({share})",
        part=duration(seconds).words,
        whole=duration(whole).words,
        share=share,
    )
