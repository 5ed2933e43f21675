"""Canonical rows -> slices: the agreement's conditions and rules as Ibis expressions, run by an engine."""
