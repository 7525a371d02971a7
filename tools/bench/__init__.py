"""Measures ours and PyLD + cryptography side by side: `sh scripts/bench`."""
