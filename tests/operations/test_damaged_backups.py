"""Backups that were damaged or made up are refused, by the name of what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dukao.operations.backup import command, manifest
from dukao.operations.backup.manifest import Item, Manifest

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Three files and their manifest; what is wrong with them is found before any database is touched."""
    folder = tmp_path / "backup"
    for name in ("database.sqlite3", "files/aa/bb/one", "files/aa/bb/two"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    items = tuple(manifest.item_of(path, folder) for path in sorted(folder.rglob("*")) if path.is_file())
    made = Manifest(
        "data", "0.1.0", "2026-09-28T14:30:00+08:00", items, "sqlite", tables={"journal_entry": 3}
    )
    manifest.write(made, folder)
    monkeypatch.setenv("DUKAO_HOME", str(tmp_path / "new"))
    monkeypatch.setattr("django.setup", lambda: pytest.fail("damage is found before anything is set up"))
    yield folder
    assert not (tmp_path / "new").exists()


def test_the_manifest_says_what_it_was_given(backup: Path) -> None:
    found = manifest.read(backup)
    assert found.items[0] == Item("database.sqlite3", 16, manifest.sha256_of(backup / "database.sqlite3"))
    assert (found.rows, found.size, list(manifest.damages(backup, found))) == (3, 46, [])


def test_every_damage_is_named(backup: Path, capsys: Capture) -> None:
    (backup / "database.sqlite3").write_text("Database.sqlite3")
    (backup / "files/aa/bb/one").write_text("shorter")
    (backup / "files/aa/bb/two").unlink()
    assert command.main([str(backup), "--without-keys"]) == 1
    said = capsys.readouterr().err
    for words in (
        "备份已损坏，没有恢复",
        "database.sqlite3：内容被改动",
        "files/aa/bb/one：应为 15 字节，现在是 7 字节",
        "files/aa/bb/two：不在了",
    ):
        assert words in said


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../outside", "files/../../outside", "home/../../outside", "files//etc/passwd", "home/./name",
     "files", "home", "elsewhere/name", "home/secret-key", "home/channels/robot", "home/dukao.sqlite3",
     "home/.profile", "secret-key", "files/\x1b[31m", ""],
)  # fmt: skip
def test_a_backup_puts_nothing_anywhere_but_in_its_places(backup: Path, path: str, capsys: Capture) -> None:
    """Its digests are right: somebody has made it so."""
    (backup.parent / "outside").write_text("planted")
    found = manifest.read(backup)
    manifest.write(
        replace(found, items=(*found.items, Item(path, 7, manifest.sha256_of(backup.parent / "outside")))),
        backup,
    )
    assert command.main([str(backup), "--without-keys"]) == 1
    said = capsys.readouterr().err
    assert f"{path!a}：不是备份里的文件" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    "path", ["../seal-keys", "/root/seal-keys", "dukao.sqlite3", "files/aa/bb/one", "channels/../a"]
)
def test_a_backup_of_keys_holds_keys_alone(backup: Path, tmp_path: Path, path: str, capsys: Capture) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (tmp_path / "seal-keys").write_text("planted")
    item = Item(path, 7, manifest.sha256_of(tmp_path / "seal-keys"))
    manifest.write(Manifest("keys", "0.1.0", "2026-09-28T14:30:00+08:00", (item,)), keys)
    assert command.main([str(backup), "--keys", str(keys)]) == 1
    assert "不是备份里的文件" in capsys.readouterr().err


@pytest.mark.parametrize("linked", ["files/aa/bb/one", "files/aa/bb", "files"])
def test_a_link_in_a_backup_is_not_followed(
    backup: Path, tmp_path: Path, linked: str, capsys: Capture
) -> None:
    """What it leads to would come into the product as evidence, and be shown."""
    (backup / linked).rename(tmp_path / "moved")
    (backup / linked).symlink_to(tmp_path / "moved")
    assert command.main([str(backup), "--without-keys"]) == 1
    assert "files/aa/bb/one：是指向别处的链接" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", '{"format": 1}'])
def test_a_manifest_that_is_none_is_refused(backup: Path, capsys: Capture, text: str) -> None:
    (backup / manifest.NAME).write_text(text)
    assert command.main([str(backup), "--without-keys"]) == 1
    assert "manifest.json 已损坏" in capsys.readouterr().err


def test_a_manifest_of_other_parts_is_refused(backup: Path, capsys: Capture) -> None:
    body = {"kind": "data", "items": [{"path": "database.sqlite3"}], "migrations": [], "lost": []}
    (backup / manifest.NAME).write_text(json.dumps({"format": 1, "digest": manifest._digest(body), **body}))
    assert command.main([str(backup), "--without-keys"]) == 1
    assert "manifest.json 已损坏" in capsys.readouterr().err


def test_a_manifest_in_which_a_number_was_changed_is_refused(backup: Path, capsys: Capture) -> None:
    path = backup / manifest.NAME
    path.write_text(path.read_text().replace('"journal_entry": 3', '"journal_entry": 2'))
    assert command.main([str(backup), "--without-keys"]) == 1
    assert "manifest.json 已损坏" in capsys.readouterr().err


def test_a_folder_without_a_backup_and_one_of_the_other_kind_are_told(backup: Path, capsys: Capture) -> None:
    assert command.main([str(backup.parent), "--without-keys"]) == 1
    assert "不是督考的备份" in capsys.readouterr().err
    assert command.main([str(backup), "--keys", str(backup)]) == 1
    assert "不是密钥的备份" in capsys.readouterr().err


def test_data_without_keys_asks_whether_that_is_meant(backup: Path, capsys: Capture) -> None:
    assert command.main([str(backup)]) == 1
    assert "--without-keys" in capsys.readouterr().err
