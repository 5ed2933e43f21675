"""What the core says, in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language

from upheld.wording import recalled, told


def core_words(text: str) -> str:
    """A text that the core has just said, in the reader's language; any other text as it is."""
    return told(text, get_language() or "en")


def kept_words(text: str) -> str:
    """A text of the core that a record keeps in English, in the reader's language."""
    language = get_language() or "en"
    return text if language.startswith("en") else told(recalled(text), language)
