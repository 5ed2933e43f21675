"""Tests of the running service, on SQLite and on a real PostgreSQL."""
