"""Sources of telemetry -> canonical rows -> slices, on an engine."""
