"""Data only: dated tables of levels and credits, read through `elm_microcred.levels`."""
