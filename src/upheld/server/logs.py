"""Log lines: one line each, plain or JSON, in UTC; what a record carries beside its text are its `facts`.

    log.info("job failed", extra={"facts": {"job": 12, "kind": "mail"}})

A fact is an id or a count, never a text that a person wrote, and never a secret.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime

_LINK = re.compile(r"/(invitation|reset)/[^\s/?]+")
"""A link of a mail, whose last part opens a door: Django tells the path of each request that it refuses."""


class PlainLines(logging.Formatter):
    """`2026-11-22T09:00:00Z INFO upheld.server.jobs job failed job=12 kind=mail`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line; line breaks in it are written as such, so that nobody can forge a line."""
        facts = "".join(f" {name}={value}" for name, value in _facts(record).items())
        told = f"{_at(record)} {record.levelname} {record.name} {_says(record)}{facts}{_error(self, record)}"
        return _one_line(told)


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, says, the facts, and the error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        told: dict[str, object] = {"at": _at(record), "level": record.levelname.lower(), "logger": record.name}
        told |= {"says": _says(record), **_facts(record)}
        error = _error(self, record).strip()
        return json.dumps(told | ({"error": error} if error else {}), ensure_ascii=False, default=str)


def _says(record: logging.LogRecord) -> str:
    return _LINK.sub(r"/\1/...", record.getMessage())


def _facts(record: logging.LogRecord) -> Mapping[str, object]:
    facts = getattr(record, "facts", None)
    return facts if isinstance(facts, Mapping) else {}


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _error(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return f" {formatter.formatException(record.exc_info)}" if record.exc_info and record.exc_info[0] else ""


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
