"""Forms about people, leading groups and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dukao.kernel import clock
from dukao.kernel.identifiers import check_resident_id, tidy
from dukao.organisations.fields import person_meant
from dukao.organisations.vocabulary import GroupKind, MemberRole, PostKind
from dukao.organisations.web.acting import SpokenForm
from dukao.organisations.web.fields import DaysField, UnitField, days_from
from dukao.organisations.web.forms import StructureForm, reason_field
from dukao.ui.forms import DayField, Form


class PersonField(forms.CharField):
    """A person typed by name; gives the record."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> Any:
        return person_meant(super().clean(value))


class PersonForm(SpokenForm):
    name = forms.CharField(label="姓名", max_length=40)
    resident_id = forms.CharField(
        label="居民身份证号",
        max_length=30,
        required=False,
        help_text="只用于区分同名的人，只有维护人员名单的督考办能看到",
    )
    phone = forms.CharField(label="办公电话", max_length=20, required=False)

    def clean_resident_id(self) -> str:
        number = tidy(self.cleaned_data["resident_id"])
        if "*" in number:
            return number  # as the page shows it: the one on record, which the service compares
        if sentence := number and check_resident_id(number):
            raise ValidationError(sentence)
        return number


class CorrectPersonForm(PersonForm):
    reason = forms.CharField(label="更正原因", max_length=200, help_text="写进变更记录")


class RevealForm(Form):
    """Why somebody needs the whole number; the person is shown it."""

    what = forms.ChoiceField(label="要看的内容", widget=forms.RadioSelect)
    reason = forms.CharField(label="事由", max_length=200, help_text="会记入日志，本人能看到")

    def __init__(self, *args: Any, offered: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["what"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices, choice.initial = list(offered.items()), next(iter(offered), None)


class AppointForm(SpokenForm):
    person = PersonField(label="姓名")
    title = forms.CharField(label="职务", max_length=60, help_text="例如“党组书记、局长”")
    kind = forms.ChoiceField(label="类别", choices=PostKind.choices)
    since = DayField(label="任职日期", initial=clock.today)
    until = DayField(label="到期日期", required=False, help_text="有任期的填写；自这一天起不再任职")
    reason = forms.CharField(label="依据", max_length=200, required=False, help_text="任职文件的文号")


class GroupFields(forms.Form):
    name = forms.CharField(label="名称", max_length=80)
    kind = forms.ChoiceField(label="类别", choices=GroupKind.choices)
    office = UnitField(label="办公室设在")
    basis = forms.CharField(label="成立依据", max_length=120, required=False, help_text="成立文件的文号")


class GroupForm(StructureForm, GroupFields):
    day_field = "since"
    since = DayField(label="成立日期", initial=clock.today)
    field_order = ("name", "kind", "office", "since", "basis")


class CorrectGroupForm(StructureForm, GroupFields):
    reason = forms.CharField(label="更正原因", max_length=200, help_text="写进变更记录")
    field_order = ("name", "kind", "office", "basis", "reason")


class EndGroupForm(SpokenForm):
    on = DayField(label="自哪天起撤销", initial=clock.today)
    reason = reason_field()


class SeatForm(SpokenForm):
    person = PersonField(label="姓名")
    role = forms.ChoiceField(label="身份", choices=MemberRole.choices, initial=MemberRole.MEMBER)
    since = DayField(label="自哪天起", initial=clock.today)
    until = DayField(label="到期日期", required=False, help_text="有任期的填写；自这一天起不再是成员")
    reason = forms.CharField(label="依据", max_length=200, required=False, help_text="调整文件的文号")


class NoticeForm(SpokenForm):
    """The notice of one year; the year comes from the page."""

    notice = forms.CharField(label="通知文号", max_length=80, help_text="例如“国办发明电〔2026〕7号”")
    days_off = DaysField(
        label="放假日", help_text="连同中间的周末一起写，例如 1月1日至3日、2月6日至12日，几段用顿号或换行隔开"
    )
    work_days = DaysField(
        label="调休上班日", required=False, help_text="上班的周六、周日，例如 2月5日、2月14日"
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_days_off(self) -> list[Any]:
        return days_from(self.cleaned_data["days_off"], self.year)

    def clean_work_days(self) -> list[Any]:
        return days_from(self.cleaned_data["work_days"], self.year)
