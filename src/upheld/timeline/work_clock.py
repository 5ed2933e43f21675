"""Counting working time along a calendar: compiled as far as asked, searched by bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date

from upheld.timeline.days import FIRST_YEAR, LAST_YEAR, HorizonError, local_date, start_of_date
from upheld.timeline.instants import MICROS, instant_text
from upheld.timeline.open_years import HoursRule, OpenYear, open_year
from upheld.timeline.spans import Pair, Spans, joined
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

    def done_at(self, at: int) -> tuple[int, WorkTable]:
        """The working time done at an instant, counted from the start of the table given with it."""
        table = self.table
        if not table.start <= at < table.end:
            table = self.covering(at, at)
        i = bisect_right(table.opens, at) - 1
        return min(at - table.shifts[i], table.done_by_close[i]), table

    def between(self, start: int, end: int) -> int:
        """Working time from one instant to another; negative when reversed."""
        table = self.table
        if not (table.start <= start < table.end and table.start <= end < table.end):
            table = self.covering(min(start, end), max(start, end))
        opens, shifts, closes = table.opens, table.shifts, table.done_by_close
        i, j = bisect_right(opens, start) - 1, bisect_right(opens, end) - 1
        return min(end - shifts[j], closes[j]) - min(start - shifts[i], closes[i])

    def moved(self, at: int, by: int, earliest: bool) -> int:
        """The instant that is `by` working microseconds away: the earliest such (a closing), or the latest (an opening)."""
        table = self.table
        if not table.start <= at < table.end:
            table = self.covering(at, at)
        i = bisect_right(table.opens, at) - 1
        # Among whole numbers the last below w is the last at or below w - 1.
        key = min(at - table.shifts[i], table.done_by_close[i]) + by - earliest
        if not 0 <= key < table.done_by_close[-1]:
            return self._moved_beyond(at, by, earliest)
        return key + earliest + table.shifts[bisect_right(table.done_by_open, key) - 1]

    def open_after(self, at: int) -> int:
        """The first opening at or after an instant."""
        # From a microsecond before, so that the table's own start is not taken for an opening.
        table = self.covering(at - 1, at)
        while (i := bisect_left(table.opens, at, 1)) == len(table.opens):
            table = self._grown(later=True)
        return table.opens[i]

    def close_after(self, at: int) -> int:
        """The first closing at or after an instant."""
        table = self.covering(at - 1, at)
        i = bisect_left(table.opens, at) - 1
        while True:
            for j in range(i, len(table.opens)):
                close = table.done_by_close[j] + table.shifts[j]
                if j and at <= close < table.end:
                    return close
            table = self._grown(later=True)
