"""`elm-microcred export --dataset`: from a catalogue to a dataset and back, in one command each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from elm_microcred.cli import main

COURSE = Path(__file__).resolve().parents[2] / "examples" / "port-safety.json"


def test_a_catalogue_becomes_a_dataset_and_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue = tmp_path / "catalogue"
    catalogue.mkdir()
    (catalogue / "a.json").write_bytes(COURSE.read_bytes())
    other = json.loads(COURSE.read_text("utf-8")) | {"id": "https://vmc.example/courses/b"}
    (catalogue / "b.json").write_text(json.dumps(other), "utf-8")
    for form, name in (("qdr-xml", "loq.xml"), ("rdfxml", "loq.rdf"), ("turtle", "loq.ttl")):
        target = tmp_path / name
        arguments = ["export", str(catalogue), "--dataset", "loq", "--format", form]
        assert main([*arguments, "--output", str(target)]) == 0
        capsys.readouterr()
        back = ["export", str(target), "--dataset", "loq", "--format", "achievements", "--json"]
        assert main(back) == 0
        said = json.loads(capsys.readouterr().out)
        ids = {each["id"] for each in json.loads(said["content"])}
        assert ids == {other["id"], "https://vmc.example/courses/port-safety"}
        assert said["outcome"] in ("passed", "indeterminate") and said["losses"]


def test_what_does_not_fit_is_not_written_unless_it_is_a_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = tmp_path / "small.json"
    small.write_text('{"id": "https://a.example/c", "title": "Knots"}', "utf-8")
    target = tmp_path / "out.rdf"
    arguments = ["export", str(small), "--dataset", "loq", "--output", str(target)]
    assert main(arguments) == 1
    assert not target.exists() and "--draft" in capsys.readouterr().err
    assert main([*arguments, "--draft"]) == 1
    assert target.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "qdr-xml"],
        ["--dataset", "loq", "--graph", "self"],
        ["--draft"],
        [str(COURSE)],
    ],
)
def test_what_does_not_go_together_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(COURSE), *arguments]) == 2
    assert "USAGE" in capsys.readouterr().err


def test_an_empty_folder_and_other_xml_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(tmp_path), "--dataset", "ams"]) == 2
    (tmp_path / "a.xml").write_bytes(b"<a/>")
    assert main(["export", str(tmp_path / "a.xml"), "--dataset", "ams"]) == 2
    assert "QDR_ROOT" in capsys.readouterr().err


def test_faults_of_a_file_are_findings_with_xpath(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.xml"
    space = "http://data.europa.eu/snb/model/ap/ams-constraints/"
    file.write_text(f'<Accreditations xmlns="{space}">\n<x/></Accreditations>', "utf-8")
    assert main(["export", str(file), "--dataset", "ams", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    (problem,) = report["checks"][0]["problems"]
    assert (problem["code"], problem["pointer"]) == ("QDR_ELEMENT_UNKNOWN", "/Accreditations/x[1]")
    assert "line 2" in problem["detail"]
