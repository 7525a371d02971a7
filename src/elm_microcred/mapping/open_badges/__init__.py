"""Micro-credentials as Open Badges 3.0, and back."""

from elm_microcred.mapping.open_badges.reading import from_open_badge
from elm_microcred.mapping.open_badges.writing import to_open_badge

__all__ = ["from_open_badge", "to_open_badge"]
