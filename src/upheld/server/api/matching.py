"""`If-Match` on a ticket: the caller's picture of it, by the sequence of its latest event."""

from __future__ import annotations

import re
from http import HTTPStatus

from upheld.server.api.replies import ApiProblem

_TAG = re.compile(r'"(\d{1,9})"')


def expected_sequence(header: str) -> int | None:
    """The sequence that the caller expects; None where they do not say or take any. Raises ApiProblem 400."""
    text = header.strip()
    if text in {"", "*"}:
        return None
    match = _TAG.fullmatch(text)
    if match is None:
        raise ApiProblem(HTTPStatus.BAD_REQUEST, 'If-Match holds the ETag of the ticket, such as "3"')
    return int(match[1])
