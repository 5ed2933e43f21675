"""On which conditions time is excluded: one file per rule, named as agreements name it."""
