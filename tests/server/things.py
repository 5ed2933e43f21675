"""One of everything that the path of a route can name, for one account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from tests.server.scene import AGREEMENT, NOBODY, NOW, text_source
from upheld.server.access.actor import MAY
from upheld.server.accounts.fees import NewFee, agree_fee
from upheld.server.accounts.models import Account, Provider, Subscription
from upheld.server.accounts.registering import NewKey, NewPerson, issue_key, register_person
from upheld.server.accounts.telling import NewContact, add_contact
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.publishing import publish
from upheld.server.credentials.keeping import hand_over
from upheld.server.delivery.models import DELIVERED, PORTAL, WEBHOOK, Delivery, SuppressedAddress
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.figures.models import ExclusionRecord, IssuedStatement, MeasuredPeriod
from upheld.server.incidents.components import Shown, add_component
from upheld.server.incidents.maintenance import NewMaintenance, schedule
from upheld.server.incidents.models import Component, Proposal
from upheld.server.incidents.posting import NewIncident, open_incident
from upheld.server.installed import installation
from upheld.server.keeping import keep
from upheld.server.mailin.models import InboundMessage
from upheld.server.notices.models import EscalationAddress
from upheld.server.outbox.models import Outbox
from upheld.server.people.inviting import NewInvitation, invite
from upheld.server.webhooks.registering import register_endpoint
from upheld.timeline.instants import epoch_seconds

NOWHERE = "999999"
"""A number that nothing has."""


def things_of(account: Account) -> Mapping[str, str]:
    """By the segment of a path that names its kind, the key of one that belongs to the account."""
    # Notices name the provider and its telephone.
    Provider.objects.get_or_create(name="Desk", support_phone="+49 30 1234567")
    digest = keep(installation().data_dir, f"down: {account.slug}".encode())
    file = {"name": "log.txt", "size": 4, "sha256": digest}
    report = Report("It is down", priority="1", mail={"attachments": [file]})
    ticket = open_ticket(account, report, NOBODY, NOW).ticket
    letter = Outbox.objects.filter(ticket=ticket).latest("pk")
    endpoint = register_endpoint(account, f"https://{account.slug}.example.com/hook", NOBODY, NOW)
    notice, delivery = (
        Delivery.objects.create(
            letter=letter, account=account, channel=channel, recipient=recipient, message_id=uuid4().hex,
            status=DELIVERED, created_at=NOW,
        )
        for channel, recipient in ((PORTAL, account.slug), (WEBHOOK, str(endpoint.pk)))
    )  # fmt: skip
    address = EscalationAddress.objects.create(name="desk lead", account=account, address="lead@example.com")
    message = InboundMessage.objects.create(
        key=uuid4().hex, raw="0" * 64, size=1, received_at=NOW, account=account, ticket=ticket
    )
    credential = hand_over(ticket.pk, "login", "a secret", NOBODY, NOW)
    contact = add_contact(account, NewContact("Ann", "technical", address=f"ann@{account.slug}.example"), NOBODY, NOW)
    held = Subscription.objects.filter(account=account).latest("pk")
    own = former_agreement(account)
    suppressed = SuppressedAddress.objects.create(address=f"{account.slug}@example.com", why="bounced", since=NOW)
    return {
        "tickets": str(ticket.pk), "files": f"1-{digest}", "troubleTicket": str(ticket.pk),
        "accounts": account.slug, "webhooks": str(endpoint.pk), "notices": str(notice.pk),
        "deliveries": str(delivery.pk), "escalation-addresses": str(address.pk), "inbox": str(message.pk),
        "credentials": str(credential.pk), "contacts": str(contact.pk), "subscriptions": str(held.pk),
        "agreements": own.agreement, "versions": own.version, "suppressed-addresses": str(suppressed.pk),
        **_told_of(own.agreement), **_who_come_in(account), **_measured_of(account), "fees": _fee_of(account),
    }  # fmt: skip


def _fee_of(account: Account) -> str:
    """What it pays in a month."""
    return str(agree_fee(account, NewFee("desk", "80.00 EUR", date(2026, 1, 1)), NOBODY, NOW).pk)


def _who_come_in(account: Account) -> Mapping[str, str]:
    """Somebody with a role on the account, somebody invited to it, and a key."""
    bo = NewPerson(f"bo@{account.slug}.example", "correct horse battery", "admin", account)
    person = register_person(bo, NOBODY, NOW)
    invitation, _ = invite(NewInvitation(f"cy@{account.slug}.example", "reporter", account), NOBODY, NOW)
    key, _ = issue_key(NewKey("a key", MAY["reporter"], account), NOBODY, NOW)
    # Pages that are open to all: of servers to sign in by there are none, and a link's secret is told to nobody.
    links = dict.fromkeys(("with", "invitation", "reset", "static", "brand"), NOWHERE)
    return {"people": str(person.pk), "invitations": str(invitation.pk), "keys": str(key.pk), **links}


def _measured_of(account: Account) -> Mapping[str, str]:
    """A statement, an exclusion on record, and the figure of a period."""
    digest = keep(installation().data_dir, account.slug.encode())
    statement = IssuedStatement.objects.create(
        agreement="desk", account=account, label="2026-10", verdict="kept", sentence="Kept.", fingerprint="0" * 64,
        json=digest, html=digest, pdf=digest, issued_at=NOW,
    )  # fmt: skip
    exclusion = ExclusionRecord.objects.create(
        agreement="desk", cause="force_majeure", account=account, begins=0, ends=60, author="Ann", actor="test",
        recorded_at=NOW,
    )  # fmt: skip
    # Named by its promise and period, not by a number: of each account it is of another promise.
    begins, month = epoch_seconds(datetime(2026, 10, 1, tzinfo=UTC)), 31 * 86400
    figure = MeasuredPeriod.objects.create(
        agreement="desk", version="1", account=account, commitment=f"of-{account.slug}", title="Uptime", measure="api",
        label="2026-10", zone="UTC", begins=begins, ends=begins + month, until=begins + month, target="999/1000",
        uptime="1", words="100%", without_exclusions="100%", promise="at least 99.9%", verdict="kept",
        sentence="Kept.", down_seconds=0, excluded_seconds=0, unknown_seconds=0, measured_at=NOW,
    )  # fmt: skip
    uptime = f"desk:{figure.commitment}:{figure.label}"
    return {"statements": str(statement.pk), "exclusions": str(exclusion.pk), "uptime": uptime}


def _told_of(agreement: str) -> Mapping[str, str]:
    """What the status page tells of: a component of what was agreed with one account, and an incident about it."""
    component = add_component(Shown("Voice", visibility="customers"), NOBODY, NOW)
    Component.objects.filter(pk=component.pk).update(agreement=agreement)
    about = NewIncident("Calls fail", "We look into it.", components={component.code: "major_outage"})
    incident = open_incident(about, NOBODY, NOW)
    window = (NOW + timedelta(days=3), NOW + timedelta(days=3, hours=1))
    maintenance = schedule(NewMaintenance("New cables", "Calls may drop.", *window), NOBODY, NOW)
    proposal = Proposal.objects.create(key=uuid4().hex, title="Down", since=NOW, made_at=NOW)
    return {
        "components": component.code, "incidents": incident.code, "maintenances": maintenance.incident.code,
        "incident-proposals": str(proposal.pk),
    }  # fmt: skip


def former_agreement(account: Account) -> PublishedVersion:
    """An agreement that nobody but the account ever had, long ago."""
    name = f"own-{account.slug}"
    text = AGREEMENT.replace("agreement: desk", f"agreement: {name}").replace('id: "1"', f'id: "{account.slug}-1"')
    made = publish(f"{name}.yaml", text_source(text), NOBODY, NOW)
    Subscription.objects.create(account=account, agreement=name, plan="gold", begins="2020-01-01", until="2020-02-01")
    return made
