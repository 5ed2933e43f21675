"""Files that pages load, from the package itself: named after what is in them, so that browsers may keep them for ever.

Every room may have a folder `static`; the names of its files are unique in the whole server. A style sheet or script
refers to another file as `./name.ext`, which is replaced by the name with its digest.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from upheld.server.access.routes import open_to_all

PATH = "/static/"
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
        ".woff2": "font/woff2", ".png": "image/png", ".txt": "text/plain; charset=utf-8",
    }
)  # fmt: skip
_TEXTS = frozenset({".css", ".js", ".svg", ".txt"})
_REFERENCE = re.compile(r"\./([\w.-]+\.(?:css|js|svg|woff2|png))")
_FOR_EVER = "public, max-age=31536000, immutable"
_LEAST_TO_PACK = 500
_READING = Lock()


class UnknownAsset(LookupError):  # noqa: N818 - it says what is wrong with the name
    """A page names a file that no room has."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served: its name with the digest, its bytes, the same packed by gzip (empty where none)."""

    served: str
    kind: str
    body: bytes
    packed: bytes


def address_of(name: str) -> str:
    """Where browsers find a file, such as `look.css`. Raises UnknownAsset."""
    return PATH + asset(name).served


def asset(name: str) -> Asset:
    """A file by the name that it has in its room. Raises UnknownAsset."""
    found = _catalogue().get(name)
    if found is None:
        raise UnknownAsset(f"no room has a file `static/{name}`")
    return found


def every_asset() -> tuple[Asset, ...]:
    """Every file, for whoever writes pages to a disk."""
    return tuple(_catalogue().values())


@open_to_all("what pages are drawn with says nothing of anybody")
@require_safe
def serve_asset(request: HttpRequest, name: str) -> HttpResponse:
    """A file under the name with its digest; any other name is none of ours."""
    found = _served().get(name)
    if found is None:
        # No page: whoever asks for a file reads none, and a page would look up whose pages these are.
        return HttpResponse("not found\n", status=404, content_type="text/plain; charset=utf-8")
    tag = f'"{found.served}"'
    headers = {
        "Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff", "ETag": tag,
    }  # fmt: skip
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    if found.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(found.packed, content_type=found.kind, headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(found.body, content_type=found.kind, headers=headers)


@cache
def _catalogue() -> Mapping[str, Asset]:
    """Every file by name; read once, so that what pages name and what is served are always of one reading."""
    with _READING:
        return _read()


@cache
def _read() -> Mapping[str, Asset]:
    places, made = _places(), dict[str, Asset]()
    for name in sorted(places):
        _add(name, places, made)
    return MappingProxyType(made)


def _add(name: str, places: Mapping[str, Path], made: dict[str, Asset]) -> Asset:
    """A file, after those that it refers to."""
    if name in made:
        return made[name]
    if name not in places:
        raise UnknownAsset(f"no room has a file `static/{name}`")
    place, body = places[name], places[name].read_bytes()
    if place.suffix in _TEXTS:
        body = _REFERENCE.sub(lambda found: f"./{_add(found[1], places, made).served}", body.decode()).encode()
    digest = hashlib.sha256(body).hexdigest()[:12]
    packed = gzip.compress(body, 9, mtime=0) if place.suffix in _TEXTS and len(body) >= _LEAST_TO_PACK else b""
    made[name] = Asset(f"{place.stem}.{digest}{place.suffix}", _TYPES[place.suffix], body, packed)
    return made[name]


def _places() -> Mapping[str, Path]:
    found: dict[str, Path] = {}
    for place in sorted(Path(__file__).parent.parent.glob("*/static/*")):
        if place.suffix not in _TYPES:
            continue
        if place.name in found:
            raise UnknownAsset(f"two rooms have a file `static/{place.name}`")
        found[place.name] = place
    return MappingProxyType(found)


@cache
def _served() -> Mapping[str, Asset]:
    return MappingProxyType({each.served: each for each in every_asset()})
