"""Options of the commands that speak with a running service, and how its refusals are told."""

from __future__ import annotations

import errno
import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from upheld.problems import Place, Problem, Refused

if TYPE_CHECKING:
    from upheld.client import ApiRefused, Client
    from upheld.client.answer import Answer

AT = Place("the service")


@Parameter(name="*")
@dataclass(frozen=True)
class Service:
    """Where the service is, and the key that opens it.

    Attributes:
        server: The address of the service.
        key: The key; better in UPHELD_KEY, since others on this machine can read a command line.
        as_json: Write what the service answers, as JSON.
    """

    server: Annotated[str, Parameter(env_var="UPHELD_SERVER")] = "http://127.0.0.1:8080"
    key: Annotated[str, Parameter(env_var="UPHELD_KEY", show_default=False)] = field(default="", repr=False)
    as_json: Annotated[bool, Parameter(name="--json", show_default=False)] = False


@contextmanager
def connected(service: Service) -> Iterator[Client]:
    """A client of the service. Its refusals leave as `upheld.Refused`; ConnectionError where nobody answers."""
    if importlib.util.find_spec("httpx2") is None:
        raise Refused([Problem(Place("upheld"), "", "the client is not installed", "pip install 'upheld[client]'")])
    if not service.key:
        raise Refused([Problem(Place("--key"), "", "there is no key", "set UPHELD_KEY; `upheld key add` makes one")])
    from upheld.client import ApiRefused, Client, Retries, Unreachable

    try:
        with Client(service.server, service.key, retries=Retries(tries=3, longest=10)) as client:
            yield client
    except ApiRefused as refused:
        raise Refused(_problems(refused)) from None
    except Unreachable as unreachable:
        raise ConnectionError(errno.ECONNREFUSED, f"cannot be reached: {unreachable}", service.server) from None


def print_json(answer: Answer) -> None:
    """Write an answer as JSON."""
    _write(answer.model_dump(mode="json"))


def print_list(answers: Iterator[Answer]) -> None:
    """Write a list of answers as JSON."""
    _write([answer.model_dump(mode="json") for answer in answers])


def _write(told: object) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def _problems(refused: ApiRefused) -> Iterator[Problem]:
    for fault in refused.faults:
        yield Problem(AT, fault.field, fault.what, fault.help, code=fault.code, clause=fault.clause)
    if not refused.faults:
        yield Problem(AT, "", refused.detail or f"{refused.status} {refused.title}")
