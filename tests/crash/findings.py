"""What is looked for after the kills: acknowledged writes that are gone, and writes of which only a part is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import psycopg

from tests.crash.writers import Acknowledged
from tests.server.installation import Installation

# Tickets whose events are not all there, events without their letter, changes without their row in the audit trail.
HALF_APPLIED = {
    "tickets without all their events": """
        SELECT t.number FROM desk_ticket t LEFT JOIN desk_ticketevent e ON e.ticket_id = t.number
        GROUP BY t.number, t.last_sequence
        HAVING count(e.id) <> t.last_sequence OR max(e.sequence) <> t.last_sequence""",
    "events without a letter": """
        SELECT e.id FROM desk_ticketevent e LEFT JOIN outbox_outbox o
        ON o.key = CAST(e.ticket_id AS varchar(20)) || '/' || CAST(e.sequence AS varchar(20))
        WHERE o.id IS NULL""",
    "letters without an event": """
        SELECT o.id FROM outbox_outbox o LEFT JOIN desk_ticketevent e ON e.ticket_id = o.ticket_id
        AND o.key = CAST(e.ticket_id AS varchar(20)) || '/' || CAST(e.sequence AS varchar(20))
        WHERE o.kind LIKE 'ticket.%' AND e.id IS NULL""",
    "tickets with more or fewer acts of a key in the audit trail than events by it": """
        SELECT t.number FROM desk_ticket t
        WHERE (SELECT count(*) FROM desk_ticketevent e WHERE e.ticket_id = t.number AND e.actor LIKE 'key:%')
        <> (SELECT count(*) FROM audit_auditentry a WHERE a.object_kind = 'ticket' AND a.actor LIKE 'key:%'
            AND a.object_id = CAST(t.number AS varchar(20)))""",
    "answers that were never given": "SELECT id FROM api_answeredrequest WHERE status = 0",
}


def half_applied(installation: Installation) -> dict[str, list[Any]]:
    """What is there in part, by kind; empty where nothing is."""
    found = {name: [row[0] for row in rows(installation, query)] for name, query in HALF_APPLIED.items()}
    return {name: there for name, there in found.items() if there}


def lost(installation: Installation, log: Iterable[Acknowledged]) -> list[Acknowledged]:
    """The acknowledged writes that the database does not hold."""
    answered = {row[0] for row in rows(installation, "SELECT key FROM api_answeredrequest")}
    events = set(rows(installation, "SELECT ticket_id, sequence FROM desk_ticketevent"))
    return [each for each in log if each.key not in answered or not _there(each, events)]


def damage(installation: Installation) -> str:
    """What the database itself says of its file: `ok` where it is sound."""
    if installation.database != "sqlite":
        return "ok"
    ((told,),) = rows(installation, "PRAGMA integrity_check")
    return str(told)


def rows(installation: Installation, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, read beside the service."""
    if installation.database == "sqlite":
        file = installation.directory / "upheld.sqlite3"
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_autocheckpoint=0")
            yield from connection.execute(query).fetchall()
    else:
        with psycopg.connect(installation.database, options="-c upheld.account=all") as server:
            yield from server.execute(query.encode()).fetchall()


def _there(each: Acknowledged, events: set[tuple[Any, ...]]) -> bool:
    """Whether the very event that was acknowledged is there."""
    return (each.answer["number"], each.answer["events"]) in events
