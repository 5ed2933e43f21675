"""Changes of the form of these tables."""
