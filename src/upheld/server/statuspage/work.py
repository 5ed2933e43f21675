"""The snapshot is written when something was posted, and every minute for what was measured; posts are sent on."""

from __future__ import annotations

from datetime import datetime, timedelta

from upheld.server.incidents.posting import CHANGED
from upheld.server.installed import installation
from upheld.server.jobs.kinds import work
from upheld.server.jobs.lease import Lease
from upheld.server.jobs.pace import unhurried
from upheld.server.present import present
from upheld.server.statuspage.hooking import HOOK, send_challenge, send_hook
from upheld.server.statuspage.snapshot import write_snapshot, written_at
from upheld.server.statuspage.subscribing import CHALLENGE, forget
from upheld.server.statuspage.telling import tell_waiting


@work("statuspage.write", every=timedelta(minutes=1), tries=1)
def write_each_minute(lease: Lease) -> None:  # noqa: ARG001 - every kind of work is handed its lease
    """Write the snapshot."""
    write_snapshot(installation().data_dir, present(), unhurried())


@work(CHANGED, tries=5)
def write_what_changed(lease: Lease, *, at: str) -> None:
    """Write the snapshot at once, unless one was begun since, then tell those who asked for it."""
    data_dir = installation().data_dir
    written = written_at(data_dir)
    if written is None or written <= datetime.fromisoformat(at):
        write_snapshot(data_dir, present())
    tell_waiting(lease, present())


@work("statuspage.tell", every=timedelta(minutes=1), tries=1)
def tell_what_waits(lease: Lease) -> None:
    """Tell of what was posted while the other job was being done."""
    tell_waiting(lease, present())


@work("statuspage.forget", every=timedelta(hours=6))
def forget_subscribers(lease: Lease) -> None:
    """Remove the addresses of those to whom nothing is sent."""
    forget(lease.now)


@work(HOOK, lane="webhooks", tries=8, wait=timedelta(seconds=10))
def post_to_webhook(lease: Lease, *, code: str, event: int, component: str = "") -> None:  # noqa: ARG001 - likewise
    """Post one webhook."""
    send_hook(code, event, component)


@work(CHALLENGE, lane="webhooks", tries=8, wait=timedelta(seconds=10))
def challenge_webhook(lease: Lease, *, code: str, sealed: str) -> None:  # noqa: ARG001 - likewise
    """Post its challenge to a webhook."""
    send_challenge(code, sealed)
