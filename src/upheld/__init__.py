"""Upheld turns a written service level agreement into a running one."""
