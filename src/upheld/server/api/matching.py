"""`If-Match`: the caller's picture of a ticket, by the sequence of its latest event, or of any other answer."""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus

from pydantic import BaseModel

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


def tag_of(record: BaseModel) -> str:
    """The ETag of a record: the same for the same answer."""
    return f'"{hashlib.sha256(record.model_dump_json().encode()).hexdigest()[:32]}"'


def expect(header: str, tag: str) -> None:
    """Make sure that the caller's picture is the present one, where they say what theirs is. Raises ApiProblem 412."""
    known = {each.strip() for each in header.split(",")} - {""}
    if known and not known & {tag, "*"}:
        raise ApiProblem(HTTPStatus.PRECONDITION_FAILED, "it has changed since you looked: read it again")
