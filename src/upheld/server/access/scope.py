"""Whose rows may be touched at all, told to the database: the wall that stands also where a query forgot to ask.

Inside a request nothing may be touched until it is known who acts; outside of one the service itself is at work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from upheld.server.access.actor import Actor

EVERYTHING = "all"
NOTHING = ""
SETTING = "upheld.account"
"""The name of the setting of a PostgreSQL session that its policies look at: an account's number, or `all`."""

_scope: ContextVar[str] = ContextVar("scope", default=EVERYTHING)


def scope() -> str:
    """What may be touched now: an account's number, `all`, or nothing."""
    return _scope.get()


def narrow_to(actor: Actor) -> None:
    """From here on, touch only what an actor's side may see; to be called inside of `within`."""
    _scope.set(EVERYTHING if actor.account is None else str(actor.account))


@contextmanager
def within(wanted: str) -> Iterator[None]:
    """For the block, touch what is wanted; afterwards, what could be touched before."""
    token = _scope.set(wanted)
    try:
        yield
    finally:
        _scope.reset(token)
