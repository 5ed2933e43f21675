"""Counting working time along a calendar: compiled as far as asked, searched by bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import chain

from upheld.timeline.days import DAY, HorizonError, local_date, start_of_date
from upheld.timeline.instants import MICROS
from upheld.timeline.open_years import HoursRule, OpenYear, open_year
from upheld.timeline.spans import Pair, Span, Spans, joined
from upheld.timeline.work_table import WorkTable
from upheld.timeline.zones import zone


class WorkClock:
    """Works out a calendar as far as it is asked about, and remembers it.

    What it remembers changes no answer; a table is replaced whole, so threads may share a clock. All
    instants and durations are whole microseconds.
    """

    __slots__ = ("_known", "_years", "rule", "table")

    def __init__(self, rule: HoursRule) -> None:
        self.rule = rule
        self._known = rule.known_years()
        self._years: dict[int, OpenYear] = {}
        # An empty table before all time: the first question replaces it.
        self.table = WorkTable.of((0, 0), (0, 0), ())

    def between(self, start: int, end: int) -> int:
        """Working time from one instant to another; negative when reversed."""
        table = self.table
        if not (table.start <= start < table.end and table.start <= end < table.end):
            table = self.covering(min(start, end), max(start, end))
        i, j = bisect_right(table.opens, start) - 1, bisect_right(table.opens, end) - 1
        before, after = start - table.shifts[i], end - table.shifts[j]
        return min(after, table.done_by_close[j]) - min(before, table.done_by_close[i])

    def moved(self, at: int, by: int, *, earliest: bool) -> int:
        """The instant `by` working microseconds away: the earliest such (a closing), or the latest."""
        table = self.table
        if not table.start <= at < table.end:
            table = self.covering(at, at)
        i = bisect_right(table.opens, at) - 1
        done, most = at - table.shifts[i], table.done_by_close[i]
        # Among whole numbers the last below w is the last at or below w - 1.
        key = (done if done < most else most) + by - earliest  # noqa: FURB136 - min() costs a tenth of a call
        if not 0 <= key < table.done_by_close[-1]:
            return self._moved_beyond(at, by, earliest=earliest)
        return key + earliest + table.shifts[bisect_right(table.done_by_open, key) - 1]

    def open_after(self, at: int) -> int:
        """The first opening at or after an instant."""
        # From a microsecond before, so that the table's own start is not taken for an opening.
        table = self.covering(at - 1, at)
        while (i := bisect_left(table.opens, at, 1)) == len(table.opens):
            table = self._grown(table, later=True)
        return table.opens[i]

    def close_after(self, at: int) -> int:
        """The first closing at or after an instant."""
        table = self.covering(at - 1, at)
        while True:
            i = bisect_left(table.opens, at) - 1
            closings = (table.done_by_close[j] + table.shifts[j] for j in range(max(1, i), len(table.opens)))
            # The table's own end is not a closing: the year after may go on.
            found = next((close for close in closings if at <= close), table.end)
            if found < table.end:
                return found
            table = self._grown(table, later=True)

    def spans(self, span: Span) -> Spans:
        """The open spans inside a span (epoch seconds)."""
        table = self.covering(span.start * MICROS, span.end * MICROS - 1)
        first = max(1, bisect_right(table.opens, span.start * MICROS) - 1)
        last = bisect_left(table.opens, span.end * MICROS)
        opens = table.opens[first:last]
        closes = (table.done_by_close[i] + table.shifts[i] for i in range(first, last))
        pairs = ((start // MICROS, end // MICROS) for start, end in zip(opens, closes, strict=True))
        return Spans.of(pairs).within(span)

    def business_date(self, day: date, steps: int) -> date:
        """The business date `steps` after a date (before it where negative); for 0 the first from it on."""
        if steps < 0:
            return self._business_before(day, -steps)
        return self._business_after(day.toordinal() - (steps == 0), day.year, max(steps, 1))

    def _business_after(self, ordinal: int, year: int, steps: int) -> date:
        while True:
            dates = self._year(year).business
            place = bisect_right(dates, ordinal) + steps - 1
            if place < len(dates):
                return date.fromordinal(dates[place])
            steps, year = place - len(dates) + 1, year + 1

    def _business_before(self, day: date, steps: int) -> date:
        year = day.year
        while True:
            dates = self._year(year).business
            place = bisect_left(dates, day.toordinal()) - steps
            if place >= 0:
                return date.fromordinal(dates[place])
            steps, year = -place, year - 1

    def covering(self, early: int, late: int) -> WorkTable:
        """A table that holds both instants; HorizonError where the calendar does not reach them."""
        table = self.table
        if table.start <= early and late < table.end:
            return table
        first, last = self._year_of(early), self._year_of(late)
        if table.last:
            first, last = min(first, table.first), max(last, table.last)
        return self._compiled(first, last)

    def _moved_beyond(self, at: int, by: int, *, earliest: bool) -> int:
        """As `moved`, after compiling more years: the answer is not in those known."""
        while True:
            table = self.covering(at, at)
            done = self.between(table.start, at)
            if 0 <= done + by - earliest < table.total:
                return self.moved(at, by, earliest=earliest)
            self._grown(table, later=by > 0 or done + by >= 0)

    def _grown(self, table: WorkTable, *, later: bool) -> WorkTable:
        """A table of twice the years, so that a long search compiles each year once."""
        size = table.last - table.first + 1
        first, last = self._known
        if (table.last if later else table.first) == (last if later else first):
            raise HorizonError(
                f"no such working time is found {'up to the end of' if later else 'back to the start of'} "
                f"{last if later else first}; this calendar is known for {first} to {last}"
            )
        if later:
            return self._compiled(table.first, min(last, table.last + size))
        return self._compiled(max(first, table.first - size), table.last)

    def _compiled(self, first: int, last: int) -> WorkTable:
        if self.rule.is_always_open:
            # One interval from horizon to horizon: no day is looked at.
            first, last = self._known
            tz = zone(self.rule.zone)
            edges = start_of_date(date(first, 1, 1), tz), start_of_date(date(last + 1, 1, 1), tz)
            pairs: Iterable[Pair] = [edges]
        else:
            years = [self._year(year) for year in range(first, last + 1)]
            edges = years[0].start, years[-1].end
            pairs = joined(chain.from_iterable(year.pairs for year in years))
        self.table = WorkTable.of((first, last), edges, pairs)
        return self.table

    def _year(self, year: int) -> OpenYear:
        self._check(year)
        if year not in self._years:
            self._years[year] = open_year(self.rule, year)
        return self._years[year]

    def _year_of(self, at: int) -> int:
        # Checked roughly first: the standard library knows no dates outside 1 to 9999.
        rough = at // MICROS // (366 * DAY)
        year = local_date(at // MICROS, zone(self.rule.zone)).year if abs(rough) < 400 else 1970 + rough
        self._check(year)
        return year

    def _check(self, year: int) -> None:
        first, last = self._known
        if not first <= year <= last:
            raise HorizonError(f"the year {year} is outside {first} to {last}, for which this calendar is known")
