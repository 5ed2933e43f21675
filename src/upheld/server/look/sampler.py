"""The page that shows every part of the look, for whoever builds another page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upheld.server.access.routes import asks_for
from upheld.server.look.bars import bar_of
from upheld.server.look.fields import Field
from upheld.server.look.focus import takes_focus
from upheld.server.look.templatetags.look import STATES
from upheld.server.present import present_second

_CHOICES = (("1", "Critical", "Nothing works and there is no way around."), ("2", "High", "A main function fails."))


@asks_for("provider.read")
@require_safe
def sampler(request: HttpRequest) -> HttpResponse:
    """Show the parts."""
    # What is wrong in a sample is wrong with nobody: the reader stays at the top.
    takes_focus(request)
    return render(
        request,
        "look/sampler.html",
        {
            "states": tuple(STATES),
            "soon": present_second() + 5100,
            "bars": (
                ("Response", bar_of(((900, "good"),), "15 min spent, 15 min left", 1800)),
                ("Solution", bar_of(((9000, "warn"), (2700, "wait")), "2 h 30 min spent, 45 min paused", 14400)),
                ("Update", bar_of(((3600, "bad"),), "late by 20 min")),
            ),
            "rows": (
                ("1042 Messages are delayed", "Northwind", "open", "25 min"),
                ("1041 Reports do not load", "Contoso", "waiting", "1 h 10 min"),
                ("1040 Sign-in fails", "Fabrikam", "late", "-12 min"),
            ),
            "fields": (
                Field("subject", "In one line", required=True, hint="What a colleague would say first"),
                Field("priority", "How grave is it?", "choice", required=True, value="2", choices=_CHOICES),
                Field("began_at", "When it began", "moment", error="`soon` is no time; write a date and a time"),
                Field("text", "Anything else that helps", "text"),
            ),
        },
    )
