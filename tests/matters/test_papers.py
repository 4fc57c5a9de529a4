"""Official documents about a matter stand on its page, for those who may see them, and are drafted from it."""

from __future__ import annotations

import pytest
from django.test import Client

from dukao.documents.models import OfficialDocument
from dukao.documents.services import issue_document, send_document
from dukao.kernel.errors import DomainError, Refused
from dukao.matters import services
from dukao.matters.models import Matter
from tests.conftest import NOW, City
from tests.documents.planting import plant_series
from tests.matters.test_course_acts import act
from tests.matters.test_steering_pages import open_page

pytestmark = pytest.mark.django_db
TITLE = "关于“城市燃气管网更新改造 70 公里”的督办单"


def test_the_office_drafts_from_the_page(city: City, client: Client, received: Matter) -> None:
    client.force_login(city.office)
    assert act(client, received, "paper", kind="supervision_slip") == ""
    document = OfficialDocument.objects.get()
    assert (document.title, document.drafted_by, document.subject_url) == (
        TITLE, city.office, f"/matters/{received.pk}/",
    )  # fmt: skip
    assert [(one.unit, one.role) for one in document.receipts.order_by("position")] == [
        (city.housing, "main"), (city.other, "copy"),
    ]  # fmt: skip
    text = "".join(part["text"] for part in document.content["paragraphs"])
    assert "应于 2026 年 12 月 20 日办结，现予督办" in text
    assert "70 公里全部通气并验收。" in text
    assert TITLE in open_page(client, city.office, f"/matters/{received.pk}/")


def test_a_unit_sees_it_once_it_is_signed_with_its_receipt(
    city: City, client: Client, received: Matter
) -> None:
    office, address = city.actor(city.office), f"/matters/{received.pk}/"
    services.draft_matter_paper(actor=office, matter=received, kind="supervision_slip", at=NOW)
    assert TITLE not in open_page(client, city.head, address)
    plant_series(city, "supervision_slip", "示督办")
    sent = send_document(actor=office, document=OfficialDocument.objects.get(), at=NOW)
    issue_document(actor=city.actor(city.leader), document=sent, at=NOW)
    page = open_page(client, city.head, address)
    assert TITLE in page
    assert "示督办〔2026〕1 号·9 月 28 日·已签收 0 / 2" in page


def test_only_the_office_drafts_and_only_what_there_is(city: City, received: Matter) -> None:
    for who in (city.head, city.leader, city.discipline, city.stranger):
        with pytest.raises(Refused):
            services.draft_matter_paper(
                actor=city.actor(who), matter=received, kind="supervision_slip", at=NOW
            )
    with pytest.raises(DomainError, match="请从交办单、督办单和催办函里选一种"):
        services.draft_matter_paper(actor=city.actor(city.office), matter=received, kind="order", at=NOW)
    assert not OfficialDocument.objects.exists()
