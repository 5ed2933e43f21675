"""What a person does with mail that was put aside; and messages that are built to break whoever reads them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from tests.server.founding import customer
from tests.server.imap_server import Mailbox, serving
from tests.server.mail import contact, message, with_inbound
from tests.server.scene import NOW, Caller, key_for
from upheld.server.configuration import Inbound
from upheld.server.installed import installation
from upheld.server.mailin.envelope import Envelope
from upheld.server.mailin.mailbox import read_mailbox
from upheld.server.mailin.models import InboundMessage
from upheld.server.mailin.reading.headers import Unreadable
from upheld.server.mailin.reading.message import read_message
from upheld.server.mailin.reading.quoting import own_words
from upheld.server.mailin.receiving import receive
from upheld.server.outbox.models import Outbox

SUPPORT = "support@api2task.com"
FROM = b"From: ann@acme.example\r\n"


@pytest.fixture
def mail_is_taken(db: None, settings: Settings) -> None:  # noqa: ARG001 - the database that it is written to
    """Mail comes in, without a listener: messages are handed over as the listener does."""
    settings.UPHELD = with_inbound(installation())


def taken(text: str, sender: str = "bob@acme.example") -> InboundMessage:
    """A message from somebody whom we do not know."""
    return receive(message(text, sender=sender), Envelope(sender, (SUPPORT,)), NOW)


@pytest.mark.usefixtures("mail_is_taken")
def test_an_agent_leads_a_message_to_its_account_and_the_clock_begins_when_it_came() -> None:
    customer("api2task")
    row, agent = taken("How do I list tasks?"), Caller(key_for("agent"))
    waiting = agent.get("/inbox?verdict=quarantined").json()["items"]
    assert [(each["number"], each["reason"]) for each in waiting] == [(row.pk, "its sender is unknown")]
    released = agent.post(f"/inbox/{row.pk}/release", {"account": "acme"})
    assert (released.status_code, released.json()["verdict"]) == (200, "opened")
    ticket = agent.get(f"/tickets/{released.json()['ticket']}").json()
    # NOW is Monday 2 November 2026, 9:00 in UTC, the agreement's zone; 24 hours of business days later.
    assert (ticket["opened"], ticket["next_due"]) == ("2026-11-02T09:00:00Z", "2026-11-03T09:00:00Z")
    again = agent.post(f"/inbox/{row.pk}/release", {"account": "acme"})
    assert (again.status_code, again.json()["problems"][0]["code"]) == (422, "not waiting")


@pytest.mark.usefixtures("mail_is_taken")
def test_a_message_is_left_alone_with_a_reason_and_customers_see_no_inbox() -> None:
    account = customer("api2task")
    row, agent = taken("Buy now"), Caller(key_for("agent"))
    mine = Caller(key_for("admin", account))
    path = f"/inbox/{row.pk}/discard"
    assert [mine.get("/inbox").status_code, mine.post(path, {"why": "x"}).status_code] == [403, 403]
    assert agent.post(path, {"why": "advertising"}).json()["verdict"] == "discarded"
    assert agent.post("/inbox/999999/discard", {"why": "x"}).status_code == 404


@pytest.mark.usefixtures("mail_is_taken")
def test_an_address_of_two_accounts_waits_for_somebody_who_knows() -> None:
    for slug in ("acme", "other"):
        contact(customer("api2task", slug), "bob@acme.example")
    row = taken("Hello")
    assert (row.verdict, row.reason) == ("quarantined", "its sender belongs to several accounts")


@pytest.mark.usefixtures("mail_is_taken")
def test_one_address_is_answered_only_so_often() -> None:
    contact(customer("plivo"), "bob@acme.example")
    rows = [
        receive(message(f"Number {n}", sender="bob@acme.example"), Envelope("b@acme.example", ("x@y.example",)), NOW)
        for n in range(15)
    ]
    assert {row.verdict for row in rows} == {"answered"}
    assert Outbox.objects.filter(kind="mail.answer").count() == 10


@pytest.mark.usefixtures("mail_is_taken")
def test_a_mailbox_is_read_and_each_message_taken_once() -> None:
    account = customer("api2task")
    bounce = b"Return-Path: <>\r\n" + message("Undelivered", sender="MAILER-DAEMON@acme.example")
    own = b"Return-Path: <ann@acme.example>\r\n" + message("How do I list tasks?")
    with serving(Mailbox({1: own, 2: bounce, 3: b"From: a@b.example\r\n\r\n" + b"x" * 70_000})) as box:
        told = {"imap_host": "127.0.0.1", "imap_port": box.port, "imap_security": "none", "imap_user": "desk"}
        inbound = Inbound.model_validate({**told, "imap_password": "x", "imap_address": SUPPORT, "largest": 64 * 1024})
        assert [read_mailbox(inbound, NOW) for _ in range(2)] == [2, 0]
        # What is too large is left where it is.
        assert box.seen == {1, 2}
    rows = InboundMessage.objects.order_by("pk").values_list("verdict", "envelope_sender")
    assert (list(rows), account.tickets.get().queue) == (
        [("opened", "ann@acme.example"), ("automatic", "")], "general",
    )  # fmt: skip


def nested(depth: int) -> bytes:
    """Parts that lie in each other."""
    levels = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return FROM + b"".join(levels) + b"\r\nhi"


BOMBS = {
    "1,000 deep": (nested(1000), "parts lie too deep in each other"),
    "10,000 parts": (
        FROM + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\nhi\r\n" * 10_000,
        "there are too many parts",
    ),
    "10,000 headers": (FROM + b"X: y\r\n" * 10_000 + b"\r\n", "there are too many headers"),
    "a header of a megabyte": (FROM + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n", "the headers are too large"),
    "folded without end": (FROM + b"X: " + b"\r\n y" * 15_000 + b"\r\n\r\n", "a header is too long"),
    "HTML 50,000 deep": (FROM + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000, ""),
    "boundaries that are none": (
        FROM + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"\n--xy" * 400_000, "there are too many parts",
    ),
    "quotes of quotes": (FROM + b"\r\n" + b"On " * 100_000, ""),
    "an address without end": (b"From: " + b"a." * 7_000 + b"@b\r\n\r\n", "its From is not one address"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_or_read_at_once(name: str) -> None:
    raw, why = BOMBS[name]
    begun = time.process_time()
    try:
        read_message(raw)
        refused = ""
    except Unreadable as unreadable:
        refused = str(unreadable)
    # A tenth of a second is what is asked of it; ten times as much only when the machine is busy with others.
    assert (refused, time.process_time() - begun < 1) == (why, True)


@given(st.binary(max_size=3000))
@bounded(max_examples=60, deadline=None)
def test_whatever_bytes_come_only_unreadable_is_raised(content: bytes) -> None:
    for raw in (content, FROM + content, FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + content):
        try:
            read_message(raw)
        except Unreadable:
            continue


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("It works.\n\nOn Mon, 2 Nov 2026 at 9:00, Desk <d@x.example>\nwrote:\n\n> Try this.\n> Bye", "It works."),
        ("Geht.\n\nAm 2.11.2026 um 9:00 schrieb Desk:\n> Bitte.", "Geht."),
        ("Down.\n\nFrom: Desk\nSent: Monday\nTo: Ann\nSubject: Re: Down\n\nHello", "Down."),
        ("Down.\n-----Original Message-----\nHello", "Down."),
        ("> Is it down?\nYes.\n> Since when?\nNine.\n", "> Is it down?\nYes.\n> Since when?\nNine."),
        # Nothing is cut that is not surely a quotation.
        ("On Monday it was down.\nFrom: nine.\nOn Tuesday Bob wrote:\nnothing.", None),
        ("> only quoted", "> only quoted"),
    ],
)
def test_what_a_reply_says_of_its_own(text: str, own: str | None) -> None:
    assert own_words(text) == (text if own is None else own)
