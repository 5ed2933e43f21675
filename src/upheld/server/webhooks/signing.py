"""Signatures of Standard Webhooks: HMAC-SHA256 over id, timestamp and payload, one for each secret in force."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A secret of 256 random bits, as receivers' libraries take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(message_id: str, at: int, payload: bytes, keys: Iterable[str]) -> dict[str, str]:
    """The headers of a message that is sent at an instant (epoch seconds), signed with each key.

    Source: Standard Webhooks, "Signature scheme": `v1,` and the base64 of the HMAC over `id.timestamp.payload`.
    """
    signatures = " ".join(f"v1,{_signature(message_id, at, payload, key)}" for key in keys)
    return {"webhook-id": message_id, "webhook-timestamp": str(at), "webhook-signature": signatures}


def _signature(message_id: str, at: int, payload: bytes, key: str) -> str:
    raw = base64.b64decode(key.removeprefix(PREFIX))
    content = f"{message_id}.{at}.".encode() + payload
    return base64.b64encode(hmac.new(raw, content, hashlib.sha256).digest()).decode()
