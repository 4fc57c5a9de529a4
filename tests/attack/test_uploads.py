"""Hostile files at every door that takes one: a sentence, soon, within bounds, and nothing left behind."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from time import process_time
from uuid import uuid4

import pytest
from django.conf import settings as installed
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dukao.documents import storage
from dukao.documents.models import StoredFile
from dukao.patrols.models import FindingPhoto
from dukao.reporting.models import LineEvidence
from tests.access import tables
from tests.attack import hostile
from tests.conftest import City
from tests.documents.samples import png
from tests.reporting.planting import line_of, plant_september, report_of

pytestmark = pytest.mark.once

#: Address -> who sends, under which name, and what the form asks for besides; the kinds of file it opens.
DOORS: dict[str, tuple[str, str, dict[str, str]]] = {
    "reporting:attach": ("reporter", "files", {}),
    "reporting:shared_upload": ("office", "table", {}),
    "decisions:import": ("office", "file", {"title": "工作要点", "kind": "plan"}),
    "decisions:add": ("office", "words", {"title": "工作要点", "kind": "plan"}),
    "checks:import": ("office", "table", {}),
    "issues:import": (
        "office",
        "file",
        {"source": "audit", "source_text": "审计报告", "regime": "government"},
    ),
    "schemes:upload": ("office", "file", {}),
    "schemes:targets_import": ("office", "file", {}),
    "schemes:indicators_import": ("office", "file", {}),
    "organisations:imports": ("office", "file", {"on": "2026-09-28", "reason": "机构改革"}),
    "official:replace_template": ("office", "file", {"kind": "circular"}),
}
_TABLES = (".xlsx", ".csv")
OPENS: dict[str, tuple[str, ...]] = {
    "reporting:attach": (".png", ".pdf"), "reporting:shared_upload": _TABLES, "decisions:import": (*_TABLES, ".docx"),
    "decisions:add": (".docx",), "checks:import": _TABLES, "issues:import": _TABLES, "schemes:upload": (".xlsx", ".yaml"),
    "schemes:targets_import": (".xlsx",), "schemes:indicators_import": (".xlsx",), "organisations:imports": (".xlsx",),
    "official:replace_template": (".docx",),
}  # fmt: skip
#: Seconds of the processor one file may take (what is read in a process of its own has its limits there), and how much the process may grow by all of them together.
PATIENCE, GROWTH = 20, 600 * 1024**2
#: Found: a draft that shows what is wrong with the file; nothing of it is carried out.
TOLD = {
    HTTPStatus.FOUND,
    HTTPStatus.OK,
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}


def _by_room() -> dict[str, list[str]]:
    rooms: dict[str, list[str]] = {}
    for rows in tables():
        for name in DOORS:
            if name in rows.access:
                rooms.setdefault(rows.app, []).append(name)
    return rooms


ROOMS = _by_room()


def test_every_door_is_an_address() -> None:
    assert sorted(name for names in ROOMS.values() for name in names) == sorted(DOORS) == sorted(OPENS)


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_hostile_files_are_told_and_left_outside(room: str, city: City) -> None:
    try_files(room, city, OPENS)


@pytest.mark.nightly
@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_file_at_every_door(room: str, city: City) -> None:
    try_files(room, city, dict.fromkeys(DOORS, ("",)))


def try_files(room: str, city: City, opens: Mapping[str, tuple[str, ...]]) -> None:
    objects = next(rows for rows in tables() if rows.app == room).objects(city)
    hostile.files()  # making them takes room of its own
    kept, before, wrong = StoredFile.objects.count(), _memory(), []
    for door in ROOMS[room]:
        for what, (name, content) in hostile.files().items():
            if not name.endswith(opens[door]):
                continue
            begun = process_time()
            status, page = _send(city, door, objects, name, content)
            if (
                status not in TOLD
                or process_time() - begun > PATIENCE
                or b"hahaha" in page
                or b"root:" in page
            ):
                wrong.append(f"{door} with {what}: {status} after {process_time() - begun:.0f} s")
    assert wrong == []
    assert StoredFile.objects.count() == kept
    assert _memory() - before < GROWTH


def test_a_device_s_pictures_are_looked_at_too(city: City, client: Client) -> None:
    """The finding is not looked for before the picture is there; either way nothing is kept."""
    client.force_login(city.patroller)
    for name, content in hostile.files().values():
        if not name.endswith((".png", ".pdf")):
            continue
        answer = client.post(
            reverse("patrols:field_photo"),
            {"uid": str(uuid4()), "finding": str(uuid4()), "file": SimpleUploadedFile(name, content)},
        )
        assert HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    assert not FindingPhoto.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd.png", "passwd.png"),
        ("..\\..\\windows\\a.png", "a.png"),
        ("/etc/cron.d/a.png", "a.png"),
        ("\u202egnp.exe.png", "gnp.exe.png"),
        ("a\r\nSet-Cookie: b=1.png", "aSet-Cookie: b=1.png"),
        ("<x-attack onclick=attack()>.png", "<x-attack onclick=attack()>.png"),
        ("=1+1.png", "=1+1.png"),
        ("长" * 150 + ".png", "长" * 116 + ".png"),
    ],
)
def test_a_name_is_a_word_and_never_a_place(city: City, client: Client, name: str, shown: str) -> None:
    plant_september(city)
    report = report_of(city)
    line = line_of(report, "Z-02")
    client.force_login(city.reporter)
    sent = _multipart(name, png())
    before = _files_on_disk()
    answer = client.generic("POST", reverse("reporting:attach", args=[report.pk, line.pk]), *sent)
    assert answer.status_code < HTTPStatus.BAD_REQUEST, answer.content.decode()[-300:]
    evidence = LineEvidence.objects.get()
    assert evidence.name == shown
    assert b"<x-attack" not in answer.content
    [new] = _files_on_disk() - before or {storage.path_of(evidence.file.digest)}
    assert new == storage.path_of(evidence.file.digest)
    told = client.get(reverse("documents:view", args=[evidence.file_id])).headers
    assert "\n" not in told.get("Content-Disposition", "")


def test_too_large_a_request_is_refused_before_it_is_read(
    city: City, client: Client, settings: Settings
) -> None:
    settings.DUKAO_REQUEST_BYTES = 1000
    client.force_login(city.office)
    answer = client.post(reverse("checks:import"), {"table": SimpleUploadedFile("a.xlsx", b"x" * 2000)})
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "内容太大" in answer.content.decode()


def test_too_large_a_file_is_refused_before_it_is_read(
    city: City, client: Client, settings: Settings
) -> None:
    settings.DUKAO_FILE_BYTES = 1024
    client.force_login(city.office)
    answer = client.post(reverse("checks:import"), {"table": SimpleUploadedFile("a.xlsx", b"x" * 2000)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "最大" in answer.content.decode()


def _send(
    city: City, door: str, objects: Mapping[str, tuple[object, ...]], name: str, content: bytes
) -> tuple[int, bytes]:
    who, field, more = DOORS[door]
    client = Client()
    client.force_login(getattr(city, who))
    data = {**more, field: SimpleUploadedFile(name, content)}
    answer = client.post(reverse(door, args=objects.get(door, ())), data)
    return answer.status_code, answer.content


def _multipart(name: str, content: bytes) -> tuple[bytes, str]:
    """With the name as a hostile client would write it, past what the test client tidies."""
    quoted = name.replace("\r", "%0D").replace("\n", "%0A")
    line = f'Content-Disposition: form-data; name="files"; filename="{quoted}"'
    if quoted != name:
        from urllib.parse import quote

        line = f"Content-Disposition: form-data; name=\"files\"; filename*=UTF-8''{quote(name)}"
    head = f"--x\r\n{line}\r\nContent-Type: image/png\r\n\r\n".encode()
    return head + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"


def _files_on_disk() -> set[Path]:
    return {path for path in Path(installed.MEDIA_ROOT).rglob("*") if path.is_file()}


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
