"""A key in a device: SoftHSM, which is one in software."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from badges import typical_badge
from elm_microcred import KeyMaterialError, MissingExtraError, SignerError, sign, verify
from elm_microcred.proofs.pkcs11 import Pkcs11Signer

PIN = "271828"
LIBRARY = next(
    (
        str(path)
        for pattern in ("lib/softhsm/libsofthsm2.so", "lib/*/softhsm/libsofthsm2.so")
        for root in (Path("/usr"), Path("/usr/local"), Path("/opt/homebrew"))
        for path in root.glob(pattern)
    ),
    "",
)
_EDWARDS = bytes.fromhex("130c656477617264733235353139")  # the curve by its name


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The label of a token with a key pair of each kind, each under the name of its kind."""
    pkcs11 = pytest.importorskip("pkcs11", reason="could not import pkcs11: needs the extra `hsm`")
    tool = shutil.which("softhsm2-util")
    if not tool or not LIBRARY:
        pytest.skip("could not import SoftHSM: Debian's package softhsm2 is not installed")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {folder / 'tokens'}\n"
        "objectstore.backend = file\nlog.level = ERROR\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        # The library reads it once in the life of a process.
        patch.setenv("SOFTHSM2_CONF", str(configuration))
        command = [tool, "--init-token", "--free", "--label", "seal", "--pin", PIN]
        subprocess.run([*command, "--so-pin", "314159"], check=True, capture_output=True)
        library = pkcs11.lib(LIBRARY)
        library.reinitialize()
        with library.get_token(token_label="seal").open(user_pin=PIN, rw=True) as session:
            _fill(pkcs11, session)
        yield "seal"


def _fill(pkcs11: Any, session: Any) -> None:
    from pkcs11.util.ec import encode_named_curve_parameters

    for name, curve in (("ES256", "secp256r1"), ("ES384", "secp384r1"), ("ES512", "secp521r1")):
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC,
            {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(curve)},
            local=True,
        )
        parameters.generate_keypair(store=True, label=name)
    parameters = session.create_domain_parameters(
        pkcs11.KeyType.EC_EDWARDS, {pkcs11.Attribute.EC_PARAMS: _EDWARDS}, local=True
    )
    parameters.generate_keypair(
        mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label="Ed25519"
    )
    session.generate_keypair(pkcs11.KeyType.RSA, 2048, store=True, label="RS256")


def _pin() -> str:
    return PIN


def opened(token: str, label: str, pin: Callable[[], str] = _pin, **more: Any) -> Pkcs11Signer:
    return Pkcs11Signer.open(LIBRARY, token=token, label=label, pin=pin, **more)


@pytest.mark.parametrize(
    ("label", "securing"),
    [
        ("Ed25519", "eddsa-rdfc-2022"),
        ("ES256", "ecdsa-rdfc-2019"),
        ("ES384", "ecdsa-jcs-2019"),
        ("ES512", "vc+jwt"),
        ("ES256", "vc+jwt"),
        ("RS256", None),
    ],
)
def test_a_device_signs_what_verifies(token: str, label: str, securing: str | None) -> None:
    with opened(token, label) as signer:
        assert signer.algorithm == label
        assert signer.public_key.verify(signer.sign(b"data"), b"data")
        if securing is not None:
            document = typical_badge(issuer_id=signer.controller)
            assert verify(sign(document, signer, securing=securing).content)
        again = repr(signer) + str(signer)
    assert PIN not in again
    assert label in again


def test_several_threads_share_a_device(token: str) -> None:
    with opened(token, "ES256") as signer:
        signed: list[tuple[bytes, bytes]] = []

        def work(number: int) -> None:
            for step in range(20):
                data = f"{number} {step}".encode()
                signed.append((signer.sign(data), data))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(signed) == 80
        assert all(signer.public_key.verify(*each) for each in signed)


def test_a_device_is_opened_anew_where_its_signer_travels(token: str) -> None:
    with opened(token, "Ed25519") as signer, pickle.loads(pickle.dumps(signer)) as again:
        assert again.public_key == signer.public_key
        assert again.sign(b"data") == signer.sign(b"data")
        assert PIN.encode() not in pickle.dumps(signer)


@pytest.mark.parametrize(
    ("token_", "label", "pin", "kind", "code"),
    [
        ("seal", "ES256", "000000", KeyMaterialError, "KEY_LOCKED"),
        ("seal", "none", PIN, KeyMaterialError, "KEY_NOT_FOUND"),
        ("other", "ES256", PIN, SignerError, "SIGNER_UNAVAILABLE"),
    ],
    ids=["pin", "label", "token"],
)
def test_what_is_wrong_with_a_device_is_said(
    token: str, token_: str, label: str, pin: str, kind: type[Exception], code: str
) -> None:
    with pytest.raises(kind) as caught:
        opened(token_, label, partial(str, pin))
    assert caught.value.code == code  # type: ignore[attr-defined]
    assert pin not in str(caught.value)


def test_a_device_that_was_taken_away_signs_nothing(token: str) -> None:
    signer = opened(token, "ES256")
    signer.close()
    with pytest.raises(SignerError) as caught:
        signer.sign(b"data")
    assert caught.value.code == "SIGNER_UNAVAILABLE"


def test_a_library_that_is_not_there_is_named() -> None:
    pytest.importorskip("pkcs11", reason="could not import pkcs11: needs the extra `hsm`")
    with pytest.raises(SignerError, match=r"nothing\.so") as caught:
        Pkcs11Signer.open("/nowhere/nothing.so", token="a", label="b", pin=_pin)
    assert caught.value.code == "SIGNER_UNAVAILABLE"


def test_without_its_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(MissingExtraError, match=r"elm-microcred\[hsm\]"):
        Pkcs11Signer.open("a", token="a", label="b", pin=_pin)
