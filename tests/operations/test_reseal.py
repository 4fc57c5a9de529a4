"""``dukao reseal`` changes the key without losing anything that was sealed with the old one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from dukao.identity import services
from dukao.identity.models import SecondFactor
from dukao.kernel.errors import DomainError
from dukao.kernel.sealing import new_key
from tests.conftest import NOW, PASSWORD, City


@pytest.fixture
def secret(city: City, settings: Settings, tmp_path: Path) -> str:
    settings.HOME, settings.DUKAO_SEAL_KEYS = tmp_path, [new_key("first")]
    services.begin_factor(actor=city.actor(city.reporter), present=PASSWORD, at=NOW)
    return services.secret_of(SecondFactor.objects.get())


def test_a_fresh_key_seals_all_and_the_old_one_may_go(
    secret: str, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("reseal", new_key="2027")
    assert "动态口令：重新封存 1 条" in capsys.readouterr().out
    assert SecondFactor.objects.get().sealed_secret.startswith("2027:")
    kept = (tmp_path / "seal-keys").read_text(encoding="utf-8").split()
    assert [key.partition(":")[0] for key in kept] == ["2027", "first"]
    assert (tmp_path / "seal-keys").stat().st_mode & 0o077 == 0
    call_command("reseal", drop_old=True)
    settings.DUKAO_SEAL_KEYS = (tmp_path / "seal-keys").read_text(encoding="utf-8").split()
    assert len(settings.DUKAO_SEAL_KEYS) == 1
    assert services.secret_of(SecondFactor.objects.get()) == secret


def test_without_the_key_nothing_opens(secret: str, settings: Settings) -> None:
    settings.DUKAO_SEAL_KEYS = [new_key("other")]
    with pytest.raises(DomainError, match="first"):
        services.secret_of(SecondFactor.objects.get())


def test_keys_given_by_the_environment_are_not_written_to_a_file(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUKAO_SEAL_KEYS", "first:x")
    with pytest.raises(CommandError, match="DUKAO_SEAL_KEYS"):
        call_command("reseal", new_key="2027")


@pytest.mark.parametrize("name", ["first", "a b", "x:y"])
def test_names_of_keys_are_plain_and_new(secret: str, name: str) -> None:
    with pytest.raises(CommandError, match="新密钥的名称"):
        call_command("reseal", new_key=name)
