"""Benchmarks: ours beside its peers and the limit of the machine, in the same run."""
