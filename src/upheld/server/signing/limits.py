"""How often strangers may try what: counted in the database, so that several processes count as one."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from upheld.server.people.places import counted_as, place_of
from upheld.server.people.tries import Rate, take

# Of one address from one place, of one address from anywhere, and of one place: behind it there may be a whole house.
PASSWORD, ADDRESS, PLACE = Rate("password", 10, 60), Rate("address", 50, 120), Rate("place", 60, 600)
# Three of a million codes fit at any time: at this rate half a year of guessing has an even chance.
CODE = Rate("code", 5, 20)
RESET, RESETS_OF_PLACE = Rate("reset", 3, 6), Rate("resets of a place", 20, 60)
LINK = Rate("link", 60, 600)
# What strangers can make us keep, or ask of others, by a plain link.
OPENED = Rate("opened", 60, 600)


def sender_of(request: HttpRequest) -> str:
    """Where a request comes from, as its tries are counted."""
    return counted_as(place_of(request))


def too_often(now: datetime, *tried: tuple[Rate, str]) -> bool:
    """Count a try in every bucket; whether any of them was empty."""
    waits = [take(rate, of, now) for rate, of in tried]
    return any(waits)
