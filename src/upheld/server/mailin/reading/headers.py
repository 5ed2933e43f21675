"""Header fields of a message or a part: split by hand, so that their size and number are bounded before anything else.

The standard library's parser is not used for whole messages: its time grows with lines times open parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from upheld.wording import say

LARGEST_BLOCK = 64 * 1024
LARGEST_FIELD = 16 * 1024
MOST_FIELDS = 200
# Of a field that is decoded: the decoder's time is not linear.
_DECODED = 4000
_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_TEXT_CODECS = re.compile(r"(utf[-_]|ascii|latin|iso8859|cp\d|windows|koi8|gb|big5|shift|euc|mac|hz|iso2022|johab)")


class Unreadable(ValueError):  # noqa: N818 - it says what the message is
    """A message that is not read any further; the text says why, without a word of the message itself."""


@dataclass(frozen=True, slots=True)
class Headers:
    """Fields in their order, names in small letters, values unfolded and not yet decoded."""

    fields: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, as it stands."""
        return tuple(value for known, value in self.fields if known == name)

    def first(self, name: str) -> str:
        """The first value of a field as it stands; empty where there is none."""
        return next(iter(self.all(name)), "")

    def text(self, name: str) -> str:
        """The first value of a field, decoded, on one line."""
        return decoded(self.first(name))

    def parameters(self, name: str) -> Message:
        """A field with parameters (`content-type`), for the standard library's readers of single fields."""
        made = Message()
        made[name] = self.first(name)
        return made


def headers_of(block: bytes) -> Headers:
    """The fields of a block. Raises Unreadable where it is too large or no block of fields."""
    if len(block) > LARGEST_BLOCK:
        raise Unreadable(say("the headers are too large"))
    lines: list[bytes] = []
    for line in block.replace(b"\r\n", b"\n").split(b"\n"):
        if line[:1] in {b" ", b"\t"} and lines:
            lines[-1] += b" " + line.strip()
        elif line:
            lines.append(line)
    if len(lines) > MOST_FIELDS:
        raise Unreadable(say("there are too many headers"))
    return Headers(tuple(_field(line) for line in lines))


def decoded(value: str) -> str:
    """A value with its encoded words read, in one line: what would begin another header becomes a space."""
    try:
        pieces = decode_header(value[:_DECODED])
        told = "".join(piece if isinstance(piece, str) else text_of(piece, charset or "") for piece, charset in pieces)
    except (HeaderParseError, ValueError):
        told = value
    return one_line(told)


def one_line(text: str) -> str:
    """A text without control characters, line breaks and marks that turn the direction of reading."""
    return _CONTROL.sub(" ", text).strip()


def text_of(content: bytes, charset: str) -> str:
    """Bytes as text, by a character set that is one, else as UTF-8; what cannot be read is marked."""
    known = charset if _TEXT_CODECS.match(charset.lower()) else "utf-8"
    try:
        return content.decode(known, errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def _field(line: bytes) -> tuple[str, str]:
    if len(line) > LARGEST_FIELD:
        raise Unreadable(say("a header is too long"))
    match = _NAME.fullmatch(line)
    if match is None:
        raise Unreadable(say("a line among the headers is none"))
    name, value = match.groups()
    return name.decode("ascii").lower(), text_of(value, "utf-8").replace("\r", " ").replace("\0", " ").strip()
