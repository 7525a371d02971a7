"""`KeyStore`: the keys of an issuer in a folder, one locked file each, and a list of them.

```python
store = KeyStore.create("keys", controller="did:web:vmc.example", password=password, now=now)
store.rotate(now=later)
signer = store.signer(now=later)  # the current one
```

`keys.json` holds nothing secret: which keys there are, from when to when each signs, which were
revoked.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from elm_microcred.errors import KeyMaterialError, ParseError, UsageError
from elm_microcred.proofs.key_files import Form, read_key, write_key
from elm_microcred.proofs.key_ring import KeyRing, RingKey
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.strict_json import read_json
from elm_microcred.whole_files import write_whole

LIST = "keys.json"
"""Name of the list in the folder."""
_LOCK = ".keys.lock"
_MOST_BYTES = 4 * 1024 * 1024


class KeyStore:
    """An issuer's keys in a folder. Its text form shows where it is, and nothing else.

    Args:
        folder: Where, as `KeyStore.create` made it.
        password: What the key files are locked with.

    Raises:
        ParseError: If there is no list of keys (`FILE_UNREADABLE`), or it is none.
    """

    def __init__(self, folder: str | Path, *, password: str | None = None) -> None:
        self.folder = Path(folder)
        self._password = password
        self.ring()

    def __repr__(self) -> str:
        return f"KeyStore({str(self.folder)!r})"

    @classmethod
    def create(
        cls,
        folder: str | Path,
        *,
        now: datetime,
        controller: str | None = None,
        type: str = "Ed25519",
        password: str | None = None,
    ) -> KeyStore:
        """A new folder with a first key.

        Args:
            folder: Where; it is made, and must hold no keys yet.
            now: From when on the key signs.
            controller: The issuer's identifier; that of the key itself (`did:key`) if absent,
                which can never have a second key.
            type: Kind of key.
            password: What the key file is locked with; without one, whoever reads it has the key.

        Raises:
            UsageError: If there are keys already, or the folder cannot be written.
        """
        place = Path(folder)
        if (place / LIST).exists():
            raise UsageError(
                "OUTPUT_EXISTS",
                f"{place} holds keys already.",
                remedy="Add one to them: elm-microcred keys rotate.",
            )
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                "OUTPUT_UNWRITABLE", f"{place} cannot be made: {error.strerror}."
            ) from error
        signer = LocalSigner.generate(type)
        ring = KeyRing(controller or signer.did).added(signer.public_key, now=now)
        _write_key(place, ring.keys[-1], signer, password)
        _write_ring(place, ring)
        return cls(place, password=password)

    def ring(self) -> KeyRing:
        """What is in the folder now.

        Raises:
            ParseError: If there is no list of keys, or it is none.
        """
        path = self.folder / LIST
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ParseError(
                "FILE_UNREADABLE",
                f"{path} cannot be read: {error.strerror}.",
                remedy="Make the keys first: elm-microcred keys create FOLDER.",
            ) from error
        return KeyRing.from_dict(read_json(content, max_bytes=_MOST_BYTES))

    def signer(self, *, now: datetime, id: str | None = None) -> LocalSigner:
        """The signer of the current key, or of the one that is named.

        Raises:
            KeyMaterialError: If that key was revoked or replaced, or the password does not open
                its file.
        """
        ring = self.ring()
        key = ring.current(now=now) if id is None else ring.key(id)
        key.check_may_sign(now)
        return self._opened(key)

    def rotate(
        self,
        *,
        now: datetime,
        type: str = "Ed25519",
        id: str | None = None,
        overlap: timedelta | None = None,
    ) -> RingKey:
        """A new key, which signs from now on; the one before stays published.

        Args:
            now: The time.
            type: Kind of the new key.
            id: Its verification method, if not the controller with the key as fragment.
            overlap: How long the key before may sign on.

        Raises:
            UsageError: If the issuer's identifier can have only one key.
        """
        with self._locked():
            signer = LocalSigner.generate(type)
            ring = self.ring().added(signer.public_key, now=now, id=id, overlap=overlap)
            _write_key(self.folder, ring.keys[-1], signer, self._password)
            _write_ring(self.folder, ring)
        return ring.keys[-1]

    def revoke(self, id: str, *, now: datetime) -> RingKey:
        """Let a key sign nothing any more, and say so in the issuer's document.

        Raises:
            KeyMaterialError: If there is no such key.
        """
        with self._locked():
            ring = self.ring().revoke(id, now=now)
            _write_ring(self.folder, ring)
        return ring.key(id)

    def check_may_sign(self, public: PublicKey, now: datetime) -> None:
        """Nothing, unless the list says that this key signs nothing at this time.

        Raises:
            KeyMaterialError: If it says so.
        """
        for key in self.ring().keys:
            if key.public == public:
                key.check_may_sign(now)

    def _opened(self, key: RingKey) -> LocalSigner:
        path = self.folder / _file_name(key.public)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise KeyMaterialError(
                "KEY_NOT_FOUND",
                f"The file of the key cannot be read: {error.strerror}.",
                found=str(path),
            ) from error
        held = read_key(content, self._password)
        if held.key.public != key.public:
            raise KeyMaterialError(
                "KEY_MALFORMED", "The file holds another key than the list says.", found=str(path)
            )
        return held.signer(method=key.id)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Alone with the list: of two who change it at once, neither change is lost."""
        try:
            import fcntl
        except ModuleNotFoundError:  # Windows: whoever changes keys there is alone
            yield
            return
        handle = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _file_name(public: PublicKey) -> str:
    return hashlib.sha256(public.multikey.encode()).hexdigest()[:32] + ".key"


def _write_key(folder: Path, key: RingKey, signer: LocalSigner, password: str | None) -> None:
    form: Form = "jwk"
    content = write_key(signer.key, form=form, password=password, method=key.id)
    write_whole(folder / _file_name(key.public), content, secret=True)


def _write_ring(folder: Path, ring: KeyRing) -> None:
    write_whole(folder / LIST, (json.dumps(ring.to_dict(), indent=2) + "\n").encode())
