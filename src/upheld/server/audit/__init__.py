"""Who did what, when, to what: one row beside every change, in the same transaction."""
