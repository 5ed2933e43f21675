"""The store: daily Parquet partitions of slice counts, and the manifest that says which of them count."""
