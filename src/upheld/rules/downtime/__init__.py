"""When a slice is down: one file per rule, named as agreements name it."""
