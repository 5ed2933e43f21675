"""The running service: rows, API, jobs and pages around the same core. Only this room knows Django."""
