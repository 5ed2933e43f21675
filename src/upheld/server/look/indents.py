"""Templates without their indentation: it is for those who read the source, and no page carries it to its readers."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders.app_directories import Loader

_KEPT = r"<pre\b.*?</pre>|<textarea\b.*?</textarea>|{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}"
_SILENT = (
    r"{%\s*(?:if|elif|else|endif|for|endfor|with|endwith|ifchanged|endifchanged)\b[^%\n]*%}"
    r"|{%\s*empty\s*%}|{#[^#\n]*#}"
)
# A line of nothing but tags that show nothing gives its own line break away; the one after it stays.
_SPACES = re.compile(rf"(?P<kept>(?s:{_KEPT}))|\n[ \t]*(?=(?:(?:{_SILENT})[ \t]*)+\n)|(?P<line>\n)[ \t]+")


def unindented(text: str) -> str:
    """The text of a template with each run of space at the beginning of a line taken out, and no two words joined.

    What stands in `pre`, `textarea` and messages stays as it is: there, space is part of the text.
    """
    return _SPACES.sub(lambda found: found["kept"] or found["line"] or "", text)


class UnindentedLoader(Loader):
    """Finds templates as Django does, in each room's own folder."""

    def get_contents(self, origin: Origin) -> str:
        """The template's text, for the compiler; read once, since what is compiled is kept."""
        return unindented(super().get_contents(origin))
