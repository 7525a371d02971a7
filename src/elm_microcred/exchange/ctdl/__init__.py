"""Achievements and pathways in CTDL, for registries of the Credential Engine. Experimental.

```python
to_ctdl(achievement)
pathway_to_ctdl(recipe.to_dict())
```

Written only. Nothing of a registry was at hand to compare with: the terms are those of the public
vocabulary, under prefixes that the document declares itself, so that no context has to be fetched.

Spec: https://credreg.net/ctdl/terms
"""

from __future__ import annotations

from typing import Final

from elm_microcred.exchange.ctdl.achievements import KINDS, to_ctdl
from elm_microcred.exchange.ctdl.pathways import pathway_to_ctdl
from elm_microcred.exchange.ctdl.terms import CONTEXT, SPEC, ctid
from elm_microcred.exchange.rows import FormatRow

TABLE: Final = (
    FormatRow("@type", "achievement_type", "as `ceterms:MicroCredential`"),
    FormatRow("ceterms:ctid", "id", "made of it"),
    FormatRow("ceterms:name, description", "title, description", "in all languages"),
    FormatRow("ceterms:subjectWebpage", "homepage"),
    FormatRow("ceterms:versionCode", "version"),
    FormatRow("ceterms:codedNotation", "identifiers"),
    FormatRow("ceterms:keyword", "tags"),
    FormatRow("ceterms:teaches", "outcomes", "to the outcome's id, else its first skill"),
    FormatRow("ceterms:instructionalProgramType", "thematic_areas"),
    FormatRow("ceterms:audienceLevelType", "levels"),
    FormatRow("ceterms:learningDeliveryType", "participation"),
    FormatRow("ceterms:inLanguage", "instruction_languages, else language"),
    FormatRow("ceterms:assessmentMethodDescription", "assessments", "their titles"),
    FormatRow("ceterms:isPartOf, hasPart", "stackability"),
    FormatRow("ceterms:ownedBy", "awarding_bodies, else issuer"),
    FormatRow("ceterms:offeredBy", "providers"),
    FormatRow("ceterms:accreditedBy", "accreditors, quality_assurance.agency"),
    FormatRow("ceterms:approvedBy", "authorised_by"),
    FormatRow("ceterms:estimatedDuration", "workload"),
    FormatRow("ceterms:requires", "prerequisites, credits"),
    FormatRow("ceterms:renewal, renewalFrequency", "validity"),
    FormatRow("ceterms:Pathway", "a recipe", "groups: counts, credits, order; the rest is lost"),
)
"""What an achievement becomes, for the documentation."""

__all__ = ["CONTEXT", "KINDS", "SPEC", "TABLE", "ctid", "pathway_to_ctdl", "to_ctdl"]
