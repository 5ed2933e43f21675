"""Slices -> downtime -> exclusions -> exact uptime, with the trace of every figure."""
