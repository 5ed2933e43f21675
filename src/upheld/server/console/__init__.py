"""The pages of agents under /desk/: what is promised, what falls due, and what to do about it."""
