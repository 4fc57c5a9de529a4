"""New schemes, and what all of them are held against."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dukao.kernel import clock
from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.schemes import editing, services
from dukao.schemes.policies import can_draft
from dukao.schemes.selectors.versions import document, possible_bases, version_for
from dukao.schemes.web.acting import cleaned, go_on
from dukao.schemes.web.forms import FoundForm, PolicyForm
from dukao.scoring import Scheme
from dukao.ui.numbers import number_in
from dukao.ui.rendering import render


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """A first draft, from nothing or from a published scheme."""
    require(can_draft(request.actor))
    year = number_in(request.GET, "year") or clock.today().year
    initial = {"year": year, "base": request.GET.get("base", "")}
    form = FoundForm(request.POST or None, bases=possible_bases(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            version = services.add_scheme(
                actor=request.actor, document=_first_draft(request, form.cleaned_data), at=clock.now()
            )
            return go_on(request, reverse("schemes:edit", args=[version.pk]), "已建立草案。")
        except DomainError as error:
            form.refuse(error)
    # htmx puts no other refusal than 422 in the place of the form.
    status = 422 if form.errors else 200
    return render(request, "schemes/add.html", {"form": form}, fragment="form", status=status)


def _first_draft(request: Request, values: dict[str, str]) -> Scheme:
    base = values.pop("base")
    if not base:
        return editing.blank(**values)  # type: ignore[arg-type]
    return editing.renewed(document(version_for(request.actor, int(base))), **values)  # type: ignore[arg-type]


@require_POST
def set_policy(request: Request) -> HttpResponse:
    require(can_draft(request.actor))
    services.set_policy(actor=request.actor, at=clock.now(), **cleaned(PolicyForm(request.POST)))
    return go_on(request, reverse("schemes:list"), "已规定新的检查标准。")
