"""What the audit trail's acts are called, and what they were done to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from upheld.server.console.timeline import SIGNS
from upheld.server.look.words import Words

_ACTS: Mapping[str, Words] = MappingProxyType(
    {
        "account.register": _("Account registered"),
        "account.change": _("Account changed"),
        "account.suspend": _("Account suspended"),
        "account.resume": _("Account let in again"),
        "account.contact": _("Contact changed"),
        "account.subscribe": _("Subscription changed"),
        "account.fee": _("Fee changed"),
        "access_change.done": _("Change of access details done"),
        "address.free": _("Address gets mail again"),
        "agreement.publish": _("Agreement published"),
        "component.add": _("Component added"),
        "component.show": _("Component changed"),
        "delivery.resend": _("Delivery sent again"),
        "escalation.address": _("Address of a level set"),
        "escalation.address removed": _("Address of a level removed"),
        "exclusion.record": _("Exclusion recorded"),
        "exclusion.withdraw": _("Exclusion withdrawn"),
        "incident.opened": _("Incident opened"),
        "incident.update": _("Incident told of"),
        "incident.link": _("Incident linked with a ticket"),
        "invitation.send": _("Invitation sent"),
        "invitation.accept": _("Invitation accepted"),
        "invitation.revoke": _("Invitation withdrawn"),
        "key.issue": _("Key made"),
        "key.revoke": _("Key ended"),
        "maintenance.opened": _("Maintenance planned"),
        "maintenance.announce": _("Maintenance announced"),
        "maintenance.update": _("Maintenance told of"),
        "maintenance.clock": _("Maintenance began or ended by the clock"),
        "notice.word": _("Wording of notices changed"),
        "password.change": _("Password changed"),
        "person.register": _("Person added"),
        "person.roles": _("Roles changed"),
        "person.profile": _("Profile changed"),
        "person.identity": _("Sign-in elsewhere connected"),
        "person.activate": _("Person let in again"),
        "person.deactivate": _("Person let in no more"),
        "proposal.accepted": _("Proposed incident taken up"),
        "proposal.dismissed": _("Proposed incident dismissed"),
        "provider.write": _("Provider's settings changed"),
        "provider.logo": _("Logo changed"),
        "reset.send": _("New password asked for"),
        "second-factor.set-up": _("Second factor set up"),
        "second-factor.take-away": _("Second factor taken away"),
        "second-factor.recovery-codes": _("New recovery codes"),
        "sign-in.password": _("Signed in"),
        "sign-out": _("Signed out"),
        "subscriber.end": _("Subscription to the status page ended"),
        "telemetry.source": _("Source of telemetry changed"),
        "ticket.import": _("Tickets imported"),
        "ticket.steps": _("Steps decided"),
        "webhook.register": _("Webhook made"),
        "webhook.rotate": _("Secret of a webhook changed"),
        "webhook.disable": _("Webhook stopped"),
        "webhook.enable": _("Webhook started again"),
    }
)
KINDS: Mapping[str, Words] = MappingProxyType(
    {
        "ticket": _("Ticket"),
        "account": _("Account"),
        "person": _("Person"),
        "key": _("API key"),
        "agreement": _("Agreement"),
        "incident": _("Incident"),
        "maintenance": _("Maintenance"),
        "component": _("Component"),
        "contact": _("Contact"),
        "escalation address": _("Address of a level"),
        "exclusion": _("Exclusion"),
        "fee": _("Fee"),
        "subscription": _("Subscription"),
        "proposal": _("Proposal"),
        "delivery": _("Delivery"),
        "webhook": _("Webhook"),
        "invitation": _("Invitation"),
        "provider": _("Provider"),
        "suppressed address": _("Address without mail"),
    }
)
"""What acts are done to, as people call it."""


def act_told(action: str) -> Words:
    """An act in words; of a ticket what its timeline says, once where several of a kind were recorded together."""
    family, _dot, name = action.partition(".")
    if family == "ticket" and action not in _ACTS:
        return " · ".join(dict.fromkeys(_happened(kind) for kind in name.split("+")))
    return _ACTS.get(action) or _plain(action.replace(".", ": "))


def _happened(kind: str) -> str:
    # The names of many together are cut off in the row: the last one may be the beginning of a name.
    known = kind if kind in SIGNS else next((each for each in SIGNS if kind and each.startswith(kind)), "")
    return str(SIGNS[known][2]) if known else _plain(kind)


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()


def address_of(kind: str, name: str) -> str:
    """Where the thing is looked at; empty where there is no page of it."""
    places = {
        "ticket": "/desk/tickets/", "person": "/desk/settings/people/", "incident": "/desk/incidents/",
        "maintenance": "/desk/incidents/", "delivery": "/desk/settings/deliveries/",
        "webhook": "/desk/settings/webhooks/", "account": "/desk/accounts/",
    }  # fmt: skip
    if kind == "agreement" and "/" in name:
        return "/desk/agreements/{}/versions/{}".format(*name.split("/", 1))
    return f"{places[kind]}{name}" if kind in places and name else ""
