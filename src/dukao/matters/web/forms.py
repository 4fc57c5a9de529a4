"""Forms of this room's acts."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from dukao.ui.forms import FilesField, Form

#: What an opinion or a reason may hold; long enough for a paragraph.
LONGEST_REASON = 500


class ActForm(Form):
    """An act that is carried out once, however often it is pressed."""

    key = forms.CharField(
        max_length=48, widget=forms.HiddenInput, initial=uuid.uuid4,
        error_messages={"required": "页面停留太久，请刷新后再办"},
    )  # fmt: skip

    def outcome(self) -> dict[str, Any]:
        """What the service takes, without the key that not every service asks for."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class ReasonForm(ActForm):
    reason = forms.CharField(
        label="原因", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        error_messages={"required": "请写明原因"},
    )  # fmt: skip


class OpinionForm(ActForm):
    opinion = forms.CharField(
        label="销号意见", max_length=LONGEST_REASON, help_text="写明怎样核对、结果如何，以后回头看以此为准",
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        error_messages={"required": "销号要写明意见"},
    )  # fmt: skip


class WordForm(ActForm):
    """What the unit says, with evidence."""

    text = forms.CharField(
        label="情况", strip=False, widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        error_messages={"required": "请写明做了什么、到什么程度"},
    )  # fmt: skip
    evidence = FilesField(label="佐证", required=False)

    def outcome(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        files = said.pop("evidence")
        return {**said, "files": files}


class ProgressForm(WordForm):
    percent = forms.IntegerField(
        label="累计完成", min_value=0, max_value=100, error_messages={"required": "请填 0 到 100 的整数"}
    )
    field_order = ("percent", "text", "evidence")
