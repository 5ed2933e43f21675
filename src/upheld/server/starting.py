"""From nothing to a service that is ready: configuration, keys, Django, the rooms' kinds of work, the database."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from upheld.problems import Place, Problem, Refused
from upheld.server.configuration import CONFIG_VARIABLE, Configuration
from upheld.server.keys import ensure_keys, key_file, keys_of

SETTINGS = "upheld.server.django_settings"
_MACHINES_OWN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EMFILE, errno.ENFILE})

# By the words of SQLite, PostgreSQL and psycopg: what goes wrong before anybody is connected has no code.
_MENDED: Mapping[tuple[str, ...], str] = MappingProxyType(
    {
        ("file is not a database", "malformed"): (
            "restore a backup into an empty directory, and give that in UPHELD_DATA_DIR"
        ),
        ("unable to open database", "readonly database"): "let this user write the file and its directory",
        ("database is locked",): "another process has it for itself: stop that one",
        ("no such table", "no such column", 'relation "', 'column "'): "bring it to its form: upheld migrate",
        ("authentication failed", "no password", 'role "', 'database "', "pg_hba", "permission denied", "n option"): (
            "look at UPHELD_DATABASE (`database` in the file)"
        ),
    }
)
_FAILED = (
    "connection failed", "connection is bad", "connection timeout", "failed to resolve", "closed the connection",
    "terminating connection", "did not answer", "is full", "disk I/O", "No space left",
)  # fmt: skip


def configured(config: Path | None) -> Configuration:
    """The configuration, with `config` going before `UPHELD_CONFIG`. Raises `upheld.Refused` with every fault.

    The file is left in the environment, so that processes that this one starts read the same.
    """
    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(config.resolve())
    return Configuration.of(os.environ)


def prepare(configuration: Configuration) -> list[str]:
    """Make the data directory and the keys where they are missing; what was made, in sentences.

    Raises `upheld.Refused` where the directory cannot be had, and OSError where the machine has failed.
    """
    # Whatever this process makes from here on, the database before all, is its owner's alone.
    os.umask(0o077)
    try:
        configuration.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = ensure_keys(configuration)
    except OSError as error:
        if error.errno in _MACHINES_OWN:
            raise OSError(error.errno, error.strerror, str(configuration.data_dir)) from None
        what = f"{configuration.data_dir} cannot be made or written: {error.strerror}"
        mend = "give another directory in UPHELD_DATA_DIR (`data_dir` in the file), or the right to write there"
        raise Refused([Problem(Place("data_dir"), "", what, mend)]) from None
    return [f"made new keys: {key_file(configuration)} (readable by you alone; back it up)"] if made else []


def start_django(configuration: Configuration) -> None:
    """Set Django up. Raises `upheld.Refused` where there are no keys."""
    keys_of(configuration)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    # Django reads its settings when it is imported, so it is imported here and not above.
    import django  # noqa: PLC0415
    from django.utils.module_loading import autodiscover_modules  # noqa: PLC0415

    django.setup()
    autodiscover_modules("work")


def migrate_database() -> list[str]:
    """Bring the database to the form that this version needs; the names of what was applied.

    Raises `upheld.Refused` where a newer version has been at it.
    """
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    from upheld.server.probes import newer_migrations  # noqa: PLC0415 - needs Django set up

    newer = newer_migrations()
    if newer:
        what = f"a newer version of Upheld has brought it to its form ({newer[-1]} is not known here)"
        raise Refused([Problem(Place("database"), "", what, "start that version, or restore a backup of this one")])
    recorder = MigrationRecorder(connection)
    before = set(recorder.applied_migrations()) if recorder.has_table() else set()
    call_command("migrate", interactive=False, verbosity=0)
    return sorted(f"{app}.{name}" for app, name in set(recorder.applied_migrations()) - before)


def fault_of_database(error: Exception) -> Problem | OSError | None:
    """What an error tells of the database itself: a fault of the settings, or of the machine; None for any other."""
    from django.db import Error, connection  # noqa: PLC0415 - Django is there by now

    from upheld.server.installed import installation  # noqa: PLC0415 - likewise

    # The driver's own is of a copy that is taken past Django.
    drivers: type[Exception] = connection.Database.Error  # type: ignore[attr-defined]  # each backend names its driver so
    if not isinstance(error, (Error, drivers)):
        return None
    says = " ".join(str(error).split())
    where = str(installation().sqlite_file) if installation().on_sqlite else "database"
    for marks, mend in _MENDED.items():
        if any(mark in says for mark in marks):
            return Problem(Place(where), "", says, mend)
    failed = any(mark in says for mark in _FAILED)
    return OSError(errno.EIO, says, where if installation().on_sqlite else "UPHELD_DATABASE") if failed else None
