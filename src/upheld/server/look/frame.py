"""What the frame of a page shows: whose pages these are, who reads them, in which colours and whose time."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Literal, cast

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import Resolver404, URLResolver, get_resolver, get_urlconf
from django.utils.translation import get_language

from upheld.server.access.actor import Actor
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import Account, Person
from upheld.server.accounts.telling import ProviderFacts, provider_facts
from upheld.server.look.navigation import DESK, PORTAL, Entry, entries_for

Theme = Literal["light", "dark", "auto"]
THEME_COOKIE = "theme"
_HOMES = {True: "/desk/", False: "/portal/"}


class Frame:
    """Worked out when a page asks for it, at most once: a page that shows no names looks up none."""

    def __init__(self, request: HttpRequest | None) -> None:
        self._request = request

    @cached_property
    def theme(self) -> Theme:
        """The colours that the reader chose; `auto` for those of their system."""
        told = self._request.COOKIES.get(THEME_COOKIE, "") if self._request else ""
        return cast("Theme", told) if told in {"light", "dark"} else "auto"

    @property
    def language(self) -> str:
        """The language of the page, as `<html lang>` names it."""
        return get_language() or "en"

    @property
    def path(self) -> str:
        """Where the reader is, for a form that brings them back."""
        return self._request.get_full_path() if self._request else "/"

    @cached_property
    def provider(self) -> ProviderFacts:
        """How the provider shows itself."""
        try:
            return provider_facts()
        except DatabaseError:
            # A page that says that something is broken must not need what is broken.
            return ProviderFacts("", "")

    @cached_property
    def actor(self) -> Actor | None:
        """Who reads, where the page asked for somebody."""
        found = getattr(self._request, "auth", None)
        return found if isinstance(found, Actor) else None

    @cached_property
    def person(self) -> Person | None:
        """The person who reads; None for a stranger, and for a program."""
        found = getattr(self._request, "user", None) if self.actor else None
        return found if isinstance(found, Person) else None

    @cached_property
    def account(self) -> Account | None:
        """The account on whose side they read; None on the provider's."""
        if self.actor is None or self.actor.account is None:
            return None
        with within(EVERYTHING):
            return Account.objects.filter(pk=self.actor.account).first()

    @cached_property
    def zone(self) -> str:
        """Whose clock the times on the page follow until the reader's own machine says better."""
        return self.account.zone if self.account else self.provider.zone

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The column of pages."""
        if self.actor is None or self._request is None:
            return ()
        return entries_for(self.actor, self._request.path, _known())

    @property
    def home(self) -> str:
        """Where the name at the top leads."""
        address = _HOMES[self.actor.of_provider] if self.actor else "/status/"
        return address if _there(address) else "/"

    @property
    def finds(self) -> bool:
        """Whether the field for searching is shown."""
        return bool(
            self.actor and self.actor.of_provider and "ticket.notes" in self.actor.may and _there("/desk/queue")
        )


def frame_of(request: HttpRequest) -> Frame:
    """The frame of the page that answers a request: the same one, however often it is asked for."""
    held: Frame = request.__dict__.setdefault("frame", Frame(request))
    return held


def frame(request: HttpRequest) -> dict[str, Frame]:
    """For every template: `frame`."""
    return {"frame": frame_of(request)}


def _known() -> frozenset[str]:
    return frozenset(entry.address for entry in (*DESK, *PORTAL) if _there(entry.address))


def _there(address: str) -> bool:
    return _leads(get_resolver(get_urlconf()), address)


@cache
def _leads(routes: URLResolver, address: str) -> bool:
    """Whether a page is at an address; routes stay as long as the process."""
    try:
        routes.resolve(address)
    except Resolver404:
        return False
    return True
