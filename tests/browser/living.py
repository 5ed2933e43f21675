"""A service with something in it: three customers and a day of tickets in every state, for tests and for pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.browser.people import AGENT, CUSTOMER, OWNER, PASSWORD
from tests.desk import AGREEMENTS
from upheld.library.loading import file_source
from upheld.server.access.actor import Actor, system
from upheld.server.accounts.authentication import actors_of_person
from upheld.server.accounts.models import Account, Person
from upheld.server.accounts.registering import (
    NewAccount,
    NewPerson,
    NewSubscription,
    register_account,
    register_person,
    subscribe,
)
from upheld.server.accounts.telling import NewContact, ProviderFacts, add_contact, set_provider
from upheld.server.contracts.publishing import publish
from upheld.server.desk.acts import ActName, Said, fact_of
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.desk.replying import CustomerMessage, reply
from upheld.timeline.instants import epoch_seconds

HOSTILE = "<script>document.title='owned'</script> \u202e\u0645\u0631\u062d\u0628\u0627\u202c " + "unbreakable" * 24
MESSAGES = 10_000
CARE = Path(__file__).parent / "care.yaml"
_SYSTEM = system("test")
_ACCOUNTS = (
    ("harbour", "Harbour Logistics", "Europe/Berlin", "gold"),
    ("vega", "Vega Retail", "America/Chicago", "gold"),
    ("kiri", "Kiri Health", "Asia/Tokyo", "silver"),
)


@dataclass(frozen=True)
class Told:
    """A ticket of the scene: who, what, how many minutes ago, and what was done to it since, `minutes ago` each."""

    account: str
    subject: str
    priority: str
    ago: int
    description: str = ""
    channel: str = "web form"
    acts: tuple[tuple[int, ActName, Mapping[str, str]], ...] = ()
    answers: tuple[tuple[int, str], ...] = ()
    intake: Mapping[str, str] = field(default_factory=lambda: {"reporter": "Ann Berg"})


_SENT: Mapping[str, str] = {"how": "portal"}
_IDS = "7f3a-1120, 7f3a-1121"
TICKETS: tuple[Told, ...] = (
    Told(
        "harbour", "Bookings are refused with error 503", "p1", 52,
        f"Since this morning every second booking fails.\n\nTransactions: {_IDS}.",
        intake={"reporter": "Ann Berg", "transaction_ids": _IDS},
        acts=(
            (41, "acknowledge", {**_SENT, "text": "We see it too. The gateway in region north refuses connections."}),
            (35, "note", {"text": "Same pattern as last Tuesday: pool of connections is used up."}),
            (20, "message", {**_SENT, "text": "A second pool is being started. Next word within the hour."}),
        ),
    ),
    Told(
        "vega", "Reports of yesterday are empty", "p2", 95, "The sales report shows zero for all stores.",
        acts=((60, "acknowledge", _SENT),),
    ),
    Told("vega", "Price upload hangs at 40 %", "p1", 24, "Nothing moves. 4,000 prices wait.", "telephone"),
    Told("kiri", "Appointments show in the wrong time zone", "p2", 300, "All slots are nine hours off.", "e-mail"),
    Told(
        "harbour", "Export to the customs office fails", "p2", 400, "The file is refused as malformed.",
        acts=(
            (380, "acknowledge", _SENT),
            (340, "message", {**_SENT, "text": "Which version of the form do you use? Please send one refused file."}),
            (339, "wait", {"state": "waiting_on_customer"}),
        ),
    ),
    Told("harbour", "How do we add a second warehouse?", "p4", 200, "We open in Kiel in December.", "e-mail"),
    Told(
        "vega", "Webhook is called twice", "p3", 1500, "Each order arrives two times.", "api",
        acts=(
            (1450, "acknowledge", _SENT),
            (900, "resolve", {**_SENT, "text": "Fixed: the retry no longer fires on 201."}),
        ),
    ),
    Told(
        "kiri", "Sign-in is slow in the morning", "p3", 2100, "Eight seconds between 8 and 9.",
        acts=((2000, "acknowledge", _SENT), (1990, "wait", {"state": "waiting_on_customer"})),
        answers=((1800, "Here is the trace that you asked for."),),
    ),
    Told("harbour", HOSTILE, "p3", 130, HOSTILE),
    Told(
        "vega", "Invoice 2211 shows the old address", "p4", 2900,
        acts=((2800, "acknowledge", _SENT), (2700, "resolve", _SENT), (2000, "close", {})),
    ),
    Told(
        "vega", "Receipts are printed twice", "p2", 700, "In all stores in Texas.",
        acts=((540, "acknowledge", _SENT), (200, "resolve", {**_SENT, "text": "The print queue was emptied."})),
    ),
)  # fmt: skip


def settle(now: datetime, *, hostile: bool = True) -> None:
    """Fill an empty installation, as if `now` (aware) were the end of a busy day; with words that try to do harm."""
    early = now - timedelta(days=200)
    set_provider(ProviderFacts("Northlight", "+49 30 5557 0199", "Europe/Berlin", "en"), _SYSTEM, early)
    publish(str(CARE), file_source().opener, _SYSTEM, early)
    for each in ("ignite-connex", "apifonica", "plivo"):
        publish(str(AGREEMENTS / f"{each}.yaml"), file_source().opener, _SYSTEM, early)
    accounts = {slug: _account(slug, name, zone, plan, early) for slug, name, zone, plan in _ACCOUNTS}
    register_person(NewPerson(OWNER, PASSWORD, "owner", name="Olga Stein"), _SYSTEM, early)
    mira = register_person(NewPerson(AGENT, PASSWORD, "agent", name="Mira Holm"), _SYSTEM, early)
    register_person(NewPerson("jon@northlight.example", PASSWORD, "agent", name="Jon Arve"), _SYSTEM, early)
    ann = register_person(NewPerson(CUSTOMER, PASSWORD, "admin", accounts["harbour"], "Ann Berg"), _SYSTEM, early)
    for told in (each for each in TICKETS if hostile or each.subject != HOSTILE):
        made = _ticket(accounts[told.account], told, (_actor(mira), _actor(ann)), now)
        if told.subject == HOSTILE:
            _flood(made, now)


def _flood(ticket: Ticket, now: datetime) -> None:
    """Ten thousand messages to a ticket, as a mail loop would send them; written by the thousand."""
    ticket.refresh_from_db()
    at, first = epoch_seconds(now), ticket.last_sequence + 1
    told = (
        TicketEvent(
            ticket=ticket, sequence=first + number, at=at, recorded_at=now, kind="customer_message",
            data={"text": f"Message {number}."}, actor="person:1",
        )
        for number in range(MESSAGES)
    )  # fmt: skip
    TicketEvent.objects.bulk_create(told, 1_000)
    Ticket.objects.filter(pk=ticket.pk).update(last_sequence=first + MESSAGES - 1)


def _account(slug: str, name: str, zone: str, plan: str, now: datetime) -> Account:
    made = register_account(NewAccount(slug, name, zone), _SYSTEM, now)
    subscribe(made, NewSubscription("northlight-care", plan, date(2026, 1, 1)), _SYSTEM, now)
    add_contact(made, NewContact("Ann Berg", "technical", "e-mail", f"ann@{slug}.example"), _SYSTEM, now)
    return made


def _actor(person: Person) -> Actor:
    return actors_of_person(person)[0]


def _ticket(account: Account, told: Told, who: tuple[Actor, Actor], now: datetime) -> Ticket:
    agent, customer = who
    began = now - timedelta(minutes=told.ago)
    report = Report(told.subject[:300], told.description, told.channel, told.priority, intake=told.intake)
    made = open_ticket(account, report, customer if told.channel == "web form" else agent, began).ticket
    for ago, act, fields in told.acts:
        at = now - timedelta(minutes=ago)
        record(made.pk, [fact_of(Said(act, fields), agent, epoch_seconds(at))], agent, at)
    for ago, text in told.answers:
        at = now - timedelta(minutes=ago)
        reply(made.pk, CustomerMessage(text, at), customer, at)
    return made
