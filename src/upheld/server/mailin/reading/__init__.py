"""A raw message as values: its headers, its parts, its text; every step is bounded in size, depth and number."""
