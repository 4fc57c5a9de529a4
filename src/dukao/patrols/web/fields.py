"""核查清单 as people write it."""

from __future__ import annotations

from typing import Any

from django import forms

from dukao.patrols.services import Question


class QuestionsField(forms.CharField):
    """核查清单: one question a line, its standard after |."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8000, widget=forms.Textarea(attrs={"rows": 6}), **kwargs)

    def clean(self, value: Any) -> Any:
        questions = []
        for line in super().clean(value).splitlines():
            text, _, standard = line.replace("｜", "|").partition("|")
            if len(text.strip()) > 200 or len(standard.strip()) > 200:
                raise forms.ValidationError(f"“{text.strip()[:12]}…”太长，核查内容和标准各最多 200 字。")
            if text.strip():
                questions.append(Question(text.strip(), standard.strip()))
        return tuple(questions)
