"""Makes the index of words whenever the database was brought to its form."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    """The room's part in `migrate`."""

    name = "upheld.server.desk"

    def ready(self) -> None:
        """Ask to be told when every migration is through."""
        post_migrate.connect(_raise_index, sender=self)


def _raise_index(*, using: str, **_: Any) -> None:
    from upheld.server.desk.pieces import raise_index  # noqa: PLC0415 - the tables are there by now

    raise_index(connections[using])
