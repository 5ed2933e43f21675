"""What every test stands on: the record of mission clauses, and how long Hypothesis searches."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import settings

pytest_plugins = ("tests.clauses.record",)

# No deadline: how long an example takes is the machine's affair, and a timed test fails by chance.
settings.register_profile("default", max_examples=50, deadline=None)
# The same examples at every run, so that a failure is the change's and not the day's.
settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True, database=None, print_blob=True)
# For a search before a release: pytest --hypothesis-profile=thorough
settings.register_profile("thorough", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Refuse tests that share a name: where several processes run them, only one of those would run."""
    twice = [name for name, times in Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"Several tests are named alike: {', '.join(twice)}. Give each a name of its own.")
