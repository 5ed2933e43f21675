"""Where the reader of a page begins: at its top, or where it tells what is wrong."""

from __future__ import annotations

from django.http import HttpRequest

_GIVEN = "focus_given"


def takes_focus(request: HttpRequest) -> bool:
    """Whether this part of the answer to a request has the focus: the first that asks, and none after it."""
    given = bool(request.__dict__.get(_GIVEN))
    request.__dict__[_GIVEN] = True
    return not given
