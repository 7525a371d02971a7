"""Badges, endorsements and learner records: what `verify` asks of them beyond any credential.

- `schema`: the members that the standard asks for (`structure`, `rules`), and the JSON Schemas
  that the credential names
- `securing/endorsements/N`, `securing/members/N`: endorsements, wherever they stand, and the
  credentials of a learner record, each verified by itself
"""

from elm_microcred.validation.badges.checks import schema_check
from elm_microcred.validation.badges.parts import Part, badge_parts, part_checks
from elm_microcred.validation.badges.schemas import json_schema
from elm_microcred.validation.badges.structure import class_of, structure_problems

__all__ = [
    "Part",
    "badge_parts",
    "class_of",
    "json_schema",
    "part_checks",
    "schema_check",
    "structure_problems",
]
