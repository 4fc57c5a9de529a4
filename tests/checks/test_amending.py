"""Amendments of what was approved, and citing what is known in place of asking again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from dukao.checks import services
from dukao.checks.models import Amendment, Check, CheckRules, Citation
from dukao.checks.selectors.reuse import results_for
from dukao.checks.selectors.seeing import object_ids
from dukao.checks.services import Change
from dukao.checks.vocabulary import AmendmentState
from dukao.journal.selectors import entries_of
from dukao.kernel.errors import DomainError, Refused
from dukao.notifications.models import Notice
from tests.checks.planting import plant_conclusion
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db
Plant = Callable[..., Check]


def change(check: Check, **changes: Any) -> Change:
    parts: dict[str, Any] = {
        "scope": check.scope, "times": check.times, "field_days": check.field_days,
        "starts_on": check.starts_on, "ends_on": check.ends_on, "object_ids": tuple(object_ids(check)),
    }  # fmt: skip
    return Change(**(parts | changes))


def asked(city: City, check: Check, **changes: Any) -> Amendment:
    return services.ask_amendment(
        actor=city.actor(city.office), check=check, change=change(check, **changes),
        reason="汛情推迟，现场改到 11 月。", at=NOW,
    )  # fmt: skip


def test_an_amendment_changes_what_was_approved_and_is_kept_with_before_and_after(
    city: City, plant: Plant
) -> None:
    check = plant("approved")
    later = date(2026, 11, 30)
    amendment = asked(city, check, ends_on=later, object_ids=(city.housing.pk, city.planning.pk))
    assert Check.objects.get(pk=check.pk).ends_on == date(2026, 10, 31)
    assert set(amendment.after) == {"ends_on", "objects"}
    services.approve_amendment(actor=city.actor(city.leader), amendment=amendment, at=NOW)
    check = Check.objects.get(pk=check.pk)
    assert (check.ends_on, set(object_ids(check))) == (later, {city.housing.pk, city.planning.pk})
    assert check.frozen["ends_on"] == "2026-11-30"
    assert check.targets.get(unit=city.other).dropped_reason == "变更：汛情推迟，现场改到 11 月。"
    entry = entries_of(check).get(event="amendment_approved")
    assert entry.before["objects"] == ["市住建局", "市水利局"]
    assert entry.after["objects"] == ["市住建局", "市发展改革委"]
    titles = set(Notice.objects.filter(account=city.stranger).values_list("title", flat=True))
    assert "不再检查：城市内涝治理专项督查" in titles


@pytest.mark.parametrize("scope", ["排水管网改造进度。\r\n汛后整改。", " 排水管网改造进度。 \n汛后整改。\n"])
def test_a_browser_that_ends_lines_in_its_own_way_changes_nothing(
    city: City, plant: Plant, scope: str
) -> None:
    check = plant("approved", scope="排水管网改造进度。\n汛后整改。")
    assert set(asked(city, check, scope=scope, times=2).after) == {"times"}
    other = plant("approved", scope="排水管网改造进度。\n汛后整改。", name="第二项")
    with pytest.raises(DomainError, match="没有改动"):
        asked(city, other, scope=scope)


def test_a_refused_amendment_changes_nothing(city: City, plant: Plant) -> None:
    check = plant("approved")
    amendment = asked(city, check, times=2)
    with pytest.raises(DomainError, match="要写明原因"):
        services.refuse_amendment(actor=city.actor(city.leader), amendment=amendment, opinion="", at=NOW)
    services.refuse_amendment(
        actor=city.actor(city.leader), amendment=amendment, opinion="一次就够。", at=NOW
    )
    assert Check.objects.get(pk=check.pk).times == 1
    assert Amendment.objects.get().state == AmendmentState.REFUSED
    again = asked(city, check, times=2)
    services.withdraw_amendment(actor=city.actor(city.office), amendment=again, at=NOW)
    assert Amendment.objects.filter(state=AmendmentState.WITHDRAWN).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "没有改动任何一项"),
        ({"object_ids": ()}, "范围和对象不能为空"),
        ({"ends_on": date(2027, 1, 5)}, "期间要在 2026 年内"),
        ({"times": 0}, "至少是 1"),
    ],
)
def test_what_no_amendment_can_be(city: City, plant: Plant, changes: dict[str, Any], sentence: str) -> None:
    check = plant("approved")
    with pytest.raises(DomainError, match=sentence):
        asked(city, check, **changes)
    assert not Amendment.objects.exists()


def test_one_amendment_at_a_time_and_only_of_what_is_in_force(city: City, plant: Plant) -> None:
    check = plant("approved")
    asked(city, check, times=2)
    with pytest.raises(DomainError, match="已有一份变更等待批准"):
        asked(city, check, times=3)
    with pytest.raises(DomainError, match="只有已批准"):
        asked(city, plant("proposed"), times=2)


def test_nobody_but_a_leader_approves_and_quotas_are_counted_again(city: City, plant: Plant) -> None:
    plant("approved", name="别的检查", times=6)
    check = plant("approved")
    amendment = asked(city, check, times=3)
    for who in (city.office, city.head, city.discipline):
        with pytest.raises(Refused):
            services.approve_amendment(actor=city.actor(who), amendment=amendment, at=NOW)
    leader = city.actor(city.leader)
    with pytest.raises(DomainError, match="一年 8 次的限额"):
        services.approve_amendment(actor=leader, amendment=amendment, at=NOW)
    assert Check.objects.get(pk=check.pk).times == 1
    services.approve_amendment(actor=leader, amendment=amendment, exception="汛后必须再看。", at=NOW)
    assert Check.objects.get(pk=check.pk).times == 3
    assert check.exceptions.get().by == city.leader


def test_who_was_let_through_needs_no_second_exception(city: City, plant: Plant) -> None:
    plant("approved", name="别的检查", times=8)
    check = plant("approved")
    assert check.exceptions.count() == 1
    amendment = asked(city, check, object_ids=(*object_ids(check), city.planning.pk))
    services.approve_amendment(actor=city.actor(city.leader), amendment=amendment, at=NOW)
    assert check.exceptions.count() == 1


def test_a_refused_decision_keeps_what_was_typed(client: Client, city: City, plant: Plant) -> None:
    plant("approved", name="别的检查", times=6)
    amendment = asked(city, plant("approved"), times=3)
    client.force_login(city.leader)
    sent = {"decision": "approve", "opinion": "按急事办。", "exception": ""}
    answer = client.post(f"/checks/amendments/{amendment.pk}/", sent)
    assert answer.status_code == 422
    assert "一年 8 次的限额" in answer.content.decode()
    assert "按急事办。</textarea>" in answer.content.decode()
    client.post(f"/checks/amendments/{amendment.pk}/", {**sent, "exception": "汛后必须再看。"})
    assert Amendment.objects.get().state == AmendmentState.APPROVED


def test_results_of_the_last_year_are_offered_and_an_object_may_be_spared(city: City, plant: Plant) -> None:
    """W-28: cite instead of check again."""
    past = plant("ongoing", name="排水防涝检查")
    conclusion = plant_conclusion(city, past, "served")
    services.finish_check(actor=city.actor(city.office), check=past, opinion="两个单位都已查清。", at=NOW)
    check, office = plant("approved"), city.actor(city.office)
    offers = results_for(check, TODAY)
    assert [(one.cited, one.unit, one.conclusion) for one in offers] == [
        (past, "市住建局", conclusion), (past, "市水利局", None),
    ]  # fmt: skip
    services.cite_result(
        actor=office, check=check, cited_id=past.pk, unit_ids=[city.housing.pk], drop=True,
        note_text="结论已送达。", at=NOW,
    )  # fmt: skip
    check = Check.objects.get(pk=check.pk)
    assert object_ids(check) == [city.other.pk]
    assert check.frozen["objects"] == [city.other.pk]
    assert Citation.objects.get().is_dropped
    assert Notice.objects.filter(account=city.reporter, title=f"不再检查：{check.name}").exists()
    assert entries_of(check).get(event="check_cited").after["dropped"] == ["市住建局"]


def test_what_is_too_old_or_of_another_topic_is_not_offered(city: City, plant: Plant) -> None:
    past, check = plant("done", name="排水防涝检查"), plant("approved")
    CheckRules.objects.update(reuse_months=1)
    assert results_for(check, date(2026, 10, 28))
    assert results_for(check, date(2026, 10, 29)) == []
    other = plant(topic_id=check.topic_id + 1)
    assert results_for(other, TODAY) == []
    with pytest.raises(DomainError, match="请从列表里选"):
        services.cite_result(
            actor=city.actor(city.office), check=other, cited_id=past.pk, unit_ids=[city.housing.pk],
            drop=False, at=NOW,
        )  # fmt: skip


def test_a_check_without_any_object_left_is_withdrawn_instead(city: City, plant: Plant) -> None:
    past, check = plant("done", name="排水防涝检查"), plant("approved")
    with pytest.raises(DomainError, match="请直接撤销这项检查"):
        services.cite_result(
            actor=city.actor(city.office), check=check, cited_id=past.pk,
            unit_ids=[city.housing.pk, city.other.pk], drop=True, at=NOW,
        )  # fmt: skip
    assert not Citation.objects.exists()
