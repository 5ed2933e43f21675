"""Support promises: ticket events -> running and paused time -> deadlines and verdicts -> steps owed."""
