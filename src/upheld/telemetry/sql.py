"""Small safe pieces of SQL text: names and values quoted once, here, so that no input is ever read as SQL."""

from __future__ import annotations

from collections.abc import Iterable


def name(text: str) -> str:
    """A column or table name, quoted; names are always quoted, because `at` is a word of SQL."""
    return '"' + text.replace('"', '""') + '"'


def value(text: str) -> str:
    """A text value, quoted. Control characters are written by number, so that a query stays readable."""
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    pieces = "".join(sign if sign.isprintable() else f"'||chr({ord(sign)})||'" for sign in text.replace("'", "''"))
    return f"'{pieces}'"


def values(texts: Iterable[str]) -> str:
    """Several text values, separated by commas."""
    return ", ".join(value(text) for text in texts)


def either(conditions: Iterable[str]) -> str:
    """A condition that holds when one of several holds; FALSE when there is none."""
    return " OR ".join(f"({condition})" for condition in conditions) or "FALSE"
