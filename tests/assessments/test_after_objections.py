"""What follows an objection: the second stage, a result begun again, and what rested on the old one."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from dukao.assessments import services
from dukao.assessments.computing import book_of
from dukao.assessments.correcting import STRUCK, correctables
from dukao.assessments.models import AssessmentPolicy, Correction, Objection, ObjectionRule, Round
from dukao.assessments.revoking import revocations
from dukao.assessments.selectors.story import story_of
from dukao.assessments.vocabulary import Outcome
from dukao.documents.models import OfficialDocument
from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError, Refused
from dukao.ui.formats import number
from tests.assessments.conftest import DURING, OCTOBER, Field
from tests.assessments.objecting import AFTER_NOTICE, key_of
from tests.conftest import NOW


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
        actor=office, assessment=posted, unit="B02", item="Z-02", wanted={key_of(posted, unit="B02"): "80"},
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
