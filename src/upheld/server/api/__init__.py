"""The API at /api/v1/: everything that the desk does, for programs."""
