"""New schemes, and what all of them are held against."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.actor import Actor
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.schemes import editing, services
from dukao.schemes.policies import can_draft
from dukao.schemes.selectors.versions import document, possible_bases, version_for
from dukao.schemes.web.forms import FoundForm, PolicyForm
from dukao.ui.numbers import number_in
from dukao.ui.rendering import go_on, render

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """A first draft, from nothing or from a published scheme."""
    require(can_draft(request.actor))
    year = number_in(request.GET, "year") or clock.today().year
    initial = {"year": year, "base": request.GET.get("base", "")}
    form = FoundForm(request.POST or None, bases=possible_bases(), initial=initial)
    if form.is_bound and form.carry_out(_begin, actor=request.actor, at=clock.now()):
        return go_on(request, reverse("schemes:edit", args=[form.result.pk]), "已建立草案。")
    return render(request, "schemes/add.html", {"form": form}, fragment="form", status=form.status)


def _begin(*, actor: Actor, at: datetime, base: str, **named: Any) -> SchemeVersion:
    """From nothing, or from the scheme that was chosen."""
    if base:
        draft = editing.renewed(document(version_for(actor, int(base))), **named)
    else:
        draft = editing.blank(**named)
    return services.add_scheme(actor=actor, document=draft, at=at)


@require_POST
def set_policy(request: Request) -> HttpResponse:
    require(can_draft(request.actor))
    services.set_policy(actor=request.actor, at=clock.now(), **PolicyForm(request.POST).accepted())
    return go_on(request, reverse("schemes:list"), "已规定新的检查标准。")
