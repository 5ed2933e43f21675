"""Pages of a list, by a cursor that says after which row to go on."""

from __future__ import annotations

import base64
import binascii
import json
from http import HTTPStatus
from typing import TypeVar

from django.db.models import Model, QuerySet

from upheld.server.api.replies import ApiProblem

Row = TypeVar("Row", bound=Model)
Key = tuple[int, ...]
DEFAULT, MOST = 50, 200
_LARGEST = 2**63 - 1


def latest_first(rows: QuerySet[Row], limit: int, cursor: str) -> tuple[list[Row], str | None]:
    """A page of these rows from the latest to the first, and the cursor of the one after it; None where that is all.

    Raises ApiProblem 400 for a cursor that is not ours.
    """
    before = key_of(cursor, 1)
    return _page((rows.filter(pk__lt=before[0]) if before else rows).order_by("-pk"), limit)


def oldest_first(rows: QuerySet[Row], limit: int, cursor: str) -> tuple[list[Row], str | None]:
    """The same in the order in which they were made."""
    after = key_of(cursor, 1)
    return _page((rows.filter(pk__gt=after[0]) if after else rows).order_by("pk"), limit)


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


def _page(rows: QuerySet[Row], limit: int) -> tuple[list[Row], str | None]:
    found = list(rows[: limit + 1])
    return found[:limit], cursor_of((found[limit - 1].pk,)) if len(found) > limit else None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
