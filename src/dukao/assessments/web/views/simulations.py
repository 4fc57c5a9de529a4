"""Trying a scheme on facts: what to try, what came out, and the table to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dukao.assessments import services
from dukao.assessments.exports.simulation_table import table_of
from dukao.assessments.policies import can_simulate
from dukao.assessments.selectors.simulations import (
    Finding,
    rounds_to_try,
    simulations_of,
    visible_simulation,
)
from dukao.assessments.web.simulation_forms import SimulationForm, fresh_seed
from dukao.assessments.web.simulation_page import SimulationPage
from dukao.background.selectors import task_for
from dukao.kernel import clock
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.schemes.selectors import document
from dukao.schemes.selectors.versions import version_for
from dukao.ui.downloads import download
from dukao.ui.rendering import is_fragment, render

if TYPE_CHECKING:
    from dukao.assessments.models import Round
    from dukao.schemes.models import SchemeVersion


@require_http_methods(["GET", "POST"])
def wish(request: Request, version_id: int) -> HttpResponse:
    """What to try; sent, it starts in the background and the page of the outcome waits for it."""
    require(can_simulate(request.actor))
    version = version_for(request.actor, version_id)
    trial = rounds_to_try(request.actor, version)
    rounds = trial.rounds
    bases = _bases(version, rounds)
    form = _form(request, version, rounds, bases)
    if form.is_bound and form.carry_out(
        services.start_simulation, actor=request.actor, version=version, at=clock.now()
    ):
        return redirect("assessments:simulation", form.result.pk)
    context = {
        "version": version, "form": form, "rounds": rounds, "trial": trial,
        "earlier": simulations_of(request.actor, version)[:10],
    }  # fmt: skip
    return render(request, "assessments/simulate.html", context, status=form.status)


@require_GET
def show(request: Request, simulation_id: int) -> HttpResponse:
    require(can_simulate(request.actor))
    simulation = visible_simulation(request.actor, simulation_id)
    context: dict[str, Any] = {"simulation": simulation, "page": None, "task": None}
    if simulation.result is not None:
        context["page"] = SimulationPage(Finding(simulation), request.GET)
    elif simulation.task_id is not None and not simulation.problem:
        context["task"] = task_for(request.actor, simulation.task_id)
    response = render(request, "assessments/simulation.html", context, fragment="progress")
    if is_fragment(request) and context["task"] is None:
        response["HX-Refresh"] = "true"  # whoever waited gets the whole page now
    return response


@require_GET
def excel(request: Request, simulation_id: int) -> HttpResponse:
    return _table(request, simulation_id, "xlsx")


@require_GET
def as_csv(request: Request, simulation_id: int) -> HttpResponse:
    return _table(request, simulation_id, "csv")


def _table(request: Request, simulation_id: int, suffix: str) -> HttpResponse:
    require(can_simulate(request.actor))
    simulation = visible_simulation(request.actor, simulation_id)
    if simulation.result is None:
        raise Missing(simulation.problem or "这次推演还没有算完，请稍后再下载。")
    content = table_of(Finding(simulation), f".{suffix}")
    return download(content, f"推演 {simulation.version} {simulation.round.span.label}.{suffix}")


def _bases(version: SchemeVersion, rounds: list[Round]) -> list[SchemeVersion]:
    """What to compare with: the versions the facts were scored by, then the version as it is written."""
    found = {one.version_id: one.version for one in rounds if one.version_id != version.pk}
    return [*found.values(), version]


def _form(
    request: Request, version: SchemeVersion, rounds: list[Round], bases: list[SchemeVersion]
) -> SimulationForm:
    scheme = document(version)
    if request.method == "POST":
        return SimulationForm(request.POST, scheme=scheme, rounds=rounds, bases=bases)
    return SimulationForm(initial={"seed": fresh_seed()}, scheme=scheme, rounds=rounds, bases=bases)
