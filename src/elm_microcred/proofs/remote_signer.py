"""`RemoteSigner`: the key is with a service, and this process only asks it to sign.

```python
def ask(data: bytes) -> bytes:  # HTTP, a queue, whatever the service takes
    return post("https://seal.example/sign", data)


signer = RemoteSigner(public_key=key, ask=ask, verification_method="did:web:vmc.example#seal")
```
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from elm_microcred.errors import ElmMicrocredError, SignerError
from elm_microcred.proofs.keys import PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteSigner:
    """A signer whose key is elsewhere. No signature leaves it that the public key does not verify.

    Attributes:
        public_key: The public half of the key.
        ask: From the bytes to sign to the raw signature (`r || s` for ECDSA). It decides how long
            it waits; whatever it raises means that nothing was signed.
        verification_method: The URL under which verifiers find the public key.
        certificates: Certificates of the key in DER, its own first.
    """

    public_key: PublicKey
    ask: Callable[[bytes], bytes] = field(repr=False)
    verification_method: str
    certificates: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def controller(self) -> str:
        """The identifier whose key this is."""
        return self.verification_method.partition("#")[0]

    @property
    def algorithm(self) -> str:
        """Fully specified JOSE algorithm (RFC 9864)."""
        return self.public_key.type.algorithm

    def sign(self, data: bytes, /) -> bytes:
        """The raw signature over `data`.

        Raises:
            SignerError: If the service gives none (`SIGNER_UNAVAILABLE`), or one of another key
                (`SIGNER_WRONG`).
        """
        try:
            signature = self.ask(data)
        except ElmMicrocredError:
            raise
        except Exception as error:  # of a caller's own code: nothing was signed, whatever it is
            raise unavailable(f"{type(error).__name__}: {error}") from error
        return fitting(self.public_key, signature, data)


def fitting(key: PublicKey, signature: bytes, data: bytes) -> bytes:
    """The signature, if it was made over the data with this key.

    Raises:
        SignerError: If it was not.
    """
    if not isinstance(signature, bytes) or not key.verify(signature, data):
        raise SignerError(
            "SIGNER_WRONG",
            "What the signer gave is no signature of its key over these bytes.",
            expected=f"a raw signature in {key.type.algorithm}",
        )
    return signature


def unavailable(found: str) -> SignerError:
    """The error for a signer that did not answer."""
    return SignerError(
        "SIGNER_UNAVAILABLE", "The signer gave no signature. Nothing was signed.", found=found
    )
