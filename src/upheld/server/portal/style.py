"""The style sheet of the portal, from the package itself: pages load nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from upheld.server.access.routes import open_to_all


@open_to_all("a style sheet says nothing of anybody")
def style_sheet(_: HttpRequest) -> HttpResponse:
    """The style sheet."""
    return HttpResponse(_text(), content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})


@cache
def _text() -> str:
    return (Path(__file__).parent / "portal.css").read_text(encoding="utf-8")
