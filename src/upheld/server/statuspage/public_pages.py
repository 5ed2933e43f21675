"""What the snapshot does not hold: the page of an account for who is signed in, and what stands before the first."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from upheld.server.access.routes import asks_for, open_to_all
from upheld.server.accounts.models import Account
from upheld.server.api.calling import actor_in
from upheld.server.look.errors import error_page
from upheld.server.present import present
from upheld.server.statuspage.gathering import gathered
from upheld.server.statuspage.pages import status_page

PUBLIC = "/status/"


@open_to_all("the status page is for everybody")
@require_safe
def not_written_yet(request: HttpRequest) -> HttpResponse:
    """Reached only while there is no snapshot, in the first moments of an installation."""
    says = _("The status page is being written. Look again soon.")
    answer = error_page(request, HTTPStatus.SERVICE_UNAVAILABLE, says)
    answer["Retry-After"] = "5"
    return answer


@asks_for("account.read")
@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    """The status page of one's own account: its figures, its destinations and nobody else's."""
    actor = actor_in(request)
    if actor.account is None:
        return HttpResponseRedirect(PUBLIC)
    account = Account.objects.get(pk=actor.account)
    return HttpResponse(status_page(gathered(present(), account), request))
