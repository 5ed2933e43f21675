"""The periodic work on access details: destroyed when their ticket has ended, and customers reminded to change them."""

from __future__ import annotations

from datetime import timedelta

from upheld.server.credentials.ending import end, ended_with_credentials, remind, to_remind
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.present import present


@work("credentials.end", every=timedelta(seconds=5), tries=1)
def end_credentials(lease: Lease) -> None:  # noqa: ARG001 - every kind of work is handed its lease
    """Destroy what tickets that have ended still hold."""
    for ticket in ended_with_credentials():
        end(ticket, present())


@work("credentials.remind", every=timedelta(minutes=15), tries=1)
def remind_customers(lease: Lease) -> None:  # noqa: ARG001 - likewise
    """Remind those whose last day has come."""
    for change in to_remind(present()):
        remind(change, present())
