"""Tickets in the words of TM Forum's Trouble Ticket API (TMF621, version 5), and its requests in ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from upheld.server.api.ticket_records import ClockRecord, TicketBrief, TicketDetail

PATH = "/tmf-api/troubleTicket/v5"
Status = Literal["inProgress", "pending", "resolved", "closed", "rejected"]
Text = Annotated[str, Field(max_length=5_000)]

STATUS_OF: Mapping[str, Status] = MappingProxyType(
    {
        "open": "inProgress", "waiting": "pending", "solved": "resolved", "closed": "closed", "merged": "closed",
        "not entitled": "rejected",
    }
)  # fmt: skip


class Named(BaseModel):
    """A value under a name."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    value: Text


class Party(BaseModel):
    """Somebody whom a ticket concerns: the account, in the role `customer`."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    role: Annotated[str, Field(max_length=64)] = "customer"


class Channel(BaseModel):
    """How a ticket came in."""

    name: str


class TroubleTicketBody(BaseModel):
    """A ticket to be opened. The name is its subject; characteristics are the fields that the agreement asks for.

    The customer is the party in the role `customer`; who belongs to an account need not name it. Attributes of the
    standard that mean nothing here are passed over.
    """

    model_config = ConfigDict(populate_by_name=True)

    name: Annotated[str, Field(min_length=1, max_length=300)]
    description: Annotated[str, Field(max_length=50_000)] = ""
    priority: Annotated[str, Field(max_length=64)] = ""
    environment: Annotated[str, Field(max_length=64)] = ""
    related_party: Annotated[list[Party], Field(max_length=20, alias="relatedParty")] = Field(default_factory=list)
    characteristics: Annotated[list[Named], Field(max_length=50, alias="troubleTicketCharacteristic")] = Field(
        default_factory=list
    )

    @property
    def account(self) -> str:
        """Whose ticket it is, where it is said."""
        return next((party.id for party in self.related_party if party.role.casefold() == "customer"), "")

    @property
    def intake(self) -> Mapping[str, str]:
        """The fields that the agreement asks for."""
        return {each.name: each.value for each in self.characteristics}


class TroubleTicket(BaseModel):
    """A ticket; instants are in UTC. The expected resolution is when its clock falls due."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    id: str
    href: str
    name: str
    status: Status
    priority: str | None
    creation_date: Annotated[str, Field(alias="creationDate")]
    expected_resolution_date: Annotated[str | None, Field(alias="expectedResolutionDate")] = None
    resolution_date: Annotated[str | None, Field(alias="resolutionDate")] = None
    channel: Channel
    related_party: Annotated[list[Party], Field(alias="relatedParty")]
    type: Annotated[Literal["TroubleTicket"], Field(alias="@type")] = "TroubleTicket"


class TroubleTicketList(RootModel[list[TroubleTicket]]):
    """Tickets, the newest first."""


def trouble_ticket(ticket: TicketBrief) -> TroubleTicket:
    """A ticket in the standard's words; with its clocks, when it is to be resolved and when it was."""
    clocks = ticket.clocks if isinstance(ticket, TicketDetail) else []
    resolution = next((clock for clock in clocks if clock.target == "resolution" and not clock.replaced), None)
    return TroubleTicket(
        id=str(ticket.number), href=f"{PATH}/troubleTicket/{ticket.number}", name=ticket.subject,
        status=STATUS_OF[ticket.state], priority=ticket.priority, creation_date=ticket.opened,
        expected_resolution_date=_expected(resolution), resolution_date=resolution.stopped if resolution else None,
        channel=Channel(name=ticket.channel), related_party=[Party(id=ticket.account)],
    )  # fmt: skip


def _expected(clock: ClockRecord | None) -> str | None:
    return clock.due if clock is not None and clock.verdict == "running" else None
