"""What moves an item from one state to the next."""

from __future__ import annotations

from sqlalchemy import bindparam, update

from elm_microcred.bulk.journal.tables import ITEMS

RESERVE = (
    update(ITEMS)
    .where(ITEMS.c.number == bindparam("item"))
    .values(
        state="reserved",
        credential_id=bindparam("credential_id"),
        list_number=bindparam("list_number"),
        list_index=bindparam("list_index"),
        issued_at=bindparam("issued_at"),
        seed=bindparam("seed"),
    )
)
SIGN = (
    update(ITEMS)
    .where(ITEMS.c.number == bindparam("item"))
    .values(
        state="signed",
        problems=None,
        content=bindparam("content"),
        media_type=bindparam("media_type"),
        digest=bindparam("digest"),
        verification_method=bindparam("verification_method"),
        signed_at=bindparam("signed_at"),
    )
)
DELIVER = (
    update(ITEMS)
    .where(ITEMS.c.number == bindparam("item"))
    .values(state="delivered", delivered_at=bindparam("delivered_at"))
)
