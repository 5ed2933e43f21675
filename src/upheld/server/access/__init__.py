"""The one layer that says who may do what. Every route names its action here; one that does not cannot start."""
