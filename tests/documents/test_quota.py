"""What one person may put in on one day: bounds of the place, whatever it hangs on (ASVS 12.1.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dukao.documents.models import UploadTally
from dukao.documents.services import count_uploads
from dukao.identity.models import AccessRules
from dukao.kernel.errors import DomainError
from tests.conftest import NOW, City
from tests.documents import samples
from tests.reporting.planting import line_of, plant_september, report_of

MEGABYTE = 1024**2


@pytest.fixture
def bounds(city: City) -> None:
    AccessRules.objects.update(upload_files=3, upload_megabytes=2)


def put_in(city: City, *sizes: int, who: str = "reporter", days: int = 0) -> None:
    count_uploads(by=getattr(city, who).pk, sizes=sizes or (1000,), at=NOW + timedelta(days=days))


def test_so_many_a_day_and_no_more(city: City, bounds: None) -> None:
    for _ in range(3):
        put_in(city)
    with pytest.raises(DomainError, match=r"最多上传 3 份、2 MB，今天已传 3 份、0\.0 MB，这份放不下"):
        put_in(city)
    put_in(city, who="stranger")
    put_in(city, days=1)
    with pytest.raises(DomainError):
        put_in(city, 2 * MEGABYTE, days=1)


def test_so_much_a_day_and_no_more(city: City, bounds: None) -> None:
    put_in(city, MEGABYTE)
    with pytest.raises(DomainError, match=r"今天已传 1 份、1\.0 MB，这 2 份放不下"):
        put_in(city, MEGABYTE, 1)
    put_in(city, MEGABYTE)


#: Who takes something in, where, and under what name; none of them gets what it expects.
DOORS = (
    ("system_admin", "organisations:imports", "file"), ("office", "schemes:indicators_import", "file"),
    ("office", "decisions:import", "file"), ("office", "decisions:add", "words"),
    ("office", "issues:import", "file"), ("office", "checks:import", "table"),
    ("office", "reporting:shared_upload", "table"), ("office", "official:replace_template", "file"),
)  # fmt: skip


def test_every_page_that_takes_a_file_counts_it(city: City, client: Client) -> None:
    """Also one that is refused: else the machine would be kept busy by what nothing ever takes."""
    expected: dict[str, int] = {}
    for who, name, field in DOORS:
        client.force_login(getattr(city, who))
        address = reverse(name, args=["circular"] if "template" in name else [])
        answer = client.post(address, {field: SimpleUploadedFile("a.xlsx", b"nothing of the kind")})
        assert answer.status_code < 500, name
        expected[who] = expected.get(who, 0) + 1
        tally = UploadTally.objects.get(account=getattr(city, who))
        assert (tally.files, tally.size) == (expected[who], expected[who] * 19), name
    AccessRules.objects.update(upload_files=1)
    answer = client.post(address, {"file": SimpleUploadedFile("a.docx", b"one more")})
    assert answer.status_code == 422
    assert "一人一天最多上传 1 份" in answer.content.decode()


def test_the_unit_reads_it_where_it_uploads(city: City, bounds: None) -> None:
    plant_september(city)
    line = line_of(report_of(city), "Z-02")
    client = Client()
    client.force_login(city.reporter)
    address = reverse("reporting:attach", args=[line.report_id, line.pk])
    for count in range(3):
        client.post(address, {"files": SimpleUploadedFile(f"{count}.png", samples.png((10 + count, 10)))})
    assert line.evidence.count() == 3
    answer = client.post(address, {"files": SimpleUploadedFile("3.png", samples.png((20, 10)))}, follow=True)
    assert "今天已传 3 份" in answer.content.decode()
    assert line.evidence.count() == 3


def test_the_security_officer_sets_it_with_the_rules_of_accounts(city: City) -> None:
    client = Client()
    client.force_login(city.security_admin)
    page = client.get("/account/rules/").content.decode()
    assert "一人一天上传 500 份、2,000 MB 为限" in page
