"""Tickets: rows of events, folded by the core into states, clocks and steps owed."""
