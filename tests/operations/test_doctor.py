"""The doctor names what is missing, and fails only on real faults."""

from __future__ import annotations

import errno
import os
import shutil
from collections import namedtuple
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, transaction
from pytest_django import Settings
from rich.cells import cell_len

from dukao.documents import selectors
from dukao.documents.official.faces import WORD_FACES
from dukao.journal.services import record, seal
from dukao.kernel.sealing import new_key
from dukao.operations import readiness, working
from dukao.operations.backup import last
from dukao.operations.doctor import command, database, machine, packages, survival, web
from dukao.operations.doctor.findings import Finding, Level
from dukao.organisations.models import Person
from tests.conftest import NOW, City

Usage = namedtuple("Usage", "total used free")
Findings = Callable[[], Iterable[Finding]]


def levels(check: Findings) -> list[Level]:
    return [finding.level for finding in check()]


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def test_a_key_others_can_read_is_a_fault(home: Path) -> None:
    key = home / "secret-key"
    key.touch(mode=0o600)
    assert levels(machine.check_secret_key) == [Level.GOOD]
    key.chmod(0o644)
    assert levels(machine.check_secret_key) == [Level.FAULT]


@pytest.mark.django_db
def test_other_keys_than_the_data_was_sealed_with_are_a_fault(settings: Settings) -> None:
    assert levels(survival.check_seals) == [Level.GOOD]
    Person.objects.create(name="方远", phone="88001234")
    assert levels(survival.check_seals) == [Level.GOOD]
    for other in (new_key("another"), new_key(settings.DUKAO_SEAL_KEYS[0].partition(":")[0]), "2026:short"):
        settings.DUKAO_SEAL_KEYS = [other]
        (finding,) = survival.check_seals()
        assert finding.level is Level.FAULT
        assert "seal-keys" in finding.remedy


@pytest.mark.parametrize(
    ("free", "level"), [(50 * 1024**3, Level.GOOD), (1024**3, Level.ADVICE), (1024**2, Level.FAULT)]
)
def test_the_disk_is_judged_by_what_is_left(
    home: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100 * 1024**3, 0, free))
    assert levels(machine.check_home) == [Level.GOOD, level]


def test_a_home_that_is_not_there_is_a_fault(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "nowhere"
    assert levels(machine.check_home) == [Level.FAULT]


def test_official_faces_that_are_missing_are_named_with_what_stands_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = {"方正小标宋简体": "Noto Serif CJK SC", "楷体_GB2312": ""}
    monkeypatch.setattr(selectors, "missing_faces", lambda: found)
    (finding,) = packages.check_official_faces()
    assert finding.level is Level.ADVICE
    for words in ("缺 2 种", "方正小标宋简体 用 Noto Serif CJK SC", "楷体_GB2312 用 （无）"):
        assert words in finding.sentence
    for words in ("FZXBSJW.TTF、simkai.ttf", "fonts-lxgw-wenkai fonts-noto-cjk", "fc-cache"):
        assert words in finding.remedy
    monkeypatch.setattr(selectors, "missing_faces", dict)
    assert levels(packages.check_official_faces) == [Level.GOOD]


def test_every_face_of_a_document_has_its_advice() -> None:
    assert set(packages.FACE_FILES) == set(WORD_FACES.values())


def test_missing_packages_are_advice_that_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(packages, "find_library", lambda name: None)
    checks = (packages.check_office, packages.check_magic, packages.check_virus_scanner)
    found = [finding for check in checks for finding in check()]
    assert {finding.level for finding in found} == {Level.ADVICE}
    assert all("Debian" in finding.remedy for finding in found)


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(readiness, "missing_migrations", refuse)
    (finding,) = database.check_database()
    assert finding.level is Level.FAULT
    assert finding.sentence == "连不上：connection refused。"


@pytest.mark.django_db
def test_an_old_database_asks_for_migrate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "missing_migrations", lambda: 2)
    (finding,) = database.check_database()
    assert "还差 2 步升级" in finding.sentence
    assert "dukao migrate" in finding.remedy


@pytest.mark.django_db
def test_a_new_database_asks_for_the_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "missing_migrations", lambda: 50)
    monkeypatch.setattr(readiness, "is_new", lambda: True)
    (finding,) = database.check_database()
    assert (finding.level, "dukao setup" in finding.remedy) == (Level.FAULT, True)


def test_plain_http_is_a_fault_outside_a_demo(settings: Settings) -> None:
    settings.DUKAO_HTTPS, settings.DUKAO_DEMO = False, False
    assert levels(web.check_https) == [Level.FAULT]
    settings.DUKAO_DEMO = True
    assert levels(web.check_https) == [Level.GOOD]
    settings.DUKAO_HTTPS, settings.DUKAO_DEMO, settings.SECURE_PROXY_SSL_HEADER = True, False, None
    assert levels(web.check_https) == [Level.ADVICE]


def test_any_host_name_is_a_fault(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert levels(web.check_hosts) == [Level.FAULT]
    settings.ALLOWED_HOSTS = ["dukao.example.gov", "localhost"]
    assert levels(web.check_hosts) == [Level.GOOD]


@pytest.mark.parametrize(("level", "code"), [(Level.GOOD, 0), (Level.ADVICE, 0), (Level.FAULT, 1)])
def test_only_faults_make_it_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], level: Level, code: int
) -> None:
    finding = Finding("磁盘", level, "还剩一点", "清理")
    monkeypatch.setattr(command, "CHECKS", (lambda: [finding],))
    assert command.main([]) == code
    assert "还剩一点" in capsys.readouterr().out


def test_eighty_columns_are_enough(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "缺 5 种，公文 PDF 用别的字体代替（仿宋_GB2312 用 Noto Serif CJK SC）。" * 3
    found = [Finding("公文字体", Level.ADVICE, long, long), Finding("LibreOffice", Level.GOOD, "已安装。")]
    monkeypatch.setattr(command, "CHECKS", (lambda: found,))
    monkeypatch.setenv("COLUMNS", "80")
    command.main([])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert not [line for line in lines if line.lstrip().startswith(("，", "。", "）"))]
    assert [line for line in lines if line.lstrip().startswith("→")]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_takes_nothing_is_a_fault(
    home: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    assert levels(survival.check_writing) == [Level.GOOD]

    def refuse(handle: int) -> None:
        raise OSError(number, "…")

    monkeypatch.setattr("os.fsync", refuse)
    (finding,) = survival.check_writing()
    assert finding.level is Level.FAULT
    assert {errno.ENOSPC: "磁盘已满", errno.EROFS: "只读"}[number] in finding.sentence


@pytest.mark.parametrize(
    ("hours", "is_tried", "has_keys", "level", "words"),
    [
        (1, True, True, Level.GOOD, "演练通过"),
        (1, True, False, Level.ADVICE, "没有密钥"),
        (1, False, True, Level.ADVICE, "没有演练"),
        (49, True, True, Level.FAULT, "已过 2 天 1 小时"),
    ],
)
def test_an_old_or_untried_backup_is_told(
    home: Path, hours: int, is_tried: bool, has_keys: bool, level: Level, words: str
) -> None:
    assert [finding.level for finding in survival.check_backup()] == [Level.ADVICE], "none yet"
    last.note(home, last.LastBackup(NOW - timedelta(hours=hours), "/backup/dukao-1", is_tried, has_keys))
    (finding,) = survival.check_backup()
    assert (finding.level, words in finding.sentence) == (level, True)
    (home / "last-backup").write_text("{")
    assert [finding.level for finding in survival.check_backup()] == [Level.ADVICE]


def test_a_silent_worker_is_told(home: Path) -> None:
    assert levels(survival.check_worker) == [Level.ADVICE]
    working.beat_file().touch()
    assert levels(survival.check_worker) == [Level.GOOD]
    os.utime(working.beat_file(), (0, 0))
    assert levels(survival.check_worker) == [Level.ADVICE]


def test_keys_others_can_read_are_a_fault(home: Path) -> None:
    (home / "channels").mkdir()
    for name in ("seal-keys", "channels/robot"):
        (home / name).touch(mode=0o600)
    assert levels(survival.check_private_files) == [Level.GOOD]
    (home / "channels/robot").chmod(0o640)
    (finding,) = survival.check_private_files()
    assert finding.level is Level.FAULT
    assert finding.sentence.startswith("channels/robot ")


def test_a_mail_server_that_is_away_is_a_fault_without_its_password(settings: Settings) -> None:
    settings.DUKAO_MAIL = ""
    assert levels(survival.check_mail) == [Level.ADVICE]
    settings.DUKAO_MAIL = "smtp://dukao:geheim@127.0.0.1:1"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    (finding,) = survival.check_mail()
    assert finding.level is Level.FAULT
    assert "127.0.0.1:1 连不上" in finding.sentence
    assert "自动补发" in finding.remedy
    assert "geheim" not in finding.sentence + finding.remedy


@pytest.mark.django_db
def test_a_slow_database_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert levels(database.check_database) == [Level.GOOD, Level.GOOD]
    monkeypatch.setattr(database, "SLOW_MILLISECONDS", 0)
    assert levels(database.check_database) == [Level.GOOD, Level.ADVICE]


@pytest.fixture
def entry(city: City, home: Path) -> None:
    with transaction.atomic():
        record(actor=city.actor(city.office), event="task_done", subject=None, label="小活", at=NOW)


def test_a_journal_that_is_not_sealed_is_told(entry: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dukao.kernel.clock.now", lambda: NOW + timedelta(seconds=11))
    (finding,) = database.check_journal()
    assert finding.level is Level.ADVICE
    assert "1 条没有封存" in finding.sentence
    seal(at=NOW)
    assert levels(database.check_journal) == [Level.GOOD]


def test_a_clock_that_was_set_back_is_a_fault_until_it_is_right_again(
    entry: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(at=NOW)
    monkeypatch.setattr("dukao.kernel.clock.now", lambda: NOW - timedelta(days=1))
    assert levels(database.check_journal) == [Level.FAULT, Level.GOOD]
    monkeypatch.setattr("dukao.kernel.clock.now", lambda: NOW + timedelta(seconds=1))
    assert levels(database.check_journal) == [Level.GOOD]


def test_a_database_older_than_the_note_beside_it_is_a_fault(entry: None, home: Path) -> None:
    (home / "journal-head").write_text("7:9f3c\n")
    (finding,) = database.check_journal()
    assert finding.level is Level.FAULT
    assert "末尾被截去" in finding.sentence


@pytest.mark.parametrize(
    ("oidc", "secret", "cas", "found"),
    [
        ("", "", "", []),
        ("https://id.example", "x", "", [Level.GOOD]),
        ("https://id.example", "", "", [Level.ADVICE]),
        ("http://id.example", "x", "", [Level.FAULT]),
        ("", "", "https://cas.example/cas", [Level.GOOD]),
        ("", "", "http://cas.example/cas", [Level.FAULT]),
    ],
)
def test_providers_are_guarded(
    settings: Settings, oidc: str, secret: str, cas: str, found: list[Level]
) -> None:
    settings.DUKAO_OIDC_ISSUER, settings.DUKAO_OIDC_CLIENT_SECRET, settings.DUKAO_CAS_URL = oidc, secret, cas
    assert levels(web.check_providers) == found


def test_a_provider_without_its_library_is_a_fault(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DUKAO_CAS_URL = "https://cas.example/cas"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert levels(web.check_providers) == [Level.FAULT]


def test_saml_without_library_or_program_is_a_fault(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert levels(web.check_saml) == []
    settings.DUKAO_SAML_IDP = "https://idp.example"
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    (finding,) = web.check_saml()
    assert (finding.level, "缺少程序 xmlsec1" in finding.sentence) == (Level.FAULT, True)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (finding,) = web.check_saml()
    assert (finding.level, "dukao[saml]" in finding.remedy) == (Level.FAULT, True)


@pytest.mark.saml
def test_saml_needs_the_provider_in_its_metadata(settings: Settings, tmp_path: Path) -> None:
    from tests.identity.saml_idp import Idp

    idp = Idp(tmp_path)
    settings.DUKAO_SAML_IDP, settings.DUKAO_SAML_METADATA = idp.entity, str(idp.described)
    assert levels(web.check_saml) == [Level.GOOD]
    settings.DUKAO_SAML_IDP = "https://another.example"
    assert levels(web.check_saml) == [Level.FAULT]
    settings.DUKAO_SAML_IDP = idp.entity
    guarded = idp.described.read_text()
    idp.described.write_text(guarded.replace("https://idp.example/sso", "http://idp.example/sso"))
    assert levels(web.check_saml) == [Level.FAULT]
    idp.described.write_text(guarded.replace("X509Certificate", "X509SKI"))
    assert levels(web.check_saml) == [Level.FAULT]
    idp.described.unlink()
    assert levels(web.check_saml) == [Level.FAULT]
