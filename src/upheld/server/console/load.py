"""How much came in and was solved, week by week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, QuerySet, When

from upheld.server.console.last_weeks import last_mondays, last_weeks
from upheld.server.desk.models import Ticket, TicketEvent

_SOLVED = ("fixed", "resolved")


@dataclass(frozen=True, slots=True)
class Load:
    """How many tickets were opened and solved in each of the last weeks."""

    mondays: tuple[date, ...]
    opened: tuple[int, ...]
    solved: tuple[int, ...]

    def told(self) -> dict[str, object]:
        """Its stored form."""
        mondays = [day.isoformat() for day in self.mondays]
        return {"mondays": mondays, "opened": list(self.opened), "solved": list(self.solved)}

    @classmethod
    def of(cls, told: Any) -> Load:
        """From its stored form, as JSON gives it back."""
        return cls(tuple(map(date.fromisoformat, told["mondays"])), tuple(told["opened"]), tuple(told["solved"]))


def load_at(now: datetime) -> Load:
    """The load of the last weeks, counted."""
    opened, solved = Ticket.objects.all(), TicketEvent.objects.filter(kind__in=_SOLVED)
    return Load(last_mondays(now), _by_week(opened, "opened_at", "pk", now), _by_week(solved, "at", "ticket", now))


def _by_week(rows: QuerySet[Any], instant: str, counted: str, now: datetime) -> tuple[int, ...]:
    """How many different values of a field fall into each week, with one look at the rows."""
    weeks = last_weeks(now)
    recent = rows.filter(**{f"{instant}__gte": weeks[0].first, f"{instant}__lt": weeks[-1].last}).order_by()
    week = Case(*(When(**{f"{instant}__lt": span.last}, then=number) for number, span in enumerate(weeks)))
    found = dict(recent.annotate(week=week).values_list("week").annotate(Count(counted, distinct=True)))
    return tuple(found.get(number, 0) for number in range(len(weeks)))
