"""`upheld ticket`: tickets of a running service, through its API."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from upheld.cli.service_options import Service, connected, print_json, print_list
from upheld.problems import Place, Problem, Refused

if TYPE_CHECKING:
    from upheld.client.tickets import TicketDetail

How = Literal["notice", "portal", "call logged", "internal"]
State = Literal["open", "waiting", "solved", "closed", "merged", "not entitled"]
Number = Annotated[int, Parameter(help="The ticket's number.", show_default=False)]
Text = Annotated[str, Parameter(help="What is said.", show_default=False)]
HERE = Service()

ticket = App(name="ticket", help="Work on tickets of a running service.", help_format="plaintext")


@ticket.command(name="list")
def list_them(  # noqa: PLR0913 - each is an option
    words: str = "",
    /,
    *,
    state: State | None = None,
    account: str | None = None,
    priority: str | None = None,
    queue: str | None = None,
    order: Literal["newest", "due"] = "due",
    most: int = 50,
    service: Service = HERE,
) -> None:
    """List tickets, those that fall due first at the top.

    Args:
        words: Words of the subject, of a message or of a transaction's identifier, or a number.
        state: The state that they are in.
        account: Whose they are.
        priority: Their priority.
        queue: The queue that they are in.
        order: `due` lists those with an open clock alone; `newest` lists all.
        most: How many at most.
        service: Where the service is.
    """
    from upheld.cli.ticket_words import print_tickets

    with connected(service) as upheld:
        found = upheld.tickets.list_tickets(
            state=state, account=account, priority=priority, queue=queue, order=order, q=words or None,
            page_size=max(1, min(most, 200)),
        )  # fmt: skip
        if service.as_json:
            print_list(islice(found, most))
        else:
            print_tickets(islice(found, most), int(datetime.now(UTC).timestamp()))


@ticket.command
def show(number: Number, /, *, events: bool = False, service: Service = HERE) -> None:
    """Show a ticket with its clocks.

    Args:
        number: The ticket's number.
        events: Show what happened to it too.
        service: Where the service is.
    """
    from upheld.cli.ticket_words import print_events, print_ticket

    with connected(service) as upheld:
        found = upheld.tickets.get_ticket(number)
        listed = upheld.tickets.list_ticket_events(number)
        if service.as_json:
            print_list(listed) if events else print_json(found)
            return
        print_ticket(found)
        if events:
            print_events(listed)


@ticket.command(name="open")
def open_one(  # noqa: PLR0913 - each is an option
    subject: str,
    /,
    *,
    account: str | None = None,
    priority: str | None = None,
    description: str | None = None,
    channel: Literal["api", "web form", "e-mail", "telephone", "monitoring"] | None = None,
    environment: str | None = None,
    agreement: str | None = None,
    answer: tuple[str, ...] = (),
    field: tuple[str, ...] = (),
    service: Service = HERE,
) -> None:
    """Open a ticket.

    Args:
        subject: What it is about.
        account: Whose it is; a customer's key knows.
        priority: Its priority, where no answers say it.
        description: What happened; - reads standard input.
        channel: How it came in.
        environment: production, staging, development.
        agreement: Which agreement, where the account has several.
        answer: An answer in place of a priority: `impact=degraded`. May be given several times.
        field: A field that the agreement asks for: `began_at=2026-11-22T09:00+01:00`. May be given several times.
        service: Where the service is.
    """
    said = sys.stdin.read() if description == "-" else description
    with connected(service) as upheld:
        made = upheld.tickets.open_a_ticket(
            subject=subject, account=account, priority=priority, description=said, channel=channel,
            environment=environment, agreement=agreement, answers=_pairs("--answer", answer),
            intake=_pairs("--field", field),
        )  # fmt: skip
    _told(made, service)


@ticket.command
def ack(number: Number, /, *, how: How = "notice", text: str | None = None, service: Service = HERE) -> None:
    """Acknowledge a ticket: with `notice` the service tells the customer, and the clock stops when it reached them."""
    _act(number, service, event="acknowledge", how=how, text=text)


@ticket.command
def reply(number: Number, text: Text, /, *, how: How | None = None, service: Service = HERE) -> None:
    """Write to the other side; who works for the provider says how it reaches the customer."""
    _act(number, service, event="message", text=text, how=how)


@ticket.command
def note(number: Number, text: Text, /, *, service: Service = HERE) -> None:
    """Note something that the customer does not see."""
    _act(number, service, event="note", text=text)


@ticket.command
def take(number: Number, /, *, service: Service = HERE) -> None:
    """Take an escalated ticket on."""
    _act(number, service, event="take")


@ticket.command
def wait(number: Number, state: str, /, *, text: str | None = None, service: Service = HERE) -> None:
    """Wait for somebody: `waiting_on_customer`, `waiting_on_third_party`, or another state that the plan names."""
    _act(number, service, event="wait", state=state, text=text)


@ticket.command
def resume(number: Number, /, *, state: str | None = None, service: Service = HERE) -> None:
    """Go on with a ticket that waited."""
    _act(number, service, event="resume", state=state)


@ticket.command
def priority(number: Number, to: str, why: str, /, *, service: Service = HERE) -> None:
    """Give a ticket another priority, and say why."""
    _act(number, service, event="priority", priority=to, text=why)


@ticket.command(name="work-around")
def work_around(number: Number, /, *, how: How | None = None, text: str | None = None, service: Service = HERE) -> None:
    """Say that there is a way around the fault."""
    _act(number, service, event="work_around", how=how, text=text)


@ticket.command
def fix(number: Number, /, *, how: How | None = None, text: str | None = None, service: Service = HERE) -> None:
    """Say that the fault is fixed."""
    _act(number, service, event="fix", how=how, text=text)


@ticket.command
def resolve(number: Number, /, *, how: How | None = None, text: str | None = None, service: Service = HERE) -> None:
    """Say that a ticket is solved."""
    _act(number, service, event="resolve", how=how, text=text)


@ticket.command
def close(number: Number, /, *, text: str | None = None, service: Service = HERE) -> None:
    """Close a ticket."""
    _act(number, service, event="close", text=text)


@ticket.command
def reopen(number: Number, /, *, text: str | None = None, service: Service = HERE) -> None:
    """Open a solved or closed ticket again."""
    _act(number, service, event="reopen", text=text)


@ticket.command
def exclude(number: Number, cause: str, /, *, text: str | None = None, service: Service = HERE) -> None:
    """Leave a ticket out of the figures, and say for which cause."""
    _act(number, service, event="exclude", cause=cause, text=text)


@ticket.command
def merge(number: Number, into: int, /, *, service: Service = HERE) -> None:
    """Merge a ticket into another."""
    _act(number, service, event="merge", into=str(into))


def _act(number: int, service: Service, **said: Any) -> None:
    with connected(service) as upheld:
        made = upheld.tickets.add_ticket_event(number, **said)
    _told(made, service)


def _told(made: TicketDetail, service: Service) -> None:
    from upheld.cli.ticket_words import print_ticket

    if service.as_json:
        print_json(made)
    else:
        print_ticket(made)


def _pairs(option: str, given: tuple[str, ...]) -> Mapping[str, str] | None:
    """`name=value` of an option, by name; None where there is none."""
    wrong = [each for each in given if "=" not in each]
    if wrong:
        raise Refused([Problem(Place(option), "", f"`{each}` is no `name=value`") for each in wrong])
    return {name: value for name, _, value in (each.partition("=") for each in given)} or None
