"""Micro-credentials of our own: what is awarded, and what is issued of it."""
