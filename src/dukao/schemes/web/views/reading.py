"""Reading schemes: a year, a version, two versions side by side, and the files."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dukao.kernel import clock
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.schemes import policies, selectors
from dukao.schemes.differences import compare as differences_between
from dukao.schemes.selectors.changeover import changeover_cautions
from dukao.schemes.selectors.findings import last_year, policy_on
from dukao.schemes.selectors.pages import version_page
from dukao.schemes.selectors.versions import base_of_comparison, version_for
from dukao.schemes.selectors.years import year_page, years
from dukao.schemes.vocabulary import VersionState
from dukao.schemes.web.forms import PolicyForm, PublishForm, ReasonForm
from dukao.scoring import write_yaml
from dukao.scoring.formats.workbook import workbook_of_scheme
from dukao.ui.downloads import download
from dukao.ui.rendering import render


@require_GET
def schemes(request: Request, year: int | None = None) -> HttpResponse:
    """The year's tree of schemes; the present year unless another is named."""
    require(policies.can_see_schemes(request.actor))
    known = years()
    this_year = clock.today().year
    shown = year or (this_year if this_year in known or not known else known[0])
    context = {
        "year": shown,
        "years": sorted({*known, shown}, reverse=True),
        "sets": year_page(request.actor, shown),
        "may_draft": policies.can_draft(request.actor),
        "policy": policy_on(clock.today()),
        "policy_form": PolicyForm(initial={"effective_on": clock.today()}),
    }
    return render(request, "schemes/years.html", context)


@require_GET
def show(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    today = clock.today()
    context = {
        "page": version_page(request.actor, version, today),
        "version": version,
        "may_edit": policies.can_edit(request.actor, version),
        "may_decide": policies.can_decide(request.actor, version),
        "may_draft": policies.can_draft(request.actor),
        "may_try": policies.can_try(request.actor),
        "base": base_of_comparison(version) or last_year(version),
        "cautions": changeover_cautions(version) if version.state == VersionState.SUBMITTED else [],
        "publish_form": PublishForm(initial={"effective_on": today}),
        "reason_form": ReasonForm(),
        "key": uuid4(),
    }
    return render(request, "schemes/version.html", context)


@require_GET
def compare(request: Request, version_id: int, base_id: int) -> HttpResponse:
    """What the version changed against the base."""
    version, base = version_for(request.actor, version_id), version_for(request.actor, base_id)
    comparison = differences_between(selectors.document(base), selectors.document(version))
    context = {"version": version, "base": base, "comparison": comparison}
    return render(request, "schemes/compare.html", context)


@require_GET
def as_yaml(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    return download(write_yaml(selectors.document(version)), f"{version}.yaml")


@require_GET
def as_workbook(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    return download(workbook_of_scheme(selectors.document(version)), f"{version}.xlsx")
