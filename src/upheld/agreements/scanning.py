"""The YAML library's scanner with its innermost loops done at once: the same tokens and places, in half the time.

The library looks at a text sign by sign. What is overridden here says the same about whole words, comments and runs of
blanks; everything rare is left to the library (a test compares the two on texts of every kind).
"""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.parser import Parser
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tokens import ScalarToken

_ENDS = r" \n\0\t\r\x85\u2028\u2029"
# Words of a plain scalar in one line, with the spaces between them; a colon ends it only before one of `_ENDS`.
_BLOCK = rf"(?:[^:{_ENDS}]|:(?![{_ENDS}]))+"
_FLOW = rf"(?:[^:,\[\]{{}}{_ENDS}]|:(?![{_ENDS}]))+"
_IN_BLOCK, _IN_FLOW = (re.compile(rf"(?!#){words}(?:[ ]+(?!#){words})*") for words in (_BLOCK, _FLOW))
# Blanks and a comment before the next token, or before the end of the line.
_COMMENT = r"(?:#[^\n\0\r\x85\u2028\u2029]*)?"
_BLANKS_IN_BLOCK, _BLANKS_IN_FLOW = re.compile(rf"[ ]*{_COMMENT}"), re.compile(rf"[ \t]*{_COMMENT}")


def events_of(text: str) -> Any:
    """The events of YAML 1.2 text without its byte order mark, one by one. Raises `ruamel.yaml.error.YAMLError`."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    yaml.Reader, yaml.Scanner, yaml.Parser = _Reader, _Scanner, _Parser
    return yaml.parse(text)


class _Reader(Reader):
    def forward(self, length: int = 1) -> None:
        passed = self.buffer[self.pointer : self.pointer + length]
        if len(passed) < length or "\n" in passed or "\r" in passed or "\ufeff" in passed:
            super().forward(length)
            return
        self.pointer += length
        self.index += length
        self.column += length


class _Scanner(Scanner):
    # Both are properties in the library that are asked for at every sign; neither changes while a text is read.
    reader: Any = None
    loader: Any

    def __init__(self, loader: Any = None) -> None:
        self.reader = loader.reader
        super().__init__(loader)

    def check_token(self, *choices: Any) -> bool:
        while self.need_more_tokens():
            self.fetch_more_tokens()
        return bool(self.tokens) and (not choices or isinstance(self.tokens[0], choices))

    def need_more_tokens(self) -> bool:
        if self.done or (self.tokens and not self.possible_simple_keys):
            return False
        return not self.tokens or super().need_more_tokens()

    def scan_to_next_token(self) -> None:
        blanks = _BLANKS_IN_FLOW if self.flow_context else _BLANKS_IN_BLOCK
        reader = self.reader
        while True:
            found = blanks.match(reader.buffer, reader.pointer)
            if found is not None and found[0]:
                reader.forward(len(found[0]))
            if not self.scan_line_break():
                return
            if not self.flow_context:
                self.allow_simple_key = True

    def scan_plain(self) -> Any:
        reader, flow = self.reader, bool(self.flow_context)
        found = (_IN_FLOW if flow else _IN_BLOCK).match(reader.buffer, reader.pointer)
        if found is None or (flow and "?" in found[0] and self.scanner_processing_version == (1, 1)):
            return super().scan_plain()
        start = end = reader.get_mark()
        chunks: list[str] = []
        spaces: list[str] = []
        while found is not None:
            self.allow_simple_key = False
            chunks += [*spaces, found[0]]
            reader.forward(len(found[0]))
            end = reader.get_mark()
            spaces = self.scan_plain_spaces(self.indent + 1, start)
            if not spaces or (not flow and reader.column <= self.indent):
                break
            found = (_IN_FLOW if flow else _IN_BLOCK).match(reader.buffer, reader.pointer)
        return ScalarToken("".join(chunks), plain=True, start_mark=start, end_mark=end)


class _Parser(Parser):
    # Asked for at every token as well.
    scanner: Any = None

    def __init__(self, loader: Any) -> None:
        self.scanner = loader.scanner
        super().__init__(loader)
