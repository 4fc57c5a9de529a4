"""Forms about units and their ties."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from dukao.kernel import clock
from dukao.kernel.identifiers import check_area_code, check_uscc, tidy
from dukao.organisations.fields import unit_meant
from dukao.organisations.vocabulary import Category, Level, LinkRole, Tree
from dukao.organisations.web.acting import SpokenForm, WatchfulForm
from dukao.organisations.web.fields import UnitField, UnitsField
from dukao.ui.forms import DayField, Form

REASON_HINT = "例如机构改革方案或编办文件的文号，写进变更记录"


def reason_field(label: str = "依据") -> forms.CharField:
    return forms.CharField(label=label, max_length=200, help_text=REASON_HINT)


class StructureForm(SpokenForm):
    """Units named in the form are looked up on the day the change takes effect."""

    day_field = "on"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day = cast(date, cleaned.get(self.day_field) or clock.today())
        for name, field in self.fields.items():
            if isinstance(field, UnitField | UnitsField) and name in cleaned:
                self._resolve(name, field, day)
        return cleaned

    def _resolve(self, name: str, field: UnitField | UnitsField, day: date) -> None:
        text = str(self.cleaned_data[name])
        try:
            if isinstance(field, UnitsField):
                lines = [line.strip() for line in text.splitlines() if line.strip()]
                self.cleaned_data[name] = [unit_meant(line, day, field.tree).unit for line in lines]
            else:
                self.cleaned_data[name] = unit_meant(text, day, field.tree).unit if text else None
        except ValidationError as error:
            self.add_error(name, error)


class IdentityFields(forms.Form):
    """The codes a unit carries besides its own."""

    uscc = forms.CharField(
        label="统一社会信用代码", max_length=30, required=False, help_text="18 位，按校验位核对"
    )
    area_code = forms.CharField(
        label="统计用区划代码", max_length=20, required=False, help_text="12 位；街道乡镇和县区填写"
    )

    def clean_uscc(self) -> str:
        return _checked(self.cleaned_data["uscc"], check_uscc)

    def clean_area_code(self) -> str:
        return _checked(self.cleaned_data["area_code"], check_area_code)


class NameFields(forms.Form):
    name = forms.CharField(label="名称", max_length=80, help_text="规范全称")
    short_name = forms.CharField(
        label="简称", max_length=40, required=False, help_text="表格里用；不填就用全称"
    )
    level = forms.ChoiceField(label="层级", choices=Level.choices)
    category = forms.ChoiceField(
        label="类别", choices=[("", "不列入七类"), *Category.choices], required=False
    )
    position = forms.IntegerField(
        label="次序", min_value=0, max_value=100_000, initial=0, help_text="同级里的先后，小的在前"
    )

    def __init__(self, *args: Any, tree: str, **kwargs: Any) -> None:
        """Objects of comparison, countries for instance, may stand on no level."""
        super().__init__(*args, **kwargs)
        if tree == Tree.REFERENCE:
            level = cast(forms.ChoiceField, self.fields["level"])
            level.required, level.choices = False, [("", "没有层级"), *Level.choices]


class AddUnitForm(StructureForm, IdentityFields, NameFields):
    day_field = "since"
    code = forms.CharField(label="单位代码", max_length=32, help_text="终身不变，同一时间不重复")
    parent = UnitField(
        label="上级", required=False, help_text="填代码或名称，从提示里选；角色和范围按上下级确定"
    )
    belongs_to = UnitField(label="所在单位", required=False, help_text="这个党组织设在哪个行政单位")
    since = DayField(label="设立日期", initial=clock.today)
    reason = forms.CharField(label="依据", max_length=200, required=False, help_text=REASON_HINT)
    field_order = (
        "code", "since", "name", "short_name", "level", "category", "parent", "position", "uscc", "area_code",
        "belongs_to", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, tree: str, **kwargs: Any) -> None:
        super().__init__(*args, tree=tree, **kwargs)
        cast(UnitField, self.fields["parent"]).tree = tree
        for name in ("uscc", "area_code") if tree == Tree.PARTY else ("belongs_to",):
            del self.fields[name]


class ChangeUnitForm(StructureForm, WatchfulForm, NameFields):
    on = DayField(label="自哪天起", initial=clock.today, help_text="此日以前仍是原来的样子")
    parent = UnitField(label="上级", required=False, help_text="改了上级，下面的单位随同移动；清空为最上一级")
    reason = reason_field()
    field_order = ("on", "parent", "name", "short_name", "level", "category", "position", "reason")

    def __init__(self, *args: Any, tree: str, **kwargs: Any) -> None:
        super().__init__(*args, tree=tree, **kwargs)
        cast(UnitField, self.fields["parent"]).tree = tree


class CorrectUnitForm(WatchfulForm, IdentityFields, NameFields):
    code = forms.CharField(label="单位代码", max_length=32)
    reason = forms.CharField(label="更正原因", max_length=200, help_text="例如“录入时写错一字”，写进变更记录")
    field_order = (
        "code",
        "name",
        "short_name",
        "level",
        "category",
        "position",
        "uscc",
        "area_code",
        "reason",
    )


class WithdrawForm(WatchfulForm):
    reason = forms.CharField(label="撤销原因", max_length=200, help_text="例如“日期录错，重新登记”")


class EndUnitForm(WatchfulForm):
    on = DayField(label="自哪天起不再存在", initial=clock.today)
    reason = reason_field()


class MergeForm(StructureForm):
    into = UnitField(label="并入哪个单位")
    others = UnitsField(label="一同并入的其他单位", required=False)
    on = DayField(label="自哪天起", initial=clock.today)
    reason = reason_field()

    def __init__(self, *args: Any, tree: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(UnitField, self.fields["into"]).tree = cast(UnitsField, self.fields["others"]).tree = tree


class SplitForm(StructureForm):
    into = UnitsField(
        label="由哪些单位承接",
        help_text="每行一个单位的代码或名称；新设的单位请先新增，设立日期填拆分的这一天",
    )
    lives_on = forms.BooleanField(label="原单位保留，只划出一部分", required=False)
    on = DayField(label="自哪天起", initial=clock.today)
    reason = reason_field()

    def __init__(self, *args: Any, tree: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(UnitsField, self.fields["into"]).tree = tree


class LinkForm(StructureForm):
    day_field = "since"
    role = forms.ChoiceField(label="关系")
    target = UnitField(label="对方单位")
    subject = forms.CharField(
        label="事项", max_length=64, required=False, help_text="指标代码；不填就是全部工作"
    )
    since = DayField(label="自哪天起", initial=clock.today)
    reason = forms.CharField(label="依据", max_length=200, required=False, help_text=REASON_HINT)

    def __init__(self, *args: Any, tree: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, target = cast(forms.ChoiceField, self.fields["role"]), cast(UnitField, self.fields["target"])
        same_tree = [LinkRole.IN_CHARGE, LinkRole.RELATED]
        roles = [LinkRole.PARTY_OF] if tree == Tree.PARTY else same_tree
        role.choices = [(one.value, one.label) for one in roles]
        target.tree = Tree.ADMINISTRATIVE if tree == Tree.PARTY else tree


class EndForm(SpokenForm):
    on = DayField(label="自哪天起结束", initial=clock.today, help_text="填开始的那天，就是登记有误、从未有过")
    reason = reason_field("原因")


class UploadForm(Form):
    file = forms.FileField(label="单位表", help_text=".xlsx，最大 5 MB", max_length=200)
    on = DayField(
        label="生效日期", initial=clock.today, help_text="变更自这一天起；没填设立日期的新单位也用它"
    )
    reason = reason_field()

    def arguments(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return {
            "file_name": file.name, "content": file.read(),
            "on": self.cleaned_data["on"], "reason": self.cleaned_data["reason"],
        }  # fmt: skip


def _checked(value: str, check: Any) -> str:
    code = tidy(value)
    if sentence := code and check(code):
        raise ValidationError(sentence)
    return code
