"""Data only: controlled vocabularies by file, read through `elm_microcred.vocabularies`."""
