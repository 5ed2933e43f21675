"""The routes of the look: files, choices, and the page that shows every part."""

from __future__ import annotations

from django.urls import URLPattern, path

from upheld.server.look.assets import PATH, serve_asset
from upheld.server.look.brand import PATH as BRAND
from upheld.server.look.brand import serve_brand
from upheld.server.look.choosing import choose
from upheld.server.look.sampler import sampler


def look_routes() -> list[URLPattern]:
    """Every route of the look."""
    return [
        path(f"{PATH.lstrip('/')}<str:name>", serve_asset, name="static"),
        path(f"{BRAND.lstrip('/')}<str:name>", serve_brand, name="brand"),
        path("choose", choose, name="choose"),
        path("look/", sampler, name="look"),
    ]
