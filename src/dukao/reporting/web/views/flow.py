"""A report's way out of the unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dukao.kernel import clock
from dukao.kernel.actor import Actor
from dukao.kernel.request import Request
from dukao.kernel.verdict import Verdict, require
from dukao.reporting import services
from dukao.reporting.policies import can_fill, can_sign
from dukao.reporting.selectors.month import report_for
from dukao.reporting.web.forms import ReasonForm
from dukao.ui.forms import OnceForm

if TYPE_CHECKING:
    from dukao.reporting.models import UnitReport


@require_POST
def send(request: Request, report_id: int) -> HttpResponse:
    return _act(request, report_id, services.send_report, _can_fill, "已送单位审签。")


@require_POST
def recall(request: Request, report_id: int) -> HttpResponse:
    return _act(request, report_id, services.recall_report, _can_fill, "已撤回，可以继续修改。")


@require_POST
def sign_back(request: Request, report_id: int) -> HttpResponse:
    return _act(request, report_id, services.sign_back, can_sign, "已退回填报员。", ReasonForm)


@require_POST
def submit(request: Request, report_id: int) -> HttpResponse:
    return _act(request, report_id, services.submit_report, can_sign, "已签发提交。")


def _can_fill(actor: Actor, report: UnitReport, path: str) -> Verdict:
    """Asked like :func:`can_sign`, which also looks at who wrote the report."""
    return can_fill(actor, path)


def _act(
    request: Request,
    report_id: int,
    service: Callable[..., Any],
    policy: Callable[[Actor, UnitReport, str], Verdict],
    words: str,
    kind: type[OnceForm] = OnceForm,
) -> HttpResponse:
    """Whoever may not is told so before anything of the form is looked at."""
    at = clock.now()
    report, place = report_for(request.actor, report_id, clock.local_day(at))
    require(policy(request.actor, report, place.path))
    service(actor=request.actor, report=report, at=at, **kind(request.POST).accepted())
    messages.success(request, words)
    return redirect("reporting:sheet" if "sheet" in request.POST else "reporting:show", report.pk)
