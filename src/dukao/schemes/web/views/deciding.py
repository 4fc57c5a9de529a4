"""Acts on a version as a whole: submitted, decided, started anew, given up."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from dukao.kernel.clock import now
from dukao.kernel.request import Request
from dukao.kernel.verdict import require
from dukao.schemes import services
from dukao.schemes.policies import can_decide, can_draft, can_edit
from dukao.schemes.selectors.versions import version_for
from dukao.schemes.web.forms import DiscardForm, PublishForm, ReasonForm
from dukao.ui.rendering import go_on


def _address(version_id: int) -> str:
    return reverse("schemes:show", args=[version_id])


@require_POST
def submit(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    services.submit_version(actor=request.actor, version=version, at=now(), key=request.POST.get("key"))
    return go_on(request, _address(version_id), "已送批准。批准前不能再改。")


@require_POST
def send_back(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    require(can_decide(request.actor, version))
    services.send_back_version(
        actor=request.actor, version=version, at=now(), **ReasonForm(request.POST).accepted()
    )
    return go_on(request, _address(version_id), "已退回督考办修改。")


@require_POST
def publish(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    require(can_decide(request.actor, version))
    values = PublishForm(request.POST).accepted()
    services.publish_version(actor=request.actor, version=version, at=now(), **values)
    return go_on(request, _address(version_id), f"已批准发布，自 {values['effective_on']} 起施行。")


@require_POST
def start_new_version(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    require(can_draft(request.actor))
    draft = services.start_new_version(
        actor=request.actor, version=version, at=now(), **ReasonForm(request.POST).accepted()
    )
    return go_on(request, reverse("schemes:edit", args=[draft.pk]), "已从现行版本起草新版。")


@require_POST
def discard(request: Request, version_id: int) -> HttpResponse:
    version = version_for(request.actor, version_id)
    require(can_edit(request.actor, version))
    year = version.scheme.scheme_set.year
    services.discard_draft(
        actor=request.actor, version=version, at=now(), **DiscardForm(request.POST).accepted()
    )
    return go_on(request, reverse("schemes:year", args=[year]), "已放弃草案。")
