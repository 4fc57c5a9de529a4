"""Forms of the ladder, of extensions, requests and look-backs."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from dukao.matters.services import Part
from dukao.matters.vocabulary import LookBackFinding
from dukao.organisations.fields import UnitField
from dukao.ui.forms import DayField, Form


def text_area(label: str, *, rows: int = 4, required: bool = True, missing: str = "", **more: Any) -> Any:
    errors = {"required": missing} if missing else {}
    return forms.CharField(
        label=label, required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=errors, **more,
    )  # fmt: skip


class ExplainForm(Form):
    """Why it came so far; or that there is nothing to say."""

    faults: ClassVar = {"text_missing": "text"}
    text = text_area("情况说明", rows=6, required=False)

    def arguments(self) -> dict[str, Any]:
        return {} if "waive" in self.data else super().arguments()


class RungForm(Form):
    """A named person's decision on one rung."""

    faults: ClassVar = {"basis_missing": "basis"}
    reason = text_area("理由", missing="请写明理由，单位会看到")
    basis = forms.CharField(label="依据", max_length=200, required=False, help_text="决定升级时必填")
    decision = forms.ChoiceField(choices=[("decide", "决定"), ("decline", "暂不升级")])

    def arguments(self) -> dict[str, Any]:
        sent = super().arguments()
        return sent if sent.pop("decision") == "decide" else {"reason": sent["reason"]}


class ExtensionForm(Form):
    faults: ClassVar = {"reason_missing": "opinion"}
    opinion = text_area("意见", rows=2, required=False)
    decision = forms.ChoiceField(
        choices=[("grant", "同意"), ("refuse", "不同意")],
        error_messages={"required": "请选择同意或不同意", "invalid_choice": "请选择同意或不同意"},
    )

    def arguments(self) -> dict[str, Any]:
        return {"opinion": self.cleaned_data["opinion"]}


class RaiseForm(Form):
    group_id = forms.TypedChoiceField(label="领导小组", coerce=int)
    reason = text_area("报请理由", rows=3, missing="请写明为什么要由领导小组协调")

    def __init__(self, *args: Any, groups: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group_id"].choices = groups  # type: ignore[attr-defined]


class DeclineForm(Form):
    reason = text_area("不予协调的理由", rows=3, missing="请写明理由，单位会看到")


class ArrangeForm(Form):
    """The answer, and what somebody promised: a matter of its own with unit and limit."""

    faults: ClassVar = {"past_limit": "due_on"}
    answer = text_area("协调结果", missing="请写明协调结果：谁在什么时候前做什么")
    title = forms.CharField(label="承诺事项", max_length=120, required=False, help_text="没有承诺的不填")
    unit = UnitField(label="承诺单位", required=False, help_text="填代码或名称，从提示里选")
    due_on = DayField(label="承诺时限", required=False)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        promised = [name for name in ("title", "unit", "due_on") if self.data.get(self.add_prefix(name))]
        for name in ("title", "unit", "due_on"):
            if promised and not sent.get(name) and name not in self.errors:
                self.add_error(name, "有承诺的，事项、单位和时限都要填")
        return sent

    def arguments(self) -> dict[str, Any]:
        sent = self.cleaned_data
        promise = Part(sent["title"], sent["unit"], sent["due_on"]) if sent["title"] else None
        return {"answer": sent["answer"], "promise": promise}


class LookBackForm(Form):
    faults: ClassVar = {"limit_missing": "due_on", "past_limit": "due_on"}
    finding = forms.ChoiceField(label="结论", choices=LookBackFinding.choices, widget=forms.RadioSelect)
    opinion = text_area("情况", missing="请写明看了什么、情况怎样")
    due_on = DayField(label="重新办理的时限", required=False, help_text="有反弹时填，事项重新办理到这一天")
