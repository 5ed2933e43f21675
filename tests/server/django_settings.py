"""Django's settings for tests: SQLite in a directory made for the run; with TEST_DATABASE=postgresql, PostgreSQL."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from tests.server.postgresql import WANTED, server
from upheld.server.configuration import Configuration
from upheld.server.keys import Keys
from upheld.server.settings import Settings, settings_of

DATA = Path(tempfile.mkdtemp(prefix="upheld-test-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)


def _settings() -> Settings:
    database = server(DATA / "postgresql") if WANTED else "sqlite"
    told = {"data_dir": DATA, "database": database, "requests_per_minute": 100_000}
    made = settings_of(
        Configuration.model_validate(told), Keys("a key for tests alone, of which nobody makes a secret, and long")
    )
    databases = made["DATABASES"]
    assert isinstance(databases, dict)
    # A file also for tests: several threads, each with its connection, see one database.
    databases["default"]["TEST"] = {"NAME": "test_upheld" if WANTED else str(DATA / "test.sqlite3")}
    # Quick to compute: no test is about how slow argon2 is.
    return {**made, "PASSWORD_HASHERS": ("django.contrib.auth.hashers.MD5PasswordHasher",)}


globals().update(_settings())
