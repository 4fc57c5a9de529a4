"""One problem, its measures ticked off, and requests for more time decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dukao.issues import services
from dukao.issues.policies import can_ask_extension, can_decide_extension, can_propose_practice, can_rectify
from dukao.issues.selectors.life import Life, life_of
from dukao.issues.vocabulary import IN_HAND, ProblemState, problem_ref
from dukao.issues.web.acts import DESK
from dukao.issues.web.forms import DecisionForm
from dukao.kernel import clock
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.ui.rendering import render

DRAWER_TABS = ("facts", "measures", "proof", "story")


@require_GET
def show(request: Request, problem_id: int) -> HttpResponse:
    life = life_of(request.actor, problem_id, clock.now())
    solved = life.problem.state == ProblemState.CLOSED
    may_propose = solved and not life.practices and bool(can_propose_practice(request.actor))
    context = {
        **_context(request, life),
        "may_propose": may_propose,
        "ref": problem_ref(problem_id),
    }
    return render(request, "issues/show.html", context)


@require_GET
def drawer(request: Request, problem_id: int) -> HttpResponse:
    """Beside the ledger; without a script its address is the page itself."""
    life = life_of(request.actor, problem_id, clock.now())
    asked = request.GET.get("tab", "")
    context = {**_context(request, life), "tab": asked if asked in DRAWER_TABS else DRAWER_TABS[0]}
    return render(request, "issues/drawer.html", context, fragment="drawer")


def _context(request: Request, life: Life) -> dict[str, object]:
    problem, acts = life.problem, DESK.buttons(life)
    drafted = problem.state == ProblemState.DRAFT
    return {
        "life": life, "problem": problem, "buttons": acts,
        "may_edit": drafted and any(button.act.name == "assign" for button in acts),
        "may_decide": can_decide_extension(request.actor, life.places),
        "may_withdraw": can_ask_extension(request.actor, life.places),
        "may_tick": problem.state in IN_HAND and bool(can_rectify(request.actor, life.places)),
        "may_slip": not drafted and any(button.act.name == "name" for button in acts),
    }  # fmt: skip


@require_POST
def tick_measure(request: Request, problem_id: int, measure_id: int) -> HttpResponse:
    life = life_of(request.actor, problem_id, clock.now())
    measure = next((one for one in life.measures if one.pk == measure_id), None)
    if measure is None:
        raise Missing("没有找到这条措施，可能已移走。")
    services.finish_measure(actor=request.actor, measure=measure, at=life.at)
    messages.success(request, "已记下这条措施完成。")
    return redirect("issues:show", problem_id)


@require_POST
def draft_slip(request: Request, problem_id: int) -> HttpResponse:
    """整改交办单: drafted in the documents room, where it is sent and signed."""
    life = life_of(request.actor, problem_id, clock.now())
    document = services.draft_slip(actor=request.actor, problems=[life.problem], at=life.at)
    messages.success(request, "已拟整改交办单，核对后送签。")
    return redirect("official:show", document)


@require_http_methods(["GET", "POST"])
def extension(request: Request, problem_id: int, extension_id: int) -> HttpResponse:
    """The office decides; the page says what was asked and why."""
    life = life_of(request.actor, problem_id, clock.now())
    asked = next((one for one in life.extensions if one.pk == extension_id), None)
    if asked is None:
        raise Missing("没有找到这份延期申请。")
    require(can_decide_extension(request.actor, life.places))
    form = DecisionForm(request.POST or None)
    granted = request.POST.get("act") == "grant"
    decide = services.grant_extension if granted else services.refuse_extension
    if form.is_bound and form.carry_out(decide, actor=request.actor, extension=asked, at=life.at):
        messages.success(request, "已同意延期。" if granted else "已答复不同意延期。")
        return redirect("issues:show", problem_id)
    context = {"life": life, "problem": life.problem, "extension": asked, "form": form}
    return render(request, "issues/extension.html", context, status=form.status)


@require_POST
def withdraw(request: Request, problem_id: int, extension_id: int) -> HttpResponse:
    life = life_of(request.actor, problem_id, clock.now())
    asked = next((one for one in life.extensions if one.pk == extension_id), None)
    if asked is None:
        raise Missing("没有找到这份延期申请。")
    services.withdraw_extension(actor=request.actor, extension=asked, at=life.at)
    messages.success(request, "已撤回延期申请。")
    return redirect("issues:show", problem_id)
