"""How well promised times were kept over the last weeks: counted in the background, kept for the pages."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, get_args

from django.db import transaction

from upheld.server.accounts.models import Account
from upheld.server.console.judged import Alike, Outcomes, counted_in, counted_now, forget_before, judge_next
from upheld.server.console.kept_counts import Cell, Counts, Key, Line, lines_of
from upheld.server.console.last_weeks import last_mondays, last_weeks
from upheld.server.console.load import Load, load_at
from upheld.server.console.models import Reckoning
from upheld.server.desk.compliance import Span
from upheld.server.desk.models import Ticket
from upheld.server.jobs.pace import at_once

Grouping = Literal["plan", "account", "priority"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
SHOWN = 40
"""So many lines are kept for the overview: those that missed most, which stand first."""
_FEW = 400
_FEW_OF_ACCOUNT = 60
"""So many tickets are looked at while somebody waits for the page; more of them only in the background, which keeps an
account's counts from half of that on: none is without any because it had some tickets more since."""
_NAME, _ACCOUNT = "kept/", "account/"
_LOAD, _MISSED = "load", "missed"
Counted = list[tuple[int, Alike]]
"""Tickets that count alike, by the number of their week."""
_KEYS: Mapping[Grouping, Callable[[Cell], Key]] = MappingProxyType(
    {
        "plan": lambda each: (each.agreement, each.plan),
        "account": lambda each: (each.account,),
        "priority": lambda each: (each.agreement, each.priority),
    }
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The last weeks by one grouping: when it was reckoned, the Monday of each week, everything, and its lines.

    `further` is how many lines are not among them.
    """

    at: datetime
    mondays: tuple[date, ...]
    total: Line
    lines: tuple[Line, ...]
    further: int = 0


def reckon(now: datetime, hold: Callable[[], None] = at_once, rest: Callable[[], None] = at_once) -> None:
    """Judge what changed of the tickets of the last weeks, and keep the counts: by grouping, by account, and the load.

    `hold` is called in each transaction, and raises where another worker has taken over; `rest` between two of them.
    What was judged before that stays judged.
    """
    spans, done = last_weeks(now), 0
    while last := judge_next(spans[0].first, now, done, hold):
        done = last
        rest()
    counted = [(week, alike) for week, span in enumerate(spans) for alike in counted_in(span)]
    stored = _stored(counted, now)
    with transaction.atomic():
        hold()
        forget_before(spans[0].first)
        Reckoning.objects.exclude(name__in=stored).delete()
        Reckoning.objects.bulk_create(
            [Reckoning(name=name, at=now, data=data) for name, data in stored.items()],
            update_conflicts=True, unique_fields=("name",), update_fields=("at", "data"),
        )  # fmt: skip


def _stored(counted: Counted, now: datetime) -> dict[str, object]:
    """Every row that is kept, by its name."""
    stored: dict[str, object] = {_NAME + grouping: _told(_kept(grouping, counted, now)) for grouping in GROUPINGS}
    numbers = _numbers()
    stored[_MISSED], stored[_LOAD] = _missed(counted, numbers), load_at(now).told()
    tickets = Counter[str]()
    for _week, alike in counted:
        tickets[alike.account] += alike.tickets
    many = [each for each in counted if tickets[each[1].account] > _FEW_OF_ACCOUNT // 2]
    own = lines_of(_cells(many), _KEYS["account"], _target_of)
    return stored | {f"{_ACCOUNT}{numbers[line.key[0]]}": line.told() for line in own}


def kept_by(grouping: Grouping, now: datetime) -> Kept | None:
    """What was reckoned last; where nothing was yet, reckoned now if it takes but a moment; else None."""
    row = Reckoning.objects.filter(name=_NAME + grouping).first()
    if row is None:
        return _kept(grouping, _counted_now(now), now) if _few(now) else None
    told = row.data
    mondays = tuple(map(date.fromisoformat, told["mondays"]))
    return Kept(row.at, mondays, Line.of(told["total"]), tuple(map(Line.of, told["lines"])), told["further"])


def load_by_week(now: datetime) -> Load | None:
    """Opened and solved tickets by week, as they were counted last; counted now where they are few; else None."""
    row = Reckoning.objects.filter(name=_LOAD).first()
    if row is None:
        return load_at(now) if _few(now) else None
    return Load.of(row.data)


def kept_of(account: Account, now: datetime) -> Line | None:
    """One account's weeks; its parts are (agreement, plan, priority, target). None where nobody knows yet.

    Judged now where its tickets are few; else as it was reckoned last.
    """
    spans = last_weeks(now)
    tickets = Ticket.objects.filter(account=account, opened_at__gte=spans[0].first)
    if tickets[: _FEW_OF_ACCOUNT + 1].count() <= _FEW_OF_ACCOUNT:
        return next(lines_of(_cells(_counted_now(now, account.slug)), _KEYS["account"], _target_of), None)
    row = Reckoning.objects.filter(name=f"{_ACCOUNT}{account.pk}").first()
    return Line.of(row.data) if row else None


def missed_by_account(now: datetime) -> Mapping[int, int] | None:
    """How many promised times each account saw missed in the last weeks, by its number; those of none are left out.

    None where nobody knows yet.
    """
    row = Reckoning.objects.filter(name=_MISSED).first()
    if row is None and not _few(now):
        return None
    if row is None:
        return _missed(_counted_now(now), _numbers())
    return {int(number): missed for number, missed in row.data.items()}


def _missed(counted: Counted, numbers: Mapping[str, int]) -> dict[int, int]:
    missed = Counter[int]()
    for cell in _cells(counted):
        missed[numbers[cell.account]] += cell.counts.missed
    return {account: number for account, number in missed.items() if number}


def _numbers() -> Mapping[str, int]:
    """The number of every account, by its slug."""
    return dict(Account.objects.values_list("slug", "pk"))


def _kept(grouping: Grouping, counted: Counted, now: datetime) -> Kept:
    together = list(_cells(_of_all(counted)))
    lines = list(lines_of(_cells(counted) if grouping == "account" else together, _KEYS[grouping], _kind_of))
    total = next(lines_of(together, _everything, _kind_of), Line((), (), ()))
    worst = sorted(lines, key=lambda line: (-line.total.missed, line.key))[:SHOWN]
    return Kept(now, last_mondays(now), total, tuple(worst), len(lines) - len(worst))


def _told(kept: Kept) -> dict[str, object]:
    return {
        "mondays": [day.isoformat() for day in kept.mondays], "total": kept.total.told(),
        "lines": [line.told() for line in kept.lines], "further": kept.further,
    }  # fmt: skip


def _cells(counted: Iterable[tuple[int, Alike]]) -> Iterator[Cell]:
    for week, alike in counted:
        agreement, plan, outcomes = alike.outcomes
        for priority, target, outcome in outcomes:
            counts = Counts(**{outcome: alike.tickets})
            yield Cell(week, agreement, alike.account, plan, priority, target, counts)


def _of_all(counted: Counted) -> Counted:
    """The same without a look at whose they are: far fewer, where there are many accounts."""
    tickets = Counter[tuple[int, Outcomes]]()
    for week, alike in counted:
        tickets[week, alike.outcomes] += alike.tickets
    return [(week, Alike("", outcomes, number)) for (week, outcomes), number in tickets.items()]


def _counted_now(now: datetime, account: str = "") -> Counted:
    """Few tickets as they stand now, of all or of one account."""
    spans = last_weeks(now)
    firsts = [span.first for span in spans]
    found = counted_now(Span(firsts[0], spans[-1].last, account), now)
    return [(bisect(firsts, opened) - 1, alike) for opened, alike in found]


def _few(now: datetime) -> bool:
    return Ticket.objects.filter(opened_at__gte=last_weeks(now)[0].first)[: _FEW + 1].count() <= _FEW


def _everything(_each: Cell) -> Key:
    return ()


def _kind_of(each: Cell) -> Key:
    return (each.target,)


def _target_of(each: Cell) -> Key:
    return each.agreement, each.plan, each.priority, each.target
