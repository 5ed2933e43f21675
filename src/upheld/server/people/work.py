"""The room's work outside of requests: links are sent, and what is over is removed."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from upheld.server.accounts.models import Person
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.jobs.queue import add
from upheld.server.people import tries
from upheld.server.people.resetting import send_reset
from upheld.server.people.sessions import SessionStore
from upheld.server.present import present

_RESET = "people.reset"


def ask_reset(email: str) -> None:
    """Have a link sent to whoever signs in with an address; here it is not even looked whether anybody does.

    So neither the answer nor its time tells whether the address is known.
    """
    add(_RESET, present(), email=email.lower())


@work(_RESET)
def send_reset_link(lease: Lease, *, email: str) -> None:
    """Send the link, where somebody active signs in with the address."""
    with transaction.atomic():
        lease.hold()
        person = Person.objects.filter(email=email, is_active=True).first()
        if person is not None:
            send_reset(person, present())


@work("people.prune", every=timedelta(hours=1))
def prune(lease: Lease) -> None:
    """Remove sessions that ran out, and counts of tries that nobody needs any more."""
    SessionStore.clear_expired()
    tries.prune(lease.now)
