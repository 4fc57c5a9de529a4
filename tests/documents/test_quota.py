"""What one person may put in on one day: bounds of the place, whatever it hangs on (ASVS 12.1.3)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dukao.documents.models import StoredFile
from dukao.documents.services import examine_file, keep_source, store_file
from dukao.identity.models import AccessRules
from dukao.kernel.errors import DomainError
from tests.conftest import NOW, City
from tests.documents import samples
from tests.reporting.planting import line_of, plant_september, report_of

MEGABYTE = 1024**2


@pytest.fixture
def bounds(city: City) -> None:
    AccessRules.objects.update(upload_files=3, upload_megabytes=2)


def put_in(city: City, *, size: int = 1000, who: str = "reporter", days: int = 0) -> None:
    keep_source(b"x" * size, by=getattr(city, who).pk, at=NOW + timedelta(days=days))


def test_so_many_a_day_and_no_more(city: City, bounds: None) -> None:
    for _ in range(3):
        put_in(city)
    with pytest.raises(DomainError, match=r"最多上传 3 份、2 MB，今天已传 3 份、0\.0 MB，这份放不下"):
        put_in(city)
    put_in(city, who="stranger")
    put_in(city, days=1)
    with pytest.raises(DomainError):
        put_in(city, size=2 * MEGABYTE, days=1)


def test_so_much_a_day_and_no_more(city: City, bounds: None) -> None:
    put_in(city, size=MEGABYTE)
    with pytest.raises(DomainError, match=r"今天已传 1 份、1\.0 MB"):
        put_in(city, size=MEGABYTE + 1)
    put_in(city, size=MEGABYTE)


def test_an_upload_that_is_refused_later_counts_all_the_same(city: City, bounds: None) -> None:
    """Else the disk would be filled by what no report ever takes."""
    for _ in range(3):
        examine_file(
            name="a.pdf", content=BytesIO(samples.pdf()), max_bytes=MEGABYTE, by=city.reporter.pk, at=NOW
        )
    with pytest.raises(DomainError, match="已传 3 份"):
        store_file(
            name="a.pdf", content=BytesIO(samples.pdf()), max_bytes=MEGABYTE, by=city.reporter.pk, at=NOW
        )
    assert not StoredFile.objects.exists()


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
