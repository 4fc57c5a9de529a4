"""Forms of transfers."""

from __future__ import annotations

from typing import Any

from django import forms

from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from dukao.organisations.fields import UnitField
from dukao.oversight.services import Handing
from dukao.oversight.vocabulary import Direction
from dukao.ui.forms import Form, OnceForm


def directions_of(actor: Actor) -> list[tuple[str, str]]:
    """The ways this actor may hand something over."""
    found = []
    if actor.has(Role.OFFICE):
        found.append((str(Direction.TO_DISCIPLINE), Direction.TO_DISCIPLINE.label))
    if actor.has(Role.DISCIPLINE):
        found.append((str(Direction.TO_OFFICE), Direction.TO_OFFICE.label))
    return found


class HandingForm(OnceForm):
    direction = forms.ChoiceField(label="移送给", widget=forms.RadioSelect)
    unit = UnitField(label="涉及单位", help_text="单位代码或名称")
    outline = forms.CharField(label="事由", max_length=80, help_text="列表里双方都看得到，不写人名和细节")
    contents = forms.CharField(
        label="移送内容", max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="移送后封存，只有对方签收后能打开，每次打开都记入日志",
    )  # fmt: skip

    def __init__(self, *args: Any, directions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["direction"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = directions
        field.initial = directions[0][0] if directions else ""

    def arguments(self) -> dict[str, Any]:
        sent = self.cleaned_data
        handing = Handing(sent["direction"], sent["unit"], sent["outline"], sent["contents"])
        return {"key": sent["key"], "handing": handing}


class ReceiptForm(Form):
    receipt = forms.CharField(
        label="回执", max_length=200, help_text="收件编号、由谁办理",
        error_messages={"required": "请写回执：编号、由谁办理"},
    )  # fmt: skip


class EndTransferForm(Form):
    way = forms.ChoiceField(choices=(("settle", "反馈结果"), ("return", "退回")))
    text = forms.CharField(
        label="结果或退回的原因", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="对方看得到，不写人名和细节", error_messages={"required": "请写明结果或退回的原因"},
    )  # fmt: skip
