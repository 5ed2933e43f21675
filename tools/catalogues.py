"""Translations of pages: what is to be translated, what a language lacks, and the compiled form that Django reads.

`python -m tools.catalogues` compiles every `locale/<language>/LC_MESSAGES/django.po` of the server's rooms to the
`django.mo` beside it, and tells each message that has no translation, by the room that says it. Nothing but Python is
needed, so that a bare machine can do it; both files are kept in the repository.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SERVER = Path(__file__).parent.parent / "src" / "upheld" / "server"
LANGUAGES = ("de",)
_CALLS = frozenset({"_", "gettext", "gettext_lazy"})
_TAG = re.compile(r"""{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
_IN_TAG = re.compile(r"""\b_\((?:"([^"]*)"|'([^']*)')\)""")
_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
_PLURAL = re.compile(r"{%\s*plural\s*%}")
_VARIABLE = re.compile(r"{{\s*([\w.]+)[^}]*}}")
_LITERAL = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?)?\s*"(.*)"$')

Message = tuple[str, ...]
"""A message as it stands in the source: one form, or the singular and the plural."""


def messages_of(room: Path) -> frozenset[Message]:
    """Every message that a room's templates and modules say."""
    templates = (found for path in sorted(room.rglob("*.html")) for found in _in_template(path.read_text("utf-8")))
    modules = (found for path in sorted(room.rglob("*.py")) for found in _in_module(path.read_text("utf-8")))
    return frozenset((*templates, *modules))


def _in_template(text: str) -> Iterator[Message]:
    for found in (*_TAG.finditer(text), *_IN_TAG.finditer(text)):
        yield (found[1] if found[1] is not None else found[2],)
    for block in _BLOCK.finditer(text):
        yield tuple(_VARIABLE.sub(r"%(\1)s", part.replace("%", "%%")) for part in _PLURAL.split(block[1]))


def _in_module(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            texts = [each.value for each in node.args[:2] if isinstance(each, ast.Constant)]
            if node.func.id in _CALLS and texts and isinstance(texts[0], str):
                yield (texts[0],)
            elif node.func.id == "ngettext" and len(texts) == 2:
                yield tuple(map(str, texts))


def read_catalogue(text: str) -> Mapping[Message, Message]:
    """The translations of a `.po` file; one that is empty is none."""
    found: dict[Message, Message] = {}
    for entry in re.split(r"\n\s*\n", text):
        fields = _fields(entry)
        key = tuple(fields[name] for name in ("msgid", "msgid_plural") if name in fields)
        said = tuple(fields[name] for name in ("msgstr", "msgstr[0]", "msgstr[1]") if fields.get(name))
        if key and said:
            found[key] = said
    return found


def _fields(entry: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in entry.splitlines():
        match = _LITERAL.match(line.strip())
        if match is None:
            continue
        name = match[1] or name
        fields[name] = fields.get(name, "") + str(ast.literal_eval(f'"{match[2]}"'))
    return fields


def compiled(catalogue: Mapping[Message, Message]) -> bytes:
    """A catalogue in the form that the gettext of every system reads, its entries in order."""
    pairs = sorted(("\0".join(key).encode(), "\0".join(said).encode()) for key, said in catalogue.items())
    start = 28 + 16 * len(pairs)
    keys = b"\0".join(key for key, _ in pairs) + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    first, second = _table((key for key, _ in pairs), start), _table((said for _, said in pairs), start + len(keys))
    return header + first + second + keys + b"\0".join(said for _, said in pairs) + b"\0"


def _table(texts: Iterable[bytes], at: int) -> bytes:
    rows = []
    for text in texts:
        rows.append(struct.pack("<2I", len(text), at))
        at += len(text) + 1
    return b"".join(rows)


def rooms() -> tuple[Path, ...]:
    """The rooms of the server that say anything to people."""
    return tuple(room for room in sorted(SERVER.iterdir()) if room.is_dir() and messages_of(room))


def source_of(room: Path, language: str) -> Path:
    """Where a room's translations stand."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def missing(room: Path, language: str) -> list[Message]:
    """The messages of a room that a language lacks, in order; Django looks into all rooms, and so does this."""
    known: dict[Message, Message] = {}
    for each in SERVER.iterdir():
        file = source_of(each, language)
        known |= read_catalogue(file.read_text("utf-8")) if file.exists() else {}
    return sorted(messages_of(room) - set(known))


def main() -> int:
    """Compile, and tell what is missing."""
    lacks = 0
    for language in LANGUAGES:
        for source in sorted(SERVER.glob(f"*/locale/{language}/LC_MESSAGES/django.po")):
            source.with_suffix(".mo").write_bytes(compiled(read_catalogue(source.read_text("utf-8"))))
        for room in rooms():
            for message in missing(room, language):
                lacks += 1
                print(f"{language} {room.name}: {' | '.join(message)!r}")
    return 1 if lacks else 0


if __name__ == "__main__":
    sys.exit(main())
