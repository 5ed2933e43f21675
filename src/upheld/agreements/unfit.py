"""What makes a text unfit to be read: too many bytes, signs that nobody sees or that turn what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from upheld.problems import Place, Problem
from upheld.wording import say

MAX_BYTES = 512 * 1024  # the longest founding agreement has 20 kB; a text of 512 kB is no contract

# Unicode's format characters (category Cf) that show nothing or turn the text around: a reader would see another text
# than the one that counts. The two joiners stay, for Persian and the scripts of India are not written without them.
_INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f"
)
# Control characters (Cc) and halves of surrogate pairs (Cs) but for those that break lines and columns.
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"
_HIDING = re.compile(f"[{_INVISIBLE}{_CONTROLS}]")
# In a value a carriage return that ends no line came by an escape: a terminal writes over what stands before it.
_HIDING_IN_VALUE = re.compile(f"[{_INVISIBLE}{_CONTROLS}]|\r(?!\n)")
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def unfit_text(text: str, file: str, most: int = MAX_BYTES) -> Iterator[Problem]:
    """What makes a text unfit to be read: more bytes than `most`, characters that hide or turn what is written.

    The byte order mark at its very beginning is no part of the text.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > most:
        yield Problem(Place(file), "", say("the file has {size} bytes; at most {most} are read", size=size, most=most))
        return
    begins = text.startswith("\ufeff")
    if _HIDING.search(text, int(begins)) is None:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if found := _HIDING.search(line, int(begins and number == 1)):
            yield hiding(found[0], Place(file, number, found.start() + 1))


def hidden_in(value: str) -> str:
    r"""The first sign of a value that nobody sees, empty for none: an escape such as `"\u202e"` may have brought it."""
    found = _HIDING_IN_VALUE.search(value)
    return found[0] if found else ""


def joined_halves(value: str) -> str:
    r"""A value in which two escapes that are one sign are it, as in JSON: `"\ud83d\ude00"` (RFC 8259, section 7)."""
    return _HALVES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), value)


def hiding(sign: str, place: Place, field: str = "") -> Problem:
    """That a sign is refused, at its place; `field` is the dotted path of the value that holds it."""
    what = say("the character {code} is invisible or changes the direction of the text", code=f"U+{ord(sign):04X}")
    return Problem(place, field, what, say("remove it: a contract must read as it counts"))
