"""Credentials of ELM 2 (EDCI), in XML with a XAdES seal: read into ELM 3, never written.

```python
found = read_elm_v2(content)
found.document, found.losses, seal_check(content)
```

Spec: https://github.com/european-commission-empl/European-Learning-Model
"""

from elm_microcred.exchange.elm_v2.reading import EdciCredential, read_elm_v2
from elm_microcred.exchange.elm_v2.seal import seal_check

__all__ = ["EdciCredential", "read_elm_v2", "seal_check"]
