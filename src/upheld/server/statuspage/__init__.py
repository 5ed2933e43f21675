"""The public status page: a signed snapshot of pages, feeds and figures, and those who asked to be told."""
