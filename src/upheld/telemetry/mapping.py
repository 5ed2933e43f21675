"""The mapping file: which field of a source is the time, the account, the route and so on."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from upheld.agreements.text import parse
from upheld.agreements.validation import build
from upheld.problems import Problem
from upheld.telemetry.fields import STANDARD

Series = Literal["requests", "probes", "states"]
Format = Literal["combined", "common", "json", "csv", "tsv", "alb", "parquet"]
FieldName = Literal[
    "status", "code", "method", "route", "request", "host", "environment", "stage", "region", "service", "member",
    "state", "latency_s", "latency_ms", "latency_us", "attempt", "idempotency_key",
]  # fmt: skip
SourceField = Annotated[str, Field(min_length=1, max_length=200)]
Word = Annotated[str, Field(max_length=200)]
ColumnName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


class _Term(BaseModel):
    """What all terms of a mapping share: unknown keys are refused, and nothing changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TimeField(_Term):
    """Where the time of a row stands.

    `format` is `iso`, `epoch_s`, `epoch_ms`, `epoch_us`, `epoch_ns` or a pattern such as `%d.%m.%Y %H:%M:%S`;
    where it is left out, as logs of the shape write this field, else `iso`.
    `zone` (an IANA name, or UTC) is needed where the text has no offset. A wall time that occurs twice when
    clocks go back is counted as a bad line unless `twice` says which one is meant; one that never occurs is
    bad always.
    """

    field: SourceField
    format: SourceField | None = None
    zone: str | None = None
    twice: Literal["first", "second"] | None = None

    @field_validator("format")
    @classmethod
    def _known_format(cls, text: str | None) -> str | None:
        if text is not None and text not in {"iso", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns"} and "%" not in text:
            raise ValueError(f"`{text}` is no time format; use iso, epoch_s, epoch_ms or a pattern such as %Y-%m-%d")
        return text

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, text: str | None) -> str | None:
        if text is not None:
            try:
                ZoneInfo(text)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                raise ValueError(f"`{text}` is no time zone; use a name such as Europe/Berlin or UTC") from error
        return text


class AccountField(_Term):
    """Whose rows these are: a field of the source, or one name for all."""

    field: SourceField | None = None
    constant: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> AccountField:
        if (self.field is None) == (self.constant is None):
            raise ValueError("give either `field` or `constant`")
        return self


class ExtraField(_Term):
    """A further column for the conditions of an agreement."""

    field: SourceField
    type: Literal["text", "integer", "boolean"] = "text"


class StateWords(_Term):
    """Which words of the source mean up, down, or not known; compared without regard to case."""

    up: tuple[Word, ...] = ("up", "ok", "online", "operational")
    down: tuple[Word, ...] = ("down", "offline", "failed")
    unknown: tuple[Word, ...] = ("unknown", "paused")

    @model_validator(mode="after")
    def _each_word_once(self) -> StateWords:
        words = [word.lower() for word in (*self.up, *self.down, *self.unknown)]
        twice = sorted({word for word in words if words.count(word) > 1})
        if twice:
            raise ValueError(f"these words have two meanings: {', '.join(twice)}")
        return self


class Mapping(_Term):
    """How to read a source; everything that is left out is found from the file's content.

    `fields` maps a field of ours to the name in the source: a JSON key or a JSON pointer (`/http/status`), a
    column of a table, or a part of a log line (client, user, request, status, bytes, referer, agent, or a
    name given by `columns` to what follows). `constants` are text fields that have one value for all rows.
    `count` names a column that says how many requests a row stands for. `routes` are patterns such as
    `/users/{id}` that fold many paths into one.
    """

    series: Series = "requests"
    format: Format | None = None
    shape: Literal["nginx_json", "envoy", "aws_alb"] | None = None
    time: TimeField | None = None
    account: AccountField | None = None
    fields: MappingType[FieldName, SourceField] = Field(default_factory=dict)
    extra: MappingType[ColumnName, ExtraField] = Field(default_factory=dict)
    constants: MappingType[ColumnName, Word] = Field(default_factory=dict)
    count: SourceField | None = None
    states: StateWords = StateWords()
    routes: tuple[SourceField, ...] = Field(default=(), max_length=500)
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    header: bool = True
    columns: tuple[SourceField, ...] = Field(default=(), max_length=1000)
    null_words: tuple[Word, ...] | None = None

    @field_validator("extra")
    @classmethod
    def _new_names(cls, extra: MappingType[str, ExtraField]) -> MappingType[str, ExtraField]:
        taken = sorted(set(extra) & ({"at", "account", "n"} | set(STANDARD)))
        if taken:
            raise ValueError(f"these names have a meaning already: {', '.join(taken)}; give them under `fields`")
        return extra

    @model_validator(mode="after")
    def _fits_together(self) -> Mapping:
        twice = sorted(set(self.constants) & ({"at", "account", "n"} | set(self.fields) | set(self.extra)))
        if twice:
            raise ValueError(f"given twice: {', '.join(twice)}; keep the field or the constant")
        numbers = sorted(set(self.constants) & {"status", "attempt", "state", "latency_us"})
        if numbers:
            raise ValueError(f"only text can be constant, not {', '.join(numbers)}")
        latencies = [name for name in self.fields if name.startswith("latency_")]
        if len(latencies) > 1:
            raise ValueError(f"one latency is enough: {', '.join(latencies)}")
        if not self.header and not self.columns and self.format in {"csv", "tsv"}:
            raise ValueError("without a header line, `columns` must name the columns in order")
        return self


def load_mapping(text: str, file: str) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """Read a mapping file (YAML): the mapping, or every problem found with its line and column."""
    tree, problems = parse(text, file, "say which field is what, beginning with `time: {field: time}`")
    if tree is None:
        return None, problems
    return build(Mapping, tree, {})
