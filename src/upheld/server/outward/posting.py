"""One POST to an address that somebody gave us: resolved once, checked, and connected to what was checked."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from upheld.server.outward.addresses import NotAllowedError, resolved
from upheld.server.outward.timed import TimedSocket, remaining
from upheld.wording import say

SECONDS = 15.0
MOST_READ = 64 * 1024
_DEFAULT_PORTS = {"https": 443, "http": 80}


class UnansweredError(OSError):
    """No answer came: the message says in a few words why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver answered; `retry_after` as it wrote it. The body is read only as far as the caller asked."""

    status: int
    retry_after: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a request may take, and whether it may go to this machine itself or without TLS."""

    seconds: float = SECONDS
    loopback: bool = False


def post(url: str, body: bytes, headers: Mapping[str, str], bounds: Bounds, read: int = 0) -> Answer:
    """Send a request and return the answer, whatever its status, with `read` bytes at most of its body.

    Redirects are not followed.

    Raises NotAllowedError where the request may not go there, UnansweredError where no answer came.
    """
    deadline = monotonic() + bounds.seconds
    parts = checked(url, bounds)
    try:
        return _asked(_connected(parts, bounds, deadline), parts, (body, headers), read)
    except (OSError, http.client.HTTPException) as error:
        raise UnansweredError(_why(error)) from None


def checked(url: str, bounds: Bounds) -> SplitResult:
    """The parts of a URL that may be asked, as far as its text tells. Raises NotAllowedError."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise NotAllowedError(say("this is no URL")) from None
    schemes = ("https", "http") if bounds.loopback else ("https",)
    if parts.scheme not in schemes or not parts.hostname or not url.isascii() or not url.isprintable() or " " in url:
        raise NotAllowedError(say("write a URL such as https://example.com/hook"))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise NotAllowedError(say("a URL with a name, a password or a fragment is not taken"))
    return parts


def _connected(parts: SplitResult, bounds: Bounds, deadline: float) -> TimedSocket:
    host = parts.hostname or ""
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    last: OSError = UnansweredError("no address")
    for address in resolved(host, port, loopback=bounds.loopback):
        try:
            # To the address that was checked: the name is never looked up again.
            plain = socket.create_connection((str(address), port), timeout=remaining(deadline))
        except OSError as error:
            last = error
        else:
            return TimedSocket(_secured(plain, parts), deadline, MOST_READ)
    raise last


def _secured(plain: socket.socket, parts: SplitResult) -> socket.socket:
    if parts.scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
    except BaseException:
        plain.close()
        raise


def _asked(connected: TimedSocket, parts: SplitResult, told: tuple[bytes, Mapping[str, str]], read: int) -> Answer:
    body, headers = told
    connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = connected  # all of a socket that the client uses
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, dict(headers))
        # Not by the connection, which closes the socket before the body is read where no other request may follow.
        answer = http.client.HTTPResponse(connected, method="POST")  # type: ignore[arg-type]  # likewise
        answer.begin()
        return Answer(answer.status, answer.headers.get("Retry-After", ""), answer.read(read) if read else b"")
    finally:
        connection.close()


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return f"no TLS: {error.reason or 'the certificate does not hold'}"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return "the host is not known"
    if isinstance(error, http.client.HTTPException):
        return f"the answer is no HTTP ({type(error).__name__})"
    said = error.strerror if isinstance(error, OSError) else ""
    return (said or str(error) or type(error).__name__)[:200]
