"""Bringing in a list: uploaded, looked at row by row, registered as far as it is fit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.documents.services import Sheet
from dukao.issues.policies import can_register
from dukao.issues.selectors.drafts import intake_for, intakes_of
from dukao.issues.services.intaking import draft_intake, judged, register_intake
from dukao.issues.tables import TEMPLATE
from dukao.issues.vocabulary import Source
from dukao.issues.web.answers import sheet_answer
from dukao.kernel.clock import now, today
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.regimes import Regime
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.ui.forms import Form
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

VERDICTS = (("ok", "可登记"), ("fix", "要改"))
SAMPLE = (
    "路面开挖后未按期恢复", "某小区东侧开挖后未恢复，长约 40 米。", "《城市道路管理条例》第三十三条",
    "恢复路面并自查同批次开挖点。", "市住建局", "",
    "2026-12-20", "一般", "共性问题", "市政工程科", "2026-11-20",
)  # fmt: skip


class ListForm(Form):
    file = forms.FileField(label="清单", help_text="Excel（.xlsx）或 CSV；审计、巡察、热线的清单可以直接传")
    source = forms.ChoiceField(label="来源", choices=Source.choices)
    source_text = forms.CharField(label="来源文件", max_length=200, help_text="报告名称和文号")
    regime = forms.ChoiceField(label="性质", choices=Regime.choices)


@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    require(can_register(request.actor))
    form = ListForm(request.POST or None, request.FILES or None)
    scope = next(grant.unit_id for grant in request.actor.grants if grant.role == Role.OFFICE)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = dict(form.cleaned_data)
        file = said.pop("file")
        try:
            intake = draft_intake(
                actor=request.actor, name=file.name, content=file.read(), scope_id=scope, at=now(), **said
            )
        except Refused:
            raise
        except DomainError as error:
            form.add_error("file", error.sentence)
        else:
            return redirect("issues:intake", intake.pk)
    context = {"form": form, "waiting": intakes_of(request.actor)[:10]}
    return render(request, "issues/import.html", context, status=422 if form.is_bound else 200)


@require_GET
def template(request: Request) -> HttpResponse:
    require(can_register(request.actor))
    columns = tuple((name, 16) for name in TEMPLATE)
    return sheet_answer(Sheet("问题清单", columns, [SAMPLE], name="problems-template"), "xlsx")


@require_GET
def preview(request: Request, intake_id: int) -> HttpResponse:
    require(can_register(request.actor))
    intake = intake_for(request.actor, intake_id)
    rows = judged(intake, today())
    fit = sum(one.draft is not None for one in rows)
    columns = [Column(f"c{n}", word) for n, word in enumerate(("位置", "问题", "责任单位", "时限", "核对"))]
    listing = Listing(
        request.GET, columns=columns, choices=(Choice("verdict", "核对", VERDICTS),),
        views=(
            SavedView("全部", "", len(rows)),
            SavedView("要改", "verdict=fix", len(rows) - fit, hot=fit < len(rows)),
            SavedView("可登记", "verdict=ok", fit),
        ),
    )  # fmt: skip
    wanted = next(iter(listing.chosen.get("verdict", ())), "")
    listing.show([one for one in rows if wanted in ("", "fix" if one.reasons else "ok")])
    context = {"intake": intake, "listing": listing, "fit": fit, "unfit": len(rows) - fit}
    return render(request, "issues/intake.html", context)


@require_POST
def register(request: Request, intake_id: int) -> HttpResponse:
    require(can_register(request.actor))
    intake = intake_for(request.actor, intake_id)
    problems = register_intake(actor=request.actor, intake=intake, at=now())
    messages.success(request, f"已登记 {len(problems)} 个问题，都是待交办。核对后交办。")
    return redirect("/problems/?view=draft")
