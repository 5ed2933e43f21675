"""What went out, or is to: each delivery as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upheld.server.console.timeline import SIGNS
from upheld.server.delivery.models import EMAIL, PORTAL, WEBHOOK, Delivery
from upheld.server.look.words import Words
from upheld.server.webhooks.models import Endpoint

STATUSES: Mapping[str, tuple[str, str, Words]] = MappingProxyType(
    {
        "waiting": ("info", "clock", gettext_lazy("Waiting")),
        "delivered": ("good", "check", gettext_lazy("Delivered")),
        "failed": ("bad", "cross", gettext_lazy("Failed")),
        "suppressed": ("warn", "none", gettext_lazy("Held back")),
        "superseded": ("none", "again", gettext_lazy("Not needed any more")),
    }
)
"""How a delivery stands: its tone, its icon, its word."""
CHANNELS: Mapping[str, tuple[str, Words]] = MappingProxyType(
    {
        EMAIL: ("mail", gettext_lazy("E-mail")),
        WEBHOOK: ("hook", gettext_lazy("Webhook")),
        PORTAL: ("person", gettext_lazy("Portal")),
    }
)
"""A channel: its icon and its word."""
OUTCOMES: Mapping[str, Words] = MappingProxyType(
    {
        "delivered": gettext_lazy("taken by the receiver"),
        "refused": gettext_lazy("refused for good"),
        "later": gettext_lazy("not taken now; it is tried again"),
        "unknown": gettext_lazy("ended without an answer"),
        "unreachable": gettext_lazy("the other side is not there"),
        "gone": gettext_lazy("nothing is sent there any more"),
        "superseded": gettext_lazy("not needed any more"),
    }
)
"""How a try ended."""
_OTHERS: Mapping[str, Words] = MappingProxyType(
    {
        "step.warning": gettext_lazy("Warning of a deadline"),
        "step.breach": gettext_lazy("A missed deadline"),
        "step.escalation": gettext_lazy("Escalation"),
        "endpoint.failed": gettext_lazy("A webhook that fails"),
        "mail.maintenance": gettext_lazy("Announcement of maintenance"),
        "mail.invitation": gettext_lazy("Invitation"),
        "mail.reset": gettext_lazy("New password"),
        "mail.subscription": gettext_lazy("Subscription to the status page"),
        "mail.post": gettext_lazy("News of the status page"),
        "mail.answer": gettext_lazy("Answer to a mail"),
        "mail.access_change": gettext_lazy("Change of access details"),
    }
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery for a page: `to` is an address or whose portal, `about` the ticket that it tells of."""

    row: Delivery
    icon: str
    channel: Words
    to: str
    what: Words
    status: tuple[str, str, Words]

    @property
    def about(self) -> int | None:
        """The ticket's number."""
        return self.row.letter.ticket_id

    @property
    def again(self) -> bool:
        """Whether it can be sent again: what is in the portal is there."""
        return self.row.channel != PORTAL


def sent_of(rows: Iterable[Delivery]) -> tuple[Sent, ...]:
    """Deliveries (with `letter` and `account`) as people read them; the endpoints of webhooks with one query."""
    found = tuple(rows)
    numbers = {row.recipient for row in found if row.channel == WEBHOOK and row.recipient.isdecimal()}
    urls = dict(Endpoint.objects.filter(pk__in=numbers).values_list("pk", "url")) if numbers else {}
    return tuple(_sent(row, {str(number): url for number, url in urls.items()}) for row in found)


def what_of(kind: str) -> Words:
    """What a letter of a kind tells, in words."""
    family, _dot, name = kind.partition(".")
    if family == "ticket" and name in SIGNS:
        return SIGNS[name][2]
    return _OTHERS.get(kind) or name.replace("_", " ").capitalize()


def _sent(row: Delivery, urls: Mapping[str, str]) -> Sent:
    icon, channel = CHANNELS.get(row.channel, ("mail", row.channel))
    status = STATUSES.get(row.status, ("none", "dot", row.status))
    return Sent(row, icon, channel, _to(row, urls), what_of(row.letter.kind), status)


def _to(row: Delivery, urls: Mapping[str, str]) -> str:
    if row.channel == PORTAL and row.account is not None:
        return row.account.name
    return urls.get(row.recipient) or (_("Webhook %s") % row.recipient if row.channel == WEBHOOK else row.recipient)
