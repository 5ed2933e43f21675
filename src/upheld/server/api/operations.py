"""Operations: each is registered with its action, what it answers and its name, and in no other way."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any, Literal, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Action
from upheld.server.api.calling import Permits, actor_in
from upheld.server.api.repeating import HEADER, LONGEST, answered_once
from upheld.server.api.replies import ProblemDetails, Reply, response_of

View = Callable[..., Reply | HttpResponse]
Method = Literal["GET", "POST", "PATCH", "DELETE"]
_ALWAYS = (400, 401, 403, 404, 405, 422, 429, 500, 503)
_CHANGING = (409, 412, 413)
_KEY_PARAMETER = {
    "name": HEADER, "in": "header", "required": False,
    "description": "The same key with the same request is done once and answered the same.",
    "schema": {"type": "string", "maxLength": LONGEST},
}  # fmt: skip
IF_MATCH = {
    "name": "If-Match", "in": "header", "required": False,
    "description": "The ETag of the thing as you know it; refused with 412 where it has moved on.",
    "schema": {"type": "string"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """How an operation is registered: the action that it asks for, and the model and status of its answer.

    One that reads may give a file instead of a model: then `gives` is the file's media type.
    """

    action: Action
    gives: type[BaseModel] | str
    status: int = HTTPStatus.OK
    parameters: tuple[dict[str, Any], ...] = ()

    @property
    def answer(self) -> type[BaseModel] | None:
        """The model of its answer; None for a file."""
        return None if isinstance(self.gives, str) else self.gives

    def described(self) -> dict[str, Any]:
        """What the description says beside what it finds out itself."""
        if not isinstance(self.gives, str):
            return {}
        content = {self.gives: {"schema": {"type": "string", "format": "binary"}}}
        return {"responses": {self.status: {"description": "OK", "content": content}}}


@dataclass(frozen=True, slots=True)
class Operations:
    """The operations on one kind of thing."""

    tag: str
    router: Router = field(default_factory=Router)

    def get(self, path: str, operation: Operation) -> Callable[[View], View]:
        """Register a view that reads."""
        return self._register("GET", path, operation)

    def post(self, path: str, operation: Operation) -> Callable[[View], View]:
        """Register a view that changes something: one transaction, and idempotent with a key."""
        return self._register("POST", path, operation)

    def patch(self, path: str, operation: Operation) -> Callable[[View], View]:
        """Register a view that changes the fields that it is given: as `post`."""
        return self._register("PATCH", path, operation)

    def delete(self, path: str, operation: Operation) -> Callable[[View], View]:
        """Register a view that removes something, and answers with what it was: as `post`."""
        return self._register("DELETE", path, operation)

    def _register(self, method: Method, path: str, operation: Operation) -> Callable[[View], View]:
        faults = _ALWAYS + (() if method == "GET" else _CHANGING)
        parameters = operation.parameters + (() if method == "GET" else (_KEY_PARAMETER,))

        def register(view: View) -> View:
            self.router.add_api_operation(
                path, [method], _answering(view, method, path),
                auth=Permits(operation.action), by_alias=True,
                response={operation.status: operation.answer, **dict.fromkeys(faults, ProblemDetails)},
                operation_id=view.__name__, summary=(view.__doc__ or "").splitlines()[0], tags=[self.tag],
                openapi_extra={
                    "parameters": list(parameters), "x-upheld-action": operation.action, **operation.described(),
                },
            )  # fmt: skip
            return view

        return register


def _answering(view: View, method: Method, path: str) -> Callable[..., HttpResponse]:
    """The view as django-ninja calls it."""
    # With the annotations resolved where the view stands: django-ninja would look for their names here.
    signature = inspect.signature(view, eval_str=True)
    asked = [each for each in signature.parameters.values() if f"{{{each.name}}}" not in path]
    known = {_told_as(each) for each in asked if each.annotation is not HttpRequest and not _is_body(each.annotation)}

    @wraps(view)
    def answering(request: HttpRequest, **given: Any) -> HttpResponse:
        _refuse_unknown(request.GET, known)
        if method == "GET":
            found = view(request, **given)
            return found if isinstance(found, HttpResponse) else response_of(found)
        return answered_once(request, actor_in(request), lambda: cast("Reply", view(request, **given)))

    answering.__signature__ = signature  # type: ignore[attr-defined]  # as PEP 362 has it
    return answering


def _told_as(parameter: inspect.Parameter) -> str:
    """The name of a parameter in the query: another one where Python's own words are in the way, such as `from`."""
    told = (getattr(each, "alias", None) for each in getattr(parameter.annotation, "__metadata__", ()))
    return next((alias for alias in told if alias), parameter.name)


def _is_body(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _refuse_unknown(given: Iterable[str], known: Collection[str]) -> None:
    """A filter that is written wrongly must not pass for none."""
    faults = [
        Problem(Place("request"), f"query.{name}", "is no parameter of this") for name in given if name not in known
    ]
    if faults:
        raise Refused(faults)
