"""Parts of pages that keep themselves current: where nothing has happened since, the page is not made again."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.db.models import Max
from django.http import HttpRequest, HttpResponse

from upheld.server.audit.models import AuditEntry
from upheld.server.present import present_second

_EVERY = 30
"""After so many seconds a page is made again even so: clocks run, and figures are measured."""


def refreshed(request: HttpRequest, page: Callable[[], HttpResponse]) -> HttpResponse:
    """A page; 304 where `live.js` asks again, and nothing was done in the service since it was answered last.

    Every change leaves its row in the audit trail, in the same transaction. Whoever asks has been let in already: what
    they may see is audited too.
    """
    if "X-Refresh" not in request.headers:
        return page()
    # Read before the page: what happens meanwhile is told by the next answer.
    mark = f'"{AuditEntry.objects.aggregate(last=Max("pk"))["last"]}.{present_second() // _EVERY}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": mark})
    answer = page()
    answer["ETag"] = mark
    return answer
