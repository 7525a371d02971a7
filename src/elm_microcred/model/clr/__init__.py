"""Comprehensive Learner Record 2.0: one typed class for each of its classes."""

from __future__ import annotations

from elm_microcred.model.clr.record import Association, ClrCredential, ClrSubject

__all__ = [
    "Association",
    "ClrCredential",
    "ClrSubject",
]
