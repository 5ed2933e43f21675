"""The settings of an installation: from one TOML file and the environment, checked whole before anything starts.

Environment variables go before the file. A setting of a section is written with the section's name:
`UPHELD_MAIL_HOST` is `host` under `[mail]`. A name that is not known is a fault, so that a slip never passes unseen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails

from upheld.problems import Place, Problem, Refused

PREFIX = "UPHELD_"
CONFIG_VARIABLE = "UPHELD_CONFIG"
ENVIRONMENT = "environment"
SHORTEST_SECRET = 50

Plain = str | int | bool | dict[str, "Plain"]


def _listen(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError("write an address and a port, such as 127.0.0.1:8080")
    return text


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("write the address that people type, such as https://support.example.com, without a path")
    return text.rstrip("/")


def _database(text: str) -> str:
    if text != "sqlite" and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("write `sqlite`, or an address such as postgresql://user:password@host:5432/upheld")
    return text


class Section(BaseModel):
    """A part of the configuration: frozen, and closed to names that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Mail(Section):
    """The mail server that messages are handed to."""

    host: str
    sender: Annotated[str, Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")


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
    requests_per_minute: Annotated[int, Field(ge=1, description="Of one key or person, per web process.")] = 1200
    largest_request: Annotated[int, Field(ge=1024, description="Bytes.")] = 1024 * 1024
    log_format: Literal["plain", "json"] = "plain"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    mail: Mail | None = None

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        _database(value.get_secret_value())
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"a secret key has at least {SHORTEST_SECRET} characters")
        return value

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is the file in the data directory."""
        return self.database.get_secret_value() == "sqlite"

    @property
    def sqlite_file(self) -> Path:
        """Where the database is, if it is a file."""
        return self.data_dir / "upheld.sqlite3"

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen at."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

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
        if not variable.startswith(PREFIX) or variable == CONFIG_VARIABLE:
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


def _variables() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each variable with the path of the setting that it gives."""
    for name in Configuration.model_fields:
        inner = Mail.model_fields if name == "mail" else None
        paths = [(name, part) for part in inner] if inner else [(name,)]
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
