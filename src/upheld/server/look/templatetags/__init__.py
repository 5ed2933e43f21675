"""The tags that every template may use; they are built in and need no `load`."""
