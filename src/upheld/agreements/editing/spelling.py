"""How a value is spelled in YAML: as its forerunner was, where that says the same, else so that it is read as meant."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.editing.written import Part
from upheld.agreements.text import Node, Scalar, Sequence, Table, parse_any

_EMPTY = "null"
# What a double-quoted text cannot hold as it is; characters that hide stay visible to the reading, which refuses them.
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\u2028": "\\L", "\u2029": "\\P"})


def value_spelled(value: str | None, old: Part, text: str) -> str:
    """How `value` is written in the place of `old`; None is a value that is left empty."""
    if value is None:
        return _EMPTY
    if old.style in ("|", ">") and "\n" in value:
        literal = _literal(value, old, text)
        if _reads_as(f"k: {literal}\n", value):
            return literal
    return next(each for each in _ways(value, old.style) if _is_value(each, value, flow=old.flow))


def name_spelled(name: str, old: Part) -> str:
    """How `name` is written in the place of the name `old`."""
    return next(each for each in _ways(name, old.style) if _is_name(each, name, flow=old.flow))


def _ways(value: str, style: str) -> Iterator[str]:
    """Spellings to try, that of the forerunner first; the last one can hold every text."""
    single = "'" + value.replace("'", "''") + "'"
    double = f'"{value.translate(_ESCAPES)}"'
    if "\n" not in value and "\t" not in value:
        yield from {"'": [single], '"': [double]}.get(style, [value])
        yield from (value, double, single)
    yield double


def _literal(value: str, old: Part, text: str) -> str:
    """A block of lines, as far indented as the lines that it replaces."""
    lines = [line for line in text[old.start : old.end].split("\n")[1:] if line.strip()]
    indent = " " * (len(lines[0]) - len(lines[0].lstrip(" ")) if lines else 2)
    body = "\n".join(indent + line if line else "" for line in value.removesuffix("\n").split("\n"))
    return f"{'|' if value.endswith(chr(10)) else '|-'}\n{body}"


def _is_value(spelled: str, value: str, *, flow: bool) -> bool:
    around = ("{{k: {}, l: m}}\n", "[{}, m]\n") if flow else ("k: {}\n", "- {}\n")
    return all(_reads_as(each.format(spelled), value) for each in around)


def _is_name(spelled: str, name: str, *, flow: bool) -> bool:
    around = ("{{{}: v, l: m}}\n",) if flow else ("{}: v\n", "- {}: v\n")
    return all(_reads_as(each.format(spelled), name, of_name=True) for each in around)


def _reads_as(text: str, value: str, *, of_name: bool = False) -> bool:
    """Whether the first scalar (or name) of a small text is read as `value`."""
    node, _ = parse_any(text, "")
    while isinstance(node, Sequence | Table):
        node = _first(node, of_name=of_name)
    return isinstance(node, Scalar) and node.text == value


def _first(node: Sequence | Table, *, of_name: bool) -> Node | None:
    if isinstance(node, Sequence):
        return node.items[0] if node.items else None
    return node.entries[0][0 if of_name else 1] if node.entries else None
