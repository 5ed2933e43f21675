"""The door in front of the service: what the snapshot holds is answered from memory, whatever the database does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from email.utils import format_datetime
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any

from upheld.server.api.replies import PROBLEM_TYPE
from upheld.server.installed import installation
from upheld.server.look.brand import CONFINED
from upheld.server.look.brand import PATH as BRAND
from upheld.server.look.frame import THEME_COOKIE
from upheld.server.look.language import LANGUAGE_COOKIE, LANGUAGES
from upheld.server.present import present
from upheld.server.statuspage.loaded import HTML, OLD_AFTER, Answer, Loaded, Shelf
from upheld.server.statuspage.pages import NOT_FOUND

Environ = Mapping[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

_FOUND = "200 OK"
_KNOWN = frozenset(code for code, _ in LANGUAGES)
_PAGES_MAY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"))
_PAGE = (
    ("Content-Security-Policy", _PAGES_MAY), ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
)  # fmt: skip
_OPEN = ("Access-Control-Allow-Origin", "*")
_DATA = (_OPEN, ("Access-Control-Expose-Headers", "ETag, Upheld-Snapshot-Age"), ("Vary", "Accept-Encoding"))
# Browsers ask each time, and mostly get 304; what stands between may keep a page for some seconds.
_SHORT, _FOR_EVER = "public, max-age=0, s-maxage=10, stale-if-error=86400", "public, max-age=31536000, immutable"
SUBSCRIBERS = "/api/v2/subscribers.json"
ASKING = frozenset(
    {"/status", "/status/own", "/status/subscribe", "/status/confirm", "/status/unsubscribe", SUBSCRIBERS}
)
"""What asks the database; see the routes."""
_OWN = "/status/own/"

_FOR_PROGRAMS = ("/api/v2/", "/api/sla/", "/history.")
_BEGINS = ("/status/", *_FOR_PROGRAMS, "/static/", BRAND)
_READ = frozenset({"GET", "HEAD"})
_MAY, _NOT_SO = ("Allow", "GET, HEAD, OPTIONS"), HTTPStatus.METHOD_NOT_ALLOWED


class SnapshotFirst:
    """A WSGI application before another: answers what the snapshot has, and hands on everything else.

    It touches neither the database nor Django's own handling of requests, so that the page stands while they do not.
    """

    def __init__(self, behind: Application, shelf: Shelf) -> None:
        self._behind, self._shelf = behind, shelf

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request."""
        path = environ.get("PATH_INFO", "")
        method, for_programs = environ["REQUEST_METHOD"], path.startswith(_FOR_PROGRAMS) and path not in ASKING
        answered = None
        if path.startswith(_BEGINS) and method in _READ:
            loaded = self._shelf.taken()
            if loaded is not None:
                answered = answer(loaded, path, environ, start)
            elif for_programs:
                answered = _says(HTTPStatus.SERVICE_UNAVAILABLE, environ, start, ("Retry-After", "5"))
        elif for_programs:
            answered = _permits(start) if method == "OPTIONS" else _says(_NOT_SO, environ, start, _MAY)
        return self._behind(environ, start) if answered is None else answered


def answer(loaded: Loaded, path: str, environ: Environ, start: Start) -> Iterable[bytes] | None:
    """Answer from a snapshot; None for what another has to answer."""
    age = max(0, int((present() - loaded.written_at).total_seconds()))
    wishes, old = _wishes(environ), age > OLD_AFTER
    found = None if path == NOT_FOUND else loaded.find(path, *wishes, old=old)
    if found is not None:
        return _told(found, _headers(loaded, path, found, age), environ, start)
    if not _is_ours_alone(path):
        return None
    if path.startswith(_FOR_PROGRAMS):
        return _says(HTTPStatus.NOT_FOUND, environ, start)
    if path.endswith("/") and loaded.find(path.rstrip("/"), *wishes) is not None:
        start("301 Moved Permanently", [*_ALWAYS, ("Location", path.rstrip("/")), ("Content-Length", "0")])
        return ()
    # Known without the database, too: what is of the page and not in the snapshot is nowhere.
    gone = loaded.find(NOT_FOUND, *wishes, old=old)
    if gone is None:
        return None
    return _told(gone, _headers(loaded, path, gone, age), environ, start, "404 Not Found")


def _says(status: HTTPStatus, environ: Environ, start: Start, *more: tuple[str, str]) -> Iterable[bytes]:
    """Answer a program with a problem (RFC 9457), as the service behind would, and open to pages of others."""
    told: dict[str, object] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": "",
        "problems": [],
    }
    body = json.dumps(told, separators=(",", ":")).encode()
    sent = [("Content-Type", PROBLEM_TYPE), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    start(f"{status.value} {status.phrase}", [*_ALWAYS, *_over_tls(), _OPEN, *more, *sent])
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)


def _permits(start: Start) -> Iterable[bytes]:
    """What a browser asks before it lets a page of others read with headers of its own: all may read."""
    may = (("Access-Control-Allow-Methods", "GET, HEAD"), ("Access-Control-Allow-Headers", "*"))
    start("204 No Content", [*_ALWAYS, *_over_tls(), _OPEN, *may, ("Access-Control-Max-Age", "86400"), _MAY])
    return ()


def _told(
    found: Answer, headers: list[tuple[str, str]], environ: Environ, start: Start, status: str = _FOUND
) -> Iterable[bytes]:
    packed = bool(found.packed) and _takes_packed(environ.get("HTTP_ACCEPT_ENCODING", ""))
    tag = found.tag[:-1] + '-gz"' if packed else found.tag
    headers = [*headers, ("ETag", tag)]
    if status == _FOUND and _is_known(environ.get("HTTP_IF_NONE_MATCH", ""), tag):
        start("304 Not Modified", headers)
        return ()
    body = found.packed if packed else found.body
    headers += [("Content-Type", found.kind), ("Content-Length", str(len(body)))]
    start(status, [*headers, ("Content-Encoding", "gzip")] if packed else headers)
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)


def _is_ours_alone(path: str) -> bool:
    """Whether nothing behind the snapshot answers a path: what is of the status page and asks nobody."""
    asks = path.rstrip("/") in ASKING or path.startswith(_OWN)
    return path.startswith(("/status/", *_FOR_PROGRAMS)) and not asks


def _headers(loaded: Loaded, path: str, found: Answer, age: int) -> list[tuple[str, str]]:
    own = _PAGE if found.kind.startswith(HTML) else _DATA
    own = (*own, *CONFINED.items()) if path.startswith(BRAND) and found.kind.startswith("image/") else own
    cached = _FOR_EVER if path.startswith(("/static/", BRAND)) else _SHORT
    return [
        *_ALWAYS, *_over_tls(), *own, ("Cache-Control", cached),
        ("Last-Modified", format_datetime(loaded.written_at, usegmt=True)), ("Upheld-Snapshot-Age", str(age)),
    ]  # fmt: skip


def _over_tls() -> tuple[tuple[str, str], ...]:
    """What Django's pages say too, where people reach us by TLS: they are to come by nothing else."""
    return (("Strict-Transport-Security", f"max-age={365 * 86400}"),) if installation().over_tls else ()


def _wishes(environ: Environ) -> tuple[tuple[str, ...], str]:
    """The languages that a reader wants, and the colours: as chosen in this browser, else as the browser asks."""
    cookies = _cookies(environ.get("HTTP_COOKIE", ""))
    theme = cookies.get(THEME_COOKIE, "")
    chosen = cookies.get(LANGUAGE_COOKIE, "")
    asked = (chosen,) if chosen in _KNOWN else _accepted(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    return asked, theme if theme in {"light", "dark"} else "auto"


def _cookies(header: str) -> Mapping[str, str]:
    if THEME_COOKIE not in header and LANGUAGE_COOKIE not in header:
        return {}
    try:
        return {name: each.value for name, each in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _accepted(header: str) -> tuple[str, ...]:
    """The languages of a header that we have, the most wanted first."""
    if not header:
        return ()
    wanted: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        name, _, rest = part.strip().partition(";")
        plain = name.partition("-")[0].lower()
        if plain in _KNOWN and _weight(rest) > 0:
            wanted.append((-_weight(rest), plain))
    return tuple(name for _, name in sorted(wanted, key=lambda each: each[0]))


def _weight(text: str) -> float:
    _, _, number = text.strip().partition("q=")
    try:
        return float(number) if number else 1.0
    except ValueError:
        return 0.0


def _takes_packed(header: str) -> bool:
    """Whether a reader takes gzip: named, and not with a weight of nothing."""
    parts = (part.strip().partition(";") for part in header[:500].split(","))
    return any(name.strip() == "gzip" and _weight(rest) > 0 for name, _, rest in parts)


def _is_known(header: str, tag: str) -> bool:
    return bool(header) and (header == "*" or tag in (each.strip().removeprefix("W/") for each in header.split(",")))
