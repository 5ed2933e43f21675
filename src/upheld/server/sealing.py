"""Secrets at rest: sealed by AES-GCM with a key that is worked out of the installation's own, outside the database."""

from __future__ import annotations

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12
_BEGINS = "sealed1:"


class SealBrokenError(ValueError):
    """A sealed text was changed, belongs elsewhere, or was sealed under another installation's key."""


def seal(text: str, place: str) -> str:
    """A secret as it may be stored. `place` names where (`webhook 12`): it can be opened for that place alone."""
    nonce = os.urandom(_NONCE)
    sealed = _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), place.encode())
    return _BEGINS + base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str, place: str) -> str:
    """The secret that was sealed for a place. Raises SealBrokenError."""
    if not sealed.startswith(_BEGINS):
        raise SealBrokenError(f"what is stored for {place} is not sealed")
    raw = base64.b64decode(sealed.removeprefix(_BEGINS))
    try:
        return _cipher(settings.SECRET_KEY).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
    except InvalidTag:
        raise SealBrokenError(f"what is stored for {place} cannot be opened with this installation's keys") from None


@lru_cache(2)
def _cipher(secret_key: str) -> AESGCM:
    # A key of its own: what signs cookies never encrypts.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"upheld: secrets at rest")
    return AESGCM(derived.derive(secret_key.encode()))
