"""The certificate: archivable, tagged, with the credential in it, and never a crash."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import gallery
from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MicroCredential,
    RenderingError,
    load,
    render,
    sign,
    to_open_badge,
    verify,
)
from elm_microcred.bulk import render_many
from elm_microcred.cli import main
from elm_microcred.rendering import Rendering
from pictures import png
from strategies import micro_credentials

pytest.importorskip("typst", reason="the extra pdf is not installed")
pypdf = pytest.importorskip("pypdf", reason="the extra pdf is not installed")

ROOT = Path(__file__).resolve().parent.parent.parent
REFEREE = ROOT / "tests" / "interop" / "verapdf" / "target"
NOW = datetime(2026, 8, 1, tzinfo=UTC)


def made(title: Any = "A course", **more: Any) -> MicroCredential:
    award = Award.model_validate({"learner": {"full_name": "Līga"}, "awarded_at": "2026-05-30"})
    return MicroCredential(Achievement.parse({"title": title, **more}), award)


def certificate(name: str, language: str) -> Rendering:
    content = (gallery.FOLDER / f"{name}.edc.json").read_bytes()
    return render(
        verify(content, now=NOW), to="pdf", secured=content, languages=[language], qr=False, at=NOW
    )


def text_of(content: bytes) -> str:
    with pypdf.PdfReader(io.BytesIO(content)) as reader:
        return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_certificate_says_what_the_credential_says() -> None:
    drawn = certificate("vet-unit", "en")
    assert drawn.media_type == "application/pdf"
    assert drawn.notices == ()
    said = text_of(drawn.content)
    for text in (
        "Unit: TIG welding of thin sheets",
        "Lena Krüger",
        "Verified: every check that was made passed",
        "Issuer not anchored",
        "Welds butt and fillet joints without visible faults",
        "The signed credential is attached to this document",
    ):
        assert text in said, text
    with pypdf.PdfReader(io.BytesIO(drawn.content)) as reader:
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en"
        assert root["/AF"][0].get_object()["/AFRelationship"] == "/Source"
        assert reader.metadata is not None
        assert reader.metadata.title == "Unit: TIG welding of thin sheets"
        assert b"<pdfaid:part>3</pdfaid:part>" in root["/Metadata"].get_data()


def test_load_takes_the_credential_out_again_and_it_verifies() -> None:
    content = (gallery.FOLDER / "joint-course.badge.json").read_bytes()
    drawn = render(verify(content), to="pdf", secured=content)
    (found,) = load(drawn.content)
    assert found.content == content
    assert found.place == ("PDF", "credential.json")
    assert verify(found.content)


def test_tokens_and_binary_messages_are_attached_as_they_are() -> None:
    signer = LocalSigner.generate()
    badge = to_open_badge(made(), issuer_id=signer.controller)
    token = sign(badge, signer, securing="vc+jwt").content
    (found,) = load(render(badge, to="pdf", secured=token).content)
    assert found.content == (token.encode() if isinstance(token, str) else token)
    binary = bytes(range(256))
    drawn = render(badge, to="pdf", secured=binary, qr=False)
    with pypdf.PdfReader(io.BytesIO(drawn.content)) as reader:
        (attached,) = reader.attachment_list
        assert (attached.name, attached.content) == ("credential.cose", binary)


def test_the_same_credential_gives_the_same_bytes() -> None:
    assert certificate("vet-unit", "lv").content == certificate("vet-unit", "lv").content


@pytest.mark.parametrize("language", ["en", "lv", "de", "fr", "ar"])
def test_a_certificate_in_each_language(language: str) -> None:
    drawn = certificate("language-module", language)
    assert drawn.notices == ()
    with pypdf.PdfReader(io.BytesIO(drawn.content)) as reader:
        assert reader.trailer["/Root"]["/Lang"] == language


def test_text_is_never_read_as_markup() -> None:
    title = '#panic("x") *bold* $x^2$ `raw` <label> @ref // = /* \\u{41} "'
    said = text_of(render(made(title), to="pdf").content)
    assert '#panic("x") *bold* $x^2$ `raw` <label> @ref // = /* \\u{41}' in said.replace("”", '"')


def test_a_character_without_a_font_is_replaced_and_remarked_on() -> None:
    drawn = render(made("港湾 safety 🚢 \ue000\u202e"), to="pdf")
    codes = [notice.code for notice in drawn.notices]
    assert codes
    assert set(codes) == {"RENDER_CHARACTER_MISSING"}
    assert "U+6E2F" in str(drawn.notices[0].found)
    assert "safety" in text_of(drawn.content)


def test_a_picture_whose_dots_are_damaged_stops_nothing() -> None:
    broken = png(data=b"no pixels")  # whole as a file, its pixels are not
    url = "data:image/png;base64," + base64.b64encode(broken).decode()
    drawn = render(made(image=url), to="pdf")
    assert drawn.content.startswith(b"%PDF-")
    whole = "data:image/png;base64," + base64.b64encode(png()).decode()
    assert render(made(image=whole), to="pdf").notices == ()


def test_what_cannot_be_set_at_all_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from elm_microcred.rendering import pdf

    monkeypatch.setattr(pdf, "_template", lambda: b"#panic()")
    url = "data:image/png;base64," + base64.b64encode(png()).decode()
    with pytest.raises(RenderingError) as caught:
        render(made(image=url), to="pdf")
    assert caught.value.code == "RENDER_FAILED"


@given(micro_credentials())
def test_every_micro_credential_has_a_certificate(micro: MicroCredential) -> None:
    drawn = render(micro, to="pdf")
    assert drawn.content.startswith(b"%PDF-")
    kinds = {notice.code for notice in drawn.notices if notice.severity != "info"}
    assert kinds <= {"RENDER_CHARACTER_MISSING", "RENDER_PICTURE_REFUSED"}


def test_a_qr_code_stands_on_the_first_page() -> None:
    said = text_of(render(made(), to="pdf", link="https://vmc.example/check").content)
    assert "Scan to check this credential" in said


# PDF/A and PDF/UA


@pytest.mark.full
def test_the_referee_of_archives_and_of_accessibility_finds_nothing(tmp_path: Path) -> None:
    if not (REFEREE / "classes" / "PdfReferee.class").is_file():
        pytest.skip("could not import veraPDF: sh tests/interop/verapdf/prepare makes it")
    files = []
    for name in gallery.names():
        for language in ("en", "ar"):
            path = tmp_path / f"{name}-{language}.pdf"
            path.write_bytes(certificate(name, language).content)
            files.append(str(path))
    other = tmp_path / "other.pdf"
    hard = made({"en": "港湾", "lv": "Ostas"}, description="x" * 3_000)
    other.write_bytes(render(hard, to="pdf", link="https://vmc.example/").content)
    java = ["java", "-cp", f"{REFEREE}/classes:{REFEREE}/lib/*", "PdfReferee"]
    for flavour in ("3a", "ua1"):
        judged = subprocess.run(
            [*java, flavour, *files, str(other)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        lines = [line for line in judged.splitlines() if line.startswith(("compliant", "not"))]
        assert lines == ["compliant"] * (len(files) + 1)


# Many, and how fast


def test_many_are_drawn_in_order_and_one_that_cannot_be_stops_no_other() -> None:
    contents = [(gallery.FOLDER / f"{name}.edc.json").read_bytes() for name in gallery.names()]
    contents.insert(1, b"nothing")
    done = list(render_many(contents, to="pdf", now=NOW, languages=["en"], qr=False))
    assert [bool(each) for each in done] == [n != 1 for n in range(len(contents))]
    assert done[1].problems[0].code == "PARSE_UNKNOWN_FORMAT"
    value = done[0].value
    assert value is not None
    assert load(value.content)[0].content == contents[0]


def test_a_folder_is_drawn_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(gallery.FOLDER / f"{name}.edc.json") for name in gallery.names()[:3]]
    bad = tmp_path / "bad.json"
    bad.write_text("{}", "utf-8")
    out = tmp_path / "out"
    arguments = ["render", *files, str(bad), "--to", "pdf", "--output", str(out)]
    assert main(arguments) == 1
    assert "Drawn: 3 of 4" in capsys.readouterr().err
    assert len(list(out.glob("*.pdf"))) == 3
    assert main(arguments[:4] + arguments[5:] + ["--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert {each["problems"][0]["code"] for each in said["files"]} == {"OUTPUT_EXISTS"}
    assert main(arguments[:4] + arguments[5:] + ["--json", "--force"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [each["verification"] for each in said["files"]] == ["passed"] * 3
    assert main(["render", *files]) == 2
    assert main(["render", *files, "--output", str(bad / "x")]) == 2
    assert main(["render", files[0], "--to", "pdf", "--json"]) == 2
    assert main(["render", files[0], "--to", "pdf", "--output", str(tmp_path / "one.pdf")]) == 0


def test_a_page_and_a_certificate_cost_little(bench: Path, cpu_without_measuring: None) -> None:
    """50 ms of CPU for a page of a credential of 100 KB, and 500 ms for its certificate."""
    content = (bench / "w2_elm_mc_annex1.json").read_bytes()
    assert len(content) > 100_000
    for form, most in (("html", 0.05), ("pdf", 0.5)):
        costs = []
        for _ in range(5):
            document = json.loads(content)
            began = time.process_time()
            render(document, to=form, secured=content, qr=False)  # type: ignore[arg-type]
            costs.append(time.process_time() - began)
        assert sorted(costs)[2] < most, (form, costs)


@pytest.mark.full
def test_a_thousand_certificates(tmp_path: Path) -> None:
    """From the command line, with a bar for those who wait."""
    source = (gallery.FOLDER / "vet-unit.edc.json").read_bytes()
    for number in range(1_000):
        (tmp_path / f"{number:04}.json").write_bytes(source)
    out = tmp_path / "out"
    names = sorted(str(path) for path in tmp_path.glob("*.json"))
    options = ["--to", "pdf", "--language", "en", "--output", str(out)]
    began = os.times()
    run = subprocess.run(
        [sys.executable, "-m", "elm_microcred", "render", *names, *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2_000:]
    assert "Drawn: 1000 of 1000" in run.stderr
    assert sum(path.stat().st_size > 10_000 for path in out.glob("*.pdf")) == 1_000
    ended = os.times()
    assert ended.children_user - began.children_user < 500
