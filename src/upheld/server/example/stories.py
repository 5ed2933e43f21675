"""The stories of the example's tickets, read from their file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast

from upheld.server.desk.acts import ActName

By = Literal["agent", "customer"]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done to a ticket, so many minutes after it was opened."""

    minutes: int
    by: By
    act: ActName
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket as it is reported, and what is done to it.

    `ago`: it also began so many minutes ago, whenever somebody looks (0: it did not); `once`: then alone.
    """

    account: str
    agreement: str
    subject: str
    description: str
    priority: str
    environment: str
    answers: Mapping[str, str]
    intake: Mapping[str, str]
    deeds: tuple[Deed, ...]
    ago: int
    once: bool


@cache
def stories() -> tuple[Story, ...]:
    """Every story, in the order of the file."""
    told = tomllib.loads(files("upheld.server.example").joinpath("stories.toml").read_text(encoding="utf-8"))
    return tuple(_story(each) for each in told["stories"])


def _story(told: Mapping[str, object]) -> Story:
    def words(name: str) -> Mapping[str, str]:
        return MappingProxyType(cast("dict[str, str]", told.get(name, {})))

    def word(name: str) -> str:
        return str(told.get(name, ""))

    deeds = cast("list[tuple[int, By, ActName, dict[str, str]]]", told["acts"])
    return Story(
        word("account"), word("agreement"), word("subject"), word("description"), word("priority"),
        word("environment"), words("answers"), words("intake"),
        tuple(Deed(minutes, by, act, MappingProxyType(fields)) for minutes, by, act, fields in deeds),
        cast("int", told.get("ago", 0)), bool(told.get("once")),
    )  # fmt: skip
