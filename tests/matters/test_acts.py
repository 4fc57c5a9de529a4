"""The pages of acts over HTTP, without a script: what is asked, what is refused in words, what is kept."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dukao.identity.models import Account
from dukao.kernel.errors import DomainError, Refused
from dukao.matters import services
from dukao.matters.models import Matter, Word, WordEvidence
from dukao.matters.vocabulary import MatterState
from dukao.notifications.models import Notice
from tests.conftest import NOW, City
from tests.documents.samples import png

pytestmark = pytest.mark.django_db
Enter = Callable[[Account], Client]


@pytest.fixture
def enter() -> Enter:
    def as_(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return as_


def text(answer: Any) -> str:
    return answer.content.decode()


def key() -> str:
    return str(uuid.uuid4())


def test_a_matter_goes_all_the_way_over_forms(city: City, enter: Enter, matter: Matter) -> None:
    office, reporter, head = enter(city.office), enter(city.reporter), enter(city.head)
    proof = SimpleUploadedFile("验收单.png", png((60, 40)), "image/png")
    ways: list[tuple[Client, str, dict[str, Any], str]] = [
        (office, "assign", {}, MatterState.ASSIGNED),
        (reporter, "receive", {}, MatterState.RECEIVED),
        (
            reporter,
            "progress",
            {"percent": 40, "text": "已摸排 70 公里。", "evidence": proof},
            MatterState.ONGOING,
        ),
        (head, "finish", {"text": "全部通气。"}, MatterState.FINISHED),
        (office, "return", {"reason": "缺第三段验收单，请补。"}, MatterState.RETURNED),
        (head, "finish", {"text": "补齐验收单。"}, MatterState.FINISHED),
        (office, "close", {"opinion": "现场核对无误。"}, MatterState.CLOSED),
    ]
    for client, act, sent, state in ways:
        address = f"/matters/{matter.pk}/{act}/"
        assert client.get(address).status_code == 200, act
        answer = client.post(address, {"key": key(), **sent})
        assert (answer.status_code, answer["Location"]) == (302, f"/matters/{matter.pk}/"), act
        assert Matter.objects.get(pk=matter.pk).state == state
    page = text(office.get(f"/matters/{matter.pk}/"))
    for part in ("已摸排 70 公里。", "验收单.png", "缺第三段验收单，请补。", "现场核对无误。", "回头看"):
        assert part in page


def test_what_is_refused_keeps_what_was_typed(city: City, enter: Enter, received: Matter) -> None:
    reporter, address = enter(city.reporter), f"/matters/{received.pk}/progress/"
    long = "字" * 301
    answer = reporter.post(address, {"key": key(), "percent": "45", "text": long})
    assert answer.status_code == 422
    assert "最多 300 字，现在 301 字" in text(answer)
    assert long in text(answer)
    assert 'value="45"' in text(answer)
    for wrong in (
        {"percent": "101", "text": "好"},
        {"percent": "一半", "text": "好"},
        {"percent": "45", "text": ""},
    ):
        assert reporter.post(address, {"key": key(), **wrong}).status_code == 422
    assert not Word.objects.exists()


def test_a_form_sent_twice_says_it_once(city: City, enter: Enter, received: Matter) -> None:
    reporter, sent = enter(city.reporter), {"key": key(), "percent": "45", "text": "过半。"}
    for _ in range(2):
        assert reporter.post(f"/matters/{received.pk}/progress/", sent).status_code == 302
    assert Word.objects.count() == 1


def test_an_act_out_of_its_time_is_refused_in_words(city: City, enter: Enter, received: Matter) -> None:
    answer = enter(city.office).get(f"/matters/{received.pk}/close/")
    assert answer.status_code == 409
    assert "事项现在是“已签收”，不能销号" in text(answer)


def test_buttons_stand_on_the_side_they_belong_to_and_say_why_not(
    city: City, enter: Enter, received: Matter
) -> None:
    page = text(enter(city.reporter).get(f"/matters/{received.pk}/"))
    assert f"/matters/{received.pk}/progress/" in page
    assert "现在不能用：报结由牵头单位负责人办理。" in page
    assert "催办" not in page
    assert "反馈进展</a>" not in text(enter(city.office).get(f"/matters/{received.pk}/"))
    assert "反馈进展</a>" not in text(enter(city.stranger).get(f"/matters/{received.pk}/"))


def test_evidence_is_seen_with_its_matter_and_by_nobody_else(
    city: City, enter: Enter, received: Matter
) -> None:
    proof = SimpleUploadedFile("图.png", png((60, 40)), "image/png")
    sent = {"key": key(), "percent": "20", "text": "见图。", "evidence": proof}
    enter(city.reporter).post(f"/matters/{received.pk}/progress/", sent)
    address = f"/files/{WordEvidence.objects.get().file_id}/"
    seen = {name for name in ("office", "leader", "discipline", "reporter", "head", "stranger", "reviewer",
                              "system_admin", "audit_admin")
            if enter(getattr(city, name)).get(address).status_code == 200}  # fmt: skip
    assert seen == {"office", "leader", "discipline", "reporter", "head", "stranger"}
    received.assisting.clear()
    assert enter(city.stranger).get(address).status_code == 404


def test_urging_tells_the_unit_once_a_day(city: City, received: Matter) -> None:
    office = city.actor(city.office)

    def urged() -> list[str]:
        found = Notice.objects.filter(account=city.reporter, title__startswith="催办")
        return list(found.values_list("body", flat=True))

    assert services.urge_matter(actor=office, matter=received, at=NOW)
    assert not services.urge_matter(actor=office, matter=received, at=NOW + timedelta(hours=2))
    assert urged() == ["计划 0%，实际 0%。完成时限 12 月 20 日。"]
    assert services.urge_matter(actor=office, matter=received, at=NOW + timedelta(days=1))
    assert len(urged()) == 2


def test_urging_is_the_offices_and_for_what_is_in_hand(city: City, finished: Matter, matter: Matter) -> None:
    with pytest.raises(DomainError, match="不用催办"):
        services.urge_matter(actor=city.actor(city.office), matter=finished, at=NOW)
    for who in (city.reporter, city.leader, city.discipline):
        with pytest.raises(Refused):
            services.urge_matter(actor=city.actor(who), matter=finished, at=NOW)
    assert not Notice.objects.filter(title__startswith="催办").exists()


def test_the_page_asks_the_same_however_long_the_story(
    city: City, enter: Enter, received: Matter, django_assert_num_queries: Any
) -> None:
    office, reporter = enter(city.office), city.actor(city.reporter)
    address = f"/matters/{received.pk}/"
    services.report_progress(actor=reporter, matter=received, percent=10, text="开工。", at=NOW)
    office.get(address)
    with django_assert_num_queries(QUERIES):
        office.get(address)
    for n in range(3):
        services.report_progress(
            actor=reporter, matter=received, percent=20 + n, text="推进。", at=NOW + timedelta(hours=n),
            files=[(f"{n}.png", SimpleUploadedFile("n.png", png((60 + n, 40))))],
        )  # fmt: skip
    with django_assert_num_queries(QUERIES):
        office.get(address)


QUERIES = 12
