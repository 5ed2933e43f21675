"""Counting kept promises judges only what changed: whatever happens, the counts are those of judging everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.scene import NOBODY, NOW, Scene
from upheld.problems import Refused
from upheld.server.access.actor import system
from upheld.server.accounts.models import Account, Provider
from upheld.server.console import judged
from upheld.server.console.kept_counts import Counts, Key
from upheld.server.console.models import KeptJudgement, Reckoning
from upheld.server.console.reckoning import (
    Grouping,
    kept_by,
    kept_of,
    missed_by_account,
    reckon,
)
from upheld.server.desk.compliance import Span, compliance
from upheld.server.desk.facts import Fact, Kind
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.jobs.lease import LeaseLost
from upheld.timeline.instants import epoch_seconds

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Two accounts, counted by the clock of UTC; two tickets at a time are judged."""
    Provider.objects.create(name="Northlight", zone="UTC")
    monkeypatch.setattr(judged, "TOGETHER", 2)
    return scene


def opened(account: Account, at: datetime = NOW, priority: str = "1") -> int:
    """A ticket that was opened at an instant."""
    return open_ticket(account, Report(subject="It is down", priority=priority), NOBODY, at).ticket.pk


def happens(ticket: int, at: datetime, kind: Kind, detail: str = "") -> None:
    """One thing happens to a ticket at an instant, and is recorded then."""
    record(ticket, [Fact(epoch_seconds(at), kind, detail)], NOBODY, at)


def answers() -> Counts:
    """The first answers to all tickets, as they were counted last."""
    kept = kept_by("plan", NOW)
    assert kept is not None
    return dict(kept.total.parts)[("response",)]


def made() -> dict[int, int]:
    """When each ticket was judged, by its number."""
    return dict(KeptJudgement.objects.values_list("ticket", "since"))


def lost_after(transactions: int) -> Callable[[], None]:
    """A lease that somebody takes over after so many transactions."""
    left = iter(range(transactions))

    def hold() -> None:
        if next(left, None) is None:
            raise LeaseLost("taken over")

    return hold


def test_a_time_that_passes_is_missed_from_the_second_after_it(desk: Scene) -> None:
    # A critical ticket is answered within one hour of elapsed time: opened at 9:00, at 10:00 at the latest.
    opened(desk.acme)
    reckon(NOW)
    assert answers() == Counts(open=1)
    reckon(NOW + HOUR)
    assert answers() == Counts(open=1)
    reckon(NOW + HOUR + SECOND)
    assert answers() == Counts(missed=1)


def test_only_what_changed_is_judged_again(desk: Scene) -> None:
    answered, waits, high = opened(desk.acme), opened(desk.other), opened(desk.acme, priority="2")
    reckon(NOW)
    first = epoch_seconds(NOW)
    assert made() == {answered: first, waits: first, high: first}
    happens(answered, NOW + HOUR / 2, "acknowledged", "call logged")
    # At 9:40 nothing but the answer is new; at 11:00 the ticket that nobody answered is late. The high one is answered
    # by 14:00 Berlin time, which is 13:00.
    reckon(NOW + 2 * HOUR / 3)
    assert made() == {answered: first + 2400, waits: first, high: first}
    reckon(NOW + 2 * HOUR)
    assert made() == {answered: first + 2400, waits: first + 7200, high: first}
    assert answers() == Counts(kept=1, missed=1, open=1)


def test_what_leaves_the_figures_and_comes_back_is_counted_so(desk: Scene) -> None:
    ticket = opened(desk.acme)
    reckon(NOW)
    happens(ticket, NOW + SECOND, "excluded", "own change")
    reckon(NOW + SECOND)
    assert answers() == Counts(excluded=1)
    happens(ticket, NOW + 2 * SECOND, "included")
    reckon(NOW + 2 * SECOND)
    assert answers() == Counts(open=1)


def test_an_event_that_is_dated_ahead_counts_when_its_time_has_come(desk: Scene) -> None:
    ticket = opened(desk.acme)
    record(ticket, [Fact(epoch_seconds(NOW) + 60, "acknowledged", "call logged")], NOBODY, NOW)
    reckon(NOW)
    assert answers() == Counts(open=1)
    reckon(NOW + timedelta(seconds=60))
    assert answers() == Counts(kept=1)


def test_a_clock_that_ran_ahead_leaves_nothing_behind(desk: Scene) -> None:
    opened(desk.acme)
    reckon(NOW + DAY)
    assert answers() == Counts(missed=1)
    reckon(NOW)
    assert answers() == Counts(open=1)


def test_a_worker_that_is_lost_loses_nothing(desk: Scene) -> None:
    tickets = [opened(desk.acme) for _ in range(5)]
    # Two at a time: it is taken over when it would keep the third and the fourth.
    with pytest.raises(LeaseLost):
        reckon(NOW, hold=lost_after(1))
    assert sorted(made()) == tickets[:2]
    assert not Reckoning.objects.exists()
    reckon(NOW + SECOND)
    assert set(made().values()) == {epoch_seconds(NOW), epoch_seconds(NOW) + 1}
    assert answers() == Counts(open=5)


def test_a_new_version_of_the_product_judges_everything_anew(desk: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(desk.acme)
    reckon(NOW)
    monkeypatch.setattr(judged, "rules", lambda: "another")
    reckon(NOW + SECOND)
    assert set(made().values()) == {epoch_seconds(NOW) + 1}


def test_a_ticket_that_cannot_be_judged_holds_up_no_other(desk: Scene) -> None:
    broken, sound = opened(desk.acme), opened(desk.acme)
    happens(sound, NOW + HOUR / 2, "acknowledged", "call logged")
    # As after an update whose reader refuses what an earlier one took.
    last = Ticket.objects.get(pk=broken).last_sequence + 1
    TicketEvent.objects.create(
        ticket_id=broken, sequence=last, at=epoch_seconds(NOW + HOUR), recorded_at=NOW + HOUR, kind="priority_changed",
        detail="no such priority", actor="system",
    )  # fmt: skip
    Ticket.objects.filter(pk=broken).update(last_sequence=last)
    reckon(NOW + DAY)
    assert answers() == Counts(kept=1)
    day = Span(epoch_seconds(NOW), epoch_seconds(NOW + DAY))
    (report,) = compliance(day, system("test"), epoch_seconds(NOW + DAY))
    assert [(each.reason, each.tickets) for each in report.left] == [("cannot be judged", 1)]


def test_tickets_of_earlier_weeks_are_let_go(desk: Scene) -> None:
    # NOW is a Monday; eight weeks later its week is the ninth, counted back.
    early, late = opened(desk.acme), opened(desk.acme, NOW + WEEK)
    reckon(NOW + 7 * WEEK)
    assert sorted(made()) == [early, late]
    reckon(NOW + 8 * WEEK)
    assert sorted(made()) == [late]
    assert answers() == Counts(missed=1)


@pytest.mark.parametrize("reckoned", [True, False])
def test_an_account_is_told_as_it_stands_now(desk: Scene, *, reckoned: bool) -> None:
    answered, _waits = opened(desk.acme), opened(desk.acme)
    if reckoned:
        reckon(NOW)
    happens(answered, NOW + SECOND, "acknowledged", "call logged")
    line = kept_of(desk.acme, NOW + DAY)
    assert line is not None
    assert dict(line.parts)["desk", "gold", "1", "response"] == Counts(kept=1, missed=1)
    assert missed_by_account(NOW + DAY) == ({} if reckoned else {desk.acme.pk: 3})


# What the next part does: anything that may happen to tickets, in any order, and everything is judged by the core at
# once to compare (`compliance`, which the reports of the API come from, and which keeps nothing).

KINDS: tuple[tuple[Kind, str], ...] = (
    ("acknowledged", "call logged"), ("update", "portal"), ("paused", "waiting_on_customer"), ("resumed", ""),
    ("resolved", ""), ("closed", ""), ("reopened", ""), ("priority_changed", "1"), ("priority_changed", "2"),
    ("priority_changed", "3"), ("excluded", "own change"), ("included", ""), ("merged", "1st"), ("note", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """After a while, something happens to one of the tickets; or another is opened; or it is counted, or half."""

    after: timedelta
    what: str
    which: int
    event: tuple[Kind, str]


HAPPENINGS = st.lists(
    st.builds(
        Happening,
        st.sampled_from((SECOND, HOUR / 2, HOUR, HOUR + SECOND, 5 * HOUR, DAY, 3 * DAY, 3 * WEEK)),
        st.sampled_from(("opened", "event", "event", "counted", "counted", "counted in part")),
        st.integers(0, 5),
        st.sampled_from(KINDS),
    ),
    max_size=14,
)


@dataclass
class Telling:
    """A desk to which things happen."""

    accounts: tuple[Account, Account]
    now: datetime = NOW
    tickets: list[int] = field(default_factory=list)

    def take(self, each: Happening) -> None:
        """Let it happen; what an agreement refuses does not."""
        self.now += each.after
        if each.what == "counted":
            reckon(self.now)
        elif each.what == "counted in part":
            self.counted_in_part(each.which)
        elif each.what == "opened" or not self.tickets:
            self.tickets.append(opened(self.accounts[each.which % 2], self.now, str(each.which % 3 + 1)))
        else:
            self.event(self.tickets[each.which % len(self.tickets)], *each.event)

    def event(self, ticket: int, kind: Kind, detail: str) -> None:
        """One more event, where it is one that may be."""
        try:
            happens(ticket, self.now, kind, str(self.tickets[0]) if kind == "merged" else detail)
        except Refused:
            return

    def counted_in_part(self, transactions: int) -> None:
        """Count, and be lost after some transactions."""
        try:
            reckon(self.now, hold=lost_after(transactions))
        except LeaseLost:
            return


Place = tuple[date, str, str, str, str]
"""The Monday of a week, an account, a plan, a priority and a target."""


def judged_at_once(accounts: Iterable[Account], now: datetime) -> dict[Place, Counts]:
    """What the reports of each week and account say, where there is anything."""
    monday = (now - timedelta(days=now.weekday())).date()
    found = {}
    for day in (monday - number * WEEK for number in range(8)):
        first = epoch_seconds(datetime.combine(day, time(), UTC))
        for account in accounts:
            span = Span(first, first + 7 * 86400, account.slug)
            for report in compliance(span, system("test"), epoch_seconds(now)):
                for each in report.targets:
                    told = each.counts
                    gone = sum(reason.tickets for reason in each.excluded)
                    counts = Counts(told.kept, told.missed, told.open, gone) if told else Counts(excluded=gone)
                    if counts != Counts():
                        found[day, account.slug, each.plan, each.priority, str(each.target)] = counts
    return found


def together(found: Mapping[Place, Counts], key: Callable[[Place], Key]) -> dict[Key, Counts]:
    """Counts added up by a key."""
    summed = defaultdict[Key, Counts](Counts)
    for place, counts in found.items():
        summed[key(place)] += counts
    return dict(summed)


LINES: Mapping[Grouping, Callable[[Place], Key]] = {
    "plan": lambda place: ("desk", place[2]), "account": lambda place: (place[1],),
    "priority": lambda place: ("desk", place[3]),
}  # fmt: skip


def check(accounts: Iterable[Account], now: datetime) -> None:
    """What is kept is what judging everything at once comes to: by week, by target, in total and by account."""
    found = judged_at_once(accounts, now)
    for grouping, key in LINES.items():
        kept = kept_by(grouping, now)
        assert kept is not None
        assert {line.key: line.total for line in kept.lines} == together(found, key)
        told = (
            (line.key, day, week) for line in kept.lines for day, week in zip(kept.mondays, line.weeks, strict=True)
        )
        by_week = together(found, lambda place: (*key(place), str(place[0])))  # noqa: B023 - used at once
        assert {(*name, str(day)): week for name, day, week in told if week != Counts()} == by_week
        assert kept.total.total == sum(found.values(), Counts())
    for account in accounts:
        line = kept_of(account, now)
        own = {place: counts for place, counts in found.items() if place[1] == account.slug}
        assert dict(line.parts if line else ()) == together(own, lambda place: ("desk", *place[2:]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=HAPPENINGS)
def test_whatever_happens_the_counts_are_those_of_judging_everything(desk: Scene, happenings: list[Happening]) -> None:
    with transaction.atomic():
        telling = Telling((desk.acme, desk.other))
        for each in happenings:
            telling.take(each)
        reckon(telling.now)
        check(telling.accounts, telling.now)
        transaction.set_rollback(True)
