"""What a reader may ask of the journal."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from dukao.journal.selectors import Conditions
from dukao.journal.sentences import registered
from dukao.ui.forms import DayField, Form


class ConditionsForm(Form):
    """Reads the address; a part that makes no sense is said and left out, never an error page."""

    search = forms.CharField(label="搜索", required=False, max_length=60)
    event = forms.ChoiceField(label="事件", required=False)
    since = DayField(label="自", required=False)
    until = DayField(label="至", required=False)
    account = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    subject = forms.CharField(required=False, max_length=81, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = sorted(registered().items(), key=lambda event: event[1])
        self.fields["event"] = forms.ChoiceField(
            label="事件", required=False, choices=[("", "全部事件"), *events]
        )
        self.fields["search"].widget.attrs["placeholder"] = "人、对象、原因或请求编号"

    def clean_subject(self) -> str:
        text = self.cleaned_data["subject"]
        if text and not re.fullmatch(r"[a-z_]+\.[a-z_]+:[\w-]+", text):
            raise forms.ValidationError("没有这个对象，请从日志里点开。")
        return text

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", "止日早于起日，请改日期。")
        return values

    def conditions(self) -> Conditions:
        """What was asked, without the parts in error."""
        self.is_valid()
        return Conditions(**{name: value for name, value in self.cleaned_data.items() if value})

    def in_words(self) -> str:
        """The conditions as a sentence for the export's own entry."""
        asked = self.conditions()
        parts = (
            asked.event and f"事件“{registered().get(asked.event, asked.event)}”",
            asked.search and f"含“{asked.search}”",
            asked.account and f"账户 {asked.account}",
            asked.subject and f"对象 {asked.subject}",
            asked.since and f"自 {asked.since}",
            asked.until and f"至 {asked.until}",
        )
        return "，".join(part for part in parts if part) or "全部日志"
