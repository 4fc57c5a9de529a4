"""What is refused before anything is served."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from pytest_django import Settings

from dukao.kernel.errors import DomainError
from dukao.operations import assets, readiness, serving


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_with_another_one(taken_port: int) -> None:
    with pytest.raises(DomainError, match=f"端口 {taken_port} 已被别的程序占用.*{taken_port + 1}"):
        serving.require_free(serving.Address("127.0.0.1", taken_port))


def test_an_unknown_host_is_told(taken_port: int) -> None:
    with pytest.raises(DomainError, match="不能在 no.*找不到这个主机名"):
        serving.require_free(serving.Address("no.such.invalid", taken_port))


@pytest.mark.parametrize("port", [0, -1, 80000])
def test_a_port_there_is_not_is_told(port: int) -> None:
    with pytest.raises(DomainError, match=f"没有 {port} 这个端口"):
        serving.require_free(serving.Address("127.0.0.1", port))


def test_the_address_one_is_told_can_be_opened() -> None:
    assert serving.Address("0.0.0.0", 8000).url == "http://127.0.0.1:8000/"  # noqa: S104
    assert serving.Address("10.0.0.7", 80).url == "http://10.0.0.7:80/"


@pytest.mark.django_db
def test_a_migrated_database_is_ready() -> None:
    readiness.require_database()


@pytest.mark.django_db
def test_an_older_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "missing_migrations", lambda: 3)
    with pytest.raises(DomainError, match=r"还差 3 步升级.*dukao migrate"):
        readiness.require_database()


@pytest.mark.django_db
def test_a_database_nothing_was_put_into_is_led_to_the_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "missing_migrations", lambda: 50)
    monkeypatch.setattr(readiness, "is_new", lambda: True)
    with pytest.raises(DomainError, match="还没有建库.*dukao setup") as refusal:
        readiness.require_database()
    assert "备份" not in refusal.value.sentence


@pytest.mark.django_db
def test_a_silent_database_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise OperationalError("connection refused\nhint for programmers")

    monkeypatch.setattr(readiness, "missing_migrations", refuse)
    with pytest.raises(DomainError, match="connection refused") as refusal:
        readiness.require_database()
    assert "hint" not in refusal.value.sentence


def test_static_files_are_collected_once_for_every_change(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "source", tmp_path / "collected"
    source.mkdir()
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], target
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    monkeypatch.setattr(assets, "are_built", lambda: True)

    (source / "dukao.css").write_text("old", encoding="utf-8")
    assert assets.collect()
    assert not assets.collect()
    (source / "dukao.css").write_text("new", encoding="utf-8")
    assert assets.collect()
    assert (target / "dukao.css").read_text(encoding="utf-8") == "new"


def test_unbuilt_assets_are_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "are_built", lambda: False)
    with pytest.raises(DomainError, match="make setup"):
        assets.collect()
