"""Forms of requests, answers, looks and clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError

from dukao.identity.selectors import accounts_answering_to
from dukao.kernel.terms import DayKind
from dukao.privacy.selectors.held import inspectable_holdings, linked_holdings
from dukao.privacy.vocabulary import TEXT_LIMIT, RequestKind
from dukao.ui.forms import DayField, Form, OnceForm

if TYPE_CHECKING:
    from dukao.identity.models import Account

OTHER = "其他"
_WORDS = forms.Textarea(attrs={"rows": 4})


class AskForm(OnceForm):
    kind = forms.ChoiceField(
        label="请求", choices=RequestKind.choices, widget=forms.RadioSelect, initial=RequestKind.CORRECT
    )
    about = forms.ChoiceField(label="关于哪一类信息")
    text = forms.CharField(label="内容", max_length=TEXT_LIMIT * 4, widget=_WORDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [*(holding.label for holding in linked_holdings()), OTHER]
        cast(forms.ChoiceField, self.fields["about"]).choices = [(label, label) for label in labels]


class RegisterForm(AskForm):
    """Of somebody without an account; who they are was seen by whoever fills this in."""

    name = forms.CharField(label="请求人姓名", max_length=40)
    contact = forms.CharField(
        label="联系方式", max_length=80, required=False, help_text="答复寄到哪里；加密保存"
    )
    identity_check = forms.CharField(
        label="怎样核验的身份", max_length=200, help_text="例如“当面核对居民身份证原件”；不要写证件号码"
    )

    field_order = ("name", "contact", "identity_check", "kind", "about", "text")


class AnswerForm(Form):
    is_granted = forms.TypedChoiceField(
        label="怎样办", choices=(("yes", "照办"), ("no", "不照办")), coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    opinion = forms.CharField(label="答复", max_length=TEXT_LIMIT * 4, widget=_WORDS)


class HoldForm(Form):
    not_before = DayField(label="暂缓至")
    reason = forms.CharField(label="理由", max_length=300, help_text="例如“案件尚未办结，案号 …”")


class ClockForm(OnceForm):
    effective_on = DayField(label="施行日期", help_text="从明天起")
    months = forms.IntegerField(label="保存", min_value=1, max_value=1200)
    source = forms.CharField(label="依据", max_length=300, help_text="档案保管期限表或本地规定的名称和文号")


class RulesForm(OnceForm):
    effective_on = DayField(label="施行日期", help_text="从明天起；正在计算的期限不变")
    holder = forms.CharField(
        label="个人信息保护负责人", max_length=80, help_text="职务和联系方式，写在每个人的“我的个人信息”上"
    )
    answer_days = forms.IntegerField(label="请求的答复期限", min_value=1, max_value=180)
    answer_kind = forms.ChoiceField(label="期限按", choices=DayKind.choices)
    defer_days = forms.IntegerField(label="查阅后最长暂不告知", min_value=1, max_value=1095)
    hold_days = forms.IntegerField(label="销毁最长暂缓", min_value=1, max_value=1095)
    source = forms.CharField(label="依据", max_length=300, help_text="本地规定的名称和文号")


class InspectForm(Form):
    account = forms.CharField(label="查阅谁", max_length=40, help_text="用户名或姓名")
    categories = forms.MultipleChoiceField(
        label="查阅哪几类", widget=forms.CheckboxSelectMultiple, help_text="只选需要的"
    )
    purpose = forms.CharField(label="事由", max_length=300, help_text="例如“核实 JD-2026-012 号线索”")
    basis = forms.CharField(label="依据", max_length=200, help_text="批准文号")
    defer_basis = forms.CharField(
        label="暂不告知本人的依据", max_length=200, required=False,
        help_text="不填就当日告知；告知会妨碍履行职责的，写明条文和批准文号",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(holding.model, holding.label) for holding in inspectable_holdings()]
        cast(forms.MultipleChoiceField, self.fields["categories"]).choices = choices

    def clean_account(self) -> Account:
        found = accounts_answering_to(self.cleaned_data["account"])
        if not found:
            raise ValidationError("没有这个用户名或姓名的账户，请核对。")
        if len(found) > 1:
            names = "、".join(account.username for account in found)
            raise ValidationError(f"有 {len(found)} 个账户叫这个名字，请改填用户名：{names}。")
        return found[0]
