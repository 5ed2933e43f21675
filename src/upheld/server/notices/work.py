"""The work of telling people: recipients worked out, and what is due handed to those who send it."""

from __future__ import annotations

from datetime import datetime, timedelta

from upheld.server.delivery.mail import mail_is_set_up
from upheld.server.delivery.models import EMAIL, WEBHOOK, Delivery
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.jobs.queue import add
from upheld.server.notices.dispatching import dispatch_waiting
from upheld.server.notices.hooking import send_waiting_webhooks
from upheld.server.notices.mailing import send_waiting_mail
from upheld.server.present import present
from upheld.server.webhooks.models import Endpoint

_MAIL = "notices.mail"
_WEBHOOKS, _FAILING = "notices.webhooks", "notices.failing webhooks"


@work("notices.dispatch", every=timedelta(seconds=3), tries=1)
def dispatch_letters(lease: Lease) -> None:  # noqa: ARG001 - every kind of work is handed its lease
    """Work out who gets what, and queue the sending of what is due."""
    while dispatch_waiting(present()):
        queue_due(present())
    queue_due(present())


@work(_MAIL, lane="mail", tries=3)
def send_mail(lease: Lease) -> None:
    """Send the e-mails that are due."""
    send_waiting_mail(lease)


@work(_WEBHOOKS, lane="webhooks", tries=3)
def send_webhooks(lease: Lease, *, endpoint: int) -> None:
    """Send the webhooks that are due to one endpoint."""
    send_waiting_webhooks(lease, endpoint)


@work(_FAILING, lane="failing webhooks", tries=3)
def send_failing_webhooks(lease: Lease, *, endpoint: int) -> None:
    """Send to an endpoint that failed last time, apart from those that did not."""
    send_waiting_webhooks(lease, endpoint)


def queue_due(now: datetime) -> None:
    """Queue the sending of what is due: one job for all mail, one for each endpoint, however often this is asked."""
    if mail_is_set_up() and Delivery.objects.due(EMAIL, now).exists():
        add(_MAIL, now, key="all")
    due = set(Delivery.objects.due(WEBHOOK, now).order_by().values_list("recipient", flat=True).distinct())
    for row in Endpoint.objects.filter(pk__in=[int(each) for each in due]).exclude(rests_until__gt=now):
        add(_FAILING if row.failures else _WEBHOOKS, now, key=str(row.pk), endpoint=row.pk)
