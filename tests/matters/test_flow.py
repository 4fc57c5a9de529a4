"""From draft to sign-off: every service works, refuses, notices who was faster, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest

from dukao.journal.models import Entry
from dukao.journal.selectors import entries_of
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.matters import services
from dukao.matters.models import LookBack, Matter, Word
from dukao.matters.services import MatterDraft
from dukao.matters.vocabulary import MatterKind, MatterState
from dukao.notifications.models import Notice
from tests.conftest import NOW, City
from tests.documents.samples import png

pytestmark = pytest.mark.django_db


def told(account: object) -> list[str]:
    return list(Notice.objects.filter(account=account).order_by("pk").values_list("title", flat=True))


def events(matter: Matter) -> list[str]:
    return list(entries_of(matter).order_by("pk").values_list("event", flat=True))


def test_a_matter_goes_all_the_way(city: City, matter: Matter) -> None:
    office, reporter, head = (city.actor(who) for who in (city.office, city.reporter, city.head))
    services.assign_matter(actor=office, matter=matter, at=NOW)
    services.receive_matter(actor=reporter, matter=matter, at=NOW)
    services.report_progress(actor=reporter, matter=matter, percent=40, text="已摸排 70 公里。", at=NOW)
    services.finish_matter(actor=head, matter=matter, text="全部通气。", at=NOW)
    services.return_matter(actor=office, matter=matter, reason="缺第三段验收单，请补。", at=NOW)
    services.finish_matter(actor=head, matter=matter, text="补齐验收单。", at=NOW)
    closed = services.close_matter(actor=office, matter=matter, opinion="现场核对无误，同意销号。", at=NOW)
    assert closed.state == MatterState.CLOSED
    assert closed.returns == 1
    assert events(matter) == [
        "matter_registered", "matter_assigned", "matter_received", "progress_reported", "matter_finished",
        "matter_returned", "matter_finished", "matter_closed",
    ]  # fmt: skip
    assert LookBack.objects.get(matter=matter).planned_on == date(2026, 12, 28)
    assert told(city.reporter) == [
        "新交办：城市燃气管网更新改造 70 公里", "报结退回：城市燃气管网更新改造 70 公里",
        "已销号：城市燃气管网更新改造 70 公里",
    ]  # fmt: skip


def test_numbers_follow_one_another(city: City, draft: Callable[..., MatterDraft]) -> None:
    office = city.actor(city.office)
    made = [services.register_matter(actor=office, draft=draft(), at=NOW) for _ in range(3)]
    assert [matter.number for matter in made if matter] == ["DB-2026-0001", "DB-2026-0002", "DB-2026-0003"]


def test_a_form_sent_twice_registers_once(city: City, draft: Callable[..., MatterDraft]) -> None:
    office = city.actor(city.office)
    assert services.register_matter(actor=office, draft=draft(), at=NOW, key="k1") is not None
    assert services.register_matter(actor=office, draft=draft(), at=NOW, key="k1") is None
    assert Matter.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "  "}, "请写明事项"),
        ({"legal_basis": ""}, "请写明法定依据"),
        ({"due_on": date(2026, 9, 27)}, "完成时限已经过去"),
        ({"due_on": date(2026, 11, 1)}, "节点日期不能晚于完成时限"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    city: City, draft: Callable[..., MatterDraft], changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        services.register_matter(actor=city.actor(city.office), draft=draft(**changes), at=NOW)
    assert not Matter.objects.exists()
    assert not Entry.objects.exists()


def test_the_limit_of_a_kind_runs_from_its_assignment(city: City, draft: Callable[..., MatterDraft]) -> None:
    office = city.actor(city.office)
    urgent = services.register_matter(
        actor=office, draft=draft(kind=MatterKind.URGENT_INSTRUCTION, due_on=None, milestones=()), at=NOW
    )
    assert urgent is not None
    # 三个工作日：国庆放假 10 月 1 日至 7 日 (国办发明电〔2025〕7 号).
    assert urgent.due_on == date(2026, 10, 8)
    later = services.assign_matter(actor=office, matter=urgent, at=NOW + timedelta(days=10))
    assert later.due_on == date(2026, 10, 12)


def test_only_the_lead_unit_receives(city: City, assigned: Matter) -> None:
    for who in (city.stranger, city.office, city.leader, city.discipline):
        with pytest.raises(Refused):
            services.receive_matter(actor=city.actor(who), matter=assigned, at=NOW)
    assert Matter.objects.get(pk=assigned.pk).state == MatterState.ASSIGNED


def test_the_doer_does_not_sign_off(city: City, finished: Matter) -> None:
    for who in (city.head, city.reporter, city.leader, city.discipline, city.stranger):
        with pytest.raises(Refused):
            services.close_matter(actor=city.actor(who), matter=finished, opinion="同意。", at=NOW)
    with pytest.raises(DomainError, match="要写明原因"):
        services.close_matter(actor=city.actor(city.office), matter=finished, opinion=" ", at=NOW)
    assert Matter.objects.get(pk=finished.pk).state == MatterState.FINISHED


def test_who_was_faster_is_noticed(city: City, matter: Matter, draft: Callable[..., MatterDraft]) -> None:
    office = city.actor(city.office)
    services.revise_matter(actor=office, matter=matter, revision=0, draft=draft(title="先改的"), at=NOW)
    with pytest.raises(Stale):
        services.revise_matter(actor=office, matter=matter, revision=0, draft=draft(title="后改的"), at=NOW)
    assert Matter.objects.get(pk=matter.pk).title == "先改的"


@pytest.mark.parametrize(
    ("percent", "text", "sentence"),
    [(101, "好", "0 到 100"), (40, " ", "请写明进展"), (40, "字" * 301, "最多 300 字，现在 301 字")],
)
def test_words_have_bounds(city: City, received: Matter, percent: int, text: str, sentence: str) -> None:
    reporter = city.actor(city.reporter)
    with pytest.raises(DomainError, match=sentence):
        services.report_progress(actor=reporter, matter=received, percent=percent, text=text, at=NOW)
    assert not Word.objects.exists()


def test_a_fourth_piece_of_evidence_is_refused_and_nothing_is_kept(city: City, received: Matter) -> None:
    files = [(f"{n}.png", BytesIO(png((60 + n, 40)))) for n in range(4)]
    with pytest.raises(DomainError, match="佐证最多 3 份"):
        services.report_progress(
            actor=city.actor(city.reporter), matter=received, percent=10, text="见图。", files=files, at=NOW
        )
    assert not Word.objects.exists()


def test_a_unit_says_that_it_is_not_its_own(city: City, assigned: Matter) -> None:
    services.decline_matter(actor=city.actor(city.head), matter=assigned, reason="属市水利局职责。", at=NOW)
    assert Matter.objects.get(pk=assigned.pk).state == MatterState.DRAFT
    assert "退签：城市燃气管网更新改造 70 公里" in told(city.office)
