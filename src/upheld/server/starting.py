"""From nothing to a service that is ready: configuration, keys, Django, the rooms' kinds of work, the database."""

from __future__ import annotations

import os
from pathlib import Path

from upheld.server.configuration import CONFIG_VARIABLE, Configuration
from upheld.server.keys import ensure_keys, key_file, keys_of

SETTINGS = "upheld.server.django_settings"


def configured(config: Path | None) -> Configuration:
    """The configuration, with `config` going before `UPHELD_CONFIG`. Raises `upheld.Refused` with every fault.

    The file is left in the environment, so that processes that this one starts read the same.
    """
    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(config.resolve())
    return Configuration.of(os.environ)


def prepare(configuration: Configuration) -> list[str]:
    """Make the data directory and the keys where they are missing; what was made, in sentences."""
    # Whatever this process makes from here on, the database before all, is its owner's alone.
    os.umask(0o077)
    configuration.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = ensure_keys(configuration)
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
    """Bring the database to the form that this version needs; the names of what was applied."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    recorder = MigrationRecorder(connection)
    before = set(recorder.applied_migrations()) if recorder.has_table() else set()
    call_command("migrate", interactive=False, verbosity=0)
    return sorted(f"{app}.{name}" for app, name in set(recorder.applied_migrations()) - before)
