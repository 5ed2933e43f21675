"""Tickets of another desk with their own past times: judged like any other, and nobody is told of what is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from upheld.agreements.words import Unstated
from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Account
from upheld.server.audit.trail import Act, note_all
from upheld.server.contracts.binding import Bound, binding
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.stored import ordered, versions_of
from upheld.server.desk.facts import opening_data
from upheld.server.desk.models import Ticket, TicketEvent, TicketWords
from upheld.server.desk.recording import STEP_KIND, index_of
from upheld.server.desk.standing import standing
from upheld.server.desk.words import words_of
from upheld.server.outbox.models import Outbox
from upheld.support.entering import entered
from upheld.support.events import Event, Opening, in_order
from upheld.support.history import History
from upheld.support.promises import KINDS
from upheld.support.steps import Step
from upheld.support.telling import step_record
from upheld.timeline.days import local_date
from upheld.timeline.instants import epoch_seconds, utc_from_seconds
from upheld.timeline.zones import zone

CHANNEL = "import"
TOGETHER = 500
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Import:
    """A history, and the published agreement under which it stands; `account` is that of tickets that name none."""

    history: History
    agreement: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many tickets were written, how many had been before, and those that were left, counted by reason."""

    written: int
    known: int
    left: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Told:
    """A ticket as its source tells it, ready to be written."""

    row: Ticket
    events: tuple[TicketEvent, ...]


class _LeftError(ValueError):
    """A ticket that no clock can be given; the message is the reason, the same for like cases."""


def import_history(wanted: Import, actor: Actor, now: datetime) -> Imported:
    """Write the tickets of a history, each with its events at their own times, a few hundred in a transaction.

    A ticket is bound by what bound its account when it was opened. Steps that were owed by `now` count as done: no
    letter goes out for anything that is over, while what falls due later is told like that of any open ticket. A ticket
    whose account has one of the same source id already is left as it is, so that an import may be run again. Raises
    `upheld.Refused` where an account is not known, or nothing binds it.
    """
    importing = _Importing(wanted, actor, now)
    tickets = iter(wanted.history.tickets.items())
    while some := list(islice(tickets, TOGETHER)):
        importing.take(some)
    return Imported(importing.written, importing.known, dict(sorted(importing.left.items())))


class _Importing:
    """Writes tickets, some at a time; what binds an account is looked up once a day of its history."""

    def __init__(self, wanted: Import, actor: Actor, now: datetime) -> None:
        self.wanted, self.actor, self.now = wanted, actor, now
        self.accounts = {account.slug: account for account in _accounts(wanted)}
        self.zone = zone(_zone(wanted.agreement))
        self.bound: dict[tuple[str, date], Bound] = {}
        self.versions: dict[object, PublishedVersion] = {}
        self.written = self.known = 0
        self.left: Counter[str] = Counter()

    def take(self, tickets: Iterable[tuple[str, tuple[Event, ...]]]) -> None:
        """Write these tickets, but those that are there already."""
        told = list(self._told(tickets))
        there = _there(each.row for each in told)
        fresh = [each for each in told if (each.row.account_id, each.row.source) not in there]
        self.known += len(told) - len(fresh)
        self.written += len(fresh)
        with transaction.atomic():
            _write(fresh, self.actor, self.now)

    def _told(self, tickets: Iterable[tuple[str, tuple[Event, ...]]]) -> Iterator[_Told]:
        for source, events in tickets:
            try:
                yield self._one(source, in_order(events))
            except _LeftError as left:
                self.left[str(left)] += 1

    def _one(self, source: str, events: tuple[Event, ...]) -> _Told:
        first = next((event for event in events if event.kind == "opened"), None)
        if first is None:
            raise _LeftError("no opening" if events else "no usable row")
        if events[-1].at > epoch_seconds(self.now):
            raise _LeftError("later than now")
        if not all(map(_fits, (source, *(event.detail for event in events)))):
            raise _LeftError("longer than can be kept")
        said = first.opening or Opening()
        account = self.accounts[said.account or self.wanted.account]
        bound = self._bound(account, first.at)
        opening = replace(said, plan=said.plan or bound.plan, account=account.slug)
        if not bound.lapsed:
            _refuse_unfit(bound, source, [replace(event, opening=opening) if event is first else event
                                          for event in events])  # fmt: skip
        row = Ticket(
            account=account, version=self._version(bound), plan=opening.plan, subject=source, channel=CHANNEL,
            opened_at=first.at, source=source, last_sequence=len(events),
        )  # fmt: skip
        return _Told(row, tuple(self._rows(row, events, (first, self._data(opening, bound, source)))))

    def _rows(
        self, row: Ticket, events: tuple[Event, ...], opened: tuple[Event, dict[str, object]]
    ) -> Iterator[TicketEvent]:
        for sequence, event in enumerate(events, 1):
            yield TicketEvent(
                ticket=row, sequence=sequence, at=event.at, recorded_at=self.now, kind=event.kind, detail=event.detail,
                data=opened[1] if event is opened[0] else {}, actor=self.actor.id,
            )  # fmt: skip

    def _data(self, opening: Opening, bound: Bound, source: str) -> dict[str, object]:
        tells = self.wanted.history.tells
        lapsed = {"not_entitled": bound.lapsed, "clause": bound.clause} if bound.lapsed else {}
        told = {"tells": list(tells)} if tells != KINDS else {}
        return {"opening": opening_data(opening), "channel": CHANNEL, "subject": source, **lapsed, **told}

    def _bound(self, account: Account, opened: int) -> Bound:
        key = (account.slug, local_date(opened, self.zone))
        if key not in self.bound:
            self.bound[key] = binding(account, utc_from_seconds(opened), self.wanted.agreement)
        return self.bound[key]

    def _version(self, bound: Bound) -> PublishedVersion:
        if bound.version not in self.versions:
            self.versions[bound.version] = PublishedVersion.objects.defer("files", "holidays").get(pk=bound.version.id)
        return self.versions[bound.version]


def _write(told: list[_Told], actor: Actor, now: datetime) -> None:
    """Tickets with their index, events, audit rows and the steps that are over, in the caller's transaction."""
    at = epoch_seconds(now)
    judged = [(each.row, standing(each.row, each.events, at)) for each in told]
    for row, stands in judged:
        row.state, row.priority, row.next_due = stands.state, stands.priority, stands.next_due
        row.next_step = next((step.at for step in stands.steps if step.at > at), None)
    Ticket.objects.bulk_create([row for row, _ in judged])
    TicketEvent.objects.bulk_create([event for each in told for event in each.events])
    TicketWords.objects.bulk_create([words for each in told for words in words_of(each.row, each.events)])
    steps = [(row, step) for row, stands in judged for step in stands.steps if step.at <= at]
    Outbox.objects.bulk_create([_over(row, step, now) for row, step in steps])
    note_all((_act(row) for row, _ in judged), actor.id, now)


def _over(row: Ticket, step: Step, now: datetime) -> Outbox:
    """A step that was owed by now, as if it had been told: by the desk from which the ticket comes."""
    # It was worked out before the ticket had its number, with which its key begins.
    key = f"{row.pk}/{step.key.partition('/')[2]}"
    told = step_record(replace(step, key=key, ticket=str(row.pk)))
    return Outbox(key=key, kind=f"{STEP_KIND}{step.kind}", ticket=row, payload=told, created_at=now, dispatched_at=now)


def _act(row: Ticket) -> Act:
    return Act("ticket.import", "ticket", str(row.pk), row.account_id, None, index_of(row))


def _refuse_unfit(bound: Bound, source: str, events: Iterable[Event]) -> None:
    """A ticket without a priority that the agreement knows, or refused by it, is left, as `upheld replay` leaves it."""
    if not bound.plan:
        return
    _, problems = entered(bound.agreement, source, events, bound.plan)
    if problems:
        raise _LeftError(problems[0].code or "refused")


def _there(rows: Iterable[Ticket]) -> frozenset[tuple[int, str]]:
    pairs = {(row.account_id, row.source) for row in rows}
    found = Ticket.objects.filter(account__in={pair[0] for pair in pairs}, source__in={pair[1] for pair in pairs})
    return frozenset(found.values_list("account_id", "source"))


def _accounts(wanted: Import) -> list[Account]:
    """Every account that the history tells of. Raises `upheld.Refused` with each that is not known."""
    openings = (event.opening for events in wanted.history.tickets.values() for event in events if event.opening)
    named = {opening.account or wanted.account for opening in openings}
    found = list(Account.objects.filter(slug__in=named))
    unknown = sorted(named - {account.slug for account in found})
    if unknown:
        raise Refused(_unknown(slug) for slug in unknown)
    return found


def _unknown(slug: str) -> Problem:
    if not slug:
        return Problem(Place("history"), "account", "tickets name no account", "say whose they are", code="missing")
    return Problem(Place("history"), "account", f"there is no account `{slug[:64]}`", "register it first")


def _zone(agreement: str) -> str:
    """The zone in whose days an agreement binds. Raises `upheld.Refused` where it is not published."""
    known = versions_of(agreement)
    if not known:
        raise Refused([Problem(Place("history"), "agreement", f"no version of `{agreement}` is published")])
    named = ordered(known)[0].latest.text.zone
    return "UTC" if isinstance(named, Unstated) else named


def _fits(text: str) -> bool:
    return len(text) <= _LONGEST and "\0" not in text
