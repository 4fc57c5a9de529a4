"""Approval of what an objection changes: by a named leader who had no part, within days of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dukao.assessments import services
from dukao.assessments.computing import book_of
from dukao.assessments.models import Correction, Objection, ObjectionRule, Round
from dukao.assessments.selectors.objections import (
    last_day,
)
from dukao.assessments.vocabulary import ObjectionState, Outcome
from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.terms import DayKind
from dukao.notifications.models import Notice
from tests.assessments.conftest import DURING, Field
from tests.assessments.objecting import key_of, propose, uphold


@pytest.fixture
def approved_apart(handled: Objection) -> Objection:
    """Ten working days for the handler and five more for a leader, as in 济南."""
    ObjectionRule.objects.filter(pk=handled.rule_id).update(approve_days=5)
    handled.refresh_from_db()
    return handled


def test_what_changes_a_score_is_approved_by_a_named_leader_within_days_of_its_own(
    field: Field, approved_apart: Objection, second_office: Account
) -> None:
    handler, leader = field.city.actor(second_office), field.city.actor(field.second_leader)
    before = book_of(approved_apart.round).standings["B01"].total
    with pytest.raises(DomainError, match="要报领导批准"):
        uphold(approved_apart, handler)
    propose(approved_apart, handler, field.second_leader)
    approved_apart.refresh_from_db()
    assert (approved_apart.state, approved_apart.due_on) == (
        ObjectionState.APPROVING, last_day(DURING.date(), 5, DayKind.WORKING),
    )  # fmt: skip
    assert not Correction.objects.exists()
    assert book_of(Round.objects.get(pk=approved_apart.round_id)).standings["B01"].total == before
    assert Notice.objects.filter(account=field.second_leader, kind="objection").count() == 1
    told = Entry.objects.get(event="objection_proposed").after or {}
    assert told["approver"] == "徐明远"
    for account in (second_office, field.city.leader, field.city.office):
        with pytest.raises(Refused, match="指定的领导"):
            services.approve_decision(actor=field.city.actor(account), objection=approved_apart, at=DURING)
    services.approve_decision(actor=leader, objection=approved_apart, at=DURING)
    assert (approved_apart.state, approved_apart.outcome) == (ObjectionState.DECIDED, Outcome.UPHELD)
    after = book_of(Round.objects.get(pk=approved_apart.round_id)).standings["B01"].total
    assert before is not None
    assert after is not None
    assert after > before
    assert Correction.objects.get(objection=approved_apart).made_by == field.second_leader


def test_only_a_leader_without_a_part_is_asked_for_approval(
    field: Field, approved_apart: Objection, second_office: Account
) -> None:
    """The one who approved the scheme, one of the office, the handler."""
    for account in (field.city.leader, field.city.office, second_office):
        with pytest.raises(DomainError, match="没有参与过这一项的领导"):
            propose(approved_apart, field.city.actor(second_office), account)
    with pytest.raises(DomainError, match="不能使提出单位的得分降低"):
        propose(approved_apart, field.city.actor(second_office), field.second_leader, to="10")
    approved_apart.refresh_from_db()
    assert approved_apart.state == ObjectionState.HANDLING
    assert not Correction.objects.exists()
    assert not Entry.objects.filter(event__in=("objection_proposed", "round_corrected")).exists()


def test_late_handling_wins_no_days_for_the_approval(
    field: Field, approved_apart: Objection, second_office: Account
) -> None:
    Objection.objects.filter(pk=approved_apart.pk).update(decide_by=DURING.date() - timedelta(days=4))
    approved_apart.refresh_from_db()
    propose(approved_apart, field.city.actor(second_office), field.second_leader)
    assert approved_apart.due_on == last_day(DURING.date() - timedelta(days=4), 5, DayKind.WORKING)


def test_a_leader_sends_a_proposal_back_and_a_refusal_needs_none(
    field: Field, approved_apart: Objection, second_office: Account
) -> None:
    handler, leader = field.city.actor(second_office), field.city.actor(field.second_leader)
    propose(approved_apart, handler, field.second_leader)
    with pytest.raises(DomainError, match="原因"):
        services.send_back_decision(actor=leader, objection=approved_apart, reason=" ", at=DURING)
    services.send_back_decision(actor=leader, objection=approved_apart, reason="验收单缺页", at=DURING)
    assert (approved_apart.state, approved_apart.approver_id) == (ObjectionState.HANDLING, None)
    assert approved_apart.due_on == approved_apart.decide_by
    assert Entry.objects.get(event="objection_sent_back").reason == "验收单缺页"
    services.decide_objection(
        actor=handler, objection=approved_apart, outcome=Outcome.REFUSED, reasons="验收在十月", at=DURING
    )
    assert approved_apart.state == ObjectionState.DECIDED


def test_an_approval_on_the_pages(field: Field, approved_apart: Objection, second_office: Account) -> None:
    handler, leader = Client(), Client()
    handler.force_login(second_office)
    leader.force_login(field.second_leader)
    there = f"/results/objections/{approved_apart.pk}/"
    page = handler.get(there).content.decode()
    assert "徐明远" in page
    assert "老旧小区改造完成 2026 年 9 月 更正为" in page
    typed = {
        "key": "p1",
        "outcome": "upheld",
        "reasons": "属实",
        f"fact-{key_of(approved_apart.round)}": "86",
    }
    refused = handler.post(f"{there}decide/", typed)
    assert refused.status_code == 422
    assert "请选择批准人" in refused.content.decode()
    handler.post(f"{there}decide/", typed | {"approver": str(field.second_leader.pk)})
    assert "批准并重新计分" not in handler.get(there).content.decode()
    page = leader.get(there).content.decode()
    assert "老旧小区改造完成：<del>76</del> → <b>86</b>" in page
    assert leader.post(f"{there}send-back/", {"key": "p2", "reason": ""}).status_code == 422
    assert leader.post(f"{there}approve/", {"key": "p3"}).status_code == 302
    assert "徐明远，" in leader.get(there).content.decode()
