"""Checks in any state, planted through the services as the office and the leader would."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

from dukao.checks import services
from dukao.checks.models import Check, Conclusion, Topic
from dukao.checks.services import CheckDraft, Words
from dukao.checks.vocabulary import (
    BasisLevel,
    CheckForm,
    CheckKind,
    CheckMethod,
    ContentKind,
    Severity,
)
from dukao.identity.models import Account, Grant
from dukao.kernel.regimes import Regime
from dukao.kernel.roles import Role
from tests.conftest import FOUNDED, NOW, PASSWORD, TODAY, City
from tests.documents.samples import png

#: What a check goes through, in order.
WAY = ("proposed", "sent", "approved", "ongoing", "done")


def check_draft(city: City, **changes: Any) -> CheckDraft:
    features: dict[str, Any] = {
        "name": "城市内涝治理专项督查",
        "kind": CheckKind.SUPERVISION,
        "form": CheckForm.SPECIAL,
        "methods": (CheckMethod.VISIT, CheckMethod.PAPERS),
        "content_kind": ContentKind.UPPER,
        "topic_id": Topic.objects.get(name="城建民生").pk,
        "regime": Regime.GOVERNMENT,
        "basis": "省政府《关于加强城市内涝治理的通知》第六条",
        "basis_level": BasisLevel.PROVINCE,
        "organiser_id": city.office_unit.pk,
        "object_ids": (city.housing.pk, city.other.pk),
        "starts_on": TODAY,
        "ends_on": date(2026, 10, 31),
        "scope": "排水管网改造进度和汛后整改。",
        "field_days": 2,
        "added_reason": "汛后省里部署，市长办公会议定。",
        "lines_asked": 12,
        "characters_asked": 1500,
        "evidence_asked": 3,
        "hours_asked": 6,
    }
    return CheckDraft(**(features | changes))


def plant_check(city: City, state: str = "proposed", *, at: datetime = NOW, **changes: Any) -> Check:
    office, leader = city.actor(city.office), city.actor(city.leader)
    check = services.register_check(actor=office, draft=check_draft(city, **changes), at=at)
    assert check is not None
    steps = WAY.index(state)
    if steps > 0:
        services.send_check(actor=office, check=check, at=at)
    if steps > 1:
        services.approve_check(actor=leader, check=check, exception="市长同意。", at=at)
    if steps > 2:
        services.start_check(actor=office, check=check, at=at)
    if steps > 3:
        services.finish_check(actor=office, check=check, opinion="现场查看 6 处，进度总体符合计划。", at=at)
    return Check.objects.get(pk=check.pk)


#: What a conclusion goes through, in order.
CONCLUDED = ("draft", "hearing", "sent", "served", "received", "reviewed")


def words(**changes: Any) -> Words:
    features: dict[str, Any] = {
        "text": "抽查 3 处，其中 1 处雨水管网没有按期贯通。",
        "severity": Severity.NOTABLE,
        "demands": ("10 月底前贯通剩余 1.2 公里。", "补齐隐蔽工程验收资料。"),
    }
    return Words(**(features | changes))


def plant_conclusion(
    city: City, check: Check, state: str = "draft", *, drafter: Account | None = None,
    approver: Account | None = None, at: datetime = NOW,
) -> Conclusion:  # fmt: skip
    """For 市住建局; drafted and approved by these accounts, the office and the leader otherwise."""
    office, leader = city.actor(drafter or city.office), city.actor(approver or city.leader)
    head = city.actor(city.head)
    steps = CONCLUDED.index(state)
    made = services.draft_conclusion(
        actor=office, check=check, unit_id=city.housing.pk, words=words(),
        files=[("现场.png", BytesIO(png((60, 40))))], at=at,
    )  # fmt: skip
    if steps > 0:
        services.hear_conclusion(actor=office, conclusion=made, at=at)
    if steps > 1:
        services.explain_conclusion(actor=head, conclusion=made, text="无意见。", at=at)
        services.send_conclusion(actor=office, conclusion=made, at=at)
    if steps > 2:
        services.serve_conclusion(actor=leader, conclusion=made, at=at)
    if steps > 3:
        services.receive_conclusion(actor=head, conclusion=made, at=at)
    if steps > 4:
        services.ask_review(actor=head, conclusion=made, grounds="1.2 公里在 9 月 20 日已经贯通。", at=at)
    return Conclusion.objects.get(pk=made.pk)


def colleague(city: City, username: str, name: str, role: str = Role.OFFICE) -> Account:
    """Another person of the office or of the leaders, who had no hand in anything yet."""
    found = Account.objects.filter(username=username).first()
    if found is not None:
        return found
    account = Account(
        username=username, name=name, unit=city.office_unit, created_at=NOW, password_changed_at=NOW
    )
    account.set_password(PASSWORD)
    account.save()
    Grant.objects.create(account=account, role=role, unit=city.city, since=FOUNDED, granted_at=NOW)
    return account
