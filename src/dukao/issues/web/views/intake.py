"""Bringing in a list: uploaded, looked at row by row, registered as far as it is fit."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.documents.services import Sheet
from dukao.issues.policies import can_register
from dukao.issues.selectors.drafts import intake_for, intakes_of
from dukao.issues.services.intaking import (
    CELL_LIMIT,
    correct_row,
    draft_intake,
    judged,
    register_intake,
    unread,
)
from dukao.issues.tables import TEMPLATE
from dukao.issues.vocabulary import ProblemKind, Severity, Source
from dukao.issues.web.answers import sheet_answer
from dukao.kernel.clock import now, today
from dukao.kernel.errors import Missing
from dukao.kernel.regimes import Regime
from dukao.kernel.request import Request
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.organisations.fields import UnitBox
from dukao.ui.forms import Form, paragraph
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

VERDICTS = (("fix", "要改"), ("ok", "可登记"), ("out", "不导入"))
SAMPLE = (
    "路面开挖后未按期恢复", "某小区东侧开挖后未恢复，长约 40 米。", "《城市道路管理条例》第三十三条",
    "恢复路面并自查同批次开挖点。", "市住建局", "",
    "2026-12-20", "一般", "共性问题", "市政工程科", "2026-11-20",
)  # fmt: skip


class ListForm(Form):
    file = forms.FileField(label="清单", help_text="Excel（.xlsx）或 CSV；审计、巡察、热线的清单可以直接传")
    source = forms.ChoiceField(label="来源", choices=Source.choices)
    source_text = forms.CharField(label="来源文件", max_length=200, help_text="报告名称和文号")
    regime = forms.ChoiceField(label="督查性质", choices=Regime.choices)

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        file = said.pop("file")
        return {**said, "name": file.name, "content": file.read()}


class RowForm(Form):
    """A row as it stands. Any cell may be wrong, so none is asked for here: the row is judged whole.

    What a problem cannot do without says so all the same.
    """

    title = paragraph("问题", 2, max_length=CELL_LIMIT, required=False)
    facts = paragraph("事实", 3, max_length=CELL_LIMIT, required=False, help_text="不写按问题本身")
    clause = forms.CharField(label="依据", max_length=200, required=False)
    demand = paragraph("整改要求", 2, max_length=CELL_LIMIT, required=False)
    unit = UnitBox(label="责任单位", required=False)
    joint = forms.CharField(
        label="共同整改单位", max_length=CELL_LIMIT, required=False, help_text="用顿号隔开"
    )
    due = forms.CharField(label="整改时限", max_length=40, required=False, help_text="不写按程度的时限")
    severity = forms.ChoiceField(label="严重程度", required=False)
    kind = forms.ChoiceField(label="类型", required=False)
    duty = forms.CharField(label="责任", max_length=200, required=False)
    found = forms.CharField(label="发现日期", max_length=40, required=False)
    left_out = forms.BooleanField(label="不导入这一行", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A word of the file that is none of ours stays to be seen and replaced."""
        super().__init__(*args, **kwargs)
        for name, words in (("severity", Severity.labels), ("kind", ProblemKind.labels)):
            said = str(self.initial.get(name, ""))
            options = [*words, *([said] if said and said not in words else [])]
            cast(forms.ChoiceField, self.fields[name]).choices = [
                ("", "按通常"),
                *((one, one) for one in options),
            ]

    def arguments(self) -> dict[str, Any]:
        cells = super().arguments()
        return {"left_out": cells.pop("left_out"), "cells": cells}


@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    require(can_register(request.actor))
    form = ListForm(request.POST or None, request.FILES or None)
    scope = next(grant.unit_id for grant in request.actor.grants if grant.role == Role.OFFICE)
    if form.is_bound and form.carry_out(draft_intake, actor=request.actor, scope_id=scope, at=now()):
        return redirect("issues:intake", form.result.pk)
    context = {"form": form, "waiting": intakes_of(request.actor)[:10]}
    return render(request, "issues/import.html", context, status=form.status)


@require_GET
def template(request: Request) -> HttpResponse:
    require(can_register(request.actor))
    columns = tuple((name, 16) for name in TEMPLATE)
    return sheet_answer(Sheet("问题清单", columns, [SAMPLE], name="问题清单模板"), "xlsx")


@require_GET
def preview(request: Request, intake_id: int) -> HttpResponse:
    require(can_register(request.actor))
    intake = intake_for(request.actor, intake_id)
    rows = judged(intake, today())
    counts = {verdict: sum(one.verdict == verdict for one in rows) for verdict, _ in VERDICTS}
    columns = [Column(f"c{n}", word) for n, word in enumerate(("位置", "问题", "责任单位", "时限", "核对"))]
    listing = Listing(
        request.GET, columns=columns, choices=(Choice("verdict", "核对", VERDICTS),),
        views=(
            SavedView("全部", "", len(rows)),
            *(
                SavedView(word, f"verdict={key}", counts[key], hot=key == "fix" and counts["fix"] > 0)
                for key, word in VERDICTS
                if counts[key] or key != "out"
            ),
        ),
    )  # fmt: skip
    wanted = next(iter(listing.chosen.get("verdict", ())), "")
    listing.show([one for one in rows if wanted in ("", one.verdict)])
    context = {
        "intake": intake, "listing": listing, "fit": counts["ok"], "unfit": counts["fix"],
        "unread": unread(intake),
    }  # fmt: skip
    return render(request, "issues/intake.html", context)


@require_http_methods(["GET", "POST"])
def row(request: Request, intake_id: int, number: int) -> HttpResponse:
    """One row, to be put right where one is; then the next that has something wrong."""
    require(can_register(request.actor))
    intake = intake_for(request.actor, intake_id)
    one = next((one for one in judged(intake, today()) if one.row.number == number), None)
    if one is None:
        raise Missing("没有这一行，可能已重新读入。")
    form = RowForm(request.POST or None, initial={**one.row.cells, "left_out": one.row.is_left_out})
    if form.is_bound and form.carry_out(
        correct_row, actor=request.actor, intake=intake, number=number, at=now()
    ):
        return _after(request, intake.pk, number)
    context = {"intake": intake, "one": one, "form": form}
    return render(request, "issues/intake_row.html", context, status=form.status)


def _after(request: Request, intake_id: int, number: int) -> HttpResponse:
    """The same row while something is wrong with it, then the next such, then the whole list."""
    wrong = [one.row.number for one in judged(intake_for(request.actor, intake_id), today()) if one.reasons]
    if number in wrong:
        messages.error(request, "这一行还有要改的，见下面。")
        return redirect("issues:intake_row", intake_id, number)
    if wrong:
        messages.success(request, "这一行已改好，接着改下一行。")
        return redirect("issues:intake_row", intake_id, next((n for n in wrong if n > number), wrong[0]))
    messages.success(request, "要改的都改好了，可以登记。")
    return redirect("issues:intake", intake_id)


@require_POST
def register(request: Request, intake_id: int) -> HttpResponse:
    require(can_register(request.actor))
    intake = intake_for(request.actor, intake_id)
    problems = register_intake(actor=request.actor, intake=intake, at=now())
    messages.success(request, f"已登记 {len(problems)} 个问题，都是待交办。核对后交办。")
    return redirect("/problems/?view=draft")
