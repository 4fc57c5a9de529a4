"""Forms of this room's acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from dukao.checks.services import Change
from dukao.checks.vocabulary import COMPLAINT_LIMIT, ComplaintKind
from dukao.checks.web.fields import UnitsField
from dukao.ui.desk_forms import DeskForm
from dukao.ui.forms import DayField, Form, OnceForm, paragraph

if TYPE_CHECKING:
    from dukao.checks.selectors.course import Course


class OpinionForm(DeskForm):
    opinion = paragraph(
        "结果", 5, max_length=2000, help_text="查了什么、总的情况如何；以后同一主题的检查可以引用",
        error_messages={"required": "请写明结果"},
    )  # fmt: skip


class ApproveForm(DeskForm):
    """Asks for a reason only where a limit stands against it."""

    exception = paragraph(
        "例外的理由", required=False, help_text="超出限额的，由你写明为什么这一次仍要批准；理由和姓名记入日志"
    )

    def prepare(self, sheet: Course) -> None:
        if sheet.stopping:
            self.fields["exception"].required = True
        else:
            del self.fields["exception"]


class MergeForm(DeskForm):
    number = forms.CharField(label="并入哪一项", max_length=20, help_text="编号，例如 JC-2026-0012")
    reason = paragraph("原因", 3, error_messages={"required": "请写明原因"})

    def prepare(self, sheet: Course) -> None:
        mergeable = [one.other(sheet.check).number for one in sheet.overlaps if one.can_merge]
        if mergeable:
            self.initial = {
                **self.initial,
                "number": mergeable[0],
                "reason": "同一对象、同一主题，合并开展。",
            }


class AmendForm(DeskForm):
    """The check as it shall be; what stands is filled in."""

    scope = paragraph("范围", 4, max_length=2000)
    object_ids = UnitsField(label="对象", rows=6, help_text="一行一个；“东岭县及下属”表示县和所有下属单位")
    times = forms.IntegerField(label="每个对象几次", min_value=1, max_value=50)
    field_days = forms.IntegerField(label="每次现场天数", min_value=1, max_value=250)
    starts_on = DayField(label="开始")
    ends_on = DayField(label="结束")
    reason = paragraph("理由", 3, error_messages={"required": "请写明变更的理由"})

    def prepare(self, sheet: Course) -> None:
        check = sheet.check
        objects = "\n".join(f"{row.place.unit.code} {row.place.short_name}" for row in sheet.living)
        now = {
            name: getattr(check, name) for name in ("scope", "times", "field_days", "starts_on", "ends_on")
        }
        self.initial = {**now, "object_ids": objects, **self.initial}

    def arguments(self) -> dict[str, Any]:
        sent = dict(self.cleaned_data)
        reason = sent.pop("reason")
        return {"change": Change(**sent), "reason": reason}


class DesignateForm(DeskForm):
    matters = paragraph("督查事项", 3)
    scope = paragraph("范围", 2)
    duties = paragraph("职责", 3, help_text="查明什么、向谁报告、不得做什么")
    since = DayField(label="自")
    until = DayField(label="至", help_text="到期自动失效")

    def prepare(self, sheet: Course) -> None:
        check = sheet.check
        known = {
            "matters": check.name,
            "scope": check.scope,
            "since": check.starts_on,
            "until": check.ends_on,
        }
        self.initial = {**known, **self.initial}


class CiteForm(DeskForm):
    """Results there are for the same objects and topic; ticked ones stand for going there again."""

    offers = forms.MultipleChoiceField(
        label="引用哪些结果", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少选一项"}
    )
    drop = forms.BooleanField(label="这些对象不再检查", required=False, initial=True)
    note_text = paragraph("说明", 2, max_length=300, required=False)

    def prepare(self, sheet: Course) -> None:
        field = self.fields["offers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (
                f"{one.cited.pk}:{one.unit_id}",
                f"{one.unit}：{one.cited.number} {one.cited.name}"
                + ("（结论已送达）" if one.conclusion else ""),
            )
            for one in sheet.offers
        ]

    def arguments(self) -> dict[str, Any]:
        sent = dict(self.cleaned_data)
        by_check: dict[int, list[int]] = {}
        for pair in sent.pop("offers"):
            cited, unit = map(int, pair.split(":"))
            by_check.setdefault(cited, []).append(unit)
        return {"by_check": by_check, **sent}


class ComplaintForm(OnceForm):
    """Short: nobody writes a report about reports."""

    faults: ClassVar = {"no_such_number": "number"}
    unit_id = forms.TypedChoiceField(label="单位", coerce=int)
    kind = forms.ChoiceField(label="反映什么", choices=ComplaintKind.choices)
    number = forms.CharField(
        label="哪一项检查", max_length=20, required=False, help_text="编号；不是检查的可以不填"
    )
    text = paragraph(
        "情况", 4, max_length=COMPLAINT_LIMIT * 4,
        help_text="哪个单位要的、要了几次、和哪一次重复。督考办会用文字答复。",
    )  # fmt: skip

    def __init__(self, *args: Any, units: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(units.items())
        if len(units) == 1:
            field.widget = forms.HiddenInput()
            self.initial = {**self.initial, "unit_id": next(iter(units))}


class AnswerForm(Form):
    answer = paragraph("答复", 3)


class AmendmentDecisionForm(Form):
    faults: ClassVar = {"reason_missing": "opinion", "over_quota": "exception"}
    decision = forms.ChoiceField(
        choices=(("approve", "批准"), ("refuse", "不同意")),
        error_messages={"required": "请选择批准或不同意", "invalid_choice": "请选择批准或不同意"},
    )
    opinion = paragraph("意见", 2, required=False)
    exception = paragraph("例外的理由", 2, required=False)

    def arguments(self) -> dict[str, Any]:
        sent = dict(self.cleaned_data)
        if sent.pop("decision") == "refuse":
            del sent["exception"]
        return sent
