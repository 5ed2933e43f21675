"""The page that stands before something ends which does not come back."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Ending:
    """What is asked, what it means, the words on the button that does it, and the page to go back to."""

    asks: str
    means: str
    does: str
    back: str


def asked_first(request: HttpRequest, ending: Ending) -> HttpResponse:
    """The page; its button sends the same address."""
    return render(request, "portal/ending.html", {"ending": ending})
