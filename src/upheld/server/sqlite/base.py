"""SQLite with one writer at a time in a process: threads wait for their turn, instead of asking SQLite again and again.

SQLite lets whoever asks at the right moment go first; under load some then wait for seconds. The lock here is taken
where a transaction begins and given back where it ends. Other processes are held off by SQLite itself.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

TURN_SECONDS = 20
_turn = Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for its turn to write."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        """Begin; Django calls this where the outermost `atomic` is entered."""
        if not _turn.acquire(timeout=TURN_SECONDS):
            raise OperationalError("database is locked: another transaction goes on for too long")
        self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # the stubs leave it out
        # Only after it has succeeded: a commit that fails is rolled back, and that is still this turn.
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()
