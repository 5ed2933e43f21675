"""A request that is sent again is answered as it was the first time, and done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from upheld.server.access.actor import Actor
from upheld.server.api.models import AnsweredRequest
from upheld.server.api.replies import ApiProblem, Reply, response_of
from upheld.server.present import present

HEADER = "Idempotency-Key"
LONGEST = 200


def answered_once(request: HttpRequest, actor: Actor, run: Callable[[], Reply]) -> HttpResponse:
    """Run an operation that changes something, or repeat the answer that the same request was given before.

    The answer is kept in the transaction of the change. What is refused leaves nothing behind, so that a mended
    request may use its key again. Raises ApiProblem 409 where the key came with another request.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        with transaction.atomic():
            return response_of(run())
    if len(key) > LONGEST or not key.isprintable():
        raise ApiProblem(HTTPStatus.BAD_REQUEST, f"{HEADER} has at most {LONGEST} printable characters")
    with transaction.atomic():
        row, new = _row(actor, key, _fingerprint(request))
        if not new:
            return _again(row, _fingerprint(request))
        answer = response_of(run())
        row.status, row.body = answer.status_code, answer.content.decode()
        row.headers = {name: value for name, value in answer.items() if name in {"Location", "ETag"}}
        row.save(update_fields=("status", "body", "headers"))
        return answer


def _row(actor: Actor, key: str, fingerprint: str) -> tuple[AnsweredRequest, bool]:
    """The row of a key, and whether it is new. Of two requests at once the second waits here for the first."""
    there = AnsweredRequest.objects.filter(actor=actor.id, key=key)
    earlier = there.first()
    if earlier is not None:
        return earlier, False
    try:
        with transaction.atomic():
            made = AnsweredRequest.objects.create(
                actor=actor.id, key=key, fingerprint=fingerprint, created_at=present()
            )
    except IntegrityError:
        return there.get(), False
    return made, True


def _again(row: AnsweredRequest, fingerprint: str) -> HttpResponse:
    if row.fingerprint != fingerprint:
        raise ApiProblem(HTTPStatus.CONFLICT, f"this {HEADER} was used for another request")
    headers = {**row.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(row.body, status=row.status, headers=headers, content_type="application/json")


def _fingerprint(request: HttpRequest) -> str:
    told = f"{request.method}\n{request.get_full_path()}\n".encode()
    return hashlib.sha256(told + request.body).hexdigest()
