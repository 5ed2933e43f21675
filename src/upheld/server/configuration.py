"""The settings of an installation: from one TOML file and the environment, checked whole before anything starts.

Environment variables go before the file. A setting of a section is written with the section's name:
`UPHELD_MAIL_HOST` is `host` under `[mail]`. A name that is not known is a fault, so that a slip never passes unseen.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from upheld.problems import Place, Problem, Refused
from upheld.server.sections import Outside, Section, network, told

PREFIX = "UPHELD_"
CONFIG_VARIABLE = "UPHELD_CONFIG"
# Of the commands that speak with a service, on whatever machine: they are nothing to the service itself.
_OF_CLIENTS = frozenset({"UPHELD_SERVER", "UPHELD_KEY"})
ENVIRONMENT = "environment"
SHORTEST_SECRET = 50
SHORTEST_SIGNING_KEY = 16

# A name or an address of IPv4; or one of IPv6, in brackets or without.
_HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.%]+\]|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*")
_PORT = re.compile(r"[0-9]{1,5}")

Plain = str | int | bool | dict[str, "Plain"]


def _listen(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not (_HOST.fullmatch(host) and _PORT.fullmatch(port) and 0 < int(port) < 65536):
        raise ValueError("write an address and a port, such as 127.0.0.1:8080")
    return text


def split_address(listen: str) -> tuple[str, int]:
    """Host and port of an address such as 127.0.0.1:8080 or [::1]:8080."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    is_web = parts.scheme in {"http", "https"} and parts.hostname and _has_port(parts)
    if not is_web or parts.path.strip("/") or parts.query:
        raise ValueError("write the address that people type, such as https://support.example.com, without a path")
    return text.rstrip("/")


def _database(text: str) -> str:
    if text != "sqlite" and not _is_postgresql(text):
        raise ValueError("write `sqlite`, or an address such as postgresql://user:password@host:5432/upheld")
    return text


def _is_postgresql(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:  # brackets that do not close
        return False
    return parts.scheme in {"postgresql", "postgres"} and text.startswith(f"{parts.scheme}://") and _has_port(parts)


def _has_port(parts: SplitResult) -> bool:
    """Whether the port of an address, where it names one, can be one."""
    try:
        return parts.port != 0
    except ValueError:
        return False


class Mail(Section):
    """The mail server that messages are handed to; without a host, the mail provider that has an API key."""

    host: str = ""
    sender: Annotated[str, Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    replies: Annotated[
        str, Field(pattern=r"^([^@\s<>+]+@[^@\s<>]+)?$", description="Takes replies; each ticket has an address there.")
    ] = ""


class MailProvider(Section):
    """A mail provider: what it posts to us is taken with a `signing_key`, and with an `api_key` it sends our mail.

    The `signing_key` is Mailgun's own of that name; Postmark signs nothing, and is given `user:password` in the address
    of the webhook instead. `domain` is Mailgun's sending domain where it is not the sender's. `api_url` is for another
    region (`https://api.eu.mailgun.net/v3`).
    """

    name: Literal["mailgun", "postmark"]
    api_key: SecretStr = SecretStr("")
    signing_key: SecretStr = SecretStr("")
    domain: str = ""
    api_url: str = ""

    @field_validator("signing_key")
    @classmethod
    def _fits(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        secret = value.get_secret_value()
        if secret and info.data.get("name") == "postmark" and not all(secret.partition(":")):
            raise ValueError("for Postmark, write `user:password`, as in the address of the webhook")
        if secret and len(secret) < SHORTEST_SIGNING_KEY:
            raise ValueError(f"a signing key has at least {SHORTEST_SIGNING_KEY} characters")
        return value

    @property
    def sends(self) -> bool:
        """Whether our mail goes out by it."""
        return bool(self.api_key.get_secret_value())


def _addresses(given: object) -> object:
    """Several addresses in one environment variable stand with commas between them."""
    return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(given, str) else given


class Inbound(Section):
    """Mail that comes in: where it is taken, for which addresses, and within which bounds.

    `addresses` take mail beside those that agreements name. `authserv_id` names our own mail server in its
    `Authentication-Results`: with it, mail that does not come with a pass of DMARC from there is put aside. With a
    certificate and its key, STARTTLS is offered. Where `imap_host` is given, a mailbox is read too, and all that is in
    it is taken as addressed to `imap_address`.
    """

    listen: Annotated[str, AfterValidator(_listen)] | None = None
    addresses: Annotated[tuple[str, ...], BeforeValidator(_addresses)] = ()
    authserv_id: str = ""
    largest: Annotated[int, Field(ge=64 * 1024, le=100 * 1024**2, description="Bytes of one message.")] = 25 * 1024**2
    per_sender_hourly: Annotated[int, Field(ge=1)] = 60
    connections: Annotated[int, Field(ge=1, le=1000)] = 50
    certificate: Path | None = None
    certificate_key: Path | None = None
    imap_host: str = ""
    imap_port: Annotated[int, Field(ge=1, le=65535)] = 993
    imap_security: Literal["tls", "none"] = "tls"
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_folder: str = "INBOX"
    imap_address: str = ""

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port to take mail at; None where no mail is taken by SMTP."""
        return None if self.listen is None else split_address(self.listen)


class Alerts(Section):
    """How alerts of a monitoring system become tickets: the labels that are looked at, and what they mean here.

    `account` is the account of alerts that name none, empty where each must. `priorities` translates the values of the
    priority's label into the agreement's own; a value that is not in it is taken as the agreement's, where it has such
    a one.
    """

    account: Annotated[str, Field(max_length=64)] = ""
    account_label: str = "account"
    agreement_label: str = "agreement"
    service_label: str = "service"
    environment_label: str = "environment"
    priority_label: str = "severity"
    priorities: dict[str, str] = Field(default_factory=dict)


class Configuration(Section):
    """Everything that an installation may be told; times are UTC throughout.

    `secret_key` is for several machines that must share it; otherwise the data directory holds its own.
    """

    data_dir: Path = Path("upheld-data")
    database: Annotated[SecretStr, Field(description="`sqlite`, or an address postgresql://...")] = SecretStr("sqlite")
    base_url: Annotated[str, AfterValidator(_base_url)] = "http://127.0.0.1:8080"
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    secret_key: SecretStr | None = None
    web_processes: Annotated[int, Field(ge=1, le=64)] = 2
    web_threads: Annotated[int, Field(ge=1, le=256)] = 8
    worker_threads: Annotated[int, Field(ge=1, le=64)] = 4
    requests_per_minute: Annotated[int, Field(ge=1, description="Of one key or person.")] = 1200
    largest_request: Annotated[int, Field(ge=1024, description="Bytes.")] = 1024 * 1024
    log_format: Literal["plain", "json"] = "plain"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    mail: Mail | None = None
    mail_provider: MailProvider | None = None
    inbound: Inbound | None = None
    alerts: Alerts = Alerts()
    oidc: Annotated[tuple[Outside, ...], BeforeValidator(told), Field(description="Other servers to sign in by.")] = ()
    proxies: Annotated[
        tuple[Annotated[str, AfterValidator(network)], ...],
        BeforeValidator(_addresses),
        Field(description="Addresses or networks of our own proxies, which say for whom they ask."),
    ] = ()
    require_second_factor: Annotated[bool, Field(description="Of everybody on the provider's side.")] = False
    webhooks_to_loopback: Annotated[
        bool, Field(description="Webhooks to this machine itself, and without TLS: for trials alone.")
    ] = False

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        _database(value.get_secret_value())
        return value

    @field_validator("oidc")
    @classmethod
    def _each_once(cls, value: tuple[Outside, ...]) -> tuple[Outside, ...]:
        if len({each.id for each in value}) < len(value):
            raise ValueError("each has an id of its own")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"a secret key has at least {SHORTEST_SECRET} characters")
        return value

    @model_validator(mode="after")
    def _mail_goes_somewhere(self) -> Self:
        by_provider = self.mail_provider is not None and self.mail_provider.sends
        if self.mail is not None and not self.mail.host and not by_provider:
            raise ValueError("mail needs a host, or a mail_provider with an api_key")
        if self.mail is None and by_provider:
            raise ValueError("a mail_provider that sends needs the sender: give mail.sender")
        return self

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is the file in the data directory."""
        return self.database.get_secret_value() == "sqlite"

    @property
    def sqlite_file(self) -> Path:
        """Where the database is, if it is a file."""
        return self.data_dir / "upheld.sqlite3"

    @property
    def telemetry_dir(self) -> Path:
        """Where the telemetry stores are, each by its name."""
        return self.data_dir / "telemetry"

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen at."""
        return split_address(self.listen)

    @property
    def over_tls(self) -> bool:
        """Whether people reach it by https, so that cookies are sent by no other way."""
        return self.base_url.startswith("https:")

    @classmethod
    def of(cls, environment: Mapping[str, str], file: Path | None = None) -> Self:
        """Read the configuration; `file` defaults to what `UPHELD_CONFIG` names, and there need be none.

        Raises `upheld.Refused` with every fault of the file and the environment.
        """
        named = file or (Path(environment[CONFIG_VARIABLE]) if environment.get(CONFIG_VARIABLE) else None)
        told = _of_file(named) if named else {}
        own, unknown = _of_environment(environment)
        problems = [_unknown(name) for name in unknown]
        try:
            made = cls.model_validate(_over(own, told))
        except ValidationError as error:
            problems.extend(_problem(each, own, named) for each in error.errors())
        else:
            if not problems:
                return made
        raise Refused(problems)


def _of_file(file: Path) -> dict[str, Plain]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"the configuration cannot be read: {error.strerror or error}"
    except ValueError as error:  # a text that is no TOML, or no UTF-8
        what = f"the configuration is no TOML: {error}"
    raise Refused([Problem(Place(str(file)), "", what)]) from None


def _of_environment(environment: Mapping[str, str]) -> tuple[dict[str, Plain], list[str]]:
    """The settings that variables give, and the variables that name no setting."""
    made: dict[str, Plain] = {}
    unknown: list[str] = []
    paths = dict(_variables())
    for variable, value in environment.items():
        if not variable.startswith(PREFIX) or variable in {CONFIG_VARIABLE, *_OF_CLIENTS}:
            continue
        path = paths.get(variable)
        if path is None:
            unknown.append(variable)
            continue
        _put(made, path, value)
    return made, unknown


def _put(into: dict[str, Plain], path: tuple[str, ...], value: str) -> None:
    *sections, name = path
    for section in sections:
        inner = into.setdefault(section, {})
        assert isinstance(inner, dict)  # noqa: S101 - a section's name is never a setting's
        into = inner
    into[name] = value


_SECTIONS: Mapping[str, type[Section]] = MappingProxyType(
    {"mail": Mail, "mail_provider": MailProvider, "inbound": Inbound, "alerts": Alerts}
)


def _variables() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each variable with the path of the setting that it gives."""
    for name in Configuration.model_fields:
        section = _SECTIONS.get(name)
        paths = [(name, part) for part in section.model_fields] if section else [(name,)]
        yield from ((variable_of(path), path) for path in paths)


def variable_of(path: tuple[str, ...]) -> str:
    """The environment variable of a setting: `UPHELD_MAIL_HOST`."""
    return PREFIX + "_".join(path).upper()


def _over(upper: dict[str, Plain], lower: dict[str, Plain]) -> dict[str, Plain]:
    """Two sets of settings as one; the upper one goes first."""
    made = dict(lower)
    for name, value in upper.items():
        below = made.get(name)
        made[name] = _over(value, below) if isinstance(value, dict) and isinstance(below, dict) else value
    return made


def _unknown(variable: str) -> Problem:
    known = ", ".join(name for name, _ in _variables())
    return Problem(Place(ENVIRONMENT), variable, "names no setting", f"known: {known}")


def _problem(error: ErrorDetails, own: dict[str, Plain], file: Path | None) -> Problem:
    """A fault, at the place that gave the setting; a value is never repeated, since it may be a secret."""
    path = tuple(str(part) for part in error["loc"])
    node: Plain | None = own
    for part in path:
        node = node.get(part) if isinstance(node, dict) else None
    place, field = (ENVIRONMENT, variable_of(path)) if node is not None or not file else (str(file), ".".join(path))
    return Problem(Place(place), field, error["msg"].removeprefix("Value error, "))
