"""What the core says to people: English text that remembers its message, so that it can be told in another language.

The core says everything in English, once: `say("It is due within {within}.", within=term.within)` is that text, and is
kept, compared and written as that text. A face that speaks another language tells it late: `told(text, "de")`. So a
record never holds words of two languages, and no rule knows in which one somebody reads.
"""

from upheld.wording.catalogue import LANGUAGES
from upheld.wording.dates import MONTHS, WEEKDAYS
from upheld.wording.errors import SaidError
from upheld.wording.lists import Values, joined, listed, renamed
from upheld.wording.recalled import recalled
from upheld.wording.said import (
    Said,
    changed,
    message,
    messages,
    say,
    say_count,
    say_number,
    say_percent,
    say_word,
    told,
)
from upheld.wording.values import told_values

__all__ = [
    "LANGUAGES", "MONTHS", "WEEKDAYS", "Said", "SaidError", "Values", "changed", "joined", "listed", "message",
    "messages", "recalled", "renamed", "say", "say_count", "say_number", "say_percent", "say_word", "told",
    "told_values",
]  # fmt: skip
