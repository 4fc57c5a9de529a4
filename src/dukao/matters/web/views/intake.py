"""Bringing a plan in: uploaded, read, looked at row by row, corrected in place, registered as a whole."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.background.services import start_task
from dukao.kernel.clock import now, today
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.matters.intake.columns import BY_KEY
from dukao.matters.intake.writing import workbook_of
from dukao.matters.policies import can_register
from dukao.matters.selectors.decisions import decision_for
from dukao.matters.selectors.drafts import intake_for, intakes_of
from dukao.matters.selectors.rules import work_fields
from dukao.matters.services.intake import (
    Judged,
    correct_row,
    discard_intake,
    draft_intake,
    judged,
    register_intake,
    usual_of,
)
from dukao.matters.vocabulary import INTAKE_KIND, DecisionKind
from dukao.matters.web.decision_forms import CorrectedRowForm, DecisionForm, PlanForm
from dukao.ui.downloads import download
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render
from dukao.ui.tables import Choice, Column, Listing, SavedView

#: More matters than this are registered in the background, with progress to look at.
AT_ONCE = 50
COLUMNS = (
    Column("place", "位置"), Column("title", "事项"), Column("units", "单位和领导"),
    Column("due", "时限和节点"),
    Column("verdict", "核对"),
)  # fmt: skip
VERDICTS = (("fix", "要改"), ("refused", "不收"), ("ok", "可登记"), ("out", "不导入"))
SAMPLE = (
    "城市燃气管网更新改造 70 公里", "重点任务", "城建民生", "市住建局", "市水利局、市发展改革委", "",
    "2026-12-20", "分三段施工，先主干后支线。", "2026-10-31 40% 完成管网摸排\n2026-11-30 80% 主体完工",
    "70 公里全部通气并验收。",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    require(can_register(request.actor))
    number = number_in(request.GET, "decision")
    decision = decision_for(request.actor, number, today())[0] if number else None
    form = PlanForm(request.POST or None, request.FILES or None)
    about = None
    if decision is None:
        about = DecisionForm(request.POST or None, actor=request.actor, initial={"kind": DecisionKind.PLAN})
    if all([form.is_valid(), about is None or about.is_valid()]):
        file = form.cleaned_data["file"]
        try:
            intake = draft_intake(
                actor=request.actor, name=file.name, content=file.read(), decision=decision,
                about=about.draft() if about else None, at=now(),
            )  # fmt: skip
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("decisions:intake", intake.pk)
    context = {"form": form, "about": about, "decision": decision, "waiting": intakes_of(request.actor)}
    status = max(form.status, about.status if about else 0)
    return render(request, "matters/decisions/upload.html", context, status=status)


@require_GET
def template(request: Request) -> HttpResponse:
    require(can_register(request.actor))
    keys = ("title", "kind", "field", "lead", "assisting", "leader", "due", "path", "milestones", "standard")
    content = workbook_of("计划", [BY_KEY[key].title for key in keys], [SAMPLE])
    return download(content, "计划模板.xlsx")


@require_GET
def preview(request: Request, intake_id: int) -> HttpResponse:
    require(can_register(request.actor))
    intake = intake_for(request.actor, intake_id)
    rows = judged(intake, today())
    counts = {word: sum(one.verdict == word for one in rows) for word, _ in VERDICTS}
    views = (
        SavedView("全部", "", len(rows)),
        *(SavedView(label, f"verdict={word}", counts[word], hot=word == "fix") for word, label in VERDICTS),
    )
    listing = Listing(
        request.GET, columns=COLUMNS, choices=(Choice("verdict", "核对", VERDICTS),), views=views, per_page=50
    )
    wanted = next(iter(listing.chosen.get("verdict", ())), "")
    listing.show([one for one in rows if wanted in {"", one.verdict}])
    context = {
        "intake": intake, "listing": listing, "counts": counts, "total": len(rows),
        "guesses": sum(bool(one.meaning.guesses) for one in rows if one.verdict == "ok"),
        "usual": usual_of(intake), "key": uuid.uuid4(),
    }  # fmt: skip
    return render(request, "matters/decisions/preview.html", context)


@require_http_methods(["GET", "POST"])
def row(request: Request, intake_id: int, number: int) -> HttpResponse:
    """One row as it stands in the file, to be put right."""
    require(can_register(request.actor))
    intake = intake_for(request.actor, intake_id)
    rows = judged(intake, today())
    one = next((one for one in rows if one.row.number == number), None)
    if one is None:
        return redirect("decisions:intake", intake.pk)
    cells = {"field": _guessed_field(one), **one.row.cells, "left_out": one.row.left_out}
    form = CorrectedRowForm(request.POST or None, initial=cells, present=one.row.cells)
    if request.method == "POST" and form.is_valid():
        correct_row(
            actor=request.actor, intake=intake, number=number, cells=form.cells(),
            left_out=form.cleaned_data["left_out"],
        )  # fmt: skip
        return _after(request, intake.pk, number)
    context: dict[str, Any] = {"intake": intake, "one": one, "form": form, "columns": BY_KEY}
    return render(request, "matters/decisions/row.html", context, status=form.status)


@require_POST
def register(request: Request, intake_id: int) -> HttpResponse:
    require(can_register(request.actor))
    intake, at, key = intake_for(request.actor, intake_id), now(), request.POST.get("key", "")[:36]
    wanted = sum(not row["left_out"] for row in intake.rows)
    if wanted > AT_ONCE:
        task = start_task(
            actor=request.actor, kind=INTAKE_KIND, label=f"登记“{intake.file_name}” {wanted} 件", at=at,
            arguments={
                "intake": intake.pk, "account": request.actor.account_id, "at": at.isoformat(), "key": key,
            },
        )  # fmt: skip
        return redirect("tasks:show", task.pk)
    decision, matters = register_intake(actor=request.actor, intake=intake, at=at, key=key)
    if decision is None:
        return redirect("decisions:list")
    messages.success(request, f"已登记 {len(matters)} 件，都是拟办，核对后交办。")
    return redirect("decisions:show", decision.pk)


@require_POST
def discard(request: Request, intake_id: int) -> HttpResponse:
    require(can_register(request.actor))
    discard_intake(actor=request.actor, intake=intake_for(request.actor, intake_id))
    messages.success(request, "已放弃这次导入，什么都没有登记。")
    return redirect("decisions:import")


def _guessed_field(one: Judged) -> str:
    """The field the row is taken to be of: whoever puts the rest right need not choose it."""
    taken = one.meaning.facts.get("field_id")
    return next((field.name for field in work_fields() if field.pk == taken), "")


def _after(request: Request, intake_id: int, number: int) -> HttpResponse:
    """The next row that is to be corrected, or the rest when none is."""
    rows = judged(intake_for(request.actor, intake_id), today())
    mine = next(one for one in rows if one.row.number == number)
    if mine.verdict in {"fix", "refused"}:
        messages.error(request, "这一行还有要改的，见下面。")
        return redirect("decisions:row", intake_id, number)
    later = [one.row.number for one in rows if one.verdict == "fix"]
    if later:
        messages.success(request, f"{mine.row.place}已改好，接着改下一行。")
        return redirect("decisions:row", intake_id, next((n for n in later if n > number), later[0]))
    messages.success(request, "要改的都改好了。")
    return redirect(reverse("decisions:intake", args=[intake_id]))
