"""Forms of settings, channels and rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy

from dukao.kernel.clock import today
from dukao.notifications.kinds import NoticeKind, all_kinds
from dukao.notifications.selectors import is_required
from dukao.notifications.vocabulary import PERSONAL_MEDIA, Medium, OutsideWords, Pace
from dukao.organisations.selectors import units_answering_to
from dukao.organisations.vocabulary import Tree
from dukao.ui.forms import DayField, Form

if TYPE_CHECKING:
    from dukao.notifications.models import Channel, NotificationPolicy, Preference
    from dukao.organisations.models import UnitVersion

HOURS = tuple((str(hour), f"{hour:02d}:00") for hour in range(24))
MOBILE = re.compile(r"1[3-9]\d{9}")


class Tick(NamedTuple):
    """One way for one kind; ``is_locked`` when the office asks for it."""

    medium: Medium
    is_ticked: bool
    is_locked: bool


class KindRow(NamedTuple):
    kind: NoticeKind
    is_required: bool
    name: str
    ticks: list[Tick]


class PreferenceForm(Form):
    email = forms.EmailField(label="邮箱", max_length=120, required=False, help_text="只用来发通知")
    mobile = forms.CharField(label="手机号", max_length=20, required=False, help_text="只用来发通知")
    pace = forms.ChoiceField(label="节奏", choices=Pace.choices, widget=forms.RadioSelect)
    digest_hour = forms.TypedChoiceField(label="汇总时刻", choices=HOURS, coerce=int)
    workdays_only = forms.BooleanField(label="只在工作日发，休息日的留到下一个工作日", required=False)
    quiet_from = forms.TypedChoiceField(
        label="免打扰自", choices=(("", "不设"), *HOURS), coerce=int, empty_value=None, required=False
    )
    quiet_until = forms.TypedChoiceField(
        label="免打扰至", choices=(("", "不设"), *HOURS), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, data: Any, *, chosen: Preference, media: Sequence[str], policy: NotificationPolicy
    ) -> None:
        names = ("email", "mobile", "pace", "digest_hour", "workdays_only", "quiet_from", "quiet_until")
        super().__init__(data, initial={name: getattr(chosen, name) for name in names})
        self.chosen, self.policy = chosen, policy
        self.ways = [Medium(medium) for medium in PERSONAL_MEDIA if medium in media]
        for name, medium in (("email", Medium.EMAIL), ("mobile", Medium.SMS)):
            if medium not in self.ways:
                # No such way out: what was left there before is kept and not asked for.
                self.fields[name].disabled = True
                self.fields[name].widget = forms.HiddenInput()

    def rows(self) -> list[KindRow]:
        """The kinds with their ways, as chosen or as just posted."""
        return [self._row(kind) for kind in all_kinds()]

    def _row(self, kind: NoticeKind) -> KindRow:
        required = is_required(self.policy, kind.name)
        ticked = self._posted(kind) if self.is_bound else self.chosen.choices.get(kind.name, kind.media)
        locked = (set(kind.media) or {Medium.EMAIL}) if required else set()
        ticks = [Tick(medium, medium in locked or medium in ticked, medium in locked) for medium in self.ways]
        return KindRow(kind, required, f"kind-{kind.name}", ticks)

    def _posted(self, kind: NoticeKind) -> list[str]:
        return list(self.data.getlist(f"kind-{kind.name}")) if hasattr(self.data, "getlist") else []

    def clean_mobile(self) -> str:
        mobile = re.sub(r"[\s-]", "", self.cleaned_data["mobile"]).removeprefix("+86")
        if mobile and not MOBILE.fullmatch(mobile):
            raise forms.ValidationError("手机号是 11 位数字，例如 13800000000")
        return mobile

    def clean(self) -> dict[str, Any]:
        """Ways that are not offered now stay as they were."""
        cleaned = super().clean() or self.cleaned_data
        before = self.chosen.choices
        cleaned["choices"] = {
            kind.name: [
                *(medium for medium in self._posted(kind) if medium in self.ways),
                *(medium for medium in before.get(kind.name, kind.media) if medium not in self.ways),
            ]
            for kind in all_kinds()
        }
        return cleaned


class ChannelForm(Form):
    name = forms.CharField(label="名称", max_length=40, help_text="例如 短信网关、住建局工作群")
    medium = forms.ChoiceField(label="方式", choices=Medium.choices, widget=forms.RadioSelect)
    address = forms.CharField(
        label="地址", max_length=500, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="群机器人粘贴企业微信、钉钉、飞书给的地址；短信网关例如 jsons://网关/路径?:phone={to}。"
        "含密钥，保存后不再显示；邮件不用填",
    )  # fmt: skip
    unit = forms.CharField(
        label="哪个单位的群", max_length=140, required=False, help_text="填代码或名称，从提示里选"
    )
    kinds = forms.MultipleChoiceField(
        label="群里提醒哪些种类", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="群里只说有新消息，不说内容",
    )  # fmt: skip
    deduplicates = forms.BooleanField(
        label="网关按 Idempotency-Key 去重", required=False,
        help_text="只有自建网关能去重时才勾选：程序中断后会按同一编号自动重发",
    )  # fmt: skip

    def __init__(
        self, data: Any, *, channel: Channel | None = None, place: UnitVersion | None = None
    ) -> None:
        initial: dict[str, Any] = {"medium": Medium.ROBOT}
        if channel:
            initial = {name: getattr(channel, name) for name in ("name", "medium", "kinds", "deduplicates")}
            initial["unit"] = f"{place.short_name}（{place.unit.code}）" if place else ""
        super().__init__(data, initial=initial)
        query = urlencode({"tree": Tree.ADMINISTRATIVE, "field": "unit"})
        self.fields["unit"].widget.attrs.update(
            {
                "autocomplete": "off", "list": "unit-options", "hx-trigger": "input changed delay:200ms",
                "hx-get": format_lazy("{}?{}", reverse_lazy("organisations:suggest"), query),
                "hx-target": "#unit-options", "hx-sync": "this:replace",
            }
        )  # fmt: skip
        kinds = self.fields["kinds"]
        kinds.choices = [(kind.name, kind.label) for kind in all_kinds() if not kind.is_discreet]  # type: ignore[attr-defined]
        if channel:
            del self.fields["medium"]
            kept = channel.address_hint
            self.fields["address"].help_text = f"现在是 {kept}，不改就留空；新地址保存后同样不再显示"
            if channel.medium != Medium.ROBOT:
                del self.fields["unit"], self.fields["kinds"]
            if channel.medium == Medium.EMAIL:
                del self.fields["address"], self.fields["deduplicates"]

    def clean_unit(self) -> Any:
        text = self.cleaned_data["unit"].strip()
        if not text:
            return None
        found = units_answering_to(text, today(), Tree.ADMINISTRATIVE)
        if len(found) != 1:
            raise forms.ValidationError(f"{'没有' if not found else '不止一个'}“{text}”，请填单位代码。")
        return found[0].unit


class RulesForm(Form):
    effective_on = DayField(label="施行日期")
    outside_words = forms.ChoiceField(
        label="发到外面的内容", choices=OutsideWords.choices, widget=forms.RadioSelect,
        help_text="正文从不外发；群里只说种类",
    )  # fmt: skip
    required_kinds = forms.MultipleChoiceField(
        label="必收种类", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="立即发，不汇总，不受免打扰限制，个人不能关闭",
    )  # fmt: skip
    attempts = forms.IntegerField(label="最多发几次", min_value=1, max_value=12)
    first_wait_minutes = forms.IntegerField(
        label="首次重发间隔（分）", min_value=1, max_value=60, help_text="以后每次加倍"
    )
    calendar_reads = forms.IntegerField(label="日历每小时最多读取（次）", min_value=4, max_value=600)
    source = forms.CharField(label="依据", max_length=200)

    def __init__(self, data: Any, *, policy: NotificationPolicy) -> None:
        names = ("outside_words", "attempts", "first_wait_minutes", "calendar_reads")
        start = {name: getattr(policy, name) for name in names}
        start["required_kinds"] = [kind.name for kind in all_kinds() if is_required(policy, kind.name)]
        super().__init__(data, initial=start)
        choices = [(kind.name, f"{kind.label}（{kind.description}）") for kind in all_kinds()]
        self.fields["required_kinds"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Every kind that is known now is decided, one way or the other."""
        cleaned = super().clean() or self.cleaned_data
        wanted = cleaned.pop("required_kinds", [])
        cleaned["required"] = {kind.name: kind.name in wanted for kind in all_kinds()}
        return cleaned
