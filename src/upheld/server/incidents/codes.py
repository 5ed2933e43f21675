"""Codes by which programs name components, incidents and posts: twelve small letters or digits, drawn at random."""

from __future__ import annotations

import secrets
import string

from upheld.server.incidents.models import CODE

_CHARACTERS = string.ascii_lowercase + string.digits


def new_code() -> str:
    """A code that nothing has yet, as far as chance goes: 62 bits."""
    return "".join(secrets.choice(_CHARACTERS) for _ in range(CODE))
