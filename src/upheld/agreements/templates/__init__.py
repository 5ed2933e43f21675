"""Agreements to start from; each file's first comment line after the schema says what it is for."""
