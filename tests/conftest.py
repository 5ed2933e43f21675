"""What every test stands on: the record of mission clauses, and how long Hypothesis searches."""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = ("tests.clauses.record",)

# No deadline: how long an example takes is the machine's affair, and a timed test fails by chance.
settings.register_profile("default", max_examples=50, deadline=None)
# The same examples at every run, so that a failure is the change's and not the day's.
settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True, database=None, print_blob=True)
# For a search before a release: pytest --hypothesis-profile=thorough
settings.register_profile("thorough", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")
