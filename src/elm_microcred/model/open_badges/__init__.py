"""Open Badges 3.0: one typed class for each of its classes.

```python
from elm_microcred.model.open_badges import AchievementCredential

badge = AchievementCredential.parse(document)
badge.credential_subject.achievement.name
badge.to_dict("arrays")  # for readers that take sets as arrays only
```

Classes whose name ends with `v1p1` are those over the data model 1.1.
"""

from __future__ import annotations

from elm_microcred.model.open_badges.achievement import (
    Achievement,
    Achievementv1p1,
    Alignment,
    Criteria,
    Related,
    ResultDescription,
    RubricCriterionLevel,
)
from elm_microcred.model.open_badges.credential import (
    AchievementCredential,
    AchievementCredentialv1p1,
    EndorsementCredential,
    EndorsementCredentialv1p1,
    EndorsementSubject,
    GetOpenBadgeCredentialsResponse,
)
from elm_microcred.model.open_badges.profile import (
    Address,
    GeoCoordinates,
    IdentifierEntry,
    Image,
    Profile,
    Profilev1p1,
)
from elm_microcred.model.open_badges.subject import (
    AchievementSubject,
    AchievementSubjectv1p1,
    Evidence,
    IdentityObject,
    Result,
)

__all__ = [
    "Achievement",
    "AchievementCredential",
    "AchievementCredentialv1p1",
    "AchievementSubject",
    "AchievementSubjectv1p1",
    "Achievementv1p1",
    "Address",
    "Alignment",
    "Criteria",
    "EndorsementCredential",
    "EndorsementCredentialv1p1",
    "EndorsementSubject",
    "Evidence",
    "GeoCoordinates",
    "GetOpenBadgeCredentialsResponse",
    "IdentifierEntry",
    "IdentityObject",
    "Image",
    "Profile",
    "Profilev1p1",
    "Related",
    "Result",
    "ResultDescription",
    "RubricCriterionLevel",
]
