"""Objections: taken in time, decided by somebody who had no part, never to the unit's harm, seen by all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import transaction
from django.test import Client

from dukao.assessments import services
from dukao.assessments.computing import book_of
from dukao.assessments.correcting import STRUCK, correctables
from dukao.assessments.models import AssessmentPolicy, Correction, Objection, ObjectionRule, Round
from dukao.assessments.revoking import revocations
from dukao.assessments.selectors.objection_figures import figures, whole
from dukao.assessments.selectors.objections import (
    bars,
    last_day,
    rule_for,
    unsettled,
    visible_objections,
)
from dukao.assessments.selectors.policy import notice_term
from dukao.assessments.selectors.story import story_of
from dukao.assessments.vocabulary import PRESETS, ObjectionState, Outcome
from dukao.documents.models import OfficialDocument
from dukao.identity.models import Account, Grant
from dukao.journal.models import Entry
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError, Missing, Refused
from dukao.kernel.roles import Role
from dukao.kernel.terms import DayKind
from dukao.notifications.models import Notice
from dukao.reporting.models import ReportLine
from dukao.ui.formats import number
from tests.assessments.conftest import NEW_YEAR, OCTOBER, Field
from tests.conftest import NOW, TODAY, City

DURING = OCTOBER + timedelta(days=3)
AFTER_NOTICE = at_time(date(2026, 10, 20), 9)
QUERIES = 9
FIGURE_QUERIES = 5


@pytest.fixture
def rule(db: None) -> ObjectionRule:
    return ObjectionRule.objects.create(
        effective_on=NEW_YEAR,
        decide_days=10,
        again_days=3,
        again_decide_days=10,
        source="《考评办法》第二十七条",
    )


@pytest.fixture
def second_office(field: Field, make_account: Callable[..., Account]) -> Account:
    """Of the office too, and without a hand in anything so far."""
    return make_account("office2", "唐棠", field.city.office_unit, Role.OFFICE, field.city.city)


@pytest.fixture
def posted(field: Field, september: Round, notice_policy: AssessmentPolicy, rule: ObjectionRule) -> Round:
    office = field.city.actor(field.city.office)
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    return services.post_round(actor=office, assessment=september, at=OCTOBER)


@pytest.fixture
def head(field: Field) -> Actor:
    return field.city.actor(field.city.head)


@pytest.fixture
def objection(head: Actor, field: Field, posted: Round) -> Objection:
    made = services.raise_objection(
        actor=head, assessment=posted, unit_id=field.units["B01"].pk, item="Z-02", grounds="9 月 30 日验收 86 个小区",
        wanted="按 86 计", at=DURING,
    )  # fmt: skip
    assert made
    return made


@pytest.fixture
def handled(field: Field, objection: Objection, second_office: Account) -> Objection:
    return services.assign_objection(
        actor=field.city.actor(field.city.office), objection=objection, handler_id=second_office.pk, at=DURING
    )


def _key(assessment: Round, item: str = "Z-02", unit: str = "B01") -> str:
    return correctables(assessment, unit, item)[0].key


def _uphold(handled: Objection, actor: Actor, to: str = "86") -> Objection:
    return services.decide_objection(
        actor=actor, objection=handled, outcome=Outcome.UPHELD, reasons="验收单属实，第九条",
        wanted={_key(handled.round): to}, at=DURING,
    )  # fmt: skip


def test_raising_starts_the_clock_and_tells_the_office(field: Field, objection: Objection) -> None:
    assert (objection.state, objection.item_name) == (ObjectionState.RAISED, "老旧小区改造完成")
    assert objection.decide_by == last_day(DURING.date(), 10, DayKind.WORKING)
    assert Notice.objects.filter(account=field.city.office, kind="objection").count() == 1
    assert Entry.objects.filter(event="objection_raised").get().reason == objection.grounds


def test_only_the_head_of_the_unit_raises(field: Field, posted: Round) -> None:
    for account in (field.city.reporter, field.city.office, field.city.leader, field.county_reporter):
        with pytest.raises(Refused, match="本单位负责人"):
            services.raise_objection(
                actor=field.city.actor(account), assessment=posted, unit_id=field.units["B01"].pk, item="Z-02",
                grounds="x", wanted="y", at=DURING,
            )  # fmt: skip
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    ("at", "words"),
    [(AFTER_NOTICE, "已经过了"), (OCTOBER - timedelta(days=1), "")],
)
def test_the_window_shuts_with_the_notice(
    field: Field, head: Actor, posted: Round, at: object, words: str
) -> None:
    def raise_it() -> Objection | None:
        return services.raise_objection(
            actor=head, assessment=posted, unit_id=field.units["B01"].pk, item="Z-02", grounds="x", wanted="y",
            at=at,  # type: ignore[arg-type]
        )  # fmt: skip

    if words:
        with pytest.raises(DomainError, match=words):
            raise_it()
    else:
        assert raise_it()


def test_what_is_not_posted_takes_no_objection(
    field: Field, head: Actor, september: Round, rule: ObjectionRule
) -> None:
    with pytest.raises(DomainError, match="公示中的结果"):
        services.raise_objection(
            actor=head, assessment=september, unit_id=field.units["B01"].pk, item="Z-02", grounds="x", wanted="y",
            at=DURING,
        )  # fmt: skip


def test_a_second_one_against_the_same_line_waits(field: Field, head: Actor, objection: Objection) -> None:
    with pytest.raises(DomainError, match="正在办理"):
        services.raise_objection(
            actor=head, assessment=objection.round, unit_id=objection.unit_id, item="Z-02", grounds="x",
            wanted="y", at=DURING,
        )  # fmt: skip
    with pytest.raises(Missing):
        services.raise_objection(
            actor=head, assessment=objection.round, unit_id=objection.unit_id, item="Q-99", grounds="x",
            wanted="y", at=DURING,
        )  # fmt: skip


def test_whoever_had_a_part_is_kept_out(
    field: Field, objection: Objection, make_account: Callable[..., Account]
) -> None:
    """The reviewer of the line, made an officer of the office since; somebody of the unit; a stranger."""
    office = field.city.actor(field.city.office)
    reviewer, of_unit = (
        field.city.reviewer,
        make_account("mole", "内人", field.city.housing, Role.OFFICE, field.city.city),
    )
    Grant.objects.create(
        account=reviewer, role=Role.OFFICE, unit=field.city.city, since=NEW_YEAR, granted_at=OCTOBER
    )
    for account, words in (
        (reviewer, "审核过这一项"),
        (of_unit, "提出异议单位"),
        (field.city.discipline, "不是这个范围"),
    ):
        with pytest.raises(Refused, match=words):
            services.assign_objection(actor=office, objection=objection, handler_id=account.pk, at=DURING)
    objection.refresh_from_db()
    assert (objection.state, objection.handler_id) == (ObjectionState.RAISED, None)


def test_who_froze_and_posted_may_decide_a_line_and_not_the_whole(
    field: Field, head: Actor, objection: Objection
) -> None:
    whole = services.raise_objection(
        actor=head, assessment=objection.round, unit_id=objection.unit_id, item="", grounds="总分算错", wanted="重算",
        at=DURING,
    )  # fmt: skip
    assert whole
    assert bars(objection, field.city.office.pk, TODAY) == {}
    assert bars(whole, field.city.office.pk, TODAY) == {field.city.office.pk: "公示过这一轮结果"}


def test_whoever_ever_had_a_hand_is_kept_out_not_the_last_alone(
    field: Field, objection: Objection, make_account: Callable[..., Account]
) -> None:
    """Five of the office that each did one thing long ago, and one that did the same to another line."""
    line = ReportLine.objects.get(report__unit=objection.unit, item__code="Z-02")
    other = ReportLine.objects.get(report__unit=objection.unit, item__code="J-07")
    for name, subject, event, words in (
        ("first", line, "line_accepted", "审核过这一项"),
        ("back", line, "acceptance_withdrawn", "撤销过这一项的审核"),
        ("sent", line.report, "report_submitted", "签发过这份填报"),
        ("target", line.item.version, "targets_set", "调整过这一项的目标"),
        ("elsewhere", other, "line_accepted", ""),
    ):
        account = make_account(name, name, field.city.office_unit, Role.OFFICE, field.city.city)
        with transaction.atomic():
            record(
                actor=field.city.actor(account), event=event, subject=subject, label="x", at=OCTOBER,
                before={f"{objection.unit_id}/Z-02/2026-09": "86"}, after={},
            )  # fmt: skip
        assert bars(objection, account.pk, TODAY) == ({account.pk: words} if words else {}), name
    assert bars(objection, field.city.leader.pk, TODAY) == {
        field.city.leader.pk: "批准过这一项所在的办法"
    }  # fmt: skip


def test_whoever_put_the_line_right_before_is_kept_out(
    field: Field, head: Actor, posted: Round, second_office: Account
) -> None:
    """It was corrected after it had been final; the unit objects to what came of it."""
    leader, corrector = field.city.actor(field.second_leader), field.city.actor(second_office)
    services.finalise_round(actor=leader, assessment=posted, at=AFTER_NOTICE)
    services.reopen_round(actor=leader, assessment=posted, reason="审计发现重复计算", at=AFTER_NOTICE)
    services.correct_round(
        actor=corrector, assessment=posted, unit="B01", item="Z-02", wanted={_key(posted): "70"},
        reason="重复计算 6 个", basis="审计报告〔2026〕3 号", at=AFTER_NOTICE,
    )  # fmt: skip
    posted.refresh_from_db()
    services.post_round(actor=field.city.actor(field.city.office), assessment=posted, at=AFTER_NOTICE)
    made = {
        item: services.raise_objection(
            actor=head, assessment=posted, unit_id=field.units["B01"].pk, item=item, grounds="x", wanted="y",
            at=AFTER_NOTICE,
        )
        for item in ("Z-02", "J-07")
    }  # fmt: skip
    assert made["Z-02"]
    assert made["J-07"]
    assert bars(made["Z-02"], second_office.pk, TODAY) == {second_office.pk: "更正过这一项"}
    assert bars(made["J-07"], second_office.pk, TODAY) == {}


def test_whoever_stands_in_for_the_unit_is_one_of_it(
    field: Field, objection: Objection, second_office: Account
) -> None:
    Grant.objects.create(
        account=second_office, role=Role.UNIT_HEAD, unit=field.city.housing, since=NEW_YEAR,
        granted_at=OCTOBER,
    )  # fmt: skip
    assert bars(objection, second_office.pk, TODAY) == {second_office.pk: "是提出异议单位的人员"}


def test_only_the_named_person_decides(field: Field, handled: Objection) -> None:
    for account in (field.city.office, field.city.leader, field.city.head):
        with pytest.raises(Refused, match="指定的办理人"):
            _uphold(handled, field.city.actor(account))
    assert not Correction.objects.exists()


def test_a_part_taken_after_being_named_bars_all_the_same(
    field: Field, handled: Objection, second_office: Account
) -> None:
    ReportLine.objects.filter(report__unit=handled.unit, item__code="Z-02").update(reviewed_by=second_office)
    with pytest.raises(Refused, match="应当回避"):
        _uphold(handled, field.city.actor(second_office))


def test_upheld_means_computed_anew_with_the_old_result_kept(
    field: Field, handled: Objection, second_office: Account
) -> None:
    before = book_of(handled.round).standings["B01"].total
    old = handled.round.facts_digest, handled.round.result_digest
    _uphold(handled, field.city.actor(second_office))
    assessment = Round.objects.select_related("version__scheme").get(pk=handled.round_id)
    after = book_of(assessment).standings["B01"].total
    assert before is not None
    assert after is not None
    assert after > before
    correction = Correction.objects.get(objection=handled)
    assert (correction.facts_digest, correction.result_digest) == old
    assert correction.new_result_digest == assessment.result_digest != old[1]
    assert correction.edits[0] | {"from": "76", "to": "86"} == correction.edits[0]
    stored = assessment.scores.get(unit=field.units["B01"])
    assert stored.total == after
    told = Entry.objects.get(event="round_corrected").after or {}
    assert told["edits"] == ["市住建局 老旧小区改造完成 2026 年 9 月：76 → 86"]
    assert f"市住建局 {number(before)} → {number(after)}" in told["moved"]
    assert Notice.objects.filter(account=field.city.head, kind="objection").count() == 1


def test_nobody_is_worse_off_for_having_objected(
    field: Field, handled: Objection, second_office: Account
) -> None:
    before = book_of(handled.round).standings["B01"].total
    with pytest.raises(DomainError, match="不能使提出单位的得分降低"):
        _uphold(handled, field.city.actor(second_office), to="10")
    assessment = Round.objects.select_related("version__scheme").get(pk=handled.round_id)
    assert book_of(assessment).standings["B01"].total == before
    assert Objection.objects.get().state == ObjectionState.HANDLING
    assert not Correction.objects.exists()


def test_upholding_without_changing_anything_is_refused(
    field: Field, handled: Objection, second_office: Account
) -> None:
    with pytest.raises(DomainError, match="没有一项与现在不同"):
        _uphold(handled, field.city.actor(second_office), to="76.0")


def test_the_end_waits_for_objections_and_for_the_second_stage(
    field: Field, head: Actor, handled: Objection, second_office: Account
) -> None:
    leader = field.city.actor(field.second_leader)
    assert unsettled(handled.round, AFTER_NOTICE.date()) == 1
    with pytest.raises(Refused, match="还有 1 件异议"):
        services.finalise_round(actor=leader, assessment=handled.round, at=AFTER_NOTICE)
    late = AFTER_NOTICE
    services.decide_objection(
        actor=field.city.actor(second_office), objection=handled, outcome=Outcome.REFUSED, reasons="验收在十月",
        at=late,
    )  # fmt: skip
    assert handled.again_by == last_day(late.date(), 3, DayKind.WORKING)
    with pytest.raises(Refused, match="还有 1 件异议"):
        services.finalise_round(actor=leader, assessment=handled.round, at=late)
    services.finalise_round(actor=leader, assessment=handled.round, at=late + timedelta(days=7))


@pytest.fixture
def approved_apart(handled: Objection) -> Objection:
    """Ten working days for the handler and five more for a leader, as in 济南."""
    ObjectionRule.objects.filter(pk=handled.rule_id).update(approve_days=5)
    handled.refresh_from_db()
    return handled


def _propose(handled: Objection, actor: Actor, leader: Account, to: str = "86") -> Objection:
    return services.propose_decision(
        actor=actor, objection=handled, outcome=Outcome.UPHELD, reasons="验收单属实，第九条", approver_id=leader.pk,
        wanted={_key(handled.round): to}, at=DURING,
    )  # fmt: skip


def test_what_changes_a_score_is_approved_by_a_named_leader_within_days_of_its_own(
    field: Field, approved_apart: Objection, second_office: Account
) -> None:
    handler, leader = field.city.actor(second_office), field.city.actor(field.second_leader)
    before = book_of(approved_apart.round).standings["B01"].total
    with pytest.raises(DomainError, match="要报领导批准"):
        _uphold(approved_apart, handler)
    _propose(approved_apart, handler, field.second_leader)
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
            _propose(approved_apart, field.city.actor(second_office), account)
    with pytest.raises(DomainError, match="不能使提出单位的得分降低"):
        _propose(approved_apart, field.city.actor(second_office), field.second_leader, to="10")
    approved_apart.refresh_from_db()
    assert approved_apart.state == ObjectionState.HANDLING
    assert not Correction.objects.exists()
    assert not Entry.objects.filter(event__in=("objection_proposed", "round_corrected")).exists()


def test_late_handling_wins_no_days_for_the_approval(
    field: Field, approved_apart: Objection, second_office: Account
) -> None:
    Objection.objects.filter(pk=approved_apart.pk).update(decide_by=DURING.date() - timedelta(days=4))
    approved_apart.refresh_from_db()
    _propose(approved_apart, field.city.actor(second_office), field.second_leader)
    assert approved_apart.due_on == last_day(DURING.date() - timedelta(days=4), 5, DayKind.WORKING)


def test_a_leader_sends_a_proposal_back_and_a_refusal_needs_none(
    field: Field, approved_apart: Objection, second_office: Account
) -> None:
    handler, leader = field.city.actor(second_office), field.city.actor(field.second_leader)
    _propose(approved_apart, handler, field.second_leader)
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
    typed = {"key": "p1", "outcome": "upheld", "reasons": "属实", f"fact-{_key(approved_apart.round)}": "86"}
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


def test_the_second_stage_goes_to_somebody_else(
    field: Field, head: Actor, handled: Objection, second_office: Account
) -> None:
    services.decide_objection(
        actor=field.city.actor(second_office), objection=handled, outcome=Outcome.REFUSED, reasons="验收在十月",
        at=DURING,
    )  # fmt: skip
    again = services.raise_objection(
        actor=head, assessment=handled.round, unit_id=handled.unit_id, item="Z-02", grounds="验收单日期为 9 月",
        wanted="按 86 计", at=DURING,
    )  # fmt: skip
    assert again
    assert again.earlier == handled
    with pytest.raises(Refused, match="办理过前一次异议"):
        services.assign_objection(
            actor=field.city.actor(field.city.office), objection=again, handler_id=second_office.pk, at=DURING
        )
    services.assign_objection(
        actor=field.city.actor(field.city.office),
        objection=again,
        handler_id=field.second_leader.pk,
        at=DURING,
    )
    decided = services.decide_objection(
        actor=field.city.actor(field.second_leader), objection=again, outcome=Outcome.REFUSED, reasons="同前",
        at=DURING,
    )  # fmt: skip
    assert decided.again_by is None, "there is no third stage"
    with pytest.raises(DomainError, match="已经办结"):
        services.raise_objection(
            actor=head, assessment=handled.round, unit_id=handled.unit_id, item="Z-02", grounds="x", wanted="y",
            at=DURING,
        )  # fmt: skip


def test_a_final_result_is_started_again_corrected_and_posted_anew(field: Field, posted: Round) -> None:
    office, leader = field.city.actor(field.city.office), field.city.actor(field.city.leader)
    services.finalise_round(actor=leader, assessment=posted, at=AFTER_NOTICE)
    with pytest.raises(Refused, match="领导决定"):
        services.reopen_round(actor=office, assessment=posted, reason="审计发现重复计算", at=AFTER_NOTICE)
    services.reopen_round(actor=leader, assessment=posted, reason="审计发现重复计算", at=AFTER_NOTICE)
    with pytest.raises(Refused, match="公示以后不能解冻"):
        services.unfreeze_round(actor=office, assessment=posted, reason="x", at=AFTER_NOTICE)
    services.correct_round(
        actor=office, assessment=posted, unit="B02", item="Z-02", wanted={_key(posted, unit="B02"): "80"},
        reason="重复计算 6 个", basis="审计报告〔2026〕3 号", at=AFTER_NOTICE,
    )  # fmt: skip
    posted.refresh_from_db()
    services.post_round(actor=office, assessment=posted, at=AFTER_NOTICE)
    assert Entry.objects.filter(event="round_reopened").get().reason == "审计发现重复计算"


def test_an_event_is_struck(
    field: Field, head: Actor, september: Round, notice_policy: AssessmentPolicy, rule: ObjectionRule,
    second_office: Account,
) -> None:  # fmt: skip
    office = field.city.actor(field.city.office)
    services.record_event(
        actor=office, version=september.version, unit_id=field.units["B01"].pk, at=OCTOBER,
        happening=services.Happening("N-01", date(2026, 9, 12), "逾期 21 日", "示督通〔2026〕7 号"),
    )  # fmt: skip
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    posted = services.post_round(actor=office, assessment=september, at=OCTOBER)
    before = book_of(posted).standings["B01"].total
    made = services.raise_objection(
        actor=head, assessment=posted, unit_id=field.units["B01"].pk, item="N-01", grounds="已批准延期", wanted="不计",
        at=DURING,
    )  # fmt: skip
    assert made
    services.assign_objection(actor=office, objection=made, handler_id=second_office.pk, at=DURING)
    [event] = [row for row in correctables(posted, "B01", "N-01") if row.event]
    services.decide_objection(
        actor=field.city.actor(second_office), objection=made, outcome=Outcome.UPHELD, reasons="延期批准在前",
        wanted={event.key: STRUCK}, at=DURING,
    )  # fmt: skip
    after = book_of(Round.objects.select_related("version__scheme").get(pk=posted.pk)).standings["B01"].total
    assert before is not None
    assert after is not None
    assert after > before
    assert Correction.objects.get().edits[0]["to"] == STRUCK


def test_who_sees_an_objection(field: Field, handled: Objection, second_office: Account) -> None:
    city: City = field.city
    seen = {
        account.username
        for account in Account.objects.all()
        if visible_objections(city.actor(account)).filter(pk=handled.pk).exists()
    }
    assert seen == {"office", "office2", "leader", "leader2", "discipline", "reporter", "head"}


def test_from_the_score_page_to_the_public_difference(
    field: Field, posted: Round, second_office: Account
) -> None:
    head, office, handler = Client(), Client(), Client()
    for client, account in ((head, field.city.head), (office, field.city.office), (handler, second_office)):
        client.force_login(account)
    unit = field.units["B01"].pk
    address = f"/results/{posted.pk}/units/{unit}/object/?item=Z-02"
    assert address in head.get(f"/results/{posted.pk}/units/{unit}/items/Z-02/").content.decode()
    assert "请写明理由" in head.post(address, {"wanted": "按 86 计"}).content.decode()
    answer = head.post(address, {"key": "k1", "grounds": "9 月 30 日验收 86 个小区", "wanted": "按 86 计"})
    there = answer["Location"]
    assert head.post(address, {"key": "k1", "grounds": "x", "wanted": "y"}).status_code == 302, (
        "pressed twice"
    )
    assert Objection.objects.count() == 1
    page = office.get(there).content.decode()
    assert "周行：批准过这一项所在的办法" in page
    assert "唐棠" in page
    assert "作出决定" not in handler.get(there).content.decode()
    assert office.post(f"{there}assign/", {"handler": ""}).status_code == 422
    office.post(f"{there}assign/", {"handler": second_office.pk})
    assert "作出决定" in handler.get(there).content.decode()
    assert "作出决定" not in office.get(there).content.decode()
    typed = {"key": "k2", "outcome": "upheld", "reasons": "验收单属实", f"fact-{_key(posted)}": "八十六"}
    refused = handler.post(f"{there}decide/", typed)
    assert refused.status_code == 422
    assert "不是数字" in refused.content.decode()
    assert 'value="八十六"' in refused.content.decode(), "nothing typed is lost"
    handler.post(f"{there}decide/", typed | {f"fact-{_key(posted)}": "86"})
    assert "更正前后的差别" in head.get(there).content.decode()
    assert "更正 1 次" in head.get(f"/results/{posted.pk}/").content.decode()
    assert "成立 100%" in office.get("/results/objections/").content.decode()


def test_who_was_kept_out_is_written_down_with_the_choice(
    field: Field, objection: Objection, second_office: Account
) -> None:
    Grant.objects.create(
        account=field.city.reviewer, role=Role.OFFICE, unit=field.city.city, since=NEW_YEAR,
        granted_at=OCTOBER,
    )  # fmt: skip
    services.assign_objection(
        actor=field.city.actor(field.city.office), objection=objection, handler_id=second_office.pk, at=DURING
    )
    entry = Entry.objects.get(event="objection_assigned")
    assert entry.after == {
        "handler": "唐棠", "kept_out": ["周行：批准过这一项所在的办法", "林岚：审核过这一项"]
    }  # fmt: skip
    client = Client()
    client.force_login(field.city.reviewer)
    page = client.get(f"/results/objections/{objection.pk}/").content.decode()
    assert "你审核过这一项，应当回避" in page


def test_what_rests_on_a_result_falls_with_it(
    field: Field, posted: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, str]] = []

    def revoke(actor: Actor, assessment: Round, reason: str, at: datetime) -> list[str]:
        asked.append((assessment.pk, reason))
        return ["市住建局 季度红旗"]

    monkeypatch.setitem(revocations, "流动红旗", revoke)
    leader = field.city.actor(field.city.leader)
    final = services.finalise_round(actor=leader, assessment=posted, at=AFTER_NOTICE)
    services.reopen_round(actor=leader, assessment=final, reason="审计发现数据有误", at=AFTER_NOTICE)
    assert asked == [(posted.pk, "审计发现数据有误")]
    entry = Entry.objects.get(event="round_reopened")
    assert (entry.after or {})["revoked"] == ["流动红旗：市住建局 季度红旗"]


def test_a_bulletin_of_a_result_is_void_once_the_result_is_not_final(field: Field, posted: Round) -> None:
    """A draft and one that was issued and received, beside a document about something else."""
    office, leader = field.city.actor(field.city.office), field.city.actor(field.city.leader)
    with pytest.raises(Refused, match="定案以后才能通报"):
        services.draft_bulletin(actor=office, assessment=posted, at=AFTER_NOTICE)
    final = services.finalise_round(actor=leader, assessment=posted, at=AFTER_NOTICE)
    made = services.draft_bulletin(actor=office, assessment=final, at=AFTER_NOTICE, key="b1")
    assert services.draft_bulletin(actor=office, assessment=final, at=AFTER_NOTICE, key="b1") is None
    with pytest.raises(Refused, match="督考办"):
        services.draft_bulletin(actor=leader, assessment=final, at=AFTER_NOTICE)
    paper = OfficialDocument.objects.get(pk=made)
    text = "".join(part["text"] for part in paper.content["paragraphs"])
    own = book_of(final).standings["B02"]
    assert f"{number(own.total)} 分" in text
    assert final.result_digest in text
    assert paper.receipts.count() == len(field.units)
    other = OfficialDocument.objects.create(
        kind="circular",
        title="别的事",
        issuer=field.city.office_unit,
        content={},
        drafted_at=NOW,
        saved_at=NOW,
    )
    services.reopen_round(actor=leader, assessment=final, reason="审计发现重复计算", at=AFTER_NOTICE)
    paper.refresh_from_db()
    other.refresh_from_db()
    assert (paper.state, other.state) == ("voided", "draft")
    assert "重新启动：审计发现重复计算" in paper.void_reason
    told = Entry.objects.get(event="round_reopened").after or {}
    assert told["revoked"] == [f"公文：{paper.title}"]
    assert "随之撤销 公文：" in next(step.detail for step in story_of(final) if "重新启动" in step.title)


def test_the_office_drafts_a_bulletin_from_the_page_of_the_result(field: Field, posted: Round) -> None:
    leader = field.city.actor(field.city.leader)
    services.finalise_round(actor=leader, assessment=posted, at=AFTER_NOTICE)
    office, head = Client(), Client()
    office.force_login(field.city.office)
    head.force_login(field.city.head)
    assert "起草通报" in office.get(f"/results/{posted.pk}/").content.decode()
    assert "起草通报" not in head.get(f"/results/{posted.pk}/").content.decode()
    answer = office.post(f"/results/{posted.pk}/bulletin/", {"key": "b2"}, follow=True)
    assert "考核结果的通报" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(
    field: Field, head: Actor, posted: Round, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for item in ("Z-02", "J-07", "J-11")[:count]:
        services.raise_objection(
            actor=head,
            assessment=posted,
            unit_id=field.units["B01"].pk,
            item=item,
            grounds="x",
            wanted="y",
            at=DURING,
        )
    client = Client()
    client.force_login(field.city.office)
    client.get("/results/objections/")
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get("/results/objections/")


def test_figures_of_objections_say_where_scoring_errs_and_who_was_late(
    field: Field, head: Actor, handled: Objection, second_office: Account
) -> None:
    office = field.city.actor(field.city.office)
    _uphold(handled, field.city.actor(second_office))
    for item in ("J-07", "J-11"):
        services.raise_objection(
            actor=head, assessment=handled.round, unit_id=handled.unit_id, item=item, grounds="x", wanted="y",
            at=DURING,
        )  # fmt: skip
    withdrawn = Objection.objects.get(item="J-11")
    services.withdraw_objection(actor=head, objection=withdrawn, at=DURING)
    late = DURING + timedelta(days=40)
    by_item = {row.name: row for row in figures(office, 2026, "item", late)}
    assert {name: (row.raised, row.upheld, row.open, row.overdue) for name, row in by_item.items()} == {
        "老旧小区改造完成": (1, 1, 0, 0),
        "固定资产投资完成额": (1, 0, 1, 1),
    }
    total = whole(by_item.values())
    assert (total.raised, total.decided, total.upheld_share, total.usual_days) == (2, 1, 1.0, 0)
    assert figures(office, 2025, "item", late) == []
    assert [row.name for row in figures(office, 2026, "handler", late)] == ["唐棠", "还没有指定"]
    assert figures(field.city.actor(field.city.stranger), 2026, "unit", late) == []


def test_the_list_can_be_taken_away(field: Field, objection: Objection) -> None:
    Objection.objects.update(grounds="=1+1")
    client = Client()
    client.force_login(field.city.discipline)
    page = client.get("/results/objections/statistics/?by=unit").content.decode()
    assert "市住建局" in page
    answer = client.get("/results/objections/objections.xlsx?state=raised")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert [sheet.cell(2, 2).value, sheet.cell(2, 6).value, sheet.cell(2, 6).data_type] == [
        "市住建局", "=1+1", "s"
    ]  # fmt: skip
    empty = client.get("/results/objections/objections.xlsx?state=decided")
    assert openpyxl.load_workbook(BytesIO(empty.content)).active.max_row == 1


@pytest.mark.parametrize("count", [1, 3])
def test_statistics_cost_the_same_for_many(
    field: Field, head: Actor, posted: Round, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for item in ("Z-02", "J-07", "J-11")[:count]:
        services.raise_objection(
            actor=head, assessment=posted, unit_id=field.units["B01"].pk, item=item, grounds="x", wanted="y",
            at=DURING,
        )  # fmt: skip
    client = Client()
    client.force_login(field.city.office)
    client.get("/results/objections/statistics/")
    with django_assert_num_queries(FIGURE_QUERIES):  # type: ignore[attr-defined]
        client.get("/results/objections/statistics/")


def test_a_scheme_s_own_clocks_go_before_those_of_all(
    field: Field, september: Round, notice_policy: AssessmentPolicy, rule: ObjectionRule
) -> None:
    """Ten natural days of notice and a window of fifteen working days for this scheme alone."""
    office = field.city.actor(field.city.office)
    scheme_id = september.version.scheme_id
    assert notice_term(OCTOBER, scheme_id).ends_at.date() == date(2026, 10, 15)
    services.set_notice_policy(
        actor=office, scheme_id=scheme_id, effective_on=NEW_YEAR, notice_days=10, notice_kind=DayKind.NATURAL,
        source="市直办法第三十条", at=OCTOBER,
    )  # fmt: skip
    values = dict(PRESETS["jinan"].values) | {"effective_on": NEW_YEAR, "scheme_id": scheme_id}
    services.set_objection_rule(actor=office, values=values, at=OCTOBER)
    term = notice_term(OCTOBER, scheme_id)
    assert (term.ends_at.date(), term.kind_label) == (date(2026, 10, 19), "自然日")
    assert notice_term(OCTOBER, scheme_id + 1).ends_at.date() == date(2026, 10, 15)
    own = rule_for(september, TODAY)
    assert (own.window_days, own.scheme_id) == (15, scheme_id)
    with pytest.raises(DomainError, match="已有一条规则"):
        services.set_notice_policy(
            actor=office, scheme_id=scheme_id, effective_on=NEW_YEAR, notice_days=5, source="x", at=OCTOBER
        )
    client = Client()
    client.force_login(field.city.office)
    assert "市直" in client.get("/results/terms/").content.decode()
    page = client.get("/results/objections/rules/?preset=civil_service").content.decode()
    assert "第九十五条" in page
    assert 'name="scheme_id"' in page


@pytest.mark.parametrize(
    ("name", "clocks"),
    [
        ("hangzhou", ("working", 3, 10, None, None)), ("jinan", ("working", 15, 10, None, None)),
        ("inspection", ("natural", 30, 30, None, None)), ("civil_service", ("natural", 30, 30, 15, 60)),
    ],
)  # fmt: skip
def test_presets_are_the_published_clocks(name: str, clocks: tuple[object, ...]) -> None:
    values = PRESETS[name].values
    keys = ("decide_kind", "window_days", "decide_days", "again_days", "again_decide_days")
    assert tuple(values[key] for key in keys) == clocks
    assert values["approve_days"] == (5 if name == "jinan" else None)
    assert "第" in values["source"]


def test_the_difference_is_public_within_the_group(
    field: Field, handled: Objection, second_office: Account, make_account: Callable[..., Account]
) -> None:
    _uphold(handled, field.city.actor(second_office))
    peer = make_account("peer", "同组", field.units["B04"], Role.UNIT_HEAD)
    for account, is_shown in ((peer, True), (field.county_reporter, False), (field.city.office, True)):
        client = Client()
        client.force_login(account)
        page = client.get(f"/results/{handled.round_id}/changes/").content.decode()
        assert ("市住建局" in page) is is_shown, account.username
        assert "验收单属实" in page
