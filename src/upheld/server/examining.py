"""What `upheld doctor` looks at: each finding says what was seen and, where it is no good, what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connection

from upheld.problems import Refused
from upheld.server.accounts.telling import provider_facts
from upheld.server.configuration import Configuration
from upheld.server.keys import key_file, keys_of
from upheld.server.present import present
from upheld.server.probes import newer_migrations, not_migrated

FAULTY_SQLITE = ((3, 7, 0), (3, 51, 2))
LEAST_DISK = 1024**3
MOST_DRIFT = timedelta(seconds=2)
# Before this day the product did not exist: a clock that shows an earlier one is wrong.
EARLIEST = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `good` is None where it works, with something to know."""

    subject: str
    good: bool | None
    says: str


def examine(configuration: Configuration) -> Iterator[Finding]:
    """Look at everything that is known to go wrong."""
    yield from _sqlite(configuration)
    yield _disk(configuration)
    yield _keys(configuration)
    yield from _database()
    yield _mail(configuration)
    yield from _inbound(configuration)
    yield from _notices()


def _sqlite(configuration: Configuration) -> Iterator[Finding]:
    version = sqlite3.sqlite_version
    if not configuration.on_sqlite:
        return
    if FAULTY_SQLITE[0] <= sqlite3.sqlite_version_info <= FAULTY_SQLITE[1]:
        says = (
            f"{version} can lose commits when two connections checkpoint (mended in 3.51.3); this service has one "
            "checkpointer, so leave the file to it, or use a newer SQLite"
        )
        yield Finding("SQLite", None, says)
    else:
        yield Finding("SQLite", True, version)  # noqa: FBT003 - the verdict


def _disk(configuration: Configuration) -> Finding:
    free = shutil.disk_usage(configuration.data_dir).free
    says = f"{free // 1024**2} MiB free in {configuration.data_dir}"
    return Finding("disk", free >= LEAST_DISK, says)


def _keys(configuration: Configuration) -> Finding:
    try:
        keys_of(configuration)
    except Refused as refused:
        return Finding("keys", False, str(refused))  # noqa: FBT003 - the verdict
    where = "the configuration" if configuration.secret_key else key_file(configuration)
    return Finding("keys", True, f"in {where}")  # noqa: FBT003 - the verdict


def _database() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            there = _time_there() if connection.vendor == "postgresql" else None
            cursor.execute("PRAGMA quick_check" if connection.vendor == "sqlite" else "SELECT version()")
            row = cursor.fetchone()
        waiting, newer = not_migrated(), newer_migrations()
    except DatabaseError as error:
        yield Finding("database", False, f"does not answer: {error}")  # noqa: FBT003 - the verdict
        return
    told = str(row[0]) if row else ""
    yield Finding("database", connection.vendor != "sqlite" or told == "ok", f"{connection.vendor}: {told}")
    says = f"{waiting} to apply: upheld migrate" if waiting else "all applied"
    if newer:
        says = f"{newer[-1]} is of a newer version of Upheld: start that one"
    yield Finding("migrations", not (waiting or newer), says)
    yield _clock(there)
    if connection.vendor == "postgresql":
        yield _wall()


def _wall() -> Finding:
    """Whether the policies on rows hold for the role that the service connects as."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, passes = cursor.fetchone() or ("", True)
    if passes:
        return Finding("row policy", None, f"does not hold for the role {role}: connect as an ordinary role")
    return Finding("row policy", True, f"holds for the role {role}")  # noqa: FBT003 - the verdict


def _time_there() -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    return row[0] if row else None


def _clock(there: datetime | None) -> Finding:
    """Against the database's clock where it is another machine's; otherwise only against the impossible."""
    now = present()
    if now < EARLIEST:
        return Finding("clock", False, f"{now:%Y-%m-%d} is in the past: set the clock")  # noqa: FBT003 - the verdict
    if there is None:
        return Finding("clock", True, f"{now:%Y-%m-%dT%H:%M:%SZ}")  # noqa: FBT003 - the verdict
    drift = abs(now - there)
    return Finding("clock", drift <= MOST_DRIFT, f"{drift.total_seconds():.1f} s from the database's")


def _mail(configuration: Configuration) -> Finding:
    if configuration.mail is None:
        return Finding("mail", None, "no mail server is set; nothing is sent by e-mail (UPHELD_MAIL_HOST)")
    provider = configuration.mail_provider
    if provider is not None and provider.sends:
        return Finding("mail", True, f"by {provider.name}")  # noqa: FBT003 - the verdict
    return Finding("mail", True, f"{configuration.mail.host}:{configuration.mail.port}")  # noqa: FBT003 - the verdict


def _notices() -> Iterator[Finding]:
    """Whether notices can go out at all: none does without the telephone number of support."""
    try:
        phone = provider_facts().support_phone
    except DatabaseError:
        # Told already of the database itself.
        return
    says = "notices wait: no telephone number of support is set (POST /api/v1/provider)"
    yield Finding("notices", bool(phone) or None, f"support answers at {phone}" if phone else says)


def _inbound(configuration: Configuration) -> Iterator[Finding]:
    inbound = configuration.inbound
    if inbound is None:
        return
    if not inbound.authserv_id:
        says = "nothing checks senders: whoever writes a customer's address is believed (UPHELD_INBOUND_AUTHSERV_ID)"
        yield Finding("mail in", None, says)
    else:
        yield Finding("mail in", True, f"checked by {inbound.authserv_id}")  # noqa: FBT003 - the verdict
