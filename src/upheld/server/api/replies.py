"""Answers: bodies as JSON, and every refusal as a problem (RFC 9457) that says how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType

from django.http import HttpResponse
from pydantic import BaseModel, Field

from upheld.problems import Problem

PROBLEM_TYPE = "application/problem+json"
_NONE: Mapping[str, str] = MappingProxyType({})


class Fault(BaseModel):
    """One thing that is wrong with a request, or that the agreement refuses, with the clause where there is one.

    `place` is where it stands in a text that was sent (`desk.yaml:12:3`); empty where the request has no lines.
    """

    field: str
    what: str
    place: str = ""
    help: str = ""
    code: str = ""
    clause: str = ""


class ProblemDetails(BaseModel):
    """Why a request was not carried out."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    problems: list[Fault] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reply:
    """What an operation answers: the body, the status and headers beside it."""

    body: BaseModel
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=lambda: _NONE)


class ApiProblem(Exception):  # noqa: N818 - it is the answer, in the words of RFC 9457
    """Ends an operation with a problem as its answer."""

    def __init__(self, status: HTTPStatus, detail: str, headers: Mapping[str, str] = _NONE) -> None:
        self.status, self.detail, self.headers = status, detail, headers
        super().__init__(detail)


def response_of(reply: Reply) -> HttpResponse:
    """A reply as it is sent."""
    kind = PROBLEM_TYPE if isinstance(reply.body, ProblemDetails) else "application/json"
    return HttpResponse(
        reply.body.model_dump_json(), status=reply.status, headers=dict(reply.headers), content_type=kind
    )


def problem(
    status: HTTPStatus, detail: str = "", faults: Iterable[Fault] = (), headers: Mapping[str, str] = _NONE
) -> HttpResponse:
    """A problem as it is sent; the title is that of its status."""
    body = ProblemDetails(title=status.phrase, status=status, detail=detail, problems=list(faults))
    return response_of(Reply(body, status, headers))


def faults_of(problems: Iterable[Problem]) -> list[Fault]:
    """Problems of the core as an answer tells them."""
    return [
        Fault(
            field=each.field, what=each.what, place=str(each.place) if each.place.line else "", help=each.help,
            code=each.code, clause=each.clause,
        )
        for each in problems
    ]  # fmt: skip
