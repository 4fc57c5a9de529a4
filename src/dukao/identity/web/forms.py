"""Forms of accounts, roles and loans."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms

from dukao.identity.passwords import PasswordPolicy
from dukao.identity.selectors import colleagues, support_people
from dukao.identity.vocabulary import PASSWORD_MAX_LENGTH
from dukao.kernel.clock import today
from dukao.kernel.roles import DESCRIPTIONS, Role
from dukao.organisations.fields import UnitBox, unit_meant
from dukao.ui.forms import DayField, Form, OnceForm

if TYPE_CHECKING:
    from dukao.identity.models import Account


class UnitField(UnitBox):
    """Gives the unit as it stands today."""

    def clean(self, value: Any) -> Any:
        return unit_meant(super().clean(value), today(), self.tree).unit


class LogInForm(Form):
    faults: ClassVar = {"wrong_password": "password", "disabled": "password"}
    username = forms.CharField(
        label="用户名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="密码", max_length=PASSWORD_MAX_LENGTH, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class PresentForm(Form):
    """The password once more, before something changes about the account itself; personas have none."""

    faults: ClassVar = {"wrong_password": "present"}
    present = forms.CharField(
        label="现在的密码", strip=False, max_length=PASSWORD_MAX_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].required = not account.is_demo


class KeyForm(Form):
    """A name for a new security key, and what the browser got from it."""

    name = forms.CharField(label="名称", max_length=40, help_text="例如“办公室的 U 盾”“自己的手机”")
    answer = forms.CharField(widget=forms.HiddenInput, max_length=20_000)


class PasswordForm(Form):
    faults: ClassVar = {"wrong_password": "present", "weak_password": "new"}
    present = forms.CharField(
        label="现在的密码", strip=False, max_length=PASSWORD_MAX_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label="新密码", strip=False, max_length=PASSWORD_MAX_LENGTH,
        help_text=PasswordPolicy().get_help_text(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label="再输一次新密码", strip=False, max_length=PASSWORD_MAX_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean_again(self) -> str:
        if self.cleaned_data.get("new") != self.cleaned_data["again"]:
            raise forms.ValidationError("两次输入的新密码不一样，请重新输入。")
        return self.cleaned_data["again"]


class AccountForm(OnceForm):
    """A new account."""

    name = forms.CharField(label="姓名", max_length=40)
    username = forms.CharField(
        label="用户名", max_length=40, help_text="登录用，小写字母开头，例如 chenli；定了不再改",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    unit = UnitField(label="单位", help_text="填单位名称或代码，从提示里选")
    is_support = forms.BooleanField(
        label="支持人员（厂商、运维），不授予角色，只在单位允许的时段内查看", required=False
    )


class SupportForm(OnceForm):
    """Who may look, at what, for how long."""

    account: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label="支持人员", empty_label="请选择"
    )
    view = forms.ChoiceField(label="让对方看到", widget=forms.RadioSelect)
    hours = forms.IntegerField(label="时长", min_value=1, max_value=72, initial=2)
    reason = forms.CharField(label="事由", max_length=200, help_text="例如“9 月月报保存后不显示，请协助排查”")

    def __init__(self, *args: Any, views: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Any]", self.fields["account"]).queryset = support_people()
        cast("forms.ChoiceField", self.fields["view"]).choices = views
        self.fields["view"].initial = views[0][0] if views else ""


class ChangeForm(OnceForm):
    """Another name, or another unit."""

    key = None  # type: ignore[assignment] # sent twice it finds nothing more to change
    name = forms.CharField(label="姓名", max_length=40)
    unit = UnitField(label="单位", help_text="填单位名称或代码，从提示里选")
    reason = forms.CharField(label="原因", max_length=200, help_text="例如“调任”“更正姓名”")


class ReasonForm(Form):
    reason = forms.CharField(label="原因", max_length=200)


class GrantForm(OnceForm):
    """A role for an account."""

    role = forms.ChoiceField(
        label="角色", choices=[(role.value, f"{role.label}：{DESCRIPTIONS[role]}") for role in Role],
        widget=forms.RadioSelect,
    )  # fmt: skip
    unit = UnitField(label="范围", help_text="角色在这个单位和它的所属单位有效；填名称或代码，从提示里选")
    since = DayField(label="自", initial=today)
    last_day = DayField(label="至", required=False, help_text="不填为长期，调动或收回时为止")
    reason = forms.CharField(
        label="依据", max_length=200, help_text="文件、批示或岗位，例如“任职通知（2026）12 号”"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        last = cleaned.pop("last_day", None)
        cleaned["until"] = last + timedelta(days=1) if last else None
        return cleaned


class AccessRulesForm(OnceForm):
    """Who needs a second factor, and the clocks of accounts."""

    effective_on = DayField(label="施行日期", help_text="从明天起，好让有关人员先设置")
    second_factor_roles = forms.MultipleChoiceField(
        label="必须二次验证的角色",
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stale_days = forms.IntegerField(label="几天未登录列为闲置", min_value=1, max_value=3650)
    lock_failures = forms.IntegerField(label="同一账户、同一地址输错几次锁定", min_value=1, max_value=20)
    account_failures = forms.IntegerField(label="同一账户、各处合计输错几次锁定", min_value=1, max_value=100)
    address_failures = forms.IntegerField(
        label="同一地址、各账户合计输错几次停止受理", min_value=5, max_value=10_000
    )
    lock_minutes = forms.IntegerField(label="锁定多久", min_value=1, max_value=1440)
    support_hours = forms.IntegerField(label="支持访问一次最长", min_value=1, max_value=72)
    upload_files = forms.IntegerField(label="一人一天最多上传", min_value=1, max_value=100_000)
    upload_megabytes = forms.IntegerField(label="一人一天合计最多上传", min_value=1, max_value=1_000_000)
    source = forms.CharField(label="依据", max_length=200, help_text="本地账户管理办法的名称和文号")


class LoanForm(OnceForm):
    """A role lent to a colleague."""

    borrower: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label="委托给", empty_label="请选择同事"
    )
    since = DayField(label="自", initial=today)
    to = DayField(label="至", help_text="含当天")
    reason = forms.CharField(label="原因", max_length=200, help_text="例如“出差”“休假”“学习”")

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Any]", self.fields["borrower"]).queryset = colleagues(account)
