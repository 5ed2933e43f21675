"""Instants, stretches and periods in words, by the clock of a zone."""

from __future__ import annotations

import datetime as dt

from upheld.statements.quantities import Instant, Stretch
from upheld.statements.words import duration
from upheld.timeline.instants import utc_from_micros
from upheld.timeline.spans import Span
from upheld.timeline.zones import zone
from upheld.wording import MONTHS, WEEKDAYS, say, say_word

_MICROS = 1_000_000


def instant(seconds: int, zone_name: str) -> Instant:
    """An instant (UTC epoch seconds) in words such as `17 Oct 2026, 13:08`."""
    return instant_of_micros(seconds * _MICROS, zone_name)


def instant_of_micros(micros: int, zone_name: str) -> Instant:
    """An instant in UTC epoch microseconds."""
    utc = utc_from_micros(micros)
    local = utc.astimezone(zone(zone_name))
    words = say("{date}, {clock}", date=date_words(local.date()), clock=clock_words(local))
    return Instant(utc.isoformat().replace("+00:00", "Z"), local.isoformat(), words)


def stretch(span: Span, zone_name: str) -> Stretch:
    """A span in words such as `17 Oct 2026, 13:08 to 13:59`; the date is said twice only where it differs."""
    start, end = instant(span.start, zone_name), instant(span.end, zone_name)
    return Stretch(start, end, duration(span.seconds), from_to(start, end))


def clock_of(found: Stretch) -> str:
    """A stretch without its first date, which stands beside it already: `13:08 to 13:59`."""
    return say("{start} to {until}", start=clock_of_instant(found.start), until=_until(found.start, found.end))


def clock_of_instant(at: Instant) -> str:
    """The time of day of an instant."""
    return at.words.partition(", ")[2]


def from_to(start: Instant, end: Instant) -> str:
    """From one instant to another; the date is said twice only where it differs."""
    return say("{start} to {until}", start=start.words, until=_until(start, end))


def _until(start: Instant, end: Instant) -> str:
    return clock_of_instant(end) if start.local[:10] == end.local[:10] else end.words


def date_words(day: dt.date) -> str:
    """`17 Oct 2026`."""
    return say("{day} {month} {year}", day=day.day, month=say_word(MONTHS[day.month - 1][:3]), year=day.year)


def day_label(day: dt.date) -> str:
    """`Sat 17 Oct 2026`."""
    return say("{weekday} {date}", weekday=say_word(WEEKDAYS[day.weekday()]), date=date_words(day))


def clock_words(local: dt.datetime) -> str:
    """`13:08`; seconds only where they are not zero, and the offset where clocks show the time twice."""
    text = local.strftime("%H:%M")
    if local.microsecond:
        text = local.strftime("%H:%M:%S.%f")[:-3]
    elif local.second:
        text = local.strftime("%H:%M:%S")
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{text} ({local.replace(microsecond=0).isoformat()[19:]})" if twice else text


def period_words(span: Span, zone_name: str) -> str:
    """`October 2026`, `October to December 2026`, `2026`, or the first and the last day, or two instants."""
    start, end = _local(span.start, zone_name), _local(span.end, zone_name)
    if not (_is_midnight(span.start, start, zone_name) and _is_midnight(span.end, end, zone_name)):
        return say(
            "{start} to {until}",
            start=instant(span.start, zone_name).words,
            until=instant(span.end, zone_name).words,
        )
    first, last = start.date(), end.date() - dt.timedelta(days=1)
    return _months_words(first, last) if first.day == end.day == 1 else _dates_words(first, last)


def _months_words(first: dt.date, last: dt.date) -> str:
    if first.year != last.year:
        return say("{start} to {until}", start=_month_words(first), until=_month_words(last))
    if first.month == last.month:
        return _month_words(first)
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    return say("{start} to {until}", start=say_word(MONTHS[first.month - 1]), until=_month_words(last))


def _month_words(day: dt.date) -> str:
    return say("{month} {year}", month=say_word(MONTHS[day.month - 1]), year=day.year)


def _dates_words(first: dt.date, last: dt.date) -> str:
    return (
        date_words(first)
        if first == last
        else say("{start} to {until}", start=date_words(first), until=date_words(last))
    )


def _is_midnight(seconds: int, local: dt.datetime, zone_name: str) -> bool:
    # The second before has another date: a day that begins at 01:00, after a change of clocks, counts too.
    return _local(seconds - 1, zone_name).date() < local.date()


def _local(seconds: int, zone_name: str) -> dt.datetime:
    return utc_from_micros(seconds * _MICROS).astimezone(zone(zone_name))
