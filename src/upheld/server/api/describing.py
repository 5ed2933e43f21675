"""The API's description of itself, where refusals have a content type of their own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from upheld.server.api.replies import PROBLEM_TYPE


class DescribedApi(NinjaAPI):
    """An API whose description says that every refusal is a problem."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        # It takes a second to work out, anybody may ask for it, and it stays the same while the process lives.
        self._described: OpenAPISchema | None = None

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description (OpenAPI 3.1); the options say where the API lies, and that is always the same place."""
        if self._described is None:
            self._described = self._worked_out(**options)
        return self._described

    def _worked_out(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST and "content" in answer:
                        answer["content"] = {PROBLEM_TYPE: answer["content"]["application/json"]}
        return schema
