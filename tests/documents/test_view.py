"""Handing out: only to whom a room shows the file, and so that nothing in it can run."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from dukao.documents import access, preview
from dukao.documents.confinement import Overrun
from dukao.documents.models import StoredFile
from dukao.documents.services import store_file
from tests.conftest import NOW, City
from tests.documents import samples


@pytest.fixture
def file(db: None) -> StoredFile:
    content = BytesIO(samples.printed_pdf("竣工验收单", "#pagebreak()", "第二页"))
    return store_file(name="验收单.pdf", content=content, max_bytes=10**7, at=NOW)


@pytest.fixture
def shown_to_housing(monkeypatch: pytest.MonkeyPatch, city: City) -> None:
    monkeypatch.setattr(access, "_rules", [lambda actor, file_id: actor.unit_id == city.housing.pk])


@pytest.mark.usefixtures("shown_to_housing")
def test_one_sees_it_the_other_does_not_know_of_it(city: City, client: Client, file: StoredFile) -> None:
    addresses = [f"/files/{file.pk}/", f"/files/{file.pk}/pages/1/"]
    client.force_login(city.reporter)
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    client.force_login(city.stranger)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.get("/files/999999/").status_code == 404


def test_without_a_rule_nobody_sees_a_file(
    city: City, client: Client, file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_rules", [])
    client.force_login(city.office)
    assert client.get(f"/files/{file.pk}/").status_code == 404


@pytest.mark.usefixtures("shown_to_housing")
def test_nothing_in_a_file_can_run(city: City, client: Client, file: StoredFile) -> None:
    client.force_login(city.reporter)
    answer = client.get(f"/files/{file.pk}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")


@pytest.mark.usefixtures("shown_to_housing")
def test_each_page_of_a_pdf_comes_as_a_picture(city: City, client: Client, file: StoredFile) -> None:
    client.force_login(city.reporter)
    first, second = (client.get(f"/files/{file.pk}/pages/{number}/") for number in (1, 2))
    assert first["Content-Type"] == "image/png"
    assert first.content != second.content
    with Image.open(BytesIO(first.content)) as picture:
        assert 1100 < picture.width < 1300
    gone = client.get(f"/files/{file.pk}/pages/3/")
    assert gone.status_code == 404


@pytest.mark.usefixtures("shown_to_housing")
def test_a_very_long_page_is_drawn_within_bounds(city: City, client: Client) -> None:
    import pikepdf

    document = pikepdf.new()
    document.add_blank_page(page_size=(100, 14000))
    out = BytesIO()
    document.save(out)
    long = store_file(name="长.pdf", content=BytesIO(out.getvalue()), max_bytes=10**7, at=NOW)
    client.force_login(city.reporter)
    with Image.open(BytesIO(client.get(f"/files/{long.pk}/pages/1/").content)) as picture:
        assert picture.height < 3500


@pytest.mark.usefixtures("shown_to_housing")
def test_a_page_that_unfolds_too_far_is_not_drawn_and_says_so(
    city: City, client: Client, file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overrun(*_: object, **__: object) -> bytes:
        raise Overrun

    monkeypatch.setattr(preview, "run_confined", overrun)
    client.force_login(city.reporter)
    answer = client.get(f"/files/{file.pk}/pages/1/")
    assert answer.status_code == 409
    assert "请下载原件查看" in answer.content.decode()


@pytest.mark.usefixtures("shown_to_housing")
def test_a_stored_picture_is_its_own_only_page(city: City, client: Client) -> None:
    picture = store_file(name="照片.jpg", content=BytesIO(samples.jpeg()), max_bytes=10**7, at=NOW)
    client.force_login(city.reporter)
    assert client.get(f"/files/{picture.pk}/pages/1/")["Content-Type"] == "image/jpeg"
    assert client.get(f"/files/{picture.pk}/pages/2/").status_code == 404


@pytest.mark.usefixtures("shown_to_housing")
def test_a_damaged_file_is_told_in_words(city: City, client: Client, file: StoredFile) -> None:
    from dukao.documents.storage import path_of

    path_of(file.digest).write_bytes(b"broken")
    client.force_login(city.reporter)
    answer = client.get(f"/files/{file.pk}/")
    assert answer.status_code == 409
    assert "与存入时不一致" in answer.content.decode()
