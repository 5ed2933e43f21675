"""Operations on provider, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from upheld.client.answer import Answer
from upheld.client.line import Change, Line


class ProviderRecord(Answer):
    """The provider; empty where nobody has said so yet."""

    name: str
    support_phone: str
    zone: str
    language: str
    accent: str


class Provider:
    """Operations on provider, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def get_provider(self) -> ProviderRecord:
        """The provider: its name and the telephone number of its support."""
        return self._line.read("/provider", ProviderRecord, {})

    def update_provider(
        self,
        *,
        name: str,
        support_phone: str,
        zone: str | None = None,
        language: str | None = None,
        accent: str | None = None,
        idempotency_key: str = "",
    ) -> ProviderRecord:
        """Say how the provider shows itself."""
        return self._line.changed(
            Change(
                "POST",
                "/provider",
                body={
                    "name": name,
                    "support_phone": support_phone,
                    "zone": zone,
                    "language": language,
                    "accent": accent,
                },
                idempotency_key=idempotency_key,
            ),
            ProviderRecord,
        )
