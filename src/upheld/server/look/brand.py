"""The provider's colour and logo as pages load them: a small style sheet and a picture, under `/brand/`.

The name of the sheet holds the colour and a digest of what follows from it, so it is served without any row, for ever.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from upheld.server.access.routes import open_to_all
from upheld.server.accounts.logo import LOGO_TYPES, logo_content
from upheld.server.accounts.telling import ProviderFacts, provider_facts
from upheld.server.look.assets import asset
from upheld.server.look.contrast import WHOLE, is_readable, mixed

PATH = "/brand/"
FOR_EVER = "public, max-age=31536000, immutable"
CONFINED: Mapping[str, str] = MappingProxyType(
    {
        # A drawing may hold scripts and links: opened by itself it runs none of them, and is no page of ours.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Content-Disposition": "inline",
    }
)
"""What every answer with a logo says."""

_CSS = "text/css; charset=utf-8"
_PAIR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
_SHEET = re.compile(r"([0-9a-f]{6})\.[0-9a-f]{12}\.css", re.ASCII)
_GROUNDS = (
    "ground", "paper", "raised", "sunken", "good-soft", "warn-soft", "bad-soft", "wait-soft", "none-soft",
)  # fmt: skip
_NAMES = (("", "accent"), ("-strong", "strong"), ("-soft", "soft"))
_SOFT, _STRONG = 10, 25
"""Hundredths: of the accent in its soft ground; of black or white in the accent that is pressed."""


@dataclass(frozen=True, slots=True)
class Shades:
    """What follows from a colour, for light or for dark pages."""

    accent: str
    strong: str
    soft: str


@dataclass(frozen=True, slots=True)
class BrandFile:
    """A file of the provider's look: where browsers find it, its type and its bytes."""

    path: str
    kind: str
    body: bytes

    @property
    def confined(self) -> Mapping[str, str]:
        """The headers by which it is no page of ours, for a logo."""
        return CONFINED if self.kind != _CSS else {}


def sheet_of(accent: str) -> BrandFile:
    """The style sheet of a colour `#rrggbb`."""
    body = _sheet(accent)
    digest = hashlib.sha256(body).hexdigest()[:12]
    return BrandFile(f"{PATH}{accent.removeprefix('#')}.{digest}.css", _CSS, body)


def brand_files(facts: ProviderFacts) -> Iterator[BrandFile]:
    """What pages of the provider load besides ours; a logo that is gone is left out."""
    if facts.accent:
        yield sheet_of(facts.accent)
    content = logo_content(facts.logo) if facts.logo else None
    if content is not None:
        yield BrandFile(PATH + facts.logo, LOGO_TYPES[facts.logo.rpartition(".")[2]], content)


@lru_cache(16)
def shades_of(accent: str) -> tuple[Shades, Shades]:
    """The shades of a colour for light and for dark pages, no further from it than reading asks for."""
    tokens = _tokens()
    light, dark = ({name: pair[side] for name, pair in tokens.items()} for side in (0, 1))
    return _shades(accent, "#000000", light), _shades(accent, "#ffffff", dark)


@open_to_all("the provider's colour and logo stand on pages for everybody")
@require_safe
def serve_brand(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - every view is handed its request
    """The style sheet of a colour, or the provider's logo; no other file that is kept."""
    found = _found(name)
    if found is None:
        return HttpResponse("not found\n", status=404, content_type="text/plain; charset=utf-8")
    headers = {"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(found.body, content_type=found.kind, headers={**headers, **found.confined})


def _found(name: str) -> BrandFile | None:
    coloured = _SHEET.fullmatch(name)
    wanted = (sheet_of(f"#{coloured[1]}"),) if coloured else brand_files(provider_facts())
    return next((each for each in wanted if each.path == PATH + name), None)


def _shades(accent: str, towards: str, tokens: Mapping[str, str]) -> Shades:
    """The first mixture with black or white that is read on every ground, and on its own soft one."""
    grounds = (*(tokens[name] for name in _GROUNDS), tokens["on-accent"])
    for share in range(WHOLE):
        tried = mixed(accent, towards, share)
        soft = mixed(tokens["paper"], tried, _SOFT)
        if is_readable(tried, (*grounds, soft)):
            return Shades(tried, mixed(tried, towards, _STRONG), soft)
    return Shades(towards, towards, mixed(tokens["paper"], towards, _SOFT))


@lru_cache(16)
def _sheet(accent: str) -> bytes:
    light, dark = shades_of(accent)
    pairs = ((f"accent{end}", getattr(light, name), getattr(dark, name)) for end, name in _NAMES)
    tokens = "".join(f" --{name}: light-dark({one}, {other});" for name, one, other in pairs)
    return f"/* The provider's colour {accent}, as it is read on every ground. */\n:root {{{tokens} }}\n".encode()


@cache
def _tokens() -> Mapping[str, tuple[str, str]]:
    """The colours of `tokens.css`, light and dark."""
    written = _PAIR.finditer(asset("tokens.css").body.decode())
    return MappingProxyType({found[1]: (found[2], found[3]) for found in written})
