"""How often to kill: few times by default, many before a release (`TEST_KILLS=200`)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.server.installation import Installation, new_installation

KILLS = int(os.environ.get("TEST_KILLS", "4"))


@pytest.fixture
def kills() -> int:
    """How many kills this run is to survive; set it by `TEST_KILLS`."""
    return KILLS


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An installation of its own, with nothing in it yet."""
    return new_installation(tmp_path)
