"""Commands: files in, files out; each parses, makes one call and prints."""
