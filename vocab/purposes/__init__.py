"""Data only: purpose profiles, read through `elm_microcred.validation.purposes`."""
