"""Days of the period as bars, and bad days minute by minute, ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.availability.result import Day, Judgement
from upheld.statements.moments import day_label, instant
from upheld.statements.statement import DayBar, HeatStrip, Kind, Level, Mark
from upheld.statements.words import count, duration
from upheld.timeline.spans import Span, Spans
from upheld.wording import joined, message, say

MOST_STRIPS = 10
"""How many days are shown minute by minute; where more were bad, the worst are."""

_SHORT = 15 * 60
_LONG = 60 * 60
_MINUTE = 60
_HOUR = 3600


def day_bar(day: Day) -> DayBar:
    """A day's bar. Its level follows the downtime that counts: one second of it is visibly not clear."""
    up, down, excluded, unknown = (duration(s) for s in (day.up, day.down, day.excluded, day.unknown))
    label = day_label(day.date)
    kinds = (
        (down, message("{length} down")), (excluded, message("{length} excluded")),
        (unknown, message("{length} unknown")),
    )  # fmt: skip
    told = [say(word, length=part.words) for part, word in kinds if part.seconds]
    level = day_level(day)
    plain = {"unjudged": say("not judged"), "clear": say("no downtime")}.get(level, "")
    words = say("{label}: {told}", label=label, told=joined(", ", told or [plain]))
    return DayBar(day.date.isoformat(), label, up, down, excluded, unknown, level, words)


def days_words(days: Sequence[Day]) -> str:
    """How many days there are, and how many of them had downtime."""
    return say(
        "{days}, {down} of them with downtime that counts",
        days=count(len(days), "day"),
        down=sum(day.down > 0 for day in days),
    )


def day_level(day: Day) -> Level:
    """How much downtime a day had, or that nothing is known of it."""
    if day.down:
        return "short" if day.down < _SHORT else "long" if day.down < _LONG else "severe"
    if day.up or day.excluded:
        return "clear"
    return "unknown" if day.unknown else "unjudged"


def heat_strips(judgement: Judgement) -> tuple[tuple[HeatStrip, ...], int]:
    """The worst days in order of their date, and how many other days with downtime are left out."""
    bad = [(judgement.down.within(day.span).total, day) for day in judgement.days]
    bad = [(seconds, day) for seconds, day in bad if seconds]
    worst = sorted(bad, key=lambda entry: (-entry[0], entry[1].date))[:MOST_STRIPS]
    days = sorted((day for _, day in worst), key=lambda day: day.span.start)
    return tuple(_strip(day, judgement) for day in days), len(bad) - len(worst)


def _strip(day: Day, judgement: Judgement) -> HeatStrip:
    kinds: tuple[tuple[Kind, Spans], ...] = (
        ("unknown", judgement.unknown), ("down", judgement.down), ("excluded", judgement.excluded),
    )  # fmt: skip
    marks = tuple(mark for kind, spans in kinds for mark in _marks(kind, spans.within(day.span), day.span))
    return HeatStrip(
        date=day.date.isoformat(),
        label=day_label(day.date),
        words=day_bar(day).words,
        hours=_hour_labels(day.span, judgement.zone),
        minutes=-(-day.span.seconds // _MINUTE),
        marks=marks,
    )


def _marks(kind: Kind, spans: Spans, day: Span) -> tuple[Mark, ...]:
    """Minutes of the day's part, counted from its start, in which any second is of the kind."""
    minutes = Spans.of(
        ((start - day.start) // _MINUTE, -((day.start - end) // _MINUTE)) for start, end in spans.pairs()
    )
    return tuple(Mark(kind, first, last - first) for first, last in minutes.pairs())


def _hour_labels(day: Span, zone_name: str) -> tuple[str, ...]:
    """The wall time at the start of each row; a repeated hour is said twice, with its offset."""
    return tuple(instant(start, zone_name).words.rpartition(", ")[2] for start in range(day.start, day.end, _HOUR))
