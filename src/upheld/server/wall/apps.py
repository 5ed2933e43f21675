"""Puts the wall up whenever the database was brought to its form."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class WallConfig(AppConfig):
    """The room's part in `migrate`."""

    name = "upheld.server.wall"

    def ready(self) -> None:
        """Ask to be told when the migrations are through; the last room is told last."""
        post_migrate.connect(_raise_wall, sender=self)


def _raise_wall(*, using: str, **_: Any) -> None:
    from upheld.server.wall.policies import raise_wall  # noqa: PLC0415 - the models are there by now

    raise_wall(connections[using])
