"""Routes and their actions: each view names the action that it asks for, or why it asks for none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver

from upheld.server.access.actor import Action

View = Callable[..., HttpResponseBase]
_ACTION = "upheld_action"
_OPEN = "upheld_open_because"


class UndeclaredRoute(RuntimeError):  # noqa: N818 - it says what the route is
    """A route that names no action; the service does not start with one."""


def asks_for(action: Action) -> Callable[[View], View]:
    """Declare the action that a view asks for; the middleware lets nobody else in."""

    def mark(view: View) -> View:
        setattr(view, _ACTION, action)
        return view

    return mark


def open_to_all(because: str) -> Callable[[View], View]:
    """Declare that anybody may call a view, and why: also one that looks after its own access, as the API does."""

    def mark(view: View) -> View:
        setattr(view, _OPEN, because)
        return view

    return mark


def action_of(view: View) -> Action | None:
    """The action that a view asks for; None where it is open to all. Raises UndeclaredRoute."""
    if getattr(view, _OPEN, ""):
        return None
    action: Action | None = getattr(view, _ACTION, None)
    if action is None:
        raise UndeclaredRoute(f"{view!r} names no action: use asks_for(...) or open_to_all(...)")
    return action


def declared(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The routes, once every one of them is known to name its action. Raises UndeclaredRoute."""
    routes = list(patterns)
    for view in views(routes):
        action_of(view)
    return routes


def views(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[View]:
    """Every view that routes lead to."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.callback
