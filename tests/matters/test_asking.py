"""延期 and 督办一体: what a unit asks for, and who answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dukao.identity.models import Grant
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.extension import ExtensionState
from dukao.kernel.roles import Role
from dukao.matters import services
from dukao.matters.models import CoordinationRequest, Extension, Matter
from dukao.matters.services import Part
from dukao.matters.vocabulary import MatterState, RequestState
from dukao.organisations.models import LeadingGroup
from dukao.organisations.vocabulary import GroupKind
from tests.conftest import FOUNDED, NOW, City
from tests.matters.conftest import DUE
from tests.matters.test_flow import events, told

pytestmark = pytest.mark.django_db
LATER = date(2027, 1, 31)


@pytest.fixture
def asked(city: City, received: Matter) -> Extension:
    return services.ask_extension(
        actor=city.actor(city.reporter), matter=received, new_due_on=LATER, reason="汛期停工三周。", at=NOW
    )


def test_an_extension_is_asked_for_and_granted(city: City, asked: Extension) -> None:
    before = Matter.objects.get(pk=asked.matter_id)
    services.grant_extension(actor=city.actor(city.office), extension=asked, opinion="同意。", at=NOW)
    matter = Matter.objects.get(pk=asked.matter_id)
    assert (matter.due_on, matter.revision) == (LATER, before.revision + 1)
    assert matter.blue_from is not None
    assert before.blue_from is not None
    assert matter.blue_from > before.blue_from
    assert list(matter.milestones.values_list("due_on", flat=True)) == [
        date(2026, 10, 31),
        date(2026, 11, 30),
    ]
    assert Extension.objects.get().state == ExtensionState.GRANTED
    assert events(matter)[-2:] == ["extension_asked", "extension_granted"]
    assert "申请延期至 2027 年 1 月 31 日：城市燃气管网更新改造 70 公里" in told(city.office)
    assert "同意延期至 2027 年 1 月 31 日：城市燃气管网更新改造 70 公里" in told(city.head)


def test_an_extension_refused_leaves_the_limit(city: City, asked: Extension) -> None:
    with pytest.raises(DomainError, match="不同意要写明原因"):
        services.refuse_extension(actor=city.actor(city.office), extension=asked, opinion="", at=NOW)
    services.refuse_extension(actor=city.actor(city.office), extension=asked, opinion="工期可追回。", at=NOW)
    assert Matter.objects.get().due_on == DUE
    with pytest.raises(DomainError, match="现在是“不同意”"):
        services.grant_extension(actor=city.actor(city.office), extension=asked, opinion="", at=NOW)


def test_no_limit_moves_once_the_matter_is_signed_off(city: City, asked: Extension) -> None:
    """Whether the limit was kept counts in the assessment; a request left over is no way to change it."""
    office, matter = city.actor(city.office), asked.matter
    services.finish_matter(actor=city.actor(city.head), matter=matter, text="完成。", at=NOW)
    services.close_matter(actor=office, matter=matter, opinion="属实。", at=NOW)
    left = Extension.objects.get()
    assert (left.state, left.opinion) == (ExtensionState.WITHDRAWN, "事项已销号")
    Extension.objects.update(state=ExtensionState.ASKED)
    with pytest.raises(DomainError, match="事项现在是“已销号”，时限不能再改"):
        services.grant_extension(actor=office, extension=left, opinion="同意。", at=NOW)
    assert Matter.objects.get().due_on == DUE


def test_the_doer_takes_the_request_back_and_asks_anew(city: City, asked: Extension) -> None:
    again = {"matter": asked.matter, "new_due_on": LATER, "reason": "再算了工期。", "at": NOW}
    with pytest.raises(DomainError, match="已有一份延期申请"):
        services.ask_extension(actor=city.actor(city.head), **again)
    services.withdraw_extension(actor=city.actor(city.head), extension=asked, at=NOW)
    services.ask_extension(actor=city.actor(city.head), **again)
    assert sorted(Extension.objects.values_list("state", flat=True)) == ["asked", "withdrawn"]


@pytest.mark.parametrize(
    ("new_due_on", "reason", "days", "sentence"),
    [
        (DUE, "停工。", 0, "要晚于现在的时限"),
        (LATER, "  ", 0, "请写明延期的理由"),
        (LATER, "停工。", 84, "完成时限已过"),
    ],
)
def test_an_extension_is_asked_in_time_and_with_reason(
    city: City, received: Matter, new_due_on: date, reason: str, days: int, sentence: str
) -> None:
    entries = Entry.objects.count()
    with pytest.raises(DomainError, match=sentence):
        services.ask_extension(
            actor=city.actor(city.reporter), matter=received, new_due_on=new_due_on, reason=reason,
            at=NOW + timedelta(days=days),
        )  # fmt: skip
    assert not Extension.objects.exists()
    assert Entry.objects.count() == entries


def test_extensions_are_asked_by_the_doer_and_decided_by_the_office(city: City, asked: Extension) -> None:
    for who in (city.reporter, city.head, city.leader, city.stranger, city.discipline):
        with pytest.raises(Refused):
            services.grant_extension(actor=city.actor(who), extension=asked, at=NOW)
    for who in (city.office, city.stranger, city.leader):
        with pytest.raises(Refused):
            services.withdraw_extension(actor=city.actor(who), extension=asked, at=NOW)


def test_nobody_decides_for_their_own_unit(city: City, asked: Extension) -> None:
    """The office's man who also reports for the unit asks a colleague."""
    Grant.objects.create(
        account=city.office, role=Role.REPORTER, unit=city.housing, since=FOUNDED, granted_at=NOW
    )
    with pytest.raises(Refused, match="不能决定本单位"):
        services.grant_extension(actor=city.actor(city.office), extension=asked, at=NOW)


def test_a_suspended_matter_needs_no_extension(city: City, asked: Extension) -> None:
    services.suspend_matter(actor=city.actor(city.office), matter=asked.matter, reason="规划调整。", at=NOW)
    extension = Extension.objects.get()
    assert (extension.state, extension.opinion) == (ExtensionState.WITHDRAWN, "事项已中止")


@pytest.fixture
def request_(city: City, received: Matter) -> CoordinationRequest:
    return services.ask_coordination(
        actor=city.actor(city.stranger), matter=received, difficulty="三处管线权属不清。",
        wanted="请市发展改革委 10 月底前确认权属。", at=NOW,
    )  # fmt: skip


def test_what_is_promised_becomes_a_matter(city: City, request_: CoordinationRequest) -> None:
    promise = Part("确认三处管线权属", city.planning.pk, date(2026, 10, 30))
    services.arrange_request(
        actor=city.actor(city.office), request=request_, answer="市发展改革委 10 月 30 日前确认。",
        promise=promise, at=NOW,
    )  # fmt: skip
    stored = CoordinationRequest.objects.get()
    assert stored.state == RequestState.ARRANGED
    assert stored.promised is not None
    assert stored.promised.state == MatterState.ASSIGNED
    assert (stored.promised.lead_unit, stored.promised.due_on) == (city.planning, date(2026, 10, 30))
    assert stored.promised.legal_basis == stored.matter.legal_basis
    assert "协调已答复：城市燃气管网更新改造 70 公里" in told(city.stranger)
    assert "协调已答复：城市燃气管网更新改造 70 公里" in told(city.reporter)


def test_a_promise_that_cannot_be_leaves_the_request_open(city: City, request_: CoordinationRequest) -> None:
    with pytest.raises(DomainError, match="完成时限已经过去"):
        services.arrange_request(
            actor=city.actor(city.office), request=request_, answer="已定。",
            promise=Part("确认权属", city.planning.pk, date(2026, 9, 1)), at=NOW,
        )  # fmt: skip
    assert CoordinationRequest.objects.get().state == RequestState.OPEN
    assert Matter.objects.count() == 1


def test_a_request_is_raised_to_the_leading_group(city: City, request_: CoordinationRequest) -> None:
    group = LeadingGroup.objects.create(
        kind=GroupKind.values[0], name="市督考领导小组", office=city.office_unit, since=FOUNDED
    )
    services.raise_request(
        actor=city.actor(city.office), request=request_, group_id=group.pk, reason="跨部门。", at=NOW
    )
    assert "报请市督考领导小组协调：城市燃气管网更新改造 70 公里" in told(city.leader)
    services.decline_request(
        actor=city.actor(city.leader), request=request_, reason="单位可自行确认。", at=NOW
    )
    assert CoordinationRequest.objects.get().state == RequestState.DECLINED
    with pytest.raises(DomainError, match="现在是“不予协调”"):
        services.arrange_request(actor=city.actor(city.office), request=request_, answer="改了。", at=NOW)


def test_who_is_not_of_the_matter_asks_and_answers_nothing(city: City, request_: CoordinationRequest) -> None:
    ask = {"matter": request_.matter, "difficulty": "难。", "wanted": "帮。", "at": NOW}
    for who in (city.office, city.leader, city.reviewer):
        with pytest.raises(Refused):
            services.ask_coordination(actor=city.actor(who), **ask)
    for who in (city.reporter, city.head, city.stranger, city.discipline):
        with pytest.raises(Refused):
            services.decline_request(actor=city.actor(who), request=request_, reason="不行。", at=NOW)
