"""Sentences of stack reports, one file for each language. Read, never imported."""
