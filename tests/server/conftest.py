"""What the server's tests stand on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.installation import Installation, new_installation
from tests.server.scene import Scene, set_up
from tests.server.status_scene import Reader
from upheld.server.accounts.models import Provider


@pytest.fixture
def scene(db: None) -> Scene:  # noqa: ARG001 - the database that it stands in
    """Two accounts with one agreement."""
    return set_up()


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An installation of its own, with nothing in it yet."""
    return new_installation(tmp_path)


@pytest.fixture
def page(db: None, tmp_path: Path) -> Reader:  # noqa: ARG001 - the database that it stands in
    """A status page with nothing on it yet."""
    Provider.objects.create(name="Northlight", support_phone="+49 30 1234567")
    return Reader(tmp_path)
