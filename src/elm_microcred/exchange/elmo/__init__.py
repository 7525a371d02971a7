"""ELMO, the format in which universities send academic results over EMREX: read and written.

```python
elmo = read_elmo(content)
for made in elmo.credentials():
    made.document, made.losses

check_signature(content, certificates=[certificate])
to_elmo(documents).content
```

Spec: https://github.com/emrex-eu/elmo-schemas
"""

from elm_microcred.exchange.elmo.from_elm import to_elmo
from elm_microcred.exchange.elmo.reading import Elmo, read_elmo
from elm_microcred.exchange.elmo.signature import check_signature

__all__ = ["Elmo", "check_signature", "read_elmo", "to_elmo"]
