"""Micro-credentials: issued, signed, verified, converted, exported and stacked."""
