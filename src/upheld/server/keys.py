"""The installation's own keys: made once, kept in the data directory, readable by its owner alone."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from upheld.problems import Place, Problem, Refused
from upheld.server.configuration import SHORTEST_SECRET, Configuration

FILE = "keys.json"
_OWNER_ONLY = 0o600
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Keys:
    """`secret_key` signs cookies and links."""

    secret_key: str = field(repr=False)


def key_file(configuration: Configuration) -> Path:
    """Where the keys are kept."""
    return configuration.data_dir / FILE


def keys_of(configuration: Configuration) -> Keys:
    """The keys from the configuration or the data directory.

    Raises `upheld.Refused` where there are none, or where others may read them: nothing runs on a known key.
    """
    if configuration.secret_key is not None:
        return Keys(configuration.secret_key.get_secret_value())
    file = key_file(configuration)
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        mend = "start with `upheld serve` or `upheld migrate`, which make keys, or give UPHELD_SECRET_KEY"
        raise Refused([Problem(Place(str(file)), "", "there are no keys", mend)]) from None
    if mode & _OTHERS:
        raise Refused([Problem(Place(str(file)), "", "others may read the keys", f"chmod 600 {file}")])
    return Keys(_secret_in(text, file))


def _secret_in(text: str, file: Path) -> str:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    secret = told.get("secret_key") if isinstance(told, dict) else None
    if isinstance(secret, str) and len(secret) >= SHORTEST_SECRET:
        return secret
    what = f"holds no `secret_key` of at least {SHORTEST_SECRET} characters"
    mend = "put the file back from a backup; with new keys, what was sealed with the old ones stays closed"
    raise Refused([Problem(Place(str(file)), "", what, mend)])


def ensure_keys(configuration: Configuration) -> bool:
    """Make the keys where there are none yet; whether it did so. Two starts at once make one set."""
    file = key_file(configuration)
    if configuration.secret_key is not None or file.exists():
        return False
    configuration.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f".{FILE}.{secrets.token_hex(8)}")
    text = json.dumps({"secret_key": secrets.token_urlsafe(64)}) + "\n"
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w") as sink:
            sink.write(text)
            sink.flush()
            os.fsync(sink.fileno())
        # A link appears whole, or not at all where another start was first.
        os.link(part, file)
    except FileExistsError:
        return False
    finally:
        part.unlink(missing_ok=True)
    return True
