"""The core's messages in other languages, as `tools.catalogues` compiles them from `locale/<language>/`."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("en", "de")
"""The languages that the core can be told in; English is that of the source."""

Messages = tuple[str, ...]
"""A message: one form, or its singular and its plural."""

_CASE = "\x04"  # gettext's own sign between a context and its message


def message_in(language: str, case: str, messages: Messages, form: int = 0) -> str:
    """A message in a language, of a singular and plural the form; in a grammatical case where the language has it."""
    known = _catalogue(language)
    return (known.get((case, messages)) or known.get(("", messages)) or messages)[form]


def messages_of(language: str) -> frozenset[Messages]:
    """Every message that a language has."""
    return frozenset(messages for _, messages in _catalogue(language))


@cache
def _catalogue(language: str) -> Mapping[tuple[str, Messages], Messages]:
    """(grammatical case, message) -> the message in the language; empty for English, and where we do not speak it."""
    compiled = files("upheld.wording") / "locale" / language / "LC_MESSAGES" / "core.mo"
    if language not in LANGUAGES or not compiled.is_file():
        return MappingProxyType({})
    return MappingProxyType(dict(_entries(compiled.read_bytes())))


def _entries(compiled: bytes) -> Iterator[tuple[tuple[str, Messages], Messages]]:
    """The entries of a file in gettext's compiled form (GNU gettext manual, 10.3), little-endian as we write it."""
    count, keys, texts = struct.unpack_from("<3I", compiled, 8)
    for place in range(count):
        key, said = (_text(compiled, table + 8 * place) for table in (keys, texts))
        case, _, message = key.rpartition(_CASE)
        yield (case, tuple(message.split("\0"))), tuple(said.split("\0"))


def _text(compiled: bytes, place: int) -> str:
    length, start = struct.unpack_from("<2I", compiled, place)
    return compiled[start : start + length].decode()
