"""What targets, events and lengths of time are called where customers read them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from upheld.agreements.words import Length
from upheld.server.look.moments import length_text
from upheld.server.look.words import Words
from upheld.support.clock import Clock

TARGETS: Mapping[str, Words] = MappingProxyType(
    {
        "response": _("Answer"),
        "update": _("Update"),
        "workaround": _("Workaround"),
        "resolution": _("Solution"),
    }
)

COUNTED: Mapping[str, Words] = MappingProxyType(
    {
        "working time": _("counted in working time"),
        "elapsed time": _("around the clock"),
        "elapsed time on business days": _("around the clock on business days"),
        "business days": "",
    }
)
"""In what time a target runs."""

CHANNELS: Mapping[str, Words] = MappingProxyType(
    {
        "web form": _("by the form"), "api": _("over the API"), "e-mail": _("by e-mail"),
        "telephone": _("by telephone"), "monitoring": _("by monitoring"),
    }
)  # fmt: skip

CHANGES: Mapping[str, tuple[Words, str]] = MappingProxyType(
    {
        "opened": (_("The case was opened"), "ticket"),
        "acknowledged": (_("We have it and are looking at it"), "check"),
        "update": (_("Message from the desk"), "mail"),
        "message_written": (_("Message from the desk"), "mail"),
        "customer_message": (_("You wrote"), "person"),
        "paused": (_("Waiting"), "pause"),
        "resumed": (_("Being worked on again"), "play"),
        "priority_changed": (_("The priority was changed"), "flag"),
        "worked_around": (_("There is a way around it"), "tools"),
        "fixed": (_("It was fixed"), "check"),
        "resolved": (_("It was solved"), "check"),
        "closed": (_("The case was closed"), "lock"),
        "reopened": (_("It was taken up again"), "again"),
        "merged": (_("It goes on in another case"), "merge"),
        "linked": (_("Linked with another case"), "link"),
        "excluded": (_("Its times are not judged"), "none"),
        "included": (_("Its times are judged again"), "check"),
    }
)


def length_words(length: Length) -> str:
    """`24 hours`, in the reader's language."""
    count = int(length.count)
    if count != length.count:
        return str(length)
    words = {
        "second": ngettext("%d second", "%d seconds", count), "minute": ngettext("%d minute", "%d minutes", count),
        "hour": ngettext("%d hour", "%d hours", count), "day": ngettext("%d day", "%d days", count),
        "week": ngettext("%d week", "%d weeks", count), "month": ngettext("%d month", "%d months", count),
        "business day": ngettext("%d business day", "%d business days", count),
    }  # fmt: skip
    return words[length.unit] % count if length.unit in words else str(length)


def standing_words(clock: Clock) -> str:
    """How a target stands, in a few words."""
    left, late = length_text(max(clock.left or 0, 0)), length_text(clock.late or 0)
    if clock.verdict == "kept":
        return gettext("Kept with %(left)s to spare") % {"left": left}
    if clock.verdict == "missed" and clock.open:
        return gettext("Late by %(late)s so far") % {"late": late}
    if clock.verdict == "missed":
        return gettext("Came %(late)s too late") % {"late": late}
    if clock.verdict == "paused":
        return gettext("It stands still, with %(left)s left") % {"left": left}
    if clock.verdict == "running":
        return gettext("%(left)s left") % {"left": left}
    return gettext("No time is promised.")
