"""Forms of this room's acts."""

from __future__ import annotations

from django import forms

from dukao.ui.desk_forms import DeskForm, WordForm
from dukao.ui.forms import OnceForm, paragraph


class OpinionForm(DeskForm):
    opinion = paragraph(
        "销号意见", autofocus=True, help_text="写明怎样核对、结果如何，以后回头看以此为准",
        error_messages={"required": "销号要写明意见"},
    )  # fmt: skip


class SaidForm(OnceForm, WordForm):
    """Sent twice, it is said once."""


class ProgressForm(SaidForm):
    percent = forms.IntegerField(
        label="累计完成", min_value=0, max_value=100, error_messages={"required": "请填 0 到 100 的整数"}
    )
    field_order = ("percent", "text", "evidence")
