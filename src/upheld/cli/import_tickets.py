"""`upheld import-tickets`: take over the tickets of another desk."""

from __future__ import annotations

import sys

from upheld.cli.options import BadRows, share_of
from upheld.cli.server_options import Config, begin


def import_tickets(  # noqa: PLR0913 - each is an option of the command line
    agreement: str,
    tickets: str,
    /,
    *,
    account: str = "",
    mapping: str | None = None,
    zone: str = "",
    bad_rows: BadRows = "1%",
    config: Config = None,
) -> None:
    """Take over the tickets of another desk, with their own times; nobody is told of what is over.

    Args:
        agreement: The name of the published agreement under which they stand.
        tickets: CSV of events (ticket, at, event, ...), or a log of another desk with a mapping; plain or gzip.
        account: The account of tickets that name none.
        mapping: How the log tells what happened (YAML).
        zone: The zone of times without an offset.
        bad_rows: Share of rows that may be unusable before the run fails.
        config: The service's configuration file.
    """
    begin(config)
    from upheld.library.support import Judging, history_of
    from upheld.server.access.actor import system
    from upheld.server.desk.importing import Import, import_history
    from upheld.server.present import present

    history = history_of(tickets, Judging(mapping, zone=zone, bad_rows=share_of(bad_rows)))
    done = import_history(Import(history, agreement, account), system("command line"), present())
    lines = [f"{done.written} tickets taken over, {done.known} were there already"]
    lines += [f"  left: {count} ({reason})" for reason, count in done.left.items()]
    sys.stdout.write("\n".join(lines) + "\n")
