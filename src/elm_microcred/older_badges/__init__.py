"""Open Badges 2.0 and older: verified by their own rules, and upgraded to 3.0.

```python
from elm_microcred import import_badge

imported = import_badge(content, resolve=resolver)
imported.report  # what their own rules say
imported.document  # an Open Badge 3.0, not secured, with the original as evidence
```

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html
"""

from elm_microcred.older_badges.importing import ImportedBadge, import_badge

__all__ = ["ImportedBadge", "import_badge"]
