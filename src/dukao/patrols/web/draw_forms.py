"""Forms of draws by lot."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from dukao.patrols.services import DrawDraft, Sending
from dukao.ui.forms import DayField, Form


class DrawForm(Form):
    title = forms.CharField(label="名称", max_length=120)
    range = forms.ChoiceField(label="从哪里抽")
    size = forms.IntegerField(
        label="一共抽几项",
        min_value=1,
        max_value=100_000,
        required=False,
        help_text="每类抽几项写了的，可以不写",
    )
    per_stratum = forms.CharField(
        label="每类单位抽几项",
        max_length=10,
        required=False,
        help_text="例如 2，或占比 10%（向上取整）；不分类不写",
    )
    seed_plan = forms.CharField(
        label="种子怎样产生", max_length=200,
        help_text="先说定，再封存清单。例如：10 月 9 日双色球第 2026115 期开奖号码",
        error_messages={"required": "请写明种子将怎样产生，别人要能查到"},
    )  # fmt: skip

    faults: ClassVar = {
        "range_missing": "range", "nothing_listed": "range", "cannot_draw": "size",
        "plan_missing": "seed_plan",
    }  # fmt: skip

    def __init__(self, *args: Any, ranges: list[tuple[str, str]], owner_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner_id = owner_id
        self.fields["range"].choices = ranges  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        sent = self.cleaned_data
        pool, _, chosen = sent["range"].partition(":")
        draft = DrawDraft(
            title=sent["title"], owner_id=self.owner_id, pool=pool, range=chosen, seed_plan=sent["seed_plan"],
            size=sent["size"], per_stratum=sent["per_stratum"],
        )  # fmt: skip
        return {"draft": draft}


class SeedForm(Form):
    seed = forms.CharField(label="种子", max_length=200, help_text="照公布的写，空格、标点都算")
    seed_source = forms.CharField(
        label="出处", max_length=200, help_text="在哪里、什么时候公布的，别人要能查到"
    )


class SendForm(Form):
    faults: ClassVar = {"ends_first": "ends_on"}
    group = forms.TypedChoiceField(label="督导巡查组", coerce=int)
    starts_on = DayField(label="开始")
    ends_on = DayField(label="结束")
    legal_basis = forms.CharField(label="依据", max_length=200)

    def __init__(self, *args: Any, groups: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = groups  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        sent = self.cleaned_data
        return {"sending": Sending(sent["group"], sent["starts_on"], sent["ends_on"], sent["legal_basis"])}
