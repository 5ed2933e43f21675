"""Codes that a telephone shows: time-based one-time passwords (RFC 6238, with SHA-1, six digits, 30 seconds)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

PERIOD = 30
DIGITS = 6
# A telephone's clock may be a step behind or ahead, as section 5.2 of the RFC allows.
STEPS_AROUND = 1
_SECRET_BYTES = 20


def new_secret() -> str:
    """A fresh secret of 160 bits, in base 32, as telephones take it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def code_at(secret: str, counter: int) -> str:
    """The code of a secret for a step of time (RFC 4226, section 5.3)."""
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def counter_of(secret: str, code: str, now: int, used: int) -> int | None:
    """The step of time that a code is of; None where it is none that fits `now` (epoch seconds).

    Steps up to `used` are over: a code is taken once, and none before it afterwards.
    """
    step = now // PERIOD
    # Every step is compared, so that the time taken tells nothing.
    fitting = [
        counter
        for counter in range(step - STEPS_AROUND, step + STEPS_AROUND + 1)
        if hmac.compare_digest(code_at(secret, counter).encode(), code.encode()) and counter > used
    ]
    return fitting[0] if fitting else None


def address_of(secret: str, email: str, issuer: str) -> str:
    """What a telephone reads out of the picture: `otpauth://totp/...`."""
    told = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{email}')}?{told}"
