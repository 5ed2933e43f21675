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

_QUEUED_EVERY = timedelta(seconds=1)
_MAIL = "notices.mail"
_WEBHOOKS, _FAILING = "notices.webhooks", "notices.failing webhooks"


@work("notices.dispatch", every=timedelta(seconds=3), tries=1)
def dispatch_letters(lease: Lease) -> None:
    """Work out who gets what, and queue the sending of what is due; in a long run, about every second."""
    queued = lease.now
    while dispatch_waiting(now := present()):
        # Not after each batch: what is due is looked through for it, and in a storm that is much.
        if now - queued >= _QUEUED_EVERY:
            queue_due(now)
            queued = now
    queue_due(present())


@work(_MAIL, lane="mail", tries=3)
def send_mail(lease: Lease, *, line: int = 0) -> None:
    """Send the e-mails that are due on one line."""
    send_waiting_mail(lease, line)


@work(_WEBHOOKS, lane="webhooks", tries=3)
def send_webhooks(lease: Lease, *, endpoint: int) -> None:
    """Send the webhooks that are due to one endpoint."""
    send_waiting_webhooks(lease, endpoint)


@work(_FAILING, lane="failing webhooks", tries=3)
def send_failing_webhooks(lease: Lease, *, endpoint: int) -> None:
    """Send to an endpoint that failed last time, apart from those that did not."""
    send_waiting_webhooks(lease, endpoint)


def queue_due(now: datetime) -> None:
    """Queue the sending of what is due: one job for each line and each endpoint, however often this is asked."""
    if mail_is_set_up():
        for line in Delivery.objects.due(EMAIL, now).order_by("line").values_list("line", flat=True).distinct():
            add(_MAIL, now, key=f"line {line}", line=line)
    due = set(Delivery.objects.due(WEBHOOK, now).order_by().values_list("recipient", flat=True).distinct())
    for row in Endpoint.objects.filter(pk__in=[int(each) for each in due]).exclude(rests_until__gt=now):
        add(_FAILING if row.failures else _WEBHOOKS, now, key=str(row.pk), endpoint=row.pk)
