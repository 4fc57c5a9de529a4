"""The form of one check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from dukao.checks.selectors import topics
from dukao.checks.selectors.naming import names_written
from dukao.checks.selectors.seeing import object_ids
from dukao.checks.services import CheckDraft
from dukao.checks.vocabulary import BasisLevel, CheckForm, CheckKind, CheckMethod, ContentKind
from dukao.checks.web.fields import UnitsField
from dukao.kernel.clock import today
from dukao.kernel.regimes import Regime
from dukao.organisations.fields import UnitField
from dukao.ui.forms import DayField, DraftForm, paragraph

if TYPE_CHECKING:
    from dukao.checks.models import Check


def amount(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, initial=0, required=False)


class CheckDraftForm(DraftForm):
    """One line of the year's plan."""

    faults: ClassVar = {
        "name_missing": "name", "basis_missing": "basis", "scope_missing": "scope",
        "methods_missing": "methods", "ends_early": "ends_on", "two_years": "ends_on", "past": "ends_on",
        "other_year": "starts_on", "times_missing": "times", "joint_organiser": "joint_ids",
        "objects_missing": "object_ids", "checks_itself": "object_ids", "checks_above": "object_ids",
    }  # fmt: skip
    name = forms.CharField(label="项目", max_length=80)
    kind = forms.ChoiceField(label="种类", choices=CheckKind.choices)
    form = forms.ChoiceField(label="形式", choices=CheckForm.choices, initial=CheckForm.SPECIAL)
    content_kind = forms.ChoiceField(label="内容", choices=ContentKind.choices, initial=ContentKind.UPPER)
    topic_id = forms.TypedChoiceField(label="主题", coerce=int, help_text="查重按对象、主题和期间比对")
    methods = forms.MultipleChoiceField(
        label="方式", choices=CheckMethod.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一种方式"},
    )  # fmt: skip
    regime = forms.ChoiceField(label="督查性质", choices=Regime.choices)
    basis = forms.CharField(label="依据", max_length=200, help_text="文件名称和条款")
    basis_level = forms.ChoiceField(label="依据层级", choices=BasisLevel.choices, initial=BasisLevel.PROVINCE)
    organiser_id = UnitField(label="组织单位", help_text="单位代码或名称")
    joint_ids = UnitsField(label="联合单位", rows=2, required=False)
    object_ids = UnitsField(
        label="对象", rows=5,
        help_text="一行一个单位；“东岭县及下属”“东岭县的下属”表示一片，“县区党委政府”这样的类别表示一类",
    )  # fmt: skip
    cross_reason = forms.CharField(
        label="越级检查的理由", max_length=200, required=False, help_text="对象不是下一级单位时必填（第五条）"
    )
    starts_on = DayField(label="开始")
    ends_on = DayField(label="结束")
    times = forms.IntegerField(label="每个对象几次", min_value=1, max_value=50, initial=1)
    field_days = forms.IntegerField(label="每次现场天数", min_value=1, max_value=250, initial=1)
    scope = paragraph("内容和范围", 4, max_length=2000)
    lines_asked = amount("要填表项")
    characters_asked = amount("要写字数")
    evidence_asked = amount("要交材料")
    hours_asked = amount("要用工时")
    added_reason = forms.CharField(
        label="增补理由", max_length=200, required=False, help_text="年度计划编定以后才列入的必填"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topic_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(str(topic.pk), topic.name) for topic in topics()]

    def draft(self) -> CheckDraft:
        sent = self.written()
        for name in ("lines_asked", "characters_asked", "evidence_asked", "hours_asked"):
            sent[name] = sent[name] or 0
        return CheckDraft(**{**sent, "methods": tuple(sent["methods"])})

    @classmethod
    def start_from(cls, check: Check) -> dict[str, Any]:
        day = today()
        start = {name: getattr(check, name) for name in cls.base_fields if hasattr(check, name)}
        return start | {
            "organiser_id": names_written([check.organiser_id], day),
            "joint_ids": names_written(check.joint.values_list("pk", flat=True), day),
            "object_ids": names_written(object_ids(check), day),
        }
