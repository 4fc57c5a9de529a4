"""Forms of decisions, of matters cut from them, and of plans brought in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from dukao.kernel.actor import Actor
from dukao.kernel.clock import today
from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.kernel.roles import Role
from dukao.matters.cutting import clauses
from dukao.matters.intake.columns import BY_KEY
from dukao.matters.intake.rows import Row
from dukao.matters.selectors.naming import person_meant
from dukao.matters.selectors.rules import work_fields
from dukao.matters.services import DecisionDraft
from dukao.matters.services.intake import CELL_LIMIT, Judged
from dukao.matters.vocabulary import DecisionKind, DecisionLevel, MatterKind
from dukao.organisations.selectors import units_granted
from dukao.ui.forms import DayField, Form, OnceForm

TEXT_LIMIT = 200_000
AREA = forms.Textarea


class DecisionForm(OnceForm):
    """What was decided: by whom, when, on what legal basis; whose office follows it."""

    faults: ClassVar = {
        "title_missing": "title", "decider_missing": "decided_by", "basis_missing": "legal_basis",
        "future_decision": "decided_on", "leader_missing": "leader", "text_secret": "text",
        "has_matters": "text", "too_many_clauses": "text", "file_size": "source", "file_type": "source",
        "file_secret": "source", "file_broken": "source", "file_empty": "source",
    }  # fmt: skip
    kind = forms.ChoiceField(label="种类", choices=DecisionKind.choices, initial=DecisionKind.MEETING)
    level = forms.ChoiceField(label="层级", choices=DecisionLevel.choices, initial=DecisionLevel.CITY)
    title = forms.CharField(label="标题", max_length=120)
    number = forms.CharField(label="文号", max_length=60, required=False)
    decided_on = DayField(label="日期", initial=today)
    decided_by = forms.CharField(label="作出者", max_length=80, help_text="会议、机关或领导")
    leader = forms.CharField(
        label="批示领导", max_length=60, required=False, help_text="领导批示必填；重名的写作“姓名（单位）”"
    )
    owner = forms.TypedChoiceField(label="督办范围", coerce=int)
    regime = forms.ChoiceField(label="督查性质", choices=Regime.choices, initial=Regime.GOVERNMENT)
    legal_basis = forms.CharField(
        label="法定依据",
        max_length=200,
        help_text="依据哪一部法规或规定督办，例如《政府督查工作条例》第十一条",
    )
    label = forms.ChoiceField(
        label="知悉范围", choices=SecrecyLabel.choices, initial=SecrecyLabel.INTERNAL,
        help_text="工作秘密、个人敏感的，只有督办方和承办单位看得到",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = units_granted(actor, today(), Role.OFFICE)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.TypedChoiceField)
        owner.choices = [(unit, version.short_name) for unit, version in places.items()]
        if len(places) == 1:
            owner.widget = forms.HiddenInput()
            owner.initial = next(iter(places))

    def clean_leader(self) -> int | None:
        typed = self.cleaned_data["leader"]
        if not typed:
            return None
        person, problem = person_meant(typed, today())
        if person is None:
            raise forms.ValidationError(problem)
        return person

    def draft(self) -> DecisionDraft:
        data = self.cleaned_data
        return DecisionDraft(
            kind=data["kind"], level=data["level"], title=data["title"], number=data["number"],
            decided_on=data["decided_on"], decided_by=data["decided_by"], leader_id=data["leader"],
            owner_id=data["owner"], regime=data["regime"], legal_basis=data["legal_basis"],
            label=data["label"],
        )  # fmt: skip


class TextForm(DecisionForm):
    """A decision with its text, which is cut by empty lines, and its original."""

    text = forms.CharField(
        label="正文", required=False, strip=False, max_length=TEXT_LIMIT, widget=AREA(attrs={"rows": 18}),
        help_text="空一行就是一段。自动分段以后，加空行拆段，去空行并段。",
    )  # fmt: skip
    words = forms.FileField(label="从 Word 读入正文", required=False, help_text=".docx 或 .txt，读入后可以改")
    source = forms.FileField(label="原件", required=False, help_text="PDF 或扫描图片，不超过 20 MB")
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, anew: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anew = anew

    def arguments(self) -> dict[str, Any]:
        """Registered once; or ``anew``, over the revision that was shown."""
        sent = self.cleaned_data
        original = sent["source"]
        held = {"revision": sent["revision"] or 0} if self.anew else {"key": sent["key"]}
        return {
            "draft": self.draft(), "clauses": clauses(sent["text"]),
            "source": (original.name, original) if original else None, **held,
        }  # fmt: skip


class PlanForm(Form):
    """The file of a plan."""

    file = forms.FileField(label="计划文件", help_text="Word（.docx）、Excel（.xlsx）或 CSV，不超过 10 MB")


class RowForm(OnceForm):
    """A matter as people write it; the same words a file may hold."""

    title = forms.CharField(
        label="事项", max_length=CELL_LIMIT, widget=AREA(attrs={"rows": 2}),
        error_messages={"required": "请写明做什么"},
    )  # fmt: skip
    lead = forms.CharField(
        label="牵头单位", max_length=CELL_LIMIT, help_text="名称或代码；“甲牵头，乙配合”也可以",
        error_messages={"required": "请写明由哪个单位牵头"},
    )  # fmt: skip
    assisting = forms.CharField(
        label="协办单位", required=False, max_length=CELL_LIMIT, help_text="用顿号隔开"
    )
    leader = forms.CharField(label="责任领导", required=False, max_length=CELL_LIMIT)
    field = forms.ChoiceField(label="领域")
    kind = forms.ChoiceField(label="种类", required=False)
    due = forms.CharField(
        label="完成时限",
        required=False,
        max_length=CELL_LIMIT,
        help_text="2026-12-20、12月底；不写按种类的办理时限",
    )
    path = forms.CharField(
        label="实现路径", required=False, max_length=CELL_LIMIT, widget=AREA(attrs={"rows": 2})
    )
    milestones = forms.CharField(
        label="节点目标", required=False, max_length=CELL_LIMIT, widget=AREA(attrs={"rows": 2}),
        help_text="一行一个：10月底 40% 完成摸排",
    )  # fmt: skip
    standard = forms.CharField(
        label="考评标准", required=False, max_length=CELL_LIMIT, widget=AREA(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, present: dict[str, str] | None = None, **kwargs: Any) -> None:
        """``present`` is what a file says; a word that is none of ours stays to be seen and corrected."""
        super().__init__(*args, **kwargs)
        for name, words in (("field", [one.name for one in work_fields()]), ("kind", MatterKind.labels)):
            said = (present or {}).get(name, "")
            options = [*words, *([said] if said and said not in words else [])]
            choice = self.fields[name]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [
                ("", "按决策" if name == "kind" else "请选择"),
                *((word, word) for word in options),
            ]

    def cells(self) -> dict[str, str]:
        return {name: value.strip() for name, value in self.cleaned_data.items() if name in BY_KEY}

    def row(self, place: str = "") -> Row:
        return Row(1, place, {key: text for key, text in self.cells().items() if text})

    def blame(self, judged: Judged) -> None:
        """The problems of the row at the fields they concern."""
        for key, sentence in judged.meaning.problems:
            self.add_error(key if key in self.fields else None, sentence)
        if judged.meaning.refused:
            self.add_error(None, judged.meaning.refused)


class CorrectedRowForm(RowForm):
    """A row of a file; one that is left out may lack anything."""

    use_required_attribute = False
    left_out = forms.BooleanField(label="不导入这一行", required=False)

    def full_clean(self) -> None:
        for name in ("title", "lead", "field"):
            self.fields[name].required = not (self.is_bound and "left_out" in self.data)
        super().full_clean()


class ReasonForm(Form):
    reason = forms.CharField(label="原因", max_length=200, error_messages={"required": "请写明不立项的原因"})
