"""PostgreSQL whose every session is told, before it is asked anything, whose rows it may touch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base

from upheld.server.access.scope import SETTING, scope
from upheld.server.postgresql.absence import absence_of


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose session follows the scope that the code runs in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What the session was last told; None where that is not known.
        self._told: str | None = None
        self.execute_wrappers.append(self._in_scope)

    def get_new_connection(self, conn_params: Any) -> Any:
        """A new session has been told nothing."""
        self._told = None
        connect = super().get_new_connection
        there = absence_of(conn_params.get("host"), conn_params.get("port"))
        return there.tried(lambda: connect(conn_params))

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._told = None  # the setting is undone with what was done since

    def _savepoint_rollback(self, sid: str) -> None:
        try:
            super()._savepoint_rollback(sid)  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._told = None  # likewise; not before, since a failed transaction takes no setting

    def _in_scope(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - as Django calls it
        wanted = scope()
        if self._told != wanted:
            with self.wrap_database_errors, self.connection.cursor() as session:
                session.execute("SELECT set_config(%s, %s, false)", (SETTING, wanted))
            self._told = wanted
        return execute(sql, params, many, context)
