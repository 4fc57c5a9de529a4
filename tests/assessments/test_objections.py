"""Objections: taken in time, decided by somebody who had no part, never to the unit's harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from dukao.assessments import services
from dukao.assessments.computing import book_of
from dukao.assessments.models import Correction, Objection, ObjectionRule, Round
from dukao.assessments.selectors.objections import (
    bars,
    last_day,
    unsettled,
)
from dukao.assessments.vocabulary import ObjectionState, Outcome
from dukao.identity.models import Account, Grant
from dukao.journal.models import Entry
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError, Missing, Refused
from dukao.kernel.roles import Role
from dukao.kernel.terms import DayKind
from dukao.notifications.models import Notice
from dukao.reporting.models import ReportLine
from dukao.ui.formats import number
from tests.assessments.conftest import DURING, NEW_YEAR, OCTOBER, Field
from tests.assessments.objecting import AFTER_NOTICE, key_of, uphold
from tests.conftest import TODAY


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
        actor=corrector, assessment=posted, unit="B01", item="Z-02", wanted={key_of(posted): "70"},
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
            uphold(handled, field.city.actor(account))
    assert not Correction.objects.exists()


def test_a_part_taken_after_being_named_bars_all_the_same(
    field: Field, handled: Objection, second_office: Account
) -> None:
    ReportLine.objects.filter(report__unit=handled.unit, item__code="Z-02").update(reviewed_by=second_office)
    with pytest.raises(Refused, match="应当回避"):
        uphold(handled, field.city.actor(second_office))


def test_upheld_means_computed_anew_with_the_old_result_kept(
    field: Field, handled: Objection, second_office: Account
) -> None:
    before = book_of(handled.round).standings["B01"].total
    old = handled.round.facts_digest, handled.round.result_digest
    uphold(handled, field.city.actor(second_office))
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
        uphold(handled, field.city.actor(second_office), to="10")
    assessment = Round.objects.select_related("version__scheme").get(pk=handled.round_id)
    assert book_of(assessment).standings["B01"].total == before
    assert Objection.objects.get().state == ObjectionState.HANDLING
    assert not Correction.objects.exists()


def test_upholding_without_changing_anything_is_refused(
    field: Field, handled: Objection, second_office: Account
) -> None:
    with pytest.raises(DomainError, match="没有一项与现在不同"):
        uphold(handled, field.city.actor(second_office), to="76.0")


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
