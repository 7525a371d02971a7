"""The journal of an issuer, its status lists and its audit log, in SQLite or PostgreSQL.

```python
with Journal.open("sqlite:///journal.db", StatusLists("https://a.example/status")) as journal:
    item = journal.issue("spring-2026", Input("PS-0391", row), make)
    journal.status.change(item.credential_id, "revoked")
    journal.status.publish(item.place.number, "revocation", signer).content
```

Needs the extra `store`.
"""

from elm_microcred.bulk.journal.audit import AuditHead, Event, Line
from elm_microcred.bulk.journal.database import Database
from elm_microcred.bulk.journal.faults import FAULT_POINTS
from elm_microcred.bulk.journal.item import Input, Item, Signed
from elm_microcred.bulk.journal.journal import Journal
from elm_microcred.bulk.journal.lists import StatusLists
from elm_microcred.bulk.journal.places import Place
from elm_microcred.bulk.journal.publication import Published
from elm_microcred.bulk.journal.status import StatusService

__all__ = [
    "FAULT_POINTS",
    "AuditHead",
    "Database",
    "Event",
    "Input",
    "Item",
    "Journal",
    "Line",
    "Place",
    "Published",
    "Signed",
    "StatusLists",
    "StatusService",
]
