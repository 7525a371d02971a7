"""Status lists: whether a credential was revoked or suspended after it was issued.

```python
allocator = InMemoryStatusAllocator(lambda n: f"https://a.example/status/{n}", secrets.randbelow)
place = allocator.allocate("urn:uuid:…")
credential["credentialStatus"] = status_entry(place.list_id, place.index)

statuses = StatusList.empty().updated({place.index: 1})  # revoked
document = status_list_credential(place.list_id, issuer, statuses, valid_from=now)
```

An SD-JWT VC has a claim `status` instead, and its list is a token: `status_claim`,
`TokenStatusList`, `status_list_token`.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/ and
https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/
"""

from elm_microcred.status.allocator import Allocation, InMemoryStatusAllocator, StatusAllocator
from elm_microcred.status.bitstring import MINIMUM_LENGTH, StatusList
from elm_microcred.status.check import check_status
from elm_microcred.status.entry import status_entry
from elm_microcred.status.lists import fresh_until, status_list_credential, with_statuses
from elm_microcred.status.token_status_check import check_token_status
from elm_microcred.status.token_status_list import (
    TokenStatusList,
    status_claim,
    status_list_token,
)

__all__ = [
    "MINIMUM_LENGTH",
    "Allocation",
    "InMemoryStatusAllocator",
    "StatusAllocator",
    "StatusList",
    "TokenStatusList",
    "check_status",
    "check_token_status",
    "fresh_until",
    "status_claim",
    "status_entry",
    "status_list_credential",
    "status_list_token",
    "with_statuses",
]
