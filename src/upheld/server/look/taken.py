"""Telling the browser that a form was taken, so that it forgets the draft; until then it keeps what was written."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

_COOKIE, _LASTS = "taken", 600


def taken(request: HttpRequest, form: str, onward: str) -> HttpResponse:
    """Go on to a page, with the name of the form (its `data-keep`) for the script that keeps drafts.

    Only a positive word ends a draft: a lost connection, a session that ran out or a page of errors does not.
    """
    answer = HttpResponseRedirect(onward, status=HTTPStatus.SEE_OTHER)
    # A script of ours reads it, so it is not hidden from scripts; it says nothing but which form it was.
    answer.set_cookie(
        _COOKIE, form, max_age=_LASTS, path="/", secure=request.is_secure(), httponly=False, samesite="Lax"
    )
    return answer
