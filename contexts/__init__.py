"""Data only: JSON-LD contexts by file, read through `elm_microcred.contexts`."""
