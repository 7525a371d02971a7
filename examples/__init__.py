"""Data only: what `elm-microcred demo` starts from, and what the documentation shows."""
