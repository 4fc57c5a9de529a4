"""Forms of acts that change the course of a matter: more time, help, pause, another matter, another year."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict

from dukao.matters.services.papers import OUTLINES
from dukao.matters.vocabulary import Rhythm
from dukao.matters.web.fields import PartsField
from dukao.organisations.fields import PersonField, UnitField
from dukao.ui.desk_forms import DeskForm, ReasonForm
from dukao.ui.forms import DayField, Form, paragraph
from dukao.ui.numbers import numbers_in


class ExtendForm(ReasonForm):
    new_due_on = DayField(label="拟延至")
    field_order = ("new_due_on", "reason")


class HelpForm(DeskForm):
    difficulty = paragraph("困难", 3, autofocus=True, error_messages={"required": "请写明遇到的困难"})
    wanted = paragraph(
        "请求协调什么", 3, error_messages={"required": "请写明请求哪个单位做什么"},
        help_text="哪个单位、在什么时候前、做什么；不属本单位职责的，写明应转给哪个单位",
    )  # fmt: skip


class ResumeForm(ReasonForm):
    due_on = DayField(label="新的完成时限", required=False, help_text="不填时仍按原时限；原时限已过的必须填")


class TransferForm(ReasonForm):
    """To whom the matter goes; the clocks of the new unit run from today."""

    unit = UnitField(label="转给哪个单位", help_text="填代码或名称，从提示里选")
    leader = PersonField(label="责任领导", required=False, help_text="不填就不变")
    due_on = DayField(
        label="完成时限", required=False,
        help_text="不填时：按种类定时限的从今天重新算起，写明日期的不变",
    )  # fmt: skip
    keeps_former = forms.BooleanField(label="原牵头单位改为协办", required=False)
    field_order = ("unit", "leader", "due_on", "keeps_former", "reason")

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        unit_id, leader_id = said.pop("unit"), said.pop("leader")
        return {**said, "lead_unit_id": unit_id, "leader_id": leader_id}


class PaperForm(DeskForm):
    kind = forms.ChoiceField(label="文种", choices=[(kind.value, kind.label) for kind in OUTLINES])


class ReopenForm(ReasonForm):
    due_on = DayField(label="完成时限")


class MergeForm(ReasonForm):
    number = forms.CharField(label="并入哪个事项", max_length=20, help_text="填事项编号，例如 DB-2026-0294")
    field_order = ("number", "reason")


class SplitForm(ReasonForm):
    parts = PartsField(
        label="拆成",
        help_text="一行一件，可从 Excel 粘贴：事项 | 牵头单位 | 完成时限，如 沿街段 | 市住建局 | 2026-11-30",
        error_messages={"required": "请写明拆成哪几件"},
    )  # fmt: skip
    field_order = ("parts", "reason")


class PraiseForm(DeskForm):
    unit = UnitField(label="表扬单位", help_text="牵头或协办单位")
    reason = paragraph("事迹", autofocus=True, error_messages={"required": "请写明做了什么、成效怎样"})
    basis = forms.CharField(label="依据", max_length=200, help_text="文件名和文号，或办法的条款")

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        unit_id = said.pop("unit")
        return {**said, "unit_id": unit_id}


class RecurForm(DeskForm):
    rhythm = forms.ChoiceField(label="周期", choices=Rhythm.choices)
    first_on = DayField(label="下次交办日", help_text="以后各次从这一天数起；遇休息日顺延到下一个工作日")
    until = DayField(label="止于", required=False)


class CarryForm(ReasonForm):
    """The reason says why it was not done; who goes on with it may be somebody else (新官理旧账)."""

    unit = UnitField(label="继续办理的单位", help_text="不改就是原牵头单位")
    leader = PersonField(label="继续负责的领导", required=False, help_text="不填就不变")
    due_on = DayField(label="新的完成时限", required=False, help_text="不填就不变；要晚于今天和原时限")
    field_order = ("unit", "leader", "due_on", "reason")


class CarryYearForm(Form):
    """Which matters of a year go on, each with the limit it gets anew, if any."""

    reason = forms.CharField(
        label="说明", max_length=200, help_text="例如为什么没有办完、谁继续办。单位会看到",
        error_messages={"required": "请写明结转的说明"},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        picked = numbers_in(cast(QueryDict, self.data), "picked")
        if not picked:
            self.add_error(None, "没有选中事项，请先勾选。")
        sent["limits"] = {matter_id: self._limit(matter_id) for matter_id in picked}
        return sent

    def _limit(self, matter_id: int) -> date | None:
        try:
            return DayField(required=False).clean(self.data.get(f"due-{matter_id}", ""))
        except forms.ValidationError as error:
            self.add_error(None, error.messages[0])
            return None
