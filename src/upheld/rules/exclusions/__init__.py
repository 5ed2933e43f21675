"""When an exclusion holds: one file per condition, named as agreements name it."""
