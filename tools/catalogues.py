"""Translations of pages: what is to be translated, what a language lacks, and the compiled form that Django reads.

`python -m tools.catalogues` compiles every `locale/<language>/LC_MESSAGES/django.po` of the server's rooms to the
`django.mo` beside it, and `core.po` of `upheld.wording`, which holds what the core says; it tells each message that has
no translation, by the room that says it. Nothing but Python is needed, so that a bare machine can do it; both files are
kept in the repository.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "upheld"
SERVER = SOURCE / "server"
LANGUAGES = ("de",)
_CALLS = frozenset({"_", "gettext", "gettext_lazy"})
_SAYS = frozenset({"say", "say_word", "message"})
_COUNTS = frozenset({"messages", "say_count"})
_HOLE = re.compile(r"{[^{}]*}")
_TAG = re.compile(r"""{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
_IN_TAG = re.compile(r"""\b_\((?:"([^"]*)"|'([^']*)')\)""")
_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
_PLURAL = re.compile(r"{%\s*plural\s*%}")
_VARIABLE = re.compile(r"{{\s*([\w.]+)[^}]*}}")
_LITERAL = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)?\s*"(.*)"$')

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
            found[(_in_case(fields, key[0]), *key[1:])] = said
    return found


def _in_case(fields: Mapping[str, str], message: str) -> str:
    """The key of a message; of one in a grammatical case, that of gettext with its context before it."""
    return f"{fields['msgctxt']}\x04{message}" if "msgctxt" in fields else message


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


def core_messages() -> frozenset[Message]:
    """Every message that the core says, or a room in its way (`upheld.wording`), and every word of agreements."""
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))]
    found = {said for tree in trees if _uses_wording(tree) for said in _core_in(tree)}
    terms = [*(SOURCE / "agreements" / "terms").glob("*.py"), *(SOURCE / "rules").glob("*/*.py")]
    words = {(word,) for path in terms for word in _words_in(ast.parse(path.read_text("utf-8")))}
    return frozenset(said for said in found | words if re.search("[A-Za-z]", _HOLE.sub("", said[0])))


def _uses_wording(tree: ast.Module) -> bool:
    """Whether a module says things by `upheld.wording`: others have a `say` of their own."""
    named = (node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return any(f"{module}.".startswith("upheld.wording.") for module in named)


def _core_in(tree: ast.Module) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name, texts = node.func.id, [each.value for each in node.args if isinstance(each, ast.Constant)]
            if name in _SAYS and texts and isinstance(texts[0], str):
                yield (texts[0],)
            elif name in _COUNTS and len(texts) >= 2:
                yield (str(texts[-2]), str(texts[-1]))


def _words_in(tree: ast.Module) -> Iterator[str]:
    """What a term may hold: the words of each `Literal`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
            texts = (each.value for each in ast.walk(node.slice) if isinstance(each, ast.Constant))
            yield from (text for text in texts if isinstance(text, str))


def core_source(language: str) -> Path:
    """Where the core's translations stand."""
    return SOURCE / "wording" / "locale" / language / "LC_MESSAGES" / "core.po"


def core_missing(language: str) -> list[Message]:
    """The messages of the core that a language lacks, in order."""
    return sorted(core_messages() - set(read_catalogue(core_source(language).read_text("utf-8"))))


def core_strangers(language: str) -> list[Message]:
    """The translations that name a value which their message does not hold, in order."""
    known = read_catalogue(core_source(language).read_text("utf-8"))
    return sorted(key for key, said in known.items() if not _names(said) <= _names(key))


def _names(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(re.split("[:!]", hole[1:-1])[0] for text in texts for hole in _HOLE.findall(text))


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
        for source in (core_source(language), *sorted(SERVER.glob(f"*/locale/{language}/LC_MESSAGES/django.po"))):
            source.with_suffix(".mo").write_bytes(compiled(read_catalogue(source.read_text("utf-8"))))
        lacking = [("the core", message) for message in core_missing(language)]
        lacking += [("the core, of other values", message) for message in core_strangers(language)]
        lacking += [(room.name, message) for room in rooms() for message in missing(room, language)]
        for name, message in lacking:
            print(f"{language} {name}: {' | '.join(message)!r}")
        lacks += len(lacking)
    return 1 if lacks else 0


if __name__ == "__main__":
    sys.exit(main())
