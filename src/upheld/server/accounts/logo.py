"""The provider's logo: known by its first bytes, kept by its SHA-256, and named after both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.accounts.models import Provider
from upheld.server.accounts.registering import ASKED
from upheld.server.audit.trail import Act, note
from upheld.server.installed import installation
from upheld.server.keeping import keep, kept
from upheld.wording import say

LARGEST = 100_000
"""Bytes: it is loaded with every first page."""

LOGO_TYPES: Mapping[str, str] = MappingProxyType(
    {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "svg": "image/svg+xml"}
)
"""The type of a logo by the end of its name."""

# What may stand before the root element; nothing is tried twice, so no text takes long.
_BESIDES = rb"(?:\s|<!--.*?-->)*+"
_BEFORE = rb"(?:\xef\xbb\xbf)?+(?:<\?xml\s[^<>]{0,200}\?>)?+%b(?:<!DOCTYPE\s[^<>\[]*+>)?+%b"
_SVG = re.compile(_BEFORE % (_BESIDES, _BESIDES) + rb"<svg[\s>/]", re.DOTALL)


def set_logo(content: bytes, actor: Actor, now: datetime) -> str:
    """Show the provider's pages under a logo; the name of its file. Raises `upheld.Refused` for what is none."""
    if len(content) > LARGEST:
        what = say("the file has more than {number} kB", number=LARGEST // 1000)
        raise Refused([Problem(ASKED, "logo", what, say("make it smaller"))])
    ending = type_of(content)
    if not ending:
        what, mend = say("the file is no PNG, JPEG, WebP or SVG"), say("save it as one of these")
        raise Refused([Problem(ASKED, "logo", what, mend)])
    name = f"{keep(installation().data_dir, content)}.{ending}"
    _record(name, actor, now)
    return name


def remove_logo(actor: Actor, now: datetime) -> None:
    """Show our own mark again; the file stays kept."""
    _record("", actor, now)


def logo_content(name: str) -> bytes | None:
    """The bytes of a logo by the name of its file; None where they are gone or no longer those."""
    try:
        return kept(installation().data_dir, name.partition(".")[0])
    except (FileNotFoundError, ValueError):
        return None


def type_of(content: bytes) -> str:
    """What a picture is by its first bytes: `png`, `jpg`, `webp` or `svg`; empty for anything else.

    Sources: PNG (ISO/IEC 15948, 5.2), JPEG (ITU-T T.81, B.1.1.3), WebP (RFC 9649, 2.3), SVG 2 (its root element).
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    # A picture needs no entities; one that defines them can grow without bound in whoever reads it.
    return "svg" if _SVG.match(content) and b"<!ENTITY" not in content else ""


def _record(name: str, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        row = Provider.objects.select_for_update().order_by("pk").first()
        if row is None:
            what, mend = say("nobody has said yet who the provider is"), say("save its name first")
            raise Refused([Problem(ASKED, "logo", what, mend)])
        before, row.logo = row.logo, name
        row.save(update_fields=("logo",))
        note(Act("provider.logo", "provider", "1", before={"logo": before}, after={"logo": name}), actor.id, now)
