"""Measured figures: telemetry measured by the core against published agreements, kept as rows, read by every page."""
