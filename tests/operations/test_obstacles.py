"""What is in the way of a command is told in one Chinese sentence, with the right exit code and no traceback."""

from __future__ import annotations

import errno
import re
import sqlite3
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection, transaction

from dukao import cli
from dukao.config.databases import database_settings
from dukao.config.settings import _switch
from dukao.kernel.errors import DomainError
from dukao.operations import readiness
from dukao.operations.obstacles import sentence_for
from tests.operations import processes

#: A port of this machine at which nothing listens.
DEAD = "postgres://dukao:secret@127.0.0.1:9/city"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DomainError("x", "不行。"), "^不行。$"),
        (CommandError("不对。"), "^不对。$"),
        (EOFError(), "没有终端.*--help"),
        (ImproperlyConfigured("DUKAO_X 应为整数"), "DUKAO_X 应为整数。请改好"),
        (OSError(errno.ENOSPC, "", "/x"), "磁盘已满.*DUKAO_HOME"),
        (OSError(errno.EROFS, "", "/x"), "只读"),
        (PermissionError(errno.EACCES, "", "/x"), "/x：没有权限.*DUKAO_HOME"),
        (FileExistsError(errno.EEXIST, "", "/x"), "/x：已有同名的文件"),
        (sqlite3.OperationalError("unable to open database file"), "打不开数据目录.*dukao doctor"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_known_obstacle_has_a_sentence(error: Exception, words: str) -> None:
    sentence = sentence_for(error)
    assert sentence is not None
    assert re.search(words, sentence), sentence


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    assert sentence_for(ValueError("a mistake")) is None


@pytest.mark.django_db
def test_a_question_that_is_wrong_is_a_fault_of_ours() -> None:
    with pytest.raises(DatabaseError) as found, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM no_such")
    assert sentence_for(found.value) is None


@pytest.mark.django_db
def test_an_older_database_is_named_as_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "missing_migrations", lambda: 3)
    assert "dukao migrate" in (sentence_for(OperationalError("no such table")) or "")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('connection to server at "127.0.0.1", port 9 failed: Connection refused', "9 端口没有 PostgreSQL"),
        ('FATAL:  password authentication failed for user "dukao"', "用户名或密码不对"),
        ('FATAL:  database "city" does not exist', "没有名为 city 的数据库"),
        ('FATAL:  role "dukao" does not exist', "没有名为 dukao 的用户"),
        ("failed to resolve host 'db.invalid': unknown", "找不到主机 db.invalid"),
        ("connection timeout expired", "等了很久"),
        ("FATAL:  sorry, too many clients already", "连接已用完"),
        ("something else\nhint for programmers", "^something else$"),
    ],
)
def test_why_a_database_does_not_answer(said: str, words: str) -> None:
    cause, remedy = readiness.why_unreachable(OperationalError(said))
    assert re.search(words, cause)
    assert remedy.startswith("请")


@pytest.mark.parametrize("address", ["nonsense", "mysql://a:b@127.0.0.1/c"])
def test_a_database_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DUKAO_DATABASE_URL.*postgres://"):
        database_settings(address, Path("/srv"))


def test_a_file_in_the_home_folder_is_the_database_where_none_is_named() -> None:
    found = database_settings("", Path("/srv"))
    assert (found["NAME"], found["CONN_MAX_AGE"]) == ("/srv/dukao.sqlite3", 60)


@pytest.mark.parametrize("words", [("setup", "--generate"), ("migrate",), ("backup", "../there"), ("serve",)])
def test_a_database_that_is_away_is_told_by_every_command(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = processes.dukao(tmp_path, *words, DUKAO_DATABASE_URL=DEAD)
    assert done.returncode == 1
    assert re.fullmatch(r"(没有备份，)?数据库连不上：127\.0\.0\.1 的 9 端口没有.*\n", done.stderr), (
        done.stderr
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"DUKAO_REQUEST_BYTES": "lots"}, "DUKAO_REQUEST_BYTES 应为整数"),
        ({"DUKAO_QUEUE_URL": "amqp://x"}, "DUKAO_QUEUE_URL 只认"),
        ({"DUKAO_HTTPS": "ture"}, "DUKAO_HTTPS 只认 1（是）和 0（否），现在写的是“ture”"),
        ({"DUKAO_HOME": "/dev/null/home"}, "/dev/null"),
    ],
)
def test_settings_that_cannot_be_read_are_told(tmp_path: Path, more: dict[str, str], words: str) -> None:
    done = processes.dukao(tmp_path, "worker", **more)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert words in done.stderr


@pytest.mark.parametrize(
    ("said", "means"), [("1", True), ("Yes", True), ("0", False), ("off", False), ("", True), (" ", True)]
)
def test_a_switch_says_yes_or_no(monkeypatch: pytest.MonkeyPatch, said: str, means: bool) -> None:
    monkeypatch.setenv("DUKAO_PROXY", said)
    assert _switch("DUKAO_PROXY", default=True) is means


def test_questions_without_a_terminal_are_no_crash(tmp_path: Path, empty_database: bytes) -> None:
    (tmp_path / "dukao.sqlite3").write_bytes(empty_database)
    done = processes.dukao(tmp_path, "setup")
    assert done.returncode == 1
    assert "没有终端" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_does_not_parse_is_told_in_chinese() -> None:
    with pytest.raises(CommandError, match=r"--port 的“x”应为整数") as refusal:
        call_command("serve", "--port", "x")
    assert refusal.value.returncode == 2


@pytest.mark.parametrize("word", sorted({*cli.WORDS} - {"migrate"}))
def test_help_is_in_chinese(
    word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["dukao", word, "--help"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().out
    assert (ended.value.code, said.startswith("用法：dukao ")) == (0, True)
    assert not re.search("show this|usage:|options:|--traceback", said)
