"""`upheld migrate`: bring the database to the form that this version needs."""

from __future__ import annotations

import sys

from upheld.cli.server_options import Config, begin


def migrate(*, config: Config = None) -> None:
    """Bring the database to the form that this version needs."""
    begin(config, make=True)
    from upheld.server.starting import migrate_database

    applied = migrate_database()
    sys.stdout.write("\n".join(applied or ["nothing to apply"]) + "\n")
