"""What somebody shows besides the password: a code, or the answer of a security key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.http import HttpRequest

from dukao.identity import services
from dukao.identity.web.challenges import answer_to, site_of
from dukao.kernel.clock import now
from dukao.ui.forms import Form

if TYPE_CHECKING:
    from dukao.identity.models import Account


class CodeForm(Form):
    faults: ClassVar = {"wrong_code": "code"}
    code = forms.CharField(
        label="验证码", max_length=20,
        help_text="手机上动态口令应用里的 6 位数字；手机、密钥都不在时填一个备用码",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )  # fmt: skip

    def prove(self, request: HttpRequest, account: Account) -> None:
        services.prove(request=request, account=account, at=now(), **self.cleaned_data)


class KeyAnswerForm(Form):
    answer = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    def prove(self, request: HttpRequest, account: Account) -> None:
        services.prove_by_key(
            request=request, account=account, site=site_of(request), challenge=answer_to(request), at=now(),
            **self.cleaned_data,
        )  # fmt: skip
