"""Data only: questions to a triple store, in SPARQL."""
