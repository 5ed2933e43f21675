"""Parts of the configuration that stand by themselves: what a part is, and other servers that people sign in by."""

from __future__ import annotations

import json
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator


class Section(BaseModel):
    """A part of the configuration: frozen, and closed to names that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def network(text: str) -> str:
    """A network, or one address as a network of its own. Raises ValueError."""
    try:
        return str(ip_network(text))
    except ValueError:
        raise ValueError("write an address or a network, such as 10.0.0.5 or 10.0.0.0/24") from None


def told(given: object) -> object:
    """What has parts of its own is written as JSON where it stands in one environment variable."""
    return json.loads(given) if isinstance(given, str) else given


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not parts.hostname or parts.query or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise ValueError("write the issuer's https address, such as https://login.example.com")
    return text.rstrip("/")


class Outside(Section):
    """Another server that people may sign in by (OpenID Connect): `name` stands on the button, `id` in the address.

    The client's secret is given as it is or in a file. `second_factor`: the server asks for one itself, so that
    ours is not asked for. `vouches_for_addresses`: an e-mail address that it tells is a person's own, even where it
    does not say that it verified it.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    issuer: Annotated[str, AfterValidator(_issuer)]
    client_id: Annotated[str, Field(min_length=1, max_length=200)]
    client_secret: SecretStr = SecretStr("")
    client_secret_file: Path | None = None
    second_factor: bool = False
    vouches_for_addresses: bool = False

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        if bool(self.client_secret.get_secret_value()) == (self.client_secret_file is not None):
            raise ValueError("give the client's secret: client_secret, or client_secret_file")
        try:
            self.secret()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"the client's secret cannot be read: {error}") from None
        return self

    def secret(self) -> str:
        """The client's secret."""
        if self.client_secret_file is None:
            return self.client_secret.get_secret_value()
        return self.client_secret_file.read_text(encoding="utf-8").strip()
