"""A build of the service that is wrong on purpose: it answers a write and commits it a moment later.

The test that kills the service must find it out; otherwise that test proves nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from queue import Queue
from threading import Event, Thread

from django.http import HttpRequest, HttpResponse

from upheld.server.configuration import Configuration
from upheld.server.starting import start_django

MOMENT = 0.1
_configuration = Configuration.of(os.environ)
start_django(_configuration)

from django.db import connections, transaction  # noqa: E402 - Django first

from upheld.cli.server_options import say  # noqa: E402 - likewise
from upheld.server.access.actor import Actor  # noqa: E402 - likewise
from upheld.server.api import operations, repeating  # noqa: E402 - likewise
from upheld.server.api.replies import Reply  # noqa: E402 - likewise
from upheld.server.serving import bound, serve_all  # noqa: E402 - likewise

rightly = repeating.answered_once


def early(request: HttpRequest, actor: Actor, run: Callable[[], Reply]) -> HttpResponse:
    """Answer as soon as the answer is known; the transaction ends later, in another thread."""
    answers: Queue[HttpResponse | BaseException] = Queue()

    def write() -> None:
        with suppress(Exception), transaction.atomic():
            try:
                answers.put(rightly(request, actor, run))
            except BaseException as error:
                answers.put(error)
                raise
            Event().wait(MOMENT)
        connections.close_all()

    Thread(target=write, daemon=True).start()
    answer = answers.get()
    if isinstance(answer, BaseException):
        raise answer
    return answer


if __name__ == "__main__":
    setattr(operations, "answered_once", early)  # noqa: B010 - where operations look it up
    serve_all(_configuration, bound(_configuration), lambda url: say(f"ready: {url}"))
