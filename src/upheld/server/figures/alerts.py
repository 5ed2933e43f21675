"""Alerts of a monitoring system (Prometheus Alertmanager, webhook version 4) as tickets: one for each alert that fires.

Source of the form: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor, system
from upheld.server.accounts.models import Account
from upheld.server.configuration import Alerts
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket
from upheld.server.desk.recording import record
from upheld.server.figures.models import AlertTicket
from upheld.server.figures.monitoring import Finding, open_found
from upheld.timeline.instants import epoch_seconds

ENDED = ("solved", "closed", "merged")
_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert: whether it fires, what it says, since when, and the fingerprint of its labels."""

    firing: bool
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    starts: str
    fingerprint: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done about an alert: a ticket `opened`, a note `added` to it, nothing new (`known`), or `refused`."""

    fingerprint: str
    did: Literal["opened", "added", "known", "refused"]
    ticket: int | None
    problems: tuple[Problem, ...] = ()


def take(alerts: Sequence[Alert], terms: Alerts, actor: Actor, now: datetime) -> tuple[Taken, ...]:
    """Open, or add to, the tickets of alerts, each by itself: one that is refused takes none of the others with it."""
    return tuple(_taken(alert, terms, actor, now) for alert in alerts)


def _taken(alert: Alert, terms: Alerts, actor: Actor, now: datetime) -> Taken:
    try:
        with transaction.atomic():
            account = _account(alert, terms, actor)
            return _fires(alert, account, terms, now) if alert.firing else _ended(alert, account, now)
    except Refused as refused:
        return Taken(alert.fingerprint, "refused", None, tuple(refused.problems))
    except IntegrityError:
        # Another request took the same alert at the same moment, and its ticket is the one.
        return Taken(alert.fingerprint, "known", None)


def _fires(alert: Alert, account: Account, terms: Alerts, now: datetime) -> Taken:
    told = {"account": account, "fingerprint": alert.fingerprint}
    known = AlertTicket.objects.filter(**told, starts=alert.starts).first()
    if known is not None:
        return Taken(alert.fingerprint, "known", known.ticket_id)
    earlier = AlertTicket.objects.filter(**told).select_related("ticket").order_by("pk").last()
    if earlier is not None and earlier.ticket.state not in ENDED:
        # It stopped and fires again before anybody was done with it.
        ticket = earlier.ticket
        _note(ticket, f"Fires again since {alert.starts}.\n\n{_text(alert)}", now)
    else:
        ticket = _opened(alert, account, terms, now)
        # Machines and inner addresses are for who works on it: customers read the description.
        _note(ticket, _text(alert), now)
    AlertTicket.objects.create(**told, starts=alert.starts, ticket=ticket, opened_at=now)
    return Taken(alert.fingerprint, "added" if earlier and earlier.ticket_id == ticket.pk else "opened", ticket.pk)


def _ended(alert: Alert, account: Account, now: datetime) -> Taken:
    """What fires no more is said once; whether the issue is resolved is for people to say."""
    rows = AlertTicket.objects.filter(account=account, fingerprint=alert.fingerprint, starts=alert.starts)
    row = rows.select_for_update().first()
    if row is None or row.resolved_at is not None:
        return Taken(alert.fingerprint, "known", row.ticket_id if row else None)
    _note(row.ticket, "The alert fires no more.", now)
    row.resolved_at = now
    row.save(update_fields=("resolved_at",))
    return Taken(alert.fingerprint, "added", row.ticket_id)


def _opened(alert: Alert, account: Account, terms: Alerts, now: datetime) -> Ticket:
    said = alert.labels.get(terms.priority_label, "")
    finding = Finding(
        account, alert.labels.get(terms.agreement_label, ""), _subject(alert, terms), _told_customers(alert),
        priority=terms.priorities.get(said, said), environment=alert.labels.get(terms.environment_label, ""),
        actor="alerts",
    )  # fmt: skip
    return open_found(finding, now)


def _account(alert: Alert, terms: Alerts, actor: Actor) -> Account:
    named = alert.labels.get(terms.account_label, "") or terms.account
    rows = Account.objects.visible_to(actor)
    found = rows.filter(slug=named).first() if named else None
    if found is None:
        what = f"there is no account `{named}`" if named else f"the alert has no label `{terms.account_label}`"
        mend = f"name one in the label `{terms.account_label}`, or as `account` under [alerts] of the configuration"
        raise Refused([Problem(Place("request"), "alerts.labels", what, mend, code="no account")])
    return found


def _note(ticket: Ticket, text: str, now: datetime) -> None:
    if ticket.state == "merged":
        return
    record(ticket.pk, [Fact(epoch_seconds(now), "note", data={"text": text})], system("alerts"), now)


def _subject(alert: Alert, terms: Alerts) -> str:
    name = alert.annotations.get("summary") or alert.labels.get("alertname") or "An alert"
    service = alert.labels.get(terms.service_label, "")
    return name if not service or service in name else f"{name} ({service})"


def _told_customers(alert: Alert) -> str:
    """What was written to be read: the annotations, and since when."""
    said = alert.annotations.get("description") or alert.annotations.get("message") or ""
    return "\n\n".join(part for part in (said, f"Firing since {alert.starts}.") if part)[:_LONGEST]


def _text(alert: Alert) -> str:
    labels = "\n".join(f"{name}: {value}" for name, value in sorted(alert.labels.items()))
    parts = (_told_customers(alert), labels, alert.source)
    return "\n\n".join(part for part in parts if part)[:_LONGEST]
