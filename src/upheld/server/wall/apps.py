"""Puts the wall up whenever the database was brought to its form."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate


class WallConfig(AppConfig):
    """The room's part in `migrate`."""

    name = "upheld.server.wall"

    def ready(self) -> None:
        """Ask to be told, once, when every migration is through; Django tells only those that have tables."""
        post_migrate.connect(_raise_wall, sender=apps.get_app_config("accounts"))


def _raise_wall(*, using: str, **_: Any) -> None:
    from upheld.server.wall.policies import raise_wall  # noqa: PLC0415 - the models are there by now

    raise_wall(connections[using])
