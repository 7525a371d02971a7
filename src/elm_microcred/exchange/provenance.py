"""Where the statements of a credential come from: a graph beside that of each credential.

```python
text = to_rdf(document, format="nquads", graph=True, scope=True, fixes=True)
text += provenance_nquads(document, content, name="2026/07/a.json")
```

The graph is called like that of the credential with `#provenance` behind it. In the words of PROV:
the credential's graph was derived from the bytes that were received, which are named by their
digest (RFC 6920), and is attributed to the issuer.

Spec: https://www.w3.org/TR/prov-o/
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from elm_microcred.codes import BASE_IRI
from elm_microcred.errors import UsageError
from elm_microcred.jsonld.iris import is_iri
from elm_microcred.jsonld.nquads import RDF, XSD, literal
from elm_microcred.mapping.elm.reading import is_local
from elm_microcred.model.base import is_absolute_iri
from elm_microcred.proofs.proof import identifier_of

PROV: Final = "http://www.w3.org/ns/prov#"
_DC: Final = "http://purl.org/dc/terms/"
_TERMS: Final = f"{BASE_IRI}terms#"


def provenance_graph(id: str) -> str:
    """The IRI of the graph about where a credential comes from.

    >>> provenance_graph("urn:credential:1"), provenance_graph("https://a.example/#1")
    ('urn:credential:1#provenance', 'https://a.example/#1.provenance')
    """
    return id + (".provenance" if "#" in id else "#provenance")


def provenance_nquads(
    document: Mapping[str, Any],
    content: bytes,
    *,
    name: str = "",
    media_type: str = "",
    outcome: str = "",
    at: datetime | None = None,
) -> str:
    """The statements about where a credential comes from, as N-Quads.

    Args:
        document: The credential.
        content: Its bytes as received.
        name: Where they were found: the path of a file, the row of a table.
        media_type: What they are.
        outcome: How their verification ended, if they were verified.
        at: When that was.

    Raises:
        UsageError: If the credential has no id.
    """
    id = document.get("id", document.get("@id"))
    if not isinstance(id, str) or not is_absolute_iri(id):
        raise UsageError(
            "USAGE",
            "Graphs go by the credential's id, and this credential has none.",
            expected="an absolute IRI as id",
        )
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    received, whole = f"<ni:///sha-256;{digest}>", f"<{id}>"
    said = [
        (whole, f"<{RDF}type>", f"<{PROV}Entity>"),
        (whole, f"<{PROV}wasDerivedFrom>", received),
        (received, f"<{RDF}type>", f"<{PROV}Entity>"),
    ]
    issuer = identifier_of(document.get("issuer"))
    if isinstance(issuer, str) and is_iri(issuer) and not is_local(issuer):
        said.append((whole, f"<{PROV}wasAttributedTo>", f"<{issuer}>"))
    if name:
        said.append((received, f"<{_DC}source>", literal(_plain(name))))
    if media_type:
        said.append((received, f"<{_DC}format>", literal(_plain(media_type))))
    if outcome:
        said.append((received, f"<{_TERMS}outcome>", literal(outcome)))
    if at is not None:
        time = literal(at.isoformat().replace("+00:00", "Z"), datatype=XSD + "dateTime")
        said.append((received, f"<{_TERMS}verifiedAt>", time))
    graph = provenance_graph(id)
    return "".join(f"{s} {p} {o} <{graph}> .\n" for s, p, o in said)


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
