"""Forms of this room's acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms

from dukao.issues.selectors.peers import peer_groups
from dukao.issues.selectors.people import possible_verifiers
from dukao.issues.vocabulary import LookBackFinding
from dukao.kernel.clock import today
from dukao.organisations.fields import UnitField, UnitsField
from dukao.organisations.selectors import units_under
from dukao.organisations.vocabulary import Category
from dukao.ui.desk_forms import DeskForm, WordForm
from dukao.ui.forms import DayField, FilesField, Form, OnceForm, paragraph

if TYPE_CHECKING:
    from dukao.issues.selectors.life import Life


class OpinionForm(DeskForm):
    opinion = paragraph(
        "意见", autofocus=True, help_text="写明怎样核对、结果如何，以后回头看以此为准",
        error_messages={"required": "请写明意见"},
    )  # fmt: skip


class MeasureForm(DeskForm):
    text = forms.CharField(label="措施", max_length=200, help_text="做什么，做到什么程度")
    charged = forms.CharField(label="责任人", max_length=40, help_text="姓名和职务")
    due_on = DayField(label="完成时限", help_text="不晚于整改时限")


class SaidForm(OnceForm, WordForm):
    """Progress and submissions: sent twice, they are said once."""


class VerifierForm(DeskForm):
    account_id = forms.TypedChoiceField(
        label="验收人", required=False, coerce=int, empty_value=None,
        help_text="督考办、督导巡查组或挂钩联系服务组的成员；不指定时由督考办验收",
    )  # fmt: skip

    def prepare(self, sheet: Life) -> None:
        people = possible_verifiers(sheet.problem, sheet.day)
        known = [(one.pk, f"{one.name}（{one.username}）") for one in people]
        self.fields["account_id"].choices = [("", "督考办"), *known]  # type: ignore[attr-defined]


class ExtendForm(DeskForm):
    new_due_on = DayField(label="延至")
    reason = paragraph("理由")


class ReopenForm(DeskForm):
    due_on = DayField(label="整改时限")
    reason = paragraph("原因")


class NamingForm(DeskForm):
    issue = forms.IntegerField(label="通报第几期", min_value=1, max_value=999)
    named = forms.CharField(label="点到的人或岗位", max_length=80)


class SweepForm(DeskForm):
    """Groups of peers as they are proposed, all units of a category within the place, and units by name."""

    title = forms.CharField(
        label="自查什么", max_length=120, help_text="原样发给同类单位：只写查什么，不写是谁、在哪里查出的"
    )
    demand = paragraph("自查要求", max_length=1000)
    groups = forms.MultipleChoiceField(
        label="同类单位", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="责任单位和共同整改单位除外；选几组，重复的单位只派一次",
    )  # fmt: skip
    category = forms.ChoiceField(
        label="按类别", required=False, choices=[("", "不按类别"), *Category.choices],
        help_text="督考范围内这一类别的全部单位，各层级都算",
    )  # fmt: skip
    units = UnitsField(label="另选单位", required=False, help_text="每行一个代码或名称")
    due_on = DayField(label="报送时限")

    def prepare(self, sheet: Life) -> None:
        self.life = sheet
        self.peers = {group.key: group for group in peer_groups(sheet.problem, sheet.places, sheet.day)}
        offered = [(one.key, f"{one.name}（{len(one.unit_ids)} 个）") for one in self.peers.values()]
        cast(forms.MultipleChoiceField, self.fields["groups"]).choices = offered
        if not offered:
            del self.fields["groups"]

    def arguments(self) -> dict[str, Any]:
        asked = super().arguments()
        category, units = asked.pop("category"), list(asked.pop("units"))
        for key in asked.pop("groups", ()):
            units += sorted(self.peers[key].unit_ids)
        if category:
            peers = units_under(self.life.places.scope, today()).filter(category=category)
            units += [version.unit_id for version in peers if version.unit_id != self.life.problem.unit_id]
        return {**asked, "unit_ids": tuple(dict.fromkeys(units))}


class SelfCheckForm(DeskForm):
    found = forms.ChoiceField(
        label="自查结果", choices=(("", "请选择"), ("no", "没有同类问题"), ("yes", "有同类问题")),
        help_text="有同类问题的，登记为本单位的问题，按期整改；主动查出的由督考办注明“自查”",
    )  # fmt: skip
    checked = forms.IntegerField(label="查了多少处", min_value=0, max_value=1_000_000)
    text = paragraph("说明", 5, max_length=None, strip=False, help_text="怎样查的，查到什么")
    evidence = FilesField(label="佐证", required=False)

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        files = said.pop("evidence")
        return {**said, "found": said["found"] == "yes", "files": files}


class LookBackForm(Form):
    faults: ClassVar = {"limit_missing": "due_on", "past_limit": "due_on"}
    finding = forms.ChoiceField(label="结论", choices=[("", "请选择"), *LookBackFinding.choices])
    opinion = paragraph("情况", help_text="看了什么，现在怎样")
    due_on = DayField(label="重新整改的时限", required=False, help_text="有反弹时填写")


class DrawForm(Form):
    faults: ClassVar = {"seed_missing": "seed", "quarter_runs": "quarter"}
    year = forms.IntegerField(label="年度", min_value=2020, max_value=2099)
    quarter = forms.TypedChoiceField(
        label="季度", coerce=int, choices=[(n, f"第 {n} 季度") for n in (1, 2, 3, 4)]
    )
    seed = forms.CharField(label="种子", max_length=80, help_text="季度结束以后才公开的号码，照原样填写")
    seed_source = forms.CharField(label="种子出处", max_length=200, help_text="谁在哪天公开的，别人怎样查到")


class DecisionForm(Form):
    faults: ClassVar = {"reason_missing": "opinion"}
    opinion = paragraph("意见", 3, required=False)


class CaseForm(Form):
    """What was put right, and how."""

    title = forms.CharField(label="标题", max_length=80, help_text="什么单位怎样解决了什么问题")
    text = paragraph("做法和成效", 12, max_length=4000)


class PracticeForm(CaseForm):
    """A unit recommends what it did itself."""

    unit_id = forms.TypedChoiceField(label="推荐单位", coerce=int)

    def offer(self, units: list[tuple[int, str]]) -> None:
        field = self.fields["unit_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = units


class OfficePracticeForm(CaseForm):
    """The office recommends what any unit did."""

    unit_id = UnitField(label="哪个单位的做法", help_text="单位代码或名称")


class GroupForm(Form):
    faults: ClassVar = {"nobody": "members", "several": "members"}
    name = forms.CharField(label="组名", max_length=40)
    basis = forms.CharField(label="依据", max_length=200)
    units = UnitsField(label="联系单位", help_text="每行一个代码或名称")
    members = paragraph("成员", 3, max_length=2000, help_text="每行一个姓名；重名的写作“姓名（账户名）”")
