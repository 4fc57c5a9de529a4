"""Forms of this room's acts."""

from __future__ import annotations

from typing import Any

from django import forms

from dukao.issues.vocabulary import ProblemKind
from dukao.organisations.fields import PersonField, UnitField
from dukao.patrols.selectors.choices import (
    finding_numbered,
    leaders_of,
    members_on,
    patroller_named,
    receivers_of,
    standing_interests,
    work_fields_known,
)
from dukao.patrols.selectors.sheets import Sheet
from dukao.patrols.services import Errand, Release, SeatDraft
from dukao.patrols.services.releasing import USUAL_DEMAND
from dukao.patrols.vocabulary import Grade, InterestKind, MemberRole
from dukao.ui.desk_forms import DeskForm
from dukao.ui.forms import DayField, paragraph


class ReasonForm(DeskForm):
    reason = paragraph("原因")


class WaiverForm(DeskForm):
    reason = paragraph("理由", max_length=200, help_text="为什么可以先出发、何时补训")


class OpinionForm(DeskForm):
    opinion = paragraph("意见")


class ReportForm(DeskForm):
    report = paragraph(
        "督查情况", rows=10, max_length=5000, help_text="去了哪里、看了什么、总体判断；发现逐条已在清单里"
    )

    def prepare(self, sheet: Sheet) -> None:
        self.initial.setdefault("report", sheet.task.report if sheet.task else "")


class ReleaseForm(DeskForm):
    """How the unit is told: the office's words, begun from those of the group."""

    title = forms.CharField(label="问题", max_length=120, required=False, help_text="不填取事实的第一句")
    facts = paragraph("事实", rows=6, max_length=1200, help_text="责任单位会看到这里写的内容，请核对")
    demand = paragraph("整改要求", rows=3, initial=USUAL_DEMAND)
    clause = forms.CharField(label="依据条款", max_length=200, required=False)
    unit_id = UnitField(label="责任单位", help_text="单位代码或名称")
    kind = forms.ChoiceField(label="类型", choices=ProblemKind.choices)
    with_photos = forms.BooleanField(label="现场照片随问题一起给责任单位看", required=False, initial=True)

    def prepare(self, sheet: Sheet) -> None:
        finding = sheet.finding
        assert finding is not None
        self.initial.update(facts=finding.facts, clause=finding.clause, unit_id=sheet.unit_name)

    def arguments(self) -> dict[str, Any]:
        return {"release": Release(**self.cleaned_data)}


class MergeForm(DeskForm):
    number = forms.CharField(label="并入哪条发现", max_length=24, help_text="填编号，例如 XC-2026-088-03")
    reason = paragraph("理由")

    def prepare(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def arguments(self) -> dict[str, Any]:
        sent = super().arguments()
        into = finding_numbered(self.sheet.actor, sent.pop("number"), self.sheet.day)
        return {"into": into, **sent}


class HandOverForm(DeskForm):
    receiver_id = forms.ChoiceField(label="接收人", help_text="只有接收人和你能看到内容")
    account = paragraph("理由和线索", rows=6, max_length=2000)

    def prepare(self, sheet: Sheet) -> None:
        _offer(self, "receiver_id", receivers_of(sheet.owner_id, sheet.day))

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "receiver_id": int(self.cleaned_data["receiver_id"])}


class UrgeForm(DeskForm):
    leader_id = forms.ChoiceField(label="急报给")
    reason = paragraph("为什么急报", help_text="有人身危险、来不及逐级报告等。急报和理由都记录在案")

    def prepare(self, sheet: Sheet) -> None:
        _offer(self, "leader_id", leaders_of(sheet.owner_id, sheet.day))

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "leader_id": int(self.cleaned_data["leader_id"])}


class InstructForm(DeskForm):
    text = paragraph("批示", max_length=1000, help_text="谁办、办什么、什么时候报")


class ErrandForm(DeskForm):
    title = forms.CharField(label="事项", max_length=120)
    lead_unit_id = UnitField(label="牵头单位", help_text="单位代码或名称")
    field_id = forms.ChoiceField(label="领域")
    due_on = DayField(label="完成时限", required=False, help_text="不填按“一般批示”的办理时限")
    text = paragraph("办理内容", help_text="承办单位会看到这里写的内容；不要照抄没有反馈的发现")

    def prepare(self, sheet: Sheet) -> None:
        _offer(self, "field_id", work_fields_known())

    def arguments(self) -> dict[str, Any]:
        sent = self.cleaned_data
        return {"errand": Errand(**{**sent, "field_id": int(sent["field_id"])})}


class ReceiptForm(DeskForm):
    receipt = forms.CharField(label="回执", max_length=200, initial="收到，按程序办理。")


class SeatForm(DeskForm):
    person_id = PersonField(label="姓名", help_text="先在单位页登记任职")
    role = forms.ChoiceField(label="身份", choices=MemberRole.choices, initial=MemberRole.MEMBER)
    home_id = UnitField(label="所在单位", help_text="县级及以下单位的人员会提示借调")
    decision = forms.CharField(label="任命文件", max_length=60, help_text="例如 示督组〔2026〕3 号")
    decided_on = DayField(label="任命日期")
    since = DayField(label="自")
    until = DayField(label="至", required=False, help_text="不填为没有期限；这一天起不再任职")
    username = forms.CharField(
        label="用户名", max_length=40, required=False, help_text="在现场记录和上报要用账户，特邀专家可不填"
    )
    expertise = forms.CharField(label="专长", max_length=60, required=False)

    def prepare(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def arguments(self) -> dict[str, Any]:
        sent = super().arguments()
        account = patroller_named(sent.pop("username"), self.sheet.owner_id, self.sheet.day)
        return {"seat": SeatDraft(account_id=account, **sent)}


class MemberForm(DeskForm):
    """About one member of the group."""

    member_id = forms.ChoiceField(label="成员")

    def prepare(self, sheet: Sheet) -> None:
        self.sheet = sheet
        _offer(self, "member_id", members_on(sheet.group_id, sheet.day))

    def arguments(self) -> dict[str, Any]:
        sent = super().arguments()
        assert self.sheet.group is not None
        return {"member": self.sheet.group.members.get(pk=int(sent.pop("member_id"))), **sent}


class LeaveForm(MemberForm):
    until = DayField(label="从哪天起离任")


class TrainForm(DeskForm):
    on = DayField(label="日期")
    topic = forms.CharField(label="内容", max_length=120)
    by = forms.CharField(label="授课人", max_length=60, required=False)
    member_ids = forms.MultipleChoiceField(label="参加人", widget=forms.CheckboxSelectMultiple)

    def prepare(self, sheet: Sheet) -> None:
        _offer(self, "member_ids", members_on(sheet.group_id, sheet.day))

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "member_ids": [int(pk) for pk in self.cleaned_data["member_ids"]]}


class InterestForm(MemberForm):
    kind = forms.ChoiceField(label="情形", choices=InterestKind.choices)
    unit_id = UnitField(label="要回避的单位", required=False, help_text="选“无须回避的情形”时不填")
    note = forms.CharField(label="说明", max_length=200, required=False)
    since = DayField(label="自")

    def prepare(self, sheet: Sheet) -> None:
        super().prepare(sheet)
        if not sheet.is_office:
            every = members_on(sheet.group_id, sheet.day)
            _offer(self, "member_id", [one for one in every if one[0] == sheet.own_seat_id])


class InterestEndForm(DeskForm):
    interest_id = forms.ChoiceField(label="申报")
    until = DayField(label="从哪天起终止", help_text="这一天起可以派往那个单位")

    def prepare(self, sheet: Sheet) -> None:
        _offer(self, "interest_id", standing_interests(sheet.group_id, sheet.day))

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "interest_id": int(self.cleaned_data["interest_id"])}


class EndForm(DeskForm):
    until = DayField(label="从哪天起撤销")
    reason = paragraph("依据")


class DeskTimeForm(DeskForm):
    month = DayField(label="月份", help_text="选该月任一天")
    hours = forms.IntegerField(
        label="室内工作", min_value=0, help_text="全组各人合计的小时数：写材料、开会、学习"
    )


class AppraiseForm(DeskForm):
    grade = forms.ChoiceField(label="评议", choices=[("", "请选择"), *Grade.choices])
    opinion = forms.CharField(label="意见", max_length=300, required=False, help_text="评为“差”要写明理由")


def _offer(form: DeskForm, name: str, choices: list[tuple[int, str]]) -> None:
    """One of several is chosen by whoever fills the form, never by standing first."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    offered = [(str(pk), word) for pk, word in choices]
    is_open = len(offered) > 1 and not isinstance(field, forms.MultipleChoiceField)
    field.choices = [("", "请选择"), *offered] if is_open else offered
