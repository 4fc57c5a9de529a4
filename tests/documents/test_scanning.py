"""A scanner of the place's own decides before anything is kept; one that fails lets nothing pass."""

from __future__ import annotations

import shlex
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import Settings

from dukao.documents.services import keep_source, store_file
from dukao.kernel.errors import DomainError
from tests.conftest import NOW
from tests.documents.samples import pdf

pytestmark = pytest.mark.django_db
#: Ends as a scanner does, by what comes in on standard input.
SCANNER = "import sys; sys.exit(1 if b'EICAR' in sys.stdin.buffer.read() else 0)"


def _scanner(program: str) -> str:
    return shlex.join([sys.executable, "-c", program])


@pytest.fixture(autouse=True)
def scanner(settings: Settings, tmp_path: Path) -> None:
    settings.DUKAO_SCANNER = _scanner(SCANNER)
    settings.MEDIA_ROOT = tmp_path


def store(content: bytes) -> None:
    store_file(name="证明.pdf", content=BytesIO(content), max_bytes=10**6, at=NOW)


def test_what_is_clean_is_kept(tmp_path: Path) -> None:
    store(pdf())
    keep_source(b"unit,value\n")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def test_what_is_infected_is_refused_at_every_door(tmp_path: Path) -> None:
    for keep in (store, keep_source):
        with pytest.raises(DomainError, match="发现恶意程序，没有保存"):
            keep(pdf() + b"%EICAR")
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("command", [_scanner("raise SystemExit(2)"), "/no/such/scanner -"])
def test_a_scanner_that_does_not_answer_lets_nothing_pass(
    settings: Settings, tmp_path: Path, command: str
) -> None:
    settings.DUKAO_SCANNER = command
    with pytest.raises(DomainError, match="没有回答，文件没有保存") as refusal:
        store(pdf())
    assert refusal.value.status == 503
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
