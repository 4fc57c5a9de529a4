"""The form of a task."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.regimes import Regime
from dukao.kernel.roles import Role
from dukao.matters.selectors import matter_numbered
from dukao.organisations.fields import UnitsField
from dukao.organisations.selectors import versions_by_unit
from dukao.patrols import vocabulary
from dukao.patrols.selectors.choices import checks_to_follow, groups_to_send, leaders_of
from dukao.patrols.services import TaskDraft
from dukao.patrols.web.fields import QuestionsField
from dukao.ui.forms import DayField, DraftForm

if TYPE_CHECKING:
    from dukao.patrols.models import PatrolTask

USUAL_BASES = (
    "《政府督查工作条例》第十一条", "市委督查工作规定", "市督导巡查领导小组年度工作方案",
)  # fmt: skip
#: What a task of one group can look at.
MOST_UNITS = 50


class TaskForm(DraftForm):
    title = forms.CharField(label="任务", max_length=120)
    form = forms.ChoiceField(
        label="形式", choices=vocabulary.TaskForm.choices, initial=vocabulary.TaskForm.SPECIAL
    )
    regime = forms.ChoiceField(label="督查性质", choices=Regime.choices, initial=Regime.PATROL)
    legal_basis = forms.CharField(label="依据", max_length=200, initial=USUAL_BASES[0])
    matter_id = forms.CharField(
        label="有关事项", max_length=20, required=False, help_text="督办事项编号，例如 DB-2026-0294"
    )
    check_id = forms.TypedChoiceField(
        label="计划内的检查", required=False, coerce=int, empty_value=None, help_text="已批准、正在开展的检查"
    )
    objects_of = UnitsField(label="对象", rows=3, most=MOST_UNITS, help_text="单位代码或名称，一行一个")
    sent_ids = forms.MultipleChoiceField(
        label="派出人员", widget=forms.CheckboxSelectMultiple, help_text="要是同一个组的成员"
    )
    reader_ids = forms.MultipleChoiceField(
        label="知悉领导", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="只有这里点名的领导能看到任务和发现",
    )  # fmt: skip
    starts_on = DayField(label="开始")
    ends_on = DayField(label="结束")
    requirements = forms.CharField(
        label="要求", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    checklist = QuestionsField(label="核查清单", required=False, help_text="一行一项，标准写在 | 后面")
    is_unannounced = forms.BooleanField(label="四不两直", required=False, initial=True)
    keeps_location = forms.BooleanField(label="照片保留拍摄位置", required=False, help_text="默认不保留")
    location_reason = forms.CharField(label="保留位置的理由", max_length=200, required=False)

    def __init__(
        self, *args: Any, actor: Actor, day: date, task: PatrolTask | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.day = actor, day
        self.groups = groups_to_send(actor, day)
        self.owner_id = next((grant.unit_id for grant in actor.grants if grant.role == Role.OFFICE), 0)
        seats = [
            (str(seat.pk), f"{group.name} {seat.person.name}")
            for group in self.groups
            for seat in group.members.all()
            if seat.holds(day)
        ]
        leaders = [(str(pk), name) for pk, name in leaders_of(self.owner_id, day)] if self.owner_id else []
        self.fields["check_id"].choices = checks_to_follow(actor, day, task)  # type: ignore[attr-defined]
        self.fields["sent_ids"].choices = seats  # type: ignore[attr-defined]
        self.fields["reader_ids"].choices = leaders  # type: ignore[attr-defined]

    def clean_sent_ids(self) -> list[int]:
        sent = [int(pk) for pk in self.cleaned_data["sent_ids"]]
        groups = {group.pk for group in self.groups for seat in group.members.all() if seat.pk in sent}
        if len(groups) != 1:
            raise forms.ValidationError("派出人员要是同一个组的成员，联合行动请成立联合督考组。")
        self.cleaned_data["group_id"] = groups.pop()
        return sent

    def clean_matter_id(self) -> int | None:
        number = self.cleaned_data["matter_id"].strip()
        if not number:
            return None
        try:
            return matter_numbered(self.actor, number, self.day).pk
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from None

    def draft(self) -> TaskDraft:
        sent = self.cleaned_data
        same = (
            "title", "form", "regime", "legal_basis", "starts_on", "ends_on", "requirements", "matter_id",
            "check_id", "is_unannounced", "keeps_location", "location_reason", "group_id",
        )  # fmt: skip
        return TaskDraft(
            owner_id=self.owner_id, object_ids=sent["objects_of"], sent_ids=tuple(sent["sent_ids"]),
            reader_ids=tuple(int(pk) for pk in sent["reader_ids"]), checklist=sent["checklist"] or (),
            **{name: sent[name] for name in same},
        )  # fmt: skip


def said_of(task: PatrolTask, day: date) -> dict[str, Any]:
    """The task as its form shows it."""
    places = versions_by_unit(task.objects_of.values_list("pk", flat=True), day)
    same = (
        "title", "form", "regime", "legal_basis", "starts_on", "ends_on", "requirements", "is_unannounced",
        "keeps_location", "location_reason", "revision",
    )  # fmt: skip
    return {
        **{name: getattr(task, name) for name in same},
        "check_id": task.check_of_id,
        "matter_id": task.matter.number if task.matter else "",
        "objects_of": "\n".join(f"{place.unit.code} {place.short_name}" for place in places.values()),
        "sent_ids": [str(pk) for pk in task.sent.values_list("pk", flat=True)],
        "reader_ids": [str(pk) for pk in task.readers.values_list("pk", flat=True)],
        "checklist": "\n".join(
            f"{item.text} | {item.standard}" if item.standard else item.text for item in task.checklist.all()
        ),
    }
