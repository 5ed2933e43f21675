"""Templates as they are kept: without indentation, in one language, and what is the same each time already in place."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders.app_directories import Loader as FolderLoader
from django.template.loaders.cached import Loader as KeptLoader
from django.utils.translation import get_language, gettext

from upheld.server.look.templatetags.look import icon

_KEPT = r"<pre\b.*?</pre>|<textarea\b.*?</textarea>|{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}"
_SILENT = (
    r"{%\s*(?:if|elif|else|endif|for|endfor|with|endwith|ifchanged|endifchanged)\b[^%\n]*%}"
    r"|{%\s*empty\s*%}|{#[^#\n]*#}"
)
# A line of nothing but tags that show nothing gives its own line break away; the one after it stays.
_SPACES = re.compile(rf"(?P<kept>(?s:{_KEPT}))|\n[ \t]*(?=(?:(?:{_SILENT})[ \t]*)+\n)|(?P<line>\n)[ \t]+")
_FIXED = re.compile(r"""{%\s*(?P<tag>translate|icon)\s+(?:"(?P<told>[^"\\]*)"|'(?P<said>[^'\\]*)')\s*%}""")
_OPENS = ("{{", "{%", "{#")


def unindented(text: str) -> str:
    """The text of a template with each run of space at the beginning of a line taken out, and no two words joined.

    What stands in `pre`, `textarea` and messages stays as it is: there, space is part of the text.
    """
    return _SPACES.sub(lambda found: found["kept"] or found["line"] or "", text)


def filled_in(text: str) -> str:
    """The text with its fixed words, in the language of this moment, and its fixed icons: half of a page's tags."""
    return _FIXED.sub(_fixed, text)


def _fixed(found: re.Match[str]) -> str:
    told = found["told"] or found["said"] or ""
    if found["tag"] == "icon":
        return icon(told)
    # As the tag does it: messages are kept with their percent signs doubled.
    words = gettext(told.replace("%", "%%")).replace("%%", "%")
    return found[0] if any(each in words for each in _OPENS) else words


class PreparedLoader(FolderLoader):
    """Finds templates as Django does, in each room's own folder."""

    def get_contents(self, origin: Origin) -> str:
        """The template's text, for the compiler."""
        return filled_in(unindented(super().get_contents(origin)))


class LanguageLoader(KeptLoader):
    """Compiles each template once for each language."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """By the language of this moment too."""
        return f"{get_language()} {super().cache_key(template_name, skip)}"
