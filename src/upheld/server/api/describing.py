"""The API's description of itself, where refusals have a content type of their own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from upheld.server.api.replies import PROBLEM_TYPE


class DescribedApi(NinjaAPI):
    """An API whose description says that every refusal is a problem."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description (OpenAPI 3.1)."""
        schema = super().get_openapi_schema(**options)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST and "content" in answer:
                        answer["content"] = {PROBLEM_TYPE: answer["content"]["application/json"]}
        return schema
