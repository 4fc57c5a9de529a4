"""整改规则 with what they rest on, and the liaison groups."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from dukao.issues import services
from dukao.issues.policies import can_register, can_see_ledger, can_set_rules
from dukao.issues.selectors import rules_known, rules_on
from dukao.issues.selectors.liaison import group_for, groups_seen, named_members, named_units
from dukao.issues.selectors.people import account_meant
from dukao.issues.vocabulary import Severity
from dukao.issues.web.forms import GroupForm
from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on
from dukao.ui.forms import DayField, OnceForm
from dukao.ui.rendering import render

MEGABYTE = 1024 * 1024
#: What the form asks, in the words of the rules themselves: (heading, fields with their bounds).
PARTS = (
    ("时限", (("minor_days", 365), ("ordinary_days", 365), ("serious_days", 730), ("plan_workdays", 60),
             ("verify_workdays", 60), ("word_days", 365), ("sweep_days", 365))),
    ("亮灯", (("soon_workdays", 60), ("silent_red", 365), ("returned_red", 20))),
    ("限额", (("word_limit", 5000), ("evidence_items", 20), ("evidence_pages", 100))),
    ("回头看", (("lookback_from", 730), ("lookback_until", 730), ("lookback_risk", 100),
               ("lookback_lot", 100),
               ("risk_serious", 100), ("risk_ordinary", 100), ("risk_minor", 100), ("risk_recurrent", 100),
               ("risk_rebound", 100), ("risk_unit", 100))),
)  # fmt: skip


class RulesForm(OnceForm):
    """The rules in force as the start of the next ones; labels are those of the rules."""

    faults: ClassVar = {
        "starts_late": "effective_on", "source_missing": "source", "window_shut": "lookback_until",
        "too_many_drawn": "lookback_lot",
    }  # fmt: skip
    effective_on = DayField(label="施行日期", help_text="从明天起；当天的灯不中途改变")
    source = forms.CharField(label="依据", max_length=200, help_text="本地问题整改办法的名称和文号")
    proof_from = forms.ChoiceField(label="哪种程度起销号必须有佐证", choices=Severity.choices)
    evidence_megabytes = forms.IntegerField(label="单份佐证最多几 MB", min_value=1, max_value=50)

    def __init__(self, *args: Any, labels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for _, fields in PARTS:
            for name, most in fields:
                self.fields[name] = forms.IntegerField(
                    label=labels[name], min_value=0 if name.startswith(("risk", "lookback_")) else 1,
                    max_value=most,
                )  # fmt: skip

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(word, [self[name] for name, _ in fields]) for word, fields in PARTS]

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        megabytes = said.pop("evidence_megabytes")
        return {**said, "evidence_bytes": megabytes * MEGABYTE}


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    require(can_see_ledger(request.actor))
    day, sent = clock.today(), None
    if request.method == "POST":
        require(can_set_rules(request.actor))
        sent = request.POST
    now = rules_on(day)
    labels = {field.name: str(field.verbose_name) for field in now._meta.fields}
    start = {name: getattr(now, name) for name in labels if name not in ("effective_on", "source")}
    start |= {"evidence_megabytes": now.evidence_bytes // MEGABYTE}
    form = RulesForm(sent, initial=start, labels=labels)
    if form.is_bound and form.carry_out(services.set_rules, actor=request.actor, at=clock.now()):
        messages.success(request, "新规则已定下，从施行日期起适用。")
        return redirect("issues:rules")
    context = {
        "form": form, "known": rules_known(), "day": day, "may_set": can_set_rules(request.actor),
        "groups": groups_seen(request.actor, day),
    }  # fmt: skip
    return render(request, "issues/rules.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def group(request: Request, group_id: int | None = None) -> HttpResponse:
    """挂钩联系服务组: a new one, or another membership of one there is."""
    require(can_set_rules(request.actor))
    day = clock.today()
    known = group_for(request.actor, group_id, day) if group_id is not None else None
    start = {}
    if known is not None:
        start = {"name": known.name, "basis": known.basis}
        start |= {"units": named_units(known, day), "members": named_members(known)}
    form = GroupForm(request.POST or None, initial=start)
    if form.is_bound and form.is_valid() and _grouped(request, form, known):
        messages.success(request, "已保存。成员从现在起能看到联系单位的问题。")
        return redirect("issues:rules")
    return render(request, "issues/group.html", {"form": form, "group": known}, status=form.status)


def _grouped(request: Request, form: GroupForm, known: Any) -> bool:
    at = clock.now()
    own = next(grant.unit_id for grant in request.actor.grants if grant.role == Role.OFFICE)
    scope = known.scope_id if known else own
    path = unit_on(scope, clock.local_day(at)).path
    require(can_register(request.actor, path))
    said = form.cleaned_data
    names = [name for name in said["members"].replace("、", "\n").splitlines() if name.strip()]
    try:
        members = [account_meant(name, path, clock.local_day(at)) for name in names]
        services.set_liaison_group(
            actor=request.actor, scope_id=scope, name=said["name"], basis=said["basis"],
            unit_ids=said["units"], account_ids=members, group=known, at=at,
        )  # fmt: skip
    except DomainError as error:
        form.refuse(error)
        return False
    return True


@require_POST
def end_group(request: Request, group_id: int) -> HttpResponse:
    require(can_set_rules(request.actor))
    known = group_for(request.actor, group_id, clock.today())
    services.end_liaison_group(actor=request.actor, group=known, at=clock.now())
    messages.success(request, "已撤销这个组。")
    return redirect("issues:rules")
