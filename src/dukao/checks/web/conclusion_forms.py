"""The form a conclusion is drafted with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from dukao.checks.evidence import Reference
from dukao.checks.services import Words
from dukao.checks.vocabulary import Severity
from dukao.ui.forms import FilesField, Form, paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dukao.checks.selectors.conclusions import Sheet


class ConclusionForm(Form):
    """Facts, how heavy, demands a line each, and what it rests on."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    unit_id = forms.TypedChoiceField(label="对象", coerce=int)
    text = paragraph("事实和结论", 8, max_length=5000, help_text="时间、地点、数据写清楚；只写查实的")
    severity = forms.ChoiceField(label="评价", choices=Severity.choices)
    demands = paragraph("整改要求", 4, max_length=5000, required=False, help_text="一行一条；没有要求的空着")
    references = forms.MultipleChoiceField(
        label="依据的发现和问题", required=False, widget=forms.CheckboxSelectMultiple
    )
    dropped = forms.MultipleChoiceField(
        label="去掉的证据", required=False, widget=forms.CheckboxSelectMultiple
    )
    evidence = FilesField(label="证据", required=False, help_text="PDF 或图片，每份不超过 20 MB，最多 20 份")

    def __init__(
        self, *args: Any, units: Sequence[tuple[int, str]], offered: Sequence[Reference],
        sheet: Sheet | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.offered = {one.key: one for one in offered}
        self._choices("unit_id", [(str(pk), name) for pk, name in units])
        if self.offered:
            self._choices("references", [(one.key, one.label) for one in offered])
        else:
            del self.fields["references"]
        if sheet is None or not sheet.evidence:
            del self.fields["dropped"]
        else:
            self._choices("dropped", [(str(one.pk), one.name) for one in sheet.evidence])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def words(self) -> Words:
        sent = self.cleaned_data
        return Words(
            sent["text"], sent["severity"], tuple(sent["demands"].splitlines()),
            tuple(self.offered[key] for key in sent.get("references", ())),
        )  # fmt: skip

    def uploads(self) -> list[tuple[str, Any]]:
        uploads: list[tuple[str, Any]] = self.cleaned_data["evidence"]
        return uploads

    @staticmethod
    def start_from(sheet: Sheet) -> dict[str, Any]:
        one = sheet.conclusion
        return {
            "revision": one.revision, "unit_id": one.unit_id, "text": one.text, "severity": one.severity,
            "demands": "\n".join(demand.text for demand in sheet.demands),
            "references": [reference["key"] for reference in one.references],
        }  # fmt: skip
