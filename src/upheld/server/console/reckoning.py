"""How well promised times were kept over the last weeks: judged by the core in the background, kept for the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal, get_args

from django.db import transaction

from upheld.server.access.actor import system
from upheld.server.accounts.models import Account
from upheld.server.accounts.telling import provider_facts
from upheld.server.console.kept_counts import WEEKS, Cell, Key, Line, lines_of
from upheld.server.console.models import Reckoning
from upheld.server.desk.compliance import Span, Tally, tallies
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.timeline.days import start_of_date
from upheld.timeline.instants import epoch_seconds
from upheld.timeline.zones import zone

Grouping = Literal["plan", "account", "priority"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
SHOWN = 40
"""So many lines are kept for the overview: those that missed most, which stand first."""
_FEW = 400
_FEW_OF_ACCOUNT = 60
"""So many tickets are judged while somebody waits for the page; more of them only in the background."""
_WEEK = timedelta(days=7)
_NAME = "kept/"
_LOAD = "load"
_SOLVED = ("fixed", "resolved")
_KEYS: Mapping[Grouping, Callable[[Tally], Key]] = MappingProxyType(
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


@dataclass(frozen=True, slots=True)
class Load:
    """How many tickets were opened and solved in each of the last weeks."""

    mondays: tuple[date, ...]
    opened: tuple[int, ...]
    solved: tuple[int, ...]


def reckon(now: datetime) -> None:
    """Judge every ticket of the last weeks, and keep the counts: for each grouping, for each account, and the load."""
    cells = _cells(now)
    stored = {_NAME + grouping: _told(_kept(grouping, cells, now)) for grouping in GROUPINGS}
    numbers = dict(Account.objects.values_list("slug", "pk"))
    own = lines_of(cells, _KEYS["account"], _target_of)
    stored |= {f"{_NAME}{numbers[line.key[0]]}": {"line": line.told(), "missed": line.total.missed} for line in own}
    load = _load(now)
    stored[_LOAD] = {"mondays": _dates(load.mondays), "opened": list(load.opened), "solved": list(load.solved)}
    with transaction.atomic():
        Reckoning.objects.exclude(name__in=stored).delete()
        Reckoning.objects.bulk_create(
            [Reckoning(name=name, at=now, data=data) for name, data in stored.items()],
            update_conflicts=True, unique_fields=("name",), update_fields=("at", "data"),
        )  # fmt: skip


def kept_by(grouping: Grouping, now: datetime) -> Kept | None:
    """What was reckoned last; where nothing was yet, reckoned now if it takes but a moment; else None."""
    row = Reckoning.objects.filter(name=_NAME + grouping).first()
    if row is None:
        return _kept(grouping, _cells(now), now) if _few(now) else None
    told = row.data
    mondays = tuple(map(date.fromisoformat, told["mondays"]))
    return Kept(row.at, mondays, Line.of(told["total"]), tuple(map(Line.of, told["lines"])), told["further"])


def load_by_week(now: datetime) -> Load | None:
    """Opened and solved tickets by week, as they were counted last; counted now where they are few; else None."""
    row = Reckoning.objects.filter(name=_LOAD).first()
    if row is None:
        return _load(now) if _few(now) else None
    told = row.data
    return Load(tuple(map(date.fromisoformat, told["mondays"])), tuple(told["opened"]), tuple(told["solved"]))


def kept_of(account: Account, now: datetime) -> Line | None:
    """One account's weeks; its parts are (agreement, plan, priority, target). None where nobody knows yet.

    Judged now where its tickets are few; else as it was reckoned last.
    """
    spans = _spans(now)
    tickets = Ticket.objects.filter(account=account, opened_at__gte=spans[0].first)
    if tickets[: _FEW_OF_ACCOUNT + 1].count() <= _FEW_OF_ACCOUNT:
        cells = _judged(spans, epoch_seconds(now), account.slug)
        return next(lines_of(cells, _KEYS["account"], _target_of), None)
    row = Reckoning.objects.filter(name=f"{_NAME}{account.pk}").first()
    return Line.of(row.data["line"]) if row else None


def missed_by_account(now: datetime) -> Mapping[int, int] | None:
    """How many promised times each account saw missed in the last weeks, by its number; those of none are left out.

    None where nobody knows yet.
    """
    rows = Reckoning.objects.filter(name__startswith=_NAME).values_list("name", "data__missed")
    stored = {name.removeprefix(_NAME): missed for name, missed in rows}
    if stored:
        return {int(name): missed for name, missed in stored.items() if missed}
    if not _few(now):
        return None
    missed = {line.key[0]: line.total.missed for line in lines_of(_cells(now), _KEYS["account"], _target_of)}
    numbers = Account.objects.filter(slug__in=missed).values_list("slug", "pk")
    return {pk: missed[slug] for slug, pk in numbers if missed[slug]}


def _kept(grouping: Grouping, cells: list[Cell], now: datetime) -> Kept:
    lines = list(lines_of(cells, _KEYS[grouping], _kind_of))
    total = next(lines_of(cells, _everything, _kind_of), Line((), (), ()))
    worst = sorted(lines, key=lambda line: (-line.total.missed, line.key))[:SHOWN]
    return Kept(now, _mondays(now), total, tuple(worst), len(lines) - len(worst))


def _told(kept: Kept) -> dict[str, object]:
    return {
        "mondays": _dates(kept.mondays), "total": kept.total.told(), "lines": [line.told() for line in kept.lines],
        "further": kept.further,
    }  # fmt: skip


def _cells(now: datetime) -> list[Cell]:
    return list(_judged(_spans(now), epoch_seconds(now)))


def _judged(spans: tuple[Span, ...], now: int, account: str = "") -> Iterator[Cell]:
    for number, span in enumerate(spans):
        wanted = Span(span.first, span.last, account)
        yield from ((number, tally) for tally in tallies(wanted, system("reckoning"), now))


def _load(now: datetime) -> Load:
    opened, solved = [], []
    for span in _spans(now):
        opened.append(Ticket.objects.filter(opened_at__gte=span.first, opened_at__lt=span.last).count())
        events = TicketEvent.objects.filter(kind__in=_SOLVED, at__gte=span.first, at__lt=span.last)
        solved.append(events.values("ticket").distinct().count())
    return Load(_mondays(now), tuple(opened), tuple(solved))


def _few(now: datetime) -> bool:
    return Ticket.objects.filter(opened_at__gte=_spans(now)[0].first)[: _FEW + 1].count() <= _FEW


def _mondays(now: datetime) -> tuple[date, ...]:
    """The Mondays of the last weeks by the provider's clock; the last week is the one that runs."""
    today = now.astimezone(zone(provider_facts().zone)).date()
    monday = today - timedelta(days=today.weekday())
    return tuple(monday - number * _WEEK for number in range(WEEKS - 1, -1, -1))


def _spans(now: datetime) -> tuple[Span, ...]:
    here = zone(provider_facts().zone)
    return tuple(Span(start_of_date(day, here), start_of_date(day + _WEEK, here)) for day in _mondays(now))


def _dates(days: tuple[date, ...]) -> list[str]:
    return [day.isoformat() for day in days]


def _everything(_each: Tally) -> Key:
    return ()


def _kind_of(each: Tally) -> Key:
    return (each.target,)


def _target_of(each: Tally) -> Key:
    return each.agreement, each.plan, each.priority, each.target
