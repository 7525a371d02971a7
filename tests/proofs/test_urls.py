"""URLs: what may stand as an identifier, and what is never asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ForbiddenUrlError
from elm_microcred.proofs import urls
from elm_microcred.proofs.urls import checked_https, is_url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/credentials/1",
        "did:example:subject",
        "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "data:application/vc+jwt,eyJhbGciOiJFUzI1NiJ9.e30.AA",
        "http://data.europa.eu/snb/eqf/6",
        "HTTPS://EXAMPLE.ORG",
        "https://user:secret@example.org:8443?q#f",
        "https://[2001:db8::1]:8443/",
        "http://bücher.example/",
    ],
)
def test_these_are_urls(url: str) -> None:
    assert is_url(url)


@pytest.mark.parametrize(
    "value",
    [
        "z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj",
        "https ://not-a-url/",
        "https://",
        "https:///path",
        "http://[::1",
        "_:b0",
        "relative/path",
        "//example.org/",
        "#fragment",
        "urn:a b",
        "urn:a\nb",
        "urn:<b>",
        "",
        "1urn:x",
        "http://a b.example/",
        "http://a.example/a\u00a0b",
        "http://[::1]x/",
        "http://user@/",
        "http:relative",
        "httpſ://a.example/",
        "https://a.example:port/",
        None,
        7,
        ["https://example.org/"],
        {"id": "https://example.org/"},
    ],
)
def test_these_are_not(value: object) -> None:
    assert not is_url(value)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/did.json",
        "https://example.org:8443/",
        "https://xn--bcher-kva.example.com/",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
        "https://1password.com/",
        "https://example.org./",
    ],
)
def test_these_may_be_asked(url: str) -> None:
    assert checked_https(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://@example.org/",
        "https://localhost/",
        "https://api.localhost/",
        "https://printer.local/",
        "https://metadata.google.internal/",
        "https://intranet/",
        "https://127.0.0.1/",
        "https://127.0.0.1:8500/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.1./",
        "https://10.0.0.1/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://192.168.1.1/",
        "https://224.0.0.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:8.8.8.8]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[v1.x]/",
        "https://[::1/",
        "https://１２７.0.0.1/",
        "https://bücher.example.org/",
        "https://local\u212a.example/",
        "https://ex ample.org/",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://-a.example.org/",
        "https://a..org/",
        "https:///path",
        "https://",
        "",
    ],
)
def test_these_are_never_asked(url: str) -> None:
    with pytest.raises(ForbiddenUrlError) as caught:
        checked_https(url)
    assert caught.value.code == "URL_BLOCKED"
    assert caught.value.problem.remedy


@given(st.text(max_size=40) | st.text("htps:/@[]0x7f1.%\\\t ", max_size=40))
def test_nothing_makes_it_stumble(text: str) -> None:
    is_url(text)
    try:
        assert checked_https("https://" + text) == "https://" + text
    except ForbiddenUrlError as error:
        assert error.code == "URL_BLOCKED"


@given(st.from_regex(urls._PLAIN, fullmatch=True))
def test_what_is_plainly_a_url_is_one(text: str) -> None:
    assert urls._URL.fullmatch(text)
