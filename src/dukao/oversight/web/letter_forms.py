"""Forms of letters and of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from dukao.organisations.fields import UnitField
from dukao.oversight.services import LetterDraft
from dukao.oversight.vocabulary import LetterKind
from dukao.ui.forms import FilesField, Form, OnceForm

ADDRESSEES = (("office", "督考办"), ("unit", "这个单位"))


class LetterForm(OnceForm):
    kind = forms.ChoiceField(label="种类", choices=LetterKind.choices, widget=forms.RadioSelect)
    unit = UnitField(label="关于哪个单位", help_text="单位代码或名称")
    to = forms.ChoiceField(label="由谁答复", choices=ADDRESSEES, widget=forms.RadioSelect)
    title = forms.CharField(label="标题", max_length=80)
    text = forms.CharField(
        label="内容", max_length=3000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text="写明依据哪些情况、要说明什么、要哪些材料。只写情况和问题，不下结论",
    )  # fmt: skip

    def __init__(self, *args: Any, marks: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: What the letter is about, where it began from a lead or an entry.
        self.marks = marks or {}

    def draft(self) -> LetterDraft:
        sent = self.cleaned_data
        return LetterDraft(
            kind=sent["kind"], title=sent["title"], text=sent["text"], unit_id=sent["unit"],
            to_office=sent["to"] == "office", **self.marks,
        )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        return {"key": self.cleaned_data["key"], "draft": self.draft()}


class RevisedLetterForm(LetterForm):
    """The same letter, written anew."""

    def arguments(self) -> dict[str, Any]:
        return {"draft": self.draft()}


class AnswerForm(OnceForm):
    text = forms.CharField(
        label="答复", widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写明答复：事实、依据、怎样处理"},
    )  # fmt: skip
    materials = FilesField(label="材料", required=False)

    def arguments(self) -> dict[str, Any]:
        sent = super().arguments()
        return {"files": sent.pop("materials"), **sent}


class EndForm(Form):
    """What becomes of an answer: asked again, accepted, or closed."""

    faults: ClassVar = {"reason_missing": "text"}
    way = forms.ChoiceField(choices=(("again", "再问"), ("accept", "认可答复"), ("close", "了结")))
    text = forms.CharField(
        label="意见", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def arguments(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"]}
