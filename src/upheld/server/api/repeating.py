"""A request that is sent again is answered as it was the first time, and done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from upheld.server.access.actor import Actor
from upheld.server.api.models import AnsweredRequest
from upheld.server.api.replies import ApiProblem, Reply, response_of
from upheld.server.present import present
from upheld.server.sealing import seal, unseal

HEADER = "Idempotency-Key"
LONGEST = 200
_FORGOTTEN_AT_ONCE = 500


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
    fingerprint, there = _fingerprint(request, actor), AnsweredRequest.objects.filter(actor=actor.id, key=key)
    earlier = there.first()
    if earlier is not None:
        return _again(earlier, fingerprint)
    try:
        with transaction.atomic():
            answer = response_of(run())
            _keep(answer, actor, key, fingerprint)
            return answer
    except Exception:
        # Of two at once the second fails, at the latest where its answer is kept: all of it is undone.
        first = there.first()
        if first is None:
            raise
    return _again(first, fingerprint)


def forget_answers(before: datetime) -> int:
    """Forget the answers given before an instant, few at a time, so that nobody waits for it; how many there were."""
    old, forgotten = AnsweredRequest.objects.filter(created_at__lt=before).order_by("created_at"), 0
    while numbers := list(old.values_list("pk", flat=True)[:_FORGOTTEN_AT_ONCE]):
        forgotten += AnsweredRequest.objects.filter(pk__in=numbers).delete()[0]
    return forgotten


def _keep(answer: HttpResponse, actor: Actor, key: str, fingerprint: str) -> None:
    headers = {name: value for name, value in answer.items() if name in {"Location", "ETag"}}
    AnsweredRequest.objects.create(
        actor=actor.id, key=key, fingerprint=fingerprint, status=answer.status_code,
        # Sealed: it may hold a key that was just made, and is shown to nobody else.
        body=seal(answer.content.decode(), _place(actor.id, key)), headers=headers, created_at=present(),
    )  # fmt: skip


def _again(row: AnsweredRequest, fingerprint: str) -> HttpResponse:
    if row.fingerprint != fingerprint:
        raise ApiProblem(HTTPStatus.CONFLICT, f"this {HEADER} was used for another request")
    headers = {**row.headers, "Idempotency-Replayed": "true"}
    body = unseal(row.body, _place(row.actor, row.key))
    return HttpResponse(body, status=row.status, headers=headers, content_type="application/json")


def _place(actor: str, key: str) -> str:
    return f"answer to {actor} {key}"


def _fingerprint(request: HttpRequest, actor: Actor) -> str:
    # A person may act on several sides, and the same request is another one there.
    told = f"{request.method}\n{request.get_full_path()}\n{actor.account or 0}\n".encode()
    return hashlib.sha256(told + request.body).hexdigest()
