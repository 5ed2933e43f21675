"""The public functions of the library: load an agreement, measure, compose a statement."""

from upheld.library.loading import file_source, load, load_versions, try_load

__all__ = ["file_source", "load", "load_versions", "try_load"]
