"""Whether a message is from whom it says: by what our own mail server found (RFC 8601)."""

from __future__ import annotations

import re

from upheld.server.mailin.reading.headers import Headers
from upheld.wording import say

_COMMENT = re.compile(r"\([^()]{0,500}\)")
_RESULT = re.compile(r"\s*dmarc\s*=\s*([a-z]{1,20})\b", re.IGNORECASE)


def why_doubtful(headers: Headers, authserv_id: str) -> str:
    """Why a message may be from somebody else than its From says; empty where it is not to be doubted.

    Only what our own server, by its id, wrote is believed, and of that the topmost: whatever stands below may have come
    with the message. DMARC alone speaks of the From that people see; without an id nothing can be told, and the sender
    is believed.
    """
    if not authserv_id:
        return ""
    own = next(
        (value for value in headers.all("authentication-results") if _server(value) == authserv_id.lower()), None
    )
    if own is None:
        return say("our mail server did not check its sender")
    found = [match.group(1).lower() for part in _plain(own).split(";") if (match := _RESULT.match(part))]
    if found == ["pass"]:
        return ""
    if not found:
        return say("its sender's domain has no DMARC to check by")
    return say("its sender may be forged (dmarc={said})", said=found[0])


def _plain(value: str) -> str:
    return _COMMENT.sub(" ", value)


def _server(value: str) -> str:
    words = _plain(value).partition(";")[0].split()
    return words[0].lower() if words else ""
