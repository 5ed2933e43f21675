"""Pages of a list, by a cursor that says after which row to go on."""

from __future__ import annotations

import base64
import binascii
import json
from http import HTTPStatus

from upheld.server.api.replies import ApiProblem

Key = tuple[int, ...]
DEFAULT, MOST = 50, 200
_LARGEST = 2**63 - 1


def cursor_of(key: Key) -> str:
    """A cursor that goes on after the row with this sort key."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def key_of(cursor: str, length: int) -> Key | None:
    """The sort key that a cursor stands for; None for no cursor. Raises ApiProblem 400 for one that is not ours."""
    if not cursor:
        return None
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        told = None
    if not isinstance(told, list) or len(told) != length or not all(map(_is_number, told)):
        raise ApiProblem(HTTPStatus.BAD_REQUEST, "this is no cursor of ours; begin without one")
    return tuple(told)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
