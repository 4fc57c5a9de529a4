"""Forms of objections and of what puts a result right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms

from dukao.assessments.vocabulary import BASIS_LIMIT, GROUNDS_LIMIT, PRESETS, REASON_LIMIT, Outcome
from dukao.assessments.web.fields import SchemeField
from dukao.kernel.terms import DayKind
from dukao.ui.forms import DayField, FilesField, Form, OnceForm

if TYPE_CHECKING:
    from dukao.assessments.selectors.objections import Candidate
    from dukao.identity.models import Account

#: Names of fields that give a fact another value begin so.
FACT = "fact-"


class RaiseForm(OnceForm):
    grounds = forms.CharField(
        label="理由", max_length=GROUNDS_LIMIT, widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        help_text="哪里不对，依据哪一条、哪份材料", error_messages={"required": "请写明理由"},
    )  # fmt: skip
    wanted = forms.CharField(
        label="请求", max_length=REASON_LIMIT, help_text="希望改成什么，例如“按 12 月 20 日竣工验收改为完成”",
        error_messages={"required": "请写明希望改成什么"},
    )  # fmt: skip
    evidence = FilesField(label="佐证", required=False)

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        files = said.pop("evidence")
        return {**said, "files": files}


class AssignForm(Form):
    handler = forms.ChoiceField(label="办理人")

    def __init__(self, *args: Any, people: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(str(one.account.pk), one.account.name) for one in people if not one.bar]
        cast(forms.ChoiceField, self.fields["handler"]).choices = [("", "请选择"), *free]


class DecideForm(OnceForm):
    """What is decided; facts of the line stand beside it as fields of their own, ``fact-…``.

    With ``leaders`` what changes the score is put before one of them; without, there is no such field.
    """

    outcome = forms.ChoiceField(
        label="处理结果", choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选择处理结果"},
    )  # fmt: skip
    reasons = forms.CharField(
        label="理由", max_length=GROUNDS_LIMIT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="单位会看到。写清查了什么、依据哪一条", error_messages={"required": "请写明处理理由"},
    )  # fmt: skip
    approver = forms.ChoiceField(
        label="批准人", required=False, help_text="成立或部分成立的，由这位领导批准后更正"
    )

    def __init__(self, *args: Any, leaders: Sequence[Account] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if leaders is None:
            del self.fields["approver"]
            return
        named = [(str(account.pk), account.name) for account in leaders]
        cast(forms.ChoiceField, self.fields["approver"]).choices = [("", "请选择"), *named]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        changes = said.get("outcome", Outcome.REFUSED) != Outcome.REFUSED
        if "approver" in self.fields and changes and not said.get("approver"):
            self.add_error("approver", "更正要报领导批准，请选择批准人。")
        return said

    @property
    def needs_approval(self) -> bool:
        """Whether a leader approves it before it takes effect."""
        said = self.cleaned_data if self.is_valid() else {}
        return bool(said.get("approver")) and said["outcome"] != Outcome.REFUSED

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        approver = said.pop("approver", "")
        return {**said, "approver_id": int(approver)} if self.needs_approval else said


class SendBackForm(OnceForm):
    reason = forms.CharField(
        label="退回原因", max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明为什么退回"},
    )  # fmt: skip


class CorrectForm(OnceForm):
    reason = forms.CharField(label="原因", max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(label="依据文件", max_length=BASIS_LIMIT, help_text="文件名和文号")


class ObjectionRuleForm(OnceForm):
    """Clocks of objections; a preset fills them in."""

    scheme_id = SchemeField()
    effective_on = DayField(label="施行日期")
    window_days = forms.IntegerField(
        label="公示后几日内提出", required=False, min_value=1, max_value=365, help_text="不填就是公示期内"
    )
    window_kind = forms.ChoiceField(label="提出期限按", choices=DayKind.choices)
    decide_days = forms.IntegerField(label="几日内办结", min_value=1, max_value=365)
    decide_kind = forms.ChoiceField(label="办结期限按", choices=DayKind.choices)
    approve_days = forms.IntegerField(
        label="更正的几日内批准", required=False, min_value=1, max_value=60,
        help_text="不填就由办理人直接办结；填了的，更正另由领导批准",
    )  # fmt: skip
    again_days = forms.IntegerField(
        label="不服的几日内申请复核", required=False, min_value=1, max_value=365, help_text="不填就没有复核"
    )
    again_kind = forms.ChoiceField(label="复核期限按", choices=DayKind.choices)
    again_decide_days = forms.IntegerField(label="复核几日内办结", required=False, min_value=1, max_value=365)
    evidence_items = forms.IntegerField(label="佐证最多几份", min_value=0, max_value=20)
    evidence_pages = forms.IntegerField(label="佐证合计最多几页", min_value=0, max_value=200)
    source = forms.CharField(label="依据", max_length=BASIS_LIMIT, help_text="例如《考评办法》第二十七条")

    def arguments(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return {"key": values.pop("key"), "values": values}

    @staticmethod
    def start(preset: str) -> dict[str, Any]:
        return dict(PRESETS[preset].values) if preset in PRESETS else dict(PRESETS["hangzhou"].values)
