"""Forms of official documents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from dukao.documents.official.kinds import Layout, layout_of
from dukao.documents.official.paper import paragraphs_typed
from dukao.documents.selectors.issuers import issuers_of
from dukao.documents.vocabulary import URGENCIES, DocumentKind, Nature
from dukao.documents.web.recipients import read_units
from dukao.kernel.actor import Actor
from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.ui.forms import DayField, Form, OnceForm

if TYPE_CHECKING:
    from dukao.documents.models import DocumentRule

LABELS = [(label.value, label.label) for label in SecrecyLabel]


#: Fields that only one layout has.
SPECIAL_FIELDS = {
    Layout.ORDER: ("post", "signatory"),
    Layout.MINUTES: ("present", "absent", "observers"),
}


def _people(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="单位和姓名，用顿号隔开",
    )  # fmt: skip


class ComposeForm(OnceForm):
    """A document as its drafter writes it."""

    kind = forms.ChoiceField(label="文种", choices=DocumentKind.choices)
    issuer = forms.TypedChoiceField(label="发文单位", coerce=int)
    title = forms.CharField(label="标题", max_length=120)
    main = forms.CharField(
        label="主送单位", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个单位的名称或代码；写“县区党委政府”“市委部门”等类别，就是这一类的所有单位",
    )  # fmt: skip
    copies = forms.CharField(
        label="抄送单位", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    body = forms.CharField(
        label="正文", strip=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 16}),
        help_text="一行一段。以“一、”“（一）”“1.”“（1）”开头的是各级标题，序号会自动排好",
    )  # fmt: skip
    addressee = forms.CharField(
        label="主送写法", required=False, max_length=200,
        help_text="印在正文上方的称呼，例如“各县（区）人民政府，市政府各部门”；不写就列出单位名称",
    )  # fmt: skip
    attachments = forms.CharField(
        label="附件", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个附件名称",
    )  # fmt: skip
    basis = forms.CharField(label="依据", required=False, max_length=200)
    note = forms.CharField(label="附注", required=False, max_length=100, help_text="例如“联系人：何正”")
    urgency = forms.ChoiceField(
        label="紧急程度", required=False, choices=[("", "一般"), *((word, word) for word in URGENCIES)]
    )
    nature = forms.ChoiceField(label="性质", choices=Nature.choices, help_text="决定字数上限")
    regime = forms.ChoiceField(label="督查性质", choices=Regime.choices)
    label = forms.ChoiceField(label="知悉范围", choices=LABELS)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    mark = forms.CharField(
        label="发文机关标志", required=False, max_length=40, help_text="不写就由发文单位和文种而来"
    )
    post = forms.CharField(label="签发人职务", required=False, max_length=40, help_text="写全称，例如“市长”")
    signatory = forms.CharField(label="签发人姓名", required=False, max_length=20)
    present = _people("出席")
    absent = _people("请假")
    observers = _people("列席")

    def __init__(self, actor: Actor, day: date, *args: Any, anew: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.anew = day, anew
        kind = self["kind"].value()
        self.special = SPECIAL_FIELDS.get(layout_of(kind), ()) if kind in DocumentKind.values else ()
        self.fields["issuer"].choices = [  # type: ignore[attr-defined]
            (place.unit_id, place.name) for place in issuers_of(actor, day)
        ]

    def clean_main(self) -> list[int]:
        return read_units(self.cleaned_data["main"], self.day)

    def clean_copies(self) -> list[int]:
        return read_units(self.cleaned_data["copies"], self.day)

    def arguments(self) -> dict[str, Any]:
        """A draft, begun once; or ``anew``, over the revision that was shown."""
        sent = self.cleaned_data
        if self.anew:
            return {**self._parts(sent), "revision": sent["revision"] or 0}
        return {**self._parts(sent), "kind": sent["kind"], "issuer_id": sent["issuer"], "key": sent["key"]}

    def _parts(self, sent: dict[str, Any]) -> dict[str, Any]:
        plain = (
            "title", "addressee", "basis", "note", "urgency", "nature", "regime", "label", "mark",
            *self.special,
        )  # fmt: skip
        return {
            **{name: sent[name] for name in plain},
            "body": paragraphs_typed(sent["body"]),
            "main_recipients": sent["main"],
            "copies": sent["copies"],
            "attachments": sent["attachments"].splitlines(),
        }


class SendForm(Form):
    exception = forms.CharField(label="超长理由", required=False, max_length=200)


class ReasonForm(Form):
    reason = forms.CharField(
        label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明原因"},
    )  # fmt: skip


class SeriesForm(Form):
    """The prefix of a kind, an issuer and a year."""

    kind = forms.ChoiceField(label="文种", choices=DocumentKind.choices)
    issuer_id = forms.TypedChoiceField(label="发文单位", coerce=int)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    letters = forms.CharField(label="机关代字", max_length=20, help_text="例如“示督通”")
    first = forms.IntegerField(
        label="起始号", min_value=1, max_value=99_999, initial=1, help_text="本年已在纸上编过号的，写下一个号"
    )

    def __init__(self, actor: Actor, day: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer_id"].choices = [  # type: ignore[attr-defined]
            (place.unit_id, place.name) for place in issuers_of(actor, day)
        ]
        self.fields["year"].initial = day.year

    def arguments(self) -> dict[str, Any]:
        sent = super().arguments()
        return {"prefix": sent.pop("letters"), **sent}


class DocumentRuleForm(OnceForm):
    """The office's own rule, begun from the one in force."""

    effective_on = DayField(label="施行日期", help_text="从明天起")
    source = forms.CharField(label="依据", max_length=200, help_text="例如本地公文处理办法的文号")
    limit_special = forms.IntegerField(label="部署专项工作或者具体任务的上限", min_value=1)
    limit_ordinary = forms.IntegerField(label="其他公文的上限", min_value=1)
    allows_exception = forms.BooleanField(label="写明理由可以超长", required=False)
    second_person = forms.MultipleChoiceField(
        label="须由他人签发的文种", choices=DocumentKind.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="起草或送签的人不能自己签发",
    )  # fmt: skip

    @staticmethod
    def start_from(rule: DocumentRule) -> dict[str, Any]:
        names = ("limit_special", "limit_ordinary", "allows_exception", "second_person")
        return {name: getattr(rule, name) for name in names}


class TemplateForm(Form):
    file = forms.FileField(label="Word 模板（.docx）")
