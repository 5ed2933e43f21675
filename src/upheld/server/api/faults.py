"""What goes wrong in an operation, and the problem that it is answered with."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from upheld.problems import Refused
from upheld.server.api.replies import ApiProblem, Fault, faults_of, problem
from upheld.server.desk.recording import Stale

log = logging.getLogger(__name__)


def answer_faults(api: NinjaAPI) -> None:
    """Register the answer to everything that may go wrong."""
    api.add_exception_handler(ApiProblem, _told)
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(Stale, _stale)
    api.add_exception_handler(Http404, _absent)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    api.add_exception_handler(IntegrityError, _conflict)
    api.add_exception_handler(OperationalError, _unavailable)
    api.add_exception_handler(InterfaceError, _unavailable)
    api.add_exception_handler(Exception, _failed)


def _told(_: HttpRequest, error: object) -> HttpResponse:
    assert isinstance(error, ApiProblem)  # noqa: S101 - registered for it
    return problem(error.status, error.detail, headers=error.headers)


def _refused(_: HttpRequest, error: object) -> HttpResponse:
    assert isinstance(error, Refused)  # noqa: S101 - registered for it
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request is refused", faults_of(error.problems))


def _invalid(_: HttpRequest, error: object) -> HttpResponse:
    assert isinstance(error, ValidationError)  # noqa: S101 - registered for it
    faults = [
        Fault(field=".".join(map(str, each["loc"])), what=str(each["msg"]), code=str(each["type"]))
        for each in error.errors
    ]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request is not of the form that is asked for", faults)


def _stale(_: HttpRequest, error: object) -> HttpResponse:
    return problem(HTTPStatus.PRECONDITION_FAILED, str(error))


def _absent(_: HttpRequest, __: object) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, "there is no such thing, or it is not yours to see")


def _http(_: HttpRequest, error: object) -> HttpResponse:
    assert isinstance(error, HttpError)  # noqa: S101 - registered for it
    return problem(HTTPStatus(error.status_code), str(error))


def _too_large(_: HttpRequest, __: object) -> HttpResponse:
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is larger than this installation takes")


def _conflict(_: HttpRequest, __: object) -> HttpResponse:
    return problem(HTTPStatus.CONFLICT, "somebody else changed the same thing at the same moment; look again")


def _unavailable(_: HttpRequest, error: object) -> HttpResponse:
    assert isinstance(error, Exception)  # noqa: S101 - registered for it
    log.error("the database cannot be reached", exc_info=error)
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "the database cannot be reached", headers={"Retry-After": "5"})


def _failed(request: HttpRequest, error: object) -> HttpResponse:
    assert isinstance(error, Exception)  # noqa: S101 - registered for it
    log.error("operation failed", exc_info=error, extra={"facts": {"path": request.path}})
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "this is our fault, and is in the log")
