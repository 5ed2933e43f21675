"""The periodic work of mail that comes in: the mailbox is read, where one is set up."""

from __future__ import annotations

from datetime import timedelta

from upheld.server.installed import installation
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.mailin.mailbox import read_mailbox
from upheld.server.present import present


@work("mailin.mailbox", every=timedelta(minutes=1), tries=1)
def read_mail(lease: Lease) -> None:  # noqa: ARG001 - every kind of work is handed its lease
    """Take what lies in the mailbox."""
    settings = installation().inbound
    if settings is not None and settings.imap_host:
        read_mailbox(settings, present())
