"""`elm-microcred batch` and `status`: from a table to files, and to lists that are served."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.cli import main

ROOT = Path(__file__).resolve().parents[2]
AT = "2026-08-01T12:00:00Z"
STATUS = "https://vmc.example/status"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    assert main(["keys", "new"]) == 0
    return tmp_path


def batch(*more: str, table: str = "examples/awards.csv") -> int:
    common = ["-a", "examples/port-safety.json", "-k", "key.json", "-o", "out", "--at", AT]
    return main(["batch", table, *common, *more])


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def rows(path: str) -> list[dict[str, str]]:
    text = Path(path).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_table_is_issued_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert batch("--json", "--status", STATUS) == 0
    capsys.readouterr()
    assert batch("--json", "--status", STATUS) == 0
    said = told(capsys)
    assert said["counts"]["delivered"] == said["rows"] == 4
    files = sorted(path.name for path in Path("out").glob("PS-*.json"))
    assert files == [f"PS-2026-039{n}.json" for n in (1, 2, 3, 4)]
    first = Path("out", files[0]).read_bytes()
    results = rows("out/results.csv")
    assert [row["file"] for row in results] == files
    assert {row["state"] for row in results} == {"delivered"}
    assert json.loads(first)["id"] == results[0]["credential"]
    assert batch("--quiet", "--status", STATUS) == 0
    assert Path("out", files[0]).read_bytes() == first


def test_a_dry_run_issues_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert batch("--dry-run") == 0
    assert "4 rows can be issued." in capsys.readouterr().err
    assert list(Path("out").glob("PS-*")) == []
    (finding,) = rows("out/findings.csv")
    assert (finding["column"], finding["code"]) == ("group", "BATCH_COLUMN_UNKNOWN")


def test_all_that_is_wrong_is_said_before_anything_is_issued(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("bad.csv").write_text(
        "key,learner_full_name,awarded_on\n"
        "1,Ada,2026-02-01\n"
        "1,=1+1,01.02.2026\n"
        "3,Bo,yesterday\n"
        "4,Cy\n"
    )
    assert batch(table="bad.csv") == 1
    said = capsys.readouterr().err
    assert "3 of 4 rows cannot be issued." in said
    assert list(Path("out").glob("*.json")) == []
    found = {(row["row"], row["code"]) for row in rows("out/findings.csv")}
    assert found == {
        ("2", "BATCH_DUPLICATE_ID"),
        ("2", "BATCH_FORMULA"),
        ("2", "MODEL_DATE"),
        ("3", "MODEL_DATE"),
        ("4", "BATCH_ROW"),
    }
    assert batch("--skip-bad", "--json", table="bad.csv") == 1
    assert told(capsys)["counts"]["delivered"] == 1
    assert [path.name for path in Path("out").glob("*.json")] == ["1.json"]
    Path("bad.csv").write_text("key,learner_full_name,awarded_on\n1,Ada,2026-02-01\n")
    assert batch(table="bad.csv") == 0
    assert not Path("out/findings.csv").exists()


def test_a_changed_row_is_refused_under_its_key(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rows.csv").write_text("key,learner_full_name,awarded_on\n1,Ada,2026-02-01\n")
    assert batch(table="rows.csv") == 0
    Path("rows.csv").write_text("key,learner_full_name,awarded_on\n1,Ada B.,2026-02-01\n")
    capsys.readouterr()
    assert batch("--json", table="rows.csv") == 1
    assert [p["code"] for p in told(capsys)["problems"]] == ["BATCH_KEY_CONFLICT"]


def test_dates_and_keys_as_they_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rows.csv").write_text("nr;learner_full_name;awarded_on\n7;Ada;1.2.2026\n")
    more = ("--dates", "day-first", "--key-column", "nr", "--to", "open-badge-3")
    assert batch("--json", *more, table="rows.csv") == 0
    assert told(capsys)["problems"] == []
    badge = json.loads(Path("out/7.json").read_text("utf-8"))
    assert badge["validFrom"].startswith("2026-02-01")


def test_workers_share_the_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert batch("--json", "--workers", "2") == 0
    assert told(capsys)["counts"]["delivered"] == 4


def test_options_that_do_not_fit_are_refused() -> None:
    assert batch("--suspension") == 2
    assert batch("--plain") == 2
    assert batch("--status", STATUS) == 0
    assert batch("--status", "https://elsewhere.example/status") == 2
    assert batch(table="absent.csv") == 2


def test_what_was_issued_is_revoked_and_the_lists_are_published(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert batch("--status", STATUS, "--suspension", "--quiet") == 0
    first, second, *_ = (row["credential"] for row in rows("out/results.csv"))
    journal = ("--journal", "out/journal.db")
    assert main(["status", "revoke", first, *journal]) == 0
    assert main(["status", "suspend", second, *journal]) == 0
    assert main(["status", "restore", second, *journal]) == 0
    assert main(["status", "restore", first, *journal]) == 2
    assert main(["status", "show", first, second, *journal]) == 0
    assert main(["status", "show", *journal]) == 0
    publish = ["status", "publish", *journal, "-k", "key.json", "-o", "served"]
    assert main(publish) == 0
    capsys.readouterr()
    assert main([*publish, "--json"]) == 0
    said = told(capsys)["published"]
    assert [one["url"] for one in said] == [
        f"{STATUS}/1/{form}" for form in ("revocation", "suspension", "token")
    ]
    listed = json.loads(Path("served/1/revocation").read_text("utf-8"))
    assert listed["id"] == f"{STATUS}/1/revocation" and "proof" in listed
    assert main(["status", "show", first, *journal, "--json"]) == 0
    assert told(capsys)["credentials"] == {first: "revoked"}


def test_credentials_from_elsewhere_get_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    journal = ("--journal", "lists.db")
    assert main(["status", "show", *journal]) == 2
    assert main(["status", "allocate", "urn:x:1", "--journal", "sqlite:///lists.db"]) == 2
    assert main(["status", "allocate", "urn:x:1", *journal, "--base", STATUS]) == 0
    capsys.readouterr()
    assert main(["status", "allocate", "urn:x:1", *journal, "--json"]) == 0
    entry = told(capsys)["credentialStatus"]["urn:x:1"]
    assert entry["statusListCredential"] == f"{STATUS}/1/revocation"
    assert main(["status", "revoke", "urn:x:1", *journal, "--json"]) == 0
    assert told(capsys) == {"outcome": "passed", "state": "revoked", "changed": 1, "lists": [1]}
    assert main(["status", "revoke", "urn:x:2", *journal]) == 2


def test_a_bar_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rich")
    import sys

    from elm_microcred.cli.progress import Bar

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with Bar("issued", 10, is_shown=True) as bar:
        bar.at(3)
        bar.at(10, 20)
    assert "10/20" in shown.getvalue()


def test_a_locked_key_signs_a_batch_and_its_lists(capsys: pytest.CaptureFixture[str]) -> None:
    Path("secret.txt").write_text("correct horse\n")
    Path("wrong.txt").write_text("battery\n")
    assert main(["keys", "new", "--password-file", "secret.txt", "-o", "locked.json"]) == 0
    given = ["examples/awards.csv", "-a", "examples/port-safety.json", "-k", "locked.json"]
    given += ["-o", "out", "--at", AT, "--status", STATUS]
    assert main(["batch", *given, "--password-file", "wrong.txt"]) != 0
    assert "KEY_LOCKED" in capsys.readouterr().err
    assert main(["batch", *given, "--password-file", "secret.txt"]) == 0
    assert len(list(Path("out").glob("PS-*.json"))) == 4
    publish = ["status", "publish", "--journal", "sqlite:///out/journal.db", "-k", "locked.json"]
    publish += ["-o", "served", "--password-file"]
    assert main([*publish, "wrong.txt"]) != 0
    assert main([*publish, "secret.txt"]) == 0
    assert list(Path("served").glob("*/revocation"))


def test_a_dry_run_tells_that_key_and_securing_do_not_fit() -> None:
    assert batch("--dry-run", "--securing", "ecdsa-rdfc-2019") == 1
    assert "KEY_TYPE_MISMATCH" in {row["code"] for row in rows("out/findings.csv")}
    assert main(["keys", "new", "--type", "P-256", "-o", "curve.json"]) == 0
    common = ["-a", "examples/port-safety.json", "-o", "out", "--at", AT, "--dry-run"]
    fits = ["-k", "curve.json", "--securing", "ecdsa-rdfc-2019"]
    assert main(["batch", "examples/awards.csv", *common, *fits]) == 0
