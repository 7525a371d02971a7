"""Data only: application profiles of ELM as tables, read through `elm_microcred.profiles`."""
