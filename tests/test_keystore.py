"""Keys in a folder: locked, replaced, revoked, and never half written."""

from __future__ import annotations

import json
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from elm_microcred import ElmMicrocredError, KeyMaterialError, LocalSigner, UsageError
from elm_microcred.keystore import LIST, KeyStore

DID = "did:web:vmc.example"
MARCH, JUNE = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 6))


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore.create(tmp_path / "keys", controller=DID, now=MARCH)


def test_the_current_key_signs(store: KeyStore) -> None:
    first = store.signer(now=MARCH)
    assert first.controller == DID
    second = store.rotate(now=JUNE, type="P-256")
    assert store.signer(now=JUNE).verification_method == second.id
    assert [key.id for key in store.ring().keys] == [first.verification_method, second.id]
    with pytest.raises(KeyMaterialError) as caught:
        store.signer(now=JUNE, id=first.verification_method)
    assert caught.value.code == "KEY_EXPIRED"


def test_a_revoked_key_cannot_sign(store: KeyStore) -> None:
    id_ = store.ring().keys[0].id
    signer = store.signer(now=MARCH)
    store.revoke(id_, now=JUNE)
    for asked in (None, id_):
        with pytest.raises(KeyMaterialError) as caught:
            store.signer(now=JUNE, id=asked)
        assert caught.value.code == "KEY_REVOKED"
    with pytest.raises(KeyMaterialError):
        store.check_may_sign(signer.public_key, JUNE)
    store.check_may_sign(LocalSigner.generate().public_key, JUNE)
    assert store.rotate(now=JUNE) == store.ring().current(now=JUNE)


def test_the_files_are_locked_and_only_their_owners(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    signer = KeyStore.create(folder, now=MARCH, password="a b").signer(now=MARCH)
    (file,) = folder.glob("*.key")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    assert signer.to_jwk()["d"].encode() not in everything
    for password in (None, "b"):
        with pytest.raises(KeyMaterialError) as caught:
            KeyStore(folder, password=password).signer(now=MARCH)
        assert caught.value.code == "KEY_LOCKED"
    assert "a b" not in repr(KeyStore(folder, password="a b"))


def test_two_who_change_keys_at_once_lose_nothing(store: KeyStore) -> None:
    threads = [
        threading.Thread(target=KeyStore(store.folder).rotate, kwargs={"now": JUNE})
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.ring().keys) == 7
    assert not list(store.folder.glob(".*.key.*"))


def test_what_is_wrong_with_a_folder_is_said(store: KeyStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as taken:
        KeyStore.create(store.folder, now=MARCH)
    assert taken.value.code == "OUTPUT_EXISTS"
    with pytest.raises(ElmMicrocredError) as absent:
        KeyStore(tmp_path / "nothing")
    assert absent.value.code == "FILE_UNREADABLE"
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError) as blocked:
        KeyStore.create(tmp_path / "file" / "keys", now=MARCH)
    assert blocked.value.code == "OUTPUT_UNWRITABLE"
    (file,) = store.folder.glob("*.key")
    file.write_text(json.dumps(LocalSigner.generate().to_jwk()))
    with pytest.raises(KeyMaterialError) as other:
        store.signer(now=MARCH)
    assert other.value.code == "KEY_MALFORMED"
    file.unlink()
    with pytest.raises(KeyMaterialError) as gone:
        store.signer(now=MARCH)
    assert gone.value.code == "KEY_NOT_FOUND"
    (store.folder / LIST).write_text('{"version": 1}')
    with pytest.raises(ElmMicrocredError) as broken:
        store.ring()
    assert broken.value.code == "KEY_MALFORMED"
