"""What the journal signs can be checked by somebody who has nothing but the signed text."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from dukao.journal import jobs, proofs, services, statements
from dukao.journal.models import Attestation, Checkpoint, Entry, Receipt
from dukao.journal.services import attest, receive_attestation
from dukao.journal.verification import verify
from dukao.kernel.errors import DomainError, Refused
from tests.conftest import NOW, City

Write = Callable[[int], list[Entry]]
Raw = Callable[..., None]


@pytest.fixture
def entries(write: Write, monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """Ten entries sealed by fours and attested."""
    monkeypatch.setattr(services, "BATCH", 4)
    sealed = write(10)
    jobs.seal_waiting()
    assert attest(at=NOW)
    return sealed


@pytest.fixture
def first(entries: list[Entry]) -> Attestation:
    return Attestation.objects.get()


@pytest.fixture
def second(first: Attestation, write: Write) -> Attestation:
    write(3)
    jobs.seal_waiting()
    made = attest(at=NOW)
    assert made
    return made


@pytest.mark.parametrize("kind", ["ed25519", "sm2"])
def test_the_tree_is_signed_once_until_it_grows(write: Write, settings: Settings, kind: str) -> None:
    settings.DUKAO_SIGNATURE, settings.DUKAO_DIGEST = kind, "sm3" if kind == "sm2" else "sha256"
    assert attest(at=NOW) is None, "nothing is sealed yet"
    write(2)
    jobs.seal_waiting()
    made = attest(at=NOW)
    assert made
    assert attest(at=NOW) is None
    statement = statements.parsed(made.text)
    assert (statement.entries, statement.checkpoints, statement.signature_kind) == (2, 1, kind)
    assert verify().attestations == 1


def test_the_key_is_kept_apart_and_stays(first: Attestation, second: Attestation, home: Path) -> None:
    assert (home / "journal-key-ed25519").stat().st_mode & 0o777 == 0o600
    assert first.public_key == second.public_key


@pytest.mark.parametrize("line", range(11))
def test_no_line_of_a_statement_can_be_changed(first: Attestation, line: int) -> None:
    lines = first.text.splitlines()
    lines[line] = lines[line][:-1] + ("1" if lines[line][-1] != "1" else "2")
    with pytest.raises(DomainError):
        statements.parsed("\n".join(lines) + "\n")


def test_windows_line_ends_do_no_harm(first: Attestation) -> None:
    assert statements.parsed(first.text.replace("\n", "\r\n")).entries == 10


def test_a_tail_cut_off_is_found_by_the_attestation_alone(entries: list[Entry], raw: Raw) -> None:
    last = Checkpoint.objects.latest("id").pk
    raw("DELETE FROM journal_entry WHERE id >= %s", entries[8].pk)
    raw("DELETE FROM journal_checkpoint WHERE id = %s", last)
    fault = verify().fault
    assert fault
    assert "末尾被截去" in fault.sentence
    raw("DELETE FROM journal_attestation")


def test_an_attestation_edited_in_the_database_is_named(first: Attestation, raw: Raw) -> None:
    raw("UPDATE journal_attestation SET entries = 9")
    fault = verify().fault
    assert fault
    assert fault.place == f"存证 {first.pk}"


def test_a_journal_rewritten_as_a_whole_is_found_by_the_statement_somebody_kept(
    first: Attestation, raw: Raw, write: Write
) -> None:
    """The attacker owns the database and the key: only what lies outside can tell."""
    kept = statements.parsed(first.text)
    for table in ("attestation", "checkpoint", "waiting", "entry"):
        raw(f"DELETE FROM journal_{table}")  # noqa: S608 - names of our own
    write(10)
    jobs.seal_waiting()
    attest(at=NOW)
    assert verify().fault is None, "it is whole in itself"
    fault = verify(statement=kept).fault
    assert fault
    assert fault.place.startswith("留存的存证")


@pytest.mark.parametrize("index", range(10))
def test_every_entry_is_proven_without_the_database(
    entries: list[Entry], second: Attestation, index: int
) -> None:
    assert proofs.check(proofs.prove_entry(entries[index])).entries == 10


def _changed(proof: dict[str, Any], *keys: Any, value: Any) -> dict[str, Any]:
    made = copy.deepcopy(proof)
    place = made
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    return made


def test_a_proof_that_was_tampered_with_is_refused(entries: list[Entry], second: Attestation) -> None:
    proof = proofs.prove_entry(entries[5])
    other = proofs.prove_entry(entries[6])
    for forged in (
        _changed(proof, "entry", "content", value=other["entry"]["content"]),
        _changed(proof, "entry", "frame", 1, value="unit_ended"),
        _changed(proof, "entry", "number", value=entries[6].pk),
        _changed(proof, "batch", "index", value=2),
        _changed(proof, "checkpoint", "total", value=99),
        _changed(proof, "tree", "index", value=0),
        _changed(proof, "statement", value=second.text),
        {key: value for key, value in proof.items() if key != "tree"},
        {"format": "something"},
    ):
        with pytest.raises(DomainError):
            proofs.check(forged)


def test_an_entry_that_waits_cannot_be_proven_yet(first: Attestation, write: Write) -> None:
    with pytest.raises(DomainError, match="还没有进入签名存证"):
        proofs.prove_entry(write(1)[0])


def test_a_later_journal_is_shown_to_go_on_from_an_earlier_one(
    first: Attestation, second: Attestation
) -> None:
    proof = proofs.prove_growth(first, second)
    assert proofs.check(proof).entries == 13
    with pytest.raises(DomainError, match="不是从前一份接着写下来的"):
        proofs.check(_changed(proof, "path", value=proof["path"][:-1]))


def test_commands(
    entries: list[Entry], second: Attestation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statement, proof, growth = tmp_path / "statement.txt", tmp_path / "proof.json", tmp_path / "growth.json"
    call_command("journal", "attest", out=str(statement))
    call_command("journal", "prove", str(entries[3].pk), out=str(proof))
    earlier = Attestation.objects.earliest("pk").pk
    call_command("journal", "compare", str(earlier), str(second.pk), out=str(growth))
    call_command("journal", "verify", checkpoint=str(statement))
    said = capsys.readouterr().out.replace("\n", "")
    assert "与留存的存证相符：到第 13 条为止，签于 2026 年 9 月 28 日 14:30。" in said
    for file in (statement, proof, growth):
        call_command("journal", "check", str(file), key=second.public_key)
        assert "相符" in capsys.readouterr().out
        with pytest.raises(CommandError, match="公钥与你给的不同"):
            call_command("journal", "check", str(file), key="AAAA")


def test_files_for_the_discipline_side_are_written_once(
    first: Attestation, second: Attestation, settings: Settings, tmp_path: Path
) -> None:
    settings.DUKAO_ATTESTATIONS = str(tmp_path)
    assert (jobs.export_attestations(), jobs.export_attestations()) == (2, 0)
    assert {statements.parsed(path.read_text("utf-8")).entries for path in tmp_path.glob("dukao-*.txt")} == {
        10,
        13,
    }


def test_discipline_receives_an_attestation_once(city: City, first: Attestation) -> None:
    for _ in range(2):
        receive_attestation(actor=city.actor(city.discipline), attestation=first, at=NOW)
    assert Receipt.objects.get().name == city.discipline.name
    assert Entry.objects.filter(event="attestation_received").count() == 1
    with pytest.raises(Refused):
        receive_attestation(actor=city.actor(city.audit_admin), attestation=first, at=NOW)


def test_pages_show_the_statement_its_code_and_who_received_it(city: City, first: Attestation) -> None:
    client = Client()
    client.force_login(city.discipline)
    assert f"/journal/attestations/{first.pk}/" in client.get("/journal/attestations/").content.decode()
    page = client.get(f"/journal/attestations/{first.pk}/").content.decode()
    assert first.root in page
    assert '<svg role="img"' in page
    client.post(f"/journal/attestations/{first.pk}/receive/")
    assert city.discipline.name in client.get("/journal/attestations/").content.decode()
    file = client.get(f"/journal/attestations/{first.pk}/file/").content.decode()
    assert statements.parsed(file).root == first.root
