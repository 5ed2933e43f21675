"""What stands before the first snapshot."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from upheld.server.access.routes import open_to_all
from upheld.server.look.errors import error_page


@open_to_all("the status page is for everybody")
@require_safe
def not_written_yet(request: HttpRequest) -> HttpResponse:
    """Reached only while there is no snapshot, in the first moments of an installation."""
    says = _("The status page is being written. Look again soon.")
    answer = error_page(request, HTTPStatus.SERVICE_UNAVAILABLE, says)
    answer["Retry-After"] = "5"
    return answer
