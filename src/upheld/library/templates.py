"""Agreements to start from: the templates that come with Upheld, each with what it is for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def templates() -> Mapping[str, str]:
    """The text of every template by its name."""
    folder = files("upheld.agreements.templates")
    found = sorted((each.name.removesuffix(".yaml"), each) for each in folder.iterdir() if each.name.endswith(".yaml"))
    return MappingProxyType({name: each.read_text(encoding="utf-8") for name, each in found})


def purpose_of(text: str) -> str:
    """What a template is for: its first comment line after the one for editors."""
    return text.splitlines()[1].removeprefix("#").strip()


def filled(text: str, name: str | None, provider: str | None) -> str:
    """A template with the names of the agreement and the provider put in."""
    if name is not None:
        text = re.sub(r"(?m)^agreement: example$", f"agreement: {slug_of(name)}", text)
        text = re.sub(r"(?m)^title: Example (.*)$", lambda found: f"title: {_quoted(f'{name} {found[1]}')}", text)
    if provider is not None:
        text = re.sub(r"(?m)^provider: .*$", lambda _: f"provider: {_quoted(provider)}", text)
    return text


def slug_of(name: str) -> str:
    """The short name of an agreement that is called so."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64] or "agreement"


def _quoted(text: str) -> str:
    """Text as YAML takes it for text, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
