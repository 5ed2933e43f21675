"""Requests to addresses that others chose: to public addresses alone, bounded in time and size, never redirected."""
