"""What else goes on around the example's desk: keys, a webhook, invitations, subscribers, and mail of strangers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import partial

from upheld.server.access.actor import Action
from upheld.server.accounts.changing import AccountChange, change_account
from upheld.server.accounts.registering import NewKey, issue_key
from upheld.server.accounts.telling import NewContact, add_contact, set_provider
from upheld.server.delivery.models import PORTAL, Delivery
from upheld.server.example.happening import Happening
from upheld.server.example.incidents import component
from upheld.server.example.provider import PROVIDER, Cast
from upheld.server.example.telemetry import OUR_OWN
from upheld.server.mailin.envelope import Envelope
from upheld.server.mailin.receiving import receive
from upheld.server.notices.inbox import mark_read
from upheld.server.outbox.models import Outbox
from upheld.server.people.inviting import NewInvitation, invite
from upheld.server.sealing import unseal
from upheld.server.statuspage.subscribing import Wish, confirm, subscribe
from upheld.server.webhooks.registering import register_endpoint

SUPPORT = "support@northlight.example"
HOOKS = "https://hooks.harbour-labs.example/upheld"
STRANGERS = (
    (31, "Ann Berg <ann@birch.studio.example>", "Re: dates of our tasks", "I write from my own address, mine is down."),
    (7, "accounts@invoice-desk.example", "Invoice 88121 is overdue", "Please open the attached form and sign in."),
    (2, "Rosa Lindt <rosa@lindt-bakers.example>", "Do you offer a plan for bakeries?", "We have four shops."),
)
"""Mail from addresses that nobody knows: hours ago, from whom, about what."""
DAYS_READ = (29, 22, 15, 8, 1)
"""How many days ago the customers read their inbox; what came since the last time is new."""
SUBSCRIBERS = ("ops@vega-retail.example", "alerts@kiri-health.example", "press@harbour-labs.example")


def daily_life(cast: Cast, now: datetime) -> Iterator[Happening]:
    """Everything of it."""
    yield from _keys(cast, now)
    yield from _changes(cast, now)
    yield from _subscribers(now)
    for days in DAYS_READ:
        yield Happening(now - timedelta(days=days, hours=-4), _read)
    for hours, sender, subject, text in STRANGERS:
        yield Happening(now - timedelta(hours=hours), partial(_mail, sender, subject, text))


def _keys(cast: Cast, now: datetime) -> Iterator[Happening]:
    """One that ends within days, one that ends later and one that does not, of both sides."""
    harbour, reads = cast.accounts["harbour-labs"], frozenset[Action]({"ticket.read", "figure.read"})
    told = (
        (80, cast.owner, NewKey("Nightly report", reads, None, now + timedelta(days=4, hours=6))),
        (41, cast.customers["harbour-labs"], NewKey("Ticket sync", reads, harbour, now + timedelta(days=12))),
        (12, cast.owner, NewKey("Monitoring", frozenset({"ticket.open"}))),
    )
    for days, actor, key in told:
        yield Happening(now - timedelta(days=days), partial(issue_key, key, actor))


def _changes(cast: Cast, now: datetime) -> Iterator[Happening]:
    """Small things that people set up or right, each on record with who did it."""
    north, young, harbour = (cast.accounts[name] for name in ("north-bakery", "young-oak", "harbour-labs"))
    hook = partial(register_endpoint, harbour, HOOKS, cast.customers["harbour-labs"])
    billing = NewContact("Grace Osei", "billing", "e-mail", "accounts@north-bakery.example")
    belgium = AccountChange(destinations=("DE", "FR", "BE"))
    colleague = NewInvitation("tom@northlight.example", "agent", None, "Tom Ilves", "en")
    office = NewInvitation("ruth@young-oak.example", "reporter", young, "Ruth Cole", "en")
    yield Happening(now - timedelta(days=36), hook)
    yield Happening(now - timedelta(days=20), partial(add_contact, north, billing, cast.lead))
    yield Happening(now - timedelta(days=9), partial(change_account, north, belgium, cast.lead))
    yield Happening(now - timedelta(days=3), partial(set_provider, PROVIDER, cast.owner))
    yield Happening(now - timedelta(hours=29), partial(invite, colleague, cast.owner))
    yield Happening(now - timedelta(hours=5), partial(invite, office, cast.customers["young-oak"]))


def _subscribers(now: datetime) -> Iterator[Happening]:
    """Three who confirmed by the link of their mail, and one who has not yet."""
    for days, address in zip((30, 24, 9), SUBSCRIBERS, strict=True):
        yield Happening(now - timedelta(days=days), partial(_subscribed, address))
    yield Happening(now - timedelta(hours=3), partial(subscribe, Wish("email", "news@passer-by.example")))


def _mail(sender: str, subject: str, text: str, at: datetime) -> None:
    """A message that comes in as the mail server hands it over."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, SUPPORT, subject
    message["Date"], message["Message-ID"] = (
        format_datetime(at),
        f"<{int(at.timestamp())}@{sender.rpartition('@')[2].rstrip('>')}>",
    )
    message.set_content(text)
    receive(message.as_bytes(), Envelope(parseaddr(sender)[1], (SUPPORT,)), at)


def _read(at: datetime) -> None:
    for row in Delivery.objects.filter(channel=PORTAL, read_at=None):
        mark_read(row, at)


def _subscribed(address: str, at: datetime) -> None:
    subscribe(Wish("email", address, (component(OUR_OWN),)), at)
    letter = Outbox.objects.filter(kind="mail.subscription").latest("pk")
    link = re.search(r"\?t=(\S+)", unseal(letter.payload["sealed"], letter.key))
    if link is None or confirm(link[1], at + timedelta(minutes=2)) is None:
        raise RuntimeError("the link of a subscription does not confirm it")
