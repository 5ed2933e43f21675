"""The signature of a snapshot: Ed25519 by a key worked out of the installation's own; anybody can check it."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def signature(content: bytes) -> str:
    """The signature of bytes, in base64."""
    return base64.b64encode(_key(settings.SECRET_KEY).sign(content)).decode()


def is_ours(content: bytes, signed: str) -> bool:
    """Whether bytes bear a signature of this installation."""
    try:
        _key(settings.SECRET_KEY).public_key().verify(base64.b64decode(signed, validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> bytes:
    """The key that signatures are checked with, as PEM."""
    return _key(settings.SECRET_KEY).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@lru_cache(2)
def _key(secret_key: str) -> Ed25519PrivateKey:
    # A key of its own: what signs cookies never signs what is published.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"upheld: status page snapshot")
    return Ed25519PrivateKey.from_private_bytes(derived.derive(secret_key.encode()))
