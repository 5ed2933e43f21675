"""What every request passes: headers that confine pages, the API's own form of errors, and the actions of pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import is_valid_path

from upheld.server.access.routes import action_of
from upheld.server.access.scope import NOTHING, within
from upheld.server.api.calling import Permits
from upheld.server.api.replies import PROBLEM_TYPE, ApiProblem, problem
from upheld.server.installed import installation
from upheld.server.look.errors import error_page

Next = Callable[[HttpRequest], HttpResponse]
API_PATHS = ("/api/", "/tmf-api/")
NUL = "\0"
SIGN_IN = "/sign-in"
_FOR_PEOPLE = ("/portal/", "/desk/", "/look/", "/profile", "/status/own")
"""Where a stranger is asked to sign in; elsewhere they are refused."""
_PAGES_MAY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class PackedPages(GZipMiddleware):
    """Pages go over the line packed, by Django's middleware, which adds some random length to hide what is secret.

    Nothing else: files are packed once (`look.assets`), and what programs read is small.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack a page for whoever takes it packed."""
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class WholeAnswers:
    """Every answer tells its length, and one to HEAD has no body: it would be taken for the next answer."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        response = self._next(request)
        if response.streaming:
            return response
        if response.status_code not in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
            response.setdefault("Content-Length", str(len(response.content)))
        if request.method == "HEAD":
            response.content = b""
        return response


class ScopedRows:
    """Until it is known who calls, a request touches no row of anybody; `Permits` says whose it then may."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside of the scope."""
        with within(NOTHING):
            return self._next(request)


class ConfinedPages:
    """Pages load nothing from elsewhere, run no script of a text, and use no device."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers."""
        response = self._next(request)
        response.setdefault("Content-Security-Policy", _PAGES_MAY)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        response.setdefault("Cache-Control", "no-store")
        return response


class BoundedBodies:
    """No body is read that is larger than the largest request: of files in a form Django bounds none by itself."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse with 413. What names no length has no body for Django."""
        length = str(request.META.get("CONTENT_LENGTH") or "")
        largest = installation().largest_request
        if length.isdecimal() and (len(length) > 18 or int(length) > largest):
            if request.path.startswith(API_PATHS):
                return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request has at most {largest} bytes")
            return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self._next(request)


class WithoutNul:
    """A NUL character means nothing in any text of ours, and PostgreSQL keeps none: it is refused at the door."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse with 400 what holds one in its address, a parameter, a field or a text of JSON."""
        if not any(NUL in text for text in _texts(request)):
            return self._next(request)
        refusal = "the request holds a NUL character; leave it out"
        if request.path.startswith(API_PATHS):
            return problem(HTTPStatus.BAD_REQUEST, refusal)
        return HttpResponse(f"{refusal}\n", status=400, content_type="text/plain; charset=utf-8")


def _texts(request: HttpRequest) -> Iterable[str]:
    yield request.path
    try:
        for name, values in (*request.GET.lists(), *request.POST.lists()):
            yield from (name, *values)
        # An escape is the only way to write one in JSON; the bytes are looked at first because nearly none has it.
        if request.content_type == "application/json" and b"\\u0000" in request.body:
            yield from _strings(json.loads(request.body))
    except (RequestDataTooBig, ValueError, RecursionError):
        return  # not ours to tell: the view refuses it


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (each for pair in value.items() for part in pair for each in _strings(part))
    elif isinstance(value, list):
        yield from (each for item in value for each in _strings(item))


class TrueAddresses:
    """Every page has one address. Who asks for it with a slash too many or too few is sent there, to read it.

    What was sent with a form is not sent on: it would be lost, or done at an address that nobody meant.
    """

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say where the page is."""
        response = self._next(request)
        path = request.path_info
        other = path[:-1] if path.endswith("/") else f"{path}/"
        unknown = response.status_code == HTTPStatus.NOT_FOUND and request.resolver_match is None
        # A path that begins with two slashes would name another machine.
        if not unknown or request.method not in {"GET", "HEAD"} or other[:2] in {"//", ""} or not is_valid_path(other):
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{quote(other)}?{query}" if query else quote(other))


class ApiProblems:
    """Every error under the API's path is a problem, also one that never reached an operation."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, in the API's own form."""
        response = self._next(request)
        faulty = request.path.startswith(API_PATHS) and response.status_code >= HTTPStatus.BAD_REQUEST
        if not faulty or response.headers.get("Content-Type", "") == PROBLEM_TYPE:
            return response
        kept = {name: response[name] for name in ("Allow", "Retry-After", "WWW-Authenticate") if name in response}
        return problem(HTTPStatus(response.status_code), headers=kept)


class DeclaredActions:
    """Nobody reaches a view without the action that it asks for."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the view is not known yet."""
        return self._next(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _: object, __: object
    ) -> HttpResponse | None:
        """Let in who may do the view's action; leave who acts in `request.auth`."""
        action = action_of(view)
        if action is None:
            return None
        try:
            request.auth = Permits(action)(request)  # type: ignore[attr-defined]  # where operations have it too
        except ApiProblem as refused:
            if refused.status == HTTPStatus.UNAUTHORIZED and request.path.startswith(_FOR_PEOPLE):
                return _to_sign_in(request)
            # What the refusal says is for programs: it names actions and headers.
            return error_page(request, refused.status, headers=refused.headers)
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to sign in and back; what was sent after a session ended leads back to the page on which it stood."""
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), SIGN_IN, "next")
    page = urlsplit(request.headers.get("Referer", ""))
    ours = page.netloc == request.get_host() and page.path.startswith(_FOR_PEOPLE)
    return redirect_to_login(page.path if ours else request.get_full_path(), f"{SIGN_IN}?ended=1", "next")
