"""Work that is done outside a request, at least once: a queue of rows, each held by a lease while it is done."""
